"""Edits over many lines: for each edit which lines pass, fail or were not checked, and what that comes to.

An edit is an output of a system of edits: a truth (one passes, nothing fails), or a reason for which it was not checked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ...kernel.day import OPEN
from .lines import Bulk, Source
from .names import FLAGS, TEXTS, Names
from .prepare import Preparation
from .source import Table
from .types import Array
from .whole import Piece, whole_claims

PASS, FAIL, NOT_CHECKED = 0, 1, 2


class CheckedLines:
    """Lines of whole claims: for each edit codes of outcome (uint8: PASS, FAIL, NOT_CHECKED) and of reasons (uint16, where not checked).

    claims    the number of each line's claim
    batch     the table's lines, None where they came otherwise
    why       codes of why a line cannot be read, 0 where it can; None where all can
    skipped   lines that were denied before, and all lines of a claim of which one cannot be read; None where there are none
    """

    __slots__ = ("batch", "claims", "outcomes", "reasons", "skipped", "why")

    def __init__(self, claims: Array, batch: Any = None, why: Array | None = None, skipped: Array | None = None) -> None:
        self.claims = claims
        self.batch = batch
        self.why = why
        self.skipped = skipped
        self.outcomes: dict[str, Array] = {}
        self.reasons: dict[str, Array] = {}

    def __len__(self) -> int:
        return len(self.claims)

    def worst(self) -> Array:
        """The outcome of each line: what fails before what was not checked; a line that was skipped was not checked."""
        fails, opens = np.zeros(len(self), bool), np.zeros(len(self), bool)
        for outcome in self.outcomes.values():
            fails |= outcome == FAIL
            opens |= outcome == NOT_CHECKED
        return np.where(fails, np.uint8(FAIL), np.where(opens, np.uint8(NOT_CHECKED), np.uint8(PASS)))


class Checks:
    """The systems of edits of one setting."""

    def __init__(self, engine: Source, systems: Sequence[str], known: int = OPEN) -> None:
        self.bulks = [Bulk(engine, name, known, engine.system(name).outputs) for name in systems]

    @property
    def reason_texts(self) -> Sequence[str]:
        """The reason behind each code."""
        return self.bulks[0].reasons.texts

    def says(self) -> dict[str, str]:
        """{edit: what it asks}."""
        return {name: bulk.system.rules[name][0].says for bulk in self.bulks for name in bulk.outputs}

    def of_rows(self, rows: Sequence[Mapping[str, Any]], days: Sequence[int], claims: Sequence[int]) -> CheckedLines:
        """The lines of whole claims whose fields stand in dicts, as claims.fields gives them, with their days and claim numbers."""
        denied = np.array([row.get("denied") == "yes" for row in rows], bool)
        found = CheckedLines(np.array(claims, np.int64), skipped=denied if denied.any() else None)
        for bulk in self.bulks:
            self._add(found, bulk, _columns(rows, bulk.system.fields), np.array(days, np.int64))
        return found

    def _add(self, found: CheckedLines, bulk: Bulk, columns: Mapping[str, Any], days: Array) -> None:
        values, unknown, _ = bulk.price(columns, days, found.claims)
        for edit in bulk.outputs:
            outcome = np.where(unknown[edit] != 0, np.uint8(NOT_CHECKED), np.where(values[edit] == 0, np.uint8(FAIL), np.uint8(PASS)))
            found.outcomes[edit] = outcome if found.skipped is None else np.where(found.skipped, np.uint8(NOT_CHECKED), outcome)
            found.reasons[edit] = unknown[edit]


class TableChecks(Checks):
    """The checks of one table; `names` says which of its columns is which field, `where` names it in errors."""

    def __init__(self, engine: Source, systems: Sequence[str], table: Table, where: str, names: Names, known: int = OPEN) -> None:
        super().__init__(engine, systems, known)
        self.table = table
        bound = [names.bind(table.schema.names, bulk.system.fields, where) for bulk in self.bulks]
        self.bound = {field: column for one in bound for field, column in one.items()}
        self._preparations = [Preparation(bulk, names, one) for bulk, one in zip(self.bulks, bound, strict=True)]

    def checked(self) -> Iterator[CheckedLines]:
        """The table's lines, checked in whole claims, in memory that does not grow with the table."""
        coded = [column for name, column in self.bound.items() if name in (*TEXTS, *FLAGS)]
        wanted = list(dict.fromkeys(self.bound.values()))
        for piece in whole_claims(self.table.batches(wanted, coded), self.bound["claim_id"]):
            yield self._check(piece)

    def _check(self, piece: Piece) -> CheckedLines:
        found = CheckedLines(piece.claims, piece.batch)
        for bulk, prepare in zip(self.bulks, self._preparations, strict=True):
            ready = prepare(piece.batch, piece.claims, piece.is_too_long)
            found.why = ready.faults
            found.skipped = _denied(ready.columns.get("denied"))
            if ready.faults is not None:  # no line of a claim passes beside one that nobody could read
                beside = np.isin(piece.claims, piece.claims[ready.faults != 0])
                found.skipped = beside if found.skipped is None else beside | found.skipped
            self._add(found, bulk, ready.columns, ready.days)
        return found


