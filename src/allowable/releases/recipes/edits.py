"""Medically unlikely edits: the most units of a code, as NCCI publishes them each quarter. And what only pretends to be NCCI's.

Code pairs are too many for a Snapshot: pairs_write.py reads them. Sources: CMS's MUE tables (csv), converted or retyped copies of them.
"""

from __future__ import annotations

import re
from datetime import date

from ...kernel.day import day_number
from ...law.edits.tables import (
    UNIT_LIMITS_HOSPITAL,
    UNIT_LIMITS_HOSPITAL_EXCERPT,
    UNIT_LIMITS_PRACTITIONER,
    UNIT_LIMITS_PRACTITIONER_EXCERPT,
    UNIT_LIMITS_SUPPLIER,
)
from ..intervals import quarter_after
from ..problem import NotRecognised, Refused
from ..recipe import columns_of, normalised, recipe
from ..snapshot import Snapshot, scaled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from ...kernel.table import Table
    from ..files import PublishedFile

    Key = tuple[str, ...]
    Rows = dict[Key, tuple[int, str, str]]
    Lines = dict[Key, int]

CODE = re.compile(r"[0-9A-Z]{4}[0-9A-Z]")

# NCCI's category -> our own short words.
LIMIT_RATIONALES = {
    "anatomic consideration": "anatomy",
    "clinical cms workgroup": "clinical: CMS work group",
    "clinical data": "clinical: claims data",
    "clinical society comment": "clinical: comment of a society",
    "cms policy": "CMS policy",
    "code descriptor cpt instruction": "meaning of the code or coding instruction",
    "compounded drug policy": "compounded drug",
    "drug discontinued": "drug no longer made",
    "nature of analyte": "what is measured",
    "nature of equipment": "kind of equipment",
    "nature of service procedure": "kind of service",
    "oral medication not payable": "oral drug, not payable",
    "prescribing information": "prescribing information",
    "published contractor policy": "contractor's published policy",
}
SERVICES = {
    "practitioner": (UNIT_LIMITS_PRACTITIONER, 13_000, "Practitioner", "Practitioner Services"),
    "outpatient_hospital": (UNIT_LIMITS_HOSPITAL, 13_000, "Outpatient Hospital", "Outpatient Hospital Services"),
    "dme": (UNIT_LIMITS_SUPPLIER, 2_500, "DME Supplier", "DME Supplier Services"),
}
EXCERPTS = {"practitioner": UNIT_LIMITS_PRACTITIONER_EXCERPT, "outpatient_hospital": UNIT_LIMITS_HOSPITAL_EXCERPT}
CMS_SERVICES = {"practitionerservices": "practitioner", "outpatienthospitalservices": "outpatient_hospital", "dmesupplierservices": "dme"}
LARGEST_UNITS = 1_000_000


@recipe(
    "edits",
    [UNIT_LIMITS_PRACTITIONER, UNIT_LIMITS_HOSPITAL, UNIT_LIMITS_SUPPLIER],
    r"^ncci_mue_(practitioner|outpatient_hospital|dme)_(20\d\d)Q([1-4])\.csv$",
)
def converted_unit_limits(file: PublishedFile, match: re.Match[str]) -> Iterator[Snapshot]:
    """A whole converted table of one quarter; the column mue_service must name the table that the file's name announces."""
    table, least, service, _ = SERVICES[match[1].lower()]
    wanted = {name: [name] for name in ("hcpcs_code", "mue_units", "mue_mai", "mue_rationale", "mue_service")}
    rows: Rows = {}
    lines: Lines = {}
    for number, cells in table_body(file, wanted, "hcpcs_code"):
        if cells[4] != service:
            raise Refused(file.where, f"column mue_service says {cells[4]!r}, the file's name {service!r}", row=number)
        _add_limit(file.where, number, cells, rows, lines)
    yield _limits(file, table, least, date(int(match[2]), int(match[3]) * 3 - 2, 1), rows, lines, "converted")


