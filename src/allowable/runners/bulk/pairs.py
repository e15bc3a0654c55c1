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
    from .lines import Bulk
    from .schedule import Schedule

NO_PARTNERS = 0


class Partners:
    """Lists of partners by number, of all tables and prints met: alike lists of one table may have several numbers."""

    def __init__(self, bulk: Bulk) -> None:
        self._bulk = bulk
        self._count = NO_PARTNERS
        self._rows: Array = np.empty(0, np.int64)  # list number << 32 | identity of the partner, ascending

    def lists(self, schedule: Schedule, asking_second: bool) -> dict[str, int]:
        """{asking text: number of its list} of the rows of a table that are in force."""
        asking, others = schedule.keys()[::-1] if asking_second else schedule.keys()
        words, places = np.unique(asking, return_inverse=True)
        numbers = np.arange(len(words)) + self._count + 1
        self._count += len(words)
        # identity compares tuples of texts, here of one
        partners = np.array(self._bulk.identities(others.tolist()), np.int64)
        self._rows = np.sort(np.concatenate([self._rows, numbers[places] << 32 | partners]))
        return dict(zip(words.tolist(), numbers.tolist(), strict=True))

    def holds(self, lists: Array, partners: Array) -> Array:
        """Whether each partner stands in the list beside it."""
        if not len(self._rows):
            return np.zeros(len(lists), bool)
        wanted = lists.astype(np.int64) << 32 | partners
        return np.asarray(self._rows[np.minimum(np.searchsorted(self._rows, wanted), len(self._rows) - 1)] == wanted)


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
        return found, _else(unknown, self._open(why, some[asker]))

    @staticmethod
    def _open(why: Array, asking: Array) -> Unknown:
        """Why a line that meets others does not know: the table is not held."""
        if not why.any():
            return None
        codes = np.zeros(len(why), np.uint16)
        codes[asking] = why[asking]
        return codes if codes.any() else None


def _else(unknown: Unknown, other: Unknown) -> Unknown:
    if unknown is None or other is None:
        return other if unknown is None else unknown
    return np.where(np.asarray(unknown) != 0, unknown, other).astype(np.uint16)
