"""Which lines of a claim concern each other: most lines have no other beside them that any claim operation would bring together with them.

An optimisation alone, and careful: what the rows of a line's combination leave open counts as a concern. A line that nothing concerns is
worked out by itself (alone.py), the others as before.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from ...kernel.node import Node
from ...kernel.within import OPERATIONS
from .shapes import asked_of
from .types import Array, Facts

MOST = 62  # operations that have a bit of their own; further ones share the last
NEAR = 12  # lines of a claim that are compared pair by pair; all lines of a longer claim concern each other

Key = tuple[Array, Array]
Truth = tuple[Any, Any]
"""Whether a condition may hold and whether it may fail, by row or for all; neither where it is unknown."""


class Concern:
    """The claim operations under `roots`, and for each row of the facts of one group which of them its lines ask and take part in."""

    def __init__(self, roots: Sequence[Node]) -> None:
        self._order = _parents_first(roots)
        self._leads = frozenset(self._order)
        self._roots = roots
        operations = [node for node in self._order if node.op in OPERATIONS]
        self._bits = {node: np.int64(1 << min(at, MOST)) for at, node in enumerate(operations)}
        self._seen: Any = None
        self._asks: Array = np.zeros(0, np.int64)
        self._joins: Array = np.zeros(0, np.int64)

    def shared(self, rows: Array, facts: Facts, absent: Collection[Node], keys: Mapping[Node, Key], groups: Array) -> Array:
        """For each line the bits of the operations that bring it together with another line of its claim; -1 for all of them.

        rows     row of each line in `facts`
        absent   optional fields that no line gives
        keys     {text or identity of the frontier: (row of each line, values by row)}
        groups   ascending numbers, alike for the lines of one claim and day
        """
        if not self._bits:
            return np.zeros(len(rows), np.int64)
        if self._seen != (facts.rows, tuple(absent)):
            self._seen = (facts.rows, tuple(absent))
            self._note(_Open(facts, absent))
        return _shared(groups, self._asks.take(rows), self._joins.take(rows), self._keyed(keys))

    def operations(self, bits: int) -> frozenset[Node]:
        """The operations of some bits."""
        return frozenset(node for node, bit in self._bits.items() if bits & int(bit))

    def _keyed(self, keys: Mapping[Node, Key]) -> list[tuple[np.int64, Key]]:
        """(bits of the operations that bring together lines of one key alone, the key)."""
        shared = np.int64(1 << MOST)
        found: dict[Node, np.int64] = {}
        for node, bit in self._bits.items():
            if node.data and node.args[-1] in keys and bit != shared:
                found[node.args[-1]] = found.get(node.args[-1], np.int64(0)) | bit
        return [(bits, keys[key]) for key, bits in found.items()]

    def _note(self, open_yet: _Open) -> None:
        """For each row the operations that its lines may ask, and those in which they may take part."""
        asked: dict[Node, Any] = dict.fromkeys(self._roots, np.bool_(True))
        asks, joins = np.zeros((2, open_yet.count), np.int64)
        for node in self._order:
            here = asked.get(node)
            if here is None or not np.any(here):
                continue
            bit = self._bits.get(node)
            for arg, when in _needs(node, here, open_yet):
                if arg in self._leads:
                    asked[arg] = asked.get(arg, np.bool_(False)) | when
            if bit is not None:
                asks |= np.where(here, bit, 0)
                joins |= np.where(open_yet.truth(_condition(node))[0], bit, 0)
        self._asks, self._joins = asks, joins


def _condition(node: Node) -> Node:
    """Which lines take part in an operation."""
    return node.args[0] if node.op == "any_within" else node.args[1]


def _needs(node: Node, here: Any, open_yet: _Open) -> Iterator[tuple[Node, Any]]:
    """(argument, rows for whose lines it is needed) of a node that is needed for the rows `here`."""
    if node.op in OPERATIONS:
        condition = _condition(node)
        yield condition, np.bool_(True)  # of every line of the claim
        takes_part = open_yet.truth(condition)[0]
        yield from ((arg, takes_part | here) for arg in node.args if arg is not condition)
    elif node.op == "first_of":
        left = here
        for condition, value in zip(node.args[:-1:2], node.args[1::2], strict=True):
            yield condition, left
            holds, fails = open_yet.truth(condition)
            yield value, left & holds
            left = left & fails
        yield node.args[-1], left
    elif node.op in ("and", "or"):
        for one, other in (node.args, node.args[::-1]):
            holds, fails = open_yet.truth(other)
            decides = fails if node.op == "and" else holds
            undecided = holds if node.op == "and" else fails
            yield one, here & (undecided | ~decides) if one.certain else here
    else:
        yield from ((arg, here) for arg in asked_of(node))


class _Open:
    """What the facts of a group leave open of the truths of a tree."""

    def __init__(self, facts: Facts, absent: Collection[Node]) -> None:
        self.count = facts.rows
        self._facts = facts
        self._absent = frozenset(absent)
        self._memo: dict[Node, Truth] = {}

    def truth(self, node: Node) -> Truth:
        """Whether a condition may hold and whether it may fail."""
        found = self._memo.get(node)
        if found is None:
            found = self._memo[node] = self._found(node)
        return found

    def _found(self, node: Node) -> Truth:
        if node in self._facts.truths:
            holds, reasons = self._facts.truths[node], self._facts.reasons[node]
            return holds, ~holds if reasons is None else ~holds & (reasons == 0)
        if node.op == "literal":
            return np.bool_(node.data), np.bool_(not node.data)
        if node.op == "rule":
            return self.truth(node.args[0])
        if node.op == "not":
            return self.truth(node.args[0])[::-1]
        if node.op in ("and", "or"):
            (left, left_fails), (right, right_fails) = map(self.truth, node.args)
            return (left & right, left_fails | right_fails) if node.op == "and" else (left | right, left_fails & right_fails)
        if node.op in ("known", "undecided") and node.args[0] in self._absent:
            return np.bool_(node.op == "undecided"), np.bool_(node.op == "known")
        return self._choice(node) if node.op == "first_of" else (np.bool_(True), np.bool_(True))

    def _choice(self, node: Node) -> Truth:
        left, holds, fails = np.bool_(True), np.bool_(False), np.bool_(False)
        for condition, value in zip(node.args[:-1:2], node.args[1::2], strict=True):
            (taken, passed), (value_holds, value_fails) = self.truth(condition), self.truth(value)
            holds, fails, left = holds | left & taken & value_holds, fails | left & taken & value_fails, left & passed
        last_holds, last_fails = self.truth(node.args[-1])
        return holds | left & last_holds, fails | left & last_fails


def _parents_first(roots: Iterable[Node]) -> list[Node]:
    """Every operation and what leads to one, after all that ask for it."""
    leads: dict[Node, bool] = {}

    def visit(node: Node) -> bool:
        found = leads.get(node)
        if found is None:
            found = node.op in OPERATIONS
            for arg in asked_of(node):
                found |= visit(arg)
            leads[node] = found
        return found

    for root in roots:
        visit(root)
    return [node for node in reversed(leads) if leads[node]]


def _shared(groups: Array, asks: Array, joins: Array, keyed: Sequence[tuple[np.int64, Key]]) -> Array:
    """For each line the bits of the operations that it asks with another line of its group taking part, or the other way round."""
    found = np.zeros(len(groups), np.int64)
    first = np.flatnonzero(groups[1:] == groups[:-1])
    for apart in range(1, NEAR):
        if not len(first):
            return found
        second = first + apart
        common = asks[first] & joins[second] | joins[first] & asks[second]
        some = np.flatnonzero(common)
        one, other, common = first[some], second[some], common[some]
        for bits, (rows, values) in keyed:
            common &= np.where(values.take(rows[one]) == values.take(rows[other]), -1, ~bits)
        found[one] |= common
        found[other] |= common
        first = first[: np.searchsorted(first, len(groups) - apart - 1)]
        first = first[groups[first] == groups[first + apart + 1]]
    if len(first):
        found[np.isin(groups, groups[first])] = -1
    return found
