"""What must hold for any claim of a hospital or center, whatever its amounts: what changes nothing, what follows what, and who pays it.

The made claims are those of outpatient_claims.py and ambulatory_claims.py; each law is looked at on all of them to which it applies, and
none applies to a few only. `seen` counts them.
"""

import functools

import pytest

from allowable.claims.fields import whole_claim_fields
from allowable.runners.account import Unknown
from ambulatory_claims import AmbulatoryClaims
from columns import in_bulk
from examples import Desk, step_of
from outpatient_claims import OutpatientClaims

SYSTEMS = ("outpatient", "ambulatory")
MAKERS = {"outpatient": OutpatientClaims, "ambulatory": AmbulatoryClaims}
MADE = {"outpatient": 2_000, "ambulatory": 700}
NOT_PAID = {"outpatient": "A9270", "ambulatory": "00176"}  # status E1; a code of Addendum EE
PACKAGED = {"outpatient": ("status_in_force", "N"), "ambulatory": ("indicator", "N1")}
MODIFIERS = [f"modifier_{at}" for at in range(1, 5)]
UNREDUCED, PARTS = "unreduced_amount", ("allowed", "medicare_payment", "patient_share", "deductible_applied")


@functools.cache
def desk_of(engine, name):
    return Desk(engine, name)


@functools.cache
def claims_of(engine, name):
    return MAKERS[name](engine).claims(100_000, MADE[name])


@functools.cache
def accounts_of(engine, name):
    return [desk_of(engine, name).account_of(claim) for claim in claims_of(engine, name)]


def each(engine, name):
    """(claim, its accounts) of every made claim."""
    return zip(claims_of(engine, name), accounts_of(engine, name), strict=True)


def each_line(engine, name):
    """(line's fields, its account) of every line."""
    return ((line, account) for claim, found in each(engine, name) for (line, _), account in zip(claim, found, strict=True))


def answer(account, name):
    """An output of an account: its value, or its category and reason."""
    value = account.values[name]
    return (value.category, value.reason) if isinstance(value, Unknown) else value


def answers(accounts, names):
    return [{name: answer(account, name) for name in names} for account in accounts]


def amount(account, name):
    """An output, or the value of a rule as a whole number; None: it was not needed, or has none."""
    step = step_of(account, name)
    value = account.values.get(name, None if step is None else step.value)
    return None if isinstance(value, Unknown) else value


def holds(account, name):
    """Whether a truth of an account was found to hold."""
    return amount(account, name) is True


def told(claim):
    """A claim for the message of a failed test."""
    return [({name: value for name, value in fields.items() if value not in ("", None)}, day) for fields, day in claim]


def changed(claim, **fields):
    """The claim with some facts of all its lines changed."""
    return [({**line, **fields}, day) for line, day in claim]


def on_its_days(name, claim):
    """Whether the lines of a part of a claim still say on which of its days they are, so that the same law speaks for them."""
    if name != "outpatient":
        return True
    again = whole_claim_fields([day for _, day in claim])
    return all(line[key] == value for (line, _), of_days in zip(claim, again, strict=True) for key, value in of_days.items())


# ---- what changes nothing


@pytest.mark.parametrize("name", SYSTEMS)
def test_a_denied_line_changes_nothing_for_the_others(engine, name):
    desk, seen = desk_of(engine, name), 0
    for claim, found in each(engine, name):
        kept = [at for at, (line, _) in enumerate(claim) if line["denied"] != "yes"]
        left = [claim[at] for at in kept]
        if 0 < len(kept) < len(claim) and on_its_days(name, left):
            assert answers([found[at] for at in kept], desk.outputs) == answers(desk.account_of(left), desk.outputs), told(claim)
            seen += 1
    assert seen > 180


@pytest.mark.parametrize("name", SYSTEMS)
def test_a_denied_line_has_no_amount(engine, name):
    assert all(amount(account, "allowed") is None for line, account in each_line(engine, name) if line["denied"] == "yes")


@pytest.mark.parametrize("name", SYSTEMS)
def test_a_line_that_is_never_paid_changes_nothing_for_the_others(engine, name):
    desk, seen = desk_of(engine, name), 0
    for claim, found in each(engine, name):
        line, day = claim[-1]
        unpaid = ({**line, **dict.fromkeys([*MODIFIERS, "denied"], ""), "hcpcs": NOT_PAID[name], "units": 1}, day)
        more = desk.account_of([*claim, unpaid])
        if more[-1].values["allowed"].category == "not_payable" and all(one["hcpcs"] != NOT_PAID[name] for one, _ in claim):
            assert answers(more[:-1], desk.outputs) == answers(found, desk.outputs), told(claim)
            seen += 1
    assert seen > 400


