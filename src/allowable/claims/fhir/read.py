"""A FHIR R4 Claim or ExplanationOfBenefit, already decoded from JSON, as a ClaimDocument.

Read are the elements of the base standard and the code systems of the CARIN guide for Blue Button, and what `write` puts into extensions.
An ExplanationOfBenefit is a claim that was already decided: what was billed is read, what was decided is not.
"""

from __future__ import annotations

from ..document import INSTITUTIONAL, PROFESSIONAL, ClaimDocument
from ..given import PlacedError, code, text
from ..model import SETTINGS
from ..record import CodedAmount, Diagnosis, Occurrence, Procedure
from ..values import ClaimError
from .benefit import particulars
from .codes import (
    ADJUDICATION,
    ADMISSION,
    CARE,
    CLAIM_TYPE,
    DIAGNOSIS_USE,
    EXTENDED,
    ICD_DIAGNOSES,
    ICD_PROCEDURES,
    OWN_SUPPORTING,
    RENDERING,
    STATED_CODES,
    TAXONOMY,
)
from .elements import code_of, codings, date, extensions, many, money, number, one, word
from .items import coded_cents, line_of, pricing_of
from .parties import facts_of, party

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    Json = dict[str, Any]
    Parties = Mapping[str, dict[str, str]]

CLAIM, BENEFIT = "Claim", "ExplanationOfBenefit"
RESOURCES = (CLAIM, BENEFIT)
VOID = ("cancelled", "entered-in-error")
USES = ("claim", "predetermination", None)


def document_of(resource: Json, where: str, others: Parties | None = None) -> ClaimDocument:
    """The document of a Claim or ExplanationOfBenefit; `others` are the parties of its bundle.

    Raises PlacedError that names the element.
    """
    try:
        found = _document(resource, others or {})
    except ClaimError as problem:
        raise PlacedError(where, str(problem)) from None
    found.place = where
    return found


def _document(resource: Json, others: Parties) -> ClaimDocument:
    kind = _kind(resource)
    known = {**others, **{f"#{one_of.get('id')}": facts_of(one_of) for one_of in many(resource, "contained")}}
    found: Json = {"kind": kind, **_numbers(resource), **_parties(resource, known), **_period(resource), **_supporting(resource)}
    positions, found["diagnoses"] = _diagnoses(resource)
    found["procedures"] = [_procedure(each) for each in many(resource, "procedure")]
    items = many(resource, "item")
    team, rendering = _team(resource, known, items)
    if resource["resourceType"] == BENEFIT:
        extra, items = particulars(resource, items)
        found = {**extra, **found}
    found |= team
    found["lines"] = [_line(item, positions, rendering, at) for at, item in enumerate(items)]
    found["total_charge"] = _total(resource)
    found["pricing"] = pricing_of(resource)
    for name, value in extensions(resource):
        if name in EXTENDED:
            found[name] = text(value, name)
        elif name == "patient_paid":
            found[name] = money({name: value}, name)
    if found.get("setting") is not None and found["setting"] not in SETTINGS:
        raise ClaimError(f"setting {found['setting']!r} is none of {', '.join(SETTINGS)}")
    return ClaimDocument(**found)


def _kind(resource: Json) -> str:
    status, use = resource.get("status"), resource.get("use")
    if status in VOID:
        raise ClaimError(f"status is {status}: the claim is not to be used; leave it out")
    if use not in USES:
        raise ClaimError(f"use is {use}: it asks for services that are not done yet; give a claim")
    kinds = {name for system, name in codings(one(resource, "type")) if system in (CLAIM_TYPE, "")}
    if PROFESSIONAL in kinds:
        return PROFESSIONAL
    if INSTITUTIONAL in kinds:
        return INSTITUTIONAL
    said = ", ".join(sorted(kinds)) or "no claim type of HL7"
    raise ClaimError(f"type is {said}: neither a professional nor an institutional claim, and no other is priced here; leave it out")


def _line(item: Json, positions: Mapping[int, int], rendering: Mapping[int, str], at: int) -> Any:
    try:
        return line_of(item, positions, rendering, at)
    except ClaimError as problem:
        raise ClaimError(f"item[{at}]: {problem}") from None


def _numbers(resource: Json) -> Json:
    numbers = [value for each in many(resource, "identifier") if (value := word(each, "value")) is not None]
    related = [value for each in many(resource, "related") if (value := word(one(each, "reference"), "value")) is not None]
    return {"claim_id": numbers[0] if numbers else word(resource, "id"), "payer_claim_number": related[0] if related else None}


def _parties(resource: Json, known: Parties) -> Json:
    patient = party(one(resource, "patient"), known)
    provider, facility = party(one(resource, "provider"), known), party(one(resource, "facility"), known)
    payer = party(one(resource, "insurer"), known)
    insurance = next(iter(many(resource, "insurance")), {})
    authorizations = insurance.get("preAuthRef")
    return {
        "patient_id": patient.get("identifier") or patient.get("reference"),
        "birth_date": patient.get("birth_date"),
        "sex": patient.get("sex"),
        "billing_npi": provider.get("npi"),
        "billing_taxonomy": provider.get("taxonomy"),
        "billing_zip": provider.get("zip"),
        "facility_npi": facility.get("npi"),
        "facility_zip": facility.get("zip"),
        "payer_id": payer.get("identifier") or payer.get("reference"),
        "subscriber_id": party(one(insurance, "coverage"), known).get("identifier"),
        "prior_authorization": text(authorizations[0], "preAuthRef") if isinstance(authorizations, list) and authorizations else None,
    }


