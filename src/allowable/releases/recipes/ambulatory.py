"""ASC Addenda AA (surgical procedures) and BB (ancillary services): payment indicator, weight and national rate of each quarter.

Every print from 2021 to 2026 gives rates with two places and weights with at most four. Where no print of CMS is held, a third party's list
of rates is read, marked as converted.
"""

from __future__ import annotations

import json
import re
from datetime import date
from fractions import Fraction

from ...law.ambulatory.tables import ASC_ANCILLARY_RATES, ASC_RATES
from ..problem import Refused
from ..recipe import recipe
from ..snapshot import scaled
from .ambulatory_release import CODE, Addendum, open_addendum

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from ...kernel.table import Cells, Table
    from ..files import PublishedFile
    from ..recipe import Rows
    from ..snapshot import Snapshot

TABLES = {"AA": ASC_RATES, "BB": ASC_ANCILLARY_RATES}
FEWEST = {"AA": 3_800, "BB": 1_800}
HEADINGS = {
    "payment_indicator": ["payment indicator"],
    "multiple_procedure": ["subject to multiple procedure discounting"],
    "relative_weight": ["payment weight"],
    "payment_rate": ["payment rate"],
    "adjusted_copayment": ["ira-22 adjusted copayment1", "ira-22 adjusted copayment"],
    "comment_indicator": ["comment indicator"],
}
OPTIONAL = {"adjusted_copayment", "comment_indicator"}

# Which addendum an indicator that carries a rate belongs to (Addendum DD1); used where a list mixes both.
INDICATORS = {"AA": {"A2", "D2", "G2", "J8", "P2", "P3", "R2"}, "BB": {"F4", "H2", "J7", "K2", "K7", "L6", "S2", "Z2", "Z3"}}


@recipe("ambulatory", [ASC_RATES, ASC_ANCILLARY_RATES], r"^(?:.*(?:[^a-z]|addendum))?(AA|BB)(?:[^a-z].*)?\.(?:csv|txt)$")
def rates(file: PublishedFile, match: re.Match[str]) -> Iterator[Snapshot]:
    """Addendum AA or BB of one quarter."""
    name = match[1].upper()
    table = TABLES[name]
    headings = {column: words for column, words in HEADINGS.items() if column in table.where}
    wanted = {column: words for column, words in headings.items() if column not in OPTIONAL}
    optional = {column: words for column, words in headings.items() if column in OPTIONAL}
    addendum = open_addendum(file, name, wanted, optional=optional, fewest=FEWEST[name])
    rows, lines = addendum.unique(lambda number, cells: _rate_row(addendum, table, number, cells))
    if table is ASC_RATES:
        _one_conversion_factor(file, rows)
    yield addendum.snapshot(table, rows, lines)


def _rate_row(addendum: Addendum, table: Table, number: int, cells: list[str]) -> Cells:
    values: dict[str, Any] = {"mark": cells[1] if len(cells) > 1 else ""}
    for column in table.columns:
        if column.places is None:
            values.setdefault(column.name, addendum.cell(cells, column.name))
        else:
            values[column.name] = addendum.number(number, cells, column.name, column.places)
    values["payment_indicator"] = values["payment_indicator"].upper()  # CMS prints a k5 in 2026
    _check_texts(addendum.file.where, cells[0], number, **values)
    return tuple(value if value != "" else None for value in map(values.get, table.column_names))


def _check_texts(
    where: str, code: str, number: int, *, mark: str, payment_indicator: str, multiple_procedure: str = "", **_: object
) -> None:
    if mark.strip("*"):
        raise Refused(where, f"{mark[:20]!r} stands where only asterisks do: the columns have moved", row=number)
    if not re.fullmatch(r"[A-Z]\d", payment_indicator):
        raise Refused(where, f"code {code}: {payment_indicator!r} is no payment indicator", row=number)
    if multiple_procedure not in ("Y", "N", ""):
        raise Refused(where, f"code {code}: {multiple_procedure!r} is neither Y nor N for multiple procedure discounting", row=number)


def _one_conversion_factor(file: PublishedFile, rows: Rows) -> None:
    """Refuses rates that no single conversion factor explains: weight times factor gives all but a few rates of every real print."""
    weight, rate = ASC_RATES.where["relative_weight"], ASC_RATES.where["payment_rate"]
    priced = [(row[weight], row[rate]) for row in rows.values() if row[weight] and row[rate]]
    heavy = sorted((pair for pair in priced if pair[0] >= 20_0000), key=lambda pair: Fraction(pair[1], pair[0]))
    if len(heavy) < 500:
        raise Refused(file.where, f"only {len(heavy)} codes have a rate and a weight of 20 or more; a whole Addendum AA has over 1,000")
    weight, rate = heavy[len(heavy) // 2]
    fit = sum(abs(cents * weight - share * rate) <= 2 * weight + share for share, cents in priced)
    if fit * 100 < len(priced) * 99:
        why = f"only {fit} of {len(priced)} rates agree with weight times one conversion factor: this is no table of CMS's"
        raise Refused(file.where, why)


@recipe("ambulatory", [ASC_RATES, ASC_ANCILLARY_RATES], r"^asc-rates-(20\d\d)Q([1-4])\.json$")
def converted_rates(file: PublishedFile, match: re.Match[str]) -> Iterator[Snapshot]:
    """Rates and indicators of one quarter as a third party listed them: both addenda mixed, rated codes only, without weights."""
    effective = date(int(match[1]), 3 * int(match[2]) - 2, 1)
    listed = _listed(file)
    if len(listed) < 4_000:
        raise Refused(file.where, f"it has {len(listed)} codes; a whole quarter has more than 4,000 with a rate")
    for name, indicators in INDICATORS.items():
        rows: Rows = {(code,): _listed_row(file, TABLES[name], code, value) for code, value in listed.items() if value["si"] in indicators}
        yield Addendum(file, name, effective).snapshot(TABLES[name], rows, None, trust="converted")


def _listed(file: PublishedFile) -> dict[str, dict[str, str]]:
    def no_repeat(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(dict(pairs)) != len(pairs):
            raise Refused(file.where, "a code or a name stands twice in one object")
        return dict(pairs)

    try:
        listed = json.loads(file.text(), parse_float=str, parse_int=str, object_pairs_hook=no_repeat)
    except json.JSONDecodeError as problem:
        raise Refused(file.where, f"this is no JSON ({problem.msg})", row=problem.lineno) from None
    if not isinstance(listed, dict):
        raise Refused(file.where, "it is no object of codes")
    for code, value in listed.items():
        if not CODE.fullmatch(code) or not isinstance(value, dict) or set(value) != {"rate", "si"}:
            raise Refused(file.where, f"{code[:20]!r} is no procedure code with a rate and an indicator")
        if not any(value["si"] in indicators for indicators in INDICATORS.values()):
            raise Refused(file.where, f"code {code}: {value['si']!r} is no payment indicator that carries a rate")
    return listed


def _listed_row(file: PublishedFile, table: Table, code: str, value: dict[str, str]) -> Cells:
    rate = scaled(str(value["rate"]), 2, file.where, None, f"rate of {code}")
    return tuple(map({"payment_indicator": value["si"], "payment_rate": rate}.get, table.column_names))
