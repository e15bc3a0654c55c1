"""A comparison on a terminal: the figures side by side, a small chart, each procedure, reasons, and what to give for what is unknown."""

from __future__ import annotations

from ..pages.compared_chart import LETTERS, letters
from ..pages.compared_view import KINDS, TITLES, procedures, remarks, sentence, summary, title, wage_area_words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from rich.console import Console
    from rich.table import Table

    from ..pages.compared_view import Remark

    Json = dict[str, Any]

STYLES = {"physician": "blue", "facility": "cyan"}
MOST_LETTERS = 50


def show(screen: Console, found: Json) -> None:
    """Print the object of schema allowable.compare/1."""
    from rich.text import Text

    known = f" as known on {found['known_on']}" if found["known_on"] else ""
    screen.print(Text(f"{title(found)}, {found['on']}{known}", style="bold"))
    for answer in found["answers"]:
        screen.print(Text(sentence(answer["place"]["says"]), style="dim"))
        if area := wage_area_words(answer):
            screen.print(Text(sentence(area), style="dim"))
        screen.print()
        screen.print(_summary(answer))
        screen.print()
        _chart(screen, answer)
        _procedures(screen, answer)
        _remarks(screen, remarks(answer))
    _hanging(screen, "From", [", ".join(_releases(found))])
    _hanging(screen, "Note", found["notes"])


def _releases(found: Json) -> list[str]:
    return list(dict.fromkeys(one["release"] for one in found["sources"] if one["kind"] == "file"))


def _table() -> Table:
    from rich.table import Table

    return Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")


def _summary(answer: Json) -> Table:
    table = _table()
    table.add_column("", no_wrap=True, min_width=15)
    for words in TITLES.values():
        table.add_column(words, justify="right", no_wrap=True, min_width=13)
    for words, cells, strong in summary(answer):
        table.add_row(words, *cells, style="bold" if strong else "")
    return table


def _chart(screen: Console, answer: Json) -> None:
    from rich.text import Text

    wide = max(map(len, TITLES.values()))
    room = min(screen.width - wide - 26, MOST_LETTERS)
    for words, runs, behind in letters(answer, room):
        line = Text(f"{words:<{wide}}  ")
        for part, run in runs:
            line.append(run, style=STYLES[part])
        line.append(f" {behind}" if runs else behind, style="bold" if runs else "yellow")
        screen.print(line)
    legend = "   ".join(f"{letter} {part}" for part, letter in LETTERS.items())
    screen.print(Text(f"{'':<{wide}}  {legend}", style="dim"))
    screen.print()


def _procedures(screen: Console, answer: Json) -> None:
    columns, rows = procedures(answer)
    if not rows:
        return
    table = _table()
    table.add_column("", no_wrap=True)
    for setting, whose in columns:
        table.add_column(f"{setting}\n{whose}", justify="right", no_wrap=True)
    for billed, cells in rows:
        table.add_row(billed, *cells)
    screen.print(table)
    screen.print()


def _remarks(screen: Console, found: list[Remark]) -> None:
    for kind, words in KINDS.items():
        _hanging(screen, words, [f"{one.who}: {one.text}." for one in found if one.kind == kind], style="yellow" if kind != "why" else "")
    if found:
        screen.print()


def _hanging(screen: Console, start: str, texts: list[str], style: str = "") -> None:
    from rich.table import Table
    from rich.text import Text

    if not texts:
        return
    grid = Table.grid(padding=(0, 1))
    grid.add_column(no_wrap=True, min_width=max(map(len, KINDS.values())))
    grid.add_column()
    for at, text in enumerate(texts):
        grid.add_row(Text(start if at == 0 else "", style="dim"), Text(text, style=style))
    screen.print(grid)
