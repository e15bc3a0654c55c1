"""What must hold for any claim, whatever its amounts: a denied line changes nothing for the others, nor does the order of the lines.

The made claims are those of claims_made.py; each law is looked at on all of them to which it applies, and none applies to a few only.
"""

import functools

import pytest

from allowable.runners.account import Unknown
from claims_made import Maker
from columns import in_bulk
from examples import Desk, found_value, step_of

MADE = 800
VISIT = "99213"  # an office visit: status A, multiple procedure indicator 0, no sides


@functools.cache
def claims_of(engine):
    return Maker(engine).claims(100_000, MADE)


@functools.cache
def desk_of(engine):
    return Desk(engine, "physician")


@pytest.fixture(scope="module")
def claims(engine):
    return claims_of(engine)


@pytest.fixture(scope="module")
def desk(engine):
    return desk_of(engine)


@pytest.fixture(scope="module")
def accounts(desk, claims):
    """The accounts of each claim."""
    return [desk.account_of(claim) for claim in claims]


def answer(account, name):
    """An output of an account: its value, or its category and reason."""
    value = account.values[name]
    return (value.category, value.reason) if isinstance(value, Unknown) else value


def answers(accounts, names):
    return [{name: answer(account, name) for name in names} for account in accounts]


def amount(account, name):
    """The value of a rule as a whole number, or None: it was not needed, or has none."""
    step = step_of(account, name)
    return None if step is None or isinstance(step.value, Unknown) else step.value


def told(claim):
    """A claim for the message of a failed test."""
    return [({name: value for name, value in fields.items() if value not in ("", None)}, day) for fields, day in claim]


def test_a_denied_line_changes_nothing_for_the_others(desk, claims, accounts):
    seen = 0
    for claim, found in zip(claims, accounts, strict=True):
        kept = [at for at, (fields, _) in enumerate(claim) if fields["denied"] != "yes"]
        if 0 < len(kept) < len(claim):
            alone = desk.account_of([claim[at] for at in kept])
            assert answers([found[at] for at in kept], desk.outputs) == answers(alone, desk.outputs), told(claim)
            seen += 1
    assert seen > MADE // 20


def test_a_denied_line_has_no_amount(claims, accounts):
    for claim, found in zip(claims, accounts, strict=True):
        for (fields, _), account in zip(claim, found, strict=True):
            assert fields["denied"] != "yes" or account.values["allowed"].__class__ is Unknown


def test_an_unranked_line_changes_no_other_amount(desk, claims, accounts):
    """Deductibles go from line to line and status T pays only alone: both are left out, all else stays as it was."""
    seen = 0
    for claim, found in zip(claims, accounts, strict=True):
        fields, day = claim[0]
        blank = dict.fromkeys(["modifier_1", "modifier_2", "modifier_3", "modifier_4", "denied"], "")
        visit = ({**fields, **blank, "hcpcs": VISIT, "units": 1}, day)
        if all(found_value(account, "status") != "T" and line["hcpcs"] != VISIT for account, (line, _) in zip(found, claim, strict=True)):
            more = desk.account_of([*claim, visit])
            assert answers(more[:-1], ["allowed"]) == answers(found, ["allowed"]), told(claim)
            seen += 1
    assert seen > MADE // 2


def test_the_order_of_lines_with_different_fees_changes_no_allowed_amount(desk, claims, accounts):
    seen = 0
    for claim, found in zip(claims, accounts, strict=True):
        codes = [line["hcpcs"] for line, _ in claim]
        fees = [amount(account, "one_procedure") or amount(account, "unreduced_fee") for account in found]
        ranked = [fee for fee in fees if fee is not None]
        bases = [amount(account, "family_total") for account in found]
        if len(claim) > 1 and len(set(codes)) == len(codes) and len(set(ranked)) == len(ranked) and not _alike(bases, found):
            turned = desk.account_of(claim[::-1])[::-1]
            if not any(_tied(account) for account in (*found, *turned)):
                assert answers(turned, ["allowed"]) == answers(found, ["allowed"]), told(claim)
                seen += 1
    assert seen > MADE // 5


