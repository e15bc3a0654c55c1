"""Whether the lines of each claim stand together: a claim that comes back after others would be priced as two.

Ids that ascend prove it and cost nothing. Where they do not, the claims met so far are remembered, up to a limit.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .names import LinesError
from .types import Array

HELD_WHILE_ASCENDING = 1_000_000  # claims kept in case the order ends: eight megabytes of whole numbers
HELD_WITHOUT_ORDER = 16_000_000
ADVICE = "the lines of a claim must stand together: sort them by claim_id (`allowable reprice --sort` does)"


class Order:
    """Takes the ids of claims as they begin, int64 arrays or Arrow texts. Raises LinesError for one that came before."""

    def __init__(self) -> None:
        self._last: Any = None
        self._ascending: tuple[bool, ...] = (True, True)  # as texts; by length and then as texts, as written numbers ascend
        self._held: list[Any] | None = []
        self._count = 0
        self._levels: list[Array] | None = None

    def take(self, ids: Any) -> None:
        """The next claims."""
        if not len(ids):
            return
        self._count += len(ids)
        if self._levels is None:
            if self._goes_up(ids):
                self._hold(ids)
                return
            self._remember(ids)
        self._add(_keys(ids), ids)

    def _goes_up(self, ids: Any) -> bool:
        if isinstance(ids, np.ndarray):
            up = (self._last is None or ids[0] > self._last) and bool((ids[1:] > ids[:-1]).all())
            self._last = ids[-1]
            return up
        before = [] if self._last is None else [self._last]
        self._last = ids[len(ids) - 1].as_py()
        all_ids = pa.concat_arrays([pa.array(before, ids.type), ids])
        self._ascending = tuple(held and up for held, up in zip(self._ascending, _texts_go_up(all_ids), strict=True))
        return any(self._ascending)

    def _hold(self, ids: Any) -> None:
        if self._held is not None:
            self._held.append(ids)
            if self._count > HELD_WHILE_ASCENDING:
                self._held = None

    def _remember(self, ids: Any) -> None:
        """Order has ended: from now on every claim is compared with those that were met."""
        if self._held is None:
            raise LinesError(
                f"claim_id ascended for {HELD_WHILE_ASCENDING:,} claims and then no more, near claim {_text(ids, 0)}; "
                f"whether a claim comes back cannot be told any more; {ADVICE}"
            )
        self._levels = []
        for held in self._held:
            self._add(_keys(held), held)
        self._held = None

    def _add(self, keys: Array, ids: Any) -> None:
        if self._count > HELD_WITHOUT_ORDER:
            raise LinesError(f"more than {HELD_WITHOUT_ORDER:,} claims in no order cannot be remembered; {ADVICE}")
        assert self._levels is not None
        ordered = np.sort(keys)
        again = ordered[1:][ordered[1:] == ordered[:-1]]
        for level in self._levels:
            if not len(again):
                again = ordered[level[np.minimum(np.searchsorted(level, ordered), len(level) - 1)] == ordered]
        if len(again):
            at = int(np.flatnonzero(keys == again[0])[-1])
            raise LinesError(f"claim {_text(ids, at)} comes back after other claims; {ADVICE}")
        while self._levels and len(self._levels[-1]) <= 2 * len(ordered):
            ordered = np.sort(np.concatenate([self._levels.pop(), ordered]), kind="stable")
        self._levels.append(ordered)


def _texts_go_up(ids: Any) -> tuple[bool, bool]:
    one, next_one = ids.slice(0, len(ids) - 1), ids.slice(1)
    greater = pc.greater(next_one, one)
    lengths = pc.binary_length(ids).to_numpy()
    longer, alike = lengths[1:] > lengths[:-1], lengths[1:] == lengths[:-1]
    above = greater.to_numpy(zero_copy_only=False)
    return bool(above.all()), bool((longer | (alike & above)).all())


def _keys(ids: Any) -> Array:
    return ids if isinstance(ids, np.ndarray) else np.fromiter(map(hash, ids.to_pylist()), np.int64, len(ids))


def _text(ids: Any, at: int) -> str:
    return str(ids[at])
