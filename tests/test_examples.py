"""Worked examples, each three ways: through the account, through the bulk fold alone, and hidden there among 999 other lines. Exact.

The examples stand in law/*/examples as data, with their sources. Every reason for which a rule of the law gives no amount is met by one.
"""

import functools
import itertools
from collections import Counter
from decimal import Decimal

import pytest

from allowable.claims.model import Claim, ClaimError, Line
from allowable.kernel.cite import EVIDENCE
from allowable.kernel.day import OPEN, day_number
from examples import Desk, Neighbours, found_reason, found_value, load_examples, step_of

EXAMPLES = load_examples()
COUNTS = {"ambulatory": 153, "outpatient": 269, "physician": 363}
SETTINGS = {"physician": "physician", "outpatient": "hospital", "ambulatory": "asc"}
OTHER_DAYS = [day_number(day) for day in ("2020-02-01", "2022-10-05", "2024-03-09", "2025-07-01", "2025-10-01", "2027-01-01")]

WHOLE = {"units", "minutes", "base_units", "postoperative_days"}  # whole numbers of a line
OF_A_LINE = WHOLE | {"hcpcs", "modifiers", "place_of_service", "mac", "locality", "charge", "denied"}
OF_A_CLAIM = {"cbsa", "practitioner", "deductible_remaining", "mips_percent", "wage_index", "cost_to_charge_ratio", "device_credit"}
OF_A_CLAIM |= {"packaged_charges", "bill_type", "ranking"}
YES_OR_NO = {"qualifying_participant", "nonparticipating", "unassigned", "quality_reduction", "rural_sole_community", "rural_emergency"}
OF_A_DAY = {"service_day", "condition_w2"}  # of a claim that stands together over its days


def claim_of(example):
    """The Claim that says what an example states, or None: it states an intermediate, or what Claim refuses."""
    shared = OF_A_CLAIM | YES_OR_NO
    if any(set(line.given) - OF_A_LINE - OF_A_DAY - shared for line in example.lines):
        return None
    facts = [{name: line.given.get(name) for name in shared} for line in example.lines]
    if any(one != facts[0] for one in facts):
        return None
    known = {name: value == "yes" if name in YES_OR_NO else value for name, value in facts[0].items() if value is not None}
    try:
        codes = ["W2"] if example.lines[0].given.get("condition_w2") else []
        lines = [_line(line.given, example.on) for line in example.lines]
        return Claim(lines, setting=SETTINGS[example.system], condition_codes=codes, **known)
    except ClaimError:
        return None


def _line(given, first):
    on = first + int(given.get("service_day") or 1) - 1
    stated = {name: int(text) if name in WHOLE else text for name, text in given.items() if name in OF_A_LINE}
    return Line(stated.pop("hcpcs"), on=on, denied=stated.pop("denied", "") == "yes", **stated)


CLAIMS = [one for one in EXAMPLES if claim_of(one)]

each = pytest.mark.parametrize("example", EXAMPLES, ids=repr)


@functools.cache
def opened(engine, system, names, day):
    return Desk(engine, system, dict(names), day)


def desk_of(engine, example):
    """The Desk on which an example's stated intermediates are fields of the line; one for all examples that state the same."""
    names = tuple(example.stated(engine.system(example.system).fields).items())
    return opened(engine, example.system, names, example.on if names else None)


@pytest.fixture(scope="module")
def desk(engine):
    return functools.partial(desk_of, engine)


@functools.cache
def expected_of(engine, example):
    """{output: answers of the example's lines} by the account."""
    here = desk_of(engine, example)
    return here.answers(here.account_of(here.claim(example), example.known))