def _denied(column: Any) -> Array | None:
    """Which lines an edit has denied before."""
    if column is None:
        return None
    words, places = column
    said = pc.equal(words, "yes").to_numpy(zero_copy_only=False)
    found: Array = said.take(places) if places is not None else np.full(1, said[0])
    return found if found.any() else None


def _columns(rows: Sequence[Mapping[str, Any]], fields: Mapping[str, Any]) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for name, field in fields.items():
        values = [row.get(name) for row in rows]
        if field.kind == "text":
            coded = pa.array(["" if value is None else value for value in values], pa.string()).dictionary_encode()
            columns[name] = (coded.dictionary, coded.indices.to_numpy())
        else:
            columns[name] = np.array([0 if value is None else value for value in values], np.int64)
            if None in values:
                columns[name] = (columns[name], np.array([value is None for value in values], bool))
    return columns


class Counts:
    """What checks come to: it grows with the edits and reasons, never with the lines."""

    def __init__(self) -> None:
        self.lines = 0
        self.claims = [0, 0, 0]  # by PASS, FAIL, NOT_CHECKED
        self.unread: dict[int, int] = {}  # lines that cannot be read, by code of reason
        self.edits: dict[str, list[int]] = {}
        self.reasons: dict[str, dict[int, int]] = {}

    def add(self, checked: CheckedLines) -> None:
        """Count some lines; those that are skipped count for no edit."""
        self.lines += len(checked)
        if checked.why is not None:
            _count(self.unread, checked.why[checked.why != 0])
        for edit, outcome in checked.outcomes.items():
            reasons = checked.reasons[edit]
            if checked.skipped is not None:
                outcome, reasons = outcome[~checked.skipped], reasons[~checked.skipped]
            counts = self.edits.setdefault(edit, [0, 0, 0])
            for code, count in enumerate(np.bincount(outcome, minlength=3).tolist()):
                counts[code] += count
            _count(self.reasons.setdefault(edit, {}), reasons[outcome == NOT_CHECKED])
        self._count_claims(checked)

    def _count_claims(self, checked: CheckedLines) -> None:
        worst, claims = checked.worst(), checked.claims
        if not len(claims):
            return
        starts = np.flatnonzero(np.concatenate(([True], claims[1:] != claims[:-1])))
        open_lines = worst == NOT_CHECKED
        if checked.skipped is not None:  # a claim is not open because a line of it was denied before, unless all were
            live = np.logical_or.reduceat(~checked.skipped, starts)
            open_lines &= ~checked.skipped | ~np.repeat(live, np.diff([*starts, len(claims)]))
        fails = np.logical_or.reduceat(worst == FAIL, starts)
        opens = np.logical_or.reduceat(open_lines, starts) & ~fails
        self.claims[FAIL] += int(fails.sum())
        self.claims[NOT_CHECKED] += int(opens.sum())
        self.claims[PASS] += len(starts) - int(fails.sum()) - int(opens.sum())


def _count(found: dict[int, int], codes: Array) -> None:
    counts = np.bincount(codes)
    for code in np.flatnonzero(counts).tolist():
        found[code] = found.get(code, 0) + int(counts[code])
