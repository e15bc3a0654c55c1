"""One line, explained: the fold of a tree that keeps every step, its reason, its inputs, its sources and its citations.

Standard library only, and little of it: this is the path of one price. A program's trees are compiled once to closures; a line then walks
only the branches that its facts take, so nothing that was not needed stands in the account.
"""

from ..kernel.number import number_text, round_half_away
from ..kernel.operators import APPLY

SCHEMA = "account/1"


class Unknown:
    """No value, and why. `category` is unknown, pends or not_payable."""

    __slots__ = ("category", "detail", "reason")

    def __init__(self, category, reason, detail=None):
        self.category = category
        self.reason = reason
        self.detail = detail

    def __repr__(self):
        return f"<{self.category}: {self.reason}>"


class Source:
    """Where a published value stands: table, key and column, and the print (file, release, sha256) that speaks for the day."""

    __slots__ = ("column", "key", "print", "table")

    def __init__(self, table, key, column, printed):
        self.table = table
        self.key = key
        self.column = column
        self.print = printed


class Step:
    """One rule at work: what it decided, from which inputs, because of what. `inputs` are (name, value, places, kind of origin, origin)."""

    __slots__ = ("because", "inputs", "places", "rule", "value")

    def __init__(self, rule, value, places, because, inputs):
        self.rule = rule
        self.value = value
        self.places = places
        self.because = because
        self.inputs = inputs


class Account:
    """Everything that was worked out for one line, in the order in which it was needed."""

    __slots__ = ("fields", "known", "on", "steps", "system", "values")

    def __init__(self, system, on, known, fields):
        self.system = system
        self.on = on
        self.known = known
        self.fields = fields
        self.steps = []
        self.values = {}


class _Walk:
    """State of one line's walk: its fields, its look-up, what is already worked out."""

    __slots__ = ("account", "because", "fields", "look_up", "memo", "prints")

    def __init__(self, account, fields, look_up):
        self.account = account
        self.fields = fields
        self.look_up = look_up
        self.memo = {}
        self.prints = {}
        self.because = None


