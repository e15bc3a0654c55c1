"""A claim as it came, professional or institutional, whatever the file's form; `to_claim` gives what the laws price.

Every field may be None (a list, empty): what a file does not say stays unsaid. Values are exact and plain:

* money is whole cents, a quantity whole thousandths (2.5 units are 2500), as `claims.values` reads them;
* a day is a text such as 2025-03-10 (so that a birth before 2000 has a place), an hour a text such as 0930;
* a code is a text in capitals without dots and blanks.

No name and no street is kept. Records compare equal field by field, apart from `place`.
"""

from __future__ import annotations

from .line import MINUTES, UNITS, LineDocument
from .record import DIAGNOSIS_USES, PROCEDURE_USES, ClaimFault, CodedAmount, Diagnosis, Occurrence, Procedure, Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .model import Claim

__all__ = [
    "DIAGNOSIS_USES",
    "INSTITUTIONAL",
    "MINUTES",
    "PROCEDURE_USES",
    "PROFESSIONAL",
    "UNITS",
    "ClaimDocument",
    "ClaimFault",
    "CodedAmount",
    "Diagnosis",
    "LineDocument",
    "Occurrence",
    "Procedure",
    "Record",
]

PROFESSIONAL, INSTITUTIONAL = "professional", "institutional"

# the fields of ClaimDocument, with what they hold
TEXTS = {
    "claim_id": "the provider's own number of the claim",
    "kind": "professional or institutional",
    "setting": "physician, hospital or asc, where the file states it; else `hint` says what the claim lets us conclude",
    "submitter_id": "who sent the file",
    "receiver_id": "whom it was sent to",
    "payer_id": "who is to pay",
    "payer_rank": "P, S, T: first, second, third payer",
    "claim_filing": "kind of insurance, such as MB for Medicare Part B, MA for Part A",
    "billing_npi": "billing provider",
    "billing_taxonomy": "its specialty, such as 261QA1903X for an ambulatory surgical center",
    "billing_zip": "its ZIP code, five or nine digits",
    "rendering_npi": "who did the work",
    "rendering_taxonomy": "and the specialty",
    "attending_npi": "attending physician of an institutional claim",
    "operating_npi": "operating physician of an institutional claim",
    "facility_npi": "where it was done, if elsewhere than at the billing provider's",
    "facility_zip": "its ZIP code",
    "subscriber_id": "member number of the insured",
    "relationship": "patient to insured, such as 18 for the same person, 19 for a child",
    "patient_id": "the patient's own number, else the insured's",
    "birth_date": "the patient's",
    "sex": "F, M or U",
    "place_of_service": "of a professional claim, two digits",
    "bill_type": "of an institutional claim, three digits with the frequency: 131",
    "frequency_code": "1 original, 7 replacement, 8 void",
    "assignment": "A assigned, B assigned for laboratory services alone, C not assigned",
    "payer_claim_number": "the payer's number of the claim that this one replaces or voids",
    "prior_authorization": "the payer's number",
    "referral": "number of a referral",
    "statement_from": "first day of an institutional claim",
    "statement_to": "and its last",
    "admission_date": "first day in hospital",
    "admission_hour": "hour and minute, or hour, of the admission",
    "admission_type": "such as 3 for elective",
    "admission_source": "such as 1",
    "discharge_date": "last day in hospital",
    "discharge_hour": "hour and minute, or hour, of the discharge",
    "patient_status": "such as 01 for discharged home",
    "drg": "diagnosis-related group as billed",
}
CENTS = {"total_charge": "of all lines", "patient_paid": "what the patient has paid already"}
LISTS = {
    "diagnoses": "Diagnosis, in the claim's order",
    "procedures": "Procedure",
    "condition_codes": "texts such as W2",
    "occurrences": "Occurrence with a day",
    "occurrence_spans": "Occurrence with first and last day",
    "value_codes": "CodedAmount",
    "lines": "LineDocument",
}