def _team(resource: Json, known: Parties, items: list[Json]) -> tuple[Json, dict[int, str]]:
    """(fields of the claim, NPI of who did the work by sequence). Who did the work and no item refers to did all of it."""
    found: Json = {}
    workers: dict[int, tuple[int, str]] = {}
    pointed: set[Any] = set()
    for item in items:
        sequences = item.get("careTeamSequence")
        pointed |= {each for each in sequences if isinstance(each, int)} if isinstance(sequences, list) else set()
    for at, member in enumerate(many(resource, "careTeam")):
        role, npi = code_of(one(member, "role")), party(one(member, "provider"), known).get("npi")
        sequence = number(member, "sequence", at + 1)
        if role in RENDERING:
            taxonomy = code_of(one(member, "qualification"), TAXONOMY)
            if taxonomy is not None:
                found.setdefault("rendering_taxonomy", taxonomy)
            if npi is not None:
                workers[sequence] = (RENDERING.index(role), npi)
        elif npi is not None:
            name = next((name for name, word_of_role in CARE.items() if word_of_role == role), None)
            if name is not None:
                found.setdefault(name, npi)
    best = min((rank for rank, _ in workers.values()), default=0)
    chosen = {sequence: npi for sequence, (rank, npi) in workers.items() if rank == best}
    whole = [npi for sequence, npi in chosen.items() if sequence not in pointed]
    if whole:
        found["rendering_npi"] = whole[0]
    return found, chosen


def _period(resource: Json) -> Json:
    period = one(resource, "billablePeriod")
    return {"statement_from": date(period, "start"), "statement_to": date(period, "end")}


def _supporting(resource: Json) -> Json:
    found: Json = {"condition_codes": [], "occurrences": [], "occurrence_spans": [], "value_codes": []}
    fields = {name: field for field, name in STATED_CODES.items()}
    for info in many(resource, "supportingInfo"):
        stated = code_of(one(info, "code"))
        for system, category in codings(one(info, "category")):
            if system == OWN_SUPPORTING and stated is not None:
                _own(found, category, stated, info)
            elif category == ADMISSION:
                period = one(info, "timingPeriod")
                found["admission_date"] = date(period, "start") or date(info, "timingDate")
                found["discharge_date"] = date(period, "end")
            elif category in fields and stated is not None:
                found[fields[category]] = stated
    bill = found.get("bill_type")
    if bill is not None:
        found["bill_type"] = bill[1:] if len(bill) == 4 and bill[0] == "0" else bill
        if len(found["bill_type"]) < 3:  # the frequency alone: Blue Button states the rest elsewhere
            del found["bill_type"]
    return found


def _own(found: Json, category: str, stated: str, info: Json) -> None:
    period = one(info, "timingPeriod")
    if category == "condition":
        found["condition_codes"].append(stated)
    elif category == "occurrence":
        found["occurrences"].append(Occurrence(stated, date(info, "timingDate")))
    elif category == "occurrence-span":
        found["occurrence_spans"].append(Occurrence(stated, date(period, "start"), date(period, "end")))
    elif category == "value":
        value = one(info, "valueQuantity").get("value")
        found["value_codes"].append(CodedAmount(stated, None if value is None else coded_cents(value, "valueQuantity")))


def _diagnoses(resource: Json) -> tuple[dict[int, int], list[Diagnosis]]:
    positions: dict[int, int] = {}
    found: list[Diagnosis] = []
    for at, each in enumerate(many(resource, "diagnosis")):
        concept = one(each, "diagnosisCodeableConcept")
        icd = next((icd for icd, system in ICD_DIAGNOSES.items() if code_of(concept, system)), None)
        stated = code_of(concept, ICD_DIAGNOSES[icd]) if icd else code_of(concept)
        if stated is None and each.get("diagnosisReference") is not None:
            raise ClaimError(f"diagnosis[{at}]: a reference to a condition is not followed; give its code as diagnosisCodeableConcept")
        if stated is None:
            continue
        uses = [DIAGNOSIS_USE[name] for kind in many(each, "type") for _, name in codings(kind) if name in DIAGNOSIS_USE]
        present = code_of(one(each, "onAdmission"))
        found.append(Diagnosis(code(stated, "diagnosis"), uses[0] if uses else "other", icd or "10", present and present.upper()))
        positions[number(each, "sequence", at + 1)] = len(found)
    return positions, found


def _procedure(each: Json) -> Procedure:
    concept = one(each, "procedureCodeableConcept")
    icd = next((icd for icd, system in ICD_PROCEDURES.items() if code_of(concept, system)), None)
    stated = code_of(concept)
    if stated is None:
        raise ClaimError("procedure: no code; a reference to a procedure is not followed, give procedureCodeableConcept")
    uses = [name for kind in many(each, "type") for _, name in codings(kind)]
    return Procedure(
        code(stated, "procedure"), "principal" if "primary" in uses or "principal" in uses else "other", icd or "10", date(each, "date")
    )


def _total(resource: Json) -> int | None:
    total = resource.get("total")
    if not isinstance(total, list):
        return money(resource, "total")
    submitted = [each for each in many(resource, "total") if code_of(one(each, "category"), ADJUDICATION) == "submitted"]
    return money(submitted[0], "amount") if submitted else None
