"""Payment allowance limits of Medicare Part B drugs: CMS's quarterly ASP pricing file ("Medicare Part B payment limit file" from 2026).

CMS corrects this file in place: the zip keeps its name and first day ("12_19_24"), the member bears the day of the correction ("updated
030725"), and each corrected row is marked ("Updated April 2025"). Limits are printed with three places.
"""

from __future__ import annotations

import re
from datetime import timedelta

from ...kernel.day import ALWAYS, day_number, day_text
from ...law.drugs.tables import DRUG_LIMITS
from ..problem import Refused
from ..recipe import columns_of, normalised, recipe
from ..snapshot import Snapshot, scaled
from .ambulatory_release import CODE, MONTHS, checked, next_quarter, valid_day

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date
    from typing import Any

    from ...kernel.table import Cells
    from ..files import PublishedFile
    from ..recipe import Lines, Rows
    from .ambulatory_release import Line

ANY_MONTH = rf"({'|'.join(MONTHS)})[a-z]*"
SPAN = re.compile(rf"Effective {ANY_MONTH} (\d\d?), (20\d\d) through {ANY_MONTH} (\d\d?), (20\d\d)", re.IGNORECASE)
NAMED_QUARTER = re.compile(rf"(?<![a-z]){ANY_MONTH} (20\d\d)(?!\d)")
NAMED_DAY = re.compile(r"(?<!\d)(\d\d)[-_.]?(\d\d)[-_.]?(20\d\d|\d\d)(?!\d)")
UNITS = "MG|MCG|GM|ML|CC|IU|UNITS?|USP UNIT|MEQ|MICROCURIE|SQ CM|DOSE|EA|EACH"
BILLING_UNIT = re.compile(rf"(\d[\d,]*(?:\.\d+)?|\.\d+) ?({UNITS})", re.IGNORECASE)
WANTED = {"dosage": ["HCPCS Code Dosage"], "limit": ["Payment Limit"], "note": ["Notes"]}
COINSURANCE = {"coinsurance": ["Co-insurance Percentage"]}  # printed since the Inflation Reduction Act
FEWEST = 600


@recipe("drugs", [DRUG_LIMITS], r"^.*(?:ASP Pricing File|Medicare Part B Payment Limit File).*\.csv$")
def drug_limits(file: PublishedFile, match: re.Match[str]) -> Iterator[Snapshot]:
    """The limits of a quarter. A corrected file gives two prints: the first, whose corrected rows are unknown, and the corrected one."""
    rows = list(file.rows())
    effective, until = _span(file, rows)
    _agrees_with_name(file, effective)
    limits, lines = _limits(file, rows)
    if len(limits) < FEWEST:
        raise Refused(file.where, f"it has {len(limits)} codes; a whole quarter has more than {FEWEST}")
    release = f"ASP {effective.year}Q{effective.month // 3 + 1}"
    days: dict[str, Any] = {"effective": day_number(effective), "until": day_number(until), "lines": lines}
    own, first = _named_day(file, file.name), _named_day(file, file.origin)
    if own and first and first < own and "updated" in file.name.lower():
        # The first print itself is not here: rows that CMS did not mark as updated are taken to have stood in it, hence "U".
        yield Snapshot(DRUG_LIMITS, release, file, known=first, known_evidence="U", rows=_before_correction(limits, own), **days)
    yield Snapshot(DRUG_LIMITS, release, file, known=own or first or ALWAYS, rows=limits, **days)


def _span(file: PublishedFile, rows: Sequence[Line]) -> tuple[date, date]:
    """First day and the day after the last (dates), from the line "Effective January 1, 2025 through March 31, 2025"."""
    for number, cells in rows[:8]:
        found = SPAN.search(" ".join(cells))
        if found:
            first = valid_day(file, int(found[3]), MONTHS[found[1][:3].lower()], int(found[2]), number)
            until = valid_day(file, int(found[6]), MONTHS[found[4][:3].lower()], int(found[5]), number) + timedelta(1)
            if first.day != 1 or first.month not in (1, 4, 7, 10) or until != next_quarter(first):
                raise Refused(file.where, f"{found[0]!r} is no quarter of a year", row=number)
            return first, until
    raise Refused(file.where, "no line 'Effective ... through ...' in its first rows: nothing says for which quarter it speaks")


def _agrees_with_name(file: PublishedFile, effective: date) -> None:
    for name in (file.name, file.origin):
        found = NAMED_QUARTER.search(normalised(name))
        if found and (int(found[2]), MONTHS[found[1]]) != (effective.year, effective.month):
            raise Refused(file.where, f"{name!r} names another quarter than its content, which is effective {effective}")


def _named_day(file: PublishedFile, name: str) -> int | None:
    """Day number of the day in a name (030725, 12_19_24); None if it has none."""
    found = NAMED_DAY.search(name)
    return day_number(valid_day(file, int(found[3]) % 100 + 2000, int(found[1]), int(found[2]))) if found else None


def _limits(file: PublishedFile, rows: Sequence[Line]) -> tuple[Mapping[Any, Cells], Lines]:
    """(rows, lines) by code; refuses a header without the columns, a row that is no code and a code printed twice."""
    start = next((place for place, (_, cells) in enumerate(rows[:20]) if cells and normalised(cells[0]) == "hcpcs code"), None)
    if start is None:
        raise Refused(file.where, "no header row that begins with 'HCPCS Code' in its first 20 rows")
    number, header = rows[start]
    has_coinsurance = any(normalised(cell) == "co insurance percentage" for cell in header)
    places = columns_of(header, {**WANTED, **COINSURANCE} if has_coinsurance else WANTED, file.where, number)
    limits: Rows = {}
    lines: Lines = {}
    for number, cells in rows[start + 1 :]:
        if not any(cells):
            continue
        key = (cells[0],)
        if not CODE.fullmatch(cells[0]) or len(cells) <= max(places.values()):
            raise Refused(file.where, f"{cells[0][:20]!r} is no procedure code with all its columns", row=number)
        if key in limits:
            raise Refused(file.where, f"code {cells[0]} stands in row {lines[key]} already", row=number)
        limits[key] = _limit_row(file, cells, places, number)
        lines[key] = number
    return checked(DRUG_LIMITS, limits, lines, file), lines


def _limit_row(file: PublishedFile, cells: list[str], places: Mapping[str, int], number: int) -> Cells:
    printed = cells[places["limit"]]
    unknown = f"CMS prints {printed or 'no limit'} for this drug" if printed.upper() in ("N/A", "") else None
    coinsurance = cells[places["coinsurance"]] if "coinsurance" in places else ""
    return (
        None if unknown else scaled(printed, 3, file.where, number, "Payment Limit"),
        scaled(coinsurance, 3, file.where, number, "Co-insurance Percentage"),
        _billing_unit(cells[places["dosage"]]),
        " ".join(cells[places["note"]].split()) or None,
        unknown,
    )


def _billing_unit(dosage: str) -> str | None:
    """ "10 MG" of "10 mg" or "10MG"; None for a dosage in words, which describes the drug."""
    found = BILLING_UNIT.fullmatch(dosage)
    return f"{found[1]} {found[2].upper()}" if found else None


def _before_correction(limits: Mapping[Any, Cells], corrected: int) -> Rows:
    """The first print: a row that CMS marked as updated had another limit there, which this file no longer shows."""
    reason = f"CMS corrected this limit in the print of {day_text(corrected)}; the limit of the first print is not held"
    marked = {key for key, row in limits.items() if (row[3] or "").lower().startswith("updated")}
    return {key: (None, None, row[2], None, reason) if key in marked else row for key, row in limits.items()}
