"""What a line asks of the other lines of its claim, worked out one line at a time: the account's side of kernel/within.py.

A `Part` is what one line brings: its number, its weight and its key, or that it takes no part. Each fold gives one answer for each line.
"""

from __future__ import annotations

from ..kernel.within import NOBODY
from .account import Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any, TypeAlias

    from ..kernel.node import Node
    from .account import Value
    from .walk import Walk

    Fold: TypeAlias = "Callable[[Sequence[Part]], list[Value]]"


class Part:
    """One line's part: `takes` says whether it counts; `key` is its `same`, an Unknown where that is unknown, "" without one."""

    __slots__ = ("key", "number", "takes", "weight")

    def __init__(self, takes: bool, number: Any, weight: int, key: Any) -> None:
        self.takes = takes
        self.number = number
        self.weight = weight
        self.key = key


def part_of(node: Node, values: Callable[[int], Value]) -> Part:
    """The part of one line; `values(i)` works out argument i of the node for it, and is asked only for what is needed."""
    key = values(len(node.args) - 1) if node.data else ""
    if key.__class__ is Unknown:
        return Part(False, 0, 0, key)
    if node.op == "any_within":
        return Part(values(0) is True, 1, 1, key)
    if values(1) is not True:
        return Part(False, 0, 0, key)
    number = values(0)
    weight = values(2) if node.op == "place_within" else 1
    if number.__class__ is Unknown or weight.__class__ is Unknown:
        return Part(False, 0, 0, key)
    return Part(True, number, weight, key)


def _keyed(answer: Callable[[list[Any]], Value]) -> Fold:
    """A fold that gives every line the answer over the numbers of the parts with its key."""

    def fold(parts: Sequence[Part]) -> list[Value]:
        numbers: dict[Any, list[Any]] = {}
        for part in parts:
            held = numbers.setdefault(part.key, [])
            if part.takes:
                held.append(part.number)
        return [part.key if part.key.__class__ is Unknown else answer(numbers[part.key]) for part in parts]

    return fold


def _places(parts: Sequence[Part]) -> list[Value]:
    order = sorted((at for at, part in enumerate(parts) if part.takes), key=lambda at: -parts[at].number)
    above: dict[Any, int] = {}
    places = [0] * len(parts)
    for at in order:
        part = parts[at]
        places[at] = 1 + above.get(part.key, 0)
        above[part.key] = above.get(part.key, 0) + part.weight
    return places


def _sums_before(parts: Sequence[Part]) -> list[Value]:
    total, sums = 0, []
    for part in parts:
        sums.append(total)
        total += part.number if part.takes else 0
    return sums


EMPTY = Unknown("unknown", NOBODY)
FOLDS: dict[str, Fold] = {
    "any_within": _keyed(bool),
    "sum_within": _keyed(sum),
    "max_within": _keyed(lambda numbers: max(numbers, default=EMPTY)),
    "place_within": _places,
    "sum_before": _sums_before,
}


def within_compute(node: Node, args: Sequence[Callable[[Walk], Value]]) -> Callable[[Walk], Value]:
    """The compiled form of a claim operation; `args` are those of its arguments. What the lines bring is asked for once for all of them."""

    def part(walk: Walk) -> Part:
        because = walk.because  # another line asks: what this one is in the middle of saying must not change
        found = part_of(node, lambda at: args[at](walk))
        walk.because = because
        return found

    if node.op == "any_pair":
        return _pair_compute(node, args[2], part)
    fold = FOLDS[node.op]

    def compute(walk: Walk) -> Value:
        answers = walk.shared.get(node)
        if answers is None:
            answers = walk.shared[node] = fold([part(other) for other in walk.day])
        return answers[walk.at]

    return compute


def _pair_compute(node: Node, asking: Callable[[Walk], Value], part: Callable[[Walk], Part]) -> Callable[[Walk], Value]:
    def compute(walk: Walk) -> Value:
        parts = walk.shared.get(node)
        if parts is None:
            parts = walk.shared[node] = [part(other) for other in walk.day]
        return _pair_of(node.args[2], walk, asking(walk), parts)

    return compute


def _pair_of(partners: Node, walk: Walk, asking: str, parts: Sequence[Part]) -> Value:
    """Whether the line, whose text is `asking`, forms a row with another's; the row becomes a source of its account."""
    own = parts[walk.at]
    if own.key.__class__ is Unknown:
        return own.key
    table, asking_second = partners.data
    not_held: Value = False
    for at, part in enumerate(parts):
        if at == walk.at or not part.takes or part.key != own.key:
            continue
        key = (part.number[0], asking) if asking_second else (asking, part.number[0])
        found = walk.look_up(table, key)
        if not isinstance(found, Unknown):
            walk.prints[partners] = (key, found[1])
            return True
        if not_held is False and not found.reason.startswith("no row "):
            not_held = found
    return not_held
