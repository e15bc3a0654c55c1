"""The spans of days that share one program: their trees, and what the combinations of their fields come to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from ...kernel.node import Node
from ...kernel.program import Program
from ...kernel.tree import nodes_under
from . import classes
from .block import Block
from .classes import Classes, all_asked, common_to_all, places_of_each
from .combinations import Combinations
from .concern import Concern
from .leaves import Texts
from .residual import Residual
from .shapes import Shapes
from .spans import Span
from .types import Array, Facts, Table
from .vector import Fold

if TYPE_CHECKING:
    from .lines import Bulk


ALL = -1  # bits of every operation
MOST = 50  # sets of operations that are told apart


class Regime:
    """`groups` are the names of the fields that are looked up together; `roots` the trees of the outputs."""

    def __init__(self, bulk: Bulk, program: Program) -> None:
        self.bulk = bulk
        self.roots = tuple(program.roots[name] for name in bulk.outputs)
        self.spans: list[Span] = []
        self._shapes = Shapes(list(self.roots))
        met = [(names, nodes) for names, nodes in zip(self._shapes.groups, self._shapes.frontier, strict=True) if nodes]
        self.groups = [names for names, _ in met]
        self._combinations = {names: Combinations(bulk.keys(names), nodes, self._work_out) for names, nodes in met}
        self._largest = max(self.groups, key=lambda names: len(self._combinations[names].nodes), default=None)
        self._classes: dict[int, Classes] = {}
        self._agreed: Any = None
        self._concern = Concern(self.roots)
        self._optional = _optional_fields(self.roots)

    def _work_out(self, span: int, columns: Mapping[str, Array]) -> Fold:
        return Fold(Texts(self.spans[span], columns), self.bulk.reasons, self._shapes.shared, whole=True)

    def block(self, ids: Mapping[tuple[str, ...], Array], spans: Array | int, groups: Array, numbers: Mapping[str, Any]) -> Block:
        """The Block of some lines; the caller holds the lock, because what was not met before is worked out here.

        ids      for each group of fields the id of every line's combination
        spans    place of each line's span among the regime's, or the one of all
        """
        tables: dict[Node, Table] = {}
        settled: dict[tuple[str, ...], Array] = {}
        for names, combinations in self._combinations.items():
            settled[names], rows = combinations.rows(ids[names], spans, len(self.spans))
            facts = combinations.facts()
            values = {node: (rows, found) for node, found in combinations.numbers().items()}
            values |= {node: (settled[names], found) for node, found in facts.truths.items()}
            tables |= {node: Table(*values[node], settled[names], reasons) for node, reasons in facts.reasons.items()}
        absent = tuple(field for field in self._optional if numbers.get(field.data) is None)
        if self._largest is None:
            return Block(self.bulk, groups, tables, numbers, [(np.arange(len(groups)), Residual(lambda node: None))])
        own = self._combinations[self._largest].facts()
        rows = settled[self._largest]
        keys = {node: (table.rows, table.values) for node, table in tables.items() if node.op == "identity"}
        shared = self._concern.shared(rows, own, absent, keys, groups)
        self._settle(own, absent)
        parts, rest = [], []
        for bits, where in _apart(shared):
            for places, residual in self._classes_of(bits).parts(rows[where], own, self._common):
                if residual is None:
                    rest.append(where[places])
                else:
                    parts.append((where[places], residual))
        if rest:  # what is rare in whatever way is worked out together
            parts.append((np.sort(np.concatenate(rest)), self._general))
        return Block(self.bulk, groups, tables, numbers, parts)

    def _settle(self, own: Facts, absent: tuple[Node, ...]) -> None:
        """What all lines have in common, and what is left of the trees under that alone."""
        others = [combinations.facts() for names, combinations in self._combinations.items() if names != self._largest]
        agreed = (tuple(facts.rows for facts in others), absent)
        if agreed != self._agreed:
            self._agreed = agreed
            self._common = common_to_all(others, absent)
            self._general = Residual((self._common | {node: node for node in own.reasons}).get)
            self._general.left_of(all_asked(self.roots, None))

    def _classes_of(self, bits: int) -> Classes:
        """Classes of lines that some operations bring together with other lines; where there are too many such sets, of all operations."""
        found = self._classes.get(bits)
        if found is None and bits != ALL and len(self._classes) >= MOST:
            return self._classes_of(ALL)
        if found is None:
            found = self._classes[bits] = Classes(self.roots, None if bits == ALL else self._concern.operations(bits))
        return found


def _apart(shared: Array) -> Iterator[tuple[int, Array]]:
    """(bits, places of the lines) of the operations that are shared alike by many lines; of all other lines, all operations."""
    coded = pa.array(shared).dictionary_encode()
    kinds, which = coded.dictionary.to_pylist(), coded.indices.to_numpy()
    counts = np.bincount(which, minlength=len(kinds))
    common = [at for at, bits in enumerate(kinds) if counts[at] >= classes.LEAST and bits != ALL]
    numbers = np.zeros(len(kinds), np.int64)
    numbers[common] = np.arange(1, len(common) + 1)
    for number, places in places_of_each(numbers.take(which)):
        yield kinds[common[number - 1]] if number else ALL, places


def _optional_fields(roots: Sequence[Node]) -> list[Node]:
    return [node for node in nodes_under(roots) if node.op == "field" and not node.certain]
