"""Whether a line forms a pair with another line of its day: through the account, bulk and SQL, and by the rows of Addendum J themselves.

And a share of two numbers of the line (portion), in every fold.
"""

import random
from decimal import Decimal

import pyarrow as pa
import pytest

from allowable.engine import Engine
from allowable.kernel.cite import Cite
from allowable.kernel.day import day_date, day_number
from allowable.kernel.node import TreeError, field
from allowable.kernel.program import Field, System
from allowable.kernel.rule import any_pair, case, first_of, greatest, known, missing, portion, rule
from allowable.law.edits.tables import CODE_PAIRS_HOSPITAL, CODE_PAIRS_PRACTITIONER
from allowable.law.outpatient.tables import ADDENDUM_B, COMPLEXITY_ADJUSTMENTS
from allowable.runners.account import Unknown
from allowable.runners.bulk import reasons
from allowable.runners.sql.pricing import price
from columns import in_bulk

ACT = Cite("Pairing Act", "section 1", evidence="V")
HELD, NOT_HELD = day_number("2025-03-10"), day_number("2024-05-01")
NO_TABLE = "no release of complexity_adjustments is held for this day"
FIELDS = (
    Field("hcpcs", "procedure code"),
    Field("room", "where, blank for nowhere"),
    Field("charge", "charge in dollars", "number", places=2, below=1_000_000, optional=True),
)


def named(name, body):
    return rule(name.replace("_", " "), cites=ACT, name=name)(body)


def _truth(node):
    return first_of(case(node, 1, "yes"), otherwise=0)


def _room(room):
    return first_of(case(room == "X", missing("nobody knows this room"), "room X"), otherwise=room)


RULES = {
    "leads": lambda hcpcs: _truth(any_pair(COMPLEXITY_ADJUSTMENTS, hcpcs, hcpcs, where=True)),
    "follows": lambda hcpcs: _truth(any_pair(COMPLEXITY_ADJUSTMENTS, hcpcs, hcpcs, where=True, asking_second=True)),
    "leads_charged": lambda hcpcs, charge: _truth(any_pair(COMPLEXITY_ADJUSTMENTS, hcpcs, hcpcs, where=charge >= 100)),
    "leads_here": lambda hcpcs, place: _truth(any_pair(COMPLEXITY_ADJUSTMENTS, hcpcs, hcpcs, where=known(place), same=place)),
    "per_mille": lambda charge: portion(100, greatest(charge, 1), 3),
}


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    found = Engine()
    rules = [named("place", lambda room: _room(room)), *(named(name, body) for name, body in RULES.items())]
    system = System("pairs", "Pairing Act", rules=rules, parameters={}, lookups=(), fields=FIELDS, outputs=tuple(RULES))
    found._systems["pairs"] = system
    path = tmp_path_factory.mktemp("pairs") / "reasons.txt"
    path.touch()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reasons, "REGISTRY", path)
        reasons.append_missing([system], path)
        yield found


@pytest.fixture(scope="module")
def pairs(engine):
    keys = engine.store.table("complexity_adjustments").keys
    return {key for key in keys() if isinstance(engine.store.find(COMPLEXITY_ADJUSTMENTS, key, HELD), tuple)}


@pytest.fixture(scope="module")
def claims(pairs):
    """Claims of one to seven lines of a few codes that pair often, some alone, some of a day whose table is not held."""
    draw = random.Random(7)
    some = sorted(pairs)[::9]
    codes = [*sorted({code for pair in some for code in pair})[:40], "58563", "99213"]

    def line():
        return {"hcpcs": draw.choice(codes), "room": draw.choice(["", "A", "B", "X"]), "charge": draw.choice([None, 0, 50_00, 500_00])}

    found = [[(line(), draw.choice([HELD, HELD, NOT_HELD])) for _ in range(draw.randrange(1, 8))] for _ in range(400)]
    return found + [[({**line(), "hcpcs": code}, HELD) for code in pair] for pair in some]


def by_definition(name, pairs, lines, at, day):
    own = lines[at]
    if name == "per_mille":
        return "charge is not given" if own["charge"] is None else 100 * 1000 * 100 // max(own["charge"], 100)
    if name == "leads_here" and own["room"] == "X":
        return "nobody knows this room"
    others = [line for place, line in enumerate(lines) if place != at]
    if name == "leads_charged":
        others = [line for line in others if line["charge"] is not None and line["charge"] >= 100_00]
    if name == "leads_here":
        others = [line for line in others if line["room"] == own["room"]]
    met = [(own["hcpcs"], line["hcpcs"]) for line in others]
    met = [pair[::-1] for pair in met] if name == "follows" else met
    if met and day == NOT_HELD:
        return NO_TABLE
    return int(any(pair in pairs for pair in met))


def expected(name, pairs, claims):
    found = []
    for claim in claims:
        for at, (_, day) in enumerate(claim):
            lines = [fields for fields, on in claim if on == day]
            own = sum(1 for _, on in claim[:at] if on == day)
            found.append(by_definition(name, pairs, lines, own, day))
    return found


def by_account(engine, claims):
    found = {name: [] for name in RULES}
    for claim in claims:
        answers = [None] * len(claim)
        for day in {on for _, on in claim}:
            places = [at for at, (_, on) in enumerate(claim) if on == day]
            for at, account in zip(places, engine.accounts("pairs", [claim[at][0] for at in places], day), strict=True):
                answers[at] = account.values
        for name in RULES:
            found[name] += [one[name].reason if isinstance(one[name], Unknown) else one[name] for one in answers]
    return found


