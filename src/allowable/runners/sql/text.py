"""How SQL spells what a tree holds: literals, casts, strict operators. A cell is NULL exactly where its value is unknown."""

from __future__ import annotations

from collections.abc import Iterable

from ...kernel.node import NOTHING, NUMBER, TEXT, TRUTH

TYPES = {NUMBER: "BIGINT", TEXT: "VARCHAR", TRUTH: "BOOLEAN", NOTHING: "BIGINT"}


class Cell:
    """A node as SQL: the text of its value, the text of its reason's code (None where it is always known), and its layer.

    `layer` numbers the first layer whose columns suffice for the two texts.
    """

    __slots__ = ("layer", "reason", "value")

    def __init__(self, value: str, reason: str | None, layer: int) -> None:
        self.value = value
        self.reason = reason
        self.layer = layer


def quoted(text: str) -> str:
    """A text as SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def literal(value: object) -> str:
    """A whole number, a truth or a text as SQL. Whole numbers are always BIGINT: a bare one would be counted in 32 bits."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return f"{value}::BIGINT" if value >= 0 else f"({value}::BIGINT)"
    return quoted(str(value))


def either(*reasons: str | None) -> str | None:
    """The first reason that there is, None if there can be none."""
    there = [reason for reason in reasons if reason is not None]
    return f"coalesce({', '.join(there)})" if len(there) > 1 else there[0] if there else None


def unless_unknown(cells: Iterable[Cell], value: str) -> str:
    """A value that is NULL where one of the cells is, for functions that would pass over a NULL."""
    tests = " OR ".join(f"{cell.value} IS NULL" for cell in cells if cell.reason is not None)
    return f"CASE WHEN {tests} THEN NULL ELSE {value} END" if tests else value
