"""What a line asks of the other lines of its day: each operation through the account, through bulk, and by its definition (fair.py)."""

import functools
import random
import re

import pytest

from allowable.engine import ALL_SYSTEMS, Engine
from allowable.kernel.day import day_number
from allowable.kernel.node import TreeError, as_node, field
from allowable.kernel.rule import any_within, greatest, known, max_within, place_within, portion, sum_before, sum_within, undecided
from allowable.kernel.tree import nodes_under
from allowable.kernel.within import MOST_LINES, NOBODY
from allowable.runners.account import Unknown
from allowable.runners.bulk import buckets, lines, reasons
from allowable.runners.words import phrase, rule_words
from columns import in_bulk
from fair import ASKED, DEFINED, MISSING, NESTED, fair


@pytest.fixture(autouse=True, scope="module")
def fair_reasons(tmp_path_factory):
    """A registry of reasons for the fair."""
    path = tmp_path_factory.mktemp("fair") / "reasons.txt"
    path.touch()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reasons, "REGISTRY", path)
        reasons.append_missing([fair().system("fair")], path)
        yield


# ---- claims of the fair


DAYS = [day_number(day) for day in ("2024-05-01", "2024-05-02", "2024-06-01")]


def made_line(draw):
    return {
        "stall": draw.choice(["", "A", "B", "C"]),
        "kind": draw.choice(["CAKE", "CAKE", "NUT", "PIE", "AIR", "EGG"]),
        "price": draw.choice([0, 1, 499_99, 500_00, 700_00, 999_99, draw.randrange(1_000_00)]),  # many are alike: ties
        "prize": draw.choice([None, 0, 5_00, 900_00, draw.randrange(1_000_00)]),
        "crowd": draw.choice([None, 0, 1, 1, 2, 99]),
    }


def made_claims(sizes, seed, days=1):
    """Claims of some numbers of lines, each [(fields, day)]; with several days the lines of the days lie among each other."""
    draw = random.Random(seed)
    return [[(made_line(draw), draw.choice(DAYS[:days])) for _ in range(size)] for size in sizes]


def by_definition(name, claims):
    """The answers of the lines of some claims, in order; of a very long one every 97th line, which all the others decide."""
    found = []
    for claim in claims:
        marked = [({**fields, "at": at}, day) for at, (fields, day) in enumerate(claim)]
        for fields, day in marked:
            asked = len(claim) < 100 or fields["at"] % 97 == 0
            found.append(DEFINED[name]([line for line, on in marked if on == day], fields) if asked else None)
    return found


def by_account(claims):
    """{output: answers of all lines of some claims, in order}."""
    engine, outputs = fair(), fair().system("fair").outputs
    found = {name: [] for name in outputs}
    for claim in claims:
        answers = [None] * len(claim)
        for day in {on for _, on in claim}:
            places = [at for at, (_, on) in enumerate(claim) if on == day]
            accounts = engine.accounts("fair", [claim[at][0] for at in places], day)
            for at, account in zip(places, accounts, strict=True):
                answers[at] = account.values
        for name in outputs:
            values = [answer[name] for answer in answers]
            found[name] += [(value.reason,) if isinstance(value, Unknown) else value for value in values]
    return found


def in_batches(claims, size):
    """{output: answers} by bulk, fed some claims at a time."""
    found = {}
    for at in range(0, len(claims), size):
        for name, answers in in_bulk(fair(), "fair", claims[at : at + size]).items():
            found.setdefault(name, []).extend((reason,) if reason else value for value, reason in answers)
    return found


SHAPES = {
    "claims of one line": ([1] * 60, 1),
    "claims of two lines": ([2] * 60, 1),
    "claims of one to nine lines": ([1 + at % 9 for at in range(120)], 1),
    "claims of two days": ([1 + at % 9 for at in range(120)], 2),
    "claims of three days": ([3 + at % 30 for at in range(60)], 3),
    "days of 17 lines": ([17] * 12, 1),
    "days of 40 lines": ([40] * 6, 1),
    "days of 1, 2, 17 and 40 lines among each other": ([1, 40, 2, 17, 1, 1, 17, 2, 40, 1] * 2, 1),
    "a day of 999 lines": ([3, 999, 1], 1),
}
each_shape = pytest.mark.parametrize("shape", SHAPES)


@functools.cache
def made(shape):
    sizes, days = SHAPES[shape]
    claims = made_claims(sizes, shape, days)
    return claims, by_account(claims)


@each_shape
def test_the_account_answers_by_definition(shape):
    claims, found = made(shape)
    for name in DEFINED:
        expected = by_definition(name, claims)
        assert [answer for answer, right in zip(found[name], expected, strict=True) if right is not None] == [
            right for right in expected if right is not None
        ]


