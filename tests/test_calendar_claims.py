"""Claims on every day on which a rule, a value or a release changes, and on the day before.

Account and bulk agree there; no answer changes between such days; and what can be said of the amounts without the rules is said: a family
of two endoscopies is the dearer one and what the other adds to its base, each the formula of the fee over CMS's printed units; a hospital
is paid the printed rate of one comprehensive procedure, a center the higher of two printed rates and half of the other.
"""

from decimal import ROUND_HALF_UP, Decimal

import pytest

from allowable.claims.model import Claim, Line
from allowable.engine import SYSTEM_OF_SETTING
from allowable.kernel.day import day_number, day_text, quarter_of
from allowable.law.ambulatory.tables import ASC_RATES
from allowable.law.outpatient.tables import ADDENDUM_B
from allowable.law.physician.tables import RELATIVE_VALUES
from allowable.releases.store import Missing
from allowable.runners.account import Unknown
from claims_made import Maker, cut_days
from columns import in_bulk
from examples import Desk
from test_calendar import FACTORS, in_force

EACH = 25  # made claims on each day; those of facilities: tests/test_agreement.py
FIRST, LAST = day_number("2019-12-31"), day_number("2027-01-01")
CENT = Decimal("0.01")


def test_account_and_bulk_agree_on_every_cut_day(engine):
    desk, maker = Desk(engine, "physician"), Maker(engine)
    days = cut_days(engine, "physician", FIRST, LAST)
    assert len(days) > 50
    claims = []
    for at, day in enumerate(days):
        claims += [[(fields, day) for fields, _ in claim] for claim in maker.claims(500_000 + at * EACH, EACH)]
    accounts = [account for claim in claims for account in desk.account_of(claim)]
    found = in_bulk(engine, "physician", claims)
    where = [claim for claim in claims for _ in claim]
    for name in desk.outputs:
        values = [account.values[name] for account in accounts]
        expected = [(None, value.reason) if hasattr(value, "reason") else (value, "") for value in values]
        wrong = [(one, other, claim) for one, other, claim in zip(expected, found[name], where, strict=True) if one != other]
        assert not wrong, (name, wrong[0])


# ---- 58563 with 58558, whose base is 58555, without a locality


def printed_fee(engine, code, day, expense):
    """The formula of the fee over what CMS printed for a day, without any rule; None where nothing is held."""
    found = engine.fact(RELATIVE_VALUES, (code, ""), day)
    if isinstance(found, Missing):
        return None
    cells = dict(zip(RELATIVE_VALUES.column_names, found[0].values, strict=True))
    units = Decimal(cells["work_rvu"] + cells[expense] + cells["malpractice_rvu"]).scaleb(-2)
    return (units * Decimal(in_force(FACTORS, day)[0])).quantize(CENT, ROUND_HALF_UP)


@pytest.mark.parametrize(("place", "expense"), [("22", "facility_pe_rvu"), ("11", "non_facility_pe_rvu")])
def test_a_family_of_two_on_every_cut_day(engine, place, expense):
    priced = 0
    for day in cut_days(engine, "physician", FIRST, LAST):
        total = engine.price(Claim([Line("58558"), Line("58563")], on=day, place_of_service=place)).total.allowed
        fees = [printed_fee(engine, code, day, expense) for code in ("58563", "58558", "58555")]
        if None in fees:
            assert total is None
        else:
            dearest, other, base = fees
            assert total == dearest + other - base, day_text(day)
            priced += 1
    assert priced > 40


# ---- the golden amounts: two endoscopies of one family, both endoscopies and their base printed in the release of the day


@pytest.mark.parametrize(
    ("codes", "place", "on", "amounts", "total"),
    [
        (("58558", "58563"), "22", "2024-06-01", ("79.56", "244.66"), "324.22"),
        (("58558", "58563"), "22", "2025-06-01", ("76.66", "238.07"), "314.73"),
        (("58558", "58563"), "11", "2025-06-01", ("878.21", "1909.41"), "2787.62"),
        (("58561", "58563"), "22", "2025-06-01", ("346.11", "90.25"), "436.36"),
    ],
)
def test_the_golden_operations(engine, codes, place, on, amounts, total):
    answer = engine.price(Claim([Line(code) for code in codes], on=on, place_of_service=place))
    assert [line.allowed for line in answer.lines] == [Decimal(one) for one in amounts]
    assert answer.total.allowed == Decimal(total)
    turned = engine.price(Claim([Line(code) for code in codes[::-1]], on=on, place_of_service=place))
    assert [line.allowed for line in turned.lines] == [Decimal(one) for one in amounts[::-1]]


# ---- what sequestration withholds: a charge of 100.00, of which 50.00 is the deductible (First Coast's example, by date)