@pytest.mark.parametrize("name", RULES)
def test_both_folds_answer_by_definition(engine, pairs, claims, name):
    wanted = expected(name, pairs, claims)
    assert len(set(map(str, wanted))) > 2, "the claims do not try this rule"
    assert by_account(engine, claims)[name] == wanted
    for size, some in ((len(claims), claims), (7, claims), (1, claims[:40])):
        batches = [some[at : at + size] for at in range(0, len(some), size)]
        answers = [answer for batch in batches for answer in in_bulk(engine, "pairs", batch, outputs=(name,))[name]]
        assert [reason or value for value, reason in answers] == wanted[: len(answers)]


def test_sql_answers_by_definition(engine, pairs, claims):
    lines = [(at, fields, day) for at, claim in enumerate(claims) for fields, day in claim]
    table = pa.table(
        {
            "claim_id": [at for at, _, _ in lines],
            "service_date": pa.array([day_date(day) for _, _, day in lines], pa.date32()),
            "hcpcs": [fields["hcpcs"] for _, fields, _ in lines],
            "room": [fields["room"] for _, fields, _ in lines],
            "charge": pa.array([fields["charge"] and fields["charge"] * Decimal("0.01") for _, fields, _ in lines], pa.decimal128(12, 2)),
        }
    )
    found = price(engine, "pairs", table)
    for name in RULES:
        answers = [reason or value for value, reason in zip(*(found[one].to_pylist() for one in (name, f"reason_of_{name}")), strict=True)]
        assert answers == expected(name, pairs, claims), name


def test_a_pair_that_is_found_stands_among_the_prints(engine, pairs):
    first, second = sorted(pair for pair in pairs if pair[0] != pair[1])[0]
    fields = [{"hcpcs": code, "room": "", "charge": None} for code in (first, second)]
    leading, other = engine.accounts("pairs", fields, HELD)
    assert leading.values["leads"] == 1
    assert other.values["follows"] == 1
    assert [table.name for table, _ in leading.prints()] == ["complexity_adjustments"]


def test_a_pair_needs_two_keys_and_texts_that_are_known():
    code = field("hcpcs", "text")
    with pytest.raises(TreeError, match="two keys"):
        any_pair(ADDENDUM_B, code, code, where=True)
    with pytest.raises(TreeError, match="always known"):
        any_pair(COMPLEXITY_ADJUSTMENTS, code, first_of(case(code == "A", missing("no"), "a"), otherwise=code), where=True)


def test_a_share_has_a_denominator_above_zero():
    number = field("charge", "number", 2, 1_000)
    with pytest.raises(TreeError, match="above 0"):
        portion(number, number, 4)


# ---- NCCI code pairs, which are kept in files of their own

QUARTER, EXCERPT, NO_QUARTER = day_number("2024-08-01"), day_number("2026-11-01"), day_number("2025-03-10")
PTP = {"practitioner": CODE_PAIRS_PRACTITIONER, "hospital": CODE_PAIRS_HOSPITAL}
CODES = [
    "58555",
    "58558",
    "58559",
    "58561",
    "58562",
    "58563",
    "58565",
    "58580",
    "58120",
    "58100",
    "57410",
    "57800",
    "58353",
    "99213",
    "A0001",
]
INDICATORS = {"never": "0", "opened": "1"}


def _edit(table, indicator, asking_second):
    only = {"modifier_indicator": (indicator,)}
    return lambda hcpcs: _truth(any_pair(table, hcpcs, hcpcs, where=True, asking_second=asking_second, only=only))


EDITS = {
    f"{setting}_{way}_{side}": _edit(table, indicator, side == "denied")
    for setting, table in PTP.items()
    for way, indicator in INDICATORS.items()
    for side in ("paid", "denied")
}


@pytest.fixture(scope="module")
def editor(tmp_path_factory):
    found = Engine()
    rules = [named(name, body) for name, body in EDITS.items()]
    system = System("edits_of_pairs", "Pairing Act", rules=rules, parameters={}, lookups=(), fields=FIELDS, outputs=tuple(EDITS))
    found._systems["pairs"] = system
    path = tmp_path_factory.mktemp("edits") / "reasons.txt"
    path.touch()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reasons, "REGISTRY", path)
        reasons.append_missing([system], path)
        yield found


def edit_by_rows(engine, name, lines, at, day):
    setting, way, side = name.split("_")
    own, met = lines[at]["hcpcs"], [line["hcpcs"] for place, line in enumerate(lines) if place != at]
    found = [engine.store.find(PTP[setting], (other, own) if side == "denied" else (own, other), day) for other in met]
    if any(isinstance(one, tuple) and one[0].values[0] == INDICATORS[way] for one in found):
        return 1
    return next((one.reason for one in found if not isinstance(one, tuple) and not one.reason.startswith("no row")), 0)


@pytest.mark.parametrize("name", EDITS)
def test_both_folds_find_code_pairs_as_the_files_hold_them(editor, name):
    draw = random.Random(11)
    days = [QUARTER, QUARTER, EXCERPT, NO_QUARTER]
    claims = [
        [({"hcpcs": draw.choice(CODES), "room": "", "charge": None}, day) for _ in range(draw.randrange(1, 6))]
        for day in draw.choices(days, k=300)
    ]
    wanted = [edit_by_rows(editor, name, [line for line, _ in claim], at, day) for claim in claims for at, (_, day) in enumerate(claim)]
    assert {0, 1} <= set(wanted) and len({one for one in wanted if isinstance(one, str)}) >= 1
    found = [account.values[name] for claim in claims for account in editor.accounts("pairs", [line for line, _ in claim], claim[0][1])]
    assert [one.reason if isinstance(one, Unknown) else one for one in found] == wanted
    for size in (len(claims), 9):
        answers = [
            answer
            for at in range(0, len(claims), size)
            for answer in in_bulk(editor, "pairs", claims[at : at + size], outputs=(name,))[name]
        ]
        assert [reason or value for value, reason in answers] == wanted
