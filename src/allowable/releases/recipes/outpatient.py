"""What the recipes of the hospital outpatient system share: days in names, headers below titles, printed amounts, checks of a rate table.

Source: the layouts of the OPPS addenda themselves. CMS offers them as text (a tab or a comma between cells) and as workbooks; titles stand
above the header, "." means none, "$" and "," stand in amounts, and a non-breaking space of DOS code page 437 clings to some codes.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Context, Decimal

from ...kernel.day import ALWAYS, day_number
from ...kernel.table import ShapeError
from ..problem import Refused
from ..recipe import columns_of, normalised
from ..snapshot import scaled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence, Sized

    from ...kernel.table import Cells, Column, Key
    from ..files import PublishedFile
    from ..recipe import Lines, Printed, Rows

    Words = Mapping[str, Sequence[str]]  # our name: the spellings of the header
    Body = Iterator[tuple[int, dict[str, str]]]
    Weights = list[tuple[int, int, int]]  # weight at four places, rate in cents, row

EARLIEST = 2020  # older prints were never verified here
PREAMBLE_ROWS = 15
BLANKS = " \t\r\n\xa0\xff\x1a"  # \xff is code page 437's non-breaking space

CODE = re.compile(r"\d{4}[0-9A-Z]|[A-Z]\d{4}", re.ASCII)
STATUS = re.compile(r"[A-Z][0-9]?", re.ASCII)
APC = re.compile(r"\d{1,5}", re.ASCII)
AMOUNT = re.compile(r"\$?(\d[\d,]*(\.\d*)?|\.\d+)", re.ASCII)
SHEET_DIGITS = Context(prec=15, rounding=ROUND_HALF_UP)  # a sheet shows 15 digits of the binary number in its cell
NOT_CARRIED = {"", "."}

CMS_NAME = "give the file the name under which CMS offers it, such as 2026 January Web Addendum B.12.29.25.csv"
YEAR_IN_NAME = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
DAY_IN_NAME = re.compile(r"(?<!\d)(\d\d)\.?(\d\d)\.?(20\d\d|\d\d)(?=\.\w+$)")
MONTHS = {"jan": 1, "apr": 4, "jul": 7, "oct": 10}
MONTH_IN_NAME = re.compile(r"(?<![a-z])(jan|apr|jul|oct)(?:uary|il|y|ober)?(?![a-z])", re.IGNORECASE)

# What CMS's own weights and rates of a year reproduce in every row; the prints of 2020 carry 80.793. Three places.
FACTORS = {2020: 80_793, 2021: 82_797, 2022: 84_177, 2023: 85_585, 2025: 89_169, 2026: 91_415}
# A code, its APC, and their rate in cents in all prints of a year (2024: as corrected): a table under the wrong year's name has another.
WITNESS, WITNESS_APC = "58558", "5414"
WITNESS_RATES = {2020: 249_810, 2021: 262_321, 2022: 267_956, 2023: 282_744, 2024: 297_877, 2025: 317_953, 2026: 330_724}
FIRST_AND_LAST = ("0001F", "00100", "V5364")  # first and last codes in both of CMS's orders, 2020 to 2026: a cut loses one


class Quarter:
    """One quarter: `name` such as 2025Q1, `effective` its first day, `until` the first day of the next."""

    __slots__ = ("effective", "name", "until", "year")

    def __init__(self, year: int, number: int) -> None:
        self.year = year
        self.name = f"{year}Q{number}"
        self.effective = day_number(date(year, 3 * number - 2, 1))
        self.until = day_number(date(year + number // 4, 3 * number % 12 + 1, 1))


def refuse_old(year: int, where: str) -> None:
    """Refuse a print of a year that was never verified here."""
    if year < EARLIEST:
        raise Refused(where, f"prints before {EARLIEST} are not read, and this one is of {year}", advice="leave it out")


def year_span(year: int) -> tuple[int, int]:
    """(first day, first day of the next year) of a calendar year."""
    return day_number(date(year, 1, 1)), day_number(date(year + 1, 1, 1))


def one_year(file: PublishedFile, said: int) -> int:
    """The year that the content says; refuses it when the file's name says another."""
    named = YEAR_IN_NAME.search(file.name)
    if named and int(named[1]) != said:
        raise Refused(file.where, f"its name says {named[1]}, but its content is of {said}")
    refuse_old(said, file.where)
    return said


