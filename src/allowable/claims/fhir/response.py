"""A ClaimResponse of FHIR R4: what a claim comes to line by line, and why a line is denied or has no amount.

Categories of amounts are HL7's: submitted (the charge), eligible (what Medicare allows), deductible, copay (the patient's share beyond the
deductible) and benefit (what Medicare pays). Reasons are codes of ours: `urn:allowable:reason` for what pricing says, `urn:allowable:edit`
for the edit that denies, by its name. An amount that is not known is left out and never zero.
"""

from __future__ import annotations

from ..values import ClaimError
from .codes import ADJUDICATION, EDIT, REASON
from .text import dollars
from .write import UNKNOWN, concept, head_of, patient_of, sequences

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal
    from typing import Any, Protocol

    from ..document import ClaimDocument
    from ..model import Claim

    Json = dict[str, Any]

    class Priced(Protocol):
        """A line's price, as engine.PricedLine gives it."""

        status: str

        @property
        def allowed(self) -> Decimal | None: ...  # noqa: D102
        @property
        def reasons(self) -> list[str]: ...  # noqa: D102
        def value(self, output: str) -> Decimal | None: ...  # noqa: D102

    class Answered(Protocol):
        """A claim with an answer for each line: an engine's PricedClaim or CheckedClaim."""

        @property
        def claim(self) -> Claim: ...  # noqa: D102
        @property
        def lines(self) -> Sequence[Any]: ...  # noqa: D102


PRICED, NOT_PAYABLE = "priced", "not_payable"
FAIL, NOT_CHECKED = "fail", "not_checked"
CATEGORIES = ("submitted", "eligible", "deductible", "copay", "benefit")
PACKAGED = "no_procedure_code"


def response_of(
    document: ClaimDocument, priced: Answered | None = None, checked: Answered | None = None, created: str | None = None
) -> Json:
    """The ClaimResponse of a document that was priced, checked, or both, as an object for `text.json_text`.

    outcome   complete: every line is decided; partial: some are; error: none is
    Raises ClaimError where the answer is another claim's.
    """
    prices, checks = _by_line(document, priced), _by_line(document, checked)
    notes: list[str] = []
    errors: list[Json] = []
    items, decided = [], []
    for at, sequence in enumerate(sequences(document)):
        amounts = dict(_amounts(document.lines[at].charge, prices[at]))
        adjudication = [_amount(name, amounts[name]) for name in CATEGORIES if name in amounts]
        denied = [finding for finding in _findings(checks[at]) if finding.outcome == FAIL]
        adjudication += [_denial(EDIT, finding.edit, finding.because) for finding in denied]
        is_decided = bool(denied) or "eligible" in amounts or (prices[at] is not None and prices[at].status == NOT_PAYABLE)
        adjudication += _why_none(document, at, prices[at], bool(denied))
        if prices[at] is not None and not is_decided:
            errors.append({"itemSequence": sequence, "code": _reason(REASON, prices[at].status, "; ".join(prices[at].reasons))})
        item: Json = {"itemSequence": sequence}
        if numbers := [_note(notes, said) for said in _remarks(prices[at], checks[at])]:
            item["noteNumber"] = numbers
        items.append({**item, "adjudication": adjudication or [_denial(REASON, "not_priced", "the line was checked and not priced")]})
        decided.append(is_decided or (prices[at] is None and (priced is None or document.lines[at].procedure_code is None)))
    found: Json = {"resourceType": "ClaimResponse", **head_of(document, created), "patient": patient_of(document)}
    found["insurer"] = UNKNOWN if document.payer_id is None else {"identifier": {"value": document.payer_id}}
    found["request"] = UNKNOWN if document.claim_id is None else {"identifier": {"value": document.claim_id}}
    found["outcome"] = "complete" if all(decided) else "partial" if any(decided) else "error"
    texts = [{"number": number, "type": "display", "text": said} for number, said in enumerate(notes, 1)]
    lists = {"item": items, "total": _totals(document, prices), "processNote": texts, "error": errors}
    return found | {name: value for name, value in lists.items() if value}


def _by_line(document: ClaimDocument, answered: Answered | None) -> list[Any]:
    """The answer of each line of the document, None for a line that was not asked about."""
    if answered is None:
        return [None] * len(document.lines)
    whole = answered.claim.setting == "physician"
    asked = [at for at, line in enumerate(document.lines) if whole or line.procedure_code is not None]
    codes = [document.lines[at].procedure_code for at in asked]
    if codes != [line.hcpcs for line in answered.claim.lines]:
        raise ClaimError("the answer is of a claim with other lines than the document's")
    found: list[Any] = [None] * len(document.lines)
    for at, line in zip(asked, answered.lines, strict=True):
        found[at] = line
    return found


def _amounts(charge: int | None, priced: Priced | None) -> Iterator[tuple[str, int | Decimal]]:
    if charge is not None:
        yield "submitted", charge
    if priced is None or priced.allowed is None:
        return
    yield "eligible", priced.allowed
    share, deductible, benefit = (priced.value(name) for name in ("patient_share", "deductible_applied", "medicare_payment"))
    if deductible is not None:
        yield "deductible", deductible
        if share is not None:
            yield "copay", share - deductible
    if benefit is not None:
        yield "benefit", benefit


def _amount(category: str, value: int | Decimal) -> Json:
    return {"category": concept(ADJUDICATION, category), "amount": dollars(value)}


def _why_none(document: ClaimDocument, at: int, priced: Priced | None, is_denied: bool) -> list[Json]:
    """Why there is no eligible amount, unless an edit has said so."""
    if document.lines[at].procedure_code is None:
        return [_denial(REASON, PACKAGED, "a line without a procedure code has no amount of its own")]
    if priced is None or is_denied or priced.allowed is not None:
        return []
    return [_denial(REASON, priced.status, "; ".join(priced.reasons))]


def _findings(checked: Any) -> Sequence[Any]:
    return () if checked is None else checked.findings


def _remarks(priced: Priced | None, checked: Any) -> Iterator[str]:
    if priced is not None and priced.allowed is not None:
        yield from priced.reasons
        share, benefit = priced.value("patient_share"), priced.value("medicare_payment")
        left = priced.allowed - share - benefit if share is not None and benefit is not None else None
        if left is not None and left > 0:
            yield f"{left:f} of the eligible amount is paid by neither Medicare nor the patient: sequestration withholds it"
    for finding in _findings(checked):
        if finding.outcome == NOT_CHECKED:
            yield f"not checked: {finding.edit}: {finding.because}"


def _note(notes: list[str], said: str) -> int:
    if said not in notes:
        notes.append(said)
    return notes.index(said) + 1


def _denial(system: str, code: str, words: str) -> Json:
    return {"category": concept(ADJUDICATION, "eligible"), "reason": _reason(system, code, words)}


def _reason(system: str, code: str, words: str) -> Json:
    return {**concept(system, code), **({"text": words} if words else {})}


def _totals(document: ClaimDocument, prices: list[Any]) -> list[Json]:
    """Sums by category, each only where all lines that were priced have it."""
    charges = [line.charge for line in document.lines]
    submitted = document.total_charge if None in charges else sum(charge for charge in charges if charge is not None)
    found: list[Json] = []
    if submitted is not None:
        found.append(_amount("submitted", submitted))
    amounts = [dict(_amounts(None, priced)) for priced in prices if priced is not None]
    for name in CATEGORIES[1:]:
        values = [each[name] for each in amounts if name in each]
        if values and len(values) == len(amounts):
            found.append(_amount(name, sum(values)))
    return found
