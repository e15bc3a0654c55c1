"""The audit on a terminal, by rich: headline, calendar, findings, and the figures that are not simply true."""

from __future__ import annotations

from datetime import date, timedelta

from .view import SYMBOLS, WORDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console, JustifyMethod

    from .view import Dates, View

STYLES = {"pass": "green", "fail": "bold red", "not_checked": "yellow", "true": "green", "false": "bold red", "partly": "yellow"}
QUIET, ACCENT = "dim", "bold cyan"
MOST_ROWS = 60
LEAST_BAR = 24
FULL, PART, EMPTY, UNHELD = "█", "▌", "·", "?"


def show(view: View, console: Console) -> None:
    """Print a View on a rich Console."""
    from rich.rule import Rule
    from rich.table import Table
    from rich.text import Text

    console.print(Text(view.title, style=ACCENT))
    console.print(Text(view.headline, style="bold"))
    for name, says in view.facts:
        console.print(Text(f"{name}: ", style=QUIET) + Text(says))
    if view.calendar:
        _calendar(view, console)
    console.print()
    console.print(Rule(Text("Findings", style=ACCENT), align="left", style=QUIET))
    listed = Table.grid(padding=(0, 1))
    for outcome, says in view.findings:
        listed.add_row(Text(SYMBOLS[outcome], style=STYLES[outcome]), Text(says))
    console.print(listed)
    _figures(view, console)


def _calendar(view: View, console: Console) -> None:
    """One line for each kind of figure: on which days of the document's time it is true."""
    from rich.rule import Rule
    from rich.text import Text

    first, last = view.period or (date.min, date.max)
    console.print()
    console.print(Rule(Text(f"True from {first} to {last}", style=ACCENT), align="left", style=QUIET))
    width = min(max(len(strip.label) for strip in view.calendar), max(20, console.width - LEAST_BAR - 2))
    room = max(LEAST_BAR, min(73, console.width - width - 2))
    for strip in view.calendar:
        console.print(
            Text(f"{strip.label[:width]:<{width}}  ")
            + Text(_bar(strip.spans, strip.unheld, first, last, room), style=STYLES[strip.outcome])
        )
    if view.window:
        console.print(
            Text(f"{'Most together'[:width]:<{width}}  ", style=QUIET) + Text(_bar([view.window], (), first, last, room), style=ACCENT)
        )
    console.print(
        Text(
            f"{'':<{width}}  {FULL} true  {EMPTY} not true{f'  {UNHELD} no release held' if any(s.unheld for s in view.calendar) else ''}",
            style=QUIET,
        )
    )


def _bar(spans: Iterable[Dates], unheld: Iterable[Dates], first: date, last: date, room: int) -> str:
    """A line of `room` marks for the days from first to last: full where every day of a mark is covered, half where some are."""
    days = (last - first).days + 1
    marks = []
    for place in range(room):
        start = first + timedelta(days=place * days // room)
        end = first + timedelta(days=max((place + 1) * days // room - 1, place * days // room))
        covered = _days_in(spans, start, end)
        marks.append(FULL if covered > (end - start).days else PART if covered else UNHELD if _days_in(unheld, start, end) else EMPTY)
    return "".join(marks)


def _days_in(spans: Iterable[Dates], start: date, end: date) -> int:
    return sum(max(0, (min(until, end) - max(since, start)).days + 1) for since, until in spans)


def _figures(view: View, console: Console) -> None:
    from rich.rule import Rule
    from rich.table import Table
    from rich.text import Text

    rows = [row for row in view.rows if row.outcome != "true"]
    if not rows:
        return
    console.print()
    console.print(Rule(Text("Figures that are wrong, true in part, or not checked", style=ACCENT), align="left", style=QUIET))
    table = Table(box=None, pad_edge=False, header_style="bold", expand=False)
    for name in ("Code", "Figure", "Printed", "Outcome", "Right", "True for service days"):
        side: JustifyMethod = "right" if name in ("Printed", "Right") else "left"
        table.add_column(name, justify=side, overflow="fold", no_wrap=name in ("Code", "Printed"))
    for row in rows[:MOST_ROWS]:
        right = row.right if row.outcome != "not_checked" else ""
        table.add_row(row.code, row.figure, row.printed, Text(WORDS[row.outcome], style=STYLES[row.outcome]), right, row.when)
    console.print(table)
    if len(rows) > MOST_ROWS:
        console.print(Text(f"and {len(rows) - MOST_ROWS} more: write the whole report with -o report.html or .md", style=QUIET))
