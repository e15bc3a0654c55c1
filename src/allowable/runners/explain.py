"""One line, explained: the fold of a tree that keeps every step, its reason, its inputs, its sources and its citations.

Standard library only, and little of it: this is the path of one price. A program's trees are compiled once to closures; a line then walks
only the branches that its facts take, so nothing that was not needed stands in the account.
"""

from __future__ import annotations

from ..kernel.number import round_half_away
from ..kernel.operators import APPLY
from .account import Account, Source, Step, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any, TypeAlias

    from ..kernel.node import Node
    from ..kernel.program import Program
    from ..kernel.table import Cells, Key, Table
    from .account import Input, Print, Value

    Compute: TypeAlias = Callable[["_Walk"], Value]
    LookUp: TypeAlias = Callable[[Table, Key], "tuple[Cells, Print] | Unknown"]


class _Walk:
    """State of one line's walk: its fields, its look-up, what is already worked out."""

    __slots__ = ("account", "because", "fields", "look_up", "memo", "prints")

    def __init__(self, account: Account, fields: Mapping[str, Value], look_up: LookUp) -> None:
        self.account = account
        self.fields = fields
        self.look_up = look_up
        self.memo: dict[Node, Value] = {}
        self.prints: dict[Node, tuple[Key, Print]] = {}
        self.because: str | None = None


