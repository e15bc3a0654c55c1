"""The claims of a file checked one after the other, and the object of what could not be read (schema allowable.fault/1)."""

from __future__ import annotations

from ..claims.document import ClaimFault
from ..claims.values import ClaimError
from .checked import checked_json
from .findings_held import held_quarters

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from ..checking import CheckedClaim
    from ..claims.document import ClaimDocument
    from ..claims.model import Claim
    from ..engine import Engine
    from .checked_summary import Summary

    Json = dict[str, Any]

FAULT_SCHEMA = "allowable.fault/1"
PLACE_OF = {"physician": ("mac", "locality"), "hospital": ("cbsa",), "asc": ("cbsa",)}


class One:
    """One claim of a file with its findings."""

    __slots__ = ("checked", "document", "facts")

    def __init__(self, document: ClaimDocument, facts: dict[str, Any], checked: CheckedClaim) -> None:
        self.document = document
        self.facts = facts
        self.checked = checked


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


def shown(engine: Engine, one: One | ClaimFault, summary: Summary, *, everything: bool) -> Json | None:
    """Count a claim or a fault, and give its object: of a claim of which nothing fails only where `everything` is asked for."""
    if isinstance(one, ClaimFault):
        summary.add_fault(one)
        return fault_json(one)
    fails = summary.add(one.checked)
    held = held_quarters(engine, one.checked, one.facts)
    would_fail = any(answer["outcome"] == "fail" for answer in held)
    summary.would_fail += would_fail and not fails
    if not (fails or would_fail or everything):
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
