"""The fair: a law of no land whose outputs are what lines ask of the other lines of their day, and the same by definition.

`ASKED` and `NESTED` are the rules; `DEFINED` says each again as plainly as words allow: a line is compared with every other line.
"""

import functools

from allowable.engine import Engine
from allowable.kernel.cite import Cite
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
    rule,
    sum_before,
    sum_within,
    undecided,
)
from allowable.kernel.within import NOBODY

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
