"""A file of claims checked one after the other, in memory that does not grow with the file."""

from __future__ import annotations

import sys

from ..views.checked_file import FAULT_SCHEMA, checked_claims, shown
from ..views.checked_summary import Summary, summary_json
from .check_summary import summary_text
from .failures import BAD_INPUT, BadInput
from .terminal import bold, width

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from ..claims.document import ClaimDocument, ClaimFault
    from ..engine import Engine

    Json = dict[str, Any]

MOST_ON_PAGE = 500  # claims and faults that a page shows whole: beyond that a browser grows slow


def check_file(engine: Engine, values: dict[str, Any], known: int | None, facts: dict[str, Any]) -> int:
    """Check every claim of the file named; gives 2 if one could not be read, else 1 if something fails, else 0."""
    path = values["words"][0]
    summary = Summary(path)
    page: list[Json] = []
    for one in checked_claims(engine, open_file(values), values["setting"], known, facts):
        found = shown(engine, one, summary, everything=values["with_all"] or values["as_json"])
        if found is None:
            continue
        if len(page) < MOST_ON_PAGE and values["html"]:
            page.append(found)
        if not values["summary_only"]:
            print_one(found, values["as_json"], values["with_all"])
    _end(summary, page, values)
    return BAD_INPUT if summary.faults else 1 if summary.claims["fail"] else 0


def open_file(values: dict[str, Any]) -> Iterator[ClaimDocument | ClaimFault]:
    """The claims of the file named, in its order; of a table with the names that --map gives."""
    import tomllib

    from ..claims.reading import open_claims

    mapping = None
    if values["mapping"]:
        with open(values["mapping"], "rb") as stream:
            try:
                mapping = tomllib.load(stream)
            except tomllib.TOMLDecodeError as problem:
                raise BadInput(f"{values['mapping']} is no TOML: {problem}") from None
    return open_claims(values["words"][0], names=mapping)


def print_one(found: Json, as_json: bool, with_all: bool = False) -> None:
    """Print a checked claim or a fault: one object a line, or text, `with_all` its passes and what was not checked too."""
    if as_json:
        _print_object(found)
        return
    if found["schema"] == FAULT_SCHEMA:
        from ..views.price_text import hanging

        named = f"claim {found['claim']}, " if found["claim"] else ""
        left_out = "the claim is left out" if found["concerns"] == "claim" else "the claims that were read stand"
        lines = hanging("NOT READ  ", f"{named}{found['place']}: {found['message']}; {found['remedy']} ({left_out})", width())
    else:
        from ..views.findings_text import check_text

        lines = check_text(found, width=width(), bold=bold, brief=not with_all)
    sys.stdout.write("\n".join(lines) + "\n\n")


def _print_object(found: Json) -> None:
    import json

    sys.stdout.write(json.dumps(found, separators=(",", ":")) + "\n")


def _end(summary: Summary, page: list[Json], values: dict[str, Any]) -> None:
    if values["html"]:
        from .check_page import write_page

        write_page(page, summary_json(summary), values["html"])
    if values["as_json"]:
        _print_object(summary_json(summary))
    else:
        lines = summary_text(summary, width(), bold)
        sys.stdout.write("\n".join([*lines, *([f"wrote {values['html']}"] if values["html"] else [])]) + "\n")
