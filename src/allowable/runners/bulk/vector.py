"""The fold of a tree over arrays: every operation on whole columns, with the unknown carried beside the value.

A result is a pair (values, unknown). `values` is an int64, bool or text array, or one scalar for all; `unknown` is None where nothing is
unknown, else a uint16 array (or one int) of reason codes, 0 where the value is known. The semantics are those of runners/explain: strict,
the left operand's reason first. The agreement test holds the two together.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ...kernel.node import NOTHING, NUMBER, TEXT, TRUTH, Node
from ...kernel.number import drop_places
from ...kernel.operators import APPLY
from .reasons import Reasons
from .types import Cells, Given, Pair, Unknown

BLANKS: dict[str, Any] = {NUMBER: 0, TEXT: "", TRUTH: False, NOTHING: 0}


class Fold:
    """Evaluates nodes over one set of columns, each node once.

    columns   function field name -> (values, unknown)
    rows      function row node, key columns -> (function column name -> values or None for blanks, unknown)
    reasons   Reasons registry
    given     {node: (values, unknown)} already worked out elsewhere (gathered from a smaller table)
    """

    def __init__(
        self,
        columns: Callable[[str], Pair],
        rows: Callable[[Node, list[Pair]], tuple[Cells, Unknown]],
        reasons: Reasons,
        given: Given | None = None,
    ) -> None:
        self.columns = columns
        self.rows = rows
        self.reasons = reasons
        self.memo: dict[Node, Pair] = dict(given or {})
        self._found: dict[Node, tuple[Cells, Unknown]] = {}

    def value(self, node: Node) -> Pair:
        """(values, unknown) of a node."""
        found = self.memo.get(node)
        if found is None:
            found = self.memo[node] = getattr(self, f"_{node.op}", self._plain)(node)
        return found

    def _literal(self, node: Node) -> Pair:
        return node.data, None

    def _parameter(self, node: Node) -> Pair:
        return node.data[1].value, None

    def _unknown(self, node: Node) -> Pair:
        return 0, self.reasons.code(node.data[1])

    def _field(self, node: Node) -> Pair:
        return self.columns(node.data)

    def _row_of(self, node: Node) -> tuple[Cells, Unknown]:
        found = self._found.get(node)
        if found is None:
            found = self._found[node] = self.rows(node, [self.value(arg) for arg in node.args])
        return found

    def _column(self, node: Node) -> Pair:
        cells, unknown = self._row_of(node.args[0])
        values, blank = cells(node.data)
        if blank is not None:
            code = self.reasons.code(f"{node.args[0].data.name} prints no {node.data} in this row")
            unknown = _first(unknown, np.where(blank, np.uint16(code), np.uint16(0)))
        return values, unknown

    def _rule(self, node: Node) -> Pair:
        return self.value(node.args[0])

    def _plain(self, node: Node) -> Pair:
        (left, left_unknown), (right, right_unknown) = (self.value(arg) for arg in node.args)
        return APPLY[node.op](left, right), _first(left_unknown, right_unknown)

    def _up(self, node: Node) -> Pair:
        values, unknown = self.value(node.args[0])
        return values * node.data, unknown

    def _round(self, node: Node) -> Pair:
        values, unknown = self.value(node.args[0])
        if node.args[0].low >= 0 or (isinstance(values, int) and values >= 0):
            return drop_places(values, node.data), unknown
        return np.sign(values) * drop_places(np.abs(values), node.data), unknown

    def _not(self, node: Node) -> Pair:
        values, unknown = self.value(node.args[0])
        return (not values) if isinstance(values, bool) else ~values, unknown

    def _in(self, node: Node) -> Pair:
        values, unknown = self.value(node.args[0])
        if isinstance(values, str):
            return values in node.data, unknown
        return np.isin(values, np.array(sorted(node.data))), unknown

    def _known(self, node: Node) -> Pair:
        _, unknown = self.value(node.args[0])
        return True if unknown is None else unknown == 0, None

    def _least(self, node: Node) -> Pair:
        return self._pairwise(node, np.minimum)

    def _greatest(self, node: Node) -> Pair:
        return self._pairwise(node, np.maximum)

    def _and(self, node: Node) -> Pair:
        return self._pairwise(node, np.logical_and)

    def _or(self, node: Node) -> Pair:
        return self._pairwise(node, np.logical_or)

    def _pairwise(self, node: Node, apply: Callable[[Any, Any], Any]) -> Pair:
        values, unknown = self.value(node.args[0])
        for arg in node.args[1:]:
            other, other_unknown = self.value(arg)
            values, unknown = apply(values, other), _first(unknown, other_unknown)
        return values, unknown

    def _first_of(self, node: Node) -> Pair:
        values, unknown = self._branch(node.args[-1], node.kind)
        for at in range(len(node.args) - 3, -1, -2):
            condition, condition_unknown = self.value(node.args[at])
            values, unknown = self._case(condition, condition_unknown, self._branch(node.args[at + 1], node.kind), (values, unknown))
        return values, unknown

    def _branch(self, node: Node, kind: str) -> Pair:
        """The pair of one branch of a choice; a branch that is always unknown stands as a blank of the choice's kind."""
        values, unknown = self.value(node)
        return (BLANKS[kind] if node.kind == NOTHING else values), unknown

    def _case(self, condition: Any, condition_unknown: Unknown, taken: Pair, rest: Pair) -> Pair:
        if isinstance(condition, (bool, np.bool_)) and condition_unknown is None:
            return taken if condition else rest
        values = taken[0] if taken[0] is rest[0] else np.where(condition, taken[0], rest[0])
        unknown = None
        if taken[1] is not None or rest[1] is not None:
            unknown = np.where(
                condition, np.uint16(0) if taken[1] is None else taken[1], np.uint16(0) if rest[1] is None else rest[1]
            ).astype(np.uint16)
        return values, _first(condition_unknown, unknown)


def _first(left: Unknown, right: Unknown) -> Unknown:
    """The reasons of the left operand, and those of the right where the left is known."""
    if left is None or right is None:
        return right if left is None else left
    return np.where(np.asarray(left) != 0, left, right).astype(np.uint16)
