"""What one line's walk decided, told: its steps with their inputs and sources, and all that it consulted."""

from __future__ import annotations

from .account import Source, Step

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from ..kernel.node import Node
    from ..kernel.table import Table
    from .account import Input, Print, Value
    from .walk import Walk


class Story:
    """A walk and the program's compiled nodes, from which every step can be spelled out afterwards."""

    __slots__ = ("_compiled", "_walk")

    def __init__(self, walk: Walk, compiled: Mapping[Node, Callable[[Walk], Value]]) -> None:
        self._walk = walk
        self._compiled = compiled

    def consulted(self) -> list[Any]:
        """Rules, and (dated value, chosen value) pairs, in the order in which they were consulted."""
        return [node.data[0] if node.op == "rule" else node.data for node, _ in self._walk.order if node.op != "row"]

    def decided(self, reach: int) -> int:
        """How many rules had decided when so much had been consulted."""
        return sum(1 for node, _ in self._walk.order[:reach] if node.op == "rule")

    def prints(self) -> list[tuple[Table, Print]]:
        """(table, print) of every published row that was consulted, each once."""
        tables = ((node.data if node.op == "row" else node.data[0], printed) for node, (_, printed) in self._walk.prints.items())
        return list(dict.fromkeys(tables))

    def steps(self) -> list[Step]:
        """Each rule at work, in the order in which it decided."""
        order = self._walk.order
        decided = {node: at for at, (node, _) in enumerate(order)}
        return [self._step(node, because, at, decided) for at, (node, because) in enumerate(order) if node.op == "rule"]

    def _step(self, node: Node, because: str | None, at: int, decided: Mapping[Node, int]) -> Step:
        rule, names, scope = node.data
        inputs: list[Input] = []
        for name, arg in zip(names, node.args[1:], strict=True):
            # an input of a branch that was not taken is not shown; re-reading a leaf costs nothing and decides nothing
            source = arg.args[0] if arg.op == "column" else arg
            if arg.op in ("rule", "parameter", "column") and decided.get(source, at) >= at:
                continue
            inputs.append((name, self._value(arg), arg.places, arg.op, self._origin(arg)))
        return Step(rule, self._walk.memo[node], node.places, because, inputs, scope)

    def _value(self, node: Node) -> Value:
        return self._walk.memo[node] if node.op == "rule" else self._compiled[node](self._walk)

    def _origin(self, node: Node) -> Any:
        if node.op == "column":
            found = self._walk.prints.get(node.args[0])
            return Source(node.args[0].data, found[0], node.data, found[1]) if found else None
        return node.data if node.op == "parameter" else node.data[0] if node.op == "rule" else None
