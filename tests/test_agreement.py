"""The account and the bulk fold of the real systems give the same amount, or the same reason, for every line.

Choice, rounding of negatives, look-ups and blanks are written once for one line and once for arrays; only this test holds them together.
The same lines are sliced into batches of many sizes, each slicing for a fresh Bulk, because growing state is where bulk goes wrong.
"""

import datetime
import functools
import random

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from allowable.kernel.day import OPEN, day_date, day_number
from allowable.law.ambulatory.tables import ASC_ANCILLARY_RATES, ASC_EXCLUDED, ASC_RATES, ASC_WAGE_INDEX
from allowable.law.outpatient.tables import ADDENDUM_B, INFERRED_APCS, WAGE_INDEX
from allowable.law.physician.tables import GEOGRAPHIC_INDICES, RELATIVE_VALUES
from allowable.runners.account import Unknown
from allowable.runners.bulk import combinations
from allowable.runners.bulk.lines import Bulk
from allowable.runners.bulk.reasons import Reasons, reasons_of
from allowable.runners.bulk.stream import batch_columns

SYSTEMS = ("physician", "outpatient", "ambulatory")
LINES = {"physician": 10_000, "outpatient": 5_500, "ambulatory": 5_500}
FIRST, LAST = day_number("2019-01-01"), day_number("2027-12-31")
HELD_FROM, HELD_UNTIL = day_number("2020-01-01"), day_number("2026-12-31")  # most lines lie where releases are held
CODE_TABLES = {
    "physician": (RELATIVE_VALUES,),
    "outpatient": (ADDENDUM_B, INFERRED_APCS),
    "ambulatory": (ASC_RATES, ASC_ANCILLARY_RATES, ASC_EXCLUDED),
}
AREA_TABLES = {"outpatient": WAGE_INDEX, "ambulatory": ASC_WAGE_INDEX}
UNKNOWN_CODES = ["99999", "ZZZZZ", "0000F", "A0000", "1", "585588", "", "58558 ", "Ä8558"]
MODIFIERS = ["26", "TC", "53", "51", "59", "RT", "XX", "2", "tc"]
PLACES_OF_SERVICE = [f"{place:02}" for place in range(100)] + ["", "1", "ab", "022"]
ODD_PLACES = [("", ""), ("", ""), ("", "01"), ("02102", ""), ("02102", "99"), ("99999", "01"), ("2102", "1"), ("X", "X")]
ODD_AREAS = ["", "", "99999", "00", "1", "X", "999999"]
UNITS = [1, 1, 1, 2, 3, 10, 999, 9_999]
TEXTS = {
    "physician": (
        "hcpcs",
        *(f"modifier_{place}" for place in range(1, 5)),
        "place_of_service",
        "mac",
        "locality",
        "qualifying_participant",
    ),
    "outpatient": ("hcpcs", "cbsa"),
    "ambulatory": ("hcpcs", "cbsa"),
}


class Pools:
    """What lines of one system are drawn from: every code, place and area that CMS ever printed here, odd ones, and every cut day."""

    def __init__(self, engine, name):
        store = engine.store
        self.name = name
        self.codes = sorted({key[0] for table in CODE_TABLES[name] for key in store.table(table.name).keys()})  # noqa: SIM118
        self.places = [*store.table(GEOGRAPHIC_INDICES.name).keys()]
        area = AREA_TABLES.get(name)
        self.areas = [key[0] for key in store.table(area.name).keys()] if area else []  # noqa: SIM118
        self.days = cut_days(engine, name)

    def line(self, draw):
        """One line: {field: text, units, on}."""
        line = dict.fromkeys(TEXTS[self.name], "")
        line["hcpcs"] = draw.choice(UNKNOWN_CODES) if draw.random() < 0.05 else draw.choice(self.codes)
        if self.name == "physician":
            for place in range(1, 5):
                line[f"modifier_{place}"] = draw.choice(MODIFIERS) if draw.random() < 0.1 else ""
            line["place_of_service"] = draw.choice(["11", "22", "24"]) if draw.random() < 0.7 else draw.choice(PLACES_OF_SERVICE)
            line["mac"], line["locality"] = draw.choice(ODD_PLACES if draw.random() < 0.3 else self.places)
            line["qualifying_participant"] = draw.choice(["", "", "yes", "no"])
        else:
            line["cbsa"] = draw.choice(ODD_AREAS if draw.random() < 0.3 else self.areas)
        line["units"] = draw.choice(UNITS)
        first, last = (HELD_FROM, HELD_UNTIL) if draw.random() < 0.8 else (FIRST, LAST)
        line["on"] = draw.choice(self.days) if draw.random() < 0.2 else draw.randint(first, last)
        return line


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


