"""A ClaimDocument as a FHIR R4 Claim. `read` gives the same document back, in every field, where lines are numbered and `kind` is known.

What FHIR asks for and the document does not know is said to be absent (data-absent-reason), never made up.
"""

from __future__ import annotations

from ..document import INSTITUTIONAL, PROFESSIONAL, ClaimDocument, LineDocument
from .codes import (
    ABSENT,
    ADMISSION,
    BILL_TYPE,
    CARE,
    CARE_TEAM,
    CLAIM_TYPE,
    DIAGNOSIS_TYPE,
    EXTENDED,
    EXTENDED_OF_LINES,
    EXTENSION,
    GENDER,
    ICD_DIAGNOSES,
    ICD_PROCEDURES,
    NDC,
    NPI,
    ON_ADMISSION,
    OWN_SUPPORTING,
    PLACE,
    PRICING,
    PRIORITY,
    PROCEDURE_TYPE,
    RELATED,
    REVENUE,
    STATED_CODES,
    SUPPORTING,
    TAXONOMY,
    system_of_code,
)
from .text import dollars, exact

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..record import Diagnosis, Procedure

    Json = dict[str, Any]

UNKNOWN: dict[str, Any] = {"extension": [{"url": ABSENT, "valueCode": "unknown"}]}


def claim_of(document: ClaimDocument, created: str | None = None) -> Json:
    """The Claim of a document, as an object for `text.json_text`; `created` is the day or time that the Claim is to carry."""
    found: Json = {"resourceType": "Claim"}
    patient = _patient(document)
    if patient:
        found["contained"] = [patient]
    _extend(found, document)
    if document.claim_id is not None:
        found["identifier"] = [{"value": document.claim_id}]
    found |= head_of(document, created)
    found["patient"] = {"reference": "#patient"} if patient else UNKNOWN
    found |= _period("billablePeriod", document.statement_from, document.statement_to)
    if document.payer_id is not None:
        found["insurer"] = {"identifier": {"value": document.payer_id}}
    found["provider"] = _npi(document.billing_npi) or UNKNOWN
    found["priority"] = concept(PRIORITY, "normal")
    if document.payer_claim_number is not None:
        found["related"] = [{"relationship": concept(RELATED, "prior"), "reference": {"value": document.payer_claim_number}}]
    if document.facility_npi is not None:
        found["facility"] = _npi(document.facility_npi)
    team, workers = _team(document)
    information = _supporting(document)
    diagnoses = [_diagnosis(one, at) for at, one in enumerate(document.diagnoses, 1)]
    procedures = [_procedure(one, at) for at, one in enumerate(document.procedures, 1)]
    lists = {"careTeam": team, "supportingInfo": information, "diagnosis": diagnoses, "procedure": procedures}
    found |= {name: value for name, value in lists.items() if value}
    found["insurance"] = [_insurance(document)]
    numbers = sequences(document)
    items = [_item(line, number, workers) for line, number in zip(document.lines, numbers, strict=True)]
    if items:
        found["item"] = items
    if document.total_charge is not None:
        found["total"] = dollars(document.total_charge)
    return found


def head_of(document: ClaimDocument, created: str | None) -> Json:
    """Status, type, use and day, which a claim and its answer both state."""
    stated: Json = {"status": "active", "type": concept(CLAIM_TYPE, kind_of(document)), "use": "claim"}
    return stated | ({"_created": UNKNOWN} if created is None else {"created": created})


def kind_of(document: ClaimDocument) -> str:
    """Professional or institutional; where the document does not say, as its setting bills."""
    return document.kind or (INSTITUTIONAL if document.hint()[0] == "hospital" or document.bill_type else PROFESSIONAL)


def sequences(document: ClaimDocument) -> list[int]:
    """The sequence of each item: the numbers of the lines, or their positions where the numbers are not one for each."""
    numbers = [line.number for line in document.lines if line.number]
    return numbers if len(set(numbers)) == len(document.lines) else list(range(1, len(document.lines) + 1))


def concept(system: str, code: str) -> Json:
    """A CodeableConcept of one code; the system is left out where it is blank."""
    return {"coding": [{"system": system, "code": code} if system else {"code": code}]}


def patient_of(document: ClaimDocument) -> Json:
    """A reference to the patient by number, or that it is not known."""
    return {"identifier": {"value": document.patient_id}} if document.patient_id is not None else UNKNOWN


def _patient(document: ClaimDocument) -> Json:
    found: Json = {}
    if document.patient_id is not None:
        found["identifier"] = [{"value": document.patient_id}]
    if document.sex in GENDER:
        found["gender"] = GENDER[document.sex]
    if document.birth_date is not None:
        found["birthDate"] = document.birth_date
    return {"resourceType": "Patient", "id": "patient", **found} if found else {}


def _npi(number: str | None) -> Json:
    return {} if number is None else {"identifier": {"system": NPI, "value": number}}


def _extend(found: Json, document: ClaimDocument) -> None:
    stated: list[Json] = [_extension(name, value) for name in EXTENDED if (value := getattr(document, name)) is not None]
    if document.patient_paid is not None:
        stated.append({"url": EXTENSION + "patient_paid", "valueMoney": dollars(document.patient_paid)})
    stated += _pricing(document.pricing)
    if stated:
        found["extension"] = stated


def _extension(name: str, value: str) -> Json:
    return {"url": EXTENSION + name, "valueString": value}


def _pricing(pricing: Json) -> list[Json]:
    kinds = {bool: "valueBoolean", int: "valueInteger", str: "valueString"}
    return [{"url": PRICING + name, kinds[type(value)]: value} for name, value in pricing.items() if type(value) in kinds]


