"""The segments of one claim: its insured and patient, the claim, its lines."""

from __future__ import annotations

from ..document import INSTITUTIONAL, ClaimDocument, Diagnosis, LineDocument, Occurrence
from .outgoing import COMPONENT, Outgoing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

SELF = "18"
MOST_CODES = 12  # in one HI
LETTERS = {"principal": "BK", "other": "BF", "admitting": "BJ", "external_cause": "BN", "reason_for_visit": "PR"}
# fields of a line that only one kind of claim has
ONLY = {"professional": ("revenue_code", "noncovered"), "institutional": ("place_of_service", "diagnosis_pointers")}


def has_own_patient(document: ClaimDocument) -> bool:
    """Whether the patient stands on a level below the insured."""
    return document.relationship not in (None, SELF) or document.patient_id != document.subscriber_id


def write_insured(out: Outgoing, document: ClaimDocument) -> None:
    """SBR to the payer, after the HL of the insured; and the patient's own segments are `write_patient`."""
    own = has_own_patient(document)
    out.needed("payer_rank", document.payer_rank)
    relationship = "" if own else out.code("relationship", document.relationship, 2, 2)
    rank, filing = out.code("payer_rank", document.payer_rank, 1, 1), out.code("claim_filing", document.claim_filing, 1, 2)
    out.add("SBR", rank, relationship, "", "", "", "", "", "", filing)
    member = out.text("subscriber_id", document.subscriber_id)
    out.add("NM1", "IL", "1", "", "", "", "", "", "MI" if member else "", member)
    if not own:
        _write_person(out, document)
    payer = out.text("payer_id", document.payer_id)
    out.add("NM1", "PR", "2", "", "", "", "", "", "PI" if payer else "", payer)


def write_patient(out: Outgoing, document: ClaimDocument) -> None:
    """PAT to DMG of a patient who is not the insured."""
    out.add("PAT", out.code("relationship", document.relationship, 2, 2))
    member = "" if document.patient_id == document.subscriber_id else out.text("patient_id", document.patient_id)
    out.add("NM1", "QC", "1", "", "", "", "", "", "MI" if member else "", member)
    _write_person(out, document)


def _write_person(out: Outgoing, document: ClaimDocument) -> None:
    born, sex = out.day("birth_date", document.birth_date), out.code("sex", document.sex, 1, 1)
    if born or sex:
        out.add("DMG", "D8" if born else "", born, sex)


def write_claim(out: Outgoing, document: ClaimDocument) -> None:
    """CLM to the last line."""
    out.needed("claim_id", document.claim_id)
    out.needed("total_charge", document.total_charge)
    out.needed("lines", document.lines)
    charge = out.money("total_charge", document.total_charge)
    assignment = out.code("assignment", document.assignment, 1, 1)
    out.add("CLM", out.text("claim_id", document.claim_id), charge, "", "", _facility(out, document), "", assignment)
    _write_dates(out, document)
    admission = (
        out.code("admission_type", document.admission_type, 1, 1),
        out.code("admission_source", document.admission_source, 1, 1),
        out.code("patient_status", document.patient_status, 1, 2),
    )
    if any(admission):
        out.add("CL1", *admission)
    if document.patient_paid is not None:
        out.add("AMT", "F5", out.money("patient_paid", document.patient_paid))
    for qualifier, field in (("9F", "referral"), ("G1", "prior_authorization"), ("F8", "payer_claim_number")):
        value = out.text(field, getattr(document, field))
        if value:
            out.add("REF", qualifier, value)
    _write_codes(out, document)
    _write_providers(out, document)
    for line in document.lines:
        _write_line(out, document, line)


def _facility(out: Outgoing, document: ClaimDocument) -> str:
    out.needed("frequency_code", document.frequency_code)
    frequency = out.code("frequency_code", document.frequency_code, 1, 1)
    if document.kind == INSTITUTIONAL:
        out.needed("bill_type", document.bill_type)
        bill = out.code("bill_type", document.bill_type, 2, 3)
        if document.place_of_service is not None:
            raise out.refuse("place_of_service", document.place_of_service, "is a field of a professional claim")
        if not bill.endswith(frequency) or len(bill) == 1:
            raise out.refuse("bill_type", bill, f"does not end with the frequency {frequency}")
        return COMPONENT.join((bill[:-1], "A", frequency))
    out.needed("place_of_service", document.place_of_service)
    if document.bill_type is not None:
        raise out.refuse("bill_type", document.bill_type, "is a field of an institutional claim")
    return COMPONENT.join((out.code("place_of_service", document.place_of_service, 1, 2), "B", frequency))