class Runner:
    """A compiled program. `run(fields, look_up)` gives the Account of one line.

    fields    {name: text or scaled int}; a name that is absent is unknown
    look_up   function (table, keys) -> (row values, print) or Unknown, for the line's day
    """

    def __init__(self, program):
        self.program = program
        self._compiled = {}
        self.roots = {name: self._compile(node) for name, node in program.roots.items()}

    def run(self, fields, look_up):
        """Work out every output of the system for one line."""
        program = self.program
        account = Account(program.system, None, None, fields)
        walk = _Walk(account, fields, look_up)
        for name, compute in self.roots.items():
            account.values[name] = compute(walk)
        return account

    def _compile(self, node):
        found = self._compiled.get(node)
        if found is None:
            found = self._compiled[node] = getattr(self, f"_{node.op}", self._plain)(node)
        return found

    def _literal(self, node):
        value = node.data
        return lambda walk: value

    def _parameter(self, node):
        value = node.data[1].value

        def read(walk):
            walk.memo[node] = value  # marks it as consulted: the account shows only what the decision needed
            return value

        return read

    def _unknown(self, node):
        value = Unknown(*node.data)
        return lambda walk: value

    def _field(self, node):
        name = node.data
        absent = Unknown("unknown", f"{name} is not given")

        def read(walk):
            value = walk.fields.get(name)
            return absent if value is None else value

        return read

    def _row(self, node):
        keys = [self._compile(arg) for arg in node.args]
        table = node.data

        def find(walk):
            if node in walk.memo:
                return walk.memo[node]
            key = []
            for compute in keys:
                value = compute(walk)
                if value.__class__ is Unknown:
                    break
                key.append(value)
            else:
                value = walk.look_up(table, tuple(key))
                if value.__class__ is not Unknown:
                    value, walk.prints[node] = value
                    walk.prints[node] = (tuple(key), walk.prints[node])
            walk.memo[node] = value
            return value

        return find

    def _column(self, node):
        row = self._compile(node.args[0])
        table = node.args[0].data
        place = table.where[node.data]
        blank = Unknown("unknown", f"{table.name} prints no {node.data} in this row")

        def read(walk):
            values = row(walk)
            if values.__class__ is Unknown:
                return values
            value = values[place]
            return blank if value is None else value

        return read

    def _plain(self, node):
        apply = APPLY[node.op]
        left, right = (self._compile(arg) for arg in node.args)

        def compute(walk):
            a = left(walk)
            if a.__class__ is Unknown:
                return a
            b = right(walk)
            return b if b.__class__ is Unknown else apply(a, b)

        return compute

    def _one(self, node, apply):
        inner = self._compile(node.args[0])

        def compute(walk):
            value = inner(walk)
            return value if value.__class__ is Unknown else apply(value)

        return compute

    def _up(self, node):
        unit = node.data
        return self._one(node, lambda value: value * unit)

    def _round(self, node):
        fewer = node.data
        return self._one(node, lambda value: round_half_away(value, fewer))

    def _not(self, node):
        return self._one(node, lambda value: not value)

    def _in(self, node):
        codes = node.data
        listed = self._compile(node.args[1]) if len(node.args) > 1 else None
        inner = self._compile(node.args[0])

        def compute(walk):
            if listed:
                listed(walk)
            value = inner(walk)
            return value if value.__class__ is Unknown else value in codes

        return compute

    def _known(self, node):
        inner = self._compile(node.args[0])
        return lambda walk: inner(walk).__class__ is not Unknown

    def _least(self, node):
        return self._extreme(node, min)

    def _greatest(self, node):
        return self._extreme(node, max)

    def _extreme(self, node, end):
        parts = [self._compile(arg) for arg in node.args]

        def compute(walk):
            values = [part(walk) for part in parts]
            for value in values:
                if value.__class__ is Unknown:
                    return value
            return end(values)

        return compute

    def _and(self, node):
        return self._junction(node, all)

    def _or(self, node):
        return self._junction(node, any)

    def _junction(self, node, decide):
        # strict: both sides are looked at, so that an unknown on either side is an unknown in every fold
        return self._extreme(node, decide)

    def _first_of(self, node):
        pairs = [(self._compile(node.args[at]), self._compile(node.args[at + 1])) for at in range(0, len(node.args) - 1, 2)]
        last = self._compile(node.args[-1])
        reasons = node.data

        def choose(walk):
            for (condition, value), reason in zip(pairs, reasons, strict=False):
                holds = condition(walk)
                if holds.__class__ is Unknown:
                    return holds
                if holds:
                    found = value(walk)
                    walk.because = reason
                    return found
            found = last(walk)
            walk.because = reasons[-1]
            return found

        return choose

    def _rule(self, node):
        rule, names = node.data
        body = self._compile(node.args[0])
        inputs = [(name, arg, self._compile(arg)) for name, arg in zip(names, node.args[1:], strict=True)]
        needed = [_origins(arg) for arg in node.args[1:]]

        def decide(walk):
            memo = walk.memo
            if node in memo:
                return memo[node]
            outer, walk.because = walk.because, None
            value = memo[node] = body(walk)
            step_inputs = []
            for (name, arg, compute), origin in zip(inputs, needed, strict=True):
                # an input of a branch that was not taken is not shown; re-reading a leaf costs nothing and decides nothing
                if arg.op in ("rule", "parameter"):
                    if arg in memo:
                        step_inputs.append((name, memo[arg], arg.places, arg.op, origin))
                elif arg.op == "column":
                    if arg.args[0] in memo:
                        step_inputs.append((name, compute(walk), arg.places, "column", _source(walk, arg)))
                else:
                    step_inputs.append((name, compute(walk), arg.places, arg.op, origin))
            walk.account.steps.append(Step(rule, value, node.places, walk.because, step_inputs))
            walk.because = outer
            return value

        return decide


def _origins(node):
    return node.data if node.op == "parameter" else node.data[0] if node.op == "rule" else None


def _source(walk, node):
    found = walk.prints.get(node.args[0])
    return Source(node.args[0].data, found[0], node.data, found[1]) if found else None


def value_text(value, places):
    """A value of an account as text: a decimal with all its places, yes or no, the text itself, or None for an unknown."""
    if value.__class__ is Unknown:
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return number_text(value, places)
    return " ".join(value) if isinstance(value, tuple) else value
