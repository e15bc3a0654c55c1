"""Relative values of the physician fee schedule: PPRRVU of every release, in CMS's own layout and converted.

Source: CMS National Physician Fee Schedule Relative Value File and its record layout (RVU25D.pdf). CMS heads the file with title lines and
stacks the header over several rows; 2026 adds PRIC IND between TEAM SURG and ENDO BASE. Columns are found by their names, descriptors never
read. CMS prints the non-facility and facility totals beside their parts: every row must add up. Where a spreadsheet dropped leading zeros
(the converted RVU20D lost those of codes, global days and supervision), they are put back: each of these fields has one width.
"""

from __future__ import annotations

import re
from datetime import date

from ...kernel.day import day_text
from ...kernel.table import number
from ...law.physician.tables import RELATIVE_VALUES
from ..problem import Refused
from ..recipe import columns_of, normalised, recipe
from .physician_release import LETTERS, is_converted, reader, release_of, snapshot

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from ...kernel.table import Cells, Column, Key
    from ..files import PublishedFile
    from ..recipe import Lines, Printed, Rows
    from ..snapshot import Snapshot
    from .physician_release import Read, Release

# PPRRVU.* of CMS and pprrvu_rvu24a_jan.* converted. The print for qualifying APM participants (QPP) differs only by its conversion factor,
# which is law and not read from here, so only the other (nonQPP) is read.
PATTERN = r"^pprrvu(?!.*(?<!non)qpp).*\.csv$"

COLUMNS = {  # our name: CMS's stacked header, the converted header where it differs
    "hcpcs": ("HCPCS",),
    "component": ("MOD",),
    "status": ("STATUS CODE",),
    "work_rvu": ("WORK RVU",),
    "non_facility_pe_rvu": ("NON-FAC PE RVU",),
    "non_facility_na": ("NON-FAC NA INDICATOR", "NON FAC INDICATOR"),
    "facility_pe_rvu": ("FACILITY PE RVU",),
    "facility_na": ("FACILITY NA INDICATOR", "FACILITY INDICATOR"),
    "malpractice_rvu": ("MP RVU",),
    "non_facility_total": ("NON-FACILITY TOTAL",),
    "facility_total": ("FACILITY TOTAL",),
    "professional_technical": ("PCTC IND",),
    "global_days": ("GLOB DAYS",),
    "preoperative_share": ("PRE OP",),
    "intraoperative_share": ("INTRA OP",),
    "postoperative_share": ("POST OP",),
    "multiple_procedure": ("MULT PROC",),
    "bilateral": ("BILAT SURG",),
    "assistant": ("ASST SURG",),
    "co_surgeon": ("CO- SURG",),
    "team": ("TEAM SURG",),
    "endoscopic_base": ("ENDO BASE",),
    "file_conversion_factor": ("CONV FACTOR",),
    "supervision": ("PHYSICIAN SUPERVISION OF DIAGNOSTIC PROCEDURES",),
    "imaging_family": ("DIAGNOSTIC IMAGING FAMILY INDICATOR",),
    "opps_non_facility_pe_rvu": ("NON-FACILITY PE USED FOR OPPS PAYMENT AMOUNT",),
    "opps_facility_pe_rvu": ("FACILITY PE USED FOR OPPS PAYMENT AMOUNT",),
    "opps_malpractice_rvu": ("MP USED FOR OPPS PAYMENT AMOUNT",),
}
MAY_BE_BLANK = {"non_facility_na", "facility_na", "endoscopic_base"}
ALLOWED = {  # record layout, attachment A, and the modifier and global period fields
    "status": set("ABCDEFGHIJMNPRTX"),
    "global_days": {"000", "010", "090", "XXX", "YYY", "ZZZ", "MMM"},
    "non_facility_na": {"NA", ""},
    "facility_na": {"NA", ""},
}
COMPONENTS = {"", "26", "TC", "53"}
CODE = re.compile(r"\d{4}[0-9A-Z]|[A-Z]\d{4}|[A-Z]XXX\d", re.ASCII)  # the last is CMS's placeholder for a code to come: GXXX1 in RVU26C
WIDTHS = {"hcpcs": 5, "global_days": 3, "supervision": 2}
TOTAL = number("total", "sum of the three units", places=2, below=20_000)

TITLE = re.compile(r"(20\d\d) National Physician Fee Schedule Relative Value File (\w+) Release", re.IGNORECASE)
RELEASED = re.compile(r"RELEASED\s+(\d{1,2})/(\d{1,2})/(20\d\d)", re.IGNORECASE)
NAMED = re.compile(r"pprrvu(20\d\d|\d\d)?_?(jan|apr|jul|oct)?", re.IGNORECASE)
HEADING_ROWS, TITLE_PLACE = 15, 2
WIDTH, WIDTH_FROM_2026 = 31, 32