def _write_dates(out: Outgoing, document: ClaimDocument) -> None:
    if document.statement_from is not None or document.statement_to is not None:
        out.needed("statement_to", document.statement_to)
        out.add("DTP", "434", *out.span("statement_to", document.statement_from, document.statement_to))
    _write_moment(out, "435", "admission", document.admission_date, document.admission_hour)
    if document.discharge_hour is not None and document.discharge_date is None:
        out.add("DTP", "096", "TM", out.hour("discharge_hour", document.discharge_hour))
    else:
        _write_moment(out, "096", "discharge", document.discharge_date, document.discharge_hour)


def _write_moment(out: Outgoing, about: str, field: str, day: str | None, hour: str | None) -> None:
    if hour is not None:
        out.needed(f"{field}_date", day)
        out.add("DTP", about, "DT", out.day(f"{field}_date", day) + out.hour(f"{field}_hour", hour))
    elif day is not None:
        out.add("DTP", about, "D8", out.day(f"{field}_date", day))


def _write_codes(out: Outgoing, document: ClaimDocument) -> None:
    """HI segments, each of one kind of code, in the order of the document."""
    _write_health(out, [(_diagnosis(out, one), one.use) for one in document.diagnoses])
    for procedure in document.procedures:
        kind = {"principal": "R", "other": "Q"}.get(procedure.use)
        if kind is None or procedure.icd not in ("9", "10"):
            raise out.refuse("procedures", procedure, "is neither principal nor other, or of another edition than 9 or 10")
        qualifier = ("BB" if procedure.icd == "10" else "B") + kind
        on = out.day("procedures", procedure.on)
        parts = [qualifier, out.code("procedures", procedure.code, 1, 30), *(("D8", on) if on else ())]
        out.add("HI", COMPONENT.join(parts))
    _write_health(out, [(_occurrence(out, "BI", one), "") for one in document.occurrence_spans])
    _write_health(out, [(_occurrence(out, "BH", one), "") for one in document.occurrences])
    values = []
    for one in document.value_codes:
        amount = out.money("value_codes", one.amount)
        code = out.code("value_codes", one.code, 1, 30)
        values.append((COMPONENT.join(("BE", code, "", "", amount) if amount else ("BE", code)), ""))
    _write_health(out, values)
    _write_health(out, [(COMPONENT.join(("BG", out.code("condition_codes", one, 1, 30))), "") for one in document.condition_codes])
    if document.drg is not None:
        out.add("HI", COMPONENT.join(("DR", out.code("drg", document.drg, 1, 30))))


def _write_health(out: Outgoing, codes: Iterable[tuple[str, str]]) -> None:
    held: list[str] = []
    kind = ""
    for code, use in codes:
        if held and (use != kind or len(held) == MOST_CODES):
            out.add("HI", *held)
            held = []
        held.append(code)
        kind = use
    if held:
        out.add("HI", *held)


def _diagnosis(out: Outgoing, one: Diagnosis) -> str:
    letters = LETTERS.get(one.use)
    if letters is None or one.icd not in ("9", "10"):
        raise out.refuse("diagnoses", one, "has an unknown use, or another edition than 9 or 10")
    parts = ["A" + letters if one.icd == "10" else letters, out.code("diagnoses", one.code, 1, 30)]
    present = out.code("present_on_admission", one.present_on_admission, 1, 1)
    return COMPONENT.join([*parts, "", "", "", "", "", "", present] if present else parts)


def _occurrence(out: Outgoing, kind: str, one: Occurrence) -> str:
    code = out.code("occurrences", one.code, 1, 30)
    if one.on is None and one.until is None:
        return COMPONENT.join((kind, code))
    if one.until is not None:  # a span keeps its last day, even if it is the first
        first, last = out.day("occurrences", one.on), out.day("occurrences", one.until)
        if not first or last < first:
            raise out.refuse("occurrences", one, "ends before it begins")
        return COMPONENT.join((kind, code, "RD8", f"{first}-{last}"))
    return COMPONENT.join((kind, code, "D8", out.day("occurrences", one.on)))


