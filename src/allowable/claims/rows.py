"""Tables of claim lines, CSV, Parquet and Arrow, as claim documents: the lines of one claim stand together, in the columns of `reprice`.

What stands in no column is not known; a claim is what its first line says of it, and lines that say otherwise are a fault of that claim.
"""

from __future__ import annotations

from . import given
from .document import CENTS, INSTITUTIONAL, MINUTES, TEXTS, ClaimDocument, ClaimFault, LineDocument
from .json_form import CLAIM_READERS, LINE_PRICING, LINE_READERS, PRICING
from .record import Diagnosis
from .values import ClaimError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any, TextIO

    Row = Mapping[str, Any]

FLAGS = (
    "denied",
    "qualifying_participant",
    "nonparticipating",
    "unassigned",
    "quality_reduction",
    "rural_sole_community",
    "rural_emergency",
)
MODIFIERS = tuple(f"modifier_{at}" for at in range(1, 5))
DIAGNOSES = tuple(f"diagnosis_{at}" for at in range(1, 13))
ITS_OWN = ("number", "on", "modifiers", "diagnosis_pointers", "quantity")  # fields of a line whose columns are called otherwise
SHARED = tuple(name for name in (*TEXTS, *CENTS) if name not in ("claim_id", "place_of_service", "rendering_npi", "prior_authorization"))
OF_CLAIMS = tuple(name for name in PRICING if name not in LINE_PRICING)
CLAIM_COLUMNS = ("claim_id", *SHARED, *OF_CLAIMS, *DIAGNOSES, "condition_codes", "condition_w2")
READ_ALIKE = tuple((name, reader) for name, reader in LINE_READERS.items() if name not in ITS_OWN)
LINE_COLUMNS = (
    "line",
    "service_date",
    "hcpcs",
    *MODIFIERS,
    "units",
    "minutes",
    "diagnosis_pointers",
    *(name for name in LINE_READERS if name not in ITS_OWN),
    *LINE_PRICING,
)
COLUMNS = (*CLAIM_COLUMNS, *LINE_COLUMNS)
NEEDED = ("claim_id", "hcpcs")
LONGEST_CLAIM = 999  # lines
NAME_THEM = 'name them in a mapping file where they are called otherwise, such as hcpcs = "HCPCS_CD"'
SORT = "sort the table by claim_id"
CORRECT = "correct the row and read the table again; the claims before and after it stand"
SPLIT = ";"
MOST_HELD = 1_000_000  # claims whose numbers are remembered, to tell a claim that comes back
LONGEST_HEADER = 1 << 20
KNOWN: dict[tuple[str, str], Any] = {}  # what cells of a column came to: at most MOST_KNOWN, for all tables of this process
MOST_KNOWN = 20_000
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WIDTHS = {"hcpcs": 5, "mac": 5, "locality": 2, "place_of_service": 2, "revenue_code": 4, **dict.fromkeys(MODIFIERS, 2)}


class BadRow:
    """A row that cannot be told into columns: what is wrong, and its claim_id where that can be told."""

    __slots__ = ("claim_id", "message")

    def __init__(self, message: str, claim_id: str | None = None) -> None:
        self.message = message
        self.claim_id = claim_id


class TableError(ClaimError):
    """A table that cannot be read as lines of claims at all."""


def check_columns(columns: Sequence[str], where: str) -> None:
    """Raise TableError where needed columns are absent or stand twice."""
    absent = [name for name in NEEDED if name not in columns]
    if absent:
        had = ", ".join(given.shown(name) for name in columns[:40]) or "none"
        raise TableError(f"{where} lacks the columns {', '.join(absent)} of a table of claim lines; it has {had}; {NAME_THEM}")
    twice = next((name for name in columns if list(columns).count(name) > 1), None)
    if twice is not None:
        raise TableError(f"{where} has two columns named {given.shown(twice)}; rename one of them")