# Rounded down from the first print of each year that was seen.
LEAST_ROWS = {2020: 17_200, 2021: 17_300, 2022: 17_600, 2023: 18_000, 2024: 18_400, 2025: 18_800, 2026: 19_000}
LAST_SEEN = max(LEAST_ROWS)
ANCHORS = ("00100", "99607", "A0021", "V5364")  # first and last codes of both orders in which CMS sorted 2020 to 2026: a cut loses one
FACTORS = {  # what the prints of a year carry, at four places: a table under the wrong year's name carries another
    2020: {"": 360_896},
    2021: {"": 348_931},
    2022: {"": 346_062},
    2023: {"": 338_872},
    2024: {"": 332_875, "A": 327_442},
    2025: {"": 323_465},
    2026: {"": 334_009},
}


class _Heading:
    """Title and header of one file: `year`, `letter` and `released` of the title (None in a converted table); row, width and places."""

    def __init__(self, title: str, header: list[str], row: int, where: str) -> None:
        self.row = row
        self.width = len(header)
        self.places = columns_of(header, COLUMNS, where, row)
        wanted = WIDTH_FROM_2026 if "pric ind" in map(normalised, header) else WIDTH
        if self.width != wanted:
            reason = f"{self.width} columns where CMS's layout has {WIDTH}, or {WIDTH_FROM_2026} with PRIC IND"
            raise Refused(where, reason, row=row, advice="if CMS added a column, add it to the recipe")
        said = TITLE.search(title)
        day = RELEASED.search(title)
        self.year = int(said[1]) if said else None
        self.letter = LETTERS.get(said[2][:3].lower()) if said else None
        self.released = _released(day, where) if day else None


def _released(found: re.Match[str], where: str) -> date:
    try:
        return date(int(found[3]), int(found[1]), int(found[2]))
    except ValueError:
        raise Refused(where, f"its title says {found[0]!r}, which is no day") from None


@recipe("physician", [RELATIVE_VALUES], PATTERN)
def relative_values(file: PublishedFile, match: re.Match[str]) -> Iterator[Snapshot]:
    """One Snapshot of a PPRRVU file; refuses a cut, renamed, mislabelled or inconsistent one by row."""
    rows = file.rows()
    heading = _heading(rows, file)
    values, lines = _body(rows, heading, file.where)
    release = _release(file, heading, values, lines)
    _refuse_cut(file, values, release)
    yield snapshot(RELATIVE_VALUES, release, file, values, lines, until=release.until, printed=heading.released)


def _heading(rows: Printed, file: PublishedFile) -> _Heading:
    """Read up to the row that starts with HCPCS, joining each column's stacked words; titles stand in the descriptor's column."""
    words: dict[int, list[str]] = {}
    for row, cells in rows:
        for place, cell in enumerate(cells):
            if cell:
                words.setdefault(place, []).append(cell)
        if cells and cells[0].lower() == "hcpcs":
            header = [" ".join(words.get(place, ())) if place != TITLE_PLACE else cells[place] for place in range(len(cells))]
            heading = _Heading(" ".join(words.get(TITLE_PLACE, ())), header, row, file.where)
            _check_title(file, heading)
            return heading
        if row >= HEADING_ROWS:
            break
    raise Refused(file.where, f"no header row that starts with HCPCS within the first {HEADING_ROWS} rows")


def _check_title(file: PublishedFile, heading: _Heading) -> None:
    if heading.letter is None and not is_converted(file):
        raise Refused(file.where, "no title line such as '2025 National Physician Fee Schedule Relative Value File October Release'")
    named = NAMED.match(file.name)
    said, month = named.groups() if named else (None, None)
    year = int(said) % 100 + 2000 if said else heading.year
    letter = LETTERS[month.lower()] if month else heading.letter
    if heading.letter and (year, letter) != (heading.year, heading.letter):
        raise Refused(file.where, f"its name is not that of its title, which says release {heading.letter} of {heading.year}")