@functools.cache
def hidden(engine, here, known):
    """{example: its answers} of all examples of a desk, each a claim somewhere among 999 lines of other claims, priced in one batch."""
    examples = [one for one in EXAMPLES if one.known == known and desk_of(engine, one) is here]
    days = [*{one.on: True for one in examples}, OTHER_DAYS[len(examples) % len(OTHER_DAYS)]]
    others = neighbours(engine, here.name).claims(here, 999, days)
    claims = list(others)
    for example in examples:
        claims.insert(len(example.name) * 37 % (len(claims) + 1), here.claim(example))
    answers = here.bulk(claims, known)
    starts = dict(zip(map(id, claims), itertools.accumulate(map(len, claims), initial=0), strict=False))
    cut = {id(claim): {name: found[starts[id(claim)] :][: len(claim)] for name, found in answers.items()} for claim in claims}
    for claim in others[:: len(others) // 5]:  # the others are not disturbed: a few of them through the account
        assert cut[id(claim)] == here.answers(here.account_of(claim, known))
    mine = [claim for claim in claims if not any(claim is other for other in others)]
    return {example: next(cut[id(claim)] for claim in mine if claim == here.claim(example)) for example in examples}


@functools.cache
def neighbours(engine, system):
    return Neighbours(engine, system)


def check(example, answers, first):
    """The answers of an example's lines, {output: [(amount, reason)]}, are those that it states; `first` is the system's first output."""
    for at, line in enumerate(example.lines):
        for name in set(line.expect) & set(answers):
            assert answers[name][at] == (Decimal(line.expect[name]), ""), f"line {at + 1}, {name}"
        for name, reason in {**line.reasons, **({first: line.reason} if line.reason else {})}.items():
            assert name not in answers or answers[name][at] == (None, reason), f"line {at + 1}, {name}"


@each
def test_an_example_through_the_account(example, desk):
    here = desk(example)
    accounts = here.account_of(here.claim(example), example.known)
    check(example, here.answers(accounts), here.law.outputs[0])  # bulk is compared with these answers
    for line, account in zip(example.lines, accounts, strict=True):
        assert {name: found_value(account, name) for name in line.expect} == line.expect
        assert {name: found_reason(account, name) for name in line.reasons} == line.reasons
        steps = {name: step_of(account, name) for name in line.because}
        assert {name: step and step.because for name, step in steps.items()} == line.because


@pytest.mark.parametrize("example", CLAIMS, ids=repr)
def test_an_example_through_the_public_face(example, engine, desk):
    """What a claim can say, a claim says: examples that state an intermediate are left to the other ways."""
    answer = engine.price(claim_of(example), None if example.known == OPEN else example.known)
    for line, priced in zip(example.lines, answer.lines, strict=True):
        for name in set(line.expect) & set(desk(example).outputs):
            assert priced.value(name) == Decimal(line.expect[name]), name
        assert (priced.status == "priced") == (priced.allowed is not None)
        if line.reason:  # of the first output, which of a facility is the rate by itself
            first = priced.about(desk(example).law.outputs[0])
            assert first.allowed is None
            assert any(one.startswith(line.reason) for one in first.reasons)


@each
def test_an_example_alone_in_bulk(example, engine, desk):
    assert desk(example).bulk([desk(example).claim(example)], example.known) == expected_of(engine, example)


@each
def test_an_example_hidden_among_999_lines(example, engine, desk):
    assert hidden(engine, desk(example), example.known)[example] == expected_of(engine, example)


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
    lines = [line for one in EXAMPLES if one.system == system for line in one.lines]
    met = {line.reason for line in lines} | {reason for line in lines for reason in line.reasons.values()}
    assert rule_reasons(engine.system(system)) - met - NEVER_REACHED == set()


def test_every_dated_number_has_an_example_on_its_first_day_and_on_the_day_before(engine):
    """Conversion factors are the dated numbers that change; the others hold from the first release on."""
    dated = engine.system("physician").parameters["conversion_factor"]
    days = {one.on for one in EXAMPLES if one.system == "physician"}
    wanted = {day for value in dated.values for day in (value.starts, value.starts - 1)}
    # 2026-01-01 lies before the first release of 2026 that is held
    assert wanted - days == {day_number("2026-01-01")}
