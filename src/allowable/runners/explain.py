"""The lines of a claim, explained: the fold of a tree that keeps every step, its reason, its inputs, its sources and its citations.

Standard library only, and little of it: this is the path of one price. A program's trees are compiled once to closures; a line then walks
only the branches that its facts take, so nothing that was not needed stands in the account.
"""

from __future__ import annotations

from ..kernel.number import round_half_away
from ..kernel.operators import APPLY
from .account import Account, Unknown
from .explain_within import within_compute
from .remember import remembered, text_fields
from .story import Story
from .walk import Walk

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any, TypeAlias

    from ..kernel.node import Node
    from ..kernel.program import Program
    from ..kernel.table import Table
    from .account import Value
    from .walk import LookUp

    Compute: TypeAlias = Callable[[Walk], Value]


class Runner:
    """A compiled program. `run(lines, look_up, on, known)` gives the Accounts of the lines of one claim and one service day.

    lines       for each line {name: text or scaled int}, in the claim's order; a name that is absent is unknown
    look_up     function (table, keys) -> (row values, print) or Unknown, for the day
    on, known   the service day and the day on which we look (kernel.day numbers)
    """

    def __init__(self, program: Program) -> None:
        self.program = program
        self._compiled: dict[Node, Compute] = {}
        self.roots = {name: self._compile(node) for name, node in program.roots.items()}

    def run(self, lines: Iterable[Mapping[str, Value]], look_up: LookUp, on: int, known: int) -> list[Account]:
        """Work out every output of the system for each line."""
        day: list[Walk] = []
        shared: dict[Node, list[Value]] = {}
        for fields in lines:
            day.append(Walk(fields, look_up, day, shared))
        accounts = [Account(self.program.system, on, known, walk.fields, Story(walk, self._compiled)) for walk in day]
        for walk, account in zip(day, accounts, strict=True):
            for name, compute in self.roots.items():
                account.values[name] = compute(walk)
                account.reach[name] = len(walk.order)
        return accounts

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

        def read(walk: Walk) -> Value:
            if node not in walk.memo:
                walk.memo[node] = value
                walk.order.append((node, None))
            return value

        return read

    def _unknown(self, node: Node) -> Compute:
        value = Unknown(*node.data)
        return lambda walk: value

    def _field(self, node: Node) -> Compute:
        name = node.data
        absent = Unknown("unknown", f"{name} is not given")

        def read(walk: Walk) -> Value:
            value = walk.fields.get(name)
            return absent if value is None else value

        return read

    def _row(self, node: Node) -> Compute:
        keys = [self._compile(arg) for arg in node.args]
        table: Table = node.data

        def find(walk: Walk) -> Value:
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
            walk.order.append((node, None))
            return value

        return find

    def _column(self, node: Node) -> Compute:
        row = self._compile(node.args[0])
        table: Table = node.args[0].data
        place = table.where[node.data]
        blank = Unknown("unknown", f"{table.name} prints no {node.data} in this row")

        def read(walk: Walk) -> Value:
            values = row(walk)
            if values.__class__ is Unknown:
                return values
            value = values[place]
            return blank if value is None else value

        return read

    def _plain(self, node: Node) -> Compute:
        apply = APPLY[node.op]
        if node.args[1].op == "literal":
            literal = node.args[1].data
            return self._one(node, lambda value: apply(value, literal))
        left, right = (self._compile(arg) for arg in node.args)

        def compute(walk: Walk) -> Value:
            a = left(walk)
            if a.__class__ is Unknown:
                return a
            b = right(walk)
            return b if b.__class__ is Unknown else apply(a, b)

        return compute

    def _one(self, node: Node, apply: Callable[[Any], Value]) -> Compute:
        inner = self._compile(node.args[0])

        def compute(walk: Walk) -> Value:
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
        if len(node.args) == 1:
            return self._one(node, lambda value: value in codes)
        listed = self._compile(node.args[1])
        inner = self._compile(node.args[0])

        def compute(walk: Walk) -> Value:
            listed(walk)
            value = inner(walk)
            return value if value.__class__ is Unknown else value in codes

        return compute

    def _portion(self, node: Node) -> Compute:
        denominator = node.data
        return self._one(node, lambda value: value // denominator)

    def _identity(self, node: Node) -> Compute:
        return self._extreme(node, tuple)

    def _undecided(self, node: Node) -> Compute:
        inner = self._compile(node.args[0])

        def compute(walk: Walk) -> Value:
            value = inner(walk)
            return value.__class__ is Unknown and value.category != "not_payable"

        return compute

    def _known(self, node: Node) -> Compute:
        inner = self._compile(node.args[0])
        return lambda walk: inner(walk).__class__ is not Unknown

    def _within(self, node: Node) -> Compute:
        return within_compute(node, [self._compile(arg) for arg in node.args])

    _any_within = _sum_within = _max_within = _place_within = _sum_before = _any_pair = _within

    def _partners(self, node: Node) -> Compute:
        return self._compile(node.args[0])  # one by one, the pairs are looked up when they are asked for

    def _least(self, node: Node) -> Compute:
        return self._extreme(node, min)

    def _greatest(self, node: Node) -> Compute:
        return self._extreme(node, max)

    def _extreme(self, node: Node, end: Callable[[Iterable[Any]], Value]) -> Compute:
        parts = [self._compile(arg) for arg in node.args]

        def compute(walk: Walk) -> Value:
            values = [part(walk) for part in parts]
            for value in values:
                if value.__class__ is Unknown:
                    return value
            return end(values)

        return compute

    def _and(self, node: Node) -> Compute:
        return self._junction(node, False)

    def _or(self, node: Node) -> Compute:
        return self._junction(node, True)

    def _junction(self, node: Node, decides: bool) -> Compute:
        # strict: both sides are looked at, so that an unknown on either side is an unknown in every fold
        left, right = (self._compile(arg) for arg in node.args)

        def compute(walk: Walk) -> Value:
            a = left(walk)
            if a.__class__ is Unknown:
                return a
            b = right(walk)
            return b if b.__class__ is Unknown or a is not decides else a

        names = text_fields(node)
        return compute if names is None else remembered(compute, names)

    def _first_of(self, node: Node) -> Compute:
        pairs = [(self._compile(node.args[at]), self._compile(node.args[at + 1])) for at in range(0, len(node.args) - 1, 2)]
        last = self._compile(node.args[-1])
        reasons = node.data

        def choose(walk: Walk) -> Value:
            for (condition, value), reason in zip(pairs, reasons, strict=False):
                holds = condition(walk)
                if holds.__class__ is Unknown:
                    return holds
                if holds:
                    return taken(walk, value, reason)
            return taken(walk, last, reasons[-1])

        def taken(walk: Walk, value: Compute, reason: str | None) -> Value:
            walk.because = None
            found = value(walk)
            inner = walk.because  # the reason of a choice inside this one: both are why
            walk.because = f"{reason}; {inner}" if reason and inner else reason or inner
            return found

        return choose

    def _rule(self, node: Node) -> Compute:
        body = self._compile(node.args[0])
        for arg in node.args[1:]:
            self._compile(arg)  # a step that is spelled out reads its inputs

        def decide(walk: Walk) -> Value:
            memo = walk.memo
            value = memo.get(node, memo)
            if value is memo:
                outer = walk.because
                walk.because = None
                value = memo[node] = body(walk)
                walk.order.append((node, walk.because))
                walk.because = outer
            return value

        return decide
