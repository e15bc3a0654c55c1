"""The state of one line while its trees are worked out, and of the lines of its day.

A line's memory is a list: its Walk, `append` of its Walk's order, the fields of the program, and a place for each node that is worked out
once (Compiled.slots); None is not yet.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, TypeAlias

    from ..kernel.table import Cells, Key, Table
    from .account import Print, Unknown, Value

    LookUp: TypeAlias = Callable[[Table, Key], "tuple[Cells, Print] | Unknown"]
    Memory: TypeAlias = list[Any]

FIRST = 2  # place of the first field in a memory


class Walk:
    """One line's way: its fields, its look-up, its place among the lines of its day, and what was consulted in which order."""

    __slots__ = ("at", "day", "fields", "look_up", "order", "prints", "shared")

    def __init__(self, fields: Mapping[str, Value], look_up: LookUp, day: list[Memory], shared: dict[int, Any]) -> None:
        self.fields = fields
        self.look_up = look_up
        self.at = len(day)
        self.day = day
        self.shared = shared  # what claim operations keep for all lines of the day
        self.order: list[tuple[int, str | None]] = []  # places of rules decided, values and rows consulted: in that order, with the reason
        self.prints: dict[int, tuple[Key, Print]] = {}