@pytest.mark.parametrize("name", SYSTEMS)
def test_the_order_of_lines_changes_no_allowed_amount_but_of_ties(engine, name):
    desk, seen = desk_of(engine, name), 0
    for claim, found in each(engine, name):
        if len(claim) > 1 and not _tied(claim, found):
            turned = desk.account_of(claim[::-1])[::-1]
            assert answers(turned, ["allowed"]) == answers(found, ["allowed"]), told(claim)
            seen += 1
    assert seen > 450


def _tied(claim, accounts):
    """Whether two lines are of one code or one rate, or one of several carries a composite: then the first one is told apart."""
    codes = [line["hcpcs"] for line, _ in claim]
    rates = [amount(account, rate) for rate in ("national_rate", "ranking_value") for account in accounts]
    held = [(at < len(codes), rate) for at, rate in enumerate(rates) if rate is not None]
    return len(set(codes)) < len(codes) or len(set(held)) < len(held) or any(holds(account, "joined") for account in accounts)


@pytest.mark.parametrize("name", SYSTEMS)
def test_other_claims_change_nothing(engine, name):
    claims = claims_of(engine, name)[:150]
    outputs = desk_of(engine, name).outputs
    together = in_bulk(engine, name, claims, outputs=outputs)
    apart = [in_bulk(engine, name, part, outputs=outputs) for part in (claims[:77], claims[77:78], claims[78:])]
    assert together == {output: [one for part in apart for one in part[output]] for output in together}


