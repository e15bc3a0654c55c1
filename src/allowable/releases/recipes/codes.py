"""Code sets: HCPCS Level II, ICD-10-CM and places of service: which codes there are, on which days, and what is recorded of them.

Descriptors and titles are never read. Sources: CMS's HCPCS contractor record (fixed widths, by its record layout), ICD-10-CM lists.
"""

from __future__ import annotations

import re
from datetime import date

from ...kernel.day import ALWAYS, EPOCH_ORDINAL, day_number
from ...law.edits.tables import DIAGNOSIS_CODES, HCPCS_CODES, PLACES_OF_SERVICE
from ..intervals import quarter_after
from ..problem import Refused
from ..recipe import columns_of, recipe
from ..snapshot import Snapshot

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from ..files import PublishedFile

    Value = str | int | None
    Key = tuple[str, ...]
    Keys = Collection[Key]
    Rows = dict[Key, tuple[str]]
    Lines = dict[Key, int]

MONTHS = {"jan": 1, "apr": 4, "jul": 7, "oct": 10}

# Record layout, positions from 0: first line of a procedure record.
RECORD = 320
KIND, PROCEDURE, KINDS = 10, "3", "3478"
PRICING = [(at, at + 2) for at in range(119, 127, 2)]
MULTIPLE_PRICING = (127, 128)
CROSS_REFERENCES = [(at, at + 5) for at in range(204, 229, 5)]
COVERAGE, SURGICAL_CENTER, CATEGORY = (229, 230), (230, 232), (256, 259)
TYPES_OF_SERVICE = (260, 265)
ADDED, ACTION_EFFECTIVE, LAST_DAY, ACTION = (268, 276), (276, 284), (284, 292), (292, 293)
LEAST_CODES = 7_000  # January 2026 has 8,623 procedure records


@recipe("codes", [HCPCS_CODES], r"^HCPC(20\d\d)_(JAN|APR|JUL|OCT)_ANWEB(?:_(\d\d)(\d\d)(20\d\d))?\.txt$")
def hcpcs(file: PublishedFile, match: re.Match[str]) -> Iterator[Snapshot]:
    """CMS's contractor record. Lines may carry blanks beyond their 320 positions; a blank line may end the file."""
    effective = day_number(date(int(match[1]), MONTHS[match[2].lower()], 1))
    rows: dict[Key, tuple[Value, ...]] = {}
    lines: Lines = {}
    for number, line in enumerate(file.text().split("\n"), 1):
        record = line.rstrip(" \r\x1a")
        if not record:
            continue
        if len(record) > RECORD or len(record) <= KIND or record[KIND] not in KINDS:
            raise Refused(
                file.where, "this is no line of the contractor record (kind 3, 4, 7 or 8 in position 11, 320 positions)", row=number
            )
        if record[KIND] == PROCEDURE:
            code = record[:5]
            if not re.fullmatch(r"[A-Z]\d{4}", code):
                raise Refused(file.where, f"{code!r} is no HCPCS Level II code", row=number)
            if (code,) in rows:
                raise Refused(file.where, f"code {code} stands twice; its first row is {lines[code,]}", row=number)
            rows[code,] = _record(file, number, record)
            lines[code,] = number
    if len(rows) < LEAST_CODES:
        raise Refused(file.where, f"it has {len(rows)} codes, and a whole file more than {LEAST_CODES}: it is cut short")
    known = ALWAYS if not match[5] else _named_day(file, match[5], match[3], match[4])
    release = f"HCPCS {match[1]}Q{(MONTHS[match[2].lower()] + 2) // 3}"
    yield Snapshot(HCPCS_CODES, release, file, effective=effective, until=quarter_after(effective), rows=rows, known=known, lines=lines)


def _record(file: PublishedFile, number: int, record: str) -> tuple[Value, ...]:
    def cell(span: tuple[int, int]) -> str:
        return record[span[0] : span[1]].strip()

    coverage, action = cell(COVERAGE), cell(ACTION)
    if coverage not in ("C", "D", "I", "M", "S") or action not in tuple("ABCDFNPRST"):
        why = f"code {record[:5]}: {coverage!r} and {action!r} at positions 230 and 293 are no coverage and action code"
        raise Refused(file.where, f"{why}: the columns have moved", row=number)
    added, effective, last = (_packed_day(file, number, record[:5], cell(span)) for span in (ADDED, ACTION_EFFECTIVE, LAST_DAY))
    if added is None or (last is not None and last < added):
        raise Refused(file.where, f"code {record[:5]}: it has no day on which it was added, or ends before it", row=number)
    return (
        coverage,
        action,
        added,
        effective,
        last,
        cell(CATEGORY),
        cell(TYPES_OF_SERVICE),
        " ".join(filter(None, map(cell, PRICING))),
        cell(MULTIPLE_PRICING),
        " ".join(filter(None, map(cell, CROSS_REFERENCES))),
        cell(SURGICAL_CENTER),
    )


def _packed_day(file: PublishedFile, number: int, code: str, text: str) -> int | None:
    if not text:
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:])).toordinal() - EPOCH_ORDINAL
    except ValueError:
        raise Refused(file.where, f"code {code}: {text!r} is no day such as 20260101", row=number) from None


