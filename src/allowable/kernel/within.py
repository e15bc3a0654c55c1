"""What a line asks of the other lines of its claim: totals, the greatest, a place in a ranking, what came before.

The lines of the day are those of one claim with one service day, in the claim's order. Every operation takes `where`, a truth that says
which lines take part, and may take `same`, a text or several: then only lines with the same texts as the asking line count. A line whose
number, `where`, `same` or weight is unknown takes no part; ask `any_within(undecided(x))` first where that would matter.
"""

from __future__ import annotations

from .node import NOTHING, NUMBER, TEXT, TRUTH, Node, TreeError, as_node, make, number_literal, truth_of, up

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .node import Operand
    from .table import Table

    Same = Operand | tuple[Operand, ...] | None

MOST_LINES = 999  # of one claim on one day: from it the headroom of a total is proved, and claims and bulk refuse more
NOBODY = "no line of the day takes part"
OPERATIONS = frozenset({"any_within", "sum_within", "max_within", "place_within", "sum_before", "any_pair"})


def any_within(truth: Operand, same: Same = None) -> Node:
    """Whether it holds for any line of the day, the asking line included."""
    return _within("any_within", TRUTH, [truth_of(as_node(truth))], same, 0, 0)


def sum_within(value: Operand, where: Operand, same: Same = None) -> Node:
    """Total over the lines of the day that take part; 0 where none does."""
    number = _number(value)
    low, high = min(0, number.low * MOST_LINES), max(0, number.high * MOST_LINES)
    return _within("sum_within", NUMBER, [number, truth_of(as_node(where))], same, low, high)


def max_within(value: Operand, where: Operand, same: Same = None) -> Node:
    """The greatest over the lines of the day that take part; unknown where none does."""
    number = _number(value)
    return _within("max_within", NUMBER, [number, truth_of(as_node(where))], same, number.low, number.high, certain=False)


def sum_before(value: Operand, where: Operand) -> Node:
    """Total over the earlier lines of the day that take part, in the claim's order."""
    number = _number(value)
    low, high = min(0, number.low * MOST_LINES), max(0, number.high * MOST_LINES)
    return _within("sum_before", NUMBER, [number, truth_of(as_node(where))], None, low, high)


def place_within(value: Operand | tuple[Operand, ...], where: Operand, same: Same = None, weight: Operand = 1) -> Node:
    """Place in the ranking from the largest down: 1 plus the weights of all that stand above; 0 for a line that takes no part.

    Ties go to the next number of a tuple, then to the claim's order.
    """
    number = _one_number(value if isinstance(value, tuple) else (value,))
    heavy = _number(weight)
    if heavy.places:
        raise TreeError("a weight counts places: it is a whole number")
    return _within("place_within", NUMBER, [number, truth_of(as_node(where)), heavy], same, 0, 1 + heavy.high * MOST_LINES)


def any_pair(
    table: Table,
    asking: Operand,
    other: Operand,
    where: Operand,
    same: Same = None,
    *,
    asking_second: bool = False,
    only: Mapping[str, Iterable[str]] | None = None,
) -> Node:
    """Whether the asking line forms a row of a table of pairs with some other line of the day that takes part.

    The row's first key is the asking line's text and its second the other line's, or the other way round. Unknown where another line takes
    part, none forms a row, and the table of the day is not held. Both texts are always known, such as a procedure code. `only` names one
    text column of the table and what it must say: {"modifier_indicator": ("0",)}.
    """
    mine, theirs = as_node(asking), as_node(other)
    if len(table.keys) != 2 or mine.kind != TEXT or theirs.kind != TEXT or not mine.certain or not theirs.certain:
        raise TreeError(f"a pair is a row of a table with two keys, of two texts that are always known: {table.name}, {mine!r}, {theirs!r}")
    partners = make("partners", NUMBER, (mine,), data=(table, asking_second, _only(table, only)), high=2**31 - 1, certain=False)
    args = [make("identity", NUMBER, (theirs,), high=2**31 - 1), truth_of(as_node(where)), partners]
    return _within("any_pair", TRUTH, args, same, 0, 0, certain=False)


def _only(table: Table, only: Mapping[str, Iterable[str]] | None) -> tuple[str, frozenset[str]] | None:
    if only is None:
        return None
    ((name, texts),) = only.items()
    if not getattr(table, name).is_text:
        raise TreeError(f"{table.name}.{name} is no text column")
    return name, frozenset(texts)


def _within(op: str, kind: str, args: list[Node], same: Same, low: int, high: int, certain: bool = True) -> Node:
    places = args[0].places if op != "place_within" and kind == NUMBER else 0
    if same is not None:
        texts = tuple(as_node(text) for text in (same if isinstance(same, tuple) else (same,)))
        for text in texts:
            if text.kind not in (TEXT, NOTHING):
                raise TreeError(f"`same` compares texts: {text!r} is none")
        known = all(text.certain for text in texts)
        args.append(make("identity", NUMBER, texts, high=2**31 - 1, certain=known))
        certain = certain and (known or op == "place_within")
    return make(op, kind, tuple(args), data=same is not None, places=places, low=low, high=high, certain=certain)


def _number(value: Operand) -> Node:
    node = as_node(value)
    if node.kind not in (NUMBER, NOTHING):
        raise TreeError(f"{node!r} is no number")
    return node


def _one_number(values: tuple[Operand, ...]) -> Node:
    """Several numbers as one that orders alike: each later one is packed below the one before it."""
    nodes = [_number(value) for value in values]
    places = max(node.places for node in nodes)
    packed = up(nodes[0], places)
    for node in nodes[1:]:
        lower = up(node, places)
        span = lower.high - lower.low + 1
        packed = packed * span + (lower - number_literal(lower.low, places))
    return packed
