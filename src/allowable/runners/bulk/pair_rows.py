"""The rows of a pair file that are in force on a day, as arrays: what a look-up of many pairs at once needs."""

from __future__ import annotations

from typing import Any

import numpy as np

from .types import Array

NEVER = "9"  # the indicator of an edit that was deleted as of its first day


def pairs_in_force(file: Any, day: int, indicators: frozenset[str] | None, take_all: bool = False) -> tuple[Array, Array, Array | None]:
    """(places of column 1, places of column 2, which count) among the file's codes, of the rows in force on a day.

    `indicators` None counts all but 9. Rows that do not count are left out unless `take_all`; the last is None where all count.
    """
    starts, second, kind, kinds = file.arrays()
    in_force = np.array([ind != NEVER and (first is None or first <= day) and day <= deletion for first, deletion, ind, _ in kinds])
    counts = np.array([indicators is None or indicator in indicators for _, _, indicator, _ in kinds])
    rows = np.flatnonzero((in_force if take_all else in_force & counts)[np.asarray(kind)])
    each = np.diff(np.asarray(starts).astype(np.int64)).astype(np.int64)
    first = np.repeat(np.arange(len(each)), each)[rows]
    return first, np.asarray(second)[rows].astype(np.int64), counts[np.asarray(kind)[rows]] if take_all else None
