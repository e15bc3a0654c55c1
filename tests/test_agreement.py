"""The account and the bulk fold of the real systems give the same amounts, or the same reasons, for every line and every output.

Choice, rounding of negatives, look-ups, blanks and what lines ask of each other are written once for one claim and once for arrays; only
this test and test_within.py hold them together. The same claims are sliced into batches of many sizes, each slicing for a fresh Bulk,
because growing state is where bulk goes wrong; block sizes and thresholds change with the slicing, so that every way is taken.
"""

import functools
import itertools
import multiprocessing
import os
import random
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from allowable.claims.fields import whole_claim_fields
from allowable.engine import Engine
from allowable.kernel.day import OPEN, day_number
from allowable.law.ambulatory.tables import ASC_ANCILLARY_RATES, ASC_EXCLUDED, ASC_RATES
from allowable.law.outpatient.tables import ADDENDUM_B, INFERRED_APCS
from allowable.law.physician.tables import RELATIVE_VALUES
from allowable.releases.store import EMBEDDED, Store
from allowable.runners.account import Unknown
from allowable.runners.bulk import buckets, classes, concern, keys, lines, vector
from allowable.runners.bulk.reasons import Reasons, reasons_of
from ambulatory_claims import AmbulatoryClaims
from claims_made import MODIFIERS as ALL_MODIFIERS
from claims_made import ODD_PLACES, PLACES_OF_SERVICE, UNKNOWN_CODES, Maker, cut_days
from columns import price_in_bulk
from examples import Desk
from outpatient_claims import BILL_TYPES, OutpatientClaims

SYSTEMS = ("physician", "outpatient", "ambulatory")
CLAIMS = {"physician": 3_000, "outpatient": 2_000, "ambulatory": 2_000}
FIRST, LAST = day_number("2019-01-01"), day_number("2027-12-31")
CODE_TABLES = {
    "physician": (RELATIVE_VALUES,),
    "outpatient": (ADDENDUM_B, INFERRED_APCS),
    "ambulatory": (ASC_RATES, ASC_ANCILLARY_RATES, ASC_EXCLUDED),
}
MAKERS = {"physician": Maker, "outpatient": OutpatientClaims, "ambulatory": AmbulatoryClaims}
FLAGS = ("denied", "condition_w2", "rural_sole_community", "quality_reduction", "rural_emergency")
ODD_AREAS = ["", "", "99999", "00", "1", "X", "999999"]
UNITS = [1, 1, 1, 2, 3, 10, 999, 9_999]
PROOF = 1_000_000  # claims of `make proof`
PROOF_CHUNK = 10_000


@functools.cache
def maker(engine, name):
    return MAKERS[name](engine, cut_days(engine, name, FIRST, LAST))


@functools.cache
def desk(engine, name):
    return Desk(engine, name)


@functools.cache
def claims_of(engine, name):
    """The made claims of a system; the first ones lie on every cut day."""
    claims = maker(engine, name).claims(0, CLAIMS[name])
    for at, day in enumerate(cut_days(engine, name, FIRST, LAST)):
        claims[at] = on_days(engine.system(name), [(fields, day) for fields, _ in claims[at]])
    return claims


def on_days(system, claim):
    """A claim whose days were changed: where they stand together, its lines say on which of them they are."""
    if not system.whole_claim:
        return claim
    return [({**fields, **whole}, day) for (fields, day), whole in zip(claim, whole_claim_fields([day for _, day in claim]), strict=True)]


@functools.cache
def accounts_of(engine, name):
    return by_account(desk(engine, name), claims_of(engine, name))


def by_account(here, claims, known=OPEN):
    """{output: [(amount, "") or (None, reason)]} of the claims' lines by the account."""
    found = {name: [] for name in here.outputs}
    for claim in claims:
        for account in here.account_of(claim, known):
            for name, answers in found.items():
                answers.append(_plain(account.values[name]))
    return found


def _plain(value):
    return (None, value.reason) if isinstance(value, Unknown) else (value, "")


def by_bulk(here, claims, size=None, known=OPEN):
    """The same by a fresh Bulk that is fed some claims at a time."""
    bulk = lines.Bulk(here, here.name, known, outputs=here.outputs)
    found = {name: [] for name in here.outputs}
    for at in range(0, len(claims), size or len(claims)):
        for name, answers in price_in_bulk(bulk, claims[at : at + (size or len(claims))]).items():
            found[name] += answers
    return found


def differences(claims, expected, found):
    """The first lines for which the folds differ, each with its claim, for the message of a failed test."""
    where = [claim for claim in claims for _ in claim]
    assert set(expected) == set(found)
    assert all(len(answers) == len(where) for answers in [*expected.values(), *found.values()])
    return [
        (name, one, other, [({field: value for field, value in fields.items() if value not in ("", None)}, day) for fields, day in claim])
        for name in expected
        for one, other, claim in zip(expected[name], found[name], where, strict=True)
        if one != other
    ][:3]


