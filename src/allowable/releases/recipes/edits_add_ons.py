"""Add-on codes and their primary procedures, as NCCI publishes them each quarter. Sources: CMS's list (xlsx) and a converted copy (csv)."""

from __future__ import annotations

import re
from datetime import date, timedelta

from ...kernel.day import EPOCH_ORDINAL, OPEN, day_number
from ...law.edits.tables import ADD_ON_CODES, ADD_ON_KINDS, ADD_ON_PRIMARIES
from ..intervals import quarter_after
from ..problem import Refused
from ..recipe import columns_of, normalised, recipe
from .edits import CODE, first_day, quarter_name, quarterly, table_body

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from ..files import PublishedFile
    from ..snapshot import Snapshot

    Edits = dict[tuple[str, str], list[tuple[tuple[str, str], int, tuple[Any, ...]]]]

CONTRACTOR = "CCCCC"  # stands for the primary procedures that the contractor names
LEAST_ADD_ON_ROWS = 7_500  # 8,186 in April 2024
ADD_ON_NOTES = (
    ("contractor defined primary codes", "the contractor decides"),
    ("based on internet only manual", "by the Claims Processing Manual"),
    ("temporarily suspended", "temporarily suspended"),
    ("practitioner only", "practitioners only"),
    ("may be reported by facilities only", "facilities only"),
)
CMS_ADD_ON_COLUMNS = {
    "kind": ["AOC_Edit_Type"],
    "add_on": ["Add-On_Code"],
    "primary": ["Primary_Code"],
    "first_day": ["AOC_Edit_EffDT"],
    "last_day": ["AOC_Edit_DelDT"],
    "add_on_last_day": ["AOC_DelDT"],
    "primary_last_day": ["Primary_Code_DelDT"],
    "note": ["Special_Instruction_Notes"],
}
CONVERTED_ADD_ON_COLUMNS = {
    "kind": ["edit"],
    "add_on": ["addon"],
    "primary": ["primary"],
    "first_day": ["edit_eff"],
    "last_day": ["edit_del"],
    "add_on_last_day": ["add_del"],
    "primary_last_day": ["prim_del"],
    "note": ["notes"],
}


@recipe("edits", [ADD_ON_CODES, ADD_ON_KINDS, ADD_ON_PRIMARIES], r"^AOC_V(20\d\d)Q([1-4])-MCR\.xlsx$")
def add_on_codes(file: PublishedFile, match: re.Match[str]) -> Iterator[Snapshot]:
    """CMS's workbook: a notice, the header, one row an edit; days are year and day of the year."""
    header = None
    found = []
    for number, cells in file.sheet_rows():
        if header is None:
            if normalised(cells[0]) == "aoc edit type":
                header = list(columns_of(cells, CMS_ADD_ON_COLUMNS, file.where, number).values())
        elif any(cells):
            found.append((number, [cells[at] for at in header]))
    if header is None:
        raise Refused(file.where, "no header row that starts with 'AOC_Edit_Type'")
    yield from _add_ons(file, date(int(match[1]), int(match[2]) * 3 - 2, 1), found, "official", years_only=False)


@recipe("edits", [ADD_ON_CODES, ADD_ON_KINDS, ADD_ON_PRIMARIES], r"^ncci_aoc_all_(20\d\d)-(\d\d)-(\d\d)\.csv$")
def converted_add_on_codes(file: PublishedFile, match: re.Match[str]) -> Iterator[Snapshot]:
    """A converted list, which kept of all days but the deletion of the edit the year only: such a day is blank, it is not guessed."""
    effective = first_day(file, int(match[1]), int(match[2]), int(match[3]))
    found = list(table_body(file, CONVERTED_ADD_ON_COLUMNS, "addon"))
    yield from _add_ons(file, effective, found, "converted", years_only=True)