class ClaimDocument(Record):
    """One claim as it came; its fields are those of TEXTS, CENTS and LISTS, given by name.

    pricing arguments of Claim that no form of a claim states (wage area, deductible), where our JSON or a table of lines gave them
    place   where in its file it begins, such as "segment 23 (line 23)"; equality does not ask for it
    """

    __slots__ = (*TEXTS, *CENTS, *LISTS, "place", "pricing")
    APART = ("place",)

    if TYPE_CHECKING:
        claim_id: str | None
        kind: str | None
        setting: str | None
        submitter_id: str | None
        receiver_id: str | None
        payer_id: str | None
        payer_rank: str | None
        claim_filing: str | None
        billing_npi: str | None
        billing_taxonomy: str | None
        billing_zip: str | None
        rendering_npi: str | None
        rendering_taxonomy: str | None
        attending_npi: str | None
        operating_npi: str | None
        facility_npi: str | None
        facility_zip: str | None
        subscriber_id: str | None
        relationship: str | None
        patient_id: str | None
        birth_date: str | None
        sex: str | None
        place_of_service: str | None
        bill_type: str | None
        frequency_code: str | None
        assignment: str | None
        payer_claim_number: str | None
        prior_authorization: str | None
        referral: str | None
        statement_from: str | None
        statement_to: str | None
        admission_date: str | None
        admission_hour: str | None
        admission_type: str | None
        admission_source: str | None
        discharge_date: str | None
        discharge_hour: str | None
        patient_status: str | None
        drg: str | None
        total_charge: int | None
        patient_paid: int | None
        diagnoses: list[Diagnosis]
        procedures: list[Procedure]
        condition_codes: list[str]
        occurrences: list[Occurrence]
        occurrence_spans: list[Occurrence]
        value_codes: list[CodedAmount]
        lines: list[LineDocument]
        pricing: dict[str, Any]
        place: str | None

    def __init__(self, **fields: Any) -> None:
        self.claim_id = self.kind = self.setting = self.submitter_id = self.receiver_id = self.payer_id = self.payer_rank = None
        self.claim_filing = self.billing_npi = self.billing_taxonomy = self.billing_zip = self.rendering_npi = None
        self.rendering_taxonomy = self.attending_npi = self.operating_npi = self.facility_npi = self.facility_zip = None
        self.subscriber_id = self.relationship = self.patient_id = self.birth_date = self.sex = self.place_of_service = None
        self.bill_type = self.frequency_code = self.assignment = self.payer_claim_number = self.prior_authorization = None
        self.referral = self.statement_from = self.statement_to = self.admission_date = self.admission_hour = None
        self.admission_type = self.admission_source = self.discharge_date = self.discharge_hour = self.patient_status = None
        self.drg = None
        self.total_charge = self.patient_paid = self.place = None
        self.diagnoses = []
        self.procedures = []
        self.condition_codes = []
        self.occurrences = []
        self.occurrence_spans = []
        self.value_codes = []
        self.lines = []
        self.pricing = {}
        for name, value in fields.items():
            if name not in self.__slots__:
                raise TypeError(f"ClaimDocument has no field {name!r}")
            setattr(self, name, list(value) if name in LISTS else value)

    def hint(self) -> tuple[str | None, str]:
        """(physician, hospital, asc or None; why): which setting's laws price the claim."""
        from .as_claim import setting_of

        return setting_of(self)

    def to_claim(self, setting: str | None = None, **facts: Any) -> Claim:
        """The Claim that the laws price; `facts` are arguments of Claim that no file states (locality, wage area, deductible).

        Raises ClaimError naming what is missing, by line.
        """
        from .as_claim import claim_of

        return claim_of(self, setting, facts)

    def first_day(self) -> str | None:
        """The first service day of the lines, else the first day of the statement."""
        return min((line.on for line in self.lines if line.on), default=self.statement_from)

    def age_on(self, day: str | None) -> int | None:
        """Whole years of the patient on a day, or None where birth or day is not known."""
        if not self.birth_date or not day or day < self.birth_date:
            return None
        return int(day[:4]) - int(self.birth_date[:4]) - (day[5:] < self.birth_date[5:])

    def facts(self) -> dict[str, Any]:
        """What edits ask of the patient: sex, birth_date, age on the first day, diagnoses (codes in order); None where not given."""
        return {
            "sex": self.sex,
            "birth_date": self.birth_date,
            "age": self.age_on(self.first_day()),
            "diagnoses": tuple(one.code for one in self.diagnoses),
        }
