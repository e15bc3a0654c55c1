"""`allowable guide`: the coding guide of a procedure family."""

from __future__ import annotations

import click

from ..engine import Engine
from .failures import refuse_bad_files, say
from .options import CBSA, JSON, KNOWN_ON, LOCALITY, MAC, ZIP, Option, with_options
from .terminal import console, print_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

ON = Option("--on", "on", "DAY", "Service day for which the guide speaks, such as 2024-03-15.", required=True)
WHOLE = Option("--whole-dollars", "whole_dollars", None, "Show amounts in whole dollars; a view only: cents are kept in .json and .xlsx.")
FILES = "Write a file: the ending says which kind (.pdf, .html, .md, .docx, .xlsx, .json). May be given more than once."


@click.command(no_args_is_help=True)
@click.argument("family")
@with_options((ON, KNOWN_ON, ZIP, MAC, LOCALITY, CBSA))
@click.option("-o", "--out", "files", multiple=True, metavar="FILE", help=FILES)
@with_options((WHOLE, JSON))
def command(
    family: str,
    on: str,
    known_on: str | None,
    zip_code: str | None,
    mac: str | None,
    locality: str | None,
    cbsa: str | None,
    files: tuple[str, ...],
    whole_dollars: bool,
    as_json: bool,
) -> int:
    """The coding guide of a procedure FAMILY, such as hysteroscopy, for one service day.

    Amounts in the three settings, units, indicators, modifiers, code pairs, diagnoses, documentation and the change against the year
    before, every figure with its source. Shown on the terminal, or written with -o.
    """
    from ..guides import build_guide, render

    refuse_bad_files(files, render.ENDINGS)
    guide = build_guide(Engine(), family, on, known_on, zip=zip_code, mac=mac, locality=locality, cbsa=cbsa)
    if as_json:
        print_json(guide)
    for file in files:
        render.write(guide, file, whole_dollars=whole_dollars)
        click.echo(f"wrote {file}", err=as_json)
    if not as_json and not files:
        render.terminal(guide, console(), whole_dollars=whole_dollars)
    return _status(guide)


def _status(guide: dict[str, Any]) -> int:
    unknown = [
        f"{code['hcpcs']} {where}" for code in guide["codes"] for where, figure in _figures(code) if figure.get("outcome") == "unknown"
    ]
    if unknown:
        say(f"{len(unknown)} figures are unknown, with their reasons in the guide: {', '.join(unknown)}")
    return 1 if unknown else 0


def _figures(code: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    yield "physician, facility", code["physician"]["facility"]
    yield "physician, non-facility", code["physician"]["non_facility"]
    yield "hospital", code["hospital"]
    yield "asc", code["asc"]
