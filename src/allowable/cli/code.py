"""`allowable code`: one page on a code."""

from __future__ import annotations

import click

from ..engine import Engine
from .options import JSON, KNOWN_ON, Option, with_options
from .terminal import console, print_json

ON = Option(
    "--on",
    "on",
    "DAY",
    "Service day, such as 2025-03-10. Without it: the last day for which a physician release is held; the page says so.",
)


@click.command(no_args_is_help=True)
@click.argument("hcpcs", metavar="CODE")
@with_options((ON, KNOWN_ON, JSON))
def command(hcpcs: str, on: str | None, known_on: str | None, as_json: bool) -> int:
    """Everything held about one CODE, on one page.

    Amounts in the three settings, whether it is priced, covered and performable, indicators, unit limits, code pairs, what the chart must
    show, and the history of its amounts. National amounts; `allowable price` makes them local.
    """
    from ..pages.code import code_page

    page = code_page(Engine(), hcpcs, on, known_on)
    if as_json:
        print_json(page)
    else:
        from .code_page import show

        show(console(), page)
    figures = (page["physician"]["facility"], page["physician"]["non_facility"], page["hospital"], page["asc"])
    return 1 if any(figure["outcome"] == "unknown" for figure in figures) else 0
