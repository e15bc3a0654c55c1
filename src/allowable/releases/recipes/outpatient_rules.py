"""Yearly rules of the hospital outpatient system printed as tables: comprehensive APCs, devices, wage indices, order of blood products.

Source: OPPS Addenda J, L and P of the final rule; tables of CMS's OPPS Pricer. The exclusions from comprehensive APCs in Addendum J are
words without codes and are not read here.
"""

from __future__ import annotations

import json
import re

from ...kernel.day import ALWAYS, day_text
from ...law.outpatient.tables import (
    BLOOD_RANKS,
    COMPLEXITY_ADJUSTMENTS,
    COMPLEXITY_TARGETS,
    COMPREHENSIVE_RANKS,
    DEVICE_INTENSIVE,
    DEVICE_OFFSETS,
    OUTMIGRATION,
    WAGE_INDEX,
)
from ..problem import NotRecognised, Refused
from ..recipe import recipe
from ..snapshot import Snapshot
from .outpatient import (
    Amounts,
    Heading,
    add_once,
    apc_of,
    body,
    code_of,
    effective_day,
    known_day,
    one_year,
    refuse_few,
    refuse_old,
    share_of,
    status_of,
    text_rows,
    year_span,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...kernel.table import Table
    from ..files import PublishedFile
    from ..recipe import Lines, Rows
    from .outpatient import Words

LEAST_RANKS = 2_500  # 2025: 3,236 ranked codes
LEAST_PAIRS = 300  # 2025: 432 pairs
LEAST_OFFSETS = 4_000  # 2025: 5,121 codes
LEAST_INTENSIVE = 300  # 2025: 535 codes
LEAST_AREAS = 440  # 2020, the shortest table, has 460
LEAST_COUNTIES = 200  # 2025, the shortest list, has 217
LEAST_BLOOD = 10  # every year has 12

STATED_YEAR = re.compile(r"\b(?:for|final|rule) CY ?(20\d\d)\b", re.IGNORECASE)  # "with CY 2023 claims data" is not the year of the print
COUNTY = re.compile(r"\d{4,5}", re.ASCII)
OWN_CODE = re.compile(r"[0-9A-Z]{5}", re.ASCII)  # 5855R, and D721X for a code that starts with a letter
AREA = re.compile(r"\d\d|\d{5}", re.ASCII)
NO_COUNTY = "99999"  # the Pricer's end mark

RANK_COLUMNS = {
    "hcpcs": ("HCPCS Code",),
    "apc": ("APC Assignment",),
    "rank": ("Rank Used for Primary Assignment",),
    "deleted": ("Deleted Code",),
}
PAIR_COLUMNS = {
    "primary": ("Primary HCPCS Code",),
    "primary_apc": ("Primary APC Assignment",),
    "secondary": ("Secondary J1 or Add-on HCPCS Code",),
    "secondary_status": ("Secondary SI",),
    "adjusted_code": ("Complexity Adjusted HCPCS Assignment",),
    "adjusted_apc": ("Complexity Adjusted APC Assignment",),
}
DEVICE_COLUMNS = {
    "hcpcs": ("HCPCS",),
    "status": ("SI",),
    "apc": ("APC",),
    "rate": tuple(f"Final CY {year} APC Payment Rate" for year in range(2020, 2040)),
    "offset_share": ("Device Offset Percentage",),
    "offset_amount": ("Device Offset Amount",),
}
WAGE_COLUMNS = {
    "area": ("cbsa",),
    "effective": ("effectiveDate",),
    "geographic_index": ("geographicWageIndex",),
    "reclassified_index": ("reclassifiedWageIndex",),
    "imputed_floor": ("imputedFloorWageIndex",),
}
COUNTY_COLUMNS = {"county": ("county",), "adjustment": ("adjustmentFactor",), "effective": ("effectiveDate",)}
ADDENDUM_L_COLUMNS = {"hospital": ("CCN",), "county": ("FIPS County Code",), "adjustment": ("Out-Migration Adjustment",)}


def _yearly(table: Table, what: str, file: PublishedFile, year: int, rows: Rows, lines: Lines, known: int = ALWAYS) -> Snapshot:
    effective, until = year_span(year)
    return Snapshot(table, f"OPPS {year} {what}", file, effective=effective, until=until, known=known, rows=rows, lines=lines)


def _addendum(table: Table, what: str, file: PublishedFile, heading: Heading, rows: Rows, lines: Lines) -> Snapshot:
    said = STATED_YEAR.search(heading.preamble)
    if not said:
        raise Refused(file.where, "no title line above the header states the calendar year, such as CY 2025")
    year = one_year(file, int(said[1]))
    return _yearly(table, what, file, year, rows, lines, known_day(file, year_span(year)[0]))


@recipe("outpatient", [COMPREHENSIVE_RANKS], r"addendum[ _]j(?![a-z]).*rank.*\.(csv|txt)$")
def comprehensive_ranks(file: PublishedFile, match: re.Match[str]) -> Iterator[Snapshot]:
    """One Snapshot of the ranks of the comprehensive procedures."""
    rows = text_rows(file)
    heading = Heading(rows, RANK_COLUMNS, "hcpcs code", file.where)
    rank_of = Amounts(COMPREHENSIVE_RANKS.rank, file.where)
    values: Rows = {}
    lines: Lines = {}
    seen: dict[int | None, int] = {}
    for row, cells in body(rows, heading, file.where):
        if not any(cells.values()):
            continue
        key, rank = (code_of(cells["hcpcs"], file.where, row),), rank_of(cells["rank"], row)
        if not rank or rank in seen:
            raise Refused(file.where, f"{key[0]}: its rank is blank, or the same as in row {seen.get(rank)}", row=row)
        if cells["deleted"] not in ("", "YES"):
            raise Refused(file.where, f"column Deleted Code: {cells['deleted']!r} is neither blank nor YES", row=row)
        seen[rank] = row
        add_once(values, lines, key, (apc_of(cells["apc"], file.where, row), rank, cells["deleted"] or None), file.where, row)
    refuse_few(values, LEAST_RANKS, file.where, "ranked codes")
    if set(seen) != set(range(1, len(seen) + 1)):
        raise Refused(file.where, f"{len(seen)} codes, but their ranks do not run from 1 to {len(seen)}: rows are missing")
    yield _addendum(COMPREHENSIVE_RANKS, "Addendum J ranks", file, heading, values, lines)


@recipe("outpatient", [COMPLEXITY_ADJUSTMENTS, COMPLEXITY_TARGETS], r"addendum[ _]j(?![a-z]).*compl\w+ adjustments.*\.(csv|txt)$")
def complexity_adjustments(file: PublishedFile, match: re.Match[str]) -> Iterator[Snapshot]:
    """A Snapshot of the pairs that are paid from the next higher APC, and one of that APC for each primary, which all its pairs share."""
    rows = text_rows(file)
    heading = Heading(rows, PAIR_COLUMNS, "primary hcpcs code", file.where)
    values: Rows = {}
    lines: Lines = {}
    targets: Rows = {}
    for row, cells in body(rows, heading, file.where):
        if not any(cells.values()):
            continue
        key = tuple(code_of(cells[name], file.where, row, name) for name in ("primary", "secondary"))
        before, after = (apc_of(cells[name], file.where, row) for name in ("primary_apc", "adjusted_apc"))
        if not before or not after or before == after:
            raise Refused(file.where, f"{key[0]} with {key[1]}: an APC is blank, or the pair does not change it", row=row)
        if not OWN_CODE.fullmatch(cells["adjusted_code"]):
            raise Refused(file.where, f"{key[0]} with {key[1]}: {cells['adjusted_code']!r} is no code of five characters", row=row)
        target = (cells["adjusted_code"], after)
        if targets.setdefault(key[:1], target) != target:
            raise Refused(file.where, f"{key[0]} is raised to two APCs: {after} here, {targets[key[:1]][1]} in another row", row=row)
        status = status_of(cells["secondary_status"], file.where, row)
        add_once(values, lines, key, (before, status, *target), file.where, row)
    refuse_few(values, LEAST_PAIRS, file.where, "pairs")
    yield _addendum(COMPLEXITY_ADJUSTMENTS, "Addendum J complexity adjustments", file, heading, values, lines)
    first = {key[:1]: lines[key] for key in reversed(values)}
    yield _addendum(COMPLEXITY_TARGETS, "Addendum J complexity targets", file, heading, targets, first)


@recipe("outpatient", [DEVICE_OFFSETS], r"addendum[ _]p(?![a-z]).*hcpcs offsets.*\.(csv|txt)$")
def device_offsets(file: PublishedFile, match: re.Match[str]) -> Iterator[Snapshot]:
    """One Snapshot of the device portions of all codes with claims of the base year."""
    heading, values, lines = _devices(file, DEVICE_OFFSETS, {})
    refuse_few(values, LEAST_OFFSETS, file.where, "codes")
    yield _addendum(DEVICE_OFFSETS, "Addendum P offsets", file, heading, values, lines)


@recipe("outpatient", [DEVICE_INTENSIVE], r"addendum[ _]p(?![a-z]).*device intensive list.*\.(csv|txt)$")
def device_intensive(file: PublishedFile, match: re.Match[str]) -> Iterator[Snapshot]:
    """One Snapshot of the device-intensive procedures."""
    heading, values, lines = _devices(file, DEVICE_INTENSIVE, {"apc_offset_share": ("APC Device Offset Percentage",)})
    refuse_few(values, LEAST_INTENSIVE, file.where, "codes")
    yield _addendum(DEVICE_INTENSIVE, "Addendum P device-intensive list", file, heading, values, lines)


def _devices(file: PublishedFile, table: Table, more: Words) -> tuple[Heading, Rows, Lines]:
    rows = text_rows(file)
    heading = Heading(rows, {**DEVICE_COLUMNS, **more}, "hcpcs", file.where)
    amount_of = Amounts(table.offset_amount, file.where)
    values: Rows = {}
    lines: Lines = {}
    for row, cells in body(rows, heading, file.where):
        key = (code_of(cells["hcpcs"], file.where, row),)
        shares = [share_of(cells[name], getattr(table, name), file.where, row) for name in (*more, "offset_share")]
        share = shares[-1]
        rate, amount = amount_of(cells["rate"], row), amount_of(cells["offset_amount"], row)
        if share is None or (rate is None) != (amount is None):
            raise Refused(file.where, f"{key[0]}: the percentage is blank, or an offset amount stands without a rate", row=row)
        if rate is not None and amount is not None and abs(rate * share - amount * 10_000) > rate // 2 + 10_000:
            # shares are printed to 0.01 percent
            raise Refused(file.where, f"{key[0]}: the offset amount is not the percentage of the rate", row=row)
        status, apc = status_of(cells["status"], file.where, row), apc_of(cells["apc"], file.where, row)
        add_once(values, lines, key, (status, apc, *shares, amount), file.where, row)
    return heading, values, lines


@recipe("outpatient", [OUTMIGRATION], r"addendum[ _]l(?![a-z])[^/]*\.(csv|txt)$")
def addendum_l(file: PublishedFile, match: re.Match[str]) -> Iterator[Snapshot]:
    """One Snapshot of the out-migration adjustments by county, from the list of the hospitals that are in one."""
    rows = text_rows(file)
    heading = Heading(rows, ADDENDUM_L_COLUMNS, "ccn", file.where)
    if "out migration" not in heading.preamble.lower().replace("-", " "):
        raise Refused(file.where, "no title line says that this is the out-migration adjustment of Addendum L")
    value_of = Amounts(OUTMIGRATION.adjustment, file.where)
    values: Rows = {}
    lines: Lines = {}
    for row, cells in body(rows, heading, file.where):
        key, value = (_county(cells["county"], file.where, row),), (value_of(cells["adjustment"], row),)
        if not value[0] or values.get(key, value) != value:
            raise Refused(file.where, f"county {key[0]} has a blank adjustment, or another one in row {lines.get(key)}", row=row)
        values[key] = value
        lines.setdefault(key, row)
    refuse_few(values, LEAST_COUNTIES, file.where, "counties")
    yield _addendum(OUTMIGRATION, "Addendum L", file, heading, values, lines)


def _county(text: str, where: str, row: int) -> str:
    if not COUNTY.fullmatch(text):
        raise Refused(where, f"{text!r} is no county code of five digits", row=row)
    return text.zfill(5)  # the Pricer's table of 2020 lost leading zeros


@recipe("outpatient", [OUTMIGRATION], r"^outmigration-adjustment-(20\d\d)\.csv$")
def pricer_outmigration(file: PublishedFile, match: re.Match[str]) -> Iterator[Snapshot]:
    """A Snapshot for each day on which adjustments of the year start."""
    year = int(match[1])
    refuse_old(year, file.where)
    rows = text_rows(file)
    heading = Heading(rows, COUNTY_COLUMNS, "county", file.where)
    value_of = Amounts(OUTMIGRATION.adjustment, file.where)
    by_day: dict[int, Rows] = {}
    lines: dict[int, Lines] = {}
    for row, cells in body(rows, heading, file.where):
        if cells["county"] == NO_COUNTY:
            continue
        day, key = effective_day(cells["effective"], year, file.where, row), (_county(cells["county"], file.where, row),)
        held = by_day.setdefault(day, {})
        add_once(held, lines.setdefault(day, {}), key, (value_of(cells["adjustment"], row),), file.where, row)
    starts, until = year_span(year)
    refuse_few(by_day.get(starts, ()), LEAST_COUNTIES, file.where, "counties")
    values: Rows = {}
    where_read: Lines = {}
    for day in sorted(by_day):
        values, where_read = {**values, **by_day[day]}, {**where_read, **lines[day]}
        name = f"OPPS {year} out-migration adjustments" + (f" from {day_text(day)}" if day != starts else "")
        yield Snapshot(OUTMIGRATION, name, file, effective=day, until=until, rows=values, lines=where_read)


@recipe("outpatient", [WAGE_INDEX], r"^cbsa-wage-index-(20\d\d)\.csv$")
def pricer_wage_index(file: PublishedFile, match: re.Match[str]) -> Iterator[Snapshot]:
    """One Snapshot of the wage indices of all areas; the Pricer's 0 stands for an index that does not exist, and none is kept."""
    year = int(match[1])
    refuse_old(year, file.where)
    rows = text_rows(file)
    heading = Heading(rows, WAGE_COLUMNS, "cbsa", file.where, {"rural_floor": ("ruralFloorWageIndex",)})
    read = {column.name: Amounts(column, file.where) for column in WAGE_INDEX.columns}
    values: Rows = {}
    lines: Lines = {}
    for row, cells in body(rows, heading, file.where):
        if not AREA.fullmatch(cells["area"]):
            raise Refused(file.where, f"column cbsa: {cells['area']!r} is neither a state (two digits) nor an area (five)", row=row)
        if effective_day(cells["effective"], year, file.where, row) != year_span(year)[0]:
            raise Refused(file.where, f"column effectiveDate: {cells['effective']} is not the first day of {year}", row=row)
        indices = tuple(value_of(cells.get(name, ""), row) or None for name, value_of in read.items())
        if indices[0] is not None and not 2_000 < indices[0] < 30_000:
            raise Refused(file.where, f"area {cells['area']}: an index of {cells['geographic_index']} is beyond belief", row=row)
        add_once(values, lines, (cells["area"],), indices, file.where, row)
    refuse_few(values, LEAST_AREAS, file.where, "areas")
    yield _yearly(WAGE_INDEX, "wage index", file, year, values, lines)


@recipe("outpatient", [WAGE_INDEX], r"(wage.?ind|hospital)[^/]*\.json$")
def invented_wage_index(file: PublishedFile, match: re.Match[str]) -> Iterator[Snapshot]:
    """CMS offers no wage index as JSON: refuses such a file with what shows that it is not CMS's table."""
    try:
        held = json.loads(file.text())
    except ValueError as problem:
        raise Refused(file.where, f"it is no whole JSON text ({problem})") from None
    if not isinstance(held, list) or not any(isinstance(one, dict) and "wage_index" in one for one in held):
        raise NotRecognised(f"{file.where}: it holds no wage index")
    areas = {str(one.get("cbsa_code")) for one in held if isinstance(one, dict)}
    odd = sorted(area for area in areas if not AREA.fullmatch(area))
    why = ["it states no year and no effective day", f"it names {len(areas)} areas where CMS prints at least {LEAST_AREAS}"]
    if odd:
        why.append(f"{odd[0]} is no area code")
    raise Refused(file.where, f"CMS offers no wage index as JSON; {', '.join(why)}", advice="import the table that CMS publishes")


@recipe("outpatient", [BLOOD_RANKS], r"^blood-rank-(20\d\d)\.csv$")
def pricer_blood_ranks(file: PublishedFile, match: re.Match[str]) -> Iterator[Snapshot]:
    """One Snapshot of the order of the blood products."""
    year = int(match[1])
    refuse_old(year, file.where)
    rows = text_rows(file)
    heading = Heading(rows, {"hcpcs": ("hcpcsCode",), "rank": ("rank",)}, "hcpcscode", file.where)
    rank_of = Amounts(BLOOD_RANKS.rank, file.where)
    values: Rows = {}
    lines: Lines = {}
    for row, cells in body(rows, heading, file.where):
        add_once(values, lines, (code_of(cells["hcpcs"], file.where, row),), (rank_of(cells["rank"], row),), file.where, row)
    refuse_few(values, LEAST_BLOOD, file.where, "blood products")
    if sorted(rank for (rank,) in values.values()) != list(range(1, len(values) + 1)):
        raise Refused(file.where, f"the ranks do not run from 1 to {len(values)}: rows are missing")
    yield _yearly(BLOOD_RANKS, "blood ranks", file, year, values, lines)
