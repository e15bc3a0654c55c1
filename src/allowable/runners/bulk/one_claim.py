"""The lines of one claim out of a table, read as bulk reads them: what an account of that claim is made from."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from .names import FLAGS, TEXTS, LinesError
from .stream import Opened
from .whole import id_type, ids_of, joined


class ClaimLine:
    """One line: its number, day and fields (texts, scaled whole numbers, None where a number is absent), and why it cannot be read."""

    __slots__ = ("day", "fault", "fields", "line")

    def __init__(self, line: Any, day: int, fields: dict[str, Any], fault: str) -> None:
        self.line = line
        self.day = day
        self.fields = fields
        self.fault = fault


def claim_lines(opened: Opened, claim_id: str, where: str) -> list[ClaimLine]:
    """The lines of a claim in the order of the table; raises LinesError where it has none."""
    column = opened.bound["claim_id"]
    value = _value(claim_id, id_type(_plain(opened.table.schema.field(column).type), "claim_id"), where)
    found: list[Any] = []
    coded = [name for field, name in opened.bound.items() if field in (*TEXTS, *FLAGS)]
    for batch in opened.table.holding(column, value.as_py()).batches(list(dict.fromkeys(opened.bound.values())), coded):
        own = batch.filter(pc.equal(ids_of(batch.column(column), column), value))
        if len(own):
            found.append(own)
        elif found:  # the lines of a claim stand together
            break
    if not found:
        raise LinesError(f"{where} has no line of claim {claim_id}; check the claim_id")
    return [line for batch in joined(found) for line in _lines(opened, batch)]


def _plain(kind: Any) -> Any:
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def _value(claim_id: str, kind: Any, where: str) -> Any:
    if pa.types.is_string(kind):
        return pa.scalar(claim_id)
    try:
        return pa.scalar(int(claim_id), pa.int64())
    except (ValueError, OverflowError):
        raise LinesError(f"{claim_id!r} is no claim of {where}, where claims have whole numbers") from None


def _lines(opened: Opened, batch: Any) -> list[ClaimLine]:
    ready = opened.preparation(batch)
    texts = opened.bulk.reasons.texts
    faults = [""] * len(batch) if ready.faults is None else [texts[code] for code in ready.faults.tolist()]
    numbers = ids_of(batch.column(opened.bound["line"]), "line").to_pylist()
    days = ready.days.tolist()
    return [
        ClaimLine(numbers[at], days[at], {name: _cell(column, at) for name, column in ready.columns.items()}, faults[at])
        for at in range(len(batch))
    ]


def _cell(column: Any, at: int) -> Any:
    """One line's value of a column as `Bulk` takes it: texts and places, numbers, or numbers and which are absent."""
    if not isinstance(column, tuple):
        return int(column[at])
    values, other = column
    if isinstance(values, pa.Array):
        return values[int(other[at])].as_py() or ""
    return None if other[at] else int(values[at])
