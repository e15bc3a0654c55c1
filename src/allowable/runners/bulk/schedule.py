"""A published schedule as arrays, cut to the rows in force on one day: what a look-up of many keys at once needs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow.parquet as pq

from ...kernel.day import OPEN
from ...kernel.table import Table
from .types import Array, Values

_read: dict[str, Any] = {}


def _columns(path: str) -> Any:
    """The Arrow table of a Parquet file, read once."""
    found = _read.get(path)
    if found is None:
        file = pq.ParquetFile(path, pre_buffer=False, buffer_size=1 << 16)  # read_table would load the dataset library
        found = _read[path] = file.read(use_threads=False).combine_chunks()
    return found


class Schedule:
    """The rows of one table that are in force on a service day as known on a day."""

    def __init__(self, path: str, table: Table, day: int, known: int = OPEN) -> None:
        arrow = _columns(path)
        starts, until, since, superseded = (arrow[name].to_numpy() for name in ("starts", "until", "known", "superseded"))
        keep = (starts <= day) & (day < until) & (since <= known) & ((known < superseded) | (superseded == OPEN))
        self._rows = np.flatnonzero(keep)
        self._arrow = arrow
        self._table = table
        self._cells: dict[str, tuple[Array, Array | None]] = {}
        self._vocabularies: list[Array] = []
        ids = []
        for key in table.keys:
            vocabulary, places = np.unique(self._text(key.name), return_inverse=True)
            self._vocabularies.append(vocabulary)
            ids.append(places)
        combined = _combine(ids, [len(one) for one in self._vocabularies])
        self._order = np.argsort(combined)
        self._sorted = combined[self._order]

    def _text(self, name: str) -> Array:
        column = self._arrow[name].combine_chunks() if hasattr(self._arrow[name], "combine_chunks") else self._arrow[name]
        chunk = column.chunk(0) if hasattr(column, "chunk") else column
        words = np.array([("" if word is None else word) for word in chunk.dictionary.to_pylist()] or [""], dtype="U")
        return np.asarray(words[chunk.indices.fill_null(0).to_numpy()[self._rows]])

    def keys(self) -> list[Array]:
        """Texts of each key column, in row order."""
        return [self._text(key.name) for key in self._table.keys]

    def find(self, keys: Sequence[Values]) -> Array:
        """Place of each key's row, -1 where there is none; `keys` are text arrays or scalars, one for each key column."""
        length = max((len(key) for key in keys if isinstance(key, np.ndarray)), default=1)
        if not len(self._rows):
            return np.full(length, -1)
        ids, right = [], np.ones(length, bool)
        for vocabulary, key in zip(self._vocabularies, keys, strict=True):
            key = np.broadcast_to(np.asarray(key), (length,))
            place = np.minimum(np.searchsorted(vocabulary, key), len(vocabulary) - 1)
            right &= vocabulary[place] == key
            ids.append(np.asarray(place))
        combined = _combine(ids, [len(one) for one in self._vocabularies])
        place = np.minimum(np.searchsorted(self._sorted, combined), len(self._sorted) - 1)
        right &= self._sorted[place] == combined
        return np.where(right, self._order[place], -1)

    def cells(self, name: str) -> tuple[Array, Array | None]:
        """(values in row order, mask of blanks or None) of a column."""
        found = self._cells.get(name)
        if found is None:
            column = getattr(self._table, name)
            arrow = self._arrow[name].combine_chunks() if hasattr(self._arrow[name], "combine_chunks") else self._arrow[name]
            blank = arrow.is_null().to_numpy(zero_copy_only=False)[self._rows]
            values = self._text(name) if column.is_text else arrow.fill_null(0).to_numpy()[self._rows]
            found = self._cells[name] = (values, blank if blank.any() else None)
        return found


def _combine(ids: Sequence[Array], sizes: Sequence[int]) -> Array:
    combined = np.zeros(len(ids[0]), np.int64)
    for one, size in zip(ids, sizes, strict=True):
        combined = combined * max(size, 1) + one
    return combined
