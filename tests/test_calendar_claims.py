"""Claims on every day on which a rule, a value or a release of the physician system changes, and on the day before.

Account and bulk agree there; and what can be said of the amounts without the rules is said: a family of two endoscopies is the dearer one
and what the other adds to its base, each the formula of the fee over CMS's printed units.
"""

from decimal import ROUND_HALF_UP, Decimal

import pytest

from allowable.claims.model import Claim, Line
from allowable.kernel.day import day_number, day_text
from allowable.law.physician.tables import RELATIVE_VALUES
from allowable.releases.store import Missing
from claims_made import Maker, cut_days
from columns import in_bulk
from examples import Desk
from test_calendar import FACTORS, in_force

EACH = 25  # made claims on each day
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
