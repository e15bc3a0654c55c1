"""Wires the rules of one system by name for one service day, and makes every static check there is.

A `System` is a law folder's own list: rules, dated values, tables with their keys, fields of the line, outputs. A `Program` is its trees
for one span of days in which the active rules and values are constant, seen from one day of knowledge.
"""

from __future__ import annotations

from _thread import RLock

from .day import ALWAYS, OPEN
from .node import TEXT, Node, column, field, make, parameter, row, unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from types import ModuleType

    from .parameter import Parameter
    from .rule import Rule
    from .table import Table

_BUILDING = RLock()  # one thread at a time builds trees: they are shared, and so is what a half-built program knows of its place


class ProgramError(TypeError):
    """A system is not sound: a name unbound, bound twice, or defined in a circle. Raised when the tree is built, so in CI."""


class Lookup:
    """A table of the system and the names (fields or rules) that give its key. Its columns are bound as `prefix` + their name."""

    __slots__ = ("keys", "prefix", "table")

    def __init__(self, table: Table, *keys: str, prefix: str = "") -> None:
        self.table = table
        self.keys = keys
        self.prefix = prefix


class Field:
    """A field of the claim line: text, or a number of `places` decimal places below a stated maximum; an optional number may be absent."""

    __slots__ = ("below", "kind", "name", "optional", "places", "says")

    def __init__(
        self, name: str, says: str, kind: str = TEXT, places: int = 0, below: int | None = None, *, optional: bool = False
    ) -> None:
        self.name = name
        self.says = says
        self.kind = kind
        self.places = places
        self.below = below
        self.optional = optional


class Scope:
    """Another reading of some names: `prefix` + X is X built with each name of `instead` read as the name it maps to.

    So the fee of a family's base code is the one definition of the fee, read for another code; nothing is defined twice.
    """

    __slots__ = ("instead", "prefix", "says")

    def __init__(self, prefix: str, says: str, **instead: str) -> None:
        self.prefix = prefix
        self.says = says
        self.instead = instead


class System:
    """One payment system: everything its trees are built from. `outputs` name what a line's answer consists of, in the order in which they
    are worked out; `amount` names the one that the line comes to, the first if nothing else is said.

    whole_claim   the lines of all days of a claim stand together, and its first day says which rules and prints speak; otherwise the lines
                  of one claim and one service day do
    """

    def __init__(
        self,
        name: str,
        says: str,
        *,
        rules: Iterable[Rule],
        parameters: Mapping[str, Parameter],
        lookups: Iterable[Lookup],
        fields: Iterable[Field],
        outputs: Iterable[str],
        scopes: Iterable[Scope] = (),
        whole_claim: bool = False,
        amount: str | None = None,
    ) -> None:
        self.name = name
        self.whole_claim = whole_claim
        self.says = says
        self.rules: dict[str, list[Rule]] = {}
        for rule in rules:
            self.rules.setdefault(rule.name, []).append(rule)
        self.parameters = parameters
        self.lookups = tuple(lookups)
        self.fields = {one.name: one for one in fields}
        self.outputs = tuple(outputs)
        self.amount = amount or self.outputs[0]
        self.scopes = tuple(scopes)
        self.columns: dict[str, Lookup] = {}
        for lookup in self.lookups:
            for one in lookup.table.columns:
                self._claim(lookup.prefix + one.name, lookup)
        self._check_names()
        self.forget()

    def forget(self) -> None:
        """Hold no tree that was built before: for a copy with other outputs or fields."""
        self._programs: dict[tuple[int, int], Program] = {}
        self._asked: dict[tuple[int, int], Program] = {}
        self._borders: list[int] | None = None
        self._known_days: list[int] = []

    def _claim(self, name: str, lookup: Lookup) -> None:
        if name in self.columns:
            tables = f"{self.columns[name].table.name} and in {lookup.table.name}"
            raise ProgramError(f"{self.name}: column {name} stands in {tables}; give one a prefix")
        self.columns[name] = lookup

    def _check_names(self) -> None:
        kinds: dict[str, Iterable[str]] = {
            "a rule": self.rules,
            "a dated value": self.parameters,
            "a column": self.columns,
            "a field": self.fields,
        }
        seen: dict[str, str] = {}
        for kind, names in kinds.items():
            for name in names:
                if name in seen:
                    raise ProgramError(f"{self.name}: {name} is {seen[name]} and {kind}")
                seen[name] = kind
        for name, siblings in self.rules.items():
            ordered = sorted(siblings, key=lambda one: one.since)
            for at, after in enumerate(ordered[1:]):
                if ordered[at].until > after.since:
                    raise ProgramError(f"{self.name}: two definitions of rule {name} are in force on the same day")
        missing = [name for name in self.outputs if name not in self.rules]
        if missing:
            raise ProgramError(f"{self.name}: outputs {', '.join(missing)} are no rules")

    def defines(self, name: str) -> bool:
        """Whether a name is a rule, a dated value, a column or a field of this system."""
        return name in self.rules or name in self.parameters or name in self.columns or name in self.fields

    def borders(self) -> list[int]:
        """Sorted first days of the spans in which the active rules and values are constant."""
        days = {ALWAYS + 1}
        for siblings in self.rules.values():
            for rule in siblings:
                days |= {rule.since, rule.until}
        for dated in self.parameters.values():
            for value in dated.values:
                days |= {value.starts, value.until}
        return sorted(day for day in days if ALWAYS < day < OPEN)

    def span(self, day: int) -> tuple[int, int]:
        """(first day, day after the last) of the span of a day."""
        borders = self.borders()
        return max((one for one in borders if one <= day), default=ALWAYS), min((one for one in borders if one > day), default=OPEN)

    def program(self, day: int, known: int = OPEN) -> Program:
        """The program in force on a service day, as known on a day; built once for each span of both."""
        asked = self._asked.get((day, known))
        if asked is not None:
            return asked
        if self._borders is None:
            self._known_days = sorted({value.known for dated in self.parameters.values() for value in dated.values})
            self._borders = self.borders()
        span = (sum(1 for border in self._borders if border <= day), sum(1 for public in self._known_days if public <= known))
        with _BUILDING:
            found = self._programs.get(span)
            if found is None:
                found = self._programs[span] = Program(self, day, known)
        self._asked[day, known] = found
        return found

    def __repr__(self) -> str:
        return f"<system {self.name}>"


