"""Addendum B in forms that third parties made of CMS's prints: status and rate alone, rated codes alone, and inferred APCs.

Source: OPPS Addendum B of 2023 to 2026. These tables keep CMS's values, not its bytes. They hold for the quarters whose whole print is
not at hand; a whole print of the same quarter outranks them. The inferred APCs make a table of their own, so that an answer that used
one says so.
"""

from __future__ import annotations

import json
import re

from ...kernel.day import ALWAYS, day_number
from ...law.outpatient.tables import ADDENDUM_B, INFERRED_APCS
from ..problem import Refused
from ..recipe import recipe
from ..snapshot import Snapshot
from .outpatient import (
    WITNESS,
    WITNESS_RATES,
    Amounts,
    Heading,
    Quarter,
    add_once,
    apc_of,
    body,
    code_of,
    refuse_cut,
    refuse_few,
    refuse_old,
    refuse_other_year,
    status_of,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from ...kernel.table import Cells, Table
    from ..files import PublishedFile
    from ..recipe import Lines, Rows

LEAST_CODES = 17_500  # 2023 Q1, the shortest of these tables, has 17,559
LEAST_RATED = 7_000  # July 2026 has 7,359 rated codes
LEAST_INFERRED = 5_500

COLUMNS = {"hcpcs": ("HCPCSCode",), "status": ("StatusIndicator",), "payment_rate": ("PaymentRate",), "source": ("Source",)}
INFERRED_COLUMNS = {"hcpcs": ("hcpcs",), "status": ("si",), "apc": ("apc",), "method": ("apc_method",)}

# How the inference was made -> what we say of it. Applied to the whole print of January 2023 the join of status and rate gave 5,642
# APCs, none wrong, and left 53 codes undecided. The second group is not taken: another year's APC, or a code that changed since.
METHODS = {
    "rate+si": "its status and rate, which one APC of the year has",
    "rate": "its rate, which one APC of the year has",
    "2026Q3 apc, same si and rate": "its APC of July 2026, with the same status and rate",
}
NOT_TAKEN = {"", "none", "drug/other: not inferred", "rate+2025apc", "2026Q3 apc, si or rate differs"}
DRUGS = {"G", "K", "K1"}  # each has its own APC; the other codes of an APC share its rate


@recipe("outpatient", [ADDENDUM_B], r"^addendum_b_si_rate_(20\d\d)q([1-4])\.csv$")
def status_and_rate(file: PublishedFile, match: re.Match[str]) -> Iterator[Snapshot]:
    """One Snapshot with status and rate of every code; it has no APC, weight or copayment."""
    quarter = _quarter(file, match)
    rows = file.rows()
    heading = Heading(rows, COLUMNS, "hcpcscode", file.where)
    rate_of = Amounts(ADDENDUM_B.payment_rate, file.where, shown=True)
    values: Rows = {}
    lines: Lines = {}
    for row, cells in body(rows, heading, file.where):
        _check_source(cells["source"], match, file.where, row)
        key = (code_of(cells["hcpcs"], file.where, row),)
        rate = rate_of(cells["payment_rate"], row) or None  # a 0 is lost on conversion: gene therapies of millions, drugs below half a cent
        add_once(values, lines, key, _only(status_of(cells["status"], file.where, row), None, rate), file.where, row)
    refuse_few(values, LEAST_CODES, file.where, "codes")
    refuse_cut(values, file.where)
    _refuse_other_year(values, quarter, file.where)
    yield _snapshot(ADDENDUM_B, f"OPPS {quarter.name} Addendum B", file, quarter, values, lines, "converted")


def _only(status: str, apc: str | None, rate: int | None) -> Cells:
    return (status, apc, None, rate, None, None, None, None)


def _quarter(file: PublishedFile, match: re.Match[str]) -> Quarter:
    refuse_old(int(match[1]), file.where)
    return Quarter(int(match[1]), int(match[2]))


def _check_source(text: str, match: re.Match[str], where: str, row: int) -> None:
    """The column is the month of extraction: it lies in the year of the print, never before its quarter."""
    found = re.fullmatch(r"(20\d\d)-(\d\d)", text)
    if not found or found[1] != match[1] or int(found[2]) < 3 * int(match[2]) - 2:
        raise Refused(where, f"column Source: {text!r} cannot be the month in which the print of {match[1]} Q{match[2]} was taken", row=row)


def _refuse_other_year(values: Rows, quarter: Quarter, where: str) -> None:
    held = values.get((WITNESS,))
    rate: int | None = None if held is None else held[ADDENDUM_B.where["payment_rate"]]
    refuse_other_year(None if rate is None else rate // 10, WITNESS_RATES.get(quarter.year), WITNESS, where)


def _snapshot(
    table: Table, release: str, file: PublishedFile, quarter: Quarter, values: Rows, lines: Lines, trust: str, known: int = ALWAYS
) -> Snapshot:
    evidence = "V" if known == ALWAYS else "U"
    return Snapshot(
        table,
        release,
        file,
        effective=quarter.effective,
        until=quarter.until,
        known=known,
        known_evidence=evidence,
        rows=values,
        lines=lines,
        trust=trust,
    )


# The final rule assigned the APCs; that its correction moved no code between them is assumed, and so the day is unverified.
FINAL_RULE_DAYS = {"2024Q1": day_number("2023-11-22")}


@recipe("outpatient", [ADDENDUM_B], r"^opps-rates-(20\d\d)q([1-4])\.json$")
def rated_codes(file: PublishedFile, match: re.Match[str]) -> Iterator[Snapshot]:
    """One Snapshot with status, APC and rate of the rated codes alone: a code that is not in it may be packaged, unpaid, or gone.

    It bears the name of the quarter's whole print, so that the whole print takes its place once it is at hand.
    """
    quarter = _quarter(file, match)
    rate_of = Amounts(ADDENDUM_B.payment_rate, file.where)
    values: Rows = {}
    lines: Lines = {}
    shared: dict[str, int] = {}
    for entry, (code, held) in enumerate(_objects(file).items(), 1):
        if not isinstance(held, dict) or not {"rate", "si", "apc"} <= set(held):
            raise Refused(file.where, f"{code}: an entry has no rate, si and apc", row=entry)
        status, apc = status_of(held["si"], file.where, entry), apc_of(held["apc"], file.where, entry)
        rate = rate_of(held["rate"], entry)
        if not rate or not apc:
            raise Refused(file.where, f"{code}: its rate or its APC is blank or nil", row=entry)
        if status not in DRUGS and shared.setdefault(apc, rate) != rate:
            raise Refused(file.where, f"{code} has another rate than the codes before it in APC {apc}", row=entry)
        add_once(values, lines, (code_of(code, file.where, entry),), _only(status, apc, rate), file.where, entry)
    refuse_few(values, LEAST_RATED, file.where, "rated codes")
    _refuse_other_year(values, quarter, file.where)
    yield _snapshot(ADDENDUM_B, f"OPPS {quarter.name} Addendum B", file, quarter, values, lines, "converted")


def _objects(file: PublishedFile) -> dict[str, Any]:
    try:
        held = json.loads(file.text(), parse_float=str, parse_int=str)
    except ValueError as problem:
        raise Refused(file.where, f"it is no whole JSON text ({problem})") from None
    if not isinstance(held, dict):
        raise Refused(file.where, "it is not one object with a code for each name")
    return held


@recipe("outpatient", [INFERRED_APCS], r"^addendum_b_(20\d\d)q([1-4])_derived_with_apc\.csv$")
def inferred_apcs(file: PublishedFile, match: re.Match[str]) -> Iterator[Snapshot]:
    """One Snapshot of inferred APCs; the estimated weights and the copayments beside them are not read."""
    quarter = _quarter(file, match)
    rows = file.rows()
    heading = Heading(rows, INFERRED_COLUMNS, "hcpcs", file.where)
    values: Rows = {}
    lines: Lines = {}
    for row, cells in body(rows, heading, file.where):
        key, method = (code_of(cells["hcpcs"], file.where, row),), cells["method"]
        if method in NOT_TAKEN or status_of(cells["status"], file.where, row) in DRUGS:
            continue
        if method not in METHODS:
            raise Refused(file.where, f"column apc_method: {method!r} is no known way of inference", row=row)
        apc = apc_of(cells["apc"], file.where, row)
        if apc is None:
            raise Refused(file.where, f"{key[0]}: the APC is blank where one was inferred", row=row)
        add_once(values, lines, key, (apc, METHODS[method]), file.where, row)
    refuse_few(values, LEAST_INFERRED, file.where, "inferred APCs")
    known = FINAL_RULE_DAYS.get(quarter.name, ALWAYS)
    yield _snapshot(INFERRED_APCS, f"OPPS {quarter.name} inferred APCs", file, quarter, values, lines, "derived", known)
