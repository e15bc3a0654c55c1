"""`allowable audit`: which figures of somebody's guide are true, and on which days."""

from __future__ import annotations

import click

from ..engine import Engine
from .failures import refuse_bad_files
from .options import JSON, KNOWN_ON, Option, with_options
from .terminal import console, print_json

ON = Option("--on", "on", "DAY", "Check against this service day; without it, against every day of the year that the document names.")


@click.command(no_args_is_help=True)
@click.argument("file", type=click.Path())
@with_options((ON, KNOWN_ON))
@click.option(
    "-o",
    "--out",
    "files",
    multiple=True,
    metavar="FILE",
    help="Write the report to a file: .html, .md or .json. May be given more than once.",
)
@with_options((JSON,))
def command(file: str, on: str | None, known_on: str | None, files: tuple[str, ...], as_json: bool) -> int:
    """Check somebody's guide: FILE is .txt, .md, .html, .pdf or .docx.

    For each figure: the service days, and the days of knowledge, on which it is true; then the window in which the whole document is
    true, what is wrong with the right value beside it, and what cites no source. Exit status 1 when a figure is false or not checked.
    """
    from ..audits import audit_file, exit_status, render

    refuse_bad_files(files, render.ENDINGS)
    audit = audit_file(Engine(), file, known_on, on)
    if as_json:
        print_json(audit)
    for name in files:
        render.write(audit, name)
        click.echo(f"wrote {name}", err=as_json)
    if not as_json and not files:
        render.terminal(audit, console())
    return int(exit_status(audit))
