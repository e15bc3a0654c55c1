"""Anaesthesia base units of a code, as CMS lists them for a year.

Source: "CY 2022 Anesthesia Base Units", a tab-separated text: a title row that holds the year, a row that spells BASE UNIT over two lines,
then code and whole base units. The day in its name (110921) is the day on which CMS posted it.
"""

from __future__ import annotations

import re
from datetime import date

from ...kernel.day import day_number
from ...law.physician.tables import ANESTHESIA_BASE_UNITS
from ..problem import Refused
from ..recipe import recipe
from ..snapshot import Snapshot, scaled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..files import PublishedFile
    from ..recipe import Lines, Printed, Rows

PATTERN = r"^.*CY_(20\d\d)_Anesthesia_Base_Units_(\d{6})\.txt$"
CODE = re.compile(r"0[01]\d{3}", re.ASCII)
FIRST, LAST = "00100", "01999"  # the whole anaesthesia section
LEAST_ROWS = 270
FEWEST_UNITS, MOST_UNITS = 1, 40  # CMS prints 1 to 30
UNLISTED = "01999"  # its units are the contractor's: CMS prints 0


@recipe("physician", [ANESTHESIA_BASE_UNITS], PATTERN)
def anesthesia_base_units(file: PublishedFile, match: re.Match[str]) -> Iterator[Snapshot]:
    """One Snapshot of a year's list; refuses one that is cut, of another year than its name, or of implausible units."""
    rows = file.rows("\t")
    year = _year(rows, file.where)
    if year != int(match[1]):
        raise Refused(file.where, f"its name is of {match[1]}, its title row of {year}")
    values, lines = _body(rows, file.where)
    missing = [code for code in (FIRST, LAST) if (code,) not in values]
    if missing or len(values) < LEAST_ROWS:
        what = f"no {' and no '.join(missing)}" if missing else f"{len(values)} codes where at least {LEAST_ROWS} are expected"
        raise Refused(file.where, f"it has {what}: the file is cut short")
    yield Snapshot(
        ANESTHESIA_BASE_UNITS,
        f"CY {year} anaesthesia base units",
        file,
        effective=day_number(date(year, 1, 1)),
        until=day_number(date(year + 1, 1, 1)),
        known=_posted(match[2], year, file.where),
        rows=values,
        lines=lines,
    )


def _year(rows: Printed, where: str) -> int:
    """Year of the title row; checks the two rows that spell the heading."""
    heading = [cells for _, (_, cells) in zip(range(3), rows, strict=False)]
    if len(heading) < 3 or heading[0][:1] != ["CODE"] or not re.fullmatch(r"20\d\d", heading[0][-1], re.ASCII):
        raise Refused(where, "its first row is not CODE and a year", row=1)
    if [cells[-1] for cells in heading[1:]] != ["BASE", "UNIT"]:
        raise Refused(where, "its second and third row do not read BASE and UNIT", row=2)
    return int(heading[0][-1])


def _body(rows: Printed, where: str) -> tuple[Rows, Lines]:
    """({(code,): (units,)}, {(code,): row number})."""
    values: Rows = {}
    lines: Lines = {}
    for row, cells in rows:
        if not any(cells):
            continue
        if len(cells) != 2:
            raise Refused(where, f"{len(cells)} columns where the heading has 2", row=row)
        code, units = cells[0], scaled(cells[1], 0, where, row, "BASE UNIT")
        if not CODE.fullmatch(code):
            raise Refused(where, f"column CODE: {code!r} is no anaesthesia code (00100 to 01999, leading zeros kept)", row=row)
        if (code,) in values:
            raise Refused(where, f"{code} stands there twice", row=row)
        if units is None or not (FEWEST_UNITS <= units <= MOST_UNITS or (code == UNLISTED and units == 0)):
            raise Refused(where, f"column BASE UNIT: {cells[1]!r} is no number of base units from {FEWEST_UNITS} to {MOST_UNITS}", row=row)
        values[(code,)], lines[(code,)] = (units,), row
    return values, lines


def _posted(digits: str, year: int, where: str) -> int:
    """Day in the file's name, as monthdayyear: 110921."""
    try:
        day = date(2000 + int(digits[4:]), int(digits[:2]), int(digits[2:4]))
    except ValueError:
        raise Refused(where, f"{digits} in its name is no day") from None
    if not 0 <= year - day.year <= 1:
        raise Refused(where, f"{digits} in its name is no day of {year - 1} or {year}")
    return day_number(day)
