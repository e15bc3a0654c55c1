"""Plain lines apart from the others: for the commonest rows of a regime's tables the trees are rewritten under what they settle.

An optimisation alone: what it does not treat goes the general way, and both give the same (the agreement test runs both).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from ...kernel.node import TRUTH, Node, unknown
from ...kernel.tree import nodes_under
from ...kernel.within import OPERATIONS
from .residual import Residual
from .types import Array, Tables

ENOUGH = 150  # a class of rows is treated apart if it has one of so many lines of a block
MOST = 400  # classes of one regime that are treated apart


class Classes:
    """Rows of one group's table by what they settle: which truths hold, and what is known. `roots` are the general trees."""

    def __init__(self, roots: Sequence[Node]) -> None:
        self._asked = all_asked(roots)
        self._of_row: Array = np.zeros(0, np.int64)
        self._examples: list[int] = []
        self._numbers: dict[bytes, int] = {}
        self._facts: Any = None
        self._general = Residual({}, (), (), {})
        self._residuals: dict[int, Residual] = {}
        self._alike: dict[tuple[Node, ...], Residual] = {}

    def parts(self, rows: Array, own: Tables, others: Sequence[Tables], absent: Iterable[Node]) -> list[tuple[Array | None, Residual]]:
        """(places of lines or None for all, what is left of the trees for them) of lines given by their rows.

        own      tables of the group whose rows are given; `others` those of the other groups
        absent   optional fields that no line of the batch gives
        """
        self._assign(own)
        self._settle(own, others, tuple(absent))
        classes = self._of_row.take(rows)
        counts = np.bincount(classes, minlength=len(self._examples))
        chosen: dict[int, tuple[Residual, list[int]]] = {}
        for one in np.flatnonzero(counts * ENOUGH >= max(len(rows), 1)).tolist():
            residual = self._residual(one, own)
            if residual is not None:
                chosen.setdefault(id(residual), (residual, []))[1].append(one)
        which = np.full(len(self._examples), -1, np.int16)
        for at, (_, numbers) in enumerate(chosen.values()):
            which[numbers] = at
        part = which.take(classes)
        found = [(np.flatnonzero(part == at), residual) for at, (residual, _) in enumerate(chosen.values())]
        found.append((np.flatnonzero(part < 0), self._general))
        return [(None if len(where) == len(rows) else where, residual) for where, residual in found if len(where)]

    def _assign(self, own: Tables) -> None:
        """Give the rows that are new their class."""
        held = len(self._of_row)
        count = len(next(iter(own.values()))[0])
        if count == held:
            return
        flags = []
        for node, (values, reasons) in own.items():
            known = np.ones(count - held, bool) if reasons is None else reasons[held:] == 0
            flags.append(known)
            if node.kind == TRUTH:
                flags.append(values[held:] & known)
        packed = np.packbits(np.stack(flags, axis=1), axis=1)
        patterns, first, which = np.unique(packed.view(f"V{packed.shape[1]}").ravel(), return_index=True, return_inverse=True)
        numbers = np.empty(len(patterns), np.int64)
        for at, pattern in enumerate(patterns):
            numbers[at] = number = self._numbers.setdefault(pattern.tobytes(), len(self._numbers))
            if number == len(self._examples):
                self._examples.append(held + int(first[at]))
        self._of_row = np.concatenate([self._of_row, numbers[which]])

    def _settle(self, own: Tables, others: Sequence[Tables], absent: tuple[Node, ...]) -> None:
        """What all lines have in common; where that changes, the trees are rewritten anew."""
        facts = (tuple(len(next(iter(tables.values()))[0]) for tables in others), absent)
        if facts != self._facts:
            self._facts = facts
            self._common = _agreed(others)
            self._missing = {field: unknown("unknown", f"{field.data} is not given") for field in absent}
            truths, known, open_yet = self._common
            self._general = Residual(truths, known, [*open_yet, *own], self._missing)
            self._general.left_of(self._asked)
            self._residuals = {}
            self._alike = {}

    def _residual(self, one: int, own: Tables) -> Residual | None:
        found = self._residuals.get(one)
        if found is None and len(self._residuals) < MOST:
            truths, known, open_yet = dict(self._common[0]), list(self._common[1]), list(self._common[2])
            row = self._examples[one]
            for node, (values, reasons) in own.items():
                if reasons is None or not reasons[row]:
                    known.append(node)
                    if node.kind == TRUTH:
                        truths[node] = bool(values[row])
                else:
                    open_yet.append(node)
            found = Residual(truths, known, open_yet, self._missing)
            # classes for which the same is left, of the roots and of what lines ask of each other, are one
            found = self._residuals[one] = self._alike.setdefault(found.left_of(self._asked), found)
        return found


def all_asked(roots: Sequence[Node]) -> tuple[Node, ...]:
    """The roots, and all that lines ask of each other."""
    found = dict.fromkeys(roots)
    for node in nodes_under(roots):
        if node.op in OPERATIONS:
            found |= dict.fromkeys(node.args)
    return tuple(found)


def _agreed(others: Sequence[Tables]) -> tuple[dict[Node, bool], list[Node], list[Node]]:
    """The truths on which all rows of the other groups agree, the nodes that none of them leaves unknown, and the others."""
    truths: dict[Node, bool] = {}
    known: list[Node] = []
    open_yet: list[Node] = []
    for tables in others:
        for node, (values, reasons) in tables.items():
            if reasons is None or not reasons.any():
                known.append(node)
                if node.kind == TRUTH and len(values) and bool(values.all()) == bool(values.any()):
                    truths[node] = bool(values[0])
            else:
                open_yet.append(node)
    return truths, known, open_yet
