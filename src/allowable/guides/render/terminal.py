"""The guide on a terminal, by rich. A table wider than the window is set in parts, each with the code before it; a figure is never cut."""

from __future__ import annotations

from ...kernel.number import scaled_number
from .sections import document
from .view import Chart, Checklist, Paragraph, Table, marks_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import Console, JustifyMethod
    from rich.table import Table as Grid
    from rich.text import Text

    from .view import Block, Cell, Document, Json

RAISED = str.maketrans("0123456789,–", "⁰¹²³⁴⁵⁶⁷⁸⁹˒⁻")
ACCENT, QUIET = "bold cyan", "dim"
ROOM = 3  # columns that a cell's padding and rule take
BAR = 28
JUSTIFY: dict[str, JustifyMethod] = {"left": "left", "right": "right", "centre": "center"}
TEXT = 22  # a column of text is not set narrower than this


def terminal(guide: Json, console: Console, whole_dollars: bool = False) -> None:
    """Print a guide object on a rich Console."""
    show(document(guide, whole_dollars), console)


def show(document: Document, console: Console) -> None:
    """Print a Document on a rich Console."""
    from rich.rule import Rule
    from rich.text import Text

    console.print(Text(document.title, style=ACCENT))
    for name, says in document.facts:
        console.print(Text(f"{name}: ", style=QUIET) + Text(says))
    for says in document.notice:
        console.print(Text(says, style=QUIET))
    for section in document.sections:
        console.print()
        console.print(Rule(Text(section.title, style=ACCENT), align="left", style=QUIET))
        for block in section.blocks:
            _block(block, console)


def _block(block: Block, console: Console) -> None:
    from rich.text import Text

    if isinstance(block, Paragraph):
        console.print(Text(block.text, style=QUIET if block.quiet else ""))
    elif isinstance(block, Checklist):
        for item in block.items:
            console.print(Text("[ ] ") + _words(item))
    elif isinstance(block, Chart):
        _chart(block, console)
    elif not block.aside:
        _table(block, console)


def _words(cell: Cell) -> Text:
    from rich.text import Text

    text = Text(cell.text, style="italic dim" if cell.quiet else "bold" if cell.kind in ("code", "edit") else "")
    return text + _raised(cell.marks)


def _raised(marks: Sequence[str]) -> Text:
    from rich.text import Text

    text = marks_text(marks)
    if text and not any(mark[0].isalpha() for mark in marks):
        return Text(text.translate(RAISED), style=QUIET)
    return Text(f" {text}" if text else "", style=QUIET)


def _table(table: Table, console: Console) -> None:
    from rich.text import Text

    console.print(Text(table.caption, style="italic dim") + _raised(table.marks))
    if table.prose:
        _prose(table, console)
    else:
        for part in parts(table, console.width):
            for label, grid in _grids(table, part, console.width):
                if label:
                    console.print(Text(f" {label}", style=ACCENT))
                console.print(grid)
            console.print()
    for mark, says in table.notes:
        console.print(Text(f"  {mark} ", style="bold dim") + Text(says, style=QUIET))


def _prose(table: Table, console: Console) -> None:
    from rich.padding import Padding
    from rich.text import Text

    for label, rows in table.rows:
        if label:
            console.print(Text(label, style=ACCENT))
        for row in rows:
            console.print(Padding(Text(" ").join(_words(cell) for cell in row[: table.heads]), (0, 0, 0, 2)))
            for column, cell in list(zip(table.columns, row, strict=True))[table.heads :]:
                if cell.text:
                    console.print(Padding(Text(f"{column.title}: ", style=QUIET) + _words(cell), (0, 0, 0, 4)))
                else:
                    console.print(Padding(Text(f"{column.title}:", style=QUIET), (0, 0, 0, 4)))
                for item in cell.items:
                    console.print(Padding(Text("- ") + _words(item), (0, 0, 0, 6)))