@recipe(
    "edits",
    [UNIT_LIMITS_PRACTITIONER, UNIT_LIMITS_HOSPITAL, UNIT_LIMITS_SUPPLIER, UNIT_LIMITS_PRACTITIONER_EXCERPT, UNIT_LIMITS_HOSPITAL_EXCERPT],
    r"^MCR_MUE_(PractitionerServices|OutpatientHospitalServices|DMESupplierServices)"
    r"_Eff_(\d\d)-(\d\d)-(20\d\d)(\.excerpt\.transcribed)?\.csv$",
)
def unit_limits(file: PublishedFile, match: re.Match[str]) -> Iterator[Snapshot]:
    """CMS's own csv: a notice, then the header, whose second column names the service."""
    kind = CMS_SERVICES[match[1].lower()]
    table, least, _, service = SERVICES[kind]
    wanted = {
        "hcpcs": ["HCPCS/CPT Code"],
        "units": [f"{service} MUE Values", f"{service} MUE Value"],
        "adjudication": ["MUE Adjudication Indicator"],
        "rationale": ["MUE Rationale"],
    }
    rows: Rows = {}
    lines: Lines = {}
    for number, cells in table_body(file, wanted, "hcpcs cpt code"):
        indicator = re.match(r"([123]) (Line Edit|Date of Service Edit: (?:Policy|Clinical))$", cells[2])
        if not indicator:
            raise Refused(file.where, f"column MUE Adjudication Indicator: {cells[2]!r} is none of the three", row=number)
        _add_limit(file.where, number, [*cells[:2], indicator[1], cells[3]], rows, lines)
    effective = first_day(file, int(match[4]), int(match[2]), int(match[3]))
    if match[5]:
        yield _excerpt(file, kind, effective, rows, lines)
    else:
        yield _limits(file, table, least, effective, rows, lines, "official")


@recipe(
    "edits",
    [UNIT_LIMITS_PRACTITIONER_EXCERPT, UNIT_LIMITS_HOSPITAL_EXCERPT],
    r"^mue_(outpatient_hospital|practitioner)_eff_(20\d\d)-(\d\d)-(\d\d)_\w*excerpt\.transcribed\.csv$",
)
def unit_limit_excerpt(file: PublishedFile, match: re.Match[str]) -> Iterator[Snapshot]:
    """Some codes of one quarter, retyped: a table of its own, in which a missing code proves nothing."""
    rows: Rows = {}
    lines: Lines = {}
    for number, cells in table_body(file, {name: [name] for name in ("hcpcs", "mue", "mai", "rationale")}, "hcpcs"):
        _add_limit(file.where, number, cells, rows, lines)
    yield _excerpt(file, match[1].lower(), first_day(file, int(match[2]), int(match[3]), int(match[4])), rows, lines)


def table_body(file: PublishedFile, wanted: dict[str, list[str]], first: str) -> Iterator[tuple[int, list[str]]]:
    """Yield (row number, wanted cells) below the header row whose first cell is `first`."""
    places = None
    for number, cells in file.rows():
        if places is None:
            if cells and normalised(cells[0]) == normalised(first):
                places = list(columns_of(cells, wanted, file.where, number).values())
                width = len(cells)
        elif any(cells):
            if len(cells) != width:
                raise Refused(file.where, f"it has {len(cells)} cells, the header {width}: the file is damaged or cut short", row=number)
            yield number, [cells[at] for at in places]
    if places is None:
        raise Refused(file.where, f"no header row that starts with {first!r}")


