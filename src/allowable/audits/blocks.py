"""What a document consists of, whatever file it came in: lines of text and tables, in reading order, each with its place.

A place is a small mapping of whole numbers from 1: page, line, paragraph, table, row, column; which are there depends on the format.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .shapes import Block, Place


class AuditError(ValueError):
    """A document cannot be audited; the message names the file, and the place where there is one, and says what to do."""


class Line:
    """One line or paragraph. `level` is 1 and more for a heading, 0 for running text."""

    __slots__ = ("at", "level", "text")

    def __init__(self, text: str, at: Place, level: int = 0) -> None:
        self.text = text
        self.at = at
        self.level = level


class Cell:
    """One cell of a table; one that spans several places stands in each as the same object. `head` marks a stated header cell."""

    __slots__ = ("at", "head", "text")

    def __init__(self, text: str, at: Place, head: bool = False) -> None:
        self.text = text
        self.at = at
        self.head = head

    def __repr__(self) -> str:
        return f"<cell {self.text!r}>"


class Grid:
    """A table: `rows` are lists of Cell or None, all of one length. `is_guessed` says that white space alone drew its columns."""

    __slots__ = ("at", "caption", "is_guessed", "rows")

    def __init__(self, rows: Sequence[Sequence[Cell | None]], at: Place, caption: str = "", is_guessed: bool = False) -> None:
        width = max((len(row) for row in rows), default=0)
        self.rows = [[*row, *[None] * (width - len(row))] for row in rows]
        self.at = at
        self.caption = caption
        self.is_guessed = is_guessed

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self.rows[0]) if self.rows else 0


class Document:
    """A document as read: `name` and `sha256` of the file, its `blocks`."""

    __slots__ = ("blocks", "name", "sha256")

    def __init__(self, name: str, sha256: str, blocks: list[Block]) -> None:
        self.name = name
        self.sha256 = sha256
        self.blocks = blocks

    def texts(self) -> Iterator[tuple[str, Place, Block]]:
        """Yield (text, place, block) of every line, caption and cell once, in reading order."""
        for block in self.blocks:
            if isinstance(block, Line):
                yield block.text, block.at, block
                continue
            if block.caption:
                yield block.caption, block.at, block
            seen = set()
            for row in block.rows:
                for cell in row:
                    if cell is not None and id(cell) not in seen:
                        seen.add(id(cell))
                        yield cell.text, cell.at, block


_SPACES = re.compile(r"[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\t ]+")
_NOTHING = re.compile(
    r"[\u00ad\u200b-\u200f\u2060\ufeff\u00b2\u00b3\u00b9\u2070-\u209f\u2020\u2021]"
)  # soft hyphens, joiners, raised and lowered figures, daggers
_DASHES = re.compile(r"[\u2010-\u2015\u2212]")
_APOSTROPHES = re.compile(r"[\u2018\u2019\u02bc`\u00b4]")


def tidy(text: str) -> str:
    """A text with plain blanks and hyphens, without raised figures (footnote marks would run into a number) and unprintable marks."""
    text = _APOSTROPHES.sub("'", _DASHES.sub("-", _NOTHING.sub("", text)))
    return "\n".join(_SPACES.sub(" ", line).strip() for line in text.splitlines()).strip()


def grid_of_texts(rows: list[list[str]], at: Place, places: list[Place], caption: str = "") -> Grid:
    """A Grid from rows of texts; `places` holds the place of each row, to which the cell's row and column are added."""
    cells = [
        [Cell(tidy(text), {**place, "row": number, "column": column}) for column, text in enumerate(row, 1)]
        for number, (row, place) in enumerate(zip(rows, places, strict=True), 1)
    ]
    return Grid(cells, at, caption)
