"""What a claim operation answers a line that no other line of its claim concerns: the operation falls away, and its own value is left."""

from __future__ import annotations

from collections.abc import Iterable

from ...kernel.choice import choose, known
from ...kernel.node import TRUTH, Node, as_node, make, number_literal, unknown
from ...kernel.within import NOBODY


def by_itself(node: Node) -> Node:
    """The operation over the asking line alone, as a tree of what is asked of that line."""
    keys = node.args[-1:] if node.data else ()
    zero = number_literal(0, node.places)
    if node.op == "sum_before":
        return zero
    if node.op == "any_pair":
        return _keyed(keys, as_node(False))
    if node.op == "any_within":
        return _keyed(keys, _if_all([node.args[0], *map(known, keys)], as_node(True), as_node(False)))
    value, where = node.args[:2]
    if node.op == "place_within":
        return _if_all([where, known(value), known(node.args[2]), *map(known, keys)], number_literal(1, 0), zero)
    nothing = zero if node.op == "sum_within" else unknown("unknown", NOBODY)
    return _keyed(keys, _if_all([where, known(value), *map(known, keys)], value, nothing))


def _if_all(conditions: Iterable[Node], value: Node, otherwise: Node) -> Node:
    """`value` where every condition is known to hold."""
    for condition in reversed(list(conditions)):
        for truth in (condition, known(condition)):
            value = choose([(truth, value, "")], otherwise)
    return value


def _keyed(keys: Iterable[Node], answer: Node) -> Node:
    """The answer, unknown where the asking line's key is."""
    for key in keys:
        answer = choose([(make("eq", TRUTH, (key, key), certain=key.certain), answer, "")], answer)
    return answer
