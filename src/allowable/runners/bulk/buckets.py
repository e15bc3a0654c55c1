"""Lines of a claim brought together, for whole blocks at once.

Members are the lines that take part; they are brought into buckets (group of one claim and day, and key if there is one), and within a
bucket the order of the claim is kept.
"""

from __future__ import annotations

import numpy as np

from .types import Array

NEAR = 12  # up to so many members of a bucket are compared pair by pair; longer ones are sorted


class Buckets:
    """Members grouped: `order` brings them into buckets, `starts` says where each begins, `lengths` how long it is."""

    def __init__(self, groups: Array, keys: Array | None) -> None:
        if keys is None:
            self.order: Array | None = None
            self.names = groups.astype(np.int64)
        else:
            names = groups.astype(np.int64) << 32 | keys.astype(np.int64)
            self.order = np.argsort(names, kind="stable")
            self.names = names[self.order]
        new = np.empty(len(groups), bool)
        new[:1] = True
        np.not_equal(self.names[1:], self.names[:-1], out=new[1:])
        self.starts = np.flatnonzero(new)
        self.lengths = np.diff(np.append(self.starts, len(groups)))
        self.titles = self.names[self.starts]  # ascending

    def ordered(self, values: Array) -> Array:
        """Values of the members in the order of the buckets."""
        return values if self.order is None else np.asarray(values[self.order])

    def sums(self, values: Array) -> Array:
        """Total of each bucket."""
        return np.asarray(np.add.reduceat(self.ordered(values), self.starts)) if len(values) else values

    def greatest(self, values: Array) -> Array:
        """Greatest of each bucket."""
        return np.asarray(np.maximum.reduceat(self.ordered(values), self.starts)) if len(values) else values

    def find(self, groups: Array, keys: Array | None) -> Array:
        """Place of the bucket of each group and key, -1 where there is none."""
        if not len(self.titles):
            return np.full(len(groups), -1)
        wanted = groups.astype(np.int64) if keys is None else groups.astype(np.int64) << 32 | keys.astype(np.int64)
        at = np.minimum(np.searchsorted(self.titles, wanted), len(self.titles) - 1)
        return np.where(self.titles[at] == wanted, at, -1)

    def places(self, numbers: Array, weights: Array) -> Array:
        """Place of each member in its bucket, from the largest number down: 1 plus the weights of all above; ties keep their order."""
        found = np.ones(len(self.names), np.int64)
        several = np.flatnonzero(np.repeat((self.lengths > 1) & (self.lengths <= NEAR), self.lengths))
        many = np.flatnonzero(np.repeat(self.lengths > NEAR, self.lengths))
        numbers, weights = self.ordered(numbers), self.ordered(weights)
        for some, rank in ((several, _by_pairs), (many, _by_sorting)):
            if len(some):
                found[some] = rank(self.names[some], numbers[some], weights[some])
        if self.order is None:
            return found
        back = np.empty_like(found)
        back[self.order] = found
        return back


def _by_pairs(names: Array, numbers: Array, weights: Array) -> Array:
    places = np.ones(len(names), np.int64)
    first = np.arange(len(names) - 1)
    for apart in range(1, NEAR):
        first = first[: np.searchsorted(first, len(names) - apart)]
        first = first[names[first] == names[first + apart]]
        if not len(first):
            break
        second = first + apart
        ahead = numbers[first] >= numbers[second]
        places[second] += np.where(ahead, weights[first], 0)
        places[first] += np.where(ahead, 0, weights[second])
    return places


def _by_sorting(names: Array, numbers: Array, weights: Array) -> Array:
    order = np.lexsort((np.arange(len(names)), -numbers, names))
    sorted_names = names[order]
    heavy = weights[order]
    before = np.cumsum(heavy) - heavy
    start = np.flatnonzero(np.append(True, sorted_names[1:] != sorted_names[:-1]))
    base = np.repeat(before[start], np.diff(np.append(start, len(names))))
    places = np.empty(len(names), np.int64)
    places[order] = 1 + before - base
    return places


def sums_before(groups: Array, values: Array) -> Array:
    """Total of each line's earlier lines in its group; `values` hold 0 for lines that take no part."""
    before = np.cumsum(values) - values
    start = np.flatnonzero(np.append(True, groups[1:] != groups[:-1]))
    return np.asarray(before - np.repeat(before[start], np.diff(np.append(start, len(groups)))))
