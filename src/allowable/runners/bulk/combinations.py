"""What the combinations of one group's fields come to: each worked out once for each span of days, alike ones held once for all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from ...kernel.node import TEXT, Node
from .growing import Growing, smallest
from .keys import Keys
from .types import Array, Pair, Tables
from .vector import Fold

CHUNK = 1 << 13  # combinations worked out at a time: all intermediate values of a chunk stand in memory together


class Combinations:
    """`keys` names the combinations of the group, `nodes` is its frontier, `work_out(span, columns)` gives a Fold over new combinations.

    Combinations for which every node of the frontier gives the same share one row of the tables, of whatever span: there are far fewer rows
    than combinations.
    """

    def __init__(self, keys: Keys, nodes: Sequence[Node], work_out: Callable[[int, Mapping[str, Array]], Fold]) -> None:
        self.nodes = nodes
        self._keys = keys
        self._work_out = work_out
        self._row_of: Array = np.zeros((0, 0), np.int64)  # span, combination -> row, -1 where it was not met
        self._rows: dict[int, int] = {}  # fingerprint -> row
        self._held = Growing(nodes)

    def rows(self, ids: Array, spans: Array | int, count: int) -> Array:
        """Row of each line's combination in its span, one of `count`; what is new there is worked out first."""
        self._make_room(count)
        width = self._row_of.shape[1]
        at = ids + spans * width if isinstance(spans, int) else ids + spans.astype(np.int64) * width
        rows = self._row_of.ravel().take(at)
        if len(rows) and rows.min() < 0:
            fresh = np.flatnonzero(np.bincount(at[rows < 0]))
            for span in np.unique(fresh // width).tolist():
                self._add(span, fresh[fresh // width == span] - span * width)
            rows = self._row_of.ravel().take(at)
        return np.asarray(rows)

    def _make_room(self, count: int) -> None:
        spans, width = self._row_of.shape
        if spans < count or width < len(self._keys):
            wider = np.full((max(spans, count), max(width, len(self._keys))), -1)
            wider[:spans, :width] = self._row_of
            self._row_of = wider

    def tables(self) -> Tables:
        """{node: (values, unknown) by row}; what was handed out stays right, because rows are only added behind."""
        return self._held.tables()

    def _add(self, span: int, fresh: Array) -> None:
        for start in range(0, len(fresh), CHUNK):
            some = fresh[start : start + CHUNK]
            fold = self._work_out(span, self._keys.texts(some))
            self._keep(span, some, [_whole(fold.value(node), node, len(some)) for node in self.nodes])

    def _keep(self, span: int, combinations: Array, pairs: list[tuple[Array, Array]]) -> None:
        """Give each combination its row: one that is held already, or a new one."""
        prints = _fingerprints([column for pair in pairs for column in pair], len(combinations))
        met, first, which = np.unique(prints, return_index=True, return_inverse=True)
        rows = np.array([self._rows.get(one, -1) for one in met.tolist()], np.int64)
        new = first[rows < 0]
        rows[rows < 0] = self._held.add(pairs, new)
        self._rows |= dict(zip(met.tolist(), rows.tolist(), strict=True))
        row = rows[which]
        odd = np.flatnonzero(
            self._held.differs(pairs, row)
        )  # alike fingerprints of unlike rows: once in millions of years, and then mended
        row[odd] = self._held.add(pairs, odd)
        self._row_of[span, combinations] = row


def _whole(pair: Pair, node: Node, length: int) -> tuple[Array, Array]:
    values, unknown = pair
    reasons = np.broadcast_to(np.asarray(0 if unknown is None else unknown, np.uint16), (length,))
    blank: Any = "" if node.kind == TEXT else 0
    # what stands under an unknown is chance, and would keep alike rows apart
    return np.where(reasons != 0, blank, values).astype(smallest(node)), reasons


def _fingerprints(columns: list[Array], length: int) -> Array:
    """A 64-bit number for each row over all columns, alike for alike rows."""
    prints = np.zeros(length, np.uint64)
    for column in columns:
        numbers = np.array([hash(word) for word in column.tolist()], np.int64) if column.dtype.kind == "U" else column.astype(np.int64)
        prints = (prints ^ numbers.view(np.uint64)) * np.uint64(0x9E3779B97F4A7C15)
        prints ^= prints >> np.uint64(29)
    return prints