def csv_rows(stream: TextIO, where: str, columns: Mapping[str, str]) -> Iterator[tuple[str, Row | BadRow]]:
    """(place, row by column, or what is wrong with it) of CSV with a header; comma, semicolon, tab or bar separate, as the header does.

    `columns` gives our name of a column by its name in the table, where that is another. Raises TableError where it is no such table.
    """
    import csv

    try:
        header = stream.readline(LONGEST_HEADER)
        separator = max(",;\t|", key=header.count)
        names = [columns.get(name.strip(), name.strip()) for name in next(csv.reader([header], delimiter=separator), [])]
    except (csv.Error, UnicodeDecodeError) as problem:
        raise TableError(f"{where} has no header of CSV: {problem}") from None
    check_columns(names, where)
    reader = csv.reader(stream, delimiter=separator)
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except (csv.Error, UnicodeDecodeError) as problem:
            yield f"line {reader.line_num + 1}", BadRow(f"no row of CSV: {problem}")
            if isinstance(problem, UnicodeDecodeError):
                return
            continue
        if not cells:
            continue
        place = f"line {reader.line_num + 1}"
        if len(cells) != len(names):
            at = names.index("claim_id")
            name = cells[at].strip() if at < len(cells) else ""
            yield place, BadRow(f"it has {len(cells)} cells and the header has {len(names)}", name or None)
        else:
            yield place, dict(zip(names, cells, strict=True))


def documents(rows: Iterable[tuple[str, Row | BadRow]]) -> Iterator[ClaimDocument | ClaimFault]:
    """The claims of rows, one after the other; a row that cannot be read takes its claim with it, and no other."""
    held: list[tuple[str, Row]] = []
    fault: ClaimFault | None = None
    name: str | None = None
    seen: set[int] = set()
    for place, row in rows:
        if not isinstance(row, BadRow) and _cell(row, "claim_id") is None:
            row = BadRow("no claim_id")
        own = (row.claim_id if isinstance(row, BadRow) else _cell(row, "claim_id")) or name  # else it may belong to the claim before
        if own is None:
            yield ClaimFault(place, "no claim_id", CORRECT)
            continue
        if own != name:
            if name is not None:
                yield fault or _claim(name, held)
            held, fault, name = [], None, own
            if hash(own) in seen:
                fault = ClaimFault(place, f"claim {given.shown(own)} comes a second time, behind other claims", SORT, own)
            elif len(seen) < MOST_HELD:
                seen.add(hash(own))
        if isinstance(row, BadRow):
            fault = fault or ClaimFault(place, row.message, CORRECT, own)
        elif len(held) < LONGEST_CLAIM:
            held.append((place, row))
        else:
            said = f"claim {given.shown(own)} has more than {LONGEST_CLAIM} lines"
            fault = fault or ClaimFault(place, said, "give each claim a number of its own", own)
    if name is not None:
        yield fault or _claim(name, held)


def _claim(name: str, rows: list[tuple[str, Row]]) -> ClaimDocument | ClaimFault:
    place, first = rows[0]
    try:
        given.text(name, "claim_id")
        stated = _claim_fields(first)
        lines: list[LineDocument] = []
        for place, row in rows:  # noqa: B007  # the place of the row that is at fault
            if row is not first:
                _same(first, row)
            lines.append(_line(row, len(lines) + 1))
    except ClaimError as problem:
        return ClaimFault(place, str(problem), CORRECT, name)
    return ClaimDocument(**{**stated, "claim_id": name, "lines": lines, "place": rows[0][0]})


def _same(first: Row, row: Row) -> None:
    for name in CLAIM_COLUMNS:
        if name in row and row[name] != first[name] and _cell(row, name) != _cell(first, name):
            was, now = given.shown(_cell(first, name)), given.shown(_cell(row, name))
            raise ClaimError(f"{name} {now} differs from {was} of the claim's first line")


