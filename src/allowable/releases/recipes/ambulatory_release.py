"""What every ASC addendum (AA, BB, EE, FF) has in common: title, header, the quarter it is of, the day it became known, its rows.

CMS offers a zip each quarter whose members are named anew nearly every year ("508-Version-Jan-2025-ASC-AA.csv"); a folder named as the
first day of the quarter, with AA.csv and so on, is read too. The quarter is worded in the headings ("October 2025 Payment Rate").
"""

from __future__ import annotations

import re
from datetime import date

from ...kernel.day import ALWAYS, day_number
from ...kernel.table import ShapeError
from ..problem import Refused
from ..recipe import columns_of, normalised
from ..snapshot import Snapshot, scaled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Any

    from ...kernel.table import Cells, Table
    from ..files import PublishedFile
    from ..recipe import Lines, Rows

    Line = tuple[int, list[str]]
    Words = Mapping[str, Sequence[str]]
    Stated = tuple[int, int, int | None]  # year, month, day

CODE = re.compile(r"\d{4}[0-9A-Z]|[A-Z]\d{4}")
MONTHS = {"jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12}
MONTH = rf"(?P<month>{'|'.join(MONTHS)})[a-z]*"
WORDED_DAY = rf"{MONTH}(?: (?P<day>\d\d?))? (?P<year>20\d\d)"
HEADING = re.compile(rf"(?:final )?(?:{WORDED_DAY}|cy (?P<calendar>20\d\d)) (?P<rest>.+)")
NAMED = re.compile(rf"(?<![a-z]){WORDED_DAY}(?!\d)")
UPDATED = re.compile(r"(?:updated[-_ .]*|(?<!\d)(?=\d\d\.))(\d\d)[-_ .]?(\d\d)[-_ .]?(20\d\d|\d\d)(?!\d)", re.IGNORECASE)
FOLDER = re.compile(r"(20\d\d)(\d\d)(\d\d)")
DELIMITER = re.compile(r'HCPCS Code[ "]*([\t,])', re.IGNORECASE)

# Two prints of one release, told apart by a value that CMS corrected: (addendum, first day) -> code, column, {value: (known, evidence)}.
# The first is dated by the members of CMS's zip. The correction bears no date; it is taken as known on the day of the correcting amendment
# of that rule (90 FR 2631, 13 January 2025, applicable from 1 January 2025), which was not read for these codes: hence unverified.
PRINTS: dict[tuple[str, str], tuple[str, str, dict[Any, tuple[str, str]]]] = {
    ("AA", "2025-01-01"): ("15013", "payment_rate", {335545: ("2024-12-27", "V"), 389228: ("2025-01-13", "U")}),
    ("BB", "2025-01-01"): ("G0130", "mark", {None: ("2024-12-27", "V"), "**": ("2025-01-13", "U")}),
    ("FF", "2025-01-01"): ("15013", "apc", {"1567": ("2024-12-27", "V"), "1532": ("2025-01-13", "U")}),
}


class Addendum:
    """One printed addendum.

    name       AA, BB, EE or FF
    effective  first service day (date); `until`: first day of the next quarter (date)
    places     {our column name: position in a row}
    rows       [(row number, cells)] of its codes
    """

    __slots__ = ("effective", "file", "name", "places", "rows", "until")

    def __init__(
        self,
        file: PublishedFile,
        name: str,
        effective: date,
        places: Mapping[str, int] | Iterable[tuple[str, int]] = (),
        rows: Sequence[Line] = (),
    ) -> None:
        self.file = file
        self.name = name
        self.effective = effective
        self.until = next_quarter(effective)
        self.places = dict(places)
        self.rows = rows

    def cell(self, cells: list[str], column: str) -> str:
        """The cell of a column; "" where the row is short or the addendum of that year has no such column."""
        place = self.places.get(column)
        return cells[place] if place is not None and place < len(cells) else ""

    def number(self, row: int, cells: list[str], column: str, places: int) -> int | None:
        """Scaled integer of a cell, None for a blank."""
        return scaled(self.cell(cells, column), places, self.file.where, row, column)

    def unique(self, values: Callable[[int, list[str]], Cells]) -> tuple[Rows, Lines]:
        """(rows, lines) of `values(number, cells)` by code; a code printed twice alike is kept once, one with two values is refused."""
        rows: Rows = {}
        lines: Lines = {}
        for number, cells in self.rows:
            key = (cells[0],)
            row = values(number, cells)
            if rows.setdefault(key, row) != row:
                raise Refused(self.file.where, f"code {cells[0]} stands in row {lines[key]} with other values", row=number)
            lines.setdefault(key, number)
        return rows, lines

    def snapshot(self, table: Table, rows: Rows, lines: Lines | None, *, trust: str = "official") -> Snapshot:
        """Snapshot of rows of this addendum, each value checked against the table's shape."""
        known, evidence = known_day(self.file, self.name, self.effective, table, rows)
        return Snapshot(
            table,
            f"ASC {self.effective.isoformat()} {self.name}",
            self.file,
            effective=day_number(self.effective),
            until=day_number(self.until),
            known=known,
            known_evidence=evidence,
            rows=checked(table, rows, lines, self.file),
            lines=lines,
            trust=trust,
        )


def next_quarter(day: date) -> date:
    """First day of the quarter after the one of `day` (date)."""
    month = (day.month - 1) // 3 * 3 + 4
    return date(day.year + month // 13, month % 12, 1)


def valid_day(file: PublishedFile, year: int, month: int, day: int, row: int | None = None) -> date:
    """The date; refuses a day that no calendar has."""
    try:
        return date(year, month, day)
    except ValueError:
        raise Refused(file.where, f"{year}-{month:02}-{day:02} is no day", row=row) from None


def known_day(file: PublishedFile, name: str, effective: date, table: Table, rows: Rows) -> tuple[int, str]:
    """(known, evidence): from a date in the name ("updated-04092020"), else from the prints known to differ, else ALWAYS."""
    for text in (file.name, file.origin):
        found = UPDATED.search(text)
        if found:
            month, day, year = (int(part) for part in found.groups())
            return day_number(valid_day(file, year % 100 + 2000, month, day)), "V"
    witness = PRINTS.get((name, effective.isoformat()))
    if witness is None:
        return ALWAYS, "V"
    code, column, prints = witness
    values = rows.get((code,))
    stated = None if values is None else prints.get(values[table.where[column]])
    return (ALWAYS, "V") if stated is None else (day_number(stated[0]), stated[1])


def checked(table: Table, rows: Mapping[Any, Cells], lines: Mapping[Any, int] | None, file: PublishedFile) -> Mapping[Any, Cells]:
    """The rows, if every value fits the table's columns; else refuses, naming the row."""
    for key, values in rows.items():
        try:
            for column, value in zip(table.columns, values, strict=True):
                column.check(value, table.name)
        except ShapeError as problem:
            raise Refused(file.where, f"{key[0]}: {problem}", row=(lines or {}).get(key)) from None
    return rows


def open_addendum(
    file: PublishedFile, name: str, wanted: Words, *, optional: Words | None = None, fewest: int, notes: bool = True
) -> Addendum:
    """Read an addendum by title, header, quarter and rows down to CMS's closing notes; refuses what is another's or is not whole.

    `wanted` and `optional` map our column names to CMS's headings without their quarter; `fewest`: no whole print has fewer rows.
    """
    delimiter = DELIMITER.search(file.text())
    rows = list(file.rows(delimiter[1] if delimiter else ","))
    title_year = _title_year(file, rows, name)
    number, header, stated = _header(file, rows, name)
    present = {normalised(cell) for cell in header}
    here = {column: spellings for column, spellings in (optional or {}).items() if present.intersection(map(normalised, spellings))}
    places = columns_of(header, {**wanted, **here}, file.where, number)
    effective = _effective(file, name, stated, title_year)
    body, closed = _body(file, rows[number:])
    if notes and not closed:
        raise Refused(file.where, f"CMS's closing notes of Addendum {name} are missing: the file is cut short", row=rows[-1][0])
    if len(body) < fewest:
        raise Refused(file.where, f"it has {len(body)} codes; a whole Addendum {name} has more than {fewest}")
    return Addendum(file, name, effective, places, body)


def _title_year(file: PublishedFile, rows: Sequence[Line], name: str) -> int | None:
    titles = [cell for _, cells in rows[:6] for cell in cells if "addendum" in cell.lower()]
    title = re.search(r"Addendum\s+(\w+)", titles[0], re.IGNORECASE) if titles else None
    if title is None or title[1].upper() != name:
        found = f"its title says Addendum {title[1]}" if title else "its first rows bear no title of an addendum"
        raise Refused(file.where, f"it is no Addendum {name}: {found}", row=rows[0][0] if rows else None)
    year = re.search(r"CY (20\d\d)", titles[0])
    return int(year[1]) if year else None


def _header(file: PublishedFile, rows: Sequence[Line], name: str) -> tuple[int, list[str], Stated | None]:
    """Row number, headings without their quarter, and the (year, month, day) that they state; None where they state none."""
    number = next((number for number, cells in rows[:12] if cells and normalised(cells[0]) == "hcpcs code"), None)
    if number is None:
        raise Refused(file.where, f"no header row that begins with 'HCPCS Code' in the first 12 rows of Addendum {name}")
    header: list[str] = []
    stated: set[Stated] = set()
    for cell in rows[number - 1][1]:
        worded = HEADING.match(normalised(cell))
        header.append(worded["rest"] if worded else cell)
        if worded:
            stated.add(_worded(worded) if worded["month"] else (int(worded["calendar"]), 1, 1))
    if len(stated) > 1:
        said = ", ".join(sorted(f"{year}-{month:02}" for year, month, _ in stated))
        raise Refused(file.where, f"its headings name different quarters: {said}", row=number)
    return number, header, next(iter(stated), None)


def _worded(found: re.Match[str]) -> Stated:
    return int(found["year"]), MONTHS[found["month"]], int(found["day"]) if found["day"] else None


def _effective(file: PublishedFile, name: str, stated: Stated | None, title_year: int | None) -> date:
    """First day (date) of the release: of the headings, else of the folder or the names; refuses a contradiction and a missing day."""
    named = _named(file, name)
    said = stated or named
    if said is None:
        advice = "put it in a folder named as its first day, such as 20250101"
        raise Refused(file.where, "nothing says which quarter it is of", advice=advice)
    if stated and named and (stated[:2] != named[:2] or (None not in (stated[2], named[2]) and stated[2] != named[2])):
        raise Refused(
            file.where,
            f"its headings say {stated[0]}-{stated[1]:02}, its folder or name says {named[0]}-{named[1]:02}: it is another quarter's file",
            advice="name it after the quarter that it holds, or take the file again from CMS's own page",
        )
    year, month, day = said
    day = day or (named[2] if named else None) or (1 if month in (1, 4, 7, 10) else None)
    if day is None:
        advice = "keep it in CMS's zip, whose name gives the day, such as march-9-2024"
        raise Refused(file.where, f"{year}-{month:02} begins no quarter, and no day is named", advice=advice)
    if not stated and title_year != year:
        raise Refused(file.where, f"its title says calendar year {title_year}, its folder or name says {year}")
    return valid_day(file, year, month, day)


def _named(file: PublishedFile, name: str) -> Stated | None:
    """(year, month, day or None) that the folder of a bare AA.csv, or else the file's or the zip's own name states."""
    if file.name.partition(".")[0].upper() == name:
        found = FOLDER.fullmatch(file.folder.name)
        if found:
            year, month, day = (int(part) for part in found.groups())
            return year, month, day
    for text in (file.name, file.origin):
        found = NAMED.search(normalised(text))
        if found:
            return _worded(found)
    return None


def _body(file: PublishedFile, rows: Iterable[Line]) -> tuple[list[Line], bool]:
    """The rows that begin with a code, up to the closing notes; whether these were met."""
    body: list[Line] = []
    for number, cells in rows:
        first = cells[0] if cells else ""
        if first.upper().startswith("NOTE"):
            return body, True
        if CODE.fullmatch(first):
            body.append((number, cells))
        elif any(cells):
            raise Refused(file.where, f"{first[:20]!r} is no procedure code", row=number)
    return body, False
