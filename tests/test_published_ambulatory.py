"""The law of ambulatory surgical centers against CMS's own files and against arithmetic of its own.

Every rate of every Addendum AA is what the center is allowed for that procedure alone, every rate of BB what it is allowed beside one, and
the patient's part is a fifth of it, but for what CMS marks otherwise. A claim is swept over wage indices, and each of its amounts is worked
out here once more in Decimals.
"""

from collections import Counter
from decimal import ROUND_HALF_UP, Decimal

import pytest

from allowable.claims.model import Claim, Line
from allowable.kernel.day import OPEN, day_number
from allowable.kernel.number import scaled_number
from allowable.law.ambulatory import tables
from allowable.law.outpatient.tables import COMPLEXITY_ADJUSTMENTS
from columns import in_bulk
from examples import Desk
from published_files import amount, asc_addendum, table
from test_published_rates import ASC_RELEASES, asc_file

PROCEDURE = "58558"  # carries the ancillary services; never marked, and its own addendum holds it in every quarter
PAID, CARRIED = {"A2", "D2", "G2", "J8", "P2", "P3", "R2"}, {"H2", "K2", "Z2", "Z3"}
CENT = Decimal("0.01")

# Lines of Addendum BB beside the plain ones: preventive, with a lowered copayment, limited as non-opioid. AA marks two or three preventive.
MARKED = {
    "2021/20210101": (5, 0, 0),
    "2021/20210401": (5, 0, 0),
    "2021/20210701": (5, 0, 0),
    "2021/20211001": (5, 0, 0),
    "2022/20220101": (5, 0, 0),
    "2022/20220401": (5, 0, 0),
    "2022/20220701": (5, 0, 0),
    "2022/20221001": (5, 0, 0),
    "2023/20230101": (5, 0, 0),
    "2023/20230401": (5, 17, 0),
    "2023/20230701": (5, 40, 0),
    "2023/20231001": (5, 48, 0),
    "2024/20240101": (5, 33, 0),
    "2024/20240401": (5, 40, 0),
    "2024/20240701": (5, 54, 0),
    "2024/20241001": (5, 43, 0),
    "zips/january-2": (4, 56, 10),
    "2025/20250101": (5, 56, 10),
    "2025/20250401": (5, 47, 11),
    "2025/20250701": (5, 71, 11),
    "2025/20251001": (5, 73, 11),
    "2026/20260101": (5, 76, 18),
    "2026/20260401": (5, 69, 19),
}


def cents(value):
    return Decimal(value).quantize(CENT, ROUND_HALF_UP)


def marks(path):
    """{code: (asterisks, adjusted copayment or None)} of an addendum: the column behind the code, and the last where it is one."""
    names, rows = table(path, "HCPCS Code")
    code = names.index("HCPCS Code")
    last = next((at for at, name in enumerate(names) if "Adjusted Copayment" in name), None)
    return {row[code]: (row[code + 1], amount(row[last]) if last is not None and len(row) > last else None) for row in rows}


def answers(engine, claims, day, known):
    """{output: [(amount, reason)]} of claims of codes, line after line."""
    desk = Desk(engine, "ambulatory")
    lines = [[(desk.fields({"hcpcs": code}), day_number(day)) for code in claim] for claim in claims]
    return desk.bulk(lines, OPEN if known is None else day_number(known))


def compare(published, marked, allowed, patient):
    """(counts by kind, what is wrong) of the lines of codes against the addendum."""
    kinds, wrong = Counter(), []
    for (code, (indicator, rate)), given, share in zip(published.items(), allowed, patient, strict=True):
        asterisks, copayment = marked.get(code, ("", None))
        fifth = rate is not None and rate - cents(rate * Decimal("0.8"))
        if asterisks == "***":
            kind, right = "limited", given[0] is None
        elif indicator.upper() not in PAID | CARRIED or rate is None:
            kind, right = "not by a rate", given[0] in (None, 0)
        elif asterisks == "**":
            kind, right = "preventive", (given[0], share[0]) == (rate, 0)
        elif copayment is not None:
            kind, right = "lowered copayment", (given[0], share[0]) == (rate, copayment)
        else:
            kind, right = "a fifth", (given[0], share[0]) == (rate, fifth)
        kinds[kind] += 1
        if not right:
            wrong.append((code, indicator, rate, asterisks, copayment, given, share))
    return kinds, wrong


@pytest.mark.shared
@pytest.mark.parametrize(("folder", "known"), [one[:2] for one in ASC_RELEASES], ids=[one[0][:13] for one in ASC_RELEASES])
def test_every_rate_and_coinsurance_of_the_addenda(shared, engine, folder, known):
    path, day = asc_file(shared, folder, "AA")
    published = asc_addendum(path)
    found = answers(engine, [[code] for code in published], day, known)
    kinds, wrong = compare(published, marks(path), found["allowed"], found["patient_share"])
    assert wrong == []
    assert kinds["a fifth"] > 3_500
    assert kinds["preventive"] in (2, 3)

    path, day = asc_file(shared, folder, "BB")
    published = asc_addendum(path)
    found = answers(engine, [[code, PROCEDURE] for code in published], day, known)
    kinds, wrong = compare(published, marks(path), found["allowed"][::2], found["patient_share"][::2])
    assert wrong == []
    assert kinds["a fifth"] > 500
    assert tuple(kinds[kind] for kind in ("preventive", "lowered copayment", "limited")) == MARKED[folder[: 14 if "zip" in folder else 13]]


# ---- a sweep over wage indices, worked out here

