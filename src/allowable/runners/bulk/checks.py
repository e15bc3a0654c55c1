"""Edits over tables of lines: for each edit which lines pass, fail or were not checked, and what that comes to.

An edit is an output of a system of edits: a truth (one passes, nothing fails), or a reason for which it was not checked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from ...kernel.day import OPEN
from .lines import Bulk, Source
from .names import FLAGS, TEXTS, Names
from .prepare import Preparation
from .source import Table
from .types import Array
from .whole import Piece, whole_claims

PASS, FAIL, NOT_CHECKED = 0, 1, 2


class CheckedLines:
    """The lines of a Piece: for each edit codes of outcome (uint8: PASS, FAIL, NOT_CHECKED) and of reasons (uint16, where not checked).

    `unread` marks lines that cannot be read, with the reason codes in `why`; both None where every line was read.
    """

    __slots__ = ("outcomes", "piece", "reasons", "why")

    def __init__(self, piece: Piece) -> None:
        self.piece = piece
        self.outcomes: dict[str, Array] = {}
        self.reasons: dict[str, Array] = {}
        self.why: Array | None = None

    def worst(self) -> Array:
        """The outcome of each line: what fails before what was not checked."""
        length = len(self.piece.batch)
        fails, opens = np.zeros(length, bool), np.zeros(length, bool)
        for outcome in self.outcomes.values():
            fails |= outcome == FAIL
            opens |= outcome == NOT_CHECKED
        return np.where(fails, np.uint8(FAIL), np.where(opens, np.uint8(NOT_CHECKED), np.uint8(PASS)))


class Checks:
    """The systems of edits of one setting over one table; `names` says which of its columns is which field."""

    def __init__(self, engine: Source, systems: Sequence[str], table: Table, where: str, names: Names, known: int = OPEN) -> None:
        self.table = table
        self.bulks = [Bulk(engine, name, known, engine.system(name).outputs) for name in systems]
        bound = [names.bind(table.schema.names, bulk.system.fields, where) for bulk in self.bulks]
        self.bound = {field: column for one in bound for field, column in one.items()}
        self._preparations = [Preparation(bulk, names, one) for bulk, one in zip(self.bulks, bound, strict=True)]

    @property
    def reason_texts(self) -> Sequence[str]:
        """The reason behind each code."""
        return self.bulks[0].reasons.texts

    def says(self) -> dict[str, str]:
        """{edit: what it says}."""
        return {name: bulk.system.rules[name][-1].says for bulk in self.bulks for name in bulk.outputs}

    def checked(self) -> Iterator[CheckedLines]:
        """The table's lines, checked in whole claims, in memory that does not grow with the table."""
        coded = [column for name, column in self.bound.items() if name in (*TEXTS, *FLAGS)]
        wanted = list(dict.fromkeys(self.bound.values()))
        for piece in whole_claims(self.table.batches(wanted, coded), self.bound["claim_id"]):
            yield self._check(piece)

    def _check(self, piece: Piece) -> CheckedLines:
        found = CheckedLines(piece)
        for bulk, prepare in zip(self.bulks, self._preparations, strict=True):
            ready = prepare(piece.batch, piece.claims, piece.is_too_long)
            values, unknown, _ = bulk.price(ready.columns, ready.days, piece.claims)
            if ready.faults is not None:
                found.why = ready.faults
            for edit in bulk.outputs:
                outcome = np.where(unknown[edit] != 0, np.uint8(NOT_CHECKED), np.where(values[edit] == 0, np.uint8(FAIL), np.uint8(PASS)))
                if ready.faults is not None:
                    outcome = np.where(ready.faults != 0, np.uint8(NOT_CHECKED), outcome)
                found.outcomes[edit] = outcome
                found.reasons[edit] = unknown[edit]
        return found


class Counts:
    """What the checks of a table come to: it grows with the edits and reasons, never with the lines."""

    def __init__(self) -> None:
        self.lines = 0
        self.claims = [0, 0, 0]  # by PASS, FAIL, NOT_CHECKED
        self.unread: dict[int, int] = {}  # lines that cannot be read, by code of reason
        self.edits: dict[str, list[int]] = {}
        self.reasons: dict[str, dict[int, int]] = {}

    def add(self, checked: CheckedLines) -> None:
        """Count one piece."""
        self.lines += len(checked.piece.batch)
        read = None if checked.why is None else checked.why == 0
        if checked.why is not None:
            _count(self.unread, checked.why[~read])
        for edit, outcome in checked.outcomes.items():
            outcome, reasons = (outcome, checked.reasons[edit]) if read is None else (outcome[read], checked.reasons[edit][read])
            counts = self.edits.setdefault(edit, [0, 0, 0])
            for code, count in enumerate(np.bincount(outcome, minlength=3).tolist()):
                counts[code] += count
            _count(self.reasons.setdefault(edit, {}), reasons[outcome == NOT_CHECKED])
        self._count_claims(checked)

    def _count_claims(self, checked: CheckedLines) -> None:
        worst, claims = checked.worst(), checked.piece.claims
        starts = np.flatnonzero(np.concatenate(([True], claims[1:] != claims[:-1])))
        fails = np.logical_or.reduceat(worst == FAIL, starts)
        opens = np.logical_or.reduceat(worst == NOT_CHECKED, starts) & ~fails
        self.claims[FAIL] += int(fails.sum())
        self.claims[NOT_CHECKED] += int(opens.sum())
        self.claims[PASS] += len(starts) - int(fails.sum()) - int(opens.sum())


def _count(found: dict[int, int], codes: Array) -> None:
    counts = np.bincount(codes)
    for code in np.flatnonzero(counts).tolist():
        found[code] = found.get(code, 0) + int(counts[code])
