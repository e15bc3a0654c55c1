"""The spans of days that share one program: their trees, and what the combinations of their fields come to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ...kernel.node import Node
from ...kernel.program import Program
from ...kernel.tree import nodes_under
from .block import Block, Table
from .classes import Classes
from .combinations import Combinations
from .leaves import Texts
from .residual import Residual
from .shapes import Shapes
from .spans import Span
from .types import Array
from .vector import Fold

if TYPE_CHECKING:
    from .lines import Bulk


class Regime:
    """`groups` are the names of the fields that are looked up together; `roots` the trees of the outputs."""

    def __init__(self, bulk: Bulk, program: Program) -> None:
        self.bulk = bulk
        self.roots = tuple(program.roots[name] for name in bulk.outputs)
        self.spans: list[Span] = []
        self._shapes = Shapes(list(self.roots))
        met = [(names, nodes) for names, nodes in zip(self._shapes.groups, self._shapes.frontier, strict=True) if nodes]
        self.groups = [names for names, _ in met]
        self._combinations = {names: Combinations(bulk.keys(names), nodes, self._work_out) for names, nodes in met}
        self._largest = max(self.groups, key=lambda names: len(self._combinations[names].nodes), default=None)
        self._classes = Classes(self.roots)
        self._optional = _optional_fields(self.roots)

    def _work_out(self, span: int, columns: Mapping[str, Array]) -> Fold:
        return Fold(Texts(self.spans[span], columns), self.bulk.reasons, self._shapes.shared, whole=True)

    def block(self, ids: Mapping[tuple[str, ...], Array], spans: Array | int, groups: Array, numbers: Mapping[str, Any]) -> Block:
        """The Block of some lines; the caller holds the lock, because what was not met before is worked out here.

        ids      for each group of fields the id of every line's combination
        spans    place of each line's span among the regime's, or the one of all
        """
        tables: dict[Node, Table] = {}
        for names, combinations in self._combinations.items():
            rows = combinations.rows(ids[names], spans, len(self.spans))
            tables |= {node: (rows, *table) for node, table in combinations.tables().items()}
        absent = [field for field in self._optional if numbers.get(field.data) is None]
        return Block(self.bulk, groups, tables, numbers, self._parts(tables, absent, len(groups)))

    def _parts(self, lines: Mapping[Node, Table], absent: Sequence[Node], length: int) -> list[tuple[Array | None, Residual]]:
        if self._largest is None:
            return [(None, Residual({}, (), (), {}))]
        rows = lines[self._combinations[self._largest].nodes[0]][0]
        tables = {names: combinations.tables() for names, combinations in self._combinations.items()}
        own = tables.pop(self._largest)
        return self._classes.parts(rows, own, list(tables.values()), absent)


def _optional_fields(roots: Sequence[Node]) -> list[Node]:
    return [node for node in nodes_under(roots) if node.op == "field" and not node.certain]