def _body(rows: Printed, heading: _Heading, where: str) -> tuple[Rows, Lines]:
    """({key: values}, {key: row number}) of the rows below the header."""
    places, width = heading.places, heading.width
    readers = [(places[column.name], _reader(column, where)) for column in RELATIVE_VALUES.columns]
    hcpcs, component, total = places["hcpcs"], places["component"], reader(TOTAL, where)
    totals = (places["non_facility_total"], places["facility_total"])
    values: Rows = {}
    lines: Lines = {}
    for row, cells in rows:
        if not any(cells):
            continue
        if len(cells) != width:
            raise Refused(where, f"{len(cells)} columns where the header has {width}", row=row)
        key = (_padded("hcpcs", cells[hcpcs]), cells[component])
        _check_key(key, values, where, row)
        read = tuple(value(cells[place], row) for place, value in readers)
        _check_totals(read, [total(cells[place], row) for place in totals], where, row)
        values[key], lines[key] = read, row
    return values, lines


def _padded(name: str, text: str) -> str:
    return text.zfill(WIDTHS[name]) if text.isdigit() else text


def _reader(column: Column, where: str) -> Read:
    """As physician_release.reader, and only what the record layout allows, with its leading zeros."""
    plain = reader(column, where, optional=column.name in MAY_BE_BLANK)
    allowed = ALLOWED.get(column.name)

    def value(text: str, row: int) -> Any:
        text = _padded(column.name, text) if column.name in WIDTHS else text
        if allowed and text not in allowed:
            raise Refused(where, f"column {column.name}: {text!r} is none of {', '.join(sorted(filter(None, allowed)))}", row=row)
        return plain(text, row)

    return value if allowed or column.name in WIDTHS else plain


def _check_key(key: Key, seen: Rows, where: str, row: int) -> None:
    if not CODE.fullmatch(key[0]):
        raise Refused(where, f"column HCPCS: {key[0]!r} is no procedure code (five characters, leading zeros kept)", row=row)
    if key[1] not in COMPONENTS:
        raise Refused(where, f"column MOD: {key[1]!r} is none of blank, 26, TC, 53", row=row)
    if key in seen:
        raise Refused(where, f"{key[0]} with modifier {key[1] or 'blank'} stands there twice", row=row)


_PARTS = [RELATIVE_VALUES.where[name] for name in ("work_rvu", "non_facility_pe_rvu", "facility_pe_rvu", "malpractice_rvu")]


def _check_totals(read: Cells, totals: list[int], where: str, row: int) -> None:
    work, outside, inside, malpractice = (read[place] for place in _PARTS)
    for name, practice_expense, total in (("NON-FACILITY", outside, totals[0]), ("FACILITY", inside, totals[1])):
        if work + practice_expense + malpractice != total:
            parts = f"{_units(work)} + {_units(practice_expense)} + {_units(malpractice)}"
            raise Refused(where, f"the units do not add up: {parts} is not the printed {name} TOTAL {_units(total)}", row=row)


def _units(hundredths: int) -> str:
    return f"{hundredths // 100}.{hundredths % 100:02}"


def _release(file: PublishedFile, heading: _Heading, values: Rows, lines: Lines) -> Release:
    """The Release: the title's year and quarter; both prints of January 2024 are told apart by their conversion factor."""
    factor = _factor(file.where, values, lines)
    letters = heading.letter
    if (heading.year, letters) == (2024, "A") and factor == FACTORS[2024][""]:
        letters = "AR"
    release = release_of(file, year=heading.year, letters=letters)
    of_year = FACTORS.get(release.year)
    expected = of_year and of_year.get(release.letters, of_year[""])
    if expected and factor != expected:
        since = f"{release.name} from {day_text(release.effective)}"
        reason = f"its conversion factor {factor} is not {expected}, that of {since} (both at four places)"
        raise Refused(file.where, reason, advice="import the print of that quarter for those who are not qualifying APM participants")
    return release


def _factor(where: str, values: Rows, lines: Lines) -> int:
    """The conversion factor that all rows carry, at four places."""
    place = RELATIVE_VALUES.where["file_conversion_factor"]
    factor: int | None = None
    for key, row in values.items():
        factor = factor or row[place]
        if row[place] != factor:
            raise Refused(
                where, f"the conversion factor {row[place]} is not the {factor} of the rows above (at four places)", row=lines[key]
            )
    if factor is None:
        raise Refused(where, "no rows below the header")
    return factor


def _refuse_cut(file: PublishedFile, values: Rows, release: Release) -> None:
    least = LEAST_ROWS[min(release.year, LAST_SEEN)]
    if len(values) < least:
        raise Refused(file.where, f"it has {len(values)} rows, and at least {least} are expected in {release.name}: the file is cut short")
    missing = [code for code in ANCHORS if (code, "") not in values]
    if missing and release.year <= LAST_SEEN:
        reason = f"it has no {' and no '.join(missing)}, which every release from 2020 to {LAST_SEEN} prints: the file is cut short"
        raise Refused(file.where, reason)
