"""Every case of every choice in the law's rules is taken by a worked example or by a made claim; none is dead, none unproved."""

import functools
from collections import Counter

import pytest

from ambulatory_claims import AmbulatoryClaims
from cases import RecordingDesk, all_cases
from claims_made import Maker, cut_days
from examples import load_examples
from outpatient_claims import OutpatientClaims

MAKERS = {"physician": Maker, "outpatient": OutpatientClaims, "ambulatory": AmbulatoryClaims}
MADE = {"physician": 4_000, "outpatient": 3_000, "ambulatory": 2_000}  # claims beside the worked examples

# Cases that no fact can reach, each with its reason. Nothing else may remain.
LAST_WORD = "a service is payable, or why it is not was said before: the vocabulary wants a last word"
NEVER = {
    "physician": {"unreduced_fee: otherwise": LAST_WORD},
    "outpatient": {
        "observation_apc: no visit of status J2": "the rate of observation is asked for a visit of status J2 alone; the key wants a word",
        "unreduced_amount: otherwise": LAST_WORD,
    },
    "ambulatory": dict.fromkeys(("allowed: otherwise", "ancillary_amount: otherwise", "unreduced_amount: otherwise"), LAST_WORD),
}


@functools.cache
def reached(engine, name):
    """{case: how often it was taken}: by the worked examples, and by made claims."""
    by_examples, by_claims = Counter(), Counter()
    fields, desks = engine.system(name).fields, {}
    for example in load_examples():
        if example.system == name:
            stated = tuple(example.stated(fields).items())
            key = (stated, example.on if stated else None)
            if key not in desks:
                desks[key] = RecordingDesk(engine, name, dict(stated), key[1], by_examples)
            desks[key].account_of(desks[key].claim(example), example.known)
    desk, maker = RecordingDesk(engine, name, taken=by_claims), MAKERS[name](engine, cut_days(engine, name))
    for claim in maker.claims(0, MADE[name]):
        desk.account_of(claim)
    return by_examples, by_claims


@pytest.mark.parametrize("name", MAKERS)
def test_every_case_is_reached(engine, name):
    by_examples, by_claims = reached(engine, name)
    everything, never = all_cases(engine.system(name)), NEVER[name]
    left = sorted(repr(case) for case in everything - set(by_examples) - set(by_claims))
    print(f"{len(everything)} cases: {len(everything & set(by_examples))} by examples, {len(everything & set(by_claims))} by made claims")
    unproved = [case for case in left if case not in never]
    assert not unproved, "neither a worked example nor a made claim reaches\n" + "\n".join(unproved)
    assert sorted(never) == [case for case in left if case in never], "these cases are reached after all: take them from the list"


@pytest.mark.parametrize("name", MAKERS)
def test_the_made_claims_take_most_cases_often(engine, name):
    """What only an example reaches is compared by it alone; the agreement of the folds wants the others many times over."""
    _, by_claims = reached(engine, name)
    everything = all_cases(engine.system(name))
    often = [case for case in everything if by_claims[case] >= 5]
    assert len(often) > 0.8 * len(everything)
