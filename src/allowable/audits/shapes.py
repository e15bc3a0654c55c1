"""Names of the shapes that the modules of the audit hand each other: for the type checker alone, loaded by nothing at run time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from ..kernel.parameter import Value
from ..runners.account import Print
from .blocks import Cell, Grid, Line
from .figure import Figure
from .meaning import Words
from .quantities import Quantity
from .tokens import CodeToken, Token
from .truth import Answer, Span
from .verdict import Verdict

Json: TypeAlias = dict[str, Any]
Place: TypeAlias = dict[str, int]  # page, line, paragraph, table, row, column
Block: TypeAlias = Line | Grid
CellRow: TypeAlias = list[Cell | None]
Held: TypeAlias = Callable[[str], bool]  # whether a held release knows a code

Segment: TypeAlias = tuple[int, int, str]  # place, place after the last, text
Segments: TypeAlias = list[Segment]
Clause: TypeAlias = tuple[int, int]
Codes: TypeAlias = tuple[CodeToken, ...]
Tokens: TypeAlias = Sequence[Token]
Key: TypeAlias = tuple[Any, ...]
Tiers: TypeAlias = list[list[Quantity]]
Group: TypeAlias = list[Figure]

Stretch: TypeAlias = tuple[int, int]  # first day, day after the last
Stretches: TypeAlias = Sequence[Stretch]
Piece: TypeAlias = tuple[int, int, Span]  # a span cut to a stretch
Days: TypeAlias = tuple[int, int, list[int]]  # first day, day after, days on which knowledge changed
Scope: TypeAlias = Callable[[Figure], Stretches]
Prints: TypeAlias = tuple[tuple[str, Print], ...]
Values: TypeAlias = tuple[tuple[str, Value], ...]
Rectangle: TypeAlias = tuple[int, int, int, int, list[Answer]]
Verdicts: TypeAlias = Sequence[Verdict]
Levels: TypeAlias = list[Words]

Character: TypeAlias = dict[str, Any]  # pdfplumber's character or word
Box: TypeAlias = tuple[float, float, float, float]
Parts: TypeAlias = list[tuple[float, float, str]]
PdfLine: TypeAlias = tuple[float, Parts, float]  # top, segments, size