@each_shape
def test_bulk_answers_as_the_account(shape):
    claims, found = made(shape)
    for size in (1, 7, len(claims)):
        if size > 1 or len(claims) <= 12:
            assert in_batches(claims, size) == found


@pytest.mark.parametrize(("block", "near"), [(1, 12), (7, 2), (50, 0)])
def test_the_length_of_a_block_changes_nothing(monkeypatch, block, near):
    """Bulk folds blocks of lines that cut no claim in two, and compares pair by pair or sorts: both borders are only of speed."""
    monkeypatch.setattr(lines, "BLOCK", block)
    monkeypatch.setattr(buckets, "NEAR", near)
    for shape in ("claims of three days", "days of 1, 2, 17 and 40 lines among each other"):
        claims, found = made(shape)
        assert in_batches(claims, len(claims)) == found


def test_a_day_that_is_too_long_is_refused_and_spares_the_others():
    claims = made_claims([2, MOST_LINES + 1, MOST_LINES, 3], "too long")
    answers = in_batches(claims, len(claims))
    expected = by_account([claims[0], claims[3]])
    for name, found in answers.items():
        assert found[2 : MOST_LINES + 3] == [(reasons.TOO_LONG,)] * (MOST_LINES + 1)
        assert (reasons.TOO_LONG,) not in found[MOST_LINES + 3 :]
        assert found[:2] + found[-3:] == expected[name]


def test_the_made_lines_ask_everything():
    """Each operation is unknown somewhere where it can be, and gives several answers."""
    answers = {name: set() for name in DEFINED}
    for shape in SHAPES:
        for name, found in made(shape)[1].items():
            answers[name] |= set(found)
    assert all(len(found) > 1 for found in answers.values())
    assert {name for name, found in answers.items() if (NOBODY,) in found} == {
        "largest_cake",
        "largest_prize_here",
        "largest_of_unknown",
        "rank",
    }
    keyed = {"any_of_unknown", "total_of_unknown", "largest_of_unknown"}
    assert {name for name, found in answers.items() if (MISSING,) in found} == keyed
    assert max(answers["place_by_crowd"]) > MOST_LINES > max(answers["place"]) - 1


# ---- a few by hand


def asked(name, *lines):
    """The answers of one day's lines by account, which bulk must give too."""
    blank = {"stall": "", "kind": "CAKE", "price": 0, "prize": None, "crowd": None}
    claim = [({**blank, **line}, DAYS[0]) for line in lines]
    found = by_account([claim])[name]
    assert in_batches([claim], 1)[name] == found
    return found


def test_equal_numbers_stand_in_the_order_of_the_claim():
    assert asked("place", {"price": 5}, {"price": 9}, {"price": 5}, {"price": 9}) == [3, 1, 4, 2]


def test_equal_numbers_go_to_the_next_number():
    lines = [{"prize": 5, "price": 1}, {"prize": 5, "price": 8}, {"prize": 7, "price": 0}, {"prize": 5, "price": 8}, {"price": 999_99}]
    assert asked("place_by_two", *lines) == [4, 2, 1, 3, 0]


def test_a_heavy_line_moves_those_below_it():
    assert asked("place_by_crowd", {"price": 9, "crowd": 3}, {"price": 8, "crowd": 1}, {"price": 7, "crowd": 2}) == [1, 4, 5]
    assert asked("place_by_crowd", {"price": 9}, {"price": 8, "crowd": 0}, {"price": 7, "crowd": 2}) == [0, 1, 1]


def test_the_leader_carries_its_stall_in_the_ranking():
    lines = [
        {"stall": "A", "price": 300},
        {"stall": "B", "price": 250},
        {"stall": "B", "price": 200},
        {"stall": "C", "price": 400},
        {"price": 999},
    ]
    assert asked("stall_total", *lines) == [300, 450, 450, 400, 0]
    assert asked("rank", *lines) == [3, 1, 1, 2, (NOBODY,)]


def test_what_pends_is_undecided_and_what_is_refused_is_not():
    assert asked("any_undecided", {"kind": "AIR"}, {"kind": "CAKE"}) == [0, 0]
    assert asked("any_undecided", {"kind": "AIR"}, {"kind": "PIE"}) == [1, 1]
    assert asked("any_undecided", {"kind": "EGG"}) == [1]


def test_nobody_is_a_reason_and_a_total_of_nobody_is_nothing():
    assert asked("largest_cake", {"kind": "NUT"}, {"kind": "AIR"}) == [(NOBODY,), (NOBODY,)]
    assert asked("total_cakes", {"kind": "NUT"}) == [0]