@pytest.mark.parametrize("name", SYSTEMS)
def test_a_packaged_line_may_stand_on_two(engine, name):
    """Half of the units and of the charge on each: nothing of the claim changes, not even an outlier payment."""
    desk, seen, (fact, packaged) = desk_of(engine, name), 0, PACKAGED[name]
    for claim, found in each(engine, name):
        at = next(
            (at for at, (line, _) in enumerate(claim) if answer(found[at], fact) == packaged and (line["charge"] or 0) % 2 == 0), None
        )
        if at is not None:
            line, day = claim[at]
            half = ({**line, "charge": line["charge"] and line["charge"] // 2, "units": max(1, line["units"] // 2)}, day)
            more = desk.account_of([*claim[:at], half, half, *claim[at + 1 :]])
            names = [output for output in desk.outputs if output != UNREDUCED]
            assert answers([*more[:at], *more[at + 1 :]], names) == answers(found, names), told(claim)
            assert answer(more[at], "allowed") == answer(more[at + 1], "allowed")
            seen += 1
    assert seen > 140


# ---- what follows what


def test_two_units_are_two_lines_in_a_center(engine):
    """The regulation ranks units, not lines: the same amounts, whether a procedure done twice stands on one line or on two."""
    desk, seen = desk_of(engine, "ambulatory"), 0
    for claim, found in each(engine, "ambulatory"):
        at = next((at for at, (line, _) in enumerate(claim) if line["units"] == 2 and line["charge"] is None), None)
        if at is not None:
            once = ({**claim[at][0], "units": 1}, claim[at][1])
            more = desk.account_of([*claim[:at], once, once, *claim[at + 1 :]])
            both = [amount(account, "allowed") for account in more[at : at + 2]]
            assert (None if None in both else sum(both)) == amount(found[at], "allowed"), told(claim)
            others = [*more[:at], *more[at + 2 :]]
            assert answers(others, ["allowed"]) == answers([*found[:at], *found[at + 1 :]], ["allowed"]), told(claim)
            seen += amount(found[at], "allowed") is not None
    assert seen > 40


@pytest.mark.parametrize("name", SYSTEMS)
def test_an_index_of_one_is_the_national_amount(engine, name):
    desk, seen = desk_of(engine, name), 0
    for claim in claims_of(engine, name)[:600]:
        nation, one = (desk.account_of(changed(claim, cbsa="", wage_index=index)) for index in (None, 10_000))
        assert answers(one, desk.outputs) == answers(nation, desk.outputs), told(claim)
        seen += any(amount(account, "allowed") for account in one)
    assert seen > 160


@pytest.mark.parametrize(("name", "tenths", "within"), [("outpatient", 6, 0), ("ambulatory", 5, 2)])
def test_a_rate_follows_its_index_in_equal_steps(engine, name, tenths, within):
    """What the index adds from 1 to 2 is a share of the rate, and from 2 to 3 the same again; a center's rate is rounded to the cent."""
    desk, seen = desk_of(engine, name), 0
    for claim in claims_of(engine, name)[:600]:
        steps = [desk.account_of(changed(claim, wage_index=index)) for index in (10_000, 20_000, 30_000)]
        for accounts in zip(*steps, strict=True):
            first, second, third = (amount(account, "local_rate") for account in accounts)
            if None not in (first, second, third) and first < second:
                assert abs((third - second) - (second - first)) <= within
                assert abs(10 * (second - first) - tenths * first) <= 10 * within
                seen += 1
    assert seen > 250


def test_charges_of_a_hospital_matter_for_devices_at_cost_and_outliers_alone(engine):
    """And where a token of a dollar or less stands for a packaged procedure; these charges are no tokens."""
    desk, seen = desk_of(engine, "outpatient"), 0
    for claim in claims_of(engine, "outpatient"):
        without, some = (desk.account_of(changed(claim, charge=charge)) for charge in (None, 777_00))
        if not any(answer(account, "status_in_force") == "H" for account in some):
            assert answers(some, PARTS) == answers(without, PARTS), told(claim)
            seen += any(amount(account, "allowed") for account in some)
    assert seen > 330


def test_charges_of_packaged_lines_change_no_comprehensive_payment(engine):
    """Outlier payments alone rest on them, and never less than before where they grow."""
    desk, seen, raised = desk_of(engine, "outpatient"), 0, 0
    for claim, found in each(engine, "outpatient"):
        packaged = [holds(account, "packaged") and amount(account, "allowed") == 0 for account in found]
        if any(holds(account, "comprehensive_claim") for account in found) and any(packaged):
            low, high = (
                [
                    ({**line, "charge": (line["charge"] or 0) + more} if one else line, day)
                    for (line, day), one in zip(claim, packaged, strict=True)
                ]
                for more in (0, 90_000_00)
            )
            low, high = desk.account_of(low), desk.account_of(high)
            assert answers(low, PARTS) == answers(found, PARTS) == answers(high, PARTS), told(claim)
            outliers = [(amount(one, "outlier_payment"), amount(two, "outlier_payment")) for one, two in zip(low, high, strict=True)]
            assert all(two is None or one <= two for one, two in outliers if one is not None)
            seen, raised = seen + 1, raised + any(None not in pair and pair[0] < pair[1] for pair in outliers)
    assert seen > 150
    assert raised > 5


def test_one_line_at_most_carries_the_payment_of_a_claim(engine):
    seen = 0
    for claim, found in each(engine, "outpatient"):
        carrying = sum(holds(account, "is_primary") for account in found)
        assert carrying <= 1, told(claim)
        seen += carrying
    assert seen > 290


# ---- who pays


@pytest.mark.parametrize("name", SYSTEMS)
def test_medicare_and_the_patient_pay_the_allowed_amount_between_them(engine, name):
    """Sequestration is taken from Medicare's part alone."""
    seen = 0
    for _, account in each_line(engine, name):
        allowed, paid, patient = (amount(account, output) for output in PARTS[:3])
        if None not in (allowed, paid, patient):
            assert paid + amount(account, "sequestered") + patient == allowed
            assert amount(account, "medicare_part") + amount(account, "coinsurance") + amount(account, "deductible_applied") == allowed
            assert min(paid, patient, amount(account, "deductible_applied")) >= 0
            seen += allowed > 0
    assert seen > 370


@pytest.mark.parametrize("name", SYSTEMS)
def test_a_deductible_is_never_taken_twice(engine, name):
    seen = 0
    for claim, found in each(engine, name):
        remaining = claim[0][0]["deductible_remaining"]
        if remaining is not None:
            taken = sum(amount(account, "deductible_applied") or 0 for account in found)
            assert 0 <= taken <= remaining, told(claim)
            seen += taken == remaining > 0
    assert seen > 50


def test_a_center_is_never_allowed_more_than_it_charges(engine):
    lines = [(line["charge"], amount(account, "allowed")) for line, account in each_line(engine, "ambulatory")]
    compared = [(charge, allowed) for charge, allowed in lines if charge is not None and allowed is not None]
    assert all(allowed <= charge for charge, allowed in compared)
    assert sum(allowed == charge > 0 for charge, allowed in compared) > 60
