"""What a line asks of the other lines of its claim, worked out one line at a time: the account's side of kernel/within.py.

A part is what one line brings: its key, its number and its weight. The key is its `same`, an Unknown where that is unknown, "" without one;
the number is None if the line takes no part. Each fold gives one answer for each line.
"""

from __future__ import annotations

from .account import Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any, TypeAlias

    from ..kernel.table import Table
    from .account import Value
    from .walk import Walk

    Only: TypeAlias = tuple[int, tuple[str, ...]] | None  # a place in the row, and what may stand there
    Part: TypeAlias = tuple[Value, Any, int]
    Fold: TypeAlias = Callable[[Sequence[Part]], list[Value]]


def _keyed(answer: Callable[[list[Any]], Value]) -> Fold:
    """A fold that gives every line the answer over the numbers of the parts with its key."""

    def fold(parts: Sequence[Part]) -> list[Value]:
        if len(parts) == 1:
            key, number, _ = parts[0]
            return [key if key.__class__ is Unknown else answer([] if number is None else [number])]
        numbers: dict[Any, list[Any]] = {}
        for key, number, _ in parts:
            held = numbers.setdefault(key, [])
            if number is not None:
                held.append(number)
        answers = {key: key if key.__class__ is Unknown else answer(held) for key, held in numbers.items()}
        return [answers[key] for key, _, _ in parts]

    return fold


def _places(parts: Sequence[Part]) -> list[Value]:
    if len(parts) == 1:
        return [0 if parts[0][1] is None else 1]
    order = sorted((-number, at) for at, (_, number, _) in enumerate(parts) if number is not None)
    above: dict[Any, int] = {}
    places = [0] * len(parts)
    for _, at in order:
        key, _, weight = parts[at]
        places[at] = 1 + above.get(key, 0)
        above[key] = above.get(key, 0) + weight
    return places


def _sums_before(parts: Sequence[Part]) -> list[Value]:
    total, sums = 0, []
    for _, number, _ in parts:
        sums.append(total)
        total += number or 0
    return sums


FOLDS: dict[str, Fold] = {
    "any_within": _keyed(bool),
    "sum_within": _keyed(sum),
    "max_within": _keyed(lambda numbers: max(numbers, default=None)),  # None: no line takes part
    "place_within": _places,
    "sum_before": _sums_before,
}


def pair_of(walk: Walk, parts: Sequence[Part], slot: int, table: Table, asking_second: bool, only: Only, asking: str) -> Value:
    """Whether the line, whose text is `asking`, forms a row with another's; the row becomes a source of its account."""
    own = parts[walk.at][0]
    if own.__class__ is Unknown:
        return own
    not_held: Value = False
    for at, (key, number, _) in enumerate(parts):
        if at == walk.at or number is None or key != own:
            continue
        pair = (number[0], asking) if asking_second else (asking, number[0])
        found = walk.look_up(table, pair)
        if not isinstance(found, Unknown):
            if only is None or found[0][only[0]] in only[1]:
                walk.prints[slot] = (pair, found[1])
                return True
        elif not_held is False and not found.reason.startswith("no row "):
            not_held = found
    return not_held