def cut_days(engine, name):
    """First and last days of every span of the system's rules, of its dated values and of every print of its tables, 2019 to 2027."""
    system = engine.system(name)
    borders = set(system.borders())
    for lookup in system.lookups:
        for one in engine.store.table(lookup.table.name).prints:
            borders |= {one.effective, one.until}
    return sorted(day for border in borders for day in (border - 1, border) if FIRST <= day <= LAST)


@functools.cache
def pools(engine, name):
    return Pools(engine, name)


@functools.cache
def lines_of(engine, name):
    """The generated lines of a system: every cut day at least once, all else drawn with a fixed seed."""
    own, draw = pools(engine, name), random.Random(f"{name} 1")
    lines = [own.line(draw) for _ in range(LINES[name])]
    for line, day in zip(lines, own.days, strict=False):
        line["on"] = day
    return lines


@functools.cache
def accounts_of(engine, name):
    return accounts(engine, name, lines_of(engine, name))


def accounts(engine, name, lines, known=OPEN):
    """[(amount, "") or (None, reason)] by the account."""
    output = engine.system(name).outputs[0]
    found = []
    for line in lines:
        fields = {field: value for field, value in line.items() if field != "on"}
        value = engine.account(name, fields, line["on"], known).values[output]
        found.append((None, value.reason) if isinstance(value, Unknown) else (value, ""))
    return found


def in_bulk(engine, name, lines, size, known=OPEN):
    """[(amount, "") or (None, reason)] by a fresh Bulk that is fed batches of a size."""
    bulk = Bulk(engine, name, known)
    whole = record_batch(name, lines)
    found = []
    for at in range(0, len(lines), size):
        columns, days = batch_columns(bulk, whole.slice(at, size))
        amounts, codes, _ = bulk.price(columns, days)
        pairs = zip(amounts.tolist(), codes.tolist(), strict=True)
        found += [(None, bulk.reasons.text(code)) if code else (amount, "") for amount, code in pairs]
    return found


def record_batch(name, lines):
    """The lines as Arrow brings them: blanks are nulls in every second line."""
    columns = {
        field: pa.array([(line[field] or None) if at % 2 else line[field] for at, line in enumerate(lines)], pa.string())
        for field in TEXTS[name]
    }
    columns["units"] = pa.array([line["units"] for line in lines], pa.int32())
    columns["service_date"] = pa.array([datetime.date.fromisoformat(day_date(line["on"]).isoformat()) for line in lines], pa.date32())
    return pa.record_batch(columns)


def differences(lines, expected, found):
    """The first lines for which the two folds differ, for the message of a failed test."""
    assert len(expected) == len(found) == len(lines)
    return [(line, one, other) for line, one, other in zip(lines, expected, found, strict=True) if one != other][:3]


@pytest.fixture(autouse=True)
def light_tables(monkeypatch):
    """Small direct tables: a Bulk for few lines must not fill 64 MB for each span."""
    monkeypatch.setattr(combinations, "DENSE_BITS", 16)


# ---- many lines


@pytest.mark.parametrize("name", SYSTEMS)
def test_the_lines_meet_every_cut_day_and_many_amounts_and_reasons(engine, name):
    lines, found = lines_of(engine, name), accounts_of(engine, name)
    assert set(cut_days(engine, name)) <= {line["on"] for line in lines}
    priced = [amount for amount, reason in found if not reason]
    assert len(priced) > len(lines) // 8
    assert len(set(priced)) > len(priced) // 2
    assert len({reason for _, reason in found}) >= 12


def test_there_are_enough_lines():
    assert sum(LINES.values()) >= 20_000


