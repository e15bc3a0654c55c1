"""What a line asks of the other lines of its claim, in English: the words' side of kernel/within.py."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..kernel.node import Node


TOTALS = {
    "sum_within": "the total of {} over the lines priced together",
    "max_within": "the greatest {} of the lines priced together",
    "sum_before": "the total of {} over the earlier lines priced together",
}
COUNTS = {"sum_within": "the number of lines priced together", "sum_before": "the number of earlier lines priced together"}


def within_words(node: Node, say: Callable[[Node], str]) -> str:
    """A claim operation in words; `say` gives those of its arguments. The lines priced together are those of a claim, or of its day."""
    args = node.args
    where = "" if node.op == "any_within" else _where(args[1], say)
    alike = f" with the same {' and '.join(say(text) for text in args[-1].args)}" if node.data else ""
    if node.op == "any_within":
        return f"any of the lines priced together{alike} has: {say(args[0])}"
    if node.op == "any_pair":
        return f"another of the lines priced together{alike}{where} {_pair_words(node, say)}"
    if node.op == "place_within":
        weight = "" if args[2].op == "literal" else f", each counting for {say(args[2])}"
        return f"the place by {_sort_keys(args[0], say)} among the lines priced together{alike}{where}{weight}"
    if node.op in COUNTS and args[0].op == "literal" and args[0].data == 1:
        return f"{COUNTS[node.op]}{alike}{where}"
    return f"{TOTALS[node.op].format(say(args[0]))}{alike}{where}"


def _pair_words(node: Node, say: Callable[[Node], str]) -> str:
    theirs, _, partners = node.args[:3]
    table, asking_second, only = partners.data
    own, other = f"this line's {say(partners.args[0])}", f"that line's {say(theirs.args[0])}"
    said = "" if only is None else f" with {only[0].replace('_', ' ')} {' or '.join(sorted(only[1]))}"
    keys = (other, own) if asking_second else (own, other)
    return f"has with it a row of {table.name.replace('_', ' ')} ({keys[0]}, {keys[1]}){said}"


def _where(condition: Node, say: Callable[[Node], str]) -> str:
    return "" if condition.op == "literal" and condition.data is True else f" where {say(condition)}"


def _sort_keys(number: Node, say: Callable[[Node], str]) -> str:
    """The numbers of a ranking: kernel/within.py packs several into one, the later ones below the first."""
    packed = number.op == "add" and number.args[0].op == "mul" and number.args[0].args[1].op == "literal" and number.args[1].op == "sub"
    if not packed:
        return say(number)
    return f"{_sort_keys(number.args[0].args[0], say)}, then by {say(number.args[1].args[0])}"