@pytest.fixture(autouse=True)
def light_tables(monkeypatch):
    """Small direct tables: a Bulk for few lines must not fill large ones."""
    monkeypatch.setattr(keys, "DENSE_BITS", 16)


# ---- many claims


@pytest.mark.parametrize("name", SYSTEMS)
def test_the_claims_meet_every_cut_day_and_many_amounts_and_reasons(engine, name):
    claims, found = claims_of(engine, name), accounts_of(engine, name)
    assert set(cut_days(engine, name, FIRST, LAST)) <= {day for claim in claims for _, day in claim}
    first = found[engine.system(name).outputs[0]]
    priced = [amount for amount, reason in first if not reason]
    assert len(priced) > len(first) // 8
    assert len(set(priced)) > len(priced) // 4
    assert len({reason for _, reason in first}) >= 12


# claims in a batch, most claims, bits of a direct table, lines of a block, members compared pair by pair, lines that are treated apart
SLICES = [
    (1, 80, 16, 1 << 15, 12, 1),
    (5, 250, 0, 7, 0, 1_000),
    (40, 800, 20, 60, 2, 3),
    (1_000, 1_500, 12, 1 << 15, 12, 30),
    (None, 3_000, 22, 1_000, 40, 1),
]


@pytest.mark.parametrize("name", SYSTEMS)
@pytest.mark.parametrize(("size", "most", "dense_bits", "block", "near", "worth"), SLICES, ids=lambda value: str(value))
def test_bulk_agrees_however_the_claims_are_sliced(engine, monkeypatch, name, size, most, dense_bits, block, near, worth):
    monkeypatch.setattr(keys, "DENSE_BITS", dense_bits)
    monkeypatch.setattr(lines, "BLOCK", block)
    monkeypatch.setattr(buckets, "NEAR", near)
    monkeypatch.setattr(concern, "NEAR", near)
    monkeypatch.setattr(classes, "WORTH", worth)
    monkeypatch.setattr(classes, "LEAST", worth)
    claims = claims_of(engine, name)[:most]
    count = sum(map(len, claims))
    expected = {output: answers[:count] for output, answers in accounts_of(engine, name).items()}
    assert not differences(claims, expected, by_bulk(desk(engine, name), claims, size))


@pytest.mark.parametrize("name", SYSTEMS)
def test_every_choice_folded_for_the_few_and_for_all(engine, monkeypatch, name):
    """Bulk works out a branch for the lines that take it, or for all: where that border lies changes nothing."""
    claims = claims_of(engine, name)[:400]
    count = sum(map(len, claims))
    expected = {output: answers[:count] for output, answers in accounts_of(engine, name).items()}
    for few in (0.0, 2.0):
        monkeypatch.setattr(vector, "FEW", few)
        assert not differences(claims, expected, by_bulk(desk(engine, name), claims))


@pytest.mark.parametrize("name", SYSTEMS)
def test_the_order_of_the_claims_changes_nothing(engine, name):
    claims, found = claims_of(engine, name)[:1_200], accounts_of(engine, name)
    first = [0, *itertools.accumulate(map(len, claims))]
    order = list(range(len(claims)))
    random.Random(2).shuffle(order)
    lines_in_order = [at for number in order for at in range(first[number], first[number + 1])]
    expected = {output: [answers[at] for at in lines_in_order] for output, answers in found.items()}
    shuffled = [claims[number] for number in order]
    assert not differences(shuffled, expected, by_bulk(desk(engine, name), shuffled, 500))


@pytest.mark.parametrize("name", SYSTEMS)
@pytest.mark.parametrize("known_on", ["2018-06-01", "2021-03-15", "2024-03-20", "2025-01-13"])
def test_bulk_agrees_on_every_day_of_knowledge(engine, name, known_on):
    known, here = day_number(known_on), desk(engine, name)
    claims = claims_of(engine, name)[:200]
    assert not differences(claims, by_account(here, claims, known), by_bulk(here, claims, 100, known))


