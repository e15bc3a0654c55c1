"""The combinations of one group's fields met so far, and what was worked out for each: the only tables here that grow between batches."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ...kernel.node import Node
from .types import Array, Pair, Unknown, Values
from .vector import Fold

DENSE_BITS = 20  # up to 2**20 possible combinations a direct table maps them to their places; above, sorted keys
MOST_BITS = 62


class TooManyTexts(ValueError):
    """The distinct texts of the fields of one group no longer fit one 64-bit key."""


class Vocabulary:
    """Texts of one field as small numbers, growing from batch to batch.

    `uses` are the tests that the trees put to the field, if they only compare it: texts that answer every test alike share one number.
    """

    def __init__(self, uses: Iterable[frozenset[str]] | None = None) -> None:
        self._uses = None if uses is None else tuple(uses)
        self._met = pa.array([], pa.string())
        self._met_ids: Array = np.zeros(0, np.int32)
        self._ids: dict[str, int] = {}
        self._answers: dict[object, int] = {}
        self.texts: list[str] = []

    def __len__(self) -> int:
        return len(self.texts)

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
            place = self._answers[answer] = len(self.texts)
            self.texts.append(word)
        self._ids[word] = place
        return place

    def words(self) -> Array:
        """One text for each id, as an array."""
        return np.array(self.texts or [""], dtype="U")


class Combinations:
    """`names` are the fields of the group, `nodes` its frontier, `work_out(columns)` gives a Fold over new combinations."""

    def __init__(
        self,
        names: Sequence[str],
        nodes: Sequence[Node],
        vocabularies: Mapping[str, Vocabulary],
        work_out: Callable[[Mapping[str, Array]], Fold],
    ) -> None:
        self.names = names
        self.nodes = nodes
        self._vocabularies = [vocabularies[name] for name in names]
        self._work_out = work_out
        self._lock = threading.RLock()
        self._members: Array = np.zeros((0, len(names)), np.int32)
        self._values: list[Array | None] = [None] * len(nodes)
        self._unknowns: list[Array | None] = [None] * len(nodes)
        self._bits = [0] * len(names)
        self._table: Array = np.full(1, -1, np.int32)
        self._keys: Array = np.zeros(0, np.int64)
        self._order: Array = np.zeros(0, np.int64)

    def gather(self, ids: Callable[[str], Array], length: int) -> dict[Node, Pair]:
        """{node: (values, unknown)} on `length` lines; `ids` gives the int array of a field's ids."""
        with self._lock:
            places = self._found(ids, length)
        # what was worked out only ever grows at its end, so that gathering needs no lock
        return {
            node: (values[places], None if unknown is None else unknown[places])
            for node, values, unknown in zip(self.nodes, self._values, self._unknowns, strict=True)
            if values is not None
        }

    def _found(self, ids: Callable[[str], Array], length: int) -> Array:
        """Place of each line's combination; new combinations are worked out first."""
        self._make_room()
        # a field of which one text is known so far tells no two lines apart: its column is not even asked for
        asked = [ids(name) if bits else None for name, bits in zip(self.names, self._bits, strict=True)]
        keys = self._key(asked, length)
        places = self._places(keys)
        fresh = np.flatnonzero(places < 0)
        if len(fresh):
            _, first = np.unique(keys[fresh], return_index=True)
            examples = fresh[first]
            blank = np.zeros(len(examples), np.int32)
            self._add(np.stack([blank if one is None else one[examples] for one in asked], axis=1))
            places = self._places(keys)
        return places

    def _make_room(self) -> None:
        bits = [max(len(one) - 1, 0).bit_length() for one in self._vocabularies]
        if all(need <= held for need, held in zip(bits, self._bits, strict=True)):
            return
        self._bits = [max(need, held) for need, held in zip(bits, self._bits, strict=True)]
        if sum(self._bits) > MOST_BITS:
            raise TooManyTexts(f"fields {', '.join(self.names)} hold too many distinct texts together: price fewer lines in one run")
        self._index()

    @property
    def _dense(self) -> bool:
        return sum(self._bits) <= DENSE_BITS

    def _key(self, ids: Sequence[Array | None], length: int) -> Array:
        key: Any = None
        for one, bits in zip(ids, self._bits, strict=True):
            if one is not None:
                key = one.astype(np.int32 if self._dense else np.int64) if key is None else (key << bits) | one
        return np.zeros(length, np.int32) if key is None else np.asarray(key)

    def _index(self, since: int = 0) -> None:
        """Make the way from keys to places: anew for all members, or for those from place `since` on."""
        if self._dense:
            if not since:
                self._table = np.full(1 << sum(self._bits), -1, np.int32)
            self._table[self._keys_of(since)] = np.arange(since, len(self._members), dtype=np.int32)
        else:
            keys = self._keys_of(0)
            self._order = np.argsort(keys)
            self._keys = keys[self._order]

    def _keys_of(self, since: int) -> Array:
        members = self._members[since:]
        return self._key([members[:, at] if bits else None for at, bits in enumerate(self._bits)], len(members))

    def _places(self, keys: Array) -> Array:
        if self._dense:
            return np.asarray(self._table[keys])
        if not len(self._keys):
            return np.full(len(keys), -1)
        at = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        return np.where(self._keys[at] == keys, self._order[at], -1)

    def _add(self, members: Array) -> None:
        columns = {name: one.words()[members[:, at]] for at, (name, one) in enumerate(zip(self.names, self._vocabularies, strict=True))}
        fold = self._work_out(columns)
        held, length = len(self._members), len(members)
        for at, node in enumerate(self.nodes):
            values, unknown = fold.value(node)
            self._values[at] = _append(self._values[at], values, length)
            self._unknowns[at] = _append_unknown(self._unknowns[at], unknown, held, length)
        self._members = np.concatenate([self._members, members])
        self._index(held)


def _append(held: Array | None, fresh: Values, length: int) -> Array:
    fresh = np.broadcast_to(np.asarray(fresh), (length,))
    return fresh.copy() if held is None else np.concatenate([held, fresh])


def _append_unknown(held: Array | None, fresh: Unknown, count: int, length: int) -> Array | None:
    """Reason codes behind those held; None as long as nothing was ever unknown."""
    if held is None and (fresh is None or not np.any(fresh)):
        return None
    before = np.zeros(count, np.uint16) if held is None else held
    return _append(before, np.uint16(0) if fresh is None else np.asarray(fresh, np.uint16), length)
