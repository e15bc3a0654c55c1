"""What the tests of bulk on facilities share: made claims as the rows of a file, and the same claims priced one by one by the engine."""

from decimal import Decimal

import pyarrow as pa

from allowable.claims.model import Claim, Line
from allowable.engine import SYSTEM_OF_SETTING
from allowable.kernel.day import day_date
from allowable.kernel.number import number_text
from ambulatory_claims import AmbulatoryClaims
from outpatient_claims import OutpatientClaims

MAKERS = {"hospital": OutpatientClaims, "asc": AmbulatoryClaims}
FIRST_CLAIM = 300_000
MODIFIERS = [f"modifier_{at}" for at in range(1, 5)]
FLAGS = ("quality_reduction", "rural_sole_community", "rural_emergency")
OF_THE_CLAIM = (
    "cbsa",
    "wage_index",
    "bill_type",
    "cost_to_charge_ratio",
    "device_credit",
    "packaged_charges",
    "deductible_remaining",
    "ranking",
)
NOT_IN_A_FILE = ("service_day", "crosses_quarter")


def rows_of(engine, setting, count):
    """Rows of `count` made claims that a Claim can say, every cell a text or None, with claim_id and line."""
    fields, rows, held = engine.system(SYSTEM_OF_SETTING[setting]).fields, [], 0
    for claim in MAKERS[setting](engine).claims(FIRST_CLAIM, count * 2):
        own = [_row(fields, line, day) for line, day in claim]
        first = own[0]
        years = {row["service_date"][:4] for row in own}
        beyond = first["wage_index"] == "4.9999" or first.get("cost_to_charge_ratio") == "9.9999"
        if (
            all(len(row["hcpcs"] or "") == 5 for row in own)
            and len(first["cbsa"] or "00") in (2, 5)
            and len(years) == 1
            and not beyond
            and held < count
        ):
            held += 1
            rows += [{"claim_id": str(100 + 3 * held), "line": str(at), **row} for at, row in enumerate(own, 1)]
    return rows


def _row(fields, line, day):
    names = [name for name in fields if name not in NOT_IN_A_FILE]
    return {"service_date": day_date(day).isoformat(), **{name: _cell(fields[name], line.get(name)) for name in names}}


def _cell(field, value):
    if value is None or value == "":
        return None
    return number_text(value, field.places) if field.kind == "number" else value


def claim_of(setting, rows):
    """The Claim that rows of one claim say."""
    first = rows[0]
    facts = {name: first[name] for name in OF_THE_CLAIM if first.get(name)} | {name: True for name in FLAGS if first.get(name)}
    if first.get("condition_w2"):
        facts["condition_codes"] = ["W2"]
    return Claim([_line(row) for row in rows], setting=setting, **facts)


def _line(row):
    modifiers = [row[name] for name in MODIFIERS if row[name]]
    return Line(
        row["hcpcs"], on=row["service_date"], modifiers=modifiers, units=int(row["units"]), charge=row["charge"], denied=bool(row["denied"])
    )


def priced_one_by_one(engine, setting, rows):
    """[(allowed, medicare, patient) in cents or None] of the rows, each claim priced through Claim and Engine.price."""
    found = []
    for claim_id in dict.fromkeys(row["claim_id"] for row in rows):
        priced = engine.price(claim_of(setting, [row for row in rows if row["claim_id"] == claim_id]))
        found += [
            tuple(_cents(one) for one in (line.allowed, line.value("medicare_payment"), line.value("patient_share")))
            for line in priced.lines
        ]
    return found


def _cents(value):
    return None if value is None else int(value * 100)


def as_texts(rows):
    """The rows as a table of texts, as a CSV holds them; blank cells are null."""
    return pa.table({name: pa.array([row.get(name) for row in rows], pa.string()) for name in rows[0]})


NUMBERS = {
    "wage_index": 4,
    "cost_to_charge_ratio": 4,
    **dict.fromkeys(("charge", "device_credit", "packaged_charges", "deductible_remaining"), 2),
}


def as_typed(rows):
    """The same with the types of a warehouse: numbers, decimals, days, and flags as truths."""
    columns = {name: [row.get(name) for row in rows] for name in rows[0]}
    typed = {}
    for name, cells in columns.items():
        if name in ("claim_id", "line", "units"):
            typed[name] = pa.array([int(cell) for cell in cells], pa.int32())
        elif name in NUMBERS:
            typed[name] = pa.array([None if cell is None else Decimal(cell) for cell in cells], pa.decimal128(14, NUMBERS[name]))
        elif name in (*FLAGS, "condition_w2", "denied"):
            typed[name] = pa.array([cell == "yes" for cell in cells])
        elif name == "service_date":
            typed[name] = pa.array(cells, pa.string()).cast(pa.date32())
        else:
            typed[name] = pa.array(cells, pa.string())
    return pa.table(typed)
