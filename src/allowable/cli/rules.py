"""`allowable rules`: every rule and dated value with its citation."""

from __future__ import annotations

import click

from ..engine import ALL_SYSTEMS, Engine
from ..kernel.cite import EVIDENCE, WEAKEST_FIRST
from ..views.rules import rules_list
from .failures import BadInput
from .options import JSON, Option, with_options
from .terminal import console, print_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from rich.console import Console

SYSTEM = Option("--system", "system", "NAME", "Only the rules of one system.", choices=ALL_SYSTEMS)


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@with_options((SYSTEM, JSON))
def command(names: tuple[str, ...], system: str | None, as_json: bool) -> int:
    """Every rule and dated value with its citation, its span of service days and its evidence tag.

    NAME shows only those whose names hold it, such as `work_index` or `conversion_factor`.
    """
    listed = rules_list(Engine(), [system] if system else None, names)
    if not listed["rules"]:
        raise BadInput(f"no rule or value is called {' or '.join(names)}; `allowable rules` lists all")
    if as_json:
        print_json(listed)
    else:
        _show(listed["rules"])
    return 0


def _show(listed: list[dict[str, Any]]) -> None:
    screen = console()
    for system in dict.fromkeys(one["system"] for one in listed):
        screen.rule(system, align="left", style="dim")
        for one in listed:
            if one["system"] == system:
                (_show_rule if one["kind"] == "rule" else _show_value)(screen, one)
    rules = sum(one["kind"] == "rule" for one in listed)
    values = sum(len(one["values"]) for one in listed if one["kind"] == "value")
    screen.print(f"Rules: {rules}. Dated values: {values}, in {len(listed) - rules} series. Evidence:", style="bold")
    for tag in reversed(WEAKEST_FIRST):
        screen.print(f"[{tag}] {EVIDENCE[tag]}", markup=False)


def _show_rule(screen: Console, one: dict[str, Any]) -> None:
    from rich.padding import Padding
    from rich.text import Text

    span = " and ".join(f"{word} {one[key]}" for word, key in (("from", "since"), ("before", "until")) if one[key])
    head = Text(one["name"], style="bold")
    head.append(f"  {one['says']}", style="not bold")
    if span:
        head.append(f"  (service days {span})", style="yellow")
    screen.print(head)
    for line in one["words"]:
        screen.print(Padding(Text(line.strip()), (0, 0, 0, 4 + len(line) - len(line.lstrip()))), style="cyan")
    for cite in one["cites"]:
        screen.print(Padding(Text(_cite_words(cite), style="dim"), (0, 0, 0, 4)))
    screen.print()


def _show_value(screen: Console, one: dict[str, Any]) -> None:
    from rich.padding import Padding
    from rich.text import Text

    head = Text(one["name"], style="bold")
    head.append(f"  {one['says']} ({one['unit']})", style="not bold")
    screen.print(head)
    for value in one["values"]:
        until = f" and before {value['until']}" if value["until"] else ""
        line = Text(f"from {value['from']}{until}  ")
        line.append(value["value"], style="cyan")
        screen.print(Padding(line, (0, 0, 0, 4)))
        known = f"known on {value['known']} [{value['known_evidence']}]; {_cite_words(value['cite'])}"
        screen.print(Padding(Text(known + (f"; {value['note']}" if value.get("note") else ""), style="dim"), (0, 0, 0, 6)))
    screen.print()


def _cite_words(cite: dict[str, Any]) -> str:
    return f"{cite['document']}, {cite['place']} [{cite['evidence']}]"