def _cell(row: Row, name: str) -> str | None:
    """A cell as text, None where it is blank or there is no such column; numbers of a code get back the zeros they begin with."""
    value = row.get(name)
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, float):  # to six decimals, as `reprice` reads them: what lies beyond is what binary makes of a decimal
        return None if value != value else f"{value:.6f}".rstrip("0").rstrip(".")
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value).rjust(WIDTHS.get(name, 0), "0")
    return None if value is None else str(value)


def _read(reader: given.Reader, row: Row, column: str) -> Any:
    """What a reader makes of a cell; most cells of a table say what another has said."""
    value = _cell(row, column)
    if value is None:
        return None
    found = KNOWN.get((column, value))
    if found is None:
        found = reader(value, column)
        if len(KNOWN) < MOST_KNOWN:
            KNOWN[column, value] = found
    return found


def _claim_fields(row: Row) -> dict[str, Any]:
    found: dict[str, Any] = {name: value for name in SHARED if name in row and (value := _read(CLAIM_READERS[name], row, name)) is not None}
    if "bill_type" in found:
        found.setdefault("kind", INSTITUTIONAL)
    found["diagnoses"] = [Diagnosis(code, "other" if at else "principal") for at, code in enumerate(_all(row, DIAGNOSES))]
    conditions, w2 = _cell(row, "condition_codes"), _cell(row, "condition_w2")
    codes = [] if conditions is None else list(given.codes(conditions.split(SPLIT), "condition_codes"))
    if w2 is not None and given.flag(w2, "condition_w2") and "W2" not in codes:
        codes.append("W2")
    found["condition_codes"] = codes
    found["pricing"] = _pricing(row, OF_CLAIMS)
    return found


def _all(row: Row, columns: Iterable[str]) -> list[str]:
    return [code for name in columns if name in row and (code := _read(given.code, row, name)) is not None]


def _pricing(row: Row, names: Iterable[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in names:
        value = _cell(row, name) if name in row else None
        if value is not None and name in FLAGS:
            if given.flag(value, name):
                found[name] = True
        elif value is not None:
            found[name] = given.whole(value, name) if name in ("base_units", "postoperative_days") else value
    return found


def _line(row: Row, position: int) -> LineDocument:
    found: dict[str, Any] = {name: _read(reader, row, name) for name, reader in READ_ALIKE if name in row}
    number = _read(given.whole, row, "line")
    found["number"] = position if number is None else number
    found["on"] = _read(_day, row, "service_date")
    found["procedure_code"] = _read(given.code, row, "hcpcs")
    found["modifiers"] = _all(row, MODIFIERS)
    pointers = _cell(row, "diagnosis_pointers")
    found["diagnosis_pointers"] = () if pointers is None else given.wholes(pointers.split(SPLIT), "diagnosis_pointers")
    units, minutes = _read(given.thousandths, row, "units"), _read(given.thousandths, row, "minutes")
    pricing = _pricing(row, LINE_PRICING)
    if minutes is not None and units in (None, 1000):
        found |= {"quantity": minutes, "unit_of_measure": MINUTES}
    else:
        found["quantity"] = units
        if minutes is not None:
            pricing["minutes"] = given.whole(given.quantity_text(minutes), "minutes")
    return LineDocument(**found, pricing=pricing)


def _day(value: object, name: str) -> str:
    """A day as we write it, of 20250310, of 10-Mar-2025 as CMS's files have it, and of a time such as 2025-03-10 00:00:00 too."""
    day = str(value)
    if len(day) == 8 and day.isdecimal():
        return given.day(f"{day[:4]}-{day[4:6]}-{day[6:]}", name)
    if len(day) == 11 and day[2] == day[6] == "-" and day[3:6].lower() in MONTHS:
        return given.day(f"{day[7:]}-{MONTHS.index(day[3:6].lower()) + 1:02}-{day[:2]}", name)
    return given.day(day[:10] if len(day) > 10 and day[10] in " T" else day, name)
