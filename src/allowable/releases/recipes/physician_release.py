"""Which release of the physician fee schedule a file belongs to, for which days it speaks, when it was public, how far it is trusted.

CMS prints four releases a year, RVUyyA to RVUyyD, effective on the first of January, April, July and October; 2024 had a fifth, RVU24AR,
for the conversion factor of 9 March 2024 (Consolidated Appropriations Act, 2024). Days are kernel.day numbers.
"""

from __future__ import annotations

import re
from datetime import date

from ...kernel.day import ALWAYS, day_number
from ...kernel.table import ShapeError
from ..problem import Refused
from ..snapshot import Snapshot, scaled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from ...kernel.table import Cell, Cells, Column, Table
    from ..files import PublishedFile

    Read = Callable[[str, int], Any]  # a cell's text and its row: the value of a column

QUARTERS = {"A": 1, "B": 4, "C": 7, "D": 10}
LETTERS = {"jan": "A", "apr": "B", "jul": "C", "oct": "D"}
EARLIEST = 2020  # row counts and localities of older releases were never verified here
REVISED = {(2024, "AR"): (date(2024, 3, 9), date(2024, 4, 1))}

# No other release of 2026 that carries these yearly tables is held; CMS titles them "CY 2026", so its January print speaks for the year.
SPEAKS_FOR_THE_YEAR = {(2026, "A")}

RETYPED = {  # sha256 of files of RVU26A whose values were taken from CMS's text, their bytes not
    "250733bd5eefaea091541fe24d865eda38fb166f124c7bd474b55581b45e972a": "26LOCCO.csv",
    "c4d61aa42106998615db595414cebb13f48d68484edf5fa339de9cb0f8abf8a8": "ANES2026.csv",
    "5e2cc8072633ccb0e24b4620e87540852235a71aad6bdd12601308b41e636bf1": "GPCI2026.csv",
}

RELEASE_NAME = re.compile(r"(?<![a-z])rvu(\d\d)([a-d]r?)(?![a-z0-9])", re.IGNORECASE)
CONVERTED_NAME = re.compile(r"[a-z]+_rvu\d\d[a-d]r?[_.]", re.IGNORECASE)
NAME_DAY = re.compile(r"(?<!\d)(\d{1,2})[.\-_](\d{1,2})[.\-_](20\d\d|\d\d)(?!\d)")
PLAIN_NUMBER = re.compile(r"\d[\d,]*(\.\d*)?|\.\d+", re.ASCII)


class Release:
    """One quarterly release: `name` as a user says it, `effective` its first service day, `until` the first day of the next quarter."""

    __slots__ = ("effective", "letters", "name", "until", "year")

    def __init__(self, year: int, letters: str) -> None:
        if letters not in QUARTERS and (year, letters) not in REVISED:
            raise ValueError(f"CMS printed no release {letters} of {year}")
        self.year = year
        self.letters = letters
        self.name = f"RVU{year % 100:02}{letters}"
        month = QUARTERS[letters[0]]
        first, end = REVISED.get((year, letters), (date(year, month, 1), date(year + month // 10, (month + 3) % 12, 1)))
        self.effective = day_number(first)
        self.until = day_number(end)

    @property
    def until_of_yearly_tables(self) -> int:
        """End of what this release says of the indices, localities and anaesthesia factors."""
        if (self.year, self.letters) in SPEAKS_FOR_THE_YEAR:
            return day_number(date(self.year + 1, 1, 1))
        return self.until


def named_release(file: PublishedFile) -> tuple[int, str] | None:
    """(year, letters) in the name of the file, else of its zip, else of its folder; None if none of them says it."""
    for name in (file.name, file.origin, file.folder.name):
        found = RELEASE_NAME.search(name)
        if found:
            return 2000 + int(found[1]), found[2].upper()
    return None


def release_of(file: PublishedFile, *, year: int | None = None, letters: str | None = None) -> Release:
    """The Release of a file, from what its content states (`year`, `letters`; None: not stated) and its names; refuses a contradiction."""
    named = named_release(file)
    of_year, of_letters = (year or named[0], letters or named[1]) if named else (year, letters)
    if of_year is None or of_letters is None:
        raise Refused(
            file.where,
            "neither the file nor its zip nor its folder says which quarterly release this is",
            advice="leave it in CMS's zip, or put it in a folder named as the release, such as rvu25d",
        )
    stated = (of_year, of_letters)
    if named and stated != named:
        raise Refused(
            file.where,
            f"it is named as release RVU{named[0] % 100:02}{named[1]}, but its content is of {stated[0]}{stated[1] if letters else ''}",
            advice="name the zip or the folder as the release that it holds, or take the file again from CMS's own page",
        )
    if stated[0] < EARLIEST:
        raise Refused(file.where, f"releases before {EARLIEST} are not read, and this one is of {stated[0]}", advice="leave it out")
    try:
        return Release(*stated)
    except ValueError as problem:
        raise Refused(file.where, str(problem), advice="name the zip or the folder as CMS names the release") from None


def is_converted(file: PublishedFile) -> bool:
    """Whether a third party converted the table: such files carry the release in their own name (gpci_rvu24ar.csv)."""
    return CONVERTED_NAME.match(file.name) is not None


def trust_of(file: PublishedFile) -> str:
    """Key of releases.snapshot.TRUSTS."""
    if is_converted(file):
        return "converted"
    return "retyped" if file.sha256 in RETYPED else "official"


def known_day(file: PublishedFile, year: int, printed: date | None = None) -> int:
    """Day on which the file became public: the later of the `printed` date and the one in its or its zip's name; ALWAYS if none is said."""
    days = [printed] if printed else []
    for name in (file.name, file.origin):
        for month, day, of_year in NAME_DAY.findall(name):
            try:
                named = date(int(of_year) % 100 + 2000, int(month), int(day))
            except ValueError:
                continue  # numbers of another kind
            if abs(named.year - year) <= 1:
                days.append(named)
    return day_number(max(days)) if days else ALWAYS


def snapshot(
    table: Table,
    release: Release,
    file: PublishedFile,
    rows: Mapping[Any, Cells],
    lines: Mapping[Any, int],
    *,
    until: int,
    printed: date | None = None,
) -> Snapshot:
    """The Snapshot of one table of one release, with its days and its trust."""
    return Snapshot(
        table,
        release.name,
        file,
        effective=release.effective,
        until=until,
        known=known_day(file, release.year, printed),
        trust=trust_of(file),
        rows=rows,
        lines=lines,
    )


def reader(column: Column, where: str, *, optional: bool = False) -> Read:
    """Function (text, row) -> value of `column`; each distinct text is converted and checked once.

    A blank of an `optional` column is the empty text, or None for a number; any other blank is refused.
    """
    values: dict[str, Any] = {"": "" if column.is_text else None} if optional else {}

    def value(text: str, row: int) -> Any:
        if text not in values:
            values[text] = _checked(column, text, where, row)
        return values[text]

    return value


def _checked(column: Column, text: str, where: str, row: int) -> Cell:
    if not text:
        raise Refused(where, f"column {column.name} is blank", row=row)
    value: Cell = text
    if column.places is not None:
        if not PLAIN_NUMBER.fullmatch(text):
            raise Refused(where, f"column {column.name}: {text!r} is not a number", row=row)
        value = scaled(text, column.places, where, row, column.name)
    try:
        return column.check(value, where)
    except ShapeError as problem:
        raise Refused(where, str(problem), row=row) from None
