"""Worked examples, each three ways: through the account, through the bulk fold alone, and hidden there among 999 other lines. Exact.

The examples stand in law/*/examples as data, with their sources. Every reason for which a rule of the law gives no amount is met by one.
"""

import functools
from collections import Counter
from decimal import Decimal

import pytest

from allowable.claims.model import Claim, Line
from allowable.kernel.cite import EVIDENCE
from allowable.kernel.day import OPEN, day_number
from examples import Desk, Neighbours, found_value, load_examples

EXAMPLES = load_examples()
COUNTS = {"ambulatory": 54, "outpatient": 69, "physician": 123}
SETTINGS = {"physician": "physician", "outpatient": "hospital", "ambulatory": "asc"}
OTHER_DAYS = [day_number(day) for day in ("2020-02-01", "2022-10-05", "2024-03-09", "2025-07-01", "2025-10-01", "2027-01-01")]

ON_A_CLAIM = {"hcpcs", "modifiers", "units", "place_of_service", "mac", "locality", "cbsa", "qualifying_participant"}
CLAIMS = [one for one in EXAMPLES if set(one.given) <= ON_A_CLAIM]

each = pytest.mark.parametrize("example", EXAMPLES, ids=repr)


@pytest.fixture(scope="module")
def desk(engine):
    """desk(example): the Desk on which its stated intermediates are fields of the line; one for all examples that state the same."""

    @functools.cache
    def opened(system, names, day):
        return Desk(engine, system, names, day)

    def chosen(example):
        fields = engine.system(example.system).fields
        names = tuple(sorted(set(example.given) - set(fields) - {"modifiers"}))
        return opened(example.system, names, example.on if names else None)

    return chosen


@pytest.fixture(scope="module")
def neighbours(engine):
    """neighbours(system): the 999 other lines, drawn once for each system."""
    return functools.cache(lambda system: Neighbours(engine.store, system))


def amount_of(system, desk, account):
    """(amount, reason) of an account's first output."""
    output = desk.system(system).outputs[0]
    value = account.values[output]
    if hasattr(value, "reason"):
        return None, value.reason
    return Decimal(found_value(account, output)), ""


def expected_amount(example, output):
    """(amount, reason) that an example states."""
    return (None, example.reason) if example.reason else (Decimal(example.expect[output]), "")


@each
def test_an_example_through_the_account(example, desk):
    here = desk(example)
    account = here.account(example.system, here.fields(example.given), example.on, example.known)
    assert amount_of(example.system, here, account) == expected_amount(example, here.system(example.system).outputs[0])
    found = {name: found_value(account, name) for name in example.expect}
    assert found == example.expect
    because = {step.rule.name: step.because for step in account.steps if step.rule.name in example.because}
    assert because == example.because


@pytest.mark.parametrize("example", CLAIMS, ids=repr)
def test_an_example_through_the_public_face(example, engine):
    """What a claim can say, a claim says: examples that state an intermediate are left to the other two ways."""
    given = dict(example.given)
    claim = {
        "setting": SETTINGS[example.system],
        "cbsa": given.pop("cbsa", None),
        "qualifying_participant": given.pop("qualifying_participant", "") == "yes",
    }
    line = Line(given.pop("hcpcs"), units=int(given.pop("units", "1")), modifiers=given.pop("modifiers", ()), **given)
    answer = engine.price(Claim([line], on=example.on, **claim), None if example.known == OPEN else example.known).lines[0]
    amount, reason = expected_amount(example, engine.system(example.system).outputs[0])
    assert answer.allowed == amount
    assert (answer.status == "priced") == (amount is not None)
    assert not reason or any(one.startswith(reason) for one in answer.reasons)


@each
def test_an_example_alone_and_hidden_among_999_lines(example, desk, neighbours):
    here = desk(example)
    line = (here.fields(example.given), example.on)
    expected = expected_amount(example, here.system(example.system).outputs[0])
    assert here.bulk([line], example.known, fresh=True) == [expected]
    others = neighbours(example.system).lines(here, 999, [example.on, *OTHER_DAYS])
    place = len(example.name) * 37 % 1_000
    answers = here.bulk([*others[:place], line, *others[place:]], example.known)
    assert answers[place] == expected
    assert len(answers) == 1_000
    # and the others are not disturbed by it: a few of them through the account
    for at in (0, 499, 998):
        account = here.account(example.system, *others[at], example.known)
        assert answers[at + (at >= place)] == amount_of(example.system, here, account)


# ---- the collection itself


def test_every_example_is_named_once_and_cites_a_source():
    names = [(one.system, one.name) for one in EXAMPLES]
    assert len(set(names)) == len(names)
    assert {one.evidence for one in EXAMPLES} <= set(EVIDENCE)
    assert all(len(one.source) > 10 for one in EXAMPLES)


def test_how_many_examples_there_are():
    assert Counter(one.system for one in EXAMPLES) == COUNTS


def rule_reasons(system):
    """Reasons that the rules of a system state for an answer without amount; the store's own reasons are met in test_store.py."""
    found, seen = {}, set()

    def walk(node):
        if node in seen:
            return
        seen.add(node)
        if node.op == "unknown" and not node.data[1].startswith("no value of "):
            found[node.data[1]] = True
        for arg in node.args:
            walk(arg)

    for day in system.borders():
        for root in system.program(day).roots.values():
            walk(root)
    return set(found)


# A last word that no facts reach, because a rule before it has answered already: the vocabulary wants one.
NEVER_REACHED = {"not priced"}


@pytest.mark.parametrize("system", sorted(SETTINGS))
def test_every_reason_of_the_law_is_met_by_an_example(engine, system):
    met = {one.reason for one in EXAMPLES if one.system == system}
    assert rule_reasons(engine.system(system)) - met - NEVER_REACHED == set()


def test_every_dated_number_has_an_example_on_its_first_day_and_on_the_day_before(engine):
    """Conversion factors are the dated numbers that change; the others hold from the first release on."""
    dated = engine.system("physician").parameters["conversion_factor"]
    days = {one.on for one in EXAMPLES if one.system == "physician"}
    wanted = {day for value in dated.values for day in (value.starts, value.starts - 1)}
    # 2026-01-01 lies before the first release of 2026 that is held
    assert wanted - days == {day_number("2026-01-01")}