def revised(engine, name):
    """{day on which CMS's revision became public: [(code, first service day)]} of the rows that a revision replaced, some for each day."""
    found = {}
    for table in CODE_TABLES[name]:
        points = engine.store.table(table.name)
        for key in points.keys():  # noqa: SIM118
            for row in points.history(key):
                if row.superseded != OPEN:
                    found.setdefault(row.superseded, []).append((key[0], row.starts))
    return {day: rows[:: max(1, len(rows) // 60)] for day, rows in found.items()}


@pytest.mark.parametrize("name", SYSTEMS)
def test_bulk_agrees_around_the_day_of_a_revision(engine, name):
    """On the day on which a revision became public both folds take the revised row, on the day before the original."""
    here, changed = desk(engine, name), 0
    blank = {field: "" if one.kind == "text" else None if one.optional else 1 for field, one in here.law.fields.items()}
    for public, rows in revised(engine, name).items():
        place = {"place_of_service": "22"} if name == "physician" else {}
        claims = [on_days(here.law, [({**blank, **place, "hcpcs": code}, day)]) for code, day in rows]
        answers = {known: by_account(here, claims, known) for known in (public - 1, public, public + 1)}
        for known, expected in answers.items():
            assert not differences(claims, expected, by_bulk(here, claims, 25, known))
        changed += answers[public - 1] != answers[public]
        assert answers[public] == answers[public + 1]
    assert changed


@pytest.mark.parametrize("name", SYSTEMS)
def test_every_reason_has_its_code(engine, name):
    held = set(Reasons.registered().texts)
    assert set(reasons_of(engine.system(name))) <= held
    assert {reason for answers in accounts_of(engine, name).values() for _, reason in answers} <= held


# ---- few lines, drawn so that a difference shrinks to the smallest


@pytest.mark.parametrize("name", SYSTEMS)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
def test_small_claims_agree(engine, name, data):
    here = desk(engine, name)
    drawn = st.lists(_claims(maker(engine, name), here.law, cut_days(engine, name, FIRST, LAST)), min_size=1, max_size=4)
    claims = [on_days(here.law, claim) for claim in data.draw(drawn)]
    size = data.draw(st.integers(1, len(claims)))
    assert not differences(claims, by_account(here, claims), by_bulk(here, claims, size))


def _claims(own, law, days):
    """A claim of lines of one day, any code beside any modifier."""
    texts = dict.fromkeys(law.fields, st.just(""))
    texts["hcpcs"] = st.sampled_from(own.codes) | st.sampled_from(UNKNOWN_CODES)
    texts |= {f"modifier_{place}": st.sampled_from(["", *ALL_MODIFIERS]) for place in range(1, 5)}
    if isinstance(own, Maker):
        texts |= dict.fromkeys(["denied", "nonparticipating", "unassigned", "qualifying_participant"], st.sampled_from(["", "yes", "no"]))
        texts["place_of_service"] = st.sampled_from(PLACES_OF_SERVICE)
        texts["practitioner"] = st.sampled_from(["", "NP", "CSW", "MHC"])
        texts["mac"] = st.sampled_from(["", *{mac for mac, _ in ODD_PLACES}])
    else:
        texts |= dict.fromkeys(FLAGS, st.sampled_from(["", "yes"]))
        texts["cbsa"] = st.sampled_from(own.areas) | st.sampled_from(ODD_AREAS)
        texts["bill_type"] = st.sampled_from(BILL_TYPES)
    numbers = {name: st.integers(0, 50) | st.just(None) for name, one in law.fields.items() if one.kind == "number"}
    fields = st.fixed_dictionaries({**{name: texts[name] for name in law.fields}, **numbers, "units": st.sampled_from(UNITS)})
    claim = st.lists(fields, min_size=1, max_size=4)
    return st.builds(lambda rows, day: [(row, day) for row in rows], claim, st.sampled_from(days) | st.integers(FIRST, LAST))


# ---- a million claims


@functools.cache
def own_engine():
    """The engine of a process of its own."""
    return Engine(Store([EMBEDDED]))


def prove(first, count):
    """Counts of claims, lines and lines with an amount, of claims of the physician system for which the folds agree."""
    engine, found = own_engine(), Counter()
    here = desk(engine, "physician")
    for at in range(first, first + count, PROOF_CHUNK):
        claims = maker(engine, "physician").claims(at, min(PROOF_CHUNK, first + count - at))
        expected = by_account(here, claims)
        wrong = differences(claims, expected, by_bulk(here, claims, PROOF_CHUNK // 4))
        assert not wrong, wrong
        amounts = expected[here.outputs[0]]
        found += Counter(claims=len(claims), lines=len(amounts), priced=sum(not reason for _, reason in amounts))
    return found


@pytest.mark.proof
def test_a_million_claims():
    """Printed with `pytest -s`: the counts of docs/parity.md."""
    share = PROOF // 20
    with multiprocessing.get_context("spawn").Pool(min(2, os.cpu_count() or 1)) as pool:
        found = sum(pool.starmap(prove, [(at, share) for at in range(0, PROOF, share)]), Counter())
    print(f"\n{found['claims']:,} claims, {found['lines']:,} lines, {found['priced']:,} with an allowed amount: account and bulk agree")
    assert found["claims"] == PROOF
