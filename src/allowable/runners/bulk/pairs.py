"""Whether lines form a pair with another line of their claim, for whole blocks at once: the arrays' side of kernel/within.any_pair.

A combination of texts knows the number of its list of partners, as its span's print of the table has them; 0 where it has none. So of all
lines only those with a list look at the others of their claim.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ...kernel.node import Node
from .buckets import Buckets
from .types import Array, Pair, Unknown
from .within import Members

if TYPE_CHECKING:
    from .block import Block

NO_PARTNERS = 0


class Partners:
    """Lists of partners by number, of all tables and prints met: alike lists of one table may have several numbers."""

    def __init__(self) -> None:
        self._rows: Array = np.empty(0, np.int64)  # list number << 32 | text of the partner, ascending
        self._printed: Array = np.empty(0, np.int64)  # the same of pairs of an excerpt that make nobody a partner
        self._open: Array = np.zeros(1, np.uint16)  # by list number: why a partner that is not in the list is not known, 0 where it is none

    def lists(self, asking: Array, others: Array, counts: Array | None = None, open_yet: int = 0) -> dict[int, int]:
        """{asking text: number of its list} of pairs of texts, which are numbers of words.py.

        `counts` says which of the pairs make one a partner, None all of them; `open_yet` is why a pair that is not there is not known.
        """
        words, places = np.unique(asking, return_inverse=True)
        numbers = np.arange(len(words)) + len(self._open)
        self._open = np.append(self._open, np.full(len(words), open_yet, np.uint16))
        keys = numbers[places] << 32 | others
        self._rows = np.sort(np.concatenate([self._rows, keys if counts is None else keys[counts]]))
        if open_yet and counts is not None:
            self._printed = np.sort(np.concatenate([self._printed, keys[~counts]]))
        return dict(zip(words.tolist(), numbers.tolist(), strict=True))

    def empty_list(self, open_yet: int) -> int:
        """A list of nobody, of which others are not known."""
        self._open = np.append(self._open, np.uint16(open_yet))
        return len(self._open) - 1

    def holds(self, lists: Array, partners: Array) -> Array:
        """Whether each partner stands in the list beside it."""
        return _is_among(self._rows, lists, partners)

    def open_yet(self, lists: Array, partners: Array) -> Array:
        """Why it is not known whether each partner stands in the list beside it; 0 where it is."""
        found = self._open.take(lists)
        at = np.flatnonzero(found)
        found[at[_is_among(self._printed, lists[at], partners[at]) | self.holds(lists[at], partners[at])]] = 0
        return np.asarray(found)


def _is_among(rows: Array, lists: Array, partners: Array) -> Array:
    if not len(rows):
        return np.zeros(len(lists), bool)
    wanted = lists.astype(np.int64) << 32 | partners
    return np.asarray(rows[np.minimum(np.searchsorted(rows, wanted), len(rows) - 1)] == wanted)


class Pairs:
    """One any_pair over a block: who takes part, and whether an asking line forms a pair with any of them."""

    def __init__(self, block: Block, node: Node, partners: Partners) -> None:
        self._partners = partners
        self._groups = block.groups
        self._members = Members(block, node)
        self._buckets = Buckets(block.groups[self._members.where], self._members.keys)
        self._where = self._buckets.ordered(self._members.where)
        self._texts = self._buckets.ordered(self._members.numbers)

    def paired(self, places: Any, asking: Pair, keys: Pair | None) -> Pair:
        """(truths, unknown) for some lines of the block, each with the list of its partners, and its key if there is one."""
        own = np.arange(len(self._groups))[places]
        length = len(own)
        lists, why = (np.broadcast_to(np.asarray(0 if one is None else one), (length,)) for one in asking)
        found = np.zeros(length, bool)
        texts, unknown = keys or (None, None)
        asks = (lists != NO_PARTNERS) | (why != 0)
        if unknown is not None:
            asks = asks & (np.asarray(unknown) == 0)
        some = np.flatnonzero(asks)
        if not len(some) or not len(self._where):
            return found, unknown
        key = None if texts is None else np.broadcast_to(np.asarray(texts), (length,))[some]
        bucket = self._buckets.find(self._groups[own[some]], key)
        some, bucket = some[bucket >= 0], bucket[bucket >= 0]
        lengths = self._buckets.lengths[bucket]
        asker = np.repeat(np.arange(len(some)), lengths)
        first = np.repeat(self._buckets.starts[bucket] - (np.cumsum(lengths) - lengths), lengths)
        member = first + np.arange(len(asker))
        other = self._where[member] != own[some][asker]
        asker, member = asker[other], member[other]
        hit = self._partners.holds(lists[some][asker], self._texts[member])
        found[some[asker[hit]]] = True
        codes = np.zeros(length, np.uint16)
        codes[some[asker]] = why[some[asker]]  # the table is not held
        silent = self._partners.open_yet(lists[some][asker], self._texts[member])
        at = np.flatnonzero(silent)
        codes[some[asker[at]]] = silent[at]
        codes[found] = 0
        return found, _else(unknown, codes if codes.any() else None)


def _else(unknown: Unknown, other: Unknown) -> Unknown:
    if unknown is None or other is None:
        return other if unknown is None else unknown
    return np.where(np.asarray(unknown) != 0, unknown, other).astype(np.uint16)
