"""The fold of a tree over arrays: every operation on whole columns, with the unknown carried beside the value.

A result is a pair (values, unknown). `values` is an int64 or bool array, or one scalar for all, a text the number that words.py gives it;
`unknown` is None where nothing is unknown, else a uint16 array (or one int) of reason codes, 0 where the value is known. The semantics are
those of runners/explain: strict, the left operand's reason first. The agreement test holds the two together.

A choice is worked out only where it is needed: a branch that few lines take is folded over those lines alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ...kernel.node import NOTHING, NUMBER, TEXT, TRUTH, Node
from ...kernel.number import drop_places
from ...kernel.operators import APPLY
from ...kernel.within import OPERATIONS
from .reasons import Reasons
from .taking import pruned, scattered, taken, whole_of
from .types import Array, Cells, Leaves, Pair, Unknown
from .words import BLANK

BLANKS: dict[str, Any] = {NUMBER: 0, TEXT: BLANK, TRUTH: False, NOTHING: 0}
READY = ("literal", "parameter", "unknown", "field", "gathered")  # leaves that cost nothing to fold
FEW = 60  # percent of the lines: a branch that fewer take is folded over those alone


class Fold:
    """Evaluates nodes over one set of lines; a node with several uses once.

    leaves    where fields, rows and what was worked out elsewhere come from
    reasons   Reasons registry
    shared    nodes with several uses, whose values are kept
    parent    the fold of which this one sees the lines `where`; None for all lines
    """

    def __init__(
        self,
        leaves: Leaves,
        reasons: Reasons,
        shared: frozenset[Node],
        *,
        parent: Fold | None = None,
        where: Any = None,
        whole: bool = False,
    ) -> None:
        self.leaves = leaves
        self.reasons = reasons
        self.shared = shared
        self.parent = parent
        self.where = where
        self.whole = whole  # combinations are folded whole: their look-ups cost more than what a branch could save
        self.memo: dict[Node, Pair] = {}
        self._found: dict[Node, tuple[Cells, Unknown]] = {}
        self._holding: dict[Node, tuple[Fold, Array]] = {}

    def value(self, node: Node) -> Pair:
        """(values, unknown) of a node."""
        if node not in self.shared:
            return self.leaves.given(node) if node in self.leaves.tables else self._worked_out(node)
        found = self.memo.get(node)
        if found is None:
            found = self.leaves.given(node) if node in self.leaves.tables else self._inherited(node) or self._worked_out(node)
            self.memo[node] = found
        return found

    def _worked_out(self, node: Node) -> Pair:
        work = WORK.get(node.op)
        if work is None:
            work = WORK[node.op] = getattr(Fold, f"_{node.op}", Fold._claim if node.op in OPERATIONS else Fold._plain)
        return work(self, node)

    def close(self) -> None:
        """Let go of everything: this fold and those over some of its lines hold each other, and would wait for the collector."""
        for some, _ in self._holding.values():
            if some is not self:
                some.close()
        self._holding.clear()
        self.memo.clear()

    def taken(self, where: Array) -> Fold:
        """The fold over some of the lines."""
        return Fold(self.leaves.take(where), self.reasons, self.shared, parent=self, where=where)

    def holding(self, condition: Node) -> tuple[Fold, Array]:
        """The fold over the lines for which a condition is known to hold, and their places."""
        found = self._holding.get(condition)
        if found is None:
            values, unknown = self.value(condition)
            where = whole_of(certain(values, unknown), self.leaves.length).nonzero()[0]
            found = self._holding[condition] = (self if len(where) == self.leaves.length else self.taken(where)), where
        return found

    def _inherited(self, node: Node) -> Pair | None:
        """What a fold above has already worked out."""
        if self.parent is None:
            return None
        found = self.parent.memo.get(node) or self.parent._inherited(node)
        return None if found is None else (taken(found[0], self.where), pruned(taken(found[1], self.where)))

    # ---- leaves

    def _claim(self, node: Node) -> Pair:
        return self.leaves.answer(node, self.value(node.args[-1]) if node.data and node.op != "place_within" else None)

    def _any_pair(self, node: Node) -> Pair:
        return self.leaves.paired(node, self.value(node.args[2]), self.value(node.args[-1]) if node.data else None)

    def _partners(self, node: Node) -> Pair:
        return self.leaves.partners(node, self.value(node.args[0])[0])

    def _literal(self, node: Node) -> Pair:
        return (self.leaves.words.number(node.data) if node.kind == TEXT else node.data), None

    def _parameter(self, node: Node) -> Pair:
        return node.data[1].value, None

    def _unknown(self, node: Node) -> Pair:
        return 0, self.reasons.code(node.data[1])

    def _field(self, node: Node) -> Pair:
        return self.leaves.field(node)

    def _row_of(self, node: Node) -> tuple[Cells, Unknown]:
        found = self._found.get(node)
        if found is None:
            found = self._found[node] = self.leaves.row(node, [self.value(arg) for arg in node.args])
        return found

    def _column(self, node: Node) -> Pair:
        cells, unknown = self._row_of(node.args[0])
        values, blank = cells(node.data)
        if blank is not None:
            code = self.reasons.code(f"{node.args[0].data.name} prints no {node.data} in this row")
            unknown = _first(unknown, np.where(blank, np.uint16(code), np.uint16(0)))
        return values, unknown

    def _gathered(self, node: Node) -> Pair:
        values, _ = self.value(node.args[0])
        return values, None

    def _rule(self, node: Node) -> Pair:
        return self.value(node.args[0])

    def _identity(self, node: Node) -> Pair:
        pairs = [self.value(arg) for arg in node.args]
        unknown = None
        for _, why in pairs:
            unknown = _first(unknown, why)
        return self.leaves.words.joined([texts for texts, _ in pairs]), unknown

    # ---- numbers and truths

    def _plain(self, node: Node) -> Pair:
        (left, left_unknown), (right, right_unknown) = (self.value(arg) for arg in node.args)
        return APPLY[node.op](left, right), _first(left_unknown, right_unknown)

    def _up(self, node: Node) -> Pair:
        values, unknown = self.value(node.args[0])
        return values * node.data, unknown

    def _portion(self, node: Node) -> Pair:
        values, unknown = self.value(node.args[0])
        return values // node.data, unknown

    def _divide(self, node: Node) -> Pair:
        (values, unknown), (denominator, why) = (self.value(arg) for arg in node.args)
        return values // np.maximum(denominator, 1), _first(unknown, why)  # where it is unknown, a blank 0 stands for it

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
        words = self.leaves.words
        if isinstance(values, int):
            return values in {words.number(text) for text in node.data}, unknown
        return words.are_in(values, node.data), unknown

    def _known(self, node: Node) -> Pair:
        _, unknown = self.value(node.args[0])
        return (unknown is None or unknown == 0), None

    def _undecided(self, node: Node) -> Pair:
        _, unknown = self.value(node.args[0])
        return False if unknown is None else self.reasons.undecided[unknown], None

    def _least(self, node: Node) -> Pair:
        return self._pairwise(node, np.minimum)

    def _greatest(self, node: Node) -> Pair:
        return self._pairwise(node, np.maximum)

    def _and(self, node: Node) -> Pair:
        return self._pairwise(node, lambda left, right: (left and right) if isinstance(left, bool) else np.logical_and(left, right))

    def _or(self, node: Node) -> Pair:
        return self._pairwise(node, lambda left, right: (left or right) if isinstance(left, bool) else np.logical_or(left, right))

    def _pairwise(self, node: Node, apply: Callable[[Any, Any], Any]) -> Pair:
        values, unknown = self.value(node.args[0])
        for arg in node.args[1:]:
            other, other_unknown = self.value(arg)
            values, unknown = apply(values, other), _first(unknown, other_unknown)
        return values, unknown

    # ---- choice

    def _first_of(self, node: Node) -> Pair:
        return self._chosen(node, 0)

    def _chosen(self, node: Node, at: int) -> Pair:
        """The choice from its case number `at` on."""
        if 2 * at == len(node.args) - 1:
            return self._branch(node, node.args[-1])
        condition, branch = node.args[2 * at], node.args[2 * at + 1]
        values, unknown = self.value(condition)
        if isinstance(values, (bool, np.bool_)) and not isinstance(unknown, np.ndarray):
            return (BLANKS[node.kind], unknown) if unknown else self._branch(node, branch) if values else self._chosen(node, at + 1)
        takes = whole_of(certain(values, unknown), self.leaves.length)
        taken, rest = self._branch_of(node, branch, condition, takes), self._rest_of(node, at + 1, takes, unknown)
        return self._merged(BLANKS[node.kind], takes, taken, rest, unknown)

    def _branch(self, node: Node, branch: Node) -> Pair:
        """The pair of one branch of a choice; a branch that is always unknown stands as a blank of the choice's kind."""
        values, unknown = self.value(branch)
        return (BLANKS[node.kind] if branch.kind == NOTHING else values), unknown

    def _branch_of(self, node: Node, branch: Node, condition: Node, takes: Array) -> Pair | None:
        """The branch where it is taken: for all lines, or scattered from the few; None where no line takes it."""
        count = np.count_nonzero(takes)
        if not count:
            return None
        if self.whole or 100 * count >= FEW * len(takes) or self._is_ready(branch):
            return self._branch(node, branch)
        fold, where = self.holding(condition)
        return scattered(fold._branch(node, branch), where, len(takes))

    def _rest_of(self, node: Node, at: int, takes: Array, unknown: Unknown) -> Pair | None:
        left = ~takes if unknown is None else ~takes & (np.asarray(unknown) == 0)
        count = np.count_nonzero(left)
        if not count:
            return None
        if self.whole or 100 * count >= FEW * len(takes) or all(self._is_ready(arg) for arg in node.args[2 * at :]):
            return self._chosen(node, at)
        where = left.nonzero()[0]
        return scattered(self.taken(where)._chosen(node, at), where, len(takes))

    def _merged(self, blank: Any, takes: Array, taken: Pair | None, rest: Pair | None, condition_unknown: Unknown) -> Pair:
        if taken is None or rest is None:
            values, unknown = taken or rest or (blank, None)
        else:
            values = taken[0] if taken[0] is rest[0] else np.where(takes, taken[0], rest[0])
            unknown = taken[1] if taken[1] is rest[1] else np.where(takes, _codes(taken[1]), _codes(rest[1]))
        return values, _first(condition_unknown, unknown)

    def _is_ready(self, node: Node) -> bool:
        while node.op == "rule" and node not in self.memo and node not in self.leaves.tables:
            node = node.args[0]
        return node.op in READY or node in self.memo or node in self.leaves.tables


def _first(left: Unknown, right: Unknown) -> Unknown:
    """The reasons of the left operand, and those of the right where the left is known."""
    if left is None or right is None or left is right:
        return right if left is None else left
    return np.where(np.asarray(left) != 0, left, right).astype(np.uint16)


def certain(values: Any, unknown: Unknown) -> Any:
    """Where a truth is known to hold."""
    return values if unknown is None else np.logical_and(values, np.asarray(unknown) == 0)


def _codes(unknown: Unknown) -> Any:
    return np.uint16(unknown or 0) if unknown is None or isinstance(unknown, int) else unknown


WORK: dict[str, Callable[[Fold, Node], Pair]] = {}  # how each operation is worked out; filled as operations are met
