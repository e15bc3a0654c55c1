"""`allowable compare`: the same procedures in the office, in a hospital and in a surgical center."""

from __future__ import annotations

import click

from ..engine import Engine
from .failures import BadInput, refuse_bad_files
from .options import CBSA, CITY, JSON, KNOWN_ON, LOCALITY, MAC, ON, PRICE, ZIP, Option, with_options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..claims.model import Line

COUNTY = Option("--county", "county", "NAME", "County of the place, such as Wake, where the ZIP code does not decide the wage area.")
HOSPITAL_INDEX = Option(
    "--hospital-wage-index",
    "hospital_wage_index",
    "INDEX",
    "The hospital's final wage index, such as 1.0123. Needed for 2025 and later, for which CMS's table is not held.",
)
ASC_INDEX = Option("--asc-wage-index", "asc_wage_index", "INDEX", "The surgical center's wage index, where its area does not decide it.")
DEDUCTIBLE = next(one for one in PRICE if one.name == "deductible_remaining")
ENDINGS = (".html", ".png", ".pdf", ".json")
FILES = "Write a file: .html, .pdf and .png with the chart, .json as --json prints it. May be given more than once."
NEXT = """\b
Examples:
  allowable compare 58558 58563 --on 2025-03-10
  allowable compare 58558 58563 --zip 77030 --on 2025-03-10 --hospital-wage-index 1.0123
  allowable compare 58563 --city Houston --on 2024-06-15
  allowable compare 58558 --zip 27601 --county Wake --on 2025-03-10 -o settings.pdf

Exit status: 0 each setting has a total or is not payable, 1 an amount is unknown or pends, 2 bad input."""


@click.command(epilog=NEXT, no_args_is_help=True)
@click.argument("codes", nargs=-1, metavar="CODE[-MODIFIER...][xUNITS]...")
@with_options((ON, CITY, ZIP, MAC, LOCALITY, COUNTY, CBSA, HOSPITAL_INDEX, ASC_INDEX, DEDUCTIBLE, KNOWN_ON))
@click.option("-o", "--out", "files", multiple=True, metavar="FILE", help=FILES)
@with_options((JSON,))
def command(
    codes: tuple[str, ...],
    on: str | None,
    zip_code: str | None,
    known_on: str | None,
    deductible_remaining: str | None,
    files: tuple[str, ...],
    as_json: bool,
    **place: str | None,
) -> int:
    """The same procedures in the office, in a hospital and in a surgical center, side by side.

    Each setting is priced as the claims it brings, the physician's and the facility's, as one operation of one day: what both are allowed,
    what Medicare and the patient pay. A city or a ZIP code leads to the physician's locality and, where what is held decides it, to the
    wage area of the facilities; where it does not, the answer says what to give. Without a place the amounts are national.
    """
    from ..pages.comparison import CompareError, compare

    if not codes:
        raise BadInput("no procedure code: give one or more, such as 58558 or 58563-50")
    if on is None:
        raise BadInput("no service day: give --on, such as --on 2025-03-10; amounts change by day, so none is assumed")
    refuse_bad_files(files, ENDINGS)
    try:
        found = compare(Engine(), codes, on, known_on, deductible_remaining=deductible_remaining, read=_line, zip=zip_code, **place)
    except CompareError as problem:
        raise BadInput(_with_flags(str(problem))) from None
    _show(found, files, as_json)
    statuses = [setting["status"] for answer in found["answers"] for setting in answer["settings"].values()]
    return 1 if {"unknown", "pends"} & set(statuses) else 0


def _line(text: str) -> Line:
    from ..claims.written import line_of

    if ":" in text:
        raise BadInput(f"{text}: facts of a line (:denied) belong to `allowable price`; compare takes codes, modifiers and units")
    return line_of(text)


def _with_flags(message: str) -> str:
    """A message about an argument of Claim, in the words of the command line."""
    for one in (DEDUCTIBLE, HOSPITAL_INDEX, ASC_INDEX):
        if message.startswith(one.name):
            return one.flag + message[len(one.name) :]
    return message


def _show(found: dict[str, Any], files: tuple[str, ...], as_json: bool) -> None:
    from .terminal import console, print_json

    if as_json:
        print_json(found)
    for name in files:
        from .compare_paper import write

        write(found, name)
        click.echo(f"wrote {name}", err=as_json)
    if not as_json and not files:
        from .compare_text import show

        show(console(), found)
