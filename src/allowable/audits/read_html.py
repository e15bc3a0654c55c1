"""HTML: headings, paragraphs, list items and tables with their spans. Scripts, styles and raised footnote marks are left out."""

from __future__ import annotations

from html.parser import HTMLParser

from .blocks import Cell, Grid, Line, tidy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    from .shapes import Block, CellRow, Place

    Attributes: TypeAlias = list[tuple[str, str | None]]
    Spanning: TypeAlias = tuple[Cell, int, int]  # cell, columns, rows

SILENT = {"script", "style", "template", "noscript", "sup", "svg"}
BREAKS = {
    "p",
    "div",
    "li",
    "section",
    "article",
    "header",
    "footer",
    "dt",
    "dd",
    "blockquote",
    "figure",
    "figcaption",
    "ul",
    "ol",
    "dl",
    "main",
    "aside",
    "pre",
}
HEADINGS = {"title": 1, "h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
CELLS = {"td", "th"}
LISTS = {"ul", "ol", "dl"}
ITEM_LEVEL = 8  # an item that holds a list is the heading of that list, below every real heading
WIDEST = 200  # a span beyond this is an error of the page


def html_blocks(text: str) -> list[Block]:
    """Blocks of a page, in its order."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    reader.end_line()
    while reader.tables:
        reader.end_table()
    return reader.blocks


class _Table:
    """An open table; `outer` is the cell in which it stands, and that cell's words, if it stands in another table."""

    def __init__(self, at: Place, outer: tuple[Spanning | None, list[str]]) -> None:
        self.at = at
        self.outer = outer
        self.caption = ""
        self.rows: list[list[Spanning]] = []


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self.tables: list[_Table] = []
        self.silent: list[str] = []
        self.words: list[str] = []
        self.cell: Spanning | None = None
        self.level = 0
        self.in_caption = self.in_item = False
        self.depth = 0

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        if tag in SILENT:
            self.silent.append(tag)
        elif tag == "br":
            self.words.append("\n")
        elif tag == "table":
            self.end_line()
            self.tables.append(_Table({"line": self.getpos()[0]}, (self.cell, self.words)))
            self.cell, self.words = None, []
        elif tag == "caption" and self.tables:
            self.words, self.in_caption = [], True
        elif tag == "tr" and self.tables:
            self._end_cell()
            self.tables[-1].rows.append([])
        elif tag in CELLS and self.tables:
            self._start_cell(tag, dict(attrs))
        elif tag in HEADINGS and not self.tables:
            self.end_line()
            self.level = HEADINGS[tag]
        elif tag in BREAKS:
            self._open(tag)

    def _open(self, tag: str) -> None:
        self.words.append("\n")
        if tag in LISTS:
            self.end_line(ITEM_LEVEL + self.depth if self.in_item else 0)
            self.depth += 1
        self.end_line()
        self.in_item = tag == "li"
        if tag == "dt" and not self.tables:
            self.level = ITEM_LEVEL + self.depth

    def handle_startendtag(self, tag: str, attrs: Attributes) -> None:
        if tag == "br":
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT:
            if tag in self.silent:
                del self.silent[self.silent.index(tag) :]
        elif tag == "table" and self.tables:
            self.end_table()
        elif tag == "caption" and self.in_caption:
            self.tables[-1].caption, self.words, self.in_caption = tidy("".join(self.words)), [], False
        elif tag in CELLS or tag == "tr":
            self._end_cell()
        elif tag in HEADINGS and not self.tables:
            self.end_line()
        elif tag in BREAKS:
            self.words.append("\n")
            self.end_line()
            self.in_item = False
            if tag in LISTS:
                self.depth = max(0, self.depth - 1)
                self._leave_list()

    def _leave_list(self) -> None:
        """What follows a list stands under none of its items."""
        if not self.tables and not self.depth:
            self.blocks.append(Line("", {"line": self.getpos()[0]}, ITEM_LEVEL))

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.words.append(data if self.tables else " ".join(data.split()) and data.replace("\n", " "))

    def end_line(self, level: int = 0) -> None:
        """Close the line of text that is open; `level` makes it a heading. Within a table there are cells, and no lines."""
        if self.tables:
            return
        text = tidy(" ".join("".join(self.words).split()))
        self.words = []
        if text:
            self.blocks.append(Line(text, {"line": self.getpos()[0]}, self.level or level))
        self.level = 0

    def _start_cell(self, tag: str, attrs: dict[str, str | None]) -> None:
        self._end_cell()
        if not self.tables[-1].rows:
            self.tables[-1].rows.append([])
        number = {"line": self.getpos()[0], "row": len(self.tables[-1].rows)}
        self.cell = (Cell("", number, tag == "th"), _span(attrs, "colspan"), _span(attrs, "rowspan"))
        self.words = []

    def _end_cell(self) -> None:
        if self.cell is not None:
            lines = "".join(self.words).replace("\r", "").split("\n")
            self.cell[0].text = tidy("\n".join(" ".join(line.split()) for line in lines if line.strip()))
            self.tables[-1].rows[-1].append(self.cell)
            self.cell = None
        self.words = []

    def end_table(self) -> None:
        """Close the innermost table: its cells take their places, spans included."""
        self._end_cell()
        table = self.tables.pop()
        self.cell, self.words = table.outer if self.tables else (None, [])
        grid = Grid(spread(table.rows), table.at, table.caption)
        if grid.width:
            self.blocks.append(grid)


def _span(attrs: dict[str, str | None], name: str) -> int:
    text = (attrs.get(name) or "1").strip()
    return min(max(int(text), 1), WIDEST) if text.isdigit() else 1


def spread(rows: list[list[Spanning]]) -> list[CellRow]:
    """Rows of (cell, columns, rows) become rows in which every place that a cell spans holds it."""
    taken, made = {}, []
    for at, row in enumerate(rows):
        column = 0
        for cell, columns, down in row:
            while (at, column) in taken:
                column += 1
            cell.at.setdefault("column", column + 1)
            for line in range(at, min(at + down, len(rows))):
                for place in range(column, column + columns):
                    taken[line, place] = cell
            column += columns
        width = max((place for line, place in taken if line == at), default=-1) + 1
        made.append([taken.get((at, place)) for place in range(width)])
    return made