def _need(table: Table, at: int) -> int:
    """Columns that a column needs: all of a figure, or a fair line of a text that may wrap."""
    column = table.columns[at]
    words = max(map(len, _title(table, at).split()))
    cells = max(_words(row[at]).cell_len for row in table.flat)
    return max(words, cells if column.width is None else min(cells, TEXT))


def parts(table: Table, width: int) -> list[tuple[int, ...]]:
    """Which columns stand side by side: one tuple of places if the table fits the width, else several, each starting with the row's heads.

    Columns under one heading stay together where the window has room for them.
    """
    from itertools import groupby

    heads = tuple(range(table.heads))
    room = width - sum(_need(table, at) + ROOM for at in heads)
    found: list[tuple[int, ...]] = []
    part: list[int] = []
    used = 0
    for group, together in groupby(range(table.heads, len(table.columns)), key=lambda at: table.columns[at].group):
        members = list(together)
        if part and used + sum(_need(table, at) + ROOM for at in members) > room and group is not None and len(members) < 5:
            found, part, used = [*found, (*heads, *part)], [], 0
        for at in members:
            need = _need(table, at) + ROOM
            if part and used + need > room:
                found, part, used = [*found, (*heads, *part)], [], 0
            part.append(at)
            used += need
    return [*found, (*heads, *part)]


def _title(table: Table, at: int) -> str:
    column = table.columns[at]
    one_group = len({other.group for other in table.columns[table.heads :]}) == 1
    return column.title if one_group or not column.group else f"{column.group} {column.title}"


def _widths(table: Table, part: Sequence[int], width: int) -> dict[int, int]:
    """Width of each column of a part; texts share what the figures leave, up to their longest line."""
    needs = {at: _need(table, at) for at in part}
    spare = width - sum(needs.values()) - ROOM * len(part)
    for at in part:
        if table.columns[at].width is not None and spare > 0:
            longest = max(_words(row[at]).cell_len for row in table.flat)
            more = min(spare, max(longest - needs[at], 0))
            needs[at] += more
            spare -= more
    return needs


def _grids(table: Table, part: Sequence[int], width: int) -> Iterator[tuple[str | None, Grid]]:
    """The head, then every band with its label: (label or None, grid), all with the same columns."""
    widths = _widths(table, part, width)
    yield None, _grid(table, part, widths, [], head=True)
    for label, rows in table.rows:
        yield label, _grid(table, part, widths, rows)


def _grid(table: Table, part: Sequence[int], widths: dict[int, int], rows: Sequence[Sequence[Cell]], head: bool = False) -> Grid:
    from rich import box
    from rich.table import Table as Grid
    from rich.text import Text

    grid = Grid(box=box.SIMPLE_HEAD, show_edge=False, show_header=head, header_style="bold", padding=(0, 1))
    for at in part:
        grid.add_column(
            Text(_title(table, at)), justify=JUSTIFY[table.columns[at].align], overflow="fold", width=widths[at], vertical="top"
        )
    for row in rows:
        grid.add_row(*(_words(row[at]) for at in part))
    return grid


def _chart(chart: Chart, console: Console) -> None:
    from rich.text import Text

    console.print(Text(chart.title, style="italic dim"))
    console.print(Text("█ physician's share", style="cyan") + Text("   ") + Text("░ facility's share", style="cyan"))
    longest = max((scaled_number(bar.total, 2) for bar in chart.bars if bar.total), default=1)
    code = None
    for bar in chart.bars:
        line = Text(f"{bar.hcpcs if bar.hcpcs != code else '':<6}", style="bold") + Text(f"{bar.site:<9}", style=QUIET)
        code = bar.hcpcs
        if bar.total is None:
            console.print(line + Text(bar.word, style="italic dim"))
            continue
        for name, block in (("physician", "█"), ("facility", "░")):
            amount = getattr(bar, name)
            line.append(block * (-(-scaled_number(amount, 2) * BAR // longest) if amount else 0), style="cyan")
        console.print(line + Text(f" {bar.shown}", style="bold") + Text(f" {bar.detail}", style=QUIET))


__all__ = ["Table", "parts", "show", "terminal"]