def known_day(file: PublishedFile, effective: int) -> int:
    """Day at the end of the file's name (12.29.25 or 12312019), as CMS dates its prints; ALWAYS if there is none."""
    found = DAY_IN_NAME.search(file.name)
    if not found:
        return ALWAYS
    month, day, year = found.groups()
    try:
        known = day_number(date(int(year) % 100 + 2000, int(month), int(day)))
    except ValueError:
        raise Refused(file.where, f"{found[0]} at the end of its name is not a day", advice=CMS_NAME) from None
    if not -200 < known - effective < 400:
        raise Refused(file.where, f"the day {found[0]} in its name is far from the first day for which it speaks")
    return known


def effective_day(text: str, year: int, where: str, row: int) -> int:
    """Day number of the Pricer's 20240101, which must lie in the year of the file's name."""
    try:
        day = datetime.strptime(text, "%Y%m%d").date()
    except ValueError:
        raise Refused(where, f"column effectiveDate: {text!r} is not a day such as 20240101", row=row) from None
    if day.year != year:
        raise Refused(where, f"column effectiveDate: {text} is not in {year}, the year of the file's name", row=row)
    return day_number(day)


class Heading:
    """What stands above the rows: `preamble` (title lines as one text), `places` of the wanted columns, `width`, and the header's `row`."""

    __slots__ = ("places", "preamble", "row", "width")

    def __init__(self, rows: Printed, wanted: Words, first: str, where: str, optional: Words | None = None) -> None:
        said: list[str] = []
        for row, cells in rows:
            if cells and normalised(cells[0]) == first:
                self.row, self.width, self.preamble = row, len(cells), " ".join(said)
                self.places = columns_of(cells, wanted, where, row)
                held = {normalised(cell) for cell in cells}
                carried = {name: words for name, words in (optional or {}).items() if held & {normalised(word) for word in words}}
                self.places.update(columns_of(cells, carried, where, row))
                return
            said += filter(None, cells)
            if row >= PREAMBLE_ROWS:
                break
        raise Refused(where, f"no header row that starts with {first!r} within the first {PREAMBLE_ROWS} rows")


def body(rows: Printed, heading: Heading, where: str) -> Body:
    """Yield (row number, {our name: text}) below the header; blank rows are passed over, short or long ones refused."""
    places = heading.places.items()
    for row, cells in rows:
        if not any(cells):
            continue
        if len(cells) != heading.width:
            raise Refused(where, f"{len(cells)} cells where the header has {heading.width}: the row is cut or torn", row=row)
        yield row, {name: cells[place].strip(BLANKS) for name, place in places}


def text_rows(file: PublishedFile) -> Printed:
    """Rows of a text file: tabs between the cells of .txt, commas otherwise."""
    return file.rows("\t" if file.name.lower().endswith(".txt") else ",")


def code_of(text: str, where: str, row: int, column: str = "HCPCS") -> str:
    """A code of five characters, or Refused."""
    if not CODE.fullmatch(text):
        raise Refused(where, f"column {column}: {text!r} is no procedure code (five characters, leading zeros kept)", row=row)
    return text


def status_of(text: str, where: str, row: int) -> str:
    """A status indicator, or Refused."""
    if not STATUS.fullmatch(text):
        raise Refused(where, f"column SI: {text!r} is no status indicator", row=row)
    return text


def apc_of(text: str, where: str, row: int) -> str | None:
    """An APC of four digits (CMS's pricer pads to five, its workbooks drop zeros); None for a blank."""
    if text in NOT_CARRIED:
        return None
    if not APC.fullmatch(text) or int(text) > 9999:
        raise Refused(where, f"column APC: {text!r} is no APC (four digits)", row=row)
    return f"{int(text):04}"


def _places(column: Column) -> int:
    if column.places is None:
        raise TypeError(f"column {column.name} holds texts, not amounts")
    return column.places


