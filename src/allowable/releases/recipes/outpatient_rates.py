"""Rates of the hospital outpatient system as CMS prints them: Addendum B, Addendum A, and the APC rates of CMS's OPPS Pricer.

Source: OPPS addenda, web prints of every quarter and those of the yearly final rule (42 CFR 419.31, 419.32, 419.41); OPPS Pricer tables.
Columns are found by their names, descriptors and group titles never read.
"""

from __future__ import annotations

import re
import zipfile

from ...kernel.day import ALWAYS, day_number, day_text
from ...law.outpatient.tables import ADDENDUM_B, APC_RATES
from ..problem import NotRecognised, Refused
from ..recipe import recipe
from ..snapshot import Snapshot
from .outpatient import (
    CMS_NAME,
    MONTH_IN_NAME,
    MONTHS,
    WITNESS_APC,
    WITNESS_RATES,
    Amounts,
    Heading,
    Quarter,
    add_once,
    apc_of,
    body,
    code_of,
    effective_day,
    known_day,
    one_year,
    refuse_cut,
    refuse_few,
    refuse_old,
    refuse_other_factor,
    refuse_other_year,
    share_of,
    status_of,
    text_rows,
    year_span,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..files import PublishedFile
    from ..recipe import Lines, Printed, Rows
    from .outpatient import Weights

LEAST_CODES = 16_500  # January 2020, the shortest print since, has 16,628
LEAST_APCS = 340  # without drugs and devices; the Pricer's table of 2020 has 352 in January
NOT_BY_APC = {"G", "K", "K1", "H", "H1"}  # the Pricer prints stale drug rates and 0.00 for devices: neither is paid by an APC's rate

AMOUNTS = {
    "relative_weight": ("Relative Weight",),
    "payment_rate": ("Payment Rate",),
    "national_copayment": ("National Unadjusted Copayment",),
    "minimum_copayment": ("Minimum Unadjusted Copayment",),
}
B_COLUMNS = {"hcpcs": ("HCPCS Code",), "status": ("SI",), "apc": ("APC",), **AMOUNTS}
A_COLUMNS = {"apc": ("APC",), "status": ("SI",), **AMOUNTS}
SINCE_2023 = {
    "inflation_coinsurance": ("IRA Coinsurance percentage",),
    "adjusted_copayment": ("Adjusted Beneficiary Copayment",),
}
PRICER_COLUMNS = {
    "apc": ("apc",),
    "status": ("statusIndicator",),
    "effective": ("effectiveDate",),
    "payment_rate": ("paymentRate",),
    "national_copayment": ("nationalCoinsurance",),
    "minimum_copayment": ("minimumCoinsurance",),
}
B_TITLE = re.compile(r"Addendum B\b.*?OPPS Payment by HCPCS Code for CY (20\d\d)", re.IGNORECASE)
A_TITLE = re.compile(r"Addendum A\b.*?OPPS APCs for CY (20\d\d)", re.IGNORECASE)
SHEET = re.compile(r"(20\d\d) (jan|apr|jul|oct)\w* Addendum B", re.IGNORECASE)
PROPOSED = re.compile(r"\bnprm\b|proposed", re.IGNORECASE)

# Both 2024 tables of the Pricer speak from 2024-01-01: one repeats the final rule as published on 22 November 2023, the other corrects it.
PRICER_KNOWN = {("2024", "old"): "2023-11-22", ("2024", ""): "2024-01-01"}
UNCORRECTED_WITNESS = {2024: 298_188}


@recipe("outpatient", [ADDENDUM_B], r"addendum[ _]b(?![a-z]|_si_rate|_20\d\dq)[^/]*\.(csv|txt|xlsx)$")
def addendum_b(file: PublishedFile, match: re.Match[str]) -> Iterator[Snapshot]:
    """One Snapshot of an Addendum B: a web print of a quarter, or that of the final rule, which speaks for January to March."""
    workbook = match[1].lower() == "xlsx"
    if workbook:
        _refuse_twin(file)
    rows = file.sheet_rows() if workbook else text_rows(file)
    heading = Heading(rows, B_COLUMNS, "hcpcs code", file.where, SINCE_2023)
    quarter, final_rule = _quarter(file, _title_year(file, heading, B_TITLE, "Addendum B"), workbook)
    values, lines, pairs = _codes(rows, heading, file.where, workbook)
    refuse_few(values, LEAST_CODES, file.where, "codes")
    refuse_cut(values, file.where)
    refuse_other_factor(pairs, quarter.year, file.where)
    known = known_day(file, quarter.effective)
    release = f"OPPS {quarter.year} final rule Addendum B" if final_rule else f"OPPS {quarter.name} Addendum B"
    yield Snapshot(
        ADDENDUM_B,
        release + _late(known, quarter.effective),
        file,
        effective=quarter.effective,
        until=quarter.until,
        known=known,
        rows=values,
        lines=lines,
    )


def _late(known: int, effective: int) -> str:
    """A print dated after its first day may correct an earlier one: its day belongs to its name."""
    return f" of {day_text(known)}" if known > effective else ""


def _refuse_twin(file: PublishedFile) -> None:
    """CMS offers one table as text and as workbook; the text is read."""
    archive = file.folder / file.origin
    names = zipfile.ZipFile(archive).namelist() if archive.suffix.lower() == ".zip" else [path.name for path in file.folder.iterdir()]
    stem = file.name.rsplit(".", 1)[0].lower()
    for name in names:
        short = name.rsplit("/", 1)[-1].lower()
        if short in (f"{stem}.txt", f"{stem}.csv"):
            raise NotRecognised(f"{file.where}: the same table is read from {name}")


def _title_year(file: PublishedFile, heading: Heading, title: re.Pattern[str], what: str) -> int:
    said = title.search(heading.preamble)
    if not said:
        raise Refused(file.where, f"no title line of {what} such as '{what}.- OPPS ... for CY 2025' above the header")
    if PROPOSED.search(file.name.replace("_", " ")) or PROPOSED.search(said[0]):
        raise Refused(file.where, "this addendum of a proposed rule pays nothing", advice="take that of the final rule, or a web print")
    return one_year(file, int(said[1]))


def _quarter(file: PublishedFile, year: int, workbook: bool) -> tuple[Quarter, bool]:
    """(Quarter, whether it is the final rule's print): from the sheet's name and the file's, which must agree."""
    found = MONTH_IN_NAME.search(file.name.replace("_", " "))
    months = {MONTHS[found[1].lower()]} if found else set()
    final_rule = "nfrm" in file.name.lower()
    if final_rule:
        months.add(1)
    sheet = SHEET.match(file.sheets()[0]) if workbook else None
    if sheet:
        months.add(MONTHS[sheet[2].lower()])
        one_year(file, int(sheet[1]))
    if len(months) != 1:
        why = "neither its name nor its sheet says the quarter" if not months else "its name says another quarter than its sheet"
        raise Refused(file.where, why, advice=CMS_NAME)
    return Quarter(year, (months.pop() + 2) // 3), final_rule


def _codes(rows: Printed, heading: Heading, where: str, workbook: bool) -> tuple[Rows, Lines, Weights]:
    """({key: values}, {key: row}, [(weight, cents, row)]) of an Addendum B."""
    readers = {name: Amounts(getattr(ADDENDUM_B, name), where, shown=workbook) for name in AMOUNTS}
    adjusted = Amounts(ADDENDUM_B.adjusted_copayment, where)
    values: Rows = {}
    lines: Lines = {}
    pairs: Weights = []
    for row, cells in body(rows, heading, where):
        key = (code_of(cells["hcpcs"], where, row),)
        weight, rate, national, minimum = (read(cells[name], row) for name, read in readers.items())
        if (rate is None) != (minimum is None) or (rate is None and weight is not None):
            raise Refused(where, f"{key[0]}: a weight, a rate or a minimum copayment stands alone", row=row)
        if weight and rate is not None:
            pairs.append((weight, _cents(rate, where, row), row))
        share = share_of(cells.get("inflation_coinsurance", ""), ADDENDUM_B.inflation_coinsurance, where, row)
        capped = adjusted(cells.get("adjusted_copayment", ""), row)
        status, apc = status_of(cells["status"], where, row), apc_of(cells["apc"], where, row)
        add_once(values, lines, key, (status, apc, weight, rate, national, minimum, share, capped), where, row)
    if not pairs:
        raise Refused(where, "no row has a weight: this is not a whole Addendum B")
    return values, lines, pairs


def _cents(rate: int, where: str, row: int) -> int:
    if rate % 10:
        raise Refused(where, "a rate that follows from a weight is not in whole cents", row=row)
    return rate // 10


@recipe("outpatient", [APC_RATES], r"addendum[ _]a(?![a-z])[^/]*\.(csv|txt)$")
def addendum_a(file: PublishedFile, match: re.Match[str]) -> Iterator[Snapshot]:
    """One Snapshot of an Addendum A, of the final rule or of a quarter; its rates speak to the end of the year."""
    rows = text_rows(file)
    heading = Heading(rows, A_COLUMNS, "apc", file.where, {"adjusted_copayment": SINCE_2023["adjusted_copayment"]})
    quarter, final_rule = _quarter(file, _title_year(file, heading, A_TITLE, "Addendum A"), False)
    values, lines, pairs = _apcs(rows, heading, file.where)
    refuse_few(values, LEAST_APCS, file.where, "APCs")
    refuse_other_factor(pairs, quarter.year, file.where)
    _refuse_odd_copayments(values, lines, file.where)
    known = known_day(file, quarter.effective)
    release = f"OPPS {quarter.year} final rule Addendum A" if final_rule else f"OPPS {quarter.name} Addendum A"
    yield Snapshot(
        APC_RATES,
        release + _late(known, quarter.effective),
        file,
        effective=quarter.effective,
        until=year_span(quarter.year)[1],
        known=known,
        rows=values,
        lines=lines,
    )


def _apcs(rows: Printed, heading: Heading, where: str) -> tuple[Rows, Lines, Weights]:
    readers = {name: Amounts(getattr(APC_RATES, name), where) for name in AMOUNTS}
    adjusted = Amounts(APC_RATES.adjusted_copayment, where)
    values: Rows = {}
    lines: Lines = {}
    pairs: Weights = []
    for row, cells in body(rows, heading, where):
        status = status_of(cells["status"], where, row)
        if status in NOT_BY_APC:
            continue
        weight, rate, national, minimum = (read(cells[name], row) for name, read in readers.items())
        if rate is None or minimum is None:
            raise Refused(where, f"APC {cells['apc']} with status {status} has no rate or no copayment", row=row)
        if weight:
            pairs.append((weight, rate, row))
        capped = adjusted(cells.get("adjusted_copayment", ""), row)
        add_once(values, lines, (_apc(cells, where, row),), (status, weight, rate, national, minimum, capped), where, row)
    if not pairs:
        raise Refused(where, "no row has a weight: this is not a whole Addendum A")
    return values, lines, pairs


def _apc(cells: dict[str, str], where: str, row: int) -> str:
    apc = apc_of(cells["apc"], where, row)
    if apc is None:
        raise Refused(where, "column APC is blank", row=row)
    return apc


def _refuse_odd_copayments(values: Rows, lines: Lines, where: str) -> None:
    """42 CFR 419.41: the minimum copayment is a fifth of the rate; a few vaccine and community mental health APCs differ."""
    odd = [key for key, (_, _, rate, _, minimum, _) in values.items() if abs(5 * minimum - rate) > 5]
    if len(odd) > len(values) // 20:
        why = f"the minimum copayment is not a fifth of the rate in {len(odd)} of {len(values)} APCs, the first is APC {odd[0][0]}"
        raise Refused(where, why, row=lines[odd[0]])


@recipe("outpatient", [APC_RATES], r"^apc-rate-(20\d\d)(old)?\.csv$")
def pricer_apc_rates(file: PublishedFile, match: re.Match[str]) -> Iterator[Snapshot]:
    """A Snapshot for each day on which rates of the year start: the first of January, and later ones for new APCs."""
    year = int(match[1])
    refuse_old(year, file.where)
    starts, until = year_span(year)
    by_day, lines = _pricer_rows(file, year)
    rows: Rows = {}
    for day in sorted({starts, *by_day}):
        rows = {**rows, **by_day.get(day, {})}
        if day == starts:
            refuse_few(rows, LEAST_APCS, file.where, "APCs")
            _refuse_odd_copayments(rows, lines, file.where)
            expected = UNCORRECTED_WITNESS.get(year) if match[2] else WITNESS_RATES.get(year)
            refuse_other_year(_witness_rate(rows), expected, f"APC {WITNESS_APC}", file.where)
        yield _pricer_snapshot(file, match, rows, lines, day, until, year)


def _witness_rate(rows: Rows) -> int | None:
    found = rows.get((WITNESS_APC,))
    return None if found is None else found[APC_RATES.where["payment_rate"]]


def _pricer_rows(file: PublishedFile, year: int) -> tuple[dict[int, Rows], Lines]:
    rows = text_rows(file)
    heading = Heading(rows, PRICER_COLUMNS, "apc", file.where)
    readers = {name: Amounts(getattr(APC_RATES, name), file.where) for name in AMOUNTS if name != "relative_weight"}
    by_day: dict[int, Rows] = {}
    lines: Lines = {}
    for row, cells in body(rows, heading, file.where):
        day = effective_day(cells["effective"], year, file.where, row)
        status = status_of(cells["status"], file.where, row)
        if status in NOT_BY_APC:
            continue
        rate, national, minimum = (read(cells[name], row) for name, read in readers.items())
        if not rate or national is None or minimum is None:
            raise Refused(file.where, f"APC {cells['apc']} with status {status} has no rate or no coinsurance", row=row)
        values = (status, None, rate, national, minimum, None)
        add_once(by_day.setdefault(day, {}), lines, (_apc(cells, file.where, row),), values, file.where, row)
    return by_day, lines


def _pricer_snapshot(file: PublishedFile, match: re.Match[str], rows: Rows, lines: Lines, day: int, until: int, year: int) -> Snapshot:
    stated = PRICER_KNOWN.get((match[1], match[2] or ""))
    name = f"OPPS {year} {'final rule ' if match[2] else ''}APC rates"
    if day != year_span(year)[0]:
        name += f" from {day_text(day)}"
    return Snapshot(
        APC_RATES,
        name,
        file,
        effective=day,
        until=until,
        known=day_number(stated) if stated else ALWAYS,
        known_evidence="U" if stated else "V",
        rows=rows,
        lines={key: lines[key] for key in rows},
    )