def _alike(totals, accounts):
    """Whether two families have the same total."""
    held = {(found_value(account, "family"), total) for account, total in zip(accounts, totals, strict=True) if total is not None}
    return len({total for _, total in held}) < len(held)


def _tied(account):
    """Anaesthetics of one base, and therapy or tests of one component, are ranked by more than the fee of the line."""
    return any(step_of(account, name) for name in ("anesthesia_amount", "therapy_place", "technical_place", "professional_place"))


def test_how_a_file_is_cut_changes_nothing(engine, claims):
    together = in_bulk(engine, "physician", claims[:200])
    apart = [in_bulk(engine, "physician", part) for part in (claims[:77], claims[77:78], claims[78:200])]
    assert together == {name: [one for part in apart for one in part[name]] for name in together}


def test_allowed_is_never_above_the_charge(accounts):
    seen = 0
    for account in (one for claim in accounts for one in claim):
        allowed, charge = amount(account, "allowed"), amount(account, "compared_charge")
        if allowed is not None and charge is not None:
            assert allowed <= charge
            seen += allowed == charge
    assert seen > MADE // 20


def test_allowed_is_never_above_the_fee_schedule_nor_that_above_the_fee(accounts):
    for account in (one for claim in accounts for one in claim):
        allowed, schedule = amount(account, "allowed"), amount(account, "fee_schedule_amount")
        full, practitioner = amount(account, "surgeon_amount"), amount(account, "practitioner_amount")
        assert allowed is None or 0 <= allowed <= schedule <= practitioner <= full


def test_medicare_and_the_patient_pay_the_allowed_amount_between_them(claims, accounts):
    """Before sequestration, MIPS and the reduction for therapy assistants, and without a balance charged above the allowed amount."""
    seen = 0
    for (line, _), account in (
        (pair, account) for claim, found in zip(claims, accounts, strict=True) for pair, account in zip(claim, found, strict=True)
    ):
        allowed, part = amount(account, "allowed"), amount(account, "medicare_part")
        patient, paid = account.values["patient_share"], account.values["medicare_payment"]
        if allowed is None or part is None:
            continue
        assert part + amount(account, "coinsurance") + amount(account, "deductible_applied") == allowed
        if line["unassigned"] != "yes":
            assert part + patient == allowed
            if line["mips_percent"] is None and not {"CO", "CQ"} & {line[f"modifier_{at}"] for at in range(1, 5)}:
                assert paid + amount(account, "sequestered") + patient == allowed
                seen += 1
    assert seen > MADE // 2


def test_a_deductible_is_never_taken_twice(claims, accounts):
    seen = 0
    for claim, found in zip(claims, accounts, strict=True):
        remaining = claim[0][0]["deductible_remaining"]
        for day in {on for _, on in claim} if remaining is not None else ():
            taken = sum(amount(account, "deductible_applied") or 0 for account, (_, on) in zip(found, claim, strict=True) if on == day)
            assert 0 <= taken <= remaining
            seen += taken == remaining > 0
    assert seen > MADE // 50


def test_every_further_procedure_is_worth_no_more_than_alone(desk, claims, accounts):
    """A ranking only ever lowers: no line of surgery is paid more beside others than by itself, but for the left line of a pair."""
    seen = 0
    for claim, found in zip(claims, accounts, strict=True):
        for line, account in zip(claim, found, strict=True):
            if (
                step_of(account, "surgical_amount")
                and amount(account, "surgical_amount") is not None
                and found_value(account, "side") == ""
            ):
                alone = amount(desk.account_of([line])[0], "surgical_amount")
                assert alone is None or amount(account, "surgical_amount") <= alone, told(claim)
                seen += 1
    assert seen > MADE // 5