class Amounts:
    """Reader of one column: text -> scaled integer as CMS's sheet shows it, None where it is blank or a point.

    Cells of 2020 hold unrounded products behind the two or three places shown (0.2 of 2,957.76 is a double); `shown` rounds them half up to
    the places of the column, as the sheet does. Without it a longer number is refused. Each distinct text is read once.
    """

    def __init__(self, column: Column, where: str, *, shown: bool = False) -> None:
        self.column = column
        self.where = where
        self.shown = shown
        self.places = _places(column)
        self.read: dict[str, int | None] = {}

    def __call__(self, text: str, row: int) -> int | None:
        """The amount of a cell's text; `row` is where a refusal says that it stands."""
        if text not in self.read:
            self.read[text] = None if text in NOT_CARRIED else self._value(text, row)
        return self.read[text]

    def _value(self, text: str, row: int) -> int | None:
        column = self.column
        if not AMOUNT.fullmatch(text):
            raise Refused(self.where, f"column {column.name}: {text!r} is not an amount", row=row)
        if self.shown:
            exact = SHEET_DIGITS.create_decimal(text.replace("$", "").replace(",", ""))
            text = str(exact.quantize(Decimal(1).scaleb(-self.places), rounding=ROUND_HALF_UP))
        return fitted(scaled(text, self.places, self.where, row, column.name), column, self.where, row)


def share_of(text: str, column: Column, where: str, row: int) -> int | None:
    """Scaled share of a printed percentage ("33.86%"); None for a blank."""
    if text in NOT_CARRIED:
        return None
    if not text.endswith("%") or not AMOUNT.fullmatch(text[:-1]):
        raise Refused(where, f"column {column.name}: {text!r} is not a percentage", row=row)
    return fitted(scaled(text[:-1], _places(column) - 2, where, row, column.name), column, where, row)


def fitted(value: int | None, column: Column, where: str, row: int) -> int | None:
    """The value if it fits the column's stated maximum, or Refused."""
    try:
        column.check(value, where)
        return value
    except ShapeError as problem:
        raise Refused(where, str(problem), row=row) from None


def add_once(rows: Rows, lines: Lines, key: Key, values: Cells, where: str, row: int) -> None:
    """Enter one row; refuses a key that stands there twice."""
    if key in rows:
        raise Refused(where, f"{' with '.join(key)} stands there twice, first in row {lines[key]}", row=row)
    rows[key], lines[key] = values, row


def refuse_few(rows: Sized, least: int, where: str, what: str = "rows") -> None:
    """Refuse a table with fewer rows than CMS ever printed."""
    if len(rows) < least:
        raise Refused(where, f"{len(rows)} {what} where CMS prints at least {least}: the file is cut short, or it is another table")


def refuse_cut(rows: Rows, where: str) -> None:
    """Refuse a list of codes that lost its first or last one."""
    missing = [code for code in FIRST_AND_LAST if (code,) not in rows]
    if missing:
        raise Refused(where, f"no {' and no '.join(missing)}, which every print since {EARLIEST} lists: the file is cut short")


def refuse_other_year(rate: int | None, expected: int | None, what: str, where: str) -> None:
    """Refuse a table whose rate of a code or APC (`what`), in cents, is not that of the year it is named for; None expects nothing."""
    if expected is None or rate == expected:
        return
    shown = "no rate" if rate is None else _dollars(rate)
    reason = f"{what} has {shown} where CMS printed {_dollars(expected)} for the year in the file's name"
    raise Refused(where, reason, advice="name the file as the year that it holds, or take it again from CMS's own page")


def _dollars(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02}"


def refuse_other_factor(pairs: Weights, year: int, where: str) -> None:
    """Refuse weights that do not give the rates with one conversion factor; `pairs` are (weight at 4 places, rate in cents, row)."""
    pairs = sorted(pairs, reverse=True)
    weight, rate, _ = pairs[0]
    factor = (rate * 100_000 + weight // 2) // weight  # the heaviest weight fixes it to a thousandth of a dollar
    if factor != FACTORS.get(year, factor):
        expected = FACTORS[year]
        reason = f"weights and rates follow a conversion factor of {_thousandths(factor)}, that of {year} is {_thousandths(expected)}"
        raise Refused(where, f"{reason}: it is of another year, or its columns are shifted")
    for weight, rate, row in pairs:
        if (weight * factor + 50_000) // 100_000 != rate:
            why = f"weight {weight} (at four places) times {_thousandths(factor)} is not the rate of {_dollars(rate)}"
            raise Refused(where, why, row=row)


def _thousandths(value: int) -> str:
    return f"{value // 1000}.{value % 1000:03}"
