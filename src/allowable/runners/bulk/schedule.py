"""A published schedule as arrays, cut to the rows in force on one day: what a look-up of many keys at once needs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow.parquet as pq

from ...kernel.day import OPEN
from ...kernel.table import Table
from .types import Array, Values
from .words import Words

_read: dict[tuple[str, str], Any] = {}


def _column(path: str, name: str) -> Any:
    """An Arrow column of a Parquet file, read when it is first asked for."""
    found = _read.get((path, name))
    if found is None:
        file = pq.ParquetFile(path, pre_buffer=False, buffer_size=1 << 16)  # read_table would load the dataset library
        found = _read[path, name] = file.read(columns=[name], use_threads=False).column(0).combine_chunks()
    return found


class Schedule:
    """The rows of one table that are in force on a service day as known on a day. Texts are numbers of `words`."""

    def __init__(self, path: str, table: Table, words: Words, day: int, known: int = OPEN) -> None:
        starts, until, since, superseded = (_column(path, name).to_numpy() for name in ("starts", "until", "known", "superseded"))
        keep = (starts <= day) & (day < until) & (since <= known) & ((known < superseded) | (superseded == OPEN))
        self._rows = np.flatnonzero(keep)
        self._path = path
        self._table = table
        self._words = words
        self._cells: dict[str, tuple[Array, Array | None]] = {}
        self._places: list[Array] = []  # of each key column: place of each text among those of the column, -1 for any other
        combined = np.zeros(len(self._rows), np.int64)
        for texts in self.keys():
            distinct, ids = np.unique(texts, return_inverse=True)
            places = np.full(len(words), -1)
            places[distinct] = np.arange(len(distinct))
            combined = combined * len(distinct) + ids
            self._places.append(places)
        self._order = np.argsort(combined)
        self._sorted = combined[self._order]

    def keys(self) -> list[Array]:
        """Texts of each key column, in row order."""
        return [self._text(key.name) for key in self._table.keys]

    def _text(self, name: str) -> Array:
        column = _column(self._path, name)
        numbers = self._words.numbers(column.dictionary.to_pylist() or [""])
        return np.asarray(numbers[column.indices.fill_null(0).to_numpy()[self._rows]])

    def find(self, keys: Sequence[Values]) -> Array:
        """Place of each key's row, -1 where there is none; `keys` are arrays or scalars of texts, one for each key column."""
        length = max((len(key) for key in keys if isinstance(key, np.ndarray)), default=1)
        if not len(self._rows):
            return np.full(length, -1)
        right, combined = np.ones(length, bool), np.zeros(length, np.int64)
        for places, key in zip(self._places, keys, strict=True):
            # a text that was met after the table was read is none of its texts
            numbers = np.asarray(key)
            place = np.where(numbers < len(places), places.take(numbers, mode="clip"), -1)
            right &= place >= 0
            combined = combined * (int(places.max()) + 1) + place
        place = np.minimum(np.searchsorted(self._sorted, combined), len(self._sorted) - 1)
        right &= self._sorted[place] == combined
        return np.where(right, self._order[place], -1)

    def cells(self, name: str) -> tuple[Array, Array | None]:
        """(values in row order, mask of blanks or None) of a column."""
        found = self._cells.get(name)
        if found is None:
            column = _column(self._path, name)
            blank = column.is_null().to_numpy(zero_copy_only=False)[self._rows]
            values = self._text(name) if getattr(self._table, name).is_text else column.fill_null(0).to_numpy()[self._rows]
            found = self._cells[name] = (values, blank if blank.any() else None)
        return found
