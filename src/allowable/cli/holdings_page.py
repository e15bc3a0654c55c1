"""The holdings on a terminal."""

from __future__ import annotations

from ..kernel.day import day_number, day_text
from ..releases.snapshot import TRUSTS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from rich.console import Console, JustifyMethod

COLUMNS: tuple[tuple[str, JustifyMethod], ...] = (
    ("Table", "left"),
    ("first day", "left"),
    ("last day", "left"),
    ("prints", "right"),
    ("rows", "right"),
)


def show_list(screen: Console, held: dict[str, Any]) -> None:
    """Print what is held and what can be read."""
    from rich.table import Table

    if not held["tables"] and not held["pairs"]:
        screen.print("Nothing is held yet. Build or import releases: `allowable releases build DIR`, `allowable releases import FILE`.")
    else:
        table = Table(box=None, pad_edge=False, header_style="bold")
        for title, side in COLUMNS:
            table.add_column(title, justify=side, no_wrap=title != "Table")
        for one in held["tables"]:
            prints = [each for each in one["prints"] if not each["bridge"]]
            days = one["first_day"] or "", one["last_day"] or ("open" if prints else "")
            table.add_row(one["name"], *days, str(len(prints)), f"{one['rows']:,}")
            for gap in one["gaps"]:
                table.add_row("  not held", gap["from"], gap["to"], "", "", style="dim")
        for one in held["pairs"]:
            table.add_row(one["name"], one["effective"], _day_before(one["until"]), str(len(one["sources"])), f"{one['rows']:,}")
        screen.print(table)
        screen.print()
        for folder in held["folders"]:
            screen.print(f"held in {folder}", style="dim", soft_wrap=True)
    for number, one in enumerate(held["manuals"]):
        if number == 0:
            screen.print()
            screen.print("Manuals that you imported (`allowable ask` quotes them)", style="bold")
        screen.print(_manual(one), soft_wrap=True)
    screen.print()
    screen.print("Kinds of CMS files that are read (`allowable releases import FILE`)", style="bold")
    kinds = Table.grid(padding=(0, 2))
    kinds.add_column(no_wrap=True)
    kinds.add_column()
    for one in held["kinds"]:
        kinds.add_row(one["recipe"], one["says"] or "")
    screen.print(kinds)


def _manual(one: dict[str, Any]) -> str:
    """NCCI Policy Manual for Medicare Services, chapter VII, of 1/1/2026: 12 pages, 40 passages, from chapter7.pdf."""
    chapters = f", chapter {', '.join(one['chapters'])}" if one["chapters"] else ""
    edition = f", of {one['edition']}" if one["edition"] else ""
    return f"{one['document']}{chapters}{edition}: {one['pages']} pages, {one['passages']} passages, from {one['file']}"


def _day_before(day: str) -> str:
    return day_text(day_number(day) - 1)


def show_one(screen: Console, found: dict[str, Any]) -> None:
    """Print a table, a pair file or a release."""
    if "table" in found:
        _show_table(screen, found["table"])
    elif "pairs" in found:
        for name, value in found["pairs"].items():
            screen.print(f"{name}: {value}", markup=False)
    else:
        screen.print(found["release"], style="bold")
        for one in found["prints"]:
            _show_print(screen, one, one["table"])


def _show_table(screen: Console, entry: dict[str, Any]) -> None:
    from rich.table import Table

    screen.print(f"{entry['name']}: {entry['says']}", style="bold")
    screen.print(f"{entry['rows']:,} rows, service days {entry['first_day']} to {entry['last_day'] or 'open'}")
    if entry["shape"]:
        screen.print(entry["shape"]["authority"], style="dim")
        grid = Table(box=None, pad_edge=False, header_style="bold")
        grid.add_column("column", no_wrap=True)
        grid.add_column("places", justify="right")
        grid.add_column("meaning")
        for one in entry["shape"]["keys"]:
            grid.add_row(one["name"], "key", one["says"])
        for one in entry["shape"]["columns"]:
            grid.add_row(one["name"], "" if one["places"] is None else str(one["places"]), one["says"])
        screen.print(grid)
    screen.print()
    for one in entry["prints"]:
        _show_print(screen, one, one["release"])


def _show_print(screen: Console, one: dict[str, Any], title: str) -> None:
    from rich.padding import Padding
    from rich.text import Text

    screen.print(Text(title, style="bold"))
    lines = [f"service days from {one['effective']} until {one['until']}; public on {one['known']} [{one['known_evidence']}]"]
    if one["bridge"]:
        lines.append("a bridge: only what both neighbours print alike")
    lines += [f"{one['member']}", f"sha256 {one['sha256']}", TRUSTS.get(one["trust"], one["trust"])]
    for line in lines:
        screen.print(Padding(Text(line, style="dim"), (0, 0, 0, 2)))
