"""Claims of surgical centers: every case of every rule is taken by an example or a made claim, and both folds agree on all of them."""

from collections import Counter

import pytest

from allowable.claims.model import Claim, Line
from allowable.runners.account import Unknown
from ambulatory_claims import AmbulatoryClaims
from cases import RecordingDesk, all_cases
from columns import in_bulk
from examples import Desk, load_examples

MADE = 1_200
NEVER = {  # the vocabulary wants a last word; what leads to it is never known to be false
    "allowed: otherwise",
    "ancillary_amount: otherwise",
    "unreduced_amount: otherwise",
}


@pytest.fixture(scope="module")
def claims(engine):
    return AmbulatoryClaims(engine, [border + step for border in engine.system("ambulatory").borders()[1:-1] for step in (-1, 0)]).claims(
        0, MADE
    )


@pytest.fixture(scope="module")
def answers(engine, claims):
    """{output: [(amount, reason)]} of the made claims by the account."""
    desk = Desk(engine, "ambulatory")
    found = {name: [] for name in desk.outputs}
    for claim in claims:
        for account in desk.account_of(claim):
            for name, values in found.items():
                value = account.values[name]
                values.append((None, value.reason) if isinstance(value, Unknown) else (value, ""))
    return found


def test_made_claims_have_every_kind_of_answer(answers):
    kinds = Counter("" if amount is not None else reason for amount, reason in answers["allowed"])
    assert kinds[""] > 1_000
    assert len(kinds) > 20


@pytest.mark.parametrize("size", [MADE, 7, 1])
def test_the_folds_agree(engine, claims, answers, size):
    for at in range(0, len(claims) if size > 1 else 100, size):
        part = claims[at : at + size]
        start, count = sum(map(len, claims[:at])), sum(map(len, part))
        found = in_bulk(engine, "ambulatory", part, outputs=tuple(answers))
        assert found == {name: values[start : start + count] for name, values in answers.items()}


def test_every_case_is_reached(engine, claims):
    taken, desks = Counter(), {}
    fields = engine.system("ambulatory").fields
    for example in load_examples():
        if example.system == "ambulatory":
            names = tuple(example.stated(fields).items())
            key = (names, example.on if names else None)
            if key not in desks:
                desks[key] = RecordingDesk(engine, "ambulatory", dict(names), key[1], taken)
            desks[key].account_of(desks[key].claim(example), example.known)
    desk = RecordingDesk(engine, "ambulatory", taken=taken)
    for claim in claims:
        desk.account_of(claim)
    assert {repr(case) for case in all_cases(engine.system("ambulatory")) - set(taken)} == NEVER


def test_the_days_of_a_claim_are_ranked_apart(engine):
    """Two procedures on two days are both paid in full, and an ancillary service needs its procedure on its own day."""
    lines = [Line("58563", on="2025-10-01"), Line("58558", on="2025-10-02"), Line("70450", on="2025-10-03")]
    priced = engine.price(Claim(lines, setting="asc"))
    assert [str(line.value("allowed")) for line in priced.lines] == ["2225.58", "1674.26", "None"]
    together = engine.price(Claim([Line("58563"), Line("58558"), Line("70450")], setting="asc", on="2025-10-01"))
    assert [str(line.value("allowed")) for line in together.lines] == ["2225.58", "837.13", "56.71"]
    assert str(together.total_of("allowed")) == "3119.42"


def test_the_deductible_goes_from_day_to_day(engine):
    lines = [Line("58558", on="2025-10-02"), Line("58563", on="2025-10-01", charge="100.00")]
    priced = engine.price(Claim(lines, setting="asc", deductible_remaining="257.00"))
    assert [str(line.value("deductible_applied")) for line in priced.lines] == ["157.00", "100.00"]
    assert [str(line.value("patient_share")) for line in priced.lines] == ["460.45", "100.00"]
