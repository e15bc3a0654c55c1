"""Plain lines apart from the others: for the commonest rows of a regime's facts the trees are rewritten under what they settle.

An optimisation alone: what it does not treat goes the general way, and both give the same (the agreement test runs both).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from ...kernel.node import Node, as_node, unknown
from ...kernel.tree import nodes_under
from ...kernel.within import OPERATIONS
from .residual import Residual, gathered
from .types import Array, Facts

WORTH = 500  # lines of a row after which its trees are rewritten
LEAST = 250  # lines that are treated apart: for fewer, the steps of a tree cost more than what they work on
GENERAL = 0
KNOWN = "known"


class Classes:
    """Rows of one group's facts by what is left of the trees under them. `roots` are the general trees.

    beside   the claim operations in which other lines take part; None where all may be such
    """

    def __init__(self, roots: Sequence[Node], beside: frozenset[Node] | None = None) -> None:
        self._beside = beside
        self._asked = all_asked(roots, beside)
        self._begin({})

    def _begin(self, common: Mapping[Node, Node]) -> None:
        self._common = common
        self._seen: Array = np.zeros(0, np.int64)  # lines of each row so far
        self._of_row: Array = np.zeros(0, np.int16)  # place of its residual among `_residuals`
        self._residuals: list[Residual | None] = [None]
        self._alike: dict[tuple[Node, ...], int] = {}
        self._steps: dict[Any, Any] = {}  # what to look at, and by what is found there the next step or the place of a residual

    def parts(self, rows: Array, own: Facts, common: Mapping[Node, Node]) -> Iterator[tuple[Array, Residual | None]]:
        """(places of lines, what is left of the trees for them, None for those that are not treated apart) of lines given by their rows.

        own      facts of the group whose rows are given
        common   what is settled for all lines, whatever their rows; where that changes, the trees are rewritten anew
        """
        if common is not self._common:
            self._begin(common)
        more = own.rows - len(self._seen)
        self._of_row = np.append(self._of_row, np.full(more, GENERAL, np.int16))
        self._seen = np.append(self._seen, np.zeros(more, np.int64)) + np.bincount(rows, minlength=own.rows)
        for row in np.flatnonzero((self._seen >= WORTH) & (self._of_row == GENERAL)).tolist():
            self._of_row[row] = self._residual_of(row, own)
        which = self._of_row.take(rows)
        counts = np.bincount(which)
        for number, places in places_of_each(np.where(counts >= LEAST, np.arange(len(counts)), GENERAL).take(which)):
            yield places, self._residuals[number]

    def _residual_of(self, row: int, own: Facts) -> int:
        """Place of the residual of a row: of one that looked at the same facts and found them alike, or a new one."""
        step: Any = self._steps.get(None)
        while isinstance(step, tuple):
            node, following = step
            step = following.get(_found(own, node, row))
        return self._new(row, own) if step is None else int(step)

    def _new(self, row: int, own: Facts) -> int:
        looked_at: list[tuple[Node, bool | str | None]] = []

        def settled(node: Node) -> Node | None:
            if node in self._common or node not in own.reasons:
                return self._common.get(node)
            found = _found(own, node, row)
            looked_at.append((node, found))
            return node if found is None else gathered(node) if found is KNOWN else as_node(found)

        residual = Residual(settled, self._beside)
        # rows for which the same is left, of the roots and of what lines ask of each other, are one
        place = self._alike.setdefault(residual.left_of(self._asked), len(self._residuals))
        if place == len(self._residuals):
            self._residuals.append(residual)
        following, key = self._steps, None
        for node, found in looked_at:
            following, key = following.setdefault(key, (node, {}))[1], found
        following[key] = place
        return place


def _found(own: Facts, node: Node, row: int) -> bool | str | None:
    """What a row says of a node of the frontier: None if it is unknown, a truth, or that it is KNOWN."""
    reasons, truth = own.reasons[node], own.truths.get(node)
    if reasons is not None and reasons[row]:
        return None
    return KNOWN if truth is None else bool(truth[row])


def all_asked(roots: Sequence[Node], beside: frozenset[Node] | None) -> tuple[Node, ...]:
    """The roots, and all that lines ask of each other."""
    found = dict.fromkeys(roots)
    for node in nodes_under(roots):
        if node.op in OPERATIONS and (beside is None or node in beside):
            found |= dict.fromkeys(node.args)
    return tuple(found)


def places_of_each(which: Array) -> Iterator[tuple[int, Array]]:
    """(number, ascending places where it stands) of each whole number from 0 that stands in an array of small ones."""
    ends = np.cumsum(np.bincount(which))
    order = np.argsort(which.astype(np.int16), kind="stable")  # of 16 bits, in linear time
    for number, (start, end) in enumerate(zip([0, *ends.tolist()], ends.tolist(), strict=False)):
        if end > start:
            yield number, order[start:end]


def common_to_all(others: Sequence[Facts], absent: Iterable[Node]) -> dict[Node, Node]:
    """What is settled by all rows of the other groups, and by the optional fields that no line gives."""
    found = {field: unknown("unknown", f"{field.data} is not given") for field in absent}
    for facts in others:
        for node, reasons in facts.reasons.items():
            values = facts.truths.get(node)
            if reasons is not None:
                found[node] = node
            elif values is not None and len(values) and bool(values.all()) == bool(values.any()):
                found[node] = as_node(bool(values[0]))
            else:
                found[node] = gathered(node)
    return found
