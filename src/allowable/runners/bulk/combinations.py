"""What the combinations of one group's fields come to: each worked out once for each span of days, alike ones held once for all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from ...kernel.node import TEXT, TRUTH, Node
from .distinct import Distinct
from .keys import Keys
from .types import Array, Facts
from .vector import Fold

CHUNK = 1 << 13  # combinations worked out at a time: all intermediate values of a chunk stand in memory together


class Combinations:
    """`keys` names the combinations of the group, `nodes` is its frontier, `work_out(span, columns)` gives a Fold over new combinations.

    What is settled of a combination (which truths hold, and why nodes are unknown) and its numbers are two tables, because combinations
    that differ in a modifier mostly have the same numbers, and those that differ in the code are mostly settled alike: there are far fewer
    rows of each than combinations.
    """

    def __init__(self, keys: Keys, nodes: Sequence[Node], work_out: Callable[[int, Mapping[str, Array]], Fold]) -> None:
        self.nodes = nodes
        self._keys = keys
        self._work_out = work_out
        self._truths = [node for node in nodes if node.kind == TRUTH]
        self._numbers = [node for node in nodes if node.kind != TRUTH]
        self._settled = Distinct([*(np.bool_ for _ in self._truths), *(np.uint16 for _ in nodes)])
        self._amounts = Distinct([smallest(node) for node in self._numbers])
        # span, combination -> row of each table, -1 where it was not met
        self._settled_of: Array = np.zeros((0, 0), np.int32)
        self._amounts_of: Array = np.zeros((0, 0), np.int32)
        self._facts = Facts(0, {}, {})

    def rows(self, ids: Array, spans: Array | int, count: int) -> tuple[Array, Array]:
        """Rows of each line's combination in its span, one of `count`: of the facts and of the numbers; what is new is worked out first."""
        self._make_room(count)
        width = self._settled_of.shape[1]
        at = ids + spans * width if isinstance(spans, int) else ids + spans.astype(np.int64) * width
        rows = self._settled_of.ravel().take(at)
        if len(rows) and rows.min() < 0:
            fresh = np.flatnonzero(np.bincount(at[rows < 0]))
            for span in np.unique(fresh // width).tolist():
                self._add(span, fresh[fresh // width == span] - span * width)
            rows = self._settled_of.ravel().take(at)
        return rows, self._amounts_of.ravel().take(at)

    def _make_room(self, count: int) -> None:
        spans, width = self._settled_of.shape
        if spans < count or width < len(self._keys):
            self._settled_of = _wider(self._settled_of, max(spans, count), max(width, len(self._keys)))
            self._amounts_of = _wider(self._amounts_of, max(spans, count), max(width, len(self._keys)))

    def facts(self) -> Facts:
        """What is settled, by row."""
        if self._facts.rows != len(self._settled):
            columns = self._settled.columns()
            truths, reasons = columns[: len(self._truths)], columns[len(self._truths) :]
            alike: dict[bytes, Array | None] = {}  # nodes that are unknown alike share one column, so that a fold gathers it once
            shared = [alike.setdefault(column.tobytes(), column if column.any() else None) for column in reasons]
            self._facts = Facts(
                len(self._settled), dict(zip(self._truths, truths, strict=True)), dict(zip(self.nodes, shared, strict=True))
            )
        return self._facts

    def numbers(self) -> dict[Node, Array]:
        """{number or text of the frontier: its values by row}."""
        return dict(zip(self._numbers, self._amounts.columns(), strict=True))

    def _add(self, span: int, fresh: Array) -> None:
        for start in range(0, len(fresh), CHUNK):
            some = fresh[start : start + CHUNK]
            fold = self._work_out(span, self._keys.texts(some))
            pairs = {node: fold.value(node) for node in self.nodes}
            reasons = _spread({node: 0 if unknown is None else unknown for node, (_, unknown) in pairs.items()}, len(some))
            # what stands under an unknown is chance, and would keep alike rows apart
            values = {node: np.where(reasons[node] != 0, 0, pairs[node][0]).astype(smallest(node)) for node in self.nodes}
            settled = [*(values[node] for node in self._truths), *reasons.values()]
            self._settled_of[span, some] = self._settled.rows(settled, len(some))
            self._amounts_of[span, some] = self._amounts.rows([values[node] for node in self._numbers], len(some))


def _spread(codes: Mapping[Node, int | Array], length: int) -> dict[Node, Array]:
    """Reason codes for all lines; of nodes with the very same codes the very same array."""
    arrays: dict[int, Array] = {}
    for one in codes.values():
        if id(one) not in arrays:
            arrays[id(one)] = np.broadcast_to(np.asarray(one, np.uint16), (length,))
    return {node: arrays[id(one)] for node, one in codes.items()}


def smallest(node: Node) -> type[np.generic]:
    """The smallest type that holds every value of a node: the tables stay small enough for the processor's cache."""
    if node.kind == TRUTH:
        return np.bool_
    return np.int32 if node.kind == TEXT or max(-node.low, node.high) < 2**31 else np.int64


def _wider(rows: Array, spans: int, width: int) -> Array:
    wider = np.full((spans, width), -1, np.int32)
    wider[: rows.shape[0], : rows.shape[1]] = rows
    return wider
