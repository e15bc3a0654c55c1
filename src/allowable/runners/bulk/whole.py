"""Batches of lines cut so that no claim is cut: the last claim of a batch waits for the next batch.

Small batches are joined and large ones divided on the way. A claim of more than 999 lines is handed on in parts and marked, so that
memory stays bounded whatever stands in a file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .faults import MOST_LINES
from .names import LinesError
from .order import Order
from .types import Array

LEAST, MOST = 1 << 17, 1 << 18  # lines of one piece of work: below, the set-up of a batch weighs; above, memory
NO_CLAIM: dict[bool, Any] = {True: -(1 << 63), False: "\0"}  # of blank ids before any other, by whether ids are numbers


class Piece:
    """Whole claims: a record batch, the number of each line's claim (equal numbers stand together), and how many claims begin in it."""

    __slots__ = ("batch", "claims", "count", "is_too_long")

    def __init__(self, batch: Any, claims: Array, count: int, is_too_long: bool = False) -> None:
        self.batch = batch
        self.claims = claims
        self.count = count
        self.is_too_long = is_too_long


def whole_claims(batches: Iterable[Any], column: str, least: int = LEAST, most: int = MOST) -> Iterator[Piece]:
    """Cut record batches into Pieces in their order; `column` names the claim. Raises LinesError where a claim comes back."""
    cut = _Cut(column)
    for batch in _sized(batches, least, most):
        yield from cut.take(batch)
    yield from cut.rest()


def joined(batches: list[Any]) -> Iterator[Any]:
    """Record batches as one; as several only where their texts are beyond what one array holds."""
    if len(batches) == 1:
        yield batches[0]
    elif batches:
        yield from pa.Table.from_batches(batches).unify_dictionaries().combine_chunks().to_batches()


def ids_of(column: Any, name: str) -> Any:
    """A column that tells lines or claims apart, as int64 or texts."""
    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    try:
        return column.cast(id_type(kind, name))
    except pa.ArrowInvalid:
        raise LinesError(f"column {name} holds numbers that are not whole, or beyond 64 bits; give it as texts") from None


def id_type(kind: Any, name: str) -> Any:
    """int64 for whole numbers, string for texts."""
    if pa.types.is_integer(kind) or (pa.types.is_decimal(kind) and kind.scale == 0):
        return pa.int64()
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or str(kind) == "string_view" or pa.types.is_null(kind):
        return pa.string()
    raise LinesError(f"column {name} holds {kind}; give whole numbers or texts")


def _sized(batches: Iterable[Any], least: int, most: int) -> Iterator[Any]:
    held: list[Any] = []
    lines = 0
    for batch in batches:
        if len(batch):
            held.append(batch)
            lines += len(batch)
        if lines >= least:
            yield from _divided(joined(held), most)
            held, lines = [], 0
    yield from _divided(joined(held), most)


def _divided(batches: Iterable[Any], most: int) -> Iterator[Any]:
    for batch in batches:
        yield from (batch.slice(at, most) for at in range(0, len(batch), most))


class _Ids:
    """The claims of a batch: a number for each line, where claims begin, and their ids. A blank id counts to the claim before."""

    def __init__(self, column: Any, name: str, before: Any) -> None:
        ids = ids_of(column, name)
        is_number = pa.types.is_int64(ids.type)
        if ids.null_count:
            ids = pc.fill_null(pc.fill_null_forward(ids), pa.scalar(NO_CLAIM[is_number] if before is None else before, ids.type))
        if is_number:
            self.numbers = ids.to_numpy()
            changes = self.numbers[1:] != self.numbers[:-1]
        else:
            changes = pc.not_equal(ids.slice(1), ids.slice(0, len(ids) - 1)).to_numpy(zero_copy_only=False)
            self.numbers = np.concatenate([[0], np.cumsum(changes)])
        self.starts = np.concatenate([[0], np.flatnonzero(changes) + 1])
        begun = self.numbers[self.starts] if is_number else ids.take(pa.array(self.starts))
        self.begun = begun
        self.first, self.last = (one if is_number else one.as_py() for one in (begun[0], begun[len(begun) - 1]))


class _Cut:
    def __init__(self, column: str) -> None:
        self._column = column
        self._order = Order()
        self._last: Any = None  # id of the last claim so far, which may go on in the next batch
        self._tail: list[Any] = []  # its lines, unless it is too long already
        self._is_too_long = False

    def take(self, batch: Any) -> Iterator[Piece]:
        """The claims that this batch completes. The claim that waited is joined to it: pricing it alone would cost more than the copy."""
        for part in joined([*self._tail, batch]):
            yield from self._cut(part)

    def _cut(self, batch: Any) -> Iterator[Piece]:
        ids = _Ids(batch.column(self._column), self._column, self._last)
        goes_on = self._last is not None and bool(ids.first == self._last)
        self._order.take(ids.begun[1:] if goes_on else ids.begun)
        starts = ids.starts
        if goes_on and self._is_too_long:
            edge = int(starts[1]) if len(starts) > 1 else len(batch)
            yield _too_long(batch.slice(0, edge), 0)
            if edge == len(batch):
                return
            starts = starts[1:]
        yield from _pieces(batch, ids, starts)
        last = batch.slice(int(starts[-1]))
        self._last, self._tail, self._is_too_long = ids.last, [last], len(last) > MOST_LINES
        if self._is_too_long:
            self._tail = []
            yield _too_long(last, 1)

    def rest(self) -> Iterator[Piece]:
        """The claim that waits, at the end."""
        for part in self._tail:
            yield Piece(part, np.zeros(len(part), np.int64), 1)


def _pieces(batch: Any, ids: _Ids, starts: Array) -> Iterator[Piece]:
    """The claims that begin at `starts` but for the last, those apart that are too long."""
    at = 0
    for place in [*np.flatnonzero(np.diff(starts) > MOST_LINES).tolist(), len(starts) - 1]:
        first, long, end = int(starts[at]), int(starts[place]), int(starts[min(place + 1, len(starts) - 1)])
        if long > first:
            yield Piece(batch.slice(first, long - first), ids.numbers[first:long], place - at)
        if end > long:
            yield _too_long(batch.slice(long, end - long), 1)
        at = place + 1


def _too_long(part: Any, count: int) -> Piece:
    return Piece(part, np.arange(len(part)), count, is_too_long=True)
