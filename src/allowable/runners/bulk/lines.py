"""Pricing of claim lines in bulk: dictionaries are translated, combinations worked out once, lines only gather and multiply.

`Bulk` holds one system and is fed batch after batch. All state that grows between batches lies in keys.py and combinations.py;
the agreement test slices the same lines into batches of many sizes, each for a fresh `Bulk`, because that is where bulk goes wrong.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np

from ...kernel.day import OPEN, day_text
from ...kernel.program import Program, System
from ...kernel.tree import tables_of
from .days import Days
from .first_days import on_first_days
from .keys import Keys, Vocabulary
from .pairs import Partners
from .reasons import TOO_LONG, Reasons, refusals_of
from .regime import Regime
from .shapes import comparisons
from .spans import Span
from .types import Array
from .words import Words

BLOCK = 1 << 18  # lines folded at a time: their intermediate values stay in the processor's cache


class Source(Protocol):
    """What bulk needs of an engine: its store of releases, and its systems by name."""

    @property
    def store(self) -> Any:
        """A releases.store.Store, or what answers like one."""

    def system(self, name: str) -> System:
        """The System of a law folder."""


class Bulk:
    """One system over many lines, for any number of threads. `outputs` names the roots that are worked out; by default the first.

    price(columns, days, claims) takes {field: (Arrow array of texts, int array of places in it), or number array, or (number array, mask
    of what is absent)}, day numbers and claim numbers of which equal ones stand together (None: every line is a claim of its own), and
    gives ({output: int64 amounts}, {output: uint16 reason codes}, places of spans) in the lines' order. A text field that is absent is
    blank, an optional number that is absent is unknown. A claim must lie whole in one call.
    """

    def __init__(self, engine: Source, name: str, known: int = OPEN, outputs: Sequence[str] | None = None) -> None:
        self.source = engine
        self.store = engine.store
        self.system = engine.system(name)
        self.known = known
        self.outputs = tuple(outputs or self.system.outputs[:1])
        programs = [self.system.program(day, known) for day in self.system.borders()]
        roots = [program.roots[output] for program in programs for output in self.outputs]
        self.reasons = Reasons.registered(refusals_of(roots))
        self.words = Words()
        uses = comparisons(roots)
        self.tables = tables_of(roots)
        texts = [name for name, field in self.system.fields.items() if field.kind == "text"]
        self.vocabularies = {name: Vocabulary(self.words, uses.get(name)) for name in texts}
        self._keys: dict[tuple[str, ...], Keys] = {}
        self._spans: dict[int, tuple[Span, Regime]] = {}
        self._regimes: dict[Program, Regime] = {}
        self._lock = threading.RLock()
        self.partners = Partners()
        self.borders = self._all_borders()
        # every day number to its span: one look-up for each line instead of a search
        self._span_of_day = np.searchsorted(self.borders, np.arange(OPEN + 1), side="right").astype(np.int16)

    @property
    def places(self) -> dict[str, int]:
        """Decimal places of each output."""
        roots = self.system.program(int(self.borders[0]), self.known).roots
        return {name: roots[name].places for name in self.outputs}

    def _all_borders(self) -> list[int]:
        days = set(self.system.borders())
        for name in self.tables:
            points = self.store.table(name)
            for printed in points.prints if points else ():
                days |= {printed.effective, printed.until}
        return sorted(days)

    def price(
        self, columns: Mapping[str, Any], days: Array, claims: Array | None = None
    ) -> tuple[dict[str, Array], dict[str, Array], Array]:
        """Amounts and reasons of each output, and spans, of one batch of lines, in the lines' order."""
        length = len(days)
        if self.system.whole_claim:
            of_days, days = on_first_days(days, claims)
            columns = {**columns, **of_days}
        spans = self._span_of_day[np.clip(days, 0, OPEN)]  # days before and after all that is held are unknown alike
        met = {at: self._span(at) for at in np.flatnonzero(np.bincount(spans)).tolist()}
        regimes = list({id(regime): regime for _, regime in met.values()}.values())
        together = Days(days, claims)
        amounts = {name: np.zeros(length, np.int64) for name in self.outputs}
        reasons = {name: np.zeros(length, np.uint16) for name in self.outputs}
        ids = self._ids(columns, length, regimes)
        numbers = {name: column for name, column in columns.items() if name not in self.vocabularies}
        for regime in regimes:
            own = {at: span.place for at, (span, of) in met.items() if of is regime}
            chosen = None if len(regimes) == 1 else np.isin(spans, list(own))
            place = np.zeros(max(met) + 1, np.int64)
            place[list(own)] = list(own.values())
            for where, groups in together.blocks(chosen, BLOCK):
                local = next(iter(own.values())) if len(own) == 1 else place.take(spans[where])
                some = {name: _taken(column, where) for name, column in numbers.items()}
                with self._lock:
                    block = regime.block({names: ids[names][where] for names in regime.groups}, local, groups, some)
                for name, found in zip(self.outputs, block.values(regime.roots), strict=True):
                    amounts[name][where], reasons[name][where] = found
                block.close()
        for where in together.too_long():
            for name in self.outputs:
                reasons[name][where] = self.reasons.code(TOO_LONG)
        return amounts, reasons, spans

    def _ids(self, columns: Mapping[str, Any], length: int, regimes: Sequence[Regime]) -> dict[tuple[str, ...], Array]:
        """For each group of fields the id of every line's combination of texts."""
        with self._lock:
            translated: dict[str, Any] = {}
            for name, vocabulary in self.vocabularies.items():
                words, places = columns.get(name) or (None, None)
                translated[name] = (vocabulary.place(""), None) if words is None else (vocabulary.translate(words), places)

            def field_ids(name: str) -> Array:
                ids, places = translated[name]
                return np.full(length, ids, np.int32) if places is None else ids.take(places)

            groups = {names: self.keys(names) for regime in regimes for names in regime.groups}
            return {names: keys.ids(field_ids, length) for names, keys in groups.items()}

    def keys(self, names: tuple[str, ...]) -> Keys:
        """The combinations of some fields' texts, shared by all spans."""
        found = self._keys.get(names)
        if found is None:
            found = self._keys[names] = Keys({name: self.vocabularies[name] for name in names})
        return found

    def releases(self) -> dict[str, dict[str, str | None]]:
        """{span: {table: release}} of the spans met, and their first days, for the metadata of an output."""
        return {
            str(at): {"from": day_text(span.day), **{name: printed and printed.release for name, printed in span.prints().items()}}
            for at, (span, _) in self._spans.items()
        }

    def _span(self, at: int) -> tuple[Span, Regime]:
        with self._lock:
            found = self._spans.get(at)
            if found is None:
                day = int(self.borders[at - 1]) if at else int(self.borders[0]) - 1
                program = self.system.program(day, self.known)
                regime = self._regimes.get(program)
                if regime is None:
                    regime = self._regimes[program] = Regime(self, program)
                found = self._spans[at] = (Span(self, day, len(regime.spans)), regime)
                regime.spans.append(found[0])
            return found


def _taken(column: Any, where: Any) -> Any:
    """Some of a column's numbers; of a pair, with its mask."""
    return tuple(one[where] for one in column) if isinstance(column, tuple) else column[where]
