"""The fold of a tree over arrays: every operation on whole columns, with the unknown carried beside the value.

A result is a pair (values, unknown). `values` is an int64, bool or text array, or one scalar for all; `unknown` is None where nothing is
unknown, else a uint16 array (or one int) of reason codes, 0 where the value is known. The semantics are those of runners/account: strict,
the left operand's reason first. The agreement test holds the two together.
"""

import numpy as np

from ...kernel.number import drop_places
from ...kernel.operators import APPLY


class Fold:
    """Evaluates nodes over one set of columns, each node once.

    columns   function field name -> (values, unknown)
    rows      function row node, key columns -> (function column name -> values or None for blanks, unknown)
    reasons   Reasons registry
    given     {node: (values, unknown)} already worked out elsewhere (gathered from a smaller table)
    """

    def __init__(self, columns, rows, reasons, given=None):
        self.columns = columns
        self.rows = rows
        self.reasons = reasons
        self.memo = dict(given or {})

    def value(self, node):
        """(values, unknown) of a node."""
        found = self.memo.get(node)
        if found is None:
            found = self.memo[node] = getattr(self, f"_{node.op}", self._plain)(node)
        return found

    def _literal(self, node):
        return node.data, None

    def _parameter(self, node):
        return node.data[1].value, None

    def _unknown(self, node):
        return 0, self.reasons.code(node.data[1])

    def _field(self, node):
        return self.columns(node.data)

    def _row(self, node):
        keys = [self.value(arg) for arg in node.args]
        return self.rows(node, keys)

    def _column(self, node):
        cells, unknown = self.value(node.args[0])
        values, blank = cells(node.data)
        if blank is not None:
            code = self.reasons.code(f"{node.args[0].data.name} prints no {node.data} in this row")
            unknown = _first(unknown, np.where(blank, np.uint16(code), np.uint16(0)))
        return values, unknown

    def _rule(self, node):
        return self.value(node.args[0])

    def _plain(self, node):
        (left, left_unknown), (right, right_unknown) = (self.value(arg) for arg in node.args)
        return APPLY[node.op](left, right), _first(left_unknown, right_unknown)

    def _up(self, node):
        values, unknown = self.value(node.args[0])
        return values * node.data, unknown

    def _round(self, node):
        values, unknown = self.value(node.args[0])
        if node.args[0].low >= 0 or isinstance(values, int) and values >= 0:
            return drop_places(values, node.data), unknown
        return np.sign(values) * drop_places(np.abs(values), node.data), unknown

    def _not(self, node):
        values, unknown = self.value(node.args[0])
        return (not values) if isinstance(values, bool) else ~values, unknown

    def _in(self, node):
        values, unknown = self.value(node.args[0])
        if isinstance(values, str):
            return values in node.data, unknown
        return np.isin(values, np.array(sorted(node.data))), unknown

    def _known(self, node):
        _, unknown = self.value(node.args[0])
        return True if unknown is None else unknown == 0, None

    def _least(self, node):
        return self._pairwise(node, np.minimum)

    def _greatest(self, node):
        return self._pairwise(node, np.maximum)

    def _and(self, node):
        return self._pairwise(node, np.logical_and)

    def _or(self, node):
        return self._pairwise(node, np.logical_or)

    def _pairwise(self, node, apply):
        values, unknown = self.value(node.args[0])
        for arg in node.args[1:]:
            other, other_unknown = self.value(arg)
            values, unknown = apply(values, other), _first(unknown, other_unknown)
        return values, unknown

    def _first_of(self, node):
        values, unknown = self.value(node.args[-1])
        for at in range(len(node.args) - 3, -1, -2):
            condition, condition_unknown = self.value(node.args[at])
            values, unknown = self._case(condition, condition_unknown, self.value(node.args[at + 1]), (values, unknown))
        return values, unknown

    def _case(self, condition, condition_unknown, taken, rest):
        if isinstance(condition, (bool, np.bool_)) and condition_unknown is None:
            return taken if condition else rest
        values = taken[0] if taken[0] is rest[0] else np.where(condition, taken[0], rest[0])
        unknown = None
        if taken[1] is not None or rest[1] is not None:
            unknown = np.where(condition, np.uint16(0) if taken[1] is None else taken[1], np.uint16(0) if rest[1] is None else rest[1]).astype(np.uint16)
        return values, _first(condition_unknown, unknown)


def _first(left, right):
    """The reasons of the left operand, and those of the right where the left is known."""
    if left is None or right is None:
        return right if left is None else left
    return np.where(np.asarray(left) != 0, left, right).astype(np.uint16)
