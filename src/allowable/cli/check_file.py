"""A file of claims checked one after the other, in memory that does not grow with the file."""

from __future__ import annotations

import sys

from ..claims.document import ClaimFault
from ..claims.values import ClaimError
from ..views.findings_held import held_quarters
from .check_claim import checked_json
from .check_summary import Summary, summary_json, summary_text
from .failures import BAD_INPUT, BadInput
from .terminal import bold, width

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from ..checking import CheckedClaim
    from ..claims.document import ClaimDocument
    from ..claims.model import Claim
    from ..engine import Engine

    Json = dict[str, Any]

MOST_ON_PAGE = 500  # claims and faults that a page shows whole: beyond that a browser grows slow
FAULT_SCHEMA = "allowable.fault/1"
PLACE_OF = {"physician": ("mac", "locality"), "hospital": ("cbsa",), "asc": ("cbsa",)}


class One:
    """One claim of a file with its findings."""

    __slots__ = ("checked", "document", "facts")

    def __init__(self, document: ClaimDocument, facts: dict[str, Any], checked: CheckedClaim) -> None:
        self.document = document
        self.facts = facts
        self.checked = checked


def check_file(engine: Engine, values: dict[str, Any], known: int | None, facts: dict[str, Any]) -> int:
    """Check every claim of the file named; gives 2 if one could not be read, else 1 if something fails, else 0."""
    path = values["words"][0]
    summary = Summary(path)
    page: list[Json] = []
    for one in checked_claims(engine, open_file(values), values["setting"], known, facts):
        found = _shown(engine, one, summary, values)
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


def checked_claims(
    engine: Engine,
    documents: Iterable[ClaimDocument | ClaimFault],
    setting: str | None,
    known: int | None,
    facts: dict[str, Any],
) -> Iterator[One | ClaimFault]:
    """Each claim with its findings, or what could not be read and where; one never loses the next."""
    for one in claims_of(documents, setting, facts):
        if isinstance(one, ClaimFault):
            yield one
            continue
        document, claim = one
        said = document.facts()
        yield One(document, said, engine.check(claim, known, said))


def claims_of(
    documents: Iterable[ClaimDocument | ClaimFault], setting: str | None, facts: dict[str, Any]
) -> Iterator[tuple[ClaimDocument, Claim] | ClaimFault]:
    """Each document with its Claim, or what could not be read or is missing."""
    for document in documents:
        if isinstance(document, ClaimFault):
            yield document
            continue
        try:
            claim = claim_of(document, setting, facts)
        except ClaimError as problem:
            yield fault_of(document, problem)
            continue
        yield document, claim


def claim_of(document: ClaimDocument, setting: str | None, facts: dict[str, Any]) -> Claim:
    """The Claim of a document, priced where the command line says; ClaimError names what is missing."""
    own = setting or document.hint()[0]
    return document.to_claim(setting, **{name: facts[name] for name in PLACE_OF.get(own or "", ()) if name in facts})


def fault_of(document: ClaimDocument, problem: ClaimError) -> ClaimFault:
    """A claim that was read, but lacks what a check needs."""
    message = str(problem).removeprefix(f"claim {document.claim_id}: ")
    remedy = "correct the claim; the others are checked all the same"
    if document.hint()[0] is None:
        message, _, _ = message.partition("; give setting=")
        remedy = "give --setting physician, hospital or asc, which then holds for all claims of the file"
    return ClaimFault(document.place or "the claim", message, remedy, claim_id=document.claim_id)


def _shown(engine: Engine, one: One | ClaimFault, summary: Summary, values: dict[str, Any]) -> Json | None:
    """The object of what is shown, None for what is only counted."""
    if isinstance(one, ClaimFault):
        summary.add_fault(one)
        return fault_json(one)
    fails = summary.add(one.checked)
    held = held_quarters(engine, one.checked, one.facts)
    would_fail = any(answer["outcome"] == "fail" for answer in held)
    summary.would_fail += would_fail and not fails
    if not (fails or would_fail or values["with_all"] or values["as_json"]):
        return None
    found = checked_json(engine, one.checked, held, claim_id=one.document.claim_id, at=one.document.place)
    if fails:
        summary.add_money(found["money"])
    return found


def fault_json(fault: ClaimFault) -> Json:
    """What could not be read, as an object of schema allowable.fault/1."""
    return {
        "schema": FAULT_SCHEMA,
        "claim": fault.claim_id,
        "place": fault.place,
        "message": fault.message,
        "remedy": fault.remedy,
        "concerns": fault.concerns,
    }


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
