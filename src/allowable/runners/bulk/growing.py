"""Tables that grow at their end: the values of a group's frontier and why some are unknown, a row for each distinct set of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ...kernel.node import TEXT, TRUTH, Node
from .types import Array, Tables

FIRST = 1 << 10  # rows for which room is made at first; then half as many again each time


class Growing:
    """Columns of `nodes` by row. Nodes that are unknown alike, row for row, share one column of reasons, so that a fold gathers it once."""

    def __init__(self, nodes: Sequence[Node]) -> None:
        self._nodes = nodes
        self._count = 0
        self._values: list[Array] = [np.zeros(FIRST, smallest(node)) for node in nodes]
        self._reasons: list[Array] = []
        self._reason_of: list[int | None] = [None] * len(nodes)  # column of reasons of each node, None where all is known
        self._tables: Tables | None = None

    def tables(self) -> Tables:
        """{node: (values, unknown) by row}. What was handed out stays right: rows are only added behind, or in a larger copy."""
        if self._tables is None:
            reasons = [column[: self._count] for column in self._reasons]
            unknowns = [None if one is None else reasons[one] for one in self._reason_of]
            values = [column[: self._count] for column in self._values]
            self._tables = dict(zip(self._nodes, zip(values, unknowns, strict=True), strict=True))
        return self._tables

    def add(self, pairs: Sequence[tuple[Array, Array]], chosen: Array) -> Array:
        """Append the chosen rows of some columns of values and reasons; gives the new rows' numbers."""
        before, self._count = self._count, self._count + len(chosen)
        if len(chosen):
            self._tables = None
            for at, (values, _) in enumerate(pairs):
                self._values[at] = _appended(self._values[at], before, values[chosen])
            self._append_reasons(before, [reasons[chosen] for _, reasons in pairs])
        return np.arange(before, self._count)

    def _append_reasons(self, before: int, pieces: Sequence[Array]) -> None:
        """Nodes that shared a column go on sharing it as long as their new reasons are alike; else they part."""
        columns: dict[tuple[int | None, bytes], int] = {}
        kept: set[int] = set()
        for at, piece in enumerate(pieces):
            held = self._reason_of[at]
            if held is None and not piece.any():
                continue
            column = columns.get((held, piece.tobytes()))
            if column is None:
                column = held if held is not None and held not in kept else self._new_column(held, before)
                kept.add(column)
                columns[held, piece.tobytes()] = column
                self._reasons[column] = _appended(self._reasons[column], before, piece)
            self._reason_of[at] = column

    def _new_column(self, like: int | None, before: int) -> int:
        self._reasons.append(np.zeros(max(before, FIRST), np.uint16) if like is None else self._reasons[like][:before].copy())
        return len(self._reasons) - 1

    def differs(self, pairs: Sequence[tuple[Array, Array]], rows: Array) -> Array:
        """Whether each of some columns' rows differs from the row that it was taken for."""
        differs = np.zeros(len(rows), bool)
        for (held, unknown), (values, reasons) in zip(self.tables().values(), pairs, strict=True):
            differs |= held.take(rows) != values
            differs |= (0 if unknown is None else unknown.take(rows)) != reasons
        return differs


def smallest(node: Node) -> Any:
    """The smallest type that holds every value of a node: the tables stay small enough for the processor's cache."""
    if node.kind == TEXT:
        return np.str_
    if node.kind == TRUTH:
        return np.bool_
    return np.int32 if max(-node.low, node.high) < 2**31 else np.int64


def _appended(column: Array, count: int, fresh: Array) -> Array:
    """A column with some values behind its first `count`, in place if there is room and the type holds them."""
    needed = count + len(fresh)
    kind = np.result_type(column, fresh)
    if needed > len(column) or kind != column.dtype:
        wider = np.zeros(max(needed, len(column) + len(column) // 2), kind)
        wider[:count] = column[:count]
        column = wider
    column[count:needed] = fresh
    return column
