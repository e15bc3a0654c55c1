"""Which lines of a batch stand together: those of one claim with one service day, in blocks that cut none of them in two."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from ...kernel.within import MOST_LINES
from .types import Array


class Days:
    """Lines by claim and day. `claims` holds claim numbers of which equal ones stand together, or None: every line by itself."""

    def __init__(self, days: Array, claims: Array | None) -> None:
        self._order: Array | None = None  # None: the lines stand as they came
        length = len(days)
        if claims is None:
            self._new = np.ones(length, bool)
            return
        same = claims[1:] == claims[:-1]
        other_day = days[1:] != days[:-1]
        if np.any(same & other_day):
            # a claim of several days: bring the lines of each day together, and keep the claim's order within the day
            self._order = np.lexsort((days, np.cumsum(np.append(False, ~same))))
            claims, days = claims[self._order], days[self._order]
            same, other_day = claims[1:] == claims[:-1], days[1:] != days[:-1]
        self._new = np.ones(length, bool)
        np.logical_or(~same, other_day, out=self._new[1:])

    def blocks(self, chosen: Array | None, size: int) -> Iterator[tuple[Any, Array]]:
        """(places in the batch, ascending group numbers) of about `size` of the chosen lines at a time; None chooses all."""
        new = self._new
        if chosen is None:
            places = self._order
        elif self._order is None:
            places = np.flatnonzero(chosen)
        else:
            places = self._order[chosen[self._order]]
        if chosen is not None:
            new = new[chosen if self._order is None else chosen[self._order]]
        starts = np.flatnonzero(new)
        begin, length = 0, len(new)
        while begin < length:
            end = self._end(starts, begin + size, begin, length)
            groups = np.cumsum(new[begin:end]) - 1
            yield (slice(begin, end) if places is None else places[begin:end]), groups
            begin = end

    @staticmethod
    def _end(starts: Array, wanted: int, begin: int, length: int) -> int:
        """The last start of a group that is no later than wanted, or the end of the one group that is longer."""
        if wanted >= length:
            return length
        at = int(np.searchsorted(starts, wanted, "right")) - 1
        if starts[at] > begin:
            return int(starts[at])
        return int(starts[at + 1]) if at + 1 < len(starts) else length

    def too_long(self) -> Iterator[Array]:
        """Places in the batch of the lines of each group that is longer than a total may be."""
        starts = np.append(np.flatnonzero(self._new), len(self._new))
        for at in np.flatnonzero(np.diff(starts) > MOST_LINES).tolist():
            places = np.arange(starts[at], starts[at + 1])
            yield places if self._order is None else self._order[places]
