"""Wires the rules of one system by name for one service day, and makes every static check there is.

A `System` is a law folder's own list: rules, dated values, tables with their keys, fields of the line, outputs. A `Program` is its trees
for one span of days in which the active rules and values are constant, seen from one day of knowledge.
"""

from .day import ALWAYS, OPEN
from .node import TEXT, Node, column, field, make, parameter, row, wrap


class ProgramError(TypeError):
    """A system is not sound: a name unbound, bound twice, or defined in a circle. Raised when the tree is built, so in CI."""


class Lookup:
    """A table of the system and the names (fields or rules) that give its key. Its columns are bound as `prefix` + their name."""

    __slots__ = ("keys", "prefix", "table")

    def __init__(self, table, *keys, prefix=""):
        self.table = table
        self.keys = keys
        self.prefix = prefix


class Field:
    """A field of the claim line: text, or a number of `places` decimal places below a stated maximum."""

    __slots__ = ("below", "kind", "name", "places", "says")

    def __init__(self, name, says, kind=TEXT, places=0, below=None):
        self.name = name
        self.says = says
        self.kind = kind
        self.places = places
        self.below = below


class System:
    """One payment system: everything its trees are built from. `outputs` name what a line's answer consists of; the first is the amount."""

    def __init__(self, name, says, *, rules, parameters, lookups, fields, outputs):
        self.name = name
        self.says = says
        self.rules = {}
        for rule in rules:
            self.rules.setdefault(rule.name, []).append(rule)
        self.parameters = parameters
        self.lookups = lookups
        self.fields = {one.name: one for one in fields}
        self.outputs = outputs
        self.columns = {}
        for lookup in lookups:
            for one in lookup.table.columns:
                self._claim(lookup.prefix + one.name, lookup)
        self._check_names()
        self._programs = {}

    def _claim(self, name, lookup):
        if name in self.columns:
            raise ProgramError(f"{self.name}: column {name} stands in {self.columns[name].table.name} and in {lookup.table.name}; give one a prefix")
        self.columns[name] = lookup

    def _check_names(self):
        kinds = {"a rule": self.rules, "a dated value": self.parameters, "a column": self.columns, "a field": self.fields}
        seen = {}
        for kind, names in kinds.items():
            for name in names:
                if name in seen:
                    raise ProgramError(f"{self.name}: {name} is {seen[name]} and {kind}")
                seen[name] = kind
        for name, siblings in self.rules.items():
            ordered = sorted(siblings, key=lambda one: one.since)
            for before, after in zip(ordered, ordered[1:], strict=False):
                if before.until > after.since:
                    raise ProgramError(f"{self.name}: two definitions of rule {name} are in force on the same day")
        missing = [name for name in self.outputs if name not in self.rules]
        if missing:
            raise ProgramError(f"{self.name}: outputs {', '.join(missing)} are no rules")

    def borders(self):
        """Sorted first days of the spans in which the active rules and values are constant."""
        days = {ALWAYS + 1}
        for siblings in self.rules.values():
            for rule in siblings:
                days |= {rule.since, rule.until}
        for dated in self.parameters.values():
            for value in dated.values:
                days |= {value.starts, value.until}
        return sorted(day for day in days if ALWAYS < day < OPEN)

    def program(self, day, known=OPEN):
        """The program in force on a service day, as known on a day; built once per span."""
        span = (sum(1 for border in self.borders_cached() if border <= day), known)
        found = self._programs.get(span)
        if found is None:
            found = self._programs[span] = Program(self, day, known)
        return found

    def borders_cached(self):
        """`borders`, worked out once."""
        if not hasattr(self, "_borders"):
            self._borders = self.borders()
        return self._borders

    def __repr__(self):
        return f"<system {self.name}>"


class Program:
    """The trees of one system for one span. `roots` are the outputs' nodes by name."""

    def __init__(self, system, day, known=OPEN):
        self.system = system
        self.day = day
        self.known = known
        self._nodes = {}
        self._building = []
        self.roots = {name: self.node(name) for name in system.outputs}

    def node(self, name):
        """The node of a name, built on first use."""
        found = self._nodes.get(name)
        if found is None:
            found = self._nodes[name] = self._build(name)
        return found

    def _build(self, name):
        system = self.system
        if name in system.rules:
            return self._rule(name)
        if name in system.parameters:
            dated = system.parameters[name]
            return parameter(dated, dated.in_force(self.day, self.known))
        if name in system.columns:
            lookup = system.columns[name]
            return column(row(lookup.table, [self.node(key) for key in lookup.keys]), name[len(lookup.prefix) :])
        if name in system.fields:
            one = system.fields[name]
            return field(one.name, one.kind, one.places, one.below)
        raise ProgramError(f"{self._place()}: nothing is called {name!r}{self._near(name)}")

    def _rule(self, name):
        if name in self._building:
            circle = " -> ".join([*self._building[self._building.index(name) :], name])
            raise ProgramError(f"{self.system.name}: rules are defined in a circle: {circle}")
        active = [rule for rule in self.system.rules[name] if rule.since <= self.day < rule.until]
        if not active:
            return make("unknown", "number", data=("unknown", f"no rule {name} is in force on this day"), certain=False)
        rule = active[0]
        self._building.append(name)
        try:
            inputs = [(one, self.node(one)) for one in rule.inputs]
            body = rule.body(*(node for _, node in inputs))
            if not isinstance(body, Node):
                raise ProgramError(f"{self._place()}: its body gives {body!r}, not a tree")
        finally:
            self._building.pop()
        return wrap(rule, body, inputs)

    def _place(self):
        return f"{self.system.name}, rule {self._building[-1]}" if self._building else self.system.name

    def _near(self, name):
        from difflib import get_close_matches

        system = self.system
        names = [*system.rules, *system.parameters, *system.columns, *system.fields]
        near = get_close_matches(name, names, 3)
        return f"; near names are {', '.join(near)}" if near else ""


def rules_of(*modules):
    """Every Rule that the given modules define at their top level, in the order of their source."""
    from .rule import Rule

    return [one for module in modules for one in vars(module).values() if isinstance(one, Rule)]
