"""What a reader sees, before any format: sections of paragraphs, tables, tick lists and the chart.

sections.py makes a Document of the guide object once; every format is a fold over these few shapes, and has no figures of its own.
"""

from __future__ import annotations

from ...kernel.number import round_half_away, scaled_number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any, TypeAlias

    from .figures import Bar

    Json: TypeAlias = dict[str, Any]
    Band: TypeAlias = tuple[str | None, "list[list[Cell]]"]
    Block: TypeAlias = "Paragraph | Table | Checklist | Chart"


class CannotWrite(ValueError):
    """The guide is not written: the ending, the folder, the guide object or a package is not usable. The message says what to do."""


class Cell:
    """One cell. `text` is what is shown; `value` is the exact decimal text of a figure, or None.

    kind      text, code, money (dollars), units (relative value units), edit (an indicator of a code pair), file (a name) or hash
    marks     labels of the sources, authorities and notes that the cell refers to: "3", "A2", "b"
    items     bullet points shown under the text: Cells, or texts
    quiet     a word that stands where a figure would be
    anchor    the mark that leads here, for the rows of sources and authorities
    """

    __slots__ = ("anchor", "items", "kind", "marks", "quiet", "text", "value")

    def __init__(
        self,
        text: str = "",
        *,
        value: str | None = None,
        kind: str = "text",
        marks: Iterable[str] = (),
        items: Iterable[Cell | str] = (),
        quiet: bool = False,
        anchor: str | None = None,
    ) -> None:
        self.text = text
        self.value = value
        self.kind = kind
        self.marks = tuple(marks)
        self.items = tuple(item if isinstance(item, Cell) else Cell(item) for item in items)
        self.quiet = quiet
        self.anchor = anchor


class Column:
    """One column: title, heading shared with its neighbours, side, share of the width (None: as narrow as it can be)."""

    __slots__ = ("align", "group", "title", "width")

    def __init__(self, title: str, *, group: str | None = None, align: str = "left", width: float | None = None) -> None:
        self.title = title
        self.group = group
        self.align = align
        self.width = width

    @property
    def full_title(self) -> str:
        """Title with the shared heading before it, for formats that have one row of headings."""
        return f"{self.group}: {self.title}" if self.group else self.title


class Table:
    """`rows` are (label or None, list of rows): labelled bands of one table. `heads` is how many first columns name the row.

    prose     cells hold sentences: formats without room show each row as a list
    aside     more than a printed page needs: html folds it, xlsx has it, the other formats leave it out
    marks     labels of the sources of the whole table
    """

    __slots__ = ("aside", "caption", "columns", "heads", "marks", "name", "notes", "prose", "rows")

    def __init__(
        self,
        name: str,
        caption: str,
        columns: list[Column],
        rows: Iterable[Band],
        *,
        notes: Iterable[tuple[str, str]] = (),
        heads: int = 1,
        prose: bool = False,
        aside: bool = False,
        marks: Iterable[str] = (),
    ) -> None:
        self.name = name
        self.caption = caption
        self.columns = columns
        self.rows = [band for band in rows if band[1]]
        self.notes = list(notes)
        self.heads = heads
        self.prose = prose
        self.aside = aside
        self.marks = tuple(marks)

    @property
    def flat(self) -> list[list[Cell]]:
        """All rows, without their bands."""
        return [row for _, rows in self.rows for row in rows]

    @property
    def labels(self) -> list[str]:
        """Title of every column, told apart by the shared heading where a title occurs twice."""
        return [column.full_title for column in self.columns]


class Paragraph:
    """A paragraph; `quiet` for remarks."""

    __slots__ = ("quiet", "text")

    def __init__(self, text: str, *, quiet: bool = False) -> None:
        self.text = text
        self.quiet = quiet


class Checklist:
    """Items with a box to tick: Cells, or texts."""

    __slots__ = ("items",)

    def __init__(self, items: Iterable[Cell | str]) -> None:
        self.items = [item if isinstance(item, Cell) else Cell(item) for item in items]


class Chart:
    """The site-of-care chart: `bars` of chart.py, and the same figures as a table."""

    __slots__ = ("bars", "table", "title")

    def __init__(self, title: str, bars: list[Bar], table: Table) -> None:
        self.title = title
        self.bars = bars
        self.table = table


class Section:
    """A heading and its blocks."""

    __slots__ = ("blocks", "key", "title")

    def __init__(self, key: str, title: str, blocks: Iterable[Block | None]) -> None:
        self.key = key
        self.title = title
        self.blocks = [block for block in blocks if block]


class Document:
    """The whole guide: title, facts (label, text) under it, the notice, the sections. `on` is the service day as text."""

    __slots__ = ("facts", "notice", "on", "sections", "subject", "title")

    def __init__(
        self, title: str, subject: str, on: str, facts: list[tuple[str, str]], notice: list[str], sections: Iterable[Section | None]
    ) -> None:
        self.title = title
        self.subject = subject
        self.on = on
        self.facts = facts
        self.notice = notice
        self.sections = [section for section in sections if section and section.blocks]


class Notes:
    """Footnotes of one table, lettered in the order in which they are met; the same words are one note."""

    def __init__(self) -> None:
        self._letters: dict[str, str] = {}

    def mark(self, text: str) -> str:
        """Letter of a note."""
        if text not in self._letters:
            self._letters[text] = letters(len(self._letters))
        return self._letters[text]

    @property
    def lines(self) -> list[tuple[str, str]]:
        """(letter, text) of every note."""
        return [(letter, text) for text, letter in self._letters.items()]


ROLES = ((("base", "member"), "Codes of the family"), (("related",), "Related codes"))


def by_role(codes: list[Json], row: Callable[[Json], list[Cell]]) -> list[Band]:
    """Bands of a table: the family's codes, then the related ones; `row` makes the cells of a code."""
    return [(label, [row(code) for code in codes if code["role"] in roles]) for roles, label in ROLES]


def code_cell(code: Json) -> Cell:
    """The bare code of a guide's code."""
    return Cell(code["hcpcs"], kind="code")


def lines(text: str | list[str] | None) -> list[str]:
    """A text or a list of texts as a list, without empty ones."""
    return [text] if isinstance(text, str) else [one for one in text or () if one]


def letters(number: int) -> str:
    """a, b, ... z, aa, ab ... for 0, 1, ..."""
    text = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(97 + rest) + text
    return text


def money_text(amount: str, whole_dollars: bool = False) -> str:
    """A decimal text as dollars: $1,316.52, or $1,317 as a view. The cents stay in the guide object."""
    cents = scaled_number(amount, 2)
    sign = "-" if cents < 0 else ""
    if whole_dollars:
        return f"{sign}${abs(round_half_away(cents, 2)):,}"
    return f"{sign}${abs(cents) // 100:,}.{abs(cents) % 100:02}"


def marks_text(marks: Iterable[str]) -> str:
    """The marks of a cell as they are printed: 1,2,a."""
    return ",".join(marks)


def room(table: Table, at: int) -> int:
    """Longest marks of a column's figures, in characters: the room kept behind every figure, so that the figures stay in line."""
    return max((len(marks_text(row[at].marks)) for row in table.flat if not row[at].quiet), default=0)
