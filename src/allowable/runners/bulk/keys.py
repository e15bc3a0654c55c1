"""Texts as small numbers, and pairs of small numbers as one: what turns the fields that are looked up together into one id for each line.

These tables are shared by all spans of days and only ever grow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .types import Array
from .words import BLANK, Words

DENSE_BITS = 22  # up to 2**22 possible pairs a direct table maps them to their ids; above, sorted keys
MOST_BITS = 62


class TooManyTexts(ValueError):
    """The distinct texts of the fields of one group no longer fit one 64-bit key."""


class Vocabulary:
    """Texts of one field as small numbers of its own, growing from batch to batch; `words` knows them by the numbers of the whole run.

    `uses` are the tests that the trees put to the field, if they only compare it: texts that answer every test alike share one number.
    """

    def __init__(self, words: Words, uses: Iterable[frozenset[str]] | None = None) -> None:
        self._words = words
        self._uses = None if uses is None else tuple(uses)
        self._met = pa.array([], pa.string())
        self._met_ids: Array = np.zeros(0, np.int32)
        self._ids: dict[str, int] = {}
        self._answers: dict[object, int] = {}
        self._numbers: list[int] = []

    def __len__(self) -> int:
        return len(self._numbers)

    def translate(self, words: Any) -> Array:
        """Ids of the texts of an Arrow array; a null counts as blank. What was met before is translated without leaving Arrow."""
        places = pc.index_in(words, value_set=self._met, skip_nulls=True)
        if places.null_count:
            fresh = [word for word in words.filter(places.is_null()).to_pylist() if word]
            self._met_ids = np.concatenate([self._met_ids, np.array([self.place(word) for word in fresh], np.int32)])
            self._met = pa.concat_arrays([self._met, pa.array(fresh, pa.string())])
            places = pc.index_in(words, value_set=self._met, skip_nulls=True)
        if not places.null_count:
            return np.asarray(self._met_ids[places.to_numpy(zero_copy_only=False)])
        blank = np.int32(self.place(""))
        known = ~places.is_null().to_numpy(zero_copy_only=False)
        return np.where(known, self._met_ids[places.fill_null(0).to_numpy(zero_copy_only=False)] if len(self._met_ids) else blank, blank)

    def place(self, word: str) -> int:
        """Id of one text."""
        place = self._ids.get(word)
        return self._new(word) if place is None else place

    def _new(self, word: str) -> int:
        answer: object = word if self._uses is None else tuple(word in codes for codes in self._uses)
        place = self._answers.get(answer)
        if place is None:
            place = self._answers[answer] = len(self._numbers)
            self._numbers.append(self._words.number(word))
        self._ids[word] = place
        return place

    def numbers(self) -> Array:
        """The number of one text for each id."""
        return np.array(self._numbers or [BLANK], np.int32)


class Tuples:
    """Ids of the tuples of ids that were met, growing from batch to batch; `members[k][i]` is element k of the tuple with id i.

    A tuple may gain elements: those met before then have 0 in the new place.
    """

    def __init__(self) -> None:
        self.members: list[Array] = []
        self._bits: list[int] = []
        self._count = 1  # the tuple of zeros is always there, so that every element may start with its first text
        self._table: Array | None = np.zeros(1, np.int32)
        self._keys: Array = np.zeros(1, np.int64)
        self._order: Array = np.zeros(1, np.int32)

    def __len__(self) -> int:
        return self._count

    def translate(self, columns: Sequence[Array], sizes: Sequence[int]) -> Array:
        """The id of each line's tuple; `sizes` are the numbers of ids that each element may have by now."""
        self._make_room(sizes)
        keys = self._key(columns)
        ids = self._ids(keys)
        if ids.min(initial=0) < 0:
            fresh = np.flatnonzero(ids < 0)
            _, first = np.unique(keys[fresh], return_index=True)
            added = fresh[first]
            self.members = [
                np.concatenate([held, column[added].astype(np.int32)]) for held, column in zip(self.members, columns, strict=True)
            ]
            self._count += len(added)
            self._index(self._count - len(added))
            ids[fresh] = self._ids(keys[fresh])
        return ids

    def _make_room(self, sizes: Sequence[int]) -> None:
        held = [*self._bits, *[0] * (len(sizes) - len(self._bits))]
        bits = [max(max(size - 1, 0).bit_length(), before) for size, before in zip(sizes, held, strict=True)]
        if bits == self._bits:
            return
        if sum(bits) > MOST_BITS:
            raise TooManyTexts("fields that are looked up together hold too many distinct texts: price fewer lines in one run")
        self.members += [np.zeros(self._count, np.int32) for _ in range(len(sizes) - len(self.members))]
        self._bits = bits
        self._table = np.full(1 << sum(bits), -1, np.int32) if sum(bits) <= DENSE_BITS else None
        self._index(0)

    def _key(self, columns: Sequence[Array]) -> Array:
        kind = np.int32 if self._table is not None else np.int64
        key: Any = columns[0].astype(kind, copy=False)
        for column, bits in zip(columns[1:], self._bits[1:], strict=True):
            key = (key << bits) | column
        return np.asarray(key)

    def _index(self, since: int) -> None:
        if self._table is not None:
            self._table[self._key([member[since:] for member in self.members])] = np.arange(since, self._count, dtype=np.int32)
        else:
            keys = self._key(self.members)
            self._order = np.argsort(keys).astype(np.int32)
            self._keys = keys[self._order]

    def _ids(self, keys: Array) -> Array:
        if self._table is not None:
            return self._table.take(keys)
        at = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        return np.where(self._keys[at] == keys, self._order[at], np.int32(-1))


class Keys:
    """Ids of the combinations of several fields' texts. The field with the most texts stands alone, all others first make one id.

    ids(field_ids, length)   id of each line's combination; `field_ids(name)` gives a field's ids, asked only for fields with several texts
    texts(ids)               {field: texts} of some combinations
    """

    def __init__(self, vocabularies: Mapping[str, Vocabulary]) -> None:
        self._vocabularies = vocabularies
        self._small: list[str] = []
        self._large: str | None = None
        self._smalls = Tuples()
        self._both = Tuples()

    def __len__(self) -> int:
        return len(self._both)

    def ids(self, field_ids: Callable[[str], Array], length: int) -> Array:
        """The id of each line's combination."""
        sizes = {name: len(one) for name, one in self._vocabularies.items()}
        # a field of which one text is known so far tells no two lines apart
        found = sorted((name for name in sizes if sizes[name] > 1 and name not in (*self._small, self._large)), key=sizes.__getitem__)
        if found and self._large is None:
            self._large = found.pop()
        self._small += found
        if self._large is None:
            return np.zeros(length, np.int32)
        large = field_ids(self._large)
        if not self._small:
            return self._both.translate([large], [sizes[self._large]])
        small = self._smalls.translate([field_ids(name) for name in self._small], [sizes[name] for name in self._small])
        return self._both.translate([large, small], [sizes[self._large], len(self._smalls)])

    def texts(self, ids: Array) -> dict[str, Array]:
        """Numbers of each field's texts for some combinations."""
        blank = np.zeros(len(ids), np.int32)
        found = {} if self._large is None else {self._large: self._both.members[0][ids] if self._both.members else ids}
        if len(self._both.members) > 1:
            small = self._both.members[1][ids]
            found |= {name: member[small] for name, member in zip(self._small, self._smalls.members, strict=True)}
        return {name: one.numbers()[found.get(name, blank)] for name, one in self._vocabularies.items()}
