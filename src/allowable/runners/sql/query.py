"""One query for one span of days: from the relation of the lines to their amounts and reasons."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ...kernel.day import OPEN
from ...kernel.node import Node
from ...kernel.program import Program
from .fold import Fold
from .schedules import Schedule
from .text import quoted


def query(store: Any, program: Program, day: int, known: int = OPEN, outputs: Iterable[str] | None = None) -> str:
    """SQL over a relation `lines` with position, claim_id, line, service_date and `f_` + name of every field.

    Gives position, claim_id and line; for each output a BIGINT (NULL where unknown) and, as `reason_of_` + its name, the reason or NULL.
    """
    names = program.system.outputs if outputs is None else tuple(outputs)
    schedules: dict[str, Schedule] = {}

    def schedule(row: Node) -> Schedule:
        table = row.data if row.op == "row" else row.data[0]
        if table.name not in schedules:
            schedules[table.name] = Schedule(store, table, day, known)
        return schedules[table.name]

    fold = Fold(schedule)
    cells = {name: fold.cell(program.node(name)) for name in names}
    for name, cell in cells.items():  # one layer more, so that every column that an output needs stands below the last one
        cells[name] = fold.layers.named(program.node(name).kind, cell.value, cell.reason, cell.layer)
    columns = ["position", "claim_id", "line"]
    for name, cell in cells.items():
        columns += [f'{cell.value} AS "{name}"', f'{_words(fold, cell.reason)} AS "reason_of_{name}"']
    wanted = f"SELECT {', '.join(columns)}\nFROM {fold.layers.top}"
    parts = [one.text() for one in schedules.values() if one.refusal is None] + fold.layers.texts("lines", wanted)
    return "WITH " + ",\n".join(parts) + "\n" + wanted


def _words(fold: Fold, reason: str | None) -> str:
    if reason is None:
        return "NULL::VARCHAR"
    cases = " ".join(f"WHEN {number if payable else -number} THEN {quoted(text)}" for (payable, text), number in fold.reasons.items())
    return f"CASE {reason} {cases} END"