@pytest.mark.parametrize(
    ("on", "paid"),
    [
        ("2020-04-30", "39.20"),
        ("2020-05-01", "40.00"),
        ("2022-03-31", "40.00"),
        ("2022-04-01", "39.60"),
        ("2022-06-30", "39.60"),
        ("2022-07-01", "39.20"),
        ("2025-10-01", "39.20"),
    ],
)
def test_sequestration_by_date(engine, on, paid):
    line = engine.price(Claim([Line("58563", charge="100.00")], on=on, place_of_service="22", deductible_remaining="50.00")).lines[0]
    assert [line.allowed, line.value("medicare_payment"), line.value("patient_share")] == [
        Decimal("100.00"),
        Decimal(paid),
        Decimal("60.00"),
    ]


# ---- facilities, day by day: an answer changes only where a rule, a value or a release does

OPERATIONS = {
    "hospital": [
        ([("58558", 0), ("58563", 0), ("58340", 0)], {"deductible_remaining": "257.00"}),
        ([("57500", 0), ("58100", 0), ("99213", 0), ("G0463", 0)], {"wage_index": "1.3138", "quality_reduction": True}),
        ([("99285", 0), ("G0378", 1), ("76830", 1)], {"rural_sole_community": True}),
    ],
    "asc": [
        ([("58558", 0), ("58563", 0), ("58340", 0)], {"deductible_remaining": "257.00"}),
        ([("58580", 0), ("58100", 0), ("76856", 0)], {"wage_index": "1.3138", "quality_reduction": True}),
    ],
}
ASKED = [(setting, lines, facts) for setting, operations in OPERATIONS.items() for lines, facts in operations]


def facility_answer(engine, setting, lines, facts, day):
    """Every output of a claim's lines without the day in it: amounts and texts, or categories and reasons."""
    claim = Claim([Line(code, on=day + later, units=9 if code == "G0378" else 1) for code, later in lines], setting=setting, **facts)
    values = [line.account.values for line in engine.price(claim).lines]
    return [{name: (one.category, one.reason) if isinstance(one, Unknown) else one for name, one in found.items()} for found in values]


@pytest.mark.parametrize(("setting", "lines", "facts"), ASKED, ids=[f"{one[0]} {one[1][0][0]}" for one in ASKED])
def test_a_facilitys_answer_changes_only_where_something_does(engine, setting, lines, facts):
    borders = set(cut_days(engine, SYSTEM_OF_SETTING[setting], FIRST, LAST))
    length = lines[-1][1]  # a claim over several days changes too where its last day enters another quarter
    borders |= {day - later for day in range(FIRST, LAST) if quarter_of(day) != quarter_of(day - 1) for later in (0, length)}
    before, changes, priced = None, 0, 0
    for day in range(FIRST, LAST):
        found = facility_answer(engine, setting, lines, facts, day)
        assert day in borders or found == before, day_text(day)
        changes += found != before
        priced += any(isinstance(one["allowed"], int) and one["allowed"] > 0 for one in found)
        before = found
    assert changes > 8
    assert priced > 300


def printed_rate(engine, table, code, day):
    """(rate, mark of multiple procedures) that CMS printed for a day; None where nothing is held."""
    found = engine.fact(table, (code,), day)
    if isinstance(found, Missing):
        return None
    cells = dict(zip(table.column_names, found[0].values, strict=True))
    places = next(one.places for one in table.columns if one.name == "payment_rate")
    return Decimal(cells["payment_rate"]).scaleb(-places), cells.get("multiple_procedure")


def test_one_comprehensive_procedure_on_every_cut_day(engine):
    """Beside a packaged service, whatever is charged. The patient owes a fifth of it, in 2020 a little more: an older copayment."""
    priced = 0
    for day in cut_days(engine, "outpatient", FIRST, LAST):
        answer = engine.price(Claim([Line("58340"), Line("58563", charge="9000.00")], setting="hospital", on=day))
        printed = printed_rate(engine, ADDENDUM_B, "58563", day)
        assert answer.lines[1].allowed == (None if printed is None else printed[0]), day_text(day)
        owed = answer.lines[1].value("patient_share")
        assert owed is None or printed[0] / 5 <= owed + CENT < printed[0] / 4, day_text(day)
        priced += owed is not None
    assert priced > 20


def test_two_procedures_of_a_center_on_every_cut_day(engine):
    priced = 0
    for day in cut_days(engine, "ambulatory", FIRST, LAST):
        total = engine.price(Claim([Line("58558"), Line("58563")], setting="asc", on=day)).total.allowed
        rates = [printed_rate(engine, ASC_RATES, code, day) for code in ("58558", "58563")]
        if None in rates or any(mark != "Y" for _, mark in rates):
            assert total is None, day_text(day)
        else:
            low, high = sorted(rate for rate, _ in rates)
            assert total == high + (low / 2).quantize(CENT, ROUND_HALF_UP), day_text(day)
            priced += 1
    assert priced > 20
