"""The report of `allowable check` as one self-contained page: no script, no request, light and dark, print and phone."""

from __future__ import annotations

import os
import pathlib

from ..guides.notices import AMA, NO_PROMISE
from ..views.checked_file import FAULT_SCHEMA
from ..views.findings import OUTCOMES
from ..views.findings_text import (
    TITLES,
    amount_words,
    edit_words,
    failures,
    finding_parts,
    heading,
    held_lines,
    line_words,
    money_words,
    numbers_words,
    open_findings,
    passed_words,
    row_words,
    total_words,
    verdict,
)
from ..views.pricing import dollars
from .check_file import MOST_ON_PAGE
from .failures import BadInput

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    Json = dict[str, Any]

STYLE = os.path.join(os.path.dirname(os.path.dirname(__file__)), "guides", "render", "guide.css")
MARKS = {"fail": "✕", "not_checked": "?", "pass": "✓"}
SAID = (
    amount_words,
    edit_words,
    failures,
    finding_parts,
    heading,
    held_lines,
    line_words,
    money_words,
    numbers_words,
    open_findings,
    passed_words,
    row_words,
    total_words,
    verdict,
)  # what the template asks of views
LIMITS = (
    "A pass says that no edit that is held here denies the line. It is no promise of payment: coverage, other claims of the patient, and "
    "edits that CMS does not publish are not seen."
)


def write_page(found: Sequence[Json], summary: Json | None, name: str) -> None:
    """Write the page of checked claims and faults. On a failure no file is made and an older one stays as it was."""
    path = pathlib.Path(name)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_text(page(found, summary), encoding="utf-8")
        part.replace(path)
    except OSError as problem:
        raise BadInput(f"{path}: {problem.strerror or problem}; nothing was written") from problem
    finally:
        part.unlink(missing_ok=True)


def page(found: Sequence[Json], summary: Json | None) -> str:
    """The text of the page. `summary` is None for one claim of codes."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=FileSystemLoader(os.path.dirname(__file__)), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals |= {one.__name__: one for one in SAID} | {"marks": MARKS, "outcomes": OUTCOMES}
    with open(STYLE, encoding="utf-8") as stream:
        style = Markup(stream.read())
    claims = [one for one in found if one["schema"] != FAULT_SCHEMA]
    return environment.get_template("check.html").render(
        title=_title(claims, summary),
        facts=_facts(claims[0]) if summary is None else _summary_facts(summary),
        claims=claims,
        faults=[one for one in found if one["schema"] == FAULT_SCHEMA],
        summary=summary,
        left_out=_left_out(len(found), summary),
        notice=[LIMITS, AMA, NO_PROMISE],
        style=style,
    )


def _title(claims: Sequence[Json], summary: Json | None) -> str:
    if summary is not None:
        return f"Claims checked: {pathlib.PurePath(summary['file']).name}"
    return f"Claim checked: {', '.join(line['billed'] for line in claims[0]['lines'][:6])}"


def _facts(claim: Json) -> list[tuple[str, str]]:
    days = ", ".join(dict.fromkeys(line["on"] for line in claim["lines"]))
    places = ", ".join(dict.fromkeys(line["place_of_service"] for line in claim["lines"] if line["place_of_service"]))
    where = [("Place of service", places or "not given")] if claim["setting"] == "physician" else []
    known = claim["known_on"] or "everything that is held"
    return [("Claim", TITLES[claim["setting"]]), ("Service day", days), *where, ("Known on", known), ("Verdict", verdict(claim))]


def _summary_facts(summary: Json) -> list[tuple[str, str]]:
    claims = summary["claims"]
    money = dollars(summary["money"]["change"].lstrip("-"))  # a page is of claims that were priced
    without = summary["money"]["claims_without"]
    would = f"; {claims['would_fail']:,} of these would fail by the tables of another quarter" if claims["would_fail"] else ""
    return [
        ("Claims", f"{claims['read']:,} with {summary['lines']:,} lines"),
        ("Fail", f"{claims['fail']:,}"),
        ("Not all checked", f"{claims['not_checked']:,} where nothing fails{would}"),
        ("Pass", f"{claims['pass']:,}"),
        ("Not read", f"{claims['faults']:,}"),
        ("Money", f"the edits take {money} off what would be allowed" + (f"; of {without:,} claims it is not known" if without else "")),
    ]


def _left_out(shown: int, summary: Json | None) -> str | None:
    if summary is None or shown < MOST_ON_PAGE:
        return None
    return f"The page shows the first {MOST_ON_PAGE} claims with findings; `allowable check --json` gives all."
