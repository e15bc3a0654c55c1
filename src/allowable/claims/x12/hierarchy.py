"""The levels of an 837 transaction: who sends it, who bills, who is insured, who is the patient; and the beginning of each claim."""

from __future__ import annotations

from ..document import INSTITUTIONAL, PROFESSIONAL, ClaimDocument
from .elements import Problem, cents_of, code_of, day_of, shown, text_of, without_zeros

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

BILLING, SUBSCRIBER, PATIENT = "20", "22", "23"
NPI = "XX"
MISSING = "ask whoever made the file to write it"


def element(e: list[str], at: int) -> str:
    """An element without blanks at its ends; "" where the segment is shorter."""
    return e[at].strip(" ") if len(e) > at else ""


def needed(e: list[str], at: int) -> str:
    """An element that must be there."""
    value = e[at].strip(" ") if len(e) > at else ""
    if not value:
        raise Problem(f"{e[0]}{at:02} is missing", MISSING)
    return value


def npi_of(e: list[str]) -> str | None:
    """The provider's number of an NM1, where its qualifier says that it is an NPI."""
    if len(e) > 9 and e[8] == NPI and e[9].strip(" "):
        return text_of(e[9])
    return None


class Hierarchy:
    """What holds for the claims that follow, as fields of a document, level by level."""

    def __init__(self) -> None:
        self.separator = ":"  # of components, as the reader finds it
        self.begin(PROFESSIONAL)

    def begin(self, kind: str) -> None:
        """A new transaction."""
        self.kind = kind
        self.level = ""
        self.entity = ""  # of the NM1 that came last
        self.header: dict[str, Any] = {}
        self.providers = 0  # billing providers in the transaction
        self._forget(BILLING)

    def _forget(self, level: str) -> None:
        self.patient: dict[str, Any] = {}
        if level == PATIENT:
            return
        self.insured: dict[str, Any] = {}
        self.subscriber_number = ""  # HL01
        self.has_subscriber = self.has_payer = False
        if level == SUBSCRIBER:
            return
        self.billing: dict[str, Any] = {}
        self.billing_number = ""
        self.has_billing = False

    def hl(self, e: list[str]) -> str:
        """A new level; gives "", or a message where its parent is wrong and only one billing provider can be meant. Else raises Problem."""
        number, parent, level = (one.strip(" ") for one in e[1:4]) if len(e) > 3 else ("", "", "")
        self.level, self.entity = level if level in (BILLING, SUBSCRIBER) else PATIENT, ""
        if level not in (BILLING, SUBSCRIBER, PATIENT):
            raise Problem(f"HL03 is {shown(level)}, none of {BILLING}, {SUBSCRIBER} and {PATIENT}", MISSING)
        if not number:
            raise Problem("HL01 is missing", MISSING)
        above = self.billing_number if level == SUBSCRIBER else self.subscriber_number if level == PATIENT else ""
        self._forget(level)
        if level == BILLING:
            self.billing_number = number
        elif level == SUBSCRIBER:
            self.subscriber_number = number
        self.providers += level == BILLING
        if level == BILLING or parent == above:
            return ""
        who = "billing provider" if level == SUBSCRIBER else "subscriber"
        held = f"the {who} above it is {shown(above)}" if above else f"there is no {who} above it"
        message = f"HL02 names the parent {shown(parent)}, but {held}"
        later = (parent + above).isascii() and parent.isdigit() and above.isdigit() and int(parent[:9]) > int(above[:9])  # of no level yet
        if level == SUBSCRIBER and (self.providers == 1 or (above and later)):
            return message
        raise Problem(message, "nobody knows whose claims these are; " + MISSING)

    def name(self, e: list[str]) -> None:
        """An NM1 outside claims."""
        self.entity = entity = e[1]
        if entity == "IL" and self.level == SUBSCRIBER:
            self.has_subscriber = True
            self.insured["subscriber_id"] = text_of(element(e, 9)) or None
        elif entity == "PR" and self.level == SUBSCRIBER:
            self.has_payer = True
            self.insured["payer_id"] = text_of(element(e, 9)) or None
        elif entity == "QC" and self.level == PATIENT:
            if element(e, 9):
                self.patient["patient_id"] = text_of(e[9])
        elif entity == "85" and self.level == BILLING:
            self.has_billing = True
            self.billing["billing_npi"] = npi_of(e)
        elif entity == "41" and not self.level:
            self.header["submitter_id"] = text_of(element(e, 9)) or None
        elif entity == "40" and not self.level:
            self.header["receiver_id"] = text_of(element(e, 9)) or None

    def zip_code(self, e: list[str]) -> None:
        """N4 of the billing provider."""
        if self.level == BILLING and self.entity == "85":
            self.billing["billing_zip"] = text_of(element(e, 3)) or None

    def specialty(self, e: list[str]) -> None:
        """PRV of the billing provider."""
        if self.level == BILLING and element(e, 1) == "BI" and element(e, 3):
            self.billing["billing_taxonomy"] = code_of(e[3], "taxonomy code", 1, 50)

    def coverage(self, e: list[str]) -> None:
        """SBR of the insured."""
        self.insured["payer_rank"] = code_of(needed(e, 1), "SBR01", 1, 1)
        self.insured["relationship"] = code_of(e[2], "SBR02", 2, 2) if element(e, 2) else None
        self.insured["claim_filing"] = code_of(e[9], "SBR09", 1, 2) if element(e, 9) else None

    def relation(self, e: list[str]) -> None:
        """PAT of a patient who is not the insured."""
        self.patient["relationship"] = code_of(e[1], "PAT01", 2, 2) if element(e, 1) else None

    def person(self, e: list[str]) -> None:
        """DMG: birth and sex."""
        whose = self.patient if self.level == PATIENT else self.insured
        whose["birth_date"] = day_of(element(e, 2)) if element(e, 2) else None
        whose["sex"] = code_of(e[3], "DMG03", 1, 1) if element(e, 3) else None

    def lacks(self) -> str | None:
        """What a claim at this place needs and has not got, or None."""
        if not self.has_billing:
            return "no billing provider stands above it (NM1*85)"
        if not self.has_subscriber:
            return "no subscriber stands above it (NM1*IL)"
        if not self.has_payer:
            return "no payer stands above it (NM1*PR)"
        return None

    def claim(self, document: ClaimDocument, e: list[str], number: int) -> None:
        """Set into a new document what holds for it from above, and what its CLM says."""
        document.kind = self.kind
        document.place = f"segment {number}"
        for level in (self.header, self.billing, self.insured):
            for name, value in level.items():
                setattr(document, name, value)
        if self.level == PATIENT:
            document.relationship = document.birth_date = document.sex = None
            for name, value in self.patient.items():
                setattr(document, name, value)
        if document.patient_id is None:
            document.patient_id = document.subscriber_id
        document.claim_id = text_of(needed(e, 1))
        document.total_charge = cents_of(needed(e, 2))
        self._facility(document, e)
        if len(e) > 7 and e[7]:
            document.assignment = code_of(e[7], "CLM07", 1, 1)

    def _facility(self, document: ClaimDocument, e: list[str]) -> None:
        """CLM05: place of service, or type of bill; and the frequency."""
        place, qualifier, frequency = facility_of(needed(e, 5), self.separator)
        expected = "B" if self.kind == PROFESSIONAL else "A"
        if qualifier not in ("", expected):
            what = "a place of service" if qualifier == "B" else "a type of bill" if qualifier == "A" else "something else"
            raise Problem(f"CLM05 has the qualifier {shown(qualifier)}, {what}, where a claim of this kind has {expected}", MISSING)
        document.frequency_code = frequency
        if self.kind == INSTITUTIONAL:
            document.bill_type = place + frequency
        else:
            document.place_of_service = place


def facility_of(value: str, separator: str) -> tuple[str, str, str]:
    """(place or facility, qualifier, frequency) of CLM05."""
    parts = value.split(separator)
    if len(parts) < 3:
        raise Problem(f"CLM05 {shown(value)} has not three components, such as 22{separator}B{separator}1", MISSING)
    return code_of(parts[0], "CLM05-1", 1, 2), parts[1].strip(" "), code_of(without_zeros(parts[2]), "CLM05-3", 1, 1)