def _named_day(file: PublishedFile, year: str, month: str, day: str) -> int:
    try:
        return day_number(date(int(year), int(month), int(day)))
    except ValueError:
        raise Refused(file.where, "the day in its name is none", advice="give the file the name under which CMS offers it") from None


PLACES = {"Facility": "facility", "Non-Facility": "non-facility", "Unassigned": "unassigned"}


@recipe("codes", [PLACES_OF_SERVICE], r"^place_of_service_(20\d\d)\.csv$")
def places_of_service(file: PublishedFile, match: re.Match[str]) -> Iterator[Snapshot]:
    """A converted list of a year: 99 codes, those that are not assigned among them. Names are not read."""
    rows: Rows = {}
    lines: Lines = {}
    places = None
    for number, cells in file.rows():
        if places is None:
            places = columns_of(cells, {"code": ["pos_code"], "setting": ["pos_type"]}, file.where, number)
        elif any(cells):
            code, setting = cells[places["code"]], cells[places["setting"]]
            if not re.fullmatch(r"\d\d", code) or setting not in PLACES or (code,) in rows:
                raise Refused(
                    file.where, f"{code!r} with {setting[:20]!r} is no place of service code with its setting, or stands twice", row=number
                )
            rows[code,] = (PLACES[setting],)
            lines[code,] = number
    if len(rows) != 99:
        raise Refused(file.where, f"it has {len(rows)} codes, and the list has 99")
    year = int(match[1])
    first, end = day_number(date(year, 1, 1)), day_number(date(year + 1, 1, 1))
    release = f"Place of service {year}"
    yield Snapshot(PLACES_OF_SERVICE, release, file, effective=first, until=end, rows=rows, trust="converted", lines=lines)


DIAGNOSIS = re.compile(r"[A-Z][0-9A-Z]{2,6}")
LEAST_DIAGNOSES = 90_000  # categories and codes together; fiscal year 2025 has 97,584


@recipe("codes", [DIAGNOSIS_CODES], r"^icd10cm_(20\d\d)\.csv$")
def fiscal_year_diagnoses(file: PublishedFile, match: re.Match[str]) -> Iterator[Snapshot]:
    """A converted list of a fiscal year, which begins on 1 October of the year before."""
    year = int(match[1])
    rows: Rows = {}
    lines: Lines = {}
    places = None
    for number, cells in file.rows():
        if places is None:
            places = columns_of(cells, {"code": ["code"], "billable": ["billable"]}, file.where, number)
        elif any(cells):
            code, billable = cells[places["code"]], cells[places["billable"]]
            if not DIAGNOSIS.fullmatch(code) or billable not in ("0", "1") or (code,) in rows:
                raise Refused(
                    file.where, f"{code[:10]!r} with billable {billable[:10]!r} is no ICD-10-CM code, or stands twice", row=number
                )
            rows[code,] = (billable,)
            lines[code,] = number
    _refuse_few_diagnoses(file, rows)
    wrong = next((code for code, billable in _leaves(rows).items() if rows[code,] != (billable,)), None)
    if wrong:
        raise Refused(file.where, f"code {wrong}: its billable flag contradicts the longer codes of the list", row=lines[wrong,])
    yield _diagnoses(file, f"ICD-10-CM {year}", date(year - 1, 10, 1), date(year, 10, 1), rows, lines, "converted")


@recipe("codes", [DIAGNOSIS_CODES], r"^code-list-(April|October)-(20\d\d)\.txt$")
def listed_diagnoses(file: PublishedFile, match: re.Match[str]) -> Iterator[Snapshot]:
    """The bare list of a print, one code a line, with chapters (1) and blocks (A00-A09) between; a code with no longer code is billable."""
    lines: Lines = {}
    for number, line in enumerate(file.text().split("\n"), 1):
        code = line.strip()
        if DIAGNOSIS.fullmatch(code):
            lines.setdefault((code,), number)  # some blocks consist of one category, and stand twice
        elif code and not re.fullmatch(r"\d{1,2}|[A-Z][0-9A-Z]{2}-[A-Z][0-9A-Z]{2}", code):
            raise Refused(file.where, f"{code[:20]!r} is no chapter, block or code", row=number)
    _refuse_few_diagnoses(file, lines)
    rows: Rows = {(code,): (billable,) for code, billable in _leaves(lines).items()}
    year = int(match[2])
    effective = date(year, 4 if match[1].lower() == "april" else 10, 1)
    until = date(year, 10, 1) if effective.month == 4 else date(year + 1, 4, 1)
    yield _diagnoses(file, f"ICD-10-CM {match[1].title()} {year}", effective, until, rows, lines, "official")


def _leaves(keys: Keys) -> dict[str, str]:
    above = {code[:size] for (code,) in keys for size in range(3, len(code))}
    return {code: "0" if code in above else "1" for (code,) in keys}


def _refuse_few_diagnoses(file: PublishedFile, rows: Keys) -> None:
    if len(rows) < LEAST_DIAGNOSES:
        raise Refused(file.where, f"it has {len(rows)} codes, and a whole list more than {LEAST_DIAGNOSES}: it is cut short")


def _diagnoses(file: PublishedFile, release: str, effective: date, until: date, rows: Rows, lines: Lines, trust: str) -> Snapshot:
    first, end = day_number(effective), day_number(until)
    return Snapshot(DIAGNOSIS_CODES, release, file, effective=first, until=end, rows=rows, trust=trust, lines=lines)
