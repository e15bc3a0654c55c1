"""What a line asks of the other lines of its day: each operation through the account, through bulk, and by its definition.

The definitions stand here a third time, as plainly as words allow: a line is compared with every other line. The law is of no land.
"""

import functools
import random

import pytest

from allowable.engine import Engine
from allowable.kernel.cite import Cite
from allowable.kernel.day import day_number
from allowable.kernel.node import TreeError, as_node, field
from allowable.kernel.program import Field, System
from allowable.kernel.rule import (
    any_within,
    case,
    first_of,
    known,
    max_within,
    missing,
    not_payable,
    pends,
    place_within,
    portion,
    rule,
    sum_before,
    sum_within,
    undecided,
)
from allowable.kernel.within import MOST_LINES, NOBODY
from allowable.runners.account import Unknown
from allowable.runners.bulk import reasons
from columns import in_bulk

ACT = Cite("Fair Act", "section 1", evidence="V")
FIELDS = (
    Field("stall", "name of the stall, blank for none"),
    Field("kind", "what is sold"),
    Field("price", "price in dollars", "number", places=2, below=1_000),
    Field("prize", "prize in dollars", "number", places=2, below=1_000, optional=True),
    Field("crowd", "visitors", "number", below=100, optional=True),
)
PENDS, REFUSED, MISSING = "the judge tastes it first", "nothing is paid for air", "nobody knows this kind"


def _rule(body, says="A rule of the fair"):
    return rule(says, cites=ACT)(body)


@_rule
def worth(kind, price):
    return first_of(
        case(kind == "PIE", pends(PENDS), "pie"),
        case(kind == "AIR", not_payable(REFUSED), "air"),
        case(kind == "EGG", missing(MISSING), "egg"),
        otherwise=price,
    )


@_rule
def lane(stall, kind):
    return first_of(case(kind == "EGG", missing(MISSING), "egg"), otherwise=stall)


def _truth(node):
    return first_of(case(node, 1, "yes"), otherwise=0)


ASKED = {
    "any_dear": lambda price: _truth(any_within(price >= 500)),
    "any_dear_here": lambda price, stall: _truth(any_within(price >= 500, same=stall)),
    "any_of_unknown": lambda worth, lane: _truth(any_within(worth >= 500, same=lane)),
    "any_undecided": lambda worth: _truth(any_within(undecided(worth))),
    "any_known": lambda prize, stall: _truth(any_within(known(prize), same=stall)),
    "total": lambda price: sum_within(price, where=True),
    "total_cakes": lambda price, kind: sum_within(price, where=kind == "CAKE"),
    "total_prizes_here": lambda prize, stall: sum_within(prize, where=stall != "", same=stall),
    "total_of_unknown": lambda worth, prize, lane: sum_within(worth, where=prize >= 5, same=lane),
    "count": lambda kind: sum_within(1, where=kind != "CAKE"),
    "largest": lambda price: max_within(price, where=True),
    "largest_cake": lambda price, kind: max_within(price, where=kind == "CAKE"),
    "largest_prize_here": lambda prize, stall: max_within(prize, where=stall != "", same=stall),
    "largest_of_unknown": lambda worth, lane: max_within(worth, where=worth < 700, same=lane),
    "place": lambda price: place_within(price, where=True),
    "place_of_cakes": lambda price, kind: place_within(price, where=kind == "CAKE"),
    "place_here": lambda price, stall: place_within(price, where=stall != "", same=stall),
    "place_by_crowd": lambda price, crowd: place_within(price, where=True, weight=crowd),
    "place_of_unknown": lambda worth, prize, lane, crowd: place_within((worth, prize), where=True, same=lane, weight=crowd),
    "place_by_two": lambda price, prize, stall: place_within((prize, price), where=True, same=stall),
    "before": lambda price: sum_before(price, where=True),
    "before_of_unknown": lambda worth, prize: sum_before(worth, where=prize < 900),
    "before_cakes": lambda price, kind: sum_before(price, where=kind == "CAKE"),
}


def _leads(price, stall):
    return place_within(price, where=stall != "", same=stall)


def _stall_total(price, stall):
    return sum_within(price, where=stall != "", same=stall)


def _stall_rank(leads, stall_total):
    return place_within(stall_total, where=leads == 1)


def _rank(leads, stall_rank, stall):
    """Each line takes the rank of its stall, which the leader carries: three operations, one within the other."""
    return max_within(stall_rank, where=leads == 1, same=stall)


NESTED = {"leads": _leads, "stall_total": _stall_total, "stall_rank": _stall_rank, "rank": _rank}


def named(name, body):
    return rule(name.replace("_", " "), cites=ACT, name=name)(body)


class Fair(Engine):
    """An engine for the fair alone; it publishes no table."""

    def __init__(self, rules, outputs):
        super().__init__()
        system = System("fair", "Fair Act", rules=rules, parameters={}, lookups=(), fields=FIELDS, outputs=outputs)
        self._systems["fair"] = system


@functools.cache
def fair():
    """The Fair with every operation as an output."""
    rules = [worth, lane, *(named(name, body) for name, body in (ASKED | NESTED).items())]
    return Fair(rules, (*ASKED, *NESTED))


@pytest.fixture(autouse=True, scope="module")
def fair_reasons(tmp_path_factory):
    """A registry of reasons for the fair."""
    path = tmp_path_factory.mktemp("fair") / "reasons.txt"
    path.touch()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reasons, "REGISTRY", path)
        reasons.append_missing([fair().system("fair")], path)
        yield


# ---- the definitions, once more: `None` is unknown, a text in a tuple is why


def price_of(line):
    return line["price"]


def worth_of(line):
    return line["price"] if line["kind"] in ("CAKE", "NUT") else None