def test_another_line_leaves_its_reasons_out_of_the_account():
    """What one line asks of another is that line's own step: the asking line's account shows only its own."""
    lines = [
        {"stall": "A", "kind": "CAKE", "price": 1, "prize": 1, "crowd": 1},
        {"stall": "A", "kind": "PIE", "price": 2, "prize": 1, "crowd": 1},
    ]
    first, second = fair().accounts("fair", lines, DAYS[0])
    assert first.values["any_undecided"] == second.values["any_undecided"] == 1
    for account, because in ((first, None), (second, "pie")):
        assert [step.because for step in account.steps if step.rule.name == "worth"] == [because]
        assert [step.because for step in account.steps if step.rule.name == "any_undecided"] == ["yes"]


# ---- what the operations refuse when a tree is built


PRICE, CROWD, STALL = field("price", "number", 2, 1_000), field("crowd", "number", 0, 100, True), field("stall", "text")


@pytest.mark.parametrize(
    ("ask", "why"),
    [
        (lambda: any_within(PRICE), "is no truth"),
        (lambda: sum_within(STALL, where=True), "is no number"),
        (lambda: sum_within(PRICE, where=PRICE), "is no truth"),
        (lambda: max_within(PRICE, where=True, same=PRICE), "`same` compares texts"),
        (lambda: place_within(PRICE, where=True, weight=PRICE), "a weight counts places: it is a whole number"),
        (lambda: place_within((PRICE, STALL), where=True), "is no number"),
        (lambda: sum_within(field("much", "number", 9, 10**9), where=True), "more than an int64 holds"),
        (lambda: portion(PRICE, 0, 4), "cannot be portioned by 0 to 4 places"),
        (lambda: portion(PRICE, 90, 1), "cannot be portioned by 90 to 1 places"),
        (lambda: portion(field("debt", "number", 0, 10) - 10, 90, 4), "cannot be portioned"),
    ],
)
def test_an_operation_that_cannot_be_is_refused(ask, why):
    with pytest.raises(TreeError, match=why):
        ask()


def test_headroom_of_a_total_is_that_of_the_longest_day():
    assert (sum_within(PRICE, where=True).low, sum_within(PRICE, where=True).high) == (-999_99 * MOST_LINES, 999_99 * MOST_LINES)
    assert (max_within(PRICE, where=True).high, sum_before(PRICE, where=True).high) == (999_99, 999_99 * MOST_LINES)
    assert (place_within(PRICE, where=True).low, place_within(PRICE, where=True).high) == (0, 1 + MOST_LINES)
    assert place_within(PRICE, where=True, weight=as_node(3)).high == 1 + 3 * MOST_LINES


def test_every_question_has_a_definition():
    assert set(DEFINED) == {*ASKED, *NESTED}


def test_what_is_certain():
    assert any_within(known(CROWD)).certain and sum_within(CROWD, where=True).certain and place_within(CROWD, where=True).certain
    assert not max_within(PRICE, where=True).certain
    assert undecided(PRICE).op == "literal" and undecided(CROWD).certain


@pytest.mark.parametrize("name", ALL_SYSTEMS)
def test_the_words_of_every_rule_say_what_it_asks_of_other_lines(name):
    """No rule's words hold what a node holds inside."""
    system = Engine().system(name)
    for day in (system.borders()[-1], system.borders()[0]):
        for node in (one for one in nodes_under(system.program(day).roots.values()) if one.op == "rule"):
            said = " ".join(rule_words(node))
            assert not re.search(r"\b(True|False|None)\b", said), said


def test_claim_operations_in_words():
    kind, stall = field("kind", "text"), field("stall", "text")
    price, crowd = field("price", "number", 2, 1_000), field("crowd", "number", 0, 100)
    said = {
        "any of the lines priced together with the same stall has: price >= 500": any_within(price >= 500, same=stall),
        "the total of price over the lines priced together where kind is “CAKE”": sum_within(price, where=kind == "CAKE"),
        "the number of earlier lines priced together": sum_before(1, where=True),
        "the place by price, then by crowd among the lines priced together with the same stall and kind": place_within(
            (price, crowd), where=True, same=(stall, kind)
        ),
        "the greatest price of the lines priced together": max_within(price, where=True),
        "(the greatest of crowd, 0) / 7 cut off to 3 places": portion(greatest(crowd, 0), 7, 3),
        "price is still open": undecided(field("price", "number", 2, 10, optional=True)),
    }
    assert {words: phrase(node) for words, node in said.items()} == {words: words for words in said}