class Runner:
    """A compiled program. `run(fields, look_up, on, known)` gives the Account of one line.

    fields      {name: text or scaled int}; a name that is absent is unknown
    look_up     function (table, keys) -> (row values, print) or Unknown, for the line's day
    on, known   the line's service day and the day on which we look (kernel.day numbers)
    """

    def __init__(self, program: Program) -> None:
        self.program = program
        self._compiled: dict[Node, Compute] = {}
        self.roots = {name: self._compile(node) for name, node in program.roots.items()}

    def run(self, fields: Mapping[str, Value], look_up: LookUp, on: int, known: int) -> Account:
        """Work out every output of the system for one line."""
        account = Account(self.program.system, on, known, fields)
        walk = _Walk(account, fields, look_up)
        for name, compute in self.roots.items():
            account.values[name] = compute(walk)
        return account

    def _compile(self, node: Node) -> Compute:
        found = self._compiled.get(node)
        if found is None:
            compiler: Callable[[Node], Compute] = getattr(self, f"_{node.op}", self._plain)
            found = self._compiled[node] = compiler(node)
        return found

    def _literal(self, node: Node) -> Compute:
        value = node.data
        return lambda walk: value

    def _parameter(self, node: Node) -> Compute:
        value = node.data[1].value

        def read(walk: _Walk) -> Value:
            walk.memo[node] = value  # marks it as consulted: the account shows only what the decision needed
            return value

        return read

    def _unknown(self, node: Node) -> Compute:
        value = Unknown(*node.data)
        return lambda walk: value

    def _field(self, node: Node) -> Compute:
        name = node.data
        absent = Unknown("unknown", f"{name} is not given")

        def read(walk: _Walk) -> Value:
            value = walk.fields.get(name)
            return absent if value is None else value

        return read

    def _row(self, node: Node) -> Compute:
        keys = [self._compile(arg) for arg in node.args]
        table: Table = node.data

        def find(walk: _Walk) -> Value:
            if node in walk.memo:
                return walk.memo[node]
            parts: list[str] = []
            for compute in keys:
                value = compute(walk)
                if value.__class__ is Unknown:
                    break
                parts.append(value)
            else:
                key = tuple(parts)
                found = walk.look_up(table, key)
                if isinstance(found, Unknown):
                    value = found
                else:
                    value, printed = found
                    walk.prints[node] = (key, printed)
            walk.memo[node] = value
            return value

        return find

    def _column(self, node: Node) -> Compute:
        row = self._compile(node.args[0])
        table: Table = node.args[0].data
        place = table.where[node.data]
        blank = Unknown("unknown", f"{table.name} prints no {node.data} in this row")

        def read(walk: _Walk) -> Value:
            values = row(walk)
            if values.__class__ is Unknown:
                return values
            value = values[place]
            return blank if value is None else value

        return read

    def _plain(self, node: Node) -> Compute:
        apply = APPLY[node.op]
        left, right = (self._compile(arg) for arg in node.args)

        def compute(walk: _Walk) -> Value:
            a = left(walk)
            if a.__class__ is Unknown:
                return a
            b = right(walk)
            return b if b.__class__ is Unknown else apply(a, b)

        return compute

    def _one(self, node: Node, apply: Callable[[Any], Value]) -> Compute:
        inner = self._compile(node.args[0])

        def compute(walk: _Walk) -> Value:
            value = inner(walk)
            return value if value.__class__ is Unknown else apply(value)

        return compute

    def _up(self, node: Node) -> Compute:
        unit = node.data
        return self._one(node, lambda value: value * unit)

    def _round(self, node: Node) -> Compute:
        fewer = node.data
        return self._one(node, lambda value: round_half_away(value, fewer))

    def _not(self, node: Node) -> Compute:
        return self._one(node, lambda value: not value)

    def _in(self, node: Node) -> Compute:
        codes = node.data
        listed = self._compile(node.args[1]) if len(node.args) > 1 else None
        inner = self._compile(node.args[0])

        def compute(walk: _Walk) -> Value:
            if listed:
                listed(walk)
            value = inner(walk)
            return value if value.__class__ is Unknown else value in codes

        return compute

    def _known(self, node: Node) -> Compute:
        inner = self._compile(node.args[0])
        return lambda walk: inner(walk).__class__ is not Unknown

    def _least(self, node: Node) -> Compute:
        return self._extreme(node, min)

    def _greatest(self, node: Node) -> Compute:
        return self._extreme(node, max)

    def _extreme(self, node: Node, end: Callable[[Iterable[Any]], Value]) -> Compute:
        parts = [self._compile(arg) for arg in node.args]

        def compute(walk: _Walk) -> Value:
            values = [part(walk) for part in parts]
            for value in values:
                if value.__class__ is Unknown:
                    return value
            return end(values)

        return compute

    def _and(self, node: Node) -> Compute:
        return self._junction(node, all)

    def _or(self, node: Node) -> Compute:
        return self._junction(node, any)

    def _junction(self, node: Node, decide: Callable[[Iterable[object]], bool]) -> Compute:
        # strict: both sides are looked at, so that an unknown on either side is an unknown in every fold
        return self._extreme(node, decide)

    def _first_of(self, node: Node) -> Compute:
        pairs = [(self._compile(node.args[at]), self._compile(node.args[at + 1])) for at in range(0, len(node.args) - 1, 2)]
        last = self._compile(node.args[-1])
        reasons = node.data

        def choose(walk: _Walk) -> Value:
            for (condition, value), reason in zip(pairs, reasons, strict=False):
                holds = condition(walk)
                if holds.__class__ is Unknown:
                    return holds
                if holds:
                    return taken(walk, value, reason)
            return taken(walk, last, reasons[-1])

        def taken(walk: _Walk, value: Compute, reason: str | None) -> Value:
            walk.because = None
            found = value(walk)
            inner = walk.because  # the reason of a choice inside this one: both are why
            walk.because = f"{reason}; {inner}" if reason and inner else reason or inner
            return found

        return choose

    def _rule(self, node: Node) -> Compute:
        rule, names = node.data
        body = self._compile(node.args[0])
        inputs = [(name, arg, self._compile(arg)) for name, arg in zip(names, node.args[1:], strict=True)]
        needed = [_origins(arg) for arg in node.args[1:]]

        def decide(walk: _Walk) -> Value:
            memo = walk.memo
            if node in memo:
                return memo[node]
            outer, walk.because = walk.because, None
            value = memo[node] = body(walk)
            step_inputs: list[Input] = []
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


def _origins(node: Node) -> Any:
    return node.data if node.op == "parameter" else node.data[0] if node.op == "rule" else None


def _source(walk: _Walk, node: Node) -> Source | None:
    found = walk.prints.get(node.args[0])
    return Source(node.args[0].data, found[0], node.data, found[1]) if found else None
