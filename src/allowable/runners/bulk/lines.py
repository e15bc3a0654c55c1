"""Pricing of claim lines in bulk: dictionaries are translated, combinations worked out once, lines only gather and multiply.

`Bulk` holds one system and is fed batch after batch. All state that grows between batches lies in combinations.py;
the agreement test slices the same lines into batches of many sizes, each for a fresh `Bulk`, because that is where bulk goes wrong.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import Any, Protocol

import numpy as np

from ...kernel.day import OPEN, day_text
from ...kernel.node import Node
from ...kernel.program import System
from .combinations import Combinations, Vocabulary
from .reasons import Reasons
from .schedule import Schedule
from .shapes import Shapes, comparisons
from .types import Array, Cells, Given, Pair, Unknown
from .vector import Fold


class Source(Protocol):
    """What bulk needs of an engine: its store of releases, and its systems by name."""

    @property
    def store(self) -> Any:
        """A releases.store.Store, or what answers like one."""

    def system(self, name: str) -> System:
        """The System of a law folder."""


class _Ids:
    """The ids of one batch's text fields. Texts are translated at once, so that the vocabularies grow here; lines only when asked for."""

    def __init__(self, bulk: Bulk, columns: Mapping[str, Any], length: int) -> None:
        self._length = length
        self._places: dict[str, Array | None] = {}
        self._translated: dict[str, Any] = {}
        self._ready: dict[str, Array] = {}
        for name, field in bulk.system.fields.items():
            if field.kind == "text":
                words, self._places[name] = columns.get(name) or (None, None)
                vocabulary = bulk.vocabularies[name]
                self._translated[name] = vocabulary.place("") if words is None else vocabulary.translate(words)

    def __call__(self, name: str) -> Array:
        found = self._ready.get(name)
        if found is None:
            places = self._places[name]
            found = np.full(self._length, self._translated[name], np.int32) if places is None else self._translated[name][places]
            self._ready[name] = found
        return found


class _Taken:
    """Columns cut to some lines, when asked for."""

    def __init__(self, columns: Callable[[str], Any], where: Array) -> None:
        self._columns = columns
        self._where = where

    def __call__(self, name: str) -> Array:
        return np.asarray(self._columns(name)[self._where])


class _Span:
    """One span of days in which trees and tables are constant: its program, shapes, schedules and combinations."""

    def __init__(self, bulk: Bulk, day: int) -> None:
        self.bulk = bulk
        self.day = day
        self.program = bulk.system.program(day, bulk.known)
        self.root = self.program.roots[bulk.output]
        self.shapes = Shapes([self.root])
        self.groups = [
            Combinations(names, nodes, bulk.vocabularies, self._work_out)
            for names, nodes in zip(self.shapes.groups, self.shapes.frontier, strict=True)
            if nodes
        ]
        self._schedules: dict[str, Schedule] = {}

    def _work_out(self, columns: Mapping[str, Array]) -> Fold:
        return self.fold(lambda name: (columns[name], None))

    def fold(self, columns: Callable[[str], Pair], given: Given | None = None) -> Fold:
        """A Fold over some columns, with this span's schedules."""
        return Fold(columns, self._rows, self.bulk.reasons, given)

    def _rows(self, node: Node, keys: list[Pair]) -> tuple[Cells, Unknown]:
        table = node.data
        reasons = self.bulk.reasons
        points = self.bulk.store.table(table.name)
        reason = self._no_print(points, table.name)
        if reason:
            missing = _with_keys(keys, np.uint16(reasons.code(reason)))
            return (lambda name: ("" if getattr(table, name).is_text else 0, None)), missing
        schedule = self._schedules.get(table.name)
        if schedule is None:
            schedule = self._schedules[table.name] = Schedule(
                self.bulk.store.path(table.name, ".parquet"), table, self.day, self.bulk.known
            )
        place = schedule.find([values for values, _ in keys])
        printed = points.print_for(self.day, self.bulk.known)
        absent = (
            f"the {table.name} release of this day is not held and its neighbours differ"
            if printed.bridge
            else f"no row of {table.name} is in force for this key"
        )
        unknown = _with_keys(keys, np.where(place < 0, np.uint16(reasons.code(absent)), np.uint16(0)))

        def cells(name: str) -> tuple[Any, Array | None]:
            values, blank = schedule.cells(name)
            if not len(values):
                return ("" if getattr(table, name).is_text else 0), None
            return values[place], None if blank is None else blank[place] & (place >= 0)

        return cells, unknown

    def _no_print(self, points: Any, name: str) -> str | None:
        if points is None:
            return f"no release of {name} is held"
        if points.print_for(self.day, self.bulk.known) is None:
            return (
                f"no release of {name} for this day was public yet"
                if points.print_for(self.day)
                else f"no release of {name} is held for this day"
            )
        return None

    def prints(self) -> dict[str, Any]:
        """The print of each table that speaks for this span, None where none does."""
        tables = [lookup.table.name for lookup in self.bulk.system.lookups]
        files = {name: self.bulk.store.table(name) for name in tables}
        return {name: points and points.print_for(self.day, self.bulk.known) for name, points in files.items()}

    def price(self, ids: Callable[[str], Array], numbers: Callable[[str], Array], length: int) -> tuple[Array, Array]:
        """(amounts, reasons) of lines given as field ids and number columns."""
        given: dict[Node, Pair] = {}
        for group in self.groups:
            given |= group.gather(ids, length)
        values, unknown = self.fold(lambda name: (numbers(name), None), given).value(self.root)
        values = np.broadcast_to(np.asarray(values, np.int64), (length,))
        return values, np.zeros(length, np.uint16) if unknown is None else np.broadcast_to(np.asarray(unknown, np.uint16), (length,))