class Program:
    """The trees of one system for one span. `roots` are the outputs' nodes by name."""

    def __init__(self, system: System, day: int, known: int = OPEN) -> None:
        self.system = system
        self.day = day
        self.known = known
        self._nodes: dict[tuple[Scope | None, str], Node] = {}
        self._scope: Scope | None = None
        self._building: list[str] = []
        self.roots = {name: self._node(name) for name in system.outputs}

    def node(self, name: str) -> Node:
        """The node of a name, built on first use."""
        with _BUILDING:
            return self._node(name)

    def _node(self, name: str) -> Node:
        key = (self._scope, name)
        found = self._nodes.get(key)
        if found is None:
            found = self._nodes[key] = self._read(name)
        return found

    def _read(self, name: str) -> Node:
        """A name as its scope reads it."""
        scope = self._scope
        if scope is None:
            entered = self._scope_of(name)
            return self._build(name) if entered is None else self._within(entered, name[len(entered.prefix) :])
        if name in scope.instead:
            return self._within(None, scope.instead[name])
        if self._scope_of(name):
            raise ProgramError(f"{self._place()}: scopes do not nest: {scope.prefix}{name}")
        return self._build(name)

    def _scope_of(self, name: str) -> Scope | None:
        return next((scope for scope in self.system.scopes if name.startswith(scope.prefix) and not self.system.defines(name)), None)

    def _within(self, scope: Scope | None, name: str) -> Node:
        outer, self._scope = self._scope, scope
        try:
            return self._node(name)
        finally:
            self._scope = outer

    def _build(self, name: str) -> Node:
        system = self.system
        if name in system.rules:
            return self._rule(name)
        if name in system.parameters:
            dated = system.parameters[name]
            return parameter(dated, dated.in_force(self.day, self.known))
        if name in system.columns:
            lookup = system.columns[name]
            return column(row(lookup.table, [self._node(key) for key in lookup.keys]), name[len(lookup.prefix) :])
        if name in system.fields:
            one = system.fields[name]
            return field(one.name, one.kind, one.places, one.below, one.optional)
        raise ProgramError(f"{self._place()}: nothing is called {name!r}{self._near(name)}")

    def _rule(self, name: str) -> Node:
        scope = self._scope
        asked = name if scope is None else scope.prefix + name
        if asked in self._building:
            circle = " -> ".join([*self._building[self._building.index(asked) :], asked])
            raise ProgramError(f"{self.system.name}: rules are defined in a circle: {circle}")
        active = [rule for rule in self.system.rules[name] if rule.since <= self.day < rule.until]
        if not active:
            return unknown("unknown", f"no rule {name} is in force on this day")
        rule = active[0]
        self._building.append(asked)
        try:
            inputs = [(one, self._node(one)) for one in rule.inputs]
            body = rule.body(*(node for _, node in inputs))
            if not isinstance(body, Node):
                raise ProgramError(f"{self._place()}: its body gives {body!r}, not a tree")
        finally:
            self._building.pop()
        if scope is not None and _wrap(rule, body, inputs) is self._within(None, name):
            return self._within(None, name)  # the scope changes nothing here: the very same step
        return _wrap(rule, body, inputs, scope.says if scope else "")

    def _place(self) -> str:
        return f"{self.system.name}, rule {self._building[-1]}" if self._building else self.system.name

    def _near(self, name: str) -> str:
        from difflib import get_close_matches

        system = self.system
        names = [*system.rules, *system.parameters, *system.columns, *system.fields]
        near = get_close_matches(name, names, 3)
        return f"; near names are {', '.join(near)}" if near else ""


def _wrap(rule: Rule, body: Node, inputs: list[tuple[str, Node]], scope: str = "") -> Node:
    """Mark a tree as the result of a rule: a step of the account. `inputs` are (name, node) as the rule's author named them."""
    args = (body, *(node for _, node in inputs))
    names = tuple(name for name, _ in inputs)
    return make("rule", body.kind, args, data=(rule, names, scope), places=body.places, low=body.low, high=body.high, certain=body.certain)


def rules_of(*modules: ModuleType) -> list[Rule]:
    """Every Rule that the given modules define at their top level, in the order of their source."""
    from .rule import Rule

    return [one for module in modules for one in vars(module).values() if isinstance(one, Rule)]
