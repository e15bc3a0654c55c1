"""The text of a note cut at every end of its evidence, so that a page can mark which words carry which code; and the place of a span.

Nothing is escaped here: each piece is the note's own text, and whoever shows it escapes it.
"""

from __future__ import annotations

import bisect
import itertools

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    Json = dict[str, Any]


class Mark:
    """One span of evidence: `key` is its anchor (c1e2: second of the first code), `number` of the code from 1, `hcpcs`, `start`, `end`."""

    __slots__ = ("end", "hcpcs", "key", "number", "start")

    def __init__(self, key: str, number: int, hcpcs: str, start: int, end: int) -> None:
        self.key = key
        self.number = number
        self.hcpcs = hcpcs
        self.start = start
        self.end = end


class Piece:
    """A stretch of the note with one set of `marks` on it; `begins` are those whose span begins here and which are linked to."""

    __slots__ = ("begins", "marks", "text")

    def __init__(self, text: str, marks: tuple[Mark, ...], begins: tuple[Mark, ...]) -> None:
        self.text = text
        self.marks = marks
        self.begins = begins


def marks(record: Json) -> list[Mark]:
    """The evidence of every code of an allowable.note/1, in order of code and place."""
    return [
        Mark(f"c{number}e{at}", number, code["hcpcs"], span["start"], span["end"])
        for number, code in enumerate(record["codes"], 1)
        for at, span in enumerate(code["evidence"], 1)
    ]


def pieces(text: str, found: Sequence[Mark]) -> list[Piece]:
    """The whole text as pieces, in order; together they are the text."""
    kept = [one for one in found if 0 <= one.start < one.end <= len(text)]
    edges = sorted({0, len(text), *(one.start for one in kept), *(one.end for one in kept)})
    starting: dict[int, list[Mark]] = {}
    for one in kept:
        starting.setdefault(one.start, []).append(one)
    open_marks: list[Mark] = []
    made = []
    for start, end in itertools.pairwise(edges):
        begins = starting.get(start, [])
        open_marks = [one for one in [*open_marks, *begins] if one.end > start]
        made.append(Piece(text[start:end], tuple(open_marks), tuple(begins)))
    return made


class Lines:
    """Where the lines of a text begin: `place(offset)` gives (line, column), both from 1."""

    __slots__ = ("_starts",)

    def __init__(self, text: str) -> None:
        self._starts = [0, *(at + 1 for at, character in enumerate(text) if character == "\n")]

    def place(self, offset: int) -> tuple[int, int]:
        """(line, column) of an offset."""
        line = bisect.bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def says(self, start: int, end: int) -> str:
        """A span in words: line 12, characters 340 to 378."""
        return f"line {self.place(start)[0]}, characters {start} to {end}"