def _period(name: str, start: str | None, end: str | None) -> Json:
    days = {key: value for key, value in (("start", start), ("end", end)) if value is not None}
    return {name: days} if days else {}


def _team(document: ClaimDocument) -> tuple[list[Json], dict[str, int]]:
    """(careTeam, sequence of who did a line's work by NPI). Who did the claim's work is referred to by no item."""
    team: list[Json] = []
    for name, role in CARE.items():
        number, taxonomy = getattr(document, name), document.rendering_taxonomy if name == "rendering_npi" else None
        if number is None and taxonomy is None:
            continue
        member: Json = {"sequence": len(team) + 1, "provider": _npi(number) or UNKNOWN, "role": concept(CARE_TEAM, role)}
        team.append(member if taxonomy is None else {**member, "qualification": concept(TAXONOMY, taxonomy)})
    workers: dict[str, int] = {}
    for line in document.lines:
        if line.rendering_npi is not None and line.rendering_npi not in workers:
            workers[line.rendering_npi] = len(team) + 1
            member = {"sequence": len(team) + 1, "provider": _npi(line.rendering_npi)}
            team.append({**member, "role": concept(CARE_TEAM, CARE["rendering_npi"])})
    return team, workers


def _supporting(document: ClaimDocument) -> list[Json]:
    found: list[Json] = []
    for name, category in STATED_CODES.items():
        if (value := getattr(document, name)) is not None:
            found.append({"category": concept(SUPPORTING, category), "code": concept(BILL_TYPE if name == "bill_type" else "", value)})
    stay = _period("timingPeriod", document.admission_date, document.discharge_date)
    if stay:
        found.append({"category": concept(SUPPORTING, ADMISSION), **stay})
    found += [_own("condition", code, {}) for code in document.condition_codes]
    found += [_own("occurrence", one.code, {} if one.on is None else {"timingDate": one.on}) for one in document.occurrences]
    found += [_own("occurrence-span", one.code, _period("timingPeriod", one.on, one.until)) for one in document.occurrence_spans]
    for one in document.value_codes:
        found.append(_own("value", one.code, {} if one.amount is None else {"valueQuantity": {"value": exact(one.amount, 2)}}))
    return [{"sequence": at, **info} for at, info in enumerate(found, 1)]


def _own(category: str, code: str, more: Json) -> Json:
    return {"category": concept(OWN_SUPPORTING, category), "code": concept("", code), **more}


def _diagnosis(one: Diagnosis, sequence: int) -> Json:
    found: Json = {"sequence": sequence, "diagnosisCodeableConcept": concept(ICD_DIAGNOSES.get(one.icd, ""), one.code)}
    if one.use in DIAGNOSIS_TYPE:
        found["type"] = [concept(*DIAGNOSIS_TYPE[one.use])]
    if one.present_on_admission is not None:
        small = one.present_on_admission.lower()
        found["onAdmission"] = concept(ON_ADMISSION if small in ("y", "n", "u", "w") else "", small)
    return found


def _procedure(one: Procedure, sequence: int) -> Json:
    found: Json = {"sequence": sequence, "procedureCodeableConcept": concept(ICD_PROCEDURES.get(one.icd, ""), one.code)}
    if one.use in PROCEDURE_TYPE:
        found["type"] = [concept(*PROCEDURE_TYPE[one.use])]
    return found if one.on is None else {**found, "date": one.on}


def _insurance(document: ClaimDocument) -> Json:
    coverage: Json = UNKNOWN if document.subscriber_id is None else {"identifier": {"value": document.subscriber_id}}
    found: Json = {"sequence": 1, "focal": True, "coverage": coverage}
    return found if document.prior_authorization is None else {**found, "preAuthRef": [document.prior_authorization]}


def _item(line: LineDocument, sequence: int, workers: dict[str, int]) -> Json:
    stated: list[Json] = [_extension(name, value) for name in EXTENDED_OF_LINES if (value := getattr(line, name)) is not None]
    if line.noncovered is not None:
        stated.append({"url": EXTENSION + "noncovered", "valueMoney": dollars(line.noncovered)})
    if line.ndc_quantity is not None:
        stated.append({"url": EXTENSION + "ndc_quantity", "valueDecimal": exact(line.ndc_quantity, 3)})
    stated += _pricing(line.pricing)
    found: Json = {"extension": stated} if stated else {}
    found["sequence"] = sequence
    if line.rendering_npi is not None:
        found["careTeamSequence"] = [workers[line.rendering_npi]]
    if line.diagnosis_pointers:
        found["diagnosisSequence"] = list(line.diagnosis_pointers)
    if line.revenue_code is not None:
        found["revenue"] = concept(REVENUE, line.revenue_code)
    found["productOrService"] = _product(line)
    if line.modifiers:
        found["modifier"] = [concept(system_of_code(one), one) for one in line.modifiers]
    if line.until is None and line.on is not None:
        found["servicedDate"] = line.on
    else:
        found |= _period("servicedPeriod", line.on, line.until)
    if line.place_of_service is not None:
        found["locationCodeableConcept"] = concept(PLACE, line.place_of_service)
    if line.quantity is not None:
        unit = {} if line.unit_of_measure is None else {"unit": line.unit_of_measure}
        found["quantity"] = {"value": exact(line.quantity, 3).normalize(), **unit}
    elif line.unit_of_measure is not None:
        found["quantity"] = {"unit": line.unit_of_measure}
    if line.charge is not None:
        found["net"] = dollars(line.charge)
    return found


def _product(line: LineDocument) -> Json:
    if line.procedure_code is None:
        return UNKNOWN
    other = line.procedure_qualifier not in (None, "HC")
    return concept(NDC if line.procedure_qualifier == "N4" else "" if other else system_of_code(line.procedure_code), line.procedure_code)
