"""Rows of several columns, alike ones held once: tables that only ever grow at their end."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .types import Array

FIRST = 1 << 10  # rows for which room is made at first; then half as many again each time


class Distinct:
    """A table of columns of some types. What `columns` handed out stays right: rows are only added behind, or in a larger copy."""

    def __init__(self, types: Sequence[type[np.generic]]) -> None:
        self._columns: list[Array] = [np.zeros(FIRST, one) for one in types]
        self._checks: Array = np.zeros(FIRST, np.uint64)
        self._rows: dict[int, int] = {}  # fingerprint -> row
        random = np.random.default_rng(1)
        self._factors = random.integers(0, 2**64, (2, len(types)), np.uint64) | np.uint64(1)
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def columns(self) -> list[Array]:
        """The columns, by row."""
        return [column[: self._count] for column in self._columns]

    def rows(self, columns: Sequence[Array], length: int) -> Array:
        """The row of each of some lines of columns: one that is held already, or a new one."""
        prints, checks = self._prints(columns, length)
        met, first, which = np.unique(prints, return_index=True, return_inverse=True)
        rows = np.array([self._rows.get(one, -1) for one in met.tolist()], np.int64)
        rows[rows < 0] = self._add(columns, checks, first[rows < 0])
        self._rows |= dict(zip(met.tolist(), rows.tolist(), strict=True))
        found = rows[which]
        odd = np.flatnonzero(self._checks[found] != checks)  # alike fingerprints of unlike rows: once in millions of years, and then mended
        found[odd] = self._add(columns, checks, odd)
        return found

    def _prints(self, columns: Sequence[Array], length: int) -> Array:
        """Two 64-bit numbers for each line, alike for alike lines. An array that stands in several places is multiplied once."""
        found = np.zeros((2, length), np.uint64)
        places: dict[int, list[int]] = {}
        for at, column in enumerate(columns):
            places.setdefault(id(column), []).append(at)
        for ats in places.values():
            numbers = columns[ats[0]].astype(np.int64).view(np.uint64)
            for one, factors in zip(found, self._factors, strict=True):
                one += numbers * factors[ats].sum(dtype=np.uint64)
        return found

    def _add(self, columns: Sequence[Array], checks: Array, chosen: Array) -> Array:
        """Append some of the lines; gives their rows."""
        before, self._count = self._count, self._count + len(chosen)
        if len(chosen):
            self._columns = [_appended(held, before, column[chosen]) for held, column in zip(self._columns, columns, strict=True)]
            self._checks = _appended(self._checks, before, checks[chosen])
        return np.arange(before, self._count)


def _appended(column: Array, count: int, fresh: Array) -> Array:
    """A column with some values behind its first `count`, in place if there is room."""
    needed = count + len(fresh)
    if needed > len(column):
        wider = np.zeros(max(needed, len(column) + len(column) // 2), column.dtype)
        wider[:count] = column[:count]
        column = wider
    column[count:needed] = fresh
    return column
