"""The edits on one code: how many units are likely, which codes are denied beside it, which primaries it needs as an add-on.

Three outcomes: what a table of the day says, that it has no row, or not checked, because no table of that day is held. What the nearest
held quarter says is then shown as that quarter's word, never as the answer for the day.
"""

from __future__ import annotations

from ..guides.pairs import held_pairs
from ..kernel.day import OPEN, day_text
from ..law.edits.tables import (
    ADD_ON_CODES,
    PAIR_INDICATORS,
    PAIR_RATIONALES,
    UNIT_LIMITS_HOSPITAL,
    UNIT_LIMITS_PRACTITIONER,
    UNIT_LIMITS_SUPPLIER,
)
from ..releases.store import Missing
from ..views.indicator_words import ADJUDICATION

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from ..engine import Engine
    from ..guides.sources import Sources
    from ..guides.view import View
    from ..kernel.table import Table
    from ..releases.pairs import PairFile
    from ..releases.store import PointFile, Row

LIMITS = {"practitioner": UNIT_LIMITS_PRACTITIONER, "hospital": UNIT_LIMITS_HOSPITAL, "supplier": UNIT_LIMITS_SUPPLIER}


def unit_limits(view: View, code: str) -> list[dict[str, Any]]:
    """[{setting, outcome, units, adjudication, means, rationale, because, elsewhere, sources}]; no entry where the day's table lacks it."""
    found = [_unit_limit(view, code, setting, table) for setting, table in LIMITS.items()]
    return [one for one in found if one]


def _unit_limit(view: View, code: str, setting: str, table: Table) -> dict[str, Any] | None:
    points = view.engine.store.table(table.name)
    fact = view.fact(table, code)
    if not isinstance(fact, Missing):
        return _limit(setting, "held", fact.text) | {"because": None, "elsewhere": None, "sources": [fact.source]}
    if points is not None and points.print_for(view.day, view.known) is not None:
        return None
    entry: dict[str, Any] = {
        "setting": setting,
        "outcome": "not_checked",
        "units": None,
        "adjudication": None,
        "means": None,
        "rationale": None,
    }
    rows = points.history((code,)) if points else []
    row = min(rows, key=lambda row: max(row.starts - view.day, view.day - row.until), default=None)
    if points is not None and row is None:
        return None
    return entry | {"because": fact.reason, "elsewhere": _elsewhere(view, table, points, row), "sources": []}


def _elsewhere(view: View, table: Table, points: PointFile | None, row: Row | None) -> dict[str, Any] | None:
    if points is None or row is None:
        return None
    units, adjudication = (row.values[table.where[name]] for name in ("units", "adjudication"))
    printed = points.print_for(row.starts)
    return {
        "release": printed.release if printed else None,
        "from": day_text(row.starts),
        "until": day_text(row.until),
        "units": str(units),
        "adjudication": adjudication,
        "means": ADJUDICATION.get(adjudication),
        "sources": [view.sources.of_print(table.name, printed)] if printed else [],
    }


def _limit(setting: str, outcome: str, text: Callable[[str], str | None]) -> dict[str, Any]:
    adjudication = text("adjudication") or ""
    return {
        "setting": setting,
        "outcome": outcome,
        "units": text("units"),
        "adjudication": adjudication or None,
        "means": ADJUDICATION.get(adjudication),
        "rationale": text("rationale"),
    }


def code_pairs(engine: Engine, code: str, day: int, setting: str, sources: Sources) -> dict[str, Any]:
    """{setting, outcome, speaks_for, note, partners, sources}: every active NCCI pair of the code; column 2 is denied beside column 1."""
    found, pairs, reading = pair_table(engine, day, setting, sources)
    return found | {"partners": [] if pairs is None else list(_partners(pairs, code, reading))}


def pair_table(engine: Engine, day: int, setting: str, sources: Sources) -> tuple[dict[str, Any], PairFile | None, int]:
    """({setting, outcome, speaks_for, note, partners, sources}, the table, the day to read it for): no partner yet."""
    pairs, held = held_pairs(engine.store.folders, setting, day)
    empty: dict[str, Any] = {"setting": setting, "outcome": "not_checked", "speaks_for": None, "note": None, "partners": [], "sources": []}
    if pairs is None:
        return empty | {"note": "no table of NCCI code pairs is held; import one with `allowable releases import FILE`"}, None, day
    reading = min(max(day, pairs.effective), pairs.until - 1)
    quarter = f"{day_text(pairs.effective)} to {day_text(pairs.until - 1)}"
    note = f"the table of {day_text(day)} is not held: what follows is the word of the table of {quarter}, not the answer for this day"
    found = {
        "outcome": "held" if held else "not_checked",
        "speaks_for": {"from": day_text(pairs.effective), "until": day_text(pairs.until)},
        "note": None if held else note,
        "sources": sources.of_pairs(pairs),
    }
    return empty | found, pairs, reading


def _partners(pairs: PairFile, code: str, day: int) -> Iterator[dict[str, Any]]:
    for one, two, first, deletion, indicator, rationale in sorted(pairs.partners(code), key=lambda row: (row[0] != code, row[:2])):
        if indicator not in ("0", "1") or deletion < day or (first is not None and first > day):
            continue
        yield {
            "column_1": one,
            "column_2": two,
            "indicator": indicator,
            "says": PAIR_INDICATORS[indicator],
            "deletion": None if deletion >= OPEN else day_text(deletion),
            "rationale": PAIR_RATIONALES[rationale],
        }


def primaries(view: View, code: str) -> dict[str, Any] | None:
    """{kind, primaries, sources} of an add-on code on the day, or None if it is no add-on in the held list."""
    points = view.engine.store.table(ADD_ON_CODES.name)
    where = ADD_ON_CODES.where
    rows = [row for row in (points.under(code) if points else ()) if row.starts <= view.day < row.until and row.known <= view.known]
    rows = [row for row in rows if _covers(row.values[where["first_day"]], row.values[where["last_day"]], view.day)]
    if points is None or not rows:
        return None
    printed = points.print_for(view.day, view.known)
    return {
        "kind": rows[0].values[where["kind"]],
        "primaries": list(dict.fromkeys(row.key[1] for row in rows)),
        "sources": [view.sources.of_print(ADD_ON_CODES.name, printed)] if printed else [],
    }


def _covers(first: Any, last: Any, day: int) -> bool:
    return (first is None or first <= day) and (last is None or day <= last)