def _add_ons(
    file: PublishedFile, effective: date, found: list[tuple[int, list[str]]], trust: str, *, years_only: bool
) -> Iterator[Snapshot]:
    if len(found) < LEAST_ADD_ON_ROWS:
        raise Refused(file.where, f"it has {len(found)} rows, and a whole list more than {LEAST_ADD_ON_ROWS}: it is cut short")
    edits: Edits = {}
    for number, cells in found:
        kind, add_on, primary = cells[:3]
        if kind not in ("1", "2", "3"):
            raise Refused(file.where, f"{kind!r} is no type of add-on edit (1, 2 or 3)", row=number)
        for code in (add_on, primary):
            if not CODE.fullmatch(code):
                raise Refused(file.where, f"{code!r} is no procedure code", row=number)
        days = [_julian(file, number, text, years_only) for text in cells[3:7]]
        order = (cells[3], cells[4] or "9999999")
        edits.setdefault((add_on, primary), []).append((order, number, (kind, *days, _note(cells[7]))))
    _refuse_late(file, effective, edits)
    rows: dict[tuple[str, ...], tuple[Any, ...]] = {}
    lines: dict[tuple[str, ...], int] = {}
    for pair, versions in sorted(edits.items()):
        for at, (_, number, values) in enumerate(sorted(versions), 1):
            rows[*pair, str(at)] = values
            lines[*pair, str(at)] = number
    release = f"NCCI AOC {quarter_name(effective)}"
    yield quarterly(ADD_ON_CODES, release, file, effective, rows, lines, trust)
    kinds, primaries, places = _in_force(rows, lines, day_number(effective))
    yield quarterly(ADD_ON_KINDS, release, file, effective, kinds, places, trust)
    yield quarterly(ADD_ON_PRIMARIES, release, file, effective, primaries, places, trust)


def _in_force(
    rows: dict[tuple[str, ...], tuple[Any, ...]], lines: dict[tuple[str, ...], int], first: int
) -> tuple[dict[tuple[str, ...], tuple[Any, ...]], dict[tuple[str, ...], tuple[Any, ...]], dict[tuple[str, ...], int]]:
    """(types by add-on code, primaries by pair, rows of the file by either key) of the edits that are in force in the quarter."""
    kinds: dict[tuple[str, ...], tuple[Any, ...]] = {}
    primaries: dict[tuple[str, ...], tuple[Any, ...]] = {}
    places: dict[tuple[str, ...], int] = {}
    after = quarter_after(first)
    for (add_on, primary, at), (kind, begins, *ends, note) in rows.items():
        last = min((day for day in ends if day is not None), default=OPEN)
        if last < first:
            continue
        changes = last < after - 1 or (begins is not None and begins > first)
        named = "changes" if changes or kinds.get((add_on,), (kind,)) != (kind,) else kind
        kinds[add_on,] = (named,)
        places.setdefault((add_on,), lines[add_on, primary, at])
        if primary != CONTRACTOR:
            primaries[add_on, primary] = (note,)
            places[add_on, primary] = lines[add_on, primary, at]
    return kinds, primaries, places


def _refuse_late(file: PublishedFile, effective: date, edits: Edits) -> None:
    after = quarter_after(day_number(effective))
    for versions in edits.values():
        for _, number, values in versions:
            if values[1] is not None and values[1] >= after:
                raise Refused(
                    file.where,
                    "the edit begins after the quarter of the file's name",
                    row=number,
                    advice="give it the name under which CMS offers it",
                )


def _julian(file: PublishedFile, number: int, text: str, years_only: bool) -> int | None:
    """Day number of 2013091 (year and day of the year); None for a blank, and for a bare year where the source has bare years."""
    if not text or (years_only and re.fullmatch(r"20\d\d", text)):
        return None
    if not re.fullmatch(r"(19|20)\d\d[0-3]\d\d", text):
        raise Refused(file.where, f"{text!r} is no year and day of the year such as 2024092", row=number)
    day = date(int(text[:4]), 1, 1) + timedelta(days=int(text[4:]) - 1)
    if day.year != int(text[:4]):
        raise Refused(file.where, f"{text!r}: the year {text[:4]} has no day {int(text[4:])}", row=number)
    return min(day.toordinal() - EPOCH_ORDINAL, OPEN)


def _note(text: str) -> str:
    words = normalised(text)
    if not words:
        return ""
    return next((short for part, short in ADD_ON_NOTES if part in words), "see the list of CMS")
