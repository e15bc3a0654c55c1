"""What lines ask of the other lines of their claim, for whole blocks at once: the arrays' side of kernel/within.py."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ...kernel.node import Node
from ...kernel.within import NOBODY
from .buckets import Buckets, sums_before
from .types import Array, Pair, Unknown

if TYPE_CHECKING:
    from .block import Block


class Answers:
    """One claim operation over a block: who takes part, and what any line hears when it asks."""

    def __init__(self, block: Block, node: Node) -> None:
        self._node = node
        self._groups = block.groups
        self._nobody = block.reasons.code(NOBODY) if node.op == "max_within" else 0
        members = Members(block, node)
        self._empty = not len(members.where)
        if self._empty:
            return
        if node.op in ("place_within", "sum_before"):
            self._of_line = np.zeros(block.length, np.int64)
            if node.op == "sum_before":
                self._of_line[members.where] = members.numbers
                self._of_line = sums_before(block.groups, self._of_line)
            else:
                buckets = Buckets(block.groups[members.where], members.keys)
                self._of_line[members.where] = buckets.places(members.numbers, members.weights)
            return
        self._buckets = Buckets(block.groups[members.where], members.keys)
        self._of_bucket = None
        if node.op != "any_within":
            aggregate = self._buckets.sums if node.op == "sum_within" else self._buckets.greatest
            self._of_bucket = aggregate(members.numbers)
        self._of_group = np.full(int(block.groups[-1]) + 1, -1, np.int32)
        titles = self._buckets.titles
        self._of_group[titles if members.keys is None else titles >> 32] = np.arange(len(titles))

    def heard(self, places: Any, keys: Any, unknown: Unknown) -> Pair:
        """(values, unknown) for some lines of the block, each with its key if the operation has one."""
        op = self._node.op
        if op in ("place_within", "sum_before"):
            return (0, None) if self._empty else (self._of_line[places], None)
        if self._empty:
            values: Any = False if op == "any_within" else 0
            return values, _else(unknown, self._nobody) if op == "max_within" else unknown
        groups = self._groups[places]
        bucket = self._of_group.take(groups)
        if self._node.data:
            asking = np.flatnonzero(bucket >= 0)  # only lines of groups with members have anything to ask
            keys = keys if isinstance(keys, np.ndarray) else np.full(len(groups), keys)
            bucket[asking] = self._buckets.find(groups[asking], keys[asking])
        found = bucket >= 0
        if self._of_bucket is None:
            return found, unknown
        if op == "max_within" and not found.all():
            unknown = _else(unknown, np.where(found, np.uint16(0), np.uint16(self._nobody)))
        return np.where(found, self._of_bucket.take(bucket, mode="clip"), 0), unknown


def _else(unknown: Unknown, other: Any) -> Unknown:
    return other if unknown is None else np.where(np.asarray(unknown) != 0, unknown, other).astype(np.uint16)


class Members:
    """The lines that take part: those for which the condition, the number, the weight and the key are all known."""

    def __init__(self, block: Block, node: Node) -> None:
        parts = [part for part in block.parts if part.beside is None or node in part.beside]
        found = [one for one in (self._of_part(part, node) for part in parts) if one is not None]
        self.where: Array
        if len(found) == 1:
            self.where, *columns = found[0]
        else:
            # the parts' lines in the block's order: spread over the block and read back, which is cheaper than sorting
            takes = np.zeros(block.length, bool)
            spread = [np.zeros(block.length, np.int64) for _ in range(3)]
            for where, *values in found:
                takes[where] = True
                for column, some in zip(spread, values, strict=True):
                    column[where] = some
            self.where = takes.nonzero()[0]
            columns = [column.take(self.where) for column in spread]
        self.numbers: Array = columns[0]
        self.weights: Array = columns[1]
        self.keys: Array | None = columns[2] if node.data else None

    @staticmethod
    def _of_part(part: Any, node: Node) -> tuple[Array, Array, Array, Array] | None:
        condition = part.tree(node.args[0] if node.op == "any_within" else node.args[1])
        if condition.op == "unknown" or (condition.op == "literal" and not condition.data):
            return None
        some, where = part.fold.holding(condition)
        if not len(where):
            return None
        blank: Pair = (0, None)
        pairs = [blank if node.op == "any_within" else some.value(part.tree(node.args[0]))]
        pairs.append(some.value(part.tree(node.args[2])) if node.op == "place_within" else blank)
        pairs.append(some.value(part.tree(node.args[-1])) if node.data else blank)
        held: Any = True
        for _, unknown in pairs:
            held = held if unknown is None else held & (np.asarray(unknown) == 0)
        columns = [np.broadcast_to(np.asarray(values, np.int64), (len(where),)) for values, _ in pairs]
        if held is not True:
            keep = np.flatnonzero(np.broadcast_to(held, (len(where),)))
            where, columns = where[keep], [column[keep] for column in columns]
        return part.places_of(where), columns[0], columns[1], columns[2]
