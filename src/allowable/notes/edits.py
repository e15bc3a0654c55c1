"""Candidate codes under the published facts: pairs that deny one beside another, and the row of a code with its indicators.

A pair of indicator 0 always takes the second code away. One of indicator 1 does so unless the note shows a separate site; then the second
code carries modifier 59. What is taken away stays visible with the row that took it.
"""

from __future__ import annotations

from functools import cache, lru_cache

from ..guides.pairs import held_pairs
from ..kernel.day import OPEN, day_text
from ..law.edits.tables import PAIR_RATIONALES
from ..law.physician.tables import RELATIVE_VALUES
from ..releases.store import Missing
from .phrases import Phrase
from .terms import load_terms

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from typing import Any

    from ..engine import Engine
    from ..releases.pairs import PairFile
    from .note import Note
    from .trees import Candidate

    Json = dict[str, Any]
    Opened = tuple[Candidate, Candidate, Json]

ADD_ON = "ZZZ"  # global period of a code that is only billed beside another
NCCI = "National Correct Coding Initiative procedure-to-procedure table"


@lru_cache(maxsize=8)
def _held(folders: tuple[str, ...], setting: str, day: int) -> tuple[PairFile | None, bool]:
    return held_pairs(folders, setting, day)


class Pairs:
    """The code pairs of a setting on a day, or of the nearest quarter held; `speaks` says whether it is the quarter of the day."""

    def __init__(self, engine: Engine, day: int, setting: str) -> None:
        self._file: PairFile | None
        self._file, self.speaks = _held(tuple(map(str, engine.store.folders)), "hospital" if setting == "hospital" else "practitioner", day)
        self._day = day

    @property
    def release(self) -> str | None:
        """The quarter that is read, such as 2024 Q3; None where no table is held."""
        return None if self._file is None else str(self._file.header["quarter"]).replace("Q", " Q")

    def row(self, one: str, two: str) -> Json | None:
        """The active row that denies `two` beside `one`: {column_one, column_two, indicator, rationale, release}; None without one."""
        if self._file is None:
            return None
        day = min(max(self._day, self._file.effective), self._file.until - 1)
        for first, deletion, indicator, rationale in self._file.rows(one, two):
            if indicator in "01" and deletion >= day and (first is None or first <= day):
                return {
                    "column_one": one,
                    "column_two": two,
                    "indicator": indicator,
                    "rationale": PAIR_RATIONALES[rationale],
                    "release": self.release,
                }
        return None


def pruned(found: Sequence[Candidate], pairs: Pairs) -> tuple[list[Candidate], list[tuple[Candidate, Candidate, Json]], list[Opened]]:
    """(kept, dropped as (candidate, because of, row), opened by a separate site as (first, second that needs the modifier, row))."""
    rows = {(one.hcpcs, two.hcpcs): row for one in found for two in found if one is not two and (row := pairs.row(one.hcpcs, two.hcpcs))}
    closed = {
        (one.hcpcs, two.hcpcs) for one in found for two in found if (row := rows.get((one.hcpcs, two.hcpcs))) and not _opens(row, one, two)
    }
    kept: list[Candidate] = []
    dropped: list[tuple[Candidate, Candidate, Json]] = []
    waiting = list(found)
    while waiting:
        free = [two for two in waiting if not any((one.hcpcs, two.hcpcs) in closed for one in waiting if one is not two)] or waiting[:1]
        kept += free
        waiting = [one for one in waiting if one not in free]
        for two in list(waiting):
            by = next((one for one in free if (one.hcpcs, two.hcpcs) in closed), None)
            if by is not None:
                dropped.append((two, by, rows[by.hcpcs, two.hcpcs]))
                waiting.remove(two)
    order = {id(one): at for at, one in enumerate(found)}
    opened = [(one, two, row) for one in kept for two in kept if one is not two and (row := rows.get((one.hcpcs, two.hcpcs)))]
    return sorted(kept, key=lambda one: order[id(one)]), dropped, opened


def _opens(row: Json, one: Candidate, two: Candidate) -> bool:
    return row["indicator"] == "1" and (two.separate or one.separate or separate_site(one, two) is not None)


def separate_site(one: Candidate, two: Candidate) -> str | None:
    """The list of places of which the evidence of two candidates names different ones; None where it does not tell them apart."""
    note = one.facts.note
    for name, sites in _sites():
        first, second = _named(note, one, sites), _named(note, two, sites)
        if first and second and not first & second:
            return name
    return None


@cache
def _sites() -> tuple[tuple[str, tuple[tuple[Phrase, ...], ...]], ...]:
    lists = load_terms("sites")["lists"]
    return tuple((one["name"], tuple(tuple(Phrase(word) for word in site) for site in one["sites"])) for one in lists)


def _named(note: Note, candidate: Candidate, sites: Iterable[tuple[Phrase, ...]]) -> set[int]:
    told = [hit for place, _, hit in candidate.by if note.sentences[hit.first].kind != "title"]
    spans = [(note.sentences[hit.first].first, note.sentences[hit.last].last) for hit in told]
    return {
        at
        for at, site in enumerate(sites)
        if any(start <= first <= end for phrase in site for first, _ in note.find(phrase) for start, end in spans)
    }


class Indicators:
    """A code's indicators on a day, or of the nearest day on which its row is held."""

    def __init__(self, engine: Engine, day: int, known_on: date | str | int | None = None) -> None:
        self._engine = engine
        self._day = day
        self._known = known_on

    def text(self, hcpcs: str, column: str) -> tuple[str | None, Json | None]:
        """(indicator, its citation); (None, None) where no row of the code is held."""
        row, printed = self._row(hcpcs)
        if row is None:
            return None, None
        value = row.values[RELATIVE_VALUES.where[column]]
        release = printed.release if printed else "the held release"
        until = "" if row.until >= OPEN else f", held from {day_text(row.starts)}"
        place = f"{hcpcs}: {column.replace('_', ' ')} indicator {value}{until}"
        return str(value), {
            "document": f"CMS Physician Fee Schedule Relative Value File, {release}",
            "place": place,
            "evidence": "V",
            "url": None,
        }

    def place_on_claim(self, hcpcs: str) -> tuple[bool, int]:
        """By what codes are listed: an add-on after what it is added to, then the larger relative value first, as in a facility."""
        row, _ = self._row(hcpcs)
        if row is None:
            return True, 0
        values = [row.values[RELATIVE_VALUES.where[name]] for name in ("work_rvu", "facility_pe_rvu", "malpractice_rvu")]
        return row.values[RELATIVE_VALUES.where["global_days"]] == ADD_ON, -sum(value for value in values if isinstance(value, int))

    def _row(self, hcpcs: str) -> tuple[Any, Any]:
        found = self._engine.fact(RELATIVE_VALUES, (hcpcs, ""), self._day, self._known)
        if not isinstance(found, Missing):
            return found
        points = self._engine.store.table(RELATIVE_VALUES.name)
        rows = points.history((hcpcs, "")) if points else []
        row = min(rows, key=lambda one: max(one.starts - self._day, self._day - one.until), default=None)
        return row, points.print_for(row.starts) if points and row else None


def pair_source(row: Json) -> Json:
    """The citation of a pair."""
    place = f"{row['column_one']}/{row['column_two']}, indicator {row['indicator']}, {row['rationale']}"
    return {"document": f"{NCCI}, {row['release']}", "place": place, "evidence": "V", "url": None}