@pytest.mark.parametrize("name", SYSTEMS)
@pytest.mark.parametrize(
    ("size", "most", "dense_bits"),
    [(1, 400, 16), (5, 800, 0), (40, 3_000, 20), (1_000, 10_000, 12), (20_000, 10_000, 22)],
)
def test_bulk_agrees_however_the_lines_are_sliced(engine, monkeypatch, name, size, most, dense_bits):
    """Combinations are found in a direct table up to some bits, among sorted keys above: each slicing takes another mix of both ways."""
    monkeypatch.setattr(combinations, "DENSE_BITS", dense_bits)
    lines, expected = lines_of(engine, name)[:most], accounts_of(engine, name)[:most]
    assert not differences(lines, expected, in_bulk(engine, name, lines, size))


@pytest.mark.parametrize("name", SYSTEMS)
def test_the_order_of_the_lines_changes_nothing(engine, name):
    order = list(range(LINES[name]))
    random.Random(2).shuffle(order)
    lines, expected = lines_of(engine, name), accounts_of(engine, name)
    shuffled = [lines[at] for at in order]
    assert not differences(shuffled, [expected[at] for at in order], in_bulk(engine, name, shuffled, 2_000))


@pytest.mark.parametrize("name", SYSTEMS)
@pytest.mark.parametrize("known_on", ["2018-06-01", "2021-03-15", "2024-03-20", "2025-01-13"])
def test_bulk_agrees_on_every_day_of_knowledge(engine, name, known_on):
    known = day_number(known_on)
    lines = lines_of(engine, name)[:800]
    assert not differences(lines, accounts(engine, name, lines, known), in_bulk(engine, name, lines, 300, known))


@pytest.mark.parametrize("name", SYSTEMS)
def test_bulk_agrees_around_the_day_of_a_revision(engine, name):
    """On the day on which a revision became public both folds take the revised row, on the day before the original."""
    blank = {**dict.fromkeys(TEXTS[name], ""), "units": 1}
    changed = 0
    for public, rows in revised(engine, name).items():
        lines = [{**blank, "place_of_service": "22", "hcpcs": code, "on": day} for code, day in rows]
        answers = {known: accounts(engine, name, lines, known) for known in (public - 1, public, public + 1)}
        for known, expected in answers.items():
            assert not differences(lines, expected, in_bulk(engine, name, lines, 25, known))
        changed += answers[public - 1] != answers[public]
        assert answers[public] == answers[public + 1]
    assert changed


@pytest.mark.parametrize("name", SYSTEMS)
def test_every_reason_has_its_code(engine, name):
    held = set(Reasons.registered().texts)
    assert set(reasons_of(engine.system(name))) <= held
    assert {reason for _, reason in accounts_of(engine, name)} <= held


# ---- few lines, drawn so that a difference shrinks to the smallest


@pytest.mark.parametrize("name", SYSTEMS)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
def test_small_batches_agree(engine, name, data):
    own = pools(engine, name)
    lines = data.draw(st.lists(_lines(own), min_size=1, max_size=12))
    size = data.draw(st.integers(1, len(lines)))
    assert not differences(lines, accounts(engine, name, lines), in_bulk(engine, name, lines, size))


def _lines(own):
    texts = {field: st.just("") for field in TEXTS[own.name]}
    texts["hcpcs"] = st.sampled_from(own.codes) | st.sampled_from(UNKNOWN_CODES)
    if own.name == "physician":
        texts |= {f"modifier_{place}": st.sampled_from(["", *MODIFIERS]) for place in range(1, 5)}
        texts["place_of_service"] = st.sampled_from(PLACES_OF_SERVICE)
        texts["qualifying_participant"] = st.sampled_from(["", "yes", "no"])
        places = st.sampled_from(own.places) | st.sampled_from(ODD_PLACES)
    else:
        texts["cbsa"] = st.sampled_from(own.areas) | st.sampled_from(ODD_AREAS)
        places = st.just(None)
    others = {"units": st.sampled_from(UNITS), "on": st.sampled_from(own.days) | st.integers(FIRST, LAST)}
    return st.builds(_joined, st.fixed_dictionaries({**texts, **others}), places)


def _joined(line, place):
    return line if place is None else {**line, "mac": place[0], "locality": place[1]}