LINES = [  # code, modifiers, units, national rate of October 2025, device portion that comes off, share, how it is ranked, index counts
    ("58563", [], 1, "2225.58", "0", "1", True, True),
    ("58558", [], 2, "1674.26", "0", "1", True, True),
    ("58580", ["73"], 1, "3956.23", "1802.48", "0.5", False, True),
    ("58580", ["FC"], 1, "3956.23", "901.24", "1", True, True),
    ("58561", ["52"], 1, "2225.58", "0", "0.5", False, True),
    ("0263T", [], 3, "2515.29", "0", "1", False, True),
    ("70450", [], 1, "56.71", "0", "1", False, True),
    ("90371", [], 4, "134.19", "0", "1", False, False),
]


def expected(index):
    """Allowed amounts of LINES, and Medicare's payments, by the regulation and the manual: Decimals, no line of the product."""
    units = []
    for _, _, _, rate, device, share, _, follows in LINES:
        base = Decimal(rate) - Decimal(device)
        local = cents(base * Decimal("0.5") * index + base * Decimal("0.5")) if follows else base
        units.append(cents(local * Decimal(share)) if share != "1" else local)
    ranked = [at for at, line in enumerate(LINES) if line[6]]
    head = max(ranked, key=lambda at: (units[at], -at))
    allowed = []
    for at, line in enumerate(LINES):
        half = cents(units[at] / 2)
        first = units[at] if at == head else half
        allowed.append(first + half * (line[2] - 1) if line[6] else units[at] * line[2])
    parts = [cents(one * Decimal("0.8")) for one in allowed]
    return allowed, [part - cents(part * Decimal("0.02")) for part in parts]


INDICES = [Decimal(step) / 10_000 for step in range(3_000, 25_000, 97)]


def test_a_claim_over_wage_indices_in_bulk(engine):
    desk = Desk(engine, "ambulatory")
    day = day_number("2025-10-01")
    claims = [
        [(desk.fields({"hcpcs": one[0], "modifiers": one[1], "units": str(one[2]), "wage_index": str(index)}), day) for one in LINES]
        for index in INDICES
    ]
    found = in_bulk(engine, "ambulatory", claims, outputs=("allowed", "medicare_payment"))
    wanted = [expected(index) for index in INDICES]
    assert [value for value, _ in found["allowed"]] == [scaled_number(str(one), 2) for allowed, _ in wanted for one in allowed]
    assert [value for value, _ in found["medicare_payment"]] == [scaled_number(str(one), 2) for _, paid in wanted for one in paid]
    assert len({max(range(len(LINES)), key=lambda at: allowed[at]) for allowed, _ in wanted}) == 1
    assert len(INDICES) * len(LINES) == 1_816


@pytest.mark.parametrize("index", [None, *INDICES[:: len(INDICES) // 12]], ids=str)
def test_a_claim_over_wage_indices_through_the_account(engine, index):
    lines = [Line(one[0], modifiers=one[1], units=one[2]) for one in LINES]
    priced = engine.price(Claim(lines, setting="asc", on="2025-10-01", wage_index=index))
    allowed, paid = expected(Decimal(1) if index is None else index)
    assert [line.value("allowed") for line in priced.lines] == allowed
    assert [line.value("medicare_payment") for line in priced.lines] == paid


@pytest.mark.shared
def test_every_area_of_a_year(shared, engine):
    """Areas of 2026 as CMS's file lists them: 58558 in each is half of the rate times its index, and half."""
    rows = [row for row in table(shared / "cms" / "asc" / "2026" / "wage_index.csv", "CBSA")[1] if amount(row[-1])]
    indices = {row[0]: amount(row[-1]) for row in rows}
    desk = Desk(engine, "ambulatory")
    claims = [[(desk.fields({"hcpcs": PROCEDURE, "cbsa": area}), day_number("2026-04-01"))] for area in indices]
    found = desk.bulk(claims)["allowed"]
    half = Decimal("1738.07") / 2
    assert [value for value, _ in found] == [cents(half * index + half) for index in indices.values()]
    assert len(indices) > 400


# ---- what stands in two places stands alike


@pytest.mark.parametrize("name", ["sequestration_share", "screening_payment_share"])
def test_values_that_physicians_and_centers_share_are_equal(engine, name):
    mine, theirs = (
        [(one.starts, one.until, one.known, one.value) for one in engine.system(system).parameters[name].values]
        for system in ("ambulatory", "physician")
    )
    assert mine == theirs


def test_the_shape_of_the_pairs_is_the_hospital_systems():
    mine, theirs = tables.COMPLEXITY_ADJUSTMENTS, COMPLEXITY_ADJUSTMENTS
    assert (mine.name, mine.says, mine.authority) == (theirs.name, theirs.says, theirs.authority)
    for ours, other in ((mine.keys, theirs.keys), (mine.columns, theirs.columns)):
        assert [(one.name, one.says, one.places) for one in ours] == [(one.name, one.says, one.places) for one in other]


def test_the_full_conversion_factors_are_those_of_the_printed_rates(engine):
    """Weight times factor gives the printed rate of 58558 in each year whose factors are held."""
    for value in engine.system("ambulatory").parameters["conversion_factor"].values:
        row, _ = engine.fact(tables.ASC_RATES, (PROCEDURE,), value.starts)
        weight, rate = (Decimal(row.values[tables.ASC_RATES.where[name]]) for name in ("relative_weight", "payment_rate"))
        assert cents(weight / 10_000 * Decimal(value.value) / 1_000) == rate / 100