def _add_limit(where: str, number: int, cells: list[str], rows: Rows, lines: Lines) -> None:
    code, units, adjudication, rationale = cells[:4]
    if not CODE.fullmatch(code):
        raise Refused(where, f"{code!r} is no procedure code", row=number)
    if (code,) in rows:
        raise Refused(where, f"code {code} stands twice; its first row is {lines[code,]}", row=number)
    if adjudication not in ("1", "2", "3"):
        raise Refused(where, f"code {code}: {adjudication!r} is no adjudication indicator (1, 2 or 3)", row=number)
    words = LIMIT_RATIONALES.get(normalised(rationale))
    if words is None:
        raise Refused(where, f"code {code}: {rationale[:60]!r} is no rationale of NCCI's", row=number)
    value = scaled(units, 0, where, number, "MUE value")
    if value is None or not 0 <= value < LARGEST_UNITS:
        raise Refused(where, f"code {code}: {units!r} is no number of units", row=number)
    rows[code,] = (value, adjudication, words)
    lines[code,] = number


def _limits(file: PublishedFile, table: Table, least: int, effective: date, rows: Rows, lines: Lines, trust: str) -> Snapshot:
    if len(rows) < least:
        raise Refused(file.where, f"it has {len(rows)} codes, and a whole table more than {least}: it is cut short, or no table of NCCI's")
    return quarterly(table, f"NCCI MUE {quarter_name(effective)}", file, effective, rows, lines, trust)


def _excerpt(file: PublishedFile, kind: str, effective: date, rows: Rows, lines: Lines) -> Snapshot:
    if kind not in EXCERPTS:
        raise Refused(file.where, "an excerpt of this table is not read")
    return quarterly(EXCERPTS[kind], f"NCCI MUE {quarter_name(effective)} excerpt", file, effective, rows, lines, "retyped")


def quarter_name(first: date) -> str:
    """2024Q3."""
    return f"{first.year}Q{(first.month + 2) // 3}"


def quarterly(table: Table, release: str, file: PublishedFile, effective: date, rows: Any, lines: Any, trust: str) -> Snapshot:
    """The Snapshot of a quarter that begins on the date `effective`."""
    first = day_number(effective)
    return Snapshot(table, release, file, effective=first, until=quarter_after(first), rows=rows, trust=trust, lines=lines)


def first_day(file: PublishedFile, year: int, month: int, day: int) -> date:
    """The date of a quarter's first day, as a file's name gives it; refuses any other."""
    try:
        first = date(year, month, day)
    except ValueError:
        raise Refused(
            file.where, f"{year}-{month:02d}-{day:02d} in its name is not a day", advice="give it the name under which CMS offers it"
        ) from None
    if day != 1 or month not in (1, 4, 7, 10):
        raise Refused(
            file.where, f"{first} in its name is not the first day of a quarter", advice="give it the name under which CMS offers it"
        )
    return first


# Lists that are not NCCI's ------------------------------------------------------------------------------------------------------------


@recipe("edits", [], r"(?:^|[^a-z])(?:mue|ptp)(?:[^a-z][^/]*)?\.json$")
def invented(file: PublishedFile, match: re.Match[str]) -> Iterator[Snapshot]:
    """NCCI publishes no JSON. What bears its tables' names and is JSON is judged by content, and refused with what gives it away."""
    import json

    try:
        listed = json.loads(file.text())
    except ValueError:
        raise Refused(file.where, "this is neither a table of NCCI nor JSON") from None
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        raise NotRecognised(f"{file.where}: no list of edits")
    known = {*LIMIT_RATIONALES, *_pair_rationales()}
    strange = [at for at, one in enumerate(listed, 1) if normalised(str(one.get("rationale", ""))) not in known]
    why = f"it has {len(listed)} edits, and the smallest whole table of NCCI has more than 2,500"
    if strange:
        why += f"; {len(strange)} of them give a reason that is none of NCCI's categories"
    raise Refused(
        file.where,
        why,
        row=strange[0] if strange else len(listed),
        advice="take the tables from CMS's NCCI page: csv, txt or xlsx in a zip",
    )


def _pair_rationales() -> dict[str, int]:
    from ..pairs_sources import RATIONALES

    return RATIONALES