def _with_keys(keys: list[Pair], unknown: Any) -> Any:
    """Reasons of rows that were looked up: an unknown part of the key comes first, in the order of the key."""
    for _, key_unknown in reversed(keys):
        if key_unknown is not None:
            unknown = np.where(np.asarray(key_unknown) != 0, key_unknown, unknown).astype(np.uint16)
    return unknown


class Bulk:
    """One system over many lines, for any number of threads. `output` names the root that is worked out; `places` its decimal places.

    price(columns, days) takes {field: (Arrow array of texts, int array of places in it) or number array} and day numbers, and gives
    (int64 amounts, uint16 reason codes, places of spans); a field that is absent is blank.
    """

    def __init__(self, engine: Source, name: str, known: int = OPEN) -> None:
        self.store = engine.store
        self.system = engine.system(name)
        self.known = known
        self.output = self.system.outputs[0]
        self.reasons = Reasons.registered()
        roots = [self.system.program(day, known).roots[self.output] for day in self.system.borders()]
        uses = comparisons(roots)
        self.vocabularies = {field: Vocabulary(uses.get(field)) for field in self.system.fields}
        self._spans: dict[int, _Span] = {}
        self._lock = threading.RLock()
        self._borders = self._all_borders()
        # every day number to its span: one look-up for each line instead of a search
        self._span_of_day = np.searchsorted(self._borders, np.arange(OPEN + 1), side="right").astype(np.int16)

    @property
    def places(self) -> int:
        """Decimal places of the amounts."""
        return self.system.program(int(self._borders[0]), self.known).roots[self.output].places

    def _all_borders(self) -> list[int]:
        days = set(self.system.borders())
        for lookup in self.system.lookups:
            points = self.store.table(lookup.table.name)
            for printed in points.prints if points else ():
                days |= {printed.effective, printed.until}
        return sorted(days)

    def price(self, columns: Mapping[str, Any], days: Array) -> tuple[Array, Array, Array]:
        """Amounts, reasons and spans of one batch of lines, in the lines' order."""
        length = len(days)
        spans = self._span_of_day[np.clip(days, 0, OPEN)]  # days before and after all that is held are unknown alike
        met = np.flatnonzero(np.bincount(spans))
        with self._lock:
            ids = _Ids(self, columns, length)
            for span in met.tolist():
                self._span(span)
        if len(met) == 1:
            return *self._span(int(met[0])).price(ids, columns.__getitem__, length), spans
        amounts, reasons = np.zeros(length, np.int64), np.zeros(length, np.uint16)
        for span in met.tolist():
            where = np.flatnonzero(spans == span)
            some_ids, some_numbers = _Taken(ids, where), _Taken(columns.__getitem__, where)
            amounts[where], reasons[where] = self._span(span).price(some_ids, some_numbers, len(where))
        return amounts, reasons, spans

    def releases(self) -> dict[str, dict[str, str | None]]:
        """{span: {table: release}} of the spans met, and their first days, for the metadata of an output."""
        return {
            str(at): {"from": day_text(span.day), **{name: printed and printed.release for name, printed in span.prints().items()}}
            for at, span in self._spans.items()
        }

    def _span(self, at: int) -> _Span:
        found = self._spans.get(at)
        if found is None:
            day = int(self._borders[at - 1]) if at else int(self._borders[0]) - 1
            found = self._spans[at] = _Span(self, day)
        return found
