"""One block of lines: plain lines apart from the others, and the claim operations that bring all of them together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ...kernel.node import Node
from .leaves import Lines
from .pairs import Pairs
from .residual import Residual
from .types import Array, Table
from .vector import Fold
from .within import Answers

if TYPE_CHECKING:
    from .lines import Bulk


class Part:
    """Lines of a block for which the trees are rewritten alike: `tree(node)` is what is left of a node, `fold` works it out for them."""

    def __init__(self, whole: Lines, reasons: Any, places: Array | None, residual: Residual) -> None:
        self.places: Any = slice(None) if places is None else places
        self.tree = residual.of
        self.beside = residual.beside
        self.fold = Fold(whole if places is None else whole.take(places), reasons, residual.shared or frozenset())

    def places_of(self, where: Array) -> Array:
        """Places in the block of some of the part's lines."""
        return where if isinstance(self.places, slice) else np.asarray(self.places[where])


class Block:
    """Whole claims of one regime: `groups` are ascending numbers, alike for the lines of one claim and day.

    tables     {node of the frontier: its table}
    numbers    {field: numbers, or (numbers, mask of what is absent)} of these lines
    parts      (places of lines or None for all, what is left of the trees for them)
    """

    def __init__(
        self,
        bulk: Bulk,
        groups: Array,
        tables: Mapping[Node, Table],
        numbers: Mapping[str, Any],
        parts: Sequence[tuple[Array | None, Residual]],
    ) -> None:
        self.groups = groups
        self.length = len(groups)
        self.reasons = bulk.reasons
        self._partners = bulk.partners
        self._answers: dict[Node, Any] = {}
        whole = Lines(bulk, tables, numbers, self.length, self.answers)
        self.parts = [Part(whole, bulk.reasons, places, residual) for places, residual in parts]

    def values(self, roots: Sequence[Node]) -> list[tuple[Array, Array]]:
        """(values, reason codes) of each root for every line. What the lines of a part come to is let go where no others ask for it."""
        found = [(np.zeros(self.length, np.int64), np.zeros(self.length, np.uint16)) for _ in roots]
        for part in self.parts:
            for root, (values, unknown) in zip(roots, found, strict=True):
                some, reasons = part.fold.value(part.tree(root))
                values[part.places] = some
                if reasons is not None:
                    unknown[part.places] = reasons
            if part.beside is not None and not part.beside:
                part.fold.close()
        return found

    def answers(self, node: Node) -> Any:
        """What a claim operation has to say, as Answers or Pairs; worked out when the first line asks."""
        found = self._answers.get(node)
        if found is None:
            found = Pairs(self, node, self._partners) if node.op == "any_pair" else Answers(self, node)
            self._answers[node] = found
        return found

    def close(self) -> None:
        """Let go of everything: a block and its parts hold each other, and would wait for the collector."""
        for part in self.parts:
            part.fold.close()
        self._answers.clear()
        self.parts.clear()
