"""The segments of a claim and of its lines, set into a document: what a CLM opens and the next CLM, HL or SE closes."""

from __future__ import annotations

from ..document import INSTITUTIONAL, ClaimDocument, LineDocument
from ..model import MOST_LINES
from .elements import (
    BARE,
    Composites,
    Odd,
    Problem,
    cents_of,
    code_of,
    day_of,
    hour_of,
    moment_of,
    number_of,
    shown,
    span_of,
    text_of,
    thousandths_of,
    without_zeros,
)
from .hierarchy import MISSING, element, needed, npi_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeAlias

    Act: TypeAlias = Callable[[list[str]], None]

MOST_CODES = 999  # diagnoses, occurrences and so on of one claim


class Body:
    """Sets segments into `document` and its last `line`. Methods take the elements of one segment."""

    def __init__(self) -> None:
        self.document = ClaimDocument()
        self.line = LineDocument()
        self.entity = ""  # of the NM1 that came last in the claim
        self.composites = Composites(":")

    def begin(self, document: ClaimDocument) -> None:
        """A new claim."""
        self.document, self.entity = document, ""

    # ---- the claim

    def claim_dates(self, e: list[str]) -> None:
        """DTP of the claim: statement, admission, discharge."""
        about = e[1]
        if about == "434":
            first, last = span_of(needed(e, 2), needed(e, 3))
            self.document.statement_from, self.document.statement_to = first, last or first
        elif about == "435":
            if needed(e, 2) == "DT":
                self.document.admission_date, self.document.admission_hour = moment_of(needed(e, 3))
            else:
                self.document.admission_date = span_of(e[2], needed(e, 3))[0]
        elif about == "096":
            if needed(e, 2) == "TM" and len(needed(e, 3)) <= 4:
                self.document.discharge_hour = hour_of(needed(e, 3))
            elif e[2] in ("DT", "TM"):  # some write day and hour as an hour
                self.document.discharge_date, self.document.discharge_hour = moment_of(needed(e, 3))
            else:
                self.document.discharge_date = span_of(e[2], needed(e, 3))[0]

    def admission(self, e: list[str]) -> None:
        """CL1: type and source of the admission, status at the discharge."""
        document = self.document
        document.admission_type = code_of(e[1], "CL101", 1, 1) if element(e, 1) else None
        document.admission_source = code_of(e[2], "CL102", 1, 1) if element(e, 2) else None
        document.patient_status = code_of(e[3], "CL103", 1, 2) if element(e, 3) else None

    def claim_amount(self, e: list[str]) -> None:
        """AMT: what the patient has paid."""
        if e[1] == "F5":
            self.document.patient_paid = cents_of(needed(e, 2))

    def claim_reference(self, e: list[str]) -> None:
        """REF of the claim."""
        about = e[1]
        if about == "G1":
            self.document.prior_authorization = text_of(needed(e, 2))
        elif about == "F8":
            self.document.payer_claim_number = text_of(needed(e, 2))
        elif about == "9F":
            self.document.referral = text_of(needed(e, 2))

    def health(self, e: list[str]) -> None:
        """HI: diagnoses, procedures, conditions, occurrences, values, DRG."""
        bare, odd = "", False
        for value in e[1:]:
            if not value or value == " ":
                continue
            if bare:  # qualifier and code as two elements
                value, bare, odd = bare + self.composites.separator + value, "", True
            elif value in BARE:
                bare = value
                continue
            self._coded(*self.composites.health(value))
        if bare:
            raise Problem(f"{shown(bare)} is a qualifier without a code", MISSING)
        if odd:
            raise Odd("a code stands in another element than its qualifier", "the diagnoses are read, here and below; tell the sender")

    def _coded(self, field: str, make: Callable[..., Any], given: tuple[Any, ...]) -> None:
        if field == "drg":
            self.document.drg = make(*given)
        elif field:
            held: list[Any] = getattr(self.document, field)
            if len(held) >= MOST_CODES:
                raise Problem(f"more than {MOST_CODES} {field.replace('_', ' ')}")
            held.append(make(*given))

    def claim_name(self, e: list[str]) -> None:
        """NM1 of the claim: who did the work, and where."""
        self.entity = entity = e[1]
        if entity == "82":
            self.document.rendering_npi = npi_of(e)
        elif entity == "77":
            self.document.facility_npi = npi_of(e)
        elif entity == "71":
            self.document.attending_npi = npi_of(e)
        elif entity == "72":
            self.document.operating_npi = npi_of(e)

    def claim_zip(self, e: list[str]) -> None:
        """N4 of the place of service."""
        if self.entity == "77":
            self.document.facility_zip = text_of(element(e, 3)) or None

    def claim_specialty(self, e: list[str]) -> None:
        """PRV of who did the work."""
        if self.entity == "82" and element(e, 3):
            self.document.rendering_taxonomy = code_of(e[3], "taxonomy code", 1, 50)

    # ---- a line

    def new_line(self, e: list[str]) -> None:
        """LX."""
        lines = self.document.lines
        if len(lines) >= MOST_LINES:
            raise Problem(f"the claim has more than {MOST_LINES} lines", "split it into several claims")
        self.line = LineDocument(number_of(e[1] if len(e) > 1 else ""))
        lines.append(self.line)

    def professional_service(self, e: list[str]) -> None:
        """SV1."""
        line = self.line
        line.procedure_qualifier, line.procedure_code, line.modifiers = self.composites.procedure(e[1])
        line.charge = cents_of(e[2])
        line.unit_of_measure = code_of(e[3], "SV103", 2, 2)
        line.quantity = thousandths_of(e[4])
        count = len(e)
        if count > 5:
            if e[5]:
                line.place_of_service = code_of(e[5], "SV105", 1, 2)
            if count > 7 and e[7]:
                line.diagnosis_pointers = self.composites.pointers(e[7])

    def institutional_service(self, e: list[str]) -> None:
        """SV2."""
        line = self.line
        line.revenue_code = code_of(without_zeros(needed(e, 1)), "SV201", 1, 4).zfill(4)
        if element(e, 2):
            line.procedure_qualifier, line.procedure_code, line.modifiers = self.composites.procedure(e[2])
        line.charge = cents_of(needed(e, 3))
        line.unit_of_measure = code_of(needed(e, 4), "SV204", 2, 2)
        line.quantity = thousandths_of(needed(e, 5))
        if element(e, 7):
            line.noncovered = cents_of(e[7])

    def line_dates(self, e: list[str]) -> None:
        """DTP of a line: its service days."""
        if e[1] == "472":
            if e[2] == "D8":
                self.line.on, self.line.until = day_of(e[3]), None
            else:
                self.line.on, self.line.until = span_of(e[2], e[3])

    def line_reference(self, e: list[str]) -> None:
        """REF of a line."""
        if e[1] == "6R":
            self.line.control_number = text_of(e[2]) or None
        elif e[1] == "G1" and not element(e, 4):  # with a fourth element it is another payer's
            self.line.prior_authorization = text_of(needed(e, 2))

    def drug(self, e: list[str]) -> None:
        """LIN: the drug code."""
        if element(e, 2) == "N4":
            self.line.ndc = text_of(needed(e, 3))

    def drug_quantity(self, e: list[str]) -> None:
        """CTP: how much of the drug."""
        if element(e, 4):
            self.line.ndc_quantity = thousandths_of(e[4])
            if element(e, 5):
                self.line.ndc_unit = code_of(e[5].split(self.composites.separator)[0], "CTP05", 2, 2)

    def line_name(self, e: list[str]) -> None:
        """NM1 of a line: who did the work."""
        if e[1] == "82":
            self.line.rendering_npi = npi_of(e)

    # ---- the whole

    def lacks(self) -> str | None:
        """What the document needs and has not got, or None."""
        document = self.document
        if not document.lines:
            return "the claim has no service line (LX)"
        institutional = document.kind == INSTITUTIONAL
        for line in document.lines:
            if line.charge is None:
                return f"line {line.number} has no {'SV2' if institutional else 'SV1'}"
            if line.on is None and not institutional:
                return f"line {line.number} has no service day (DTP*472)"
        return None


def stray(e: list[str]) -> None:
    """A segment that stands where it means nothing."""
    raise Problem(f"{shown(e[0])} stands where it does not belong", MISSING)
