"""`allowable check`: what a payer's edits will deny and why, before a claim is sent."""

from __future__ import annotations

import sys

import click

from ..engine import Engine
from ..kernel.day import day_number
from .check_input import OPTIONS, claim_of_codes, facts_of_patient, facts_of_place, is_file, refuse_options_of_codes
from .failures import BadInput, refuse_bad_files
from .options import JSON, Option, with_options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

SHOW = (
    JSON,
    Option("--html", "html", "FILE", "Write the report as one page, .html."),
    Option("--all", "with_all", None, "Of a file: show every claim, not only those of which something fails."),
    Option("--summary", "summary_only", None, "Of a file: count alone, in arrays; no claim is shown or priced. Quickest."),
    Option("--out", "out", "OUT", "Of a table of lines: write each line's outcome, .parquet or .csv. Implies --summary."),
    Option("--map", "mapping", "FILE", "TOML file for other names of a table's columns, as `allowable reprice` reads it."),
)
ASKED = {"--pos": "place_of_service is not given", "--sex": "sex of the patient is not given", "--bill-type": "no type of bill is given"}
NEXT = """\b
Examples:
  allowable check 58558 58563 58555 --on 2024-08-01 --pos 22
  allowable check 58563 58558-59 --on 2024-08-01 --setting asc --json
  allowable check claims.837 --html report.html
  allowable check lines.parquet --summary --out outcomes.parquet

A finding passes, fails, or was not checked; what was not checked says why and
is never counted as passed. --json gives one object for codes, and for a file
one object a line: its claims, then the summary.

Exit status: 0 nothing fails, 1 something fails, 2 bad input, or a claim of the file could not be read."""


@click.command(epilog=NEXT, no_args_is_help=True)
@click.argument("words", nargs=-1, metavar="FILE | CODE[-MODIFIER...][xUNITS]...")
@with_options((*OPTIONS, *SHOW))
def command(**values: Any) -> int:
    """Check a claim against Medicare's edits: code pairs, unit limits, add-on codes, modifiers, settings.

    FILE is an 837 (professional or institutional), FHIR claims, our JSON, or a table of lines (Parquet, CSV), recognised by what is in it.
    Codes are the lines of one claim. Each finding names the row that says so, its release, what would resolve it and what the chart must
    show; the claim is priced before and after. A modifier is never proposed where no modifier opens the edit.
    """
    if not values["words"]:
        raise BadInput("nothing to check: give a file of claims, or codes such as 58558 58563 --on 2024-08-01")
    if values["html"]:
        refuse_bad_files([values["html"]], (".html",))
    known = None if values["known_on"] is None else day_number(values["known_on"])
    engine = Engine()
    if is_file(values["words"]):
        refuse_options_of_codes(values)
        facts = facts_of_place(values, _place(engine, values, known))
        if values["out"] or (values["summary_only"] and not values["html"]):
            return _counted(engine, values, known, facts)
        from .check_file import check_file

        return check_file(engine, values, known, facts)
    return _codes(engine, values, known)


def _counted(engine: Engine, values: dict[str, Any], known: int | None, facts: dict[str, Any]) -> int:
    """Check a file in arrays: what it comes to, and of a table each line's outcome in a file."""
    from .check_table import check_documents, check_table, is_table

    if is_table(values["words"][0]):
        if values["html"] or values["with_all"]:
            raise BadInput("--out checks a table in arrays, which gives no account of each claim: leave --html and --all out")
        return check_table(engine, values, known)
    if values["out"]:
        raise BadInput(f"{values['words'][0]}: --out is for tables of lines: .parquet, .arrow or .csv")
    from ..views.checked_file import claims_of
    from .check_file import open_file

    return check_documents(engine, claims_of(open_file(values), values["setting"], facts), values, known)


def _codes(engine: Engine, values: dict[str, Any], known: int | None) -> int:
    from ..views.checked import checked_json
    from ..views.findings_held import held_quarters

    if values["summary_only"] or values["with_all"]:
        raise BadInput("--summary and --all are for a file of claims; of codes everything is shown")
    place = _place(engine, values, known)
    claim = claim_of_codes(values, place)
    facts = facts_of_patient(values)
    checked = engine.check(claim, known, facts)
    found = checked_json(engine, checked, held_quarters(engine, checked, facts), place=place)
    if values["html"]:
        from .check_page import write_page

        write_page([found], None, values["html"])
    if values["as_json"]:
        from .terminal import print_json

        print_json(found)
    else:
        from ..views.findings_text import check_text
        from .terminal import bold, width

        lines = [*check_text(found, width=width(), bold=bold), *_next(found, width())]
        sys.stdout.write("\n".join([*lines, *([f"wrote {values['html']}"] if values["html"] else [])]) + "\n")
    return 1 if found["outcome"] == "fail" else 0


def _next(found: dict[str, Any], columns: int) -> list[str]:
    """Which options would let more be checked."""
    from ..views.price_text import hanging

    reasons = {one["because"] for line in found["lines"] for one in line["findings"] if one["outcome"] == "not_checked"}
    flags = [flag for flag, word in ASKED.items() if any(word in reason for reason in reasons)]
    return ["", *hanging("Next    ", f"give {' and '.join(flags)}, and more is checked", columns)] if flags else []


def _place(engine: Engine, values: dict[str, Any], known: int | None) -> dict[str, Any] | None:
    """The place that a ZIP code leads to on the service day; None without one."""
    if values["zip_code"] is None:
        return None
    if values["on"] is None:
        raise BadInput("--zip leads to a place on a service day, which a file gives by claim; give --mac and --locality instead")
    from ..pages.zip_place import zip_place

    return zip_place(engine, values["zip_code"], values["on"], known)
