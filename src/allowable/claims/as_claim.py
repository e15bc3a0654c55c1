"""From a claim as it came to the claim that the laws price: which setting it belongs to, and what is missing."""

from __future__ import annotations

from ..kernel.day import day_number, quarter_of
from ..kernel.number import number_text
from .document import INSTITUTIONAL, MINUTES, UNITS, ClaimDocument, LineDocument
from .model import Claim, Line
from .values import ClaimError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

SURGICAL_CENTER = "261QA1903X"  # the taxonomy code of ambulatory surgical centers
SURGICAL_CENTER_PLACE = "24"
OUTPATIENT = ("12", "13", "14", "76", "85")  # types of bill of hospitals that are paid under Part B
DEVICE_CREDIT = "FD"  # value code: what the manufacturer credited for a device
NOT_ASSIGNED = "C"
HCPCS = (None, "HC")
# beginning of the taxonomy code of a practitioner who is paid a share: Claim's word for it
PRACTITIONERS = (
    ("363L", "NP"),
    ("363A", "PA"),
    ("364S", "CNS"),
    ("367A", "CNM"),
    ("3675", "CRNA"),
    ("367H", "AA"),
    ("1041C", "CSW"),
    ("106H", "MFT"),
    ("101YM", "MHC"),
    ("133V", "RD"),
    ("103TC", "CP"),
)


def setting_of(document: ClaimDocument) -> tuple[str | None, str]:
    """(physician, hospital, asc or None; why)."""
    if document.setting is not None:
        return document.setting, "the file states it"
    if document.kind == INSTITUTIONAL:
        return _institutional(document.bill_type)
    if document.billing_taxonomy == SURGICAL_CENTER:
        return "asc", f"the billing provider's taxonomy {SURGICAL_CENTER} is an ambulatory surgical center's"
    places = {line.place_of_service or document.place_of_service for line in document.lines}
    if SURGICAL_CENTER_PLACE not in places:
        return "physician", "a professional claim, and no line was done in an ambulatory surgical center"
    if document.billing_taxonomy is not None:
        return "physician", f"the billing provider's taxonomy {document.billing_taxonomy} is not an ambulatory surgical center's"
    if document.rendering_npi is not None or any(line.rendering_npi for line in document.lines):
        return "physician", "the claim names who did the work, which a center's own claim does not"
    return (
        None,
        "place of service 24: surgeon and center both bill so, and neither taxonomy nor rendering provider says whose it is",
    )


def _institutional(bill_type: str | None) -> tuple[str | None, str]:
    if bill_type is None:
        return None, "an institutional claim without a type of bill"
    if bill_type[:2] in OUTPATIENT:
        return "hospital", f"type of bill {bill_type}"
    return None, f"type of bill {bill_type} is not paid by the rules of hospital outpatient departments"


def claim_of(document: ClaimDocument, setting: str | None, facts: dict[str, Any]) -> Claim:
    """The Claim of a document; `facts` win over what the document says. ClaimError names what is missing."""
    if setting is None:
        setting, why = setting_of(document)
        if setting is None:
            raise ClaimError(f"{_name(document)}: the setting is not known ({why}); give setting='physician', 'hospital' or 'asc'")
    stated = _physician(document) if setting == "physician" else _hospital(document) if setting == "hospital" else {}
    billed = document.lines
    if setting != "physician":
        billed = [line for line in billed if line.procedure_code is not None]
    if not billed:
        raise ClaimError(f"{_name(document)}: no line with a procedure code; there is nothing to price")
    try:
        return Claim([_line(document, line, setting) for line in billed], setting=setting, **{**stated, **document.pricing, **facts})
    except ClaimError as problem:
        raise ClaimError(f"{_name(document)}: {problem}") from None


def _name(document: ClaimDocument) -> str:
    return f"claim {document.claim_id}" if document.claim_id else "a claim without a number"


def _physician(document: ClaimDocument) -> dict[str, Any]:
    taxonomy = document.rendering_taxonomy or document.billing_taxonomy or ""
    stated: dict[str, Any] = {"practitioner": next((word for start, word in PRACTITIONERS if taxonomy.startswith(start)), "")}
    if document.assignment == NOT_ASSIGNED:  # who participates takes assignment always
        stated.update(nonparticipating=True, unassigned=True)
    return stated


def _hospital(document: ClaimDocument) -> dict[str, Any]:
    stated: dict[str, Any] = {"bill_type": document.bill_type, "condition_codes": document.condition_codes}
    credit = [one.amount for one in document.value_codes if one.code == DEVICE_CREDIT and one.amount is not None]
    if credit:
        stated["device_credit"] = number_text(sum(credit), 2)
    packaged = [line.charge for line in document.lines if line.procedure_code is None and line.charge is not None]
    if packaged:
        stated["packaged_charges"] = number_text(sum(packaged), 2)
    return stated


def _line(document: ClaimDocument, line: LineDocument, setting: str) -> Line:
    where = f"line {line.number if line.number is not None else document.lines.index(line) + 1}"
    if line.procedure_code is None:
        raise ClaimError(f"{where}: no procedure code")
    if line.procedure_qualifier not in HCPCS:
        raise ClaimError(f"{where}: {line.procedure_code} is a code of the kind {line.procedure_qualifier}, no HCPCS code")
    if line.unit_of_measure not in (None, UNITS, MINUTES):
        raise ClaimError(f"{where}: counted in {line.unit_of_measure}, not in units or minutes")
    minutes = line.minutes
    units = 1 if minutes is not None else line.units
    if units is None:
        held = "no quantity" if line.quantity is None else f"quantity {number_text(line.quantity, 3)} is no whole number"
        raise ClaimError(f"{where}: {held}")
    try:
        billed: dict[str, Any] = {
            "on": _day(document, line),
            "modifiers": line.modifiers,
            "units": units,
            "place_of_service": (line.place_of_service or document.place_of_service) if setting != "hospital" else None,
            "charge": None if line.charge is None else number_text(line.charge, 2),
            "minutes": minutes,
        }
        return Line(line.procedure_code, **{**billed, **line.pricing})
    except ValueError as problem:
        raise ClaimError(f"{where}: {problem}") from None


def _day(document: ClaimDocument, line: LineDocument) -> str:
    """The service day of a line; of a span within one quarter its first day, because rates change by quarter."""
    first, last = line.on, line.until or line.on
    if first is None:
        first, last = document.statement_from, document.statement_to
        if first is None or first != last:
            raise ClaimError("no service day" if first is None else "no service day, and the claim covers several")
    if last != first and quarter_of(day_number(first)) != quarter_of(day_number(last or first)):
        raise ClaimError(f"service days from {first} to {last} reach over a quarter, and rates change with it; split the line")
    return first