def lane_of(line):
    return (MISSING,) if line["kind"] == "EGG" else line["stall"]


def stall_of(line):
    return line["stall"]


def always(line):
    return True


def is_cake(line):
    return line["kind"] == "CAKE"


def has_stall(line):
    return line["stall"] != ""


def under(amount, number, line):
    value = number(line)
    return value is not None and value < amount


def at_least(amount, number, line):
    value = number(line)
    return value is not None and value >= amount


def prize_of(line):
    return line["prize"]


def peers(day, asking, same):
    return [line for line in day if same is None or (same(line) == same(asking) and not isinstance(same(line), tuple))]


def unknown_key(asking, same):
    return same is not None and isinstance(same(asking), tuple)


def any_by_definition(truth, same=None):
    return lambda day, asking: same(asking) if unknown_key(asking, same) else int(any(truth(line) for line in peers(day, asking, same)))


def taking_part(day, asking, where, same, *numbers):
    return [line for line in peers(day, asking, same) if where(line) and all(number(line) is not None for number in numbers)]


def sum_by_definition(number, where, same=None):
    def total(day, asking):
        return same(asking) if unknown_key(asking, same) else sum(map(number, taking_part(day, asking, where, same, number)))

    return total


def max_by_definition(number, where, same=None):
    def largest(day, asking):
        if unknown_key(asking, same):
            return same(asking)
        found = [number(line) for line in taking_part(day, asking, where, same, number)]
        return max(found) if found else (NOBODY,)

    return largest


def place_by_definition(numbers, where, same=None, weight=lambda line: 1):
    def place(day, asking):
        if unknown_key(asking, same):
            return 0
        ranked = taking_part(day, asking, where, same, *numbers, weight)
        if not any(line is asking for line in ranked):
            return 0
        mine = [number(asking) for number in numbers]

        def above(line):
            theirs = [number(line) for number in numbers]
            return theirs > mine or (theirs == mine and line["at"] < asking["at"])

        return 1 + sum(weight(line) for line in ranked if above(line))

    return place


def before_by_definition(number, where):
    def before(day, asking):
        return sum(number(line) for line in taking_part(day, asking, where, None, number) if line["at"] < asking["at"])

    return before


def crowd_of(line):
    return line["crowd"]


# three operations, one within the other

leads_of = place_by_definition([price_of], has_stall, stall_of)
total_of = sum_by_definition(price_of, has_stall, stall_of)


def leaders_of(day):
    """The dearest line of each stall, and the stall's total."""
    leaders = [next((line for line in day if line["stall"] == stall and leads_of(day, line) == 1), None) for stall in "ABC"]
    return [(line, total_of(day, line)) for line in leaders if line is not None]


def stall_rank_of(day, asking):
    leaders = leaders_of(day)
    mine = next((total for line, total in leaders if line is asking), None)
    if mine is None:
        return 0
    return 1 + sum(total > mine or (total == mine and line["at"] < asking["at"]) for line, total in leaders)


def rank_of(day, asking):
    leader = next((line for line, _ in leaders_of(day) if line["stall"] == asking["stall"]), None)
    return (NOBODY,) if leader is None else stall_rank_of(day, leader)


DEFINED = {
    "any_dear": any_by_definition(functools.partial(at_least, 500_00, price_of)),
    "any_dear_here": any_by_definition(functools.partial(at_least, 500_00, price_of), stall_of),
    "any_of_unknown": any_by_definition(functools.partial(at_least, 500_00, worth_of), lane_of),
    "any_undecided": any_by_definition(lambda line: line["kind"] in ("PIE", "EGG")),
    "any_known": any_by_definition(lambda line: line["prize"] is not None, stall_of),
    "total": sum_by_definition(price_of, always),
    "total_cakes": sum_by_definition(price_of, is_cake),
    "total_prizes_here": sum_by_definition(prize_of, has_stall, stall_of),
    "total_of_unknown": sum_by_definition(worth_of, functools.partial(at_least, 5_00, prize_of), lane_of),
    "count": sum_by_definition(lambda line: 1, lambda line: not is_cake(line)),
    "largest": max_by_definition(price_of, always),
    "largest_cake": max_by_definition(price_of, is_cake),
    "largest_prize_here": max_by_definition(prize_of, has_stall, stall_of),
    "largest_of_unknown": max_by_definition(worth_of, functools.partial(under, 700_00, worth_of), lane_of),
    "place": place_by_definition([price_of], always),
    "place_of_cakes": place_by_definition([price_of], is_cake),
    "place_here": place_by_definition([price_of], has_stall, stall_of),
    "place_by_crowd": place_by_definition([price_of], always, weight=crowd_of),
    "place_of_unknown": place_by_definition([worth_of, prize_of], always, lane_of, crowd_of),
    "place_by_two": place_by_definition([prize_of, price_of], always, stall_of),
    "before": before_by_definition(price_of, always),
    "before_of_unknown": before_by_definition(worth_of, functools.partial(under, 900_00, prize_of)),
    "before_cakes": before_by_definition(price_of, is_cake),
    "leads": leads_of,
    "stall_total": total_of,
    "stall_rank": stall_rank_of,
    "rank": rank_of,
}

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
    lines = [{"stall": "A", "kind": "CAKE", "price": 1, "prize": 1, "crowd": 1}, {"stall": "A", "kind": "PIE", "price": 2, "prize": 1, "crowd": 1}]
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


def test_what_is_certain():
    assert any_within(known(CROWD)).certain and sum_within(CROWD, where=True).certain and place_within(CROWD, where=True).certain
    assert not max_within(PRICE, where=True).certain
    assert undecided(PRICE).op == "literal" and undecided(CROWD).certain
