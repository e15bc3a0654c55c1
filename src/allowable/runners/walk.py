"""The state of one line while its trees are worked out, and of the lines of its day."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import TypeAlias

    from ..kernel.node import Node
    from ..kernel.table import Cells, Key, Table
    from .account import Print, Unknown, Value

    LookUp: TypeAlias = Callable[[Table, Key], "tuple[Cells, Print] | Unknown"]


class Walk:
    """State of one line's walk: its fields, its look-up, what is already worked out, and the walks of the lines of its day."""

    __slots__ = ("at", "because", "day", "fields", "look_up", "memo", "order", "prints", "shared")

    def __init__(self, fields: Mapping[str, Value], look_up: LookUp, day: list[Walk], shared: dict[Node, list[Value]]) -> None:
        self.fields = fields
        self.look_up = look_up
        self.at = len(day)
        self.day = day
        self.shared = shared  # answers of the claim operations, one for each line of the day
        self.memo: dict[Node, Value] = {}
        self.order: list[tuple[Node, str | None]] = []  # rules decided, values and rows consulted: in that order, with the reason why
        self.prints: dict[Node, tuple[Key, Print]] = {}
        self.because: str | None = None