def _write_providers(out: Outgoing, document: ClaimDocument) -> None:
    for entity, kind, field in (("71", "1", "attending_npi"), ("72", "1", "operating_npi")):
        npi = out.text(field, getattr(document, field))
        if npi:
            out.add("NM1", entity, kind, "", "", "", "", "", "XX", npi)
    npi, taxonomy = out.text("rendering_npi", document.rendering_npi), out.code("rendering_taxonomy", document.rendering_taxonomy, 1, 50)
    if npi or taxonomy:
        out.add("NM1", "82", "1", "", "", "", "", "", "XX" if npi else "", npi)
    if taxonomy:
        out.add("PRV", "PE", "PXC", taxonomy)
    npi, code = out.text("facility_npi", document.facility_npi), out.text("facility_zip", document.facility_zip)
    if npi or code:
        out.add("NM1", "77", "2", "", "", "", "", "", "XX" if npi else "", npi)
    if code:
        out.add("N4", "", "", code)


def _write_line(out: Outgoing, document: ClaimDocument, line: LineDocument) -> None:
    claim, out.whose = out.whose, f"{out.whose}, line {line.number}"
    for field in ("number", "charge", "quantity", "unit_of_measure"):
        out.needed(field, getattr(line, field))
    for field in ONLY[str(document.kind)]:
        if getattr(line, field) not in (None, ()):
            raise out.refuse(field, getattr(line, field), f"is no field of a line of a {document.kind} claim")
    if not isinstance(line.number, int) or not 0 <= line.number <= 999_999:
        raise out.refuse("number", line.number, "is no whole number from 0 to 999999")
    out.add("LX", str(line.number))
    charge, quantity = out.money("charge", line.charge), out.quantity("quantity", line.quantity)
    unit, procedure = out.code("unit_of_measure", line.unit_of_measure, 2, 2), _procedure(out, line)
    if document.kind == INSTITUTIONAL:
        out.needed("revenue_code", line.revenue_code)
        noncovered = out.money("noncovered", line.noncovered)
        out.add("SV2", out.code("revenue_code", line.revenue_code, 4, 4), procedure, charge, unit, quantity, "", noncovered)
    else:
        out.needed("procedure_code", line.procedure_code)
        out.needed("on", line.on)
        place = out.code("place_of_service", line.place_of_service, 1, 2)
        pointers = COMPONENT.join(out.number("diagnosis_pointers", one, 0) for one in line.diagnosis_pointers)
        out.add("SV1", procedure, charge, unit, quantity, place, "", pointers)
    if line.on is not None or line.until is not None:
        out.add("DTP", "472", *out.span("until", line.on, line.until))
    if line.prior_authorization is not None:
        out.add("REF", "G1", out.text("prior_authorization", line.prior_authorization))
    if line.control_number is not None:
        out.add("REF", "6R", out.text("control_number", line.control_number))
    _write_drug(out, line)
    if line.rendering_npi is not None:
        out.add("NM1", "82", "1", "", "", "", "", "", "XX", out.text("rendering_npi", line.rendering_npi))
    out.whose = claim


def _procedure(out: Outgoing, line: LineDocument) -> str:
    if line.procedure_code is None:
        if line.modifiers or line.procedure_qualifier:
            raise out.refuse("modifiers", line.modifiers, "stand without a procedure code")
        return ""
    if len(line.modifiers) > 4:
        raise out.refuse("modifiers", line.modifiers, "are more than four")
    modifiers = [out.code("modifiers", one, 2, 2) for one in line.modifiers]
    qualifier = out.code("procedure_qualifier", line.procedure_qualifier or "HC", 2, 2)
    return COMPONENT.join((qualifier, out.code("procedure_code", line.procedure_code, 1, 48), *modifiers))


def _write_drug(out: Outgoing, line: LineDocument) -> None:
    if line.ndc is not None:
        out.add("LIN", "", "N4", out.text("ndc", line.ndc))
    quantity, unit = out.quantity("ndc_quantity", line.ndc_quantity), out.code("ndc_unit", line.ndc_unit, 2, 2)
    if quantity:
        out.add("CTP", "", "", "", quantity, unit)
    elif unit:
        raise out.refuse("ndc_unit", unit, "stands without ndc_quantity")
