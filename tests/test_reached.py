"""Every case of every choice in the physician's rules is taken by a worked example or by a made claim; none is dead, none unproved."""

from collections import Counter

import pytest

from cases import RecordingDesk, all_cases
from claims_made import Maker, cut_days
from examples import load_examples

MADE = 4_000  # claims beside the worked examples

# Cases that no fact can reach, each with its reason. Nothing else may remain.
NEVER = {
    "unreduced_fee: otherwise": "a service is payable, or why it is not was said before: the vocabulary wants a last word",
}


@pytest.fixture(scope="module")
def reached(engine):
    """{case: how often it was taken}: by the worked examples, and by made claims."""
    by_examples, by_claims = Counter(), Counter()
    fields, desks = engine.system("physician").fields, {}
    for example in load_examples():
        if example.system == "physician":
            names = tuple(example.stated(fields).items())
            key = (names, example.on if names else None)
            if key not in desks:
                desks[key] = RecordingDesk(engine, "physician", dict(names), key[1], by_examples)
            desks[key].account_of(desks[key].claim(example), example.known)
    desk, maker = RecordingDesk(engine, "physician", taken=by_claims), Maker(engine, cut_days(engine, "physician"))
    for claim in maker.claims(0, MADE):
        desk.account_of(claim)
    return by_examples, by_claims


def test_every_case_is_reached(engine, reached):
    by_examples, by_claims = reached
    everything = all_cases(engine.system("physician"))
    left = sorted(repr(case) for case in everything - set(by_examples) - set(by_claims))
    print(f"{len(everything)} cases: {len(everything & set(by_examples))} by examples, {len(everything & set(by_claims))} by made claims")
    unproved = [case for case in left if case not in NEVER]
    assert not unproved, "neither a worked example nor a made claim reaches\n" + "\n".join(unproved)
    assert sorted(NEVER) == [case for case in left if case in NEVER], "these cases are reached after all: take them from the list"


def test_the_made_claims_take_most_cases_often(engine, reached):
    """What only an example reaches is compared by it alone; the agreement of the folds wants the others many times over."""
    _, by_claims = reached
    everything = all_cases(engine.system("physician"))
    often = [case for case in everything if by_claims[case] >= 5]
    assert len(often) > 0.8 * len(everything)
