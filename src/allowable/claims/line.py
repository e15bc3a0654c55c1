"""A service line of a claim document."""

from __future__ import annotations

from .record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

UNITS, MINUTES = "UN", "MJ"  # units of measure of X12: units, minutes


class LineDocument(Record):
    """One service line as it came.

    number               as the claim counts its lines
    procedure_code       with `procedure_qualifier`: HC (HCPCS), HP (HIPPS), ER, IV, WK, N4 ...; None takes HC
    modifiers            up to four two-character codes
    revenue_code         four digits, of an institutional line
    quantity             thousandths, counted in `unit_of_measure`: UN (units), MJ (minutes), DA (days), F2 (international units)
    charge, noncovered   cents
    on, until            first and last service day; `until` None is the same day
    diagnosis_pointers   positions in the claim's diagnoses, from 1
    ndc                  drug code, eleven digits; ndc_quantity in thousandths of `ndc_unit` (F2, GR, ME, ML, UN)
    control_number       the provider's own number of the line
    pricing              arguments of Line that no form of a claim states (locality, base units), where our JSON or a table gave them
    """

    __slots__ = (
        "charge",
        "control_number",
        "diagnosis_pointers",
        "modifiers",
        "ndc",
        "ndc_quantity",
        "ndc_unit",
        "noncovered",
        "number",
        "on",
        "place_of_service",
        "pricing",
        "prior_authorization",
        "procedure_code",
        "procedure_qualifier",
        "quantity",
        "rendering_npi",
        "revenue_code",
        "unit_of_measure",
        "until",
    )

    def __init__(
        self,
        number: int | None = None,
        procedure_code: str | None = None,
        *,
        procedure_qualifier: str | None = None,
        modifiers: Iterable[str] = (),
        revenue_code: str | None = None,
        quantity: int | None = None,
        unit_of_measure: str | None = None,
        charge: int | None = None,
        noncovered: int | None = None,
        on: str | None = None,
        until: str | None = None,
        place_of_service: str | None = None,
        diagnosis_pointers: Iterable[int] = (),
        ndc: str | None = None,
        ndc_quantity: int | None = None,
        ndc_unit: str | None = None,
        rendering_npi: str | None = None,
        prior_authorization: str | None = None,
        control_number: str | None = None,
        pricing: dict[str, Any] | None = None,
    ) -> None:
        self.number = number
        self.procedure_code = procedure_code
        self.procedure_qualifier = procedure_qualifier
        self.modifiers = tuple(modifiers)
        self.revenue_code = revenue_code
        self.quantity = quantity
        self.unit_of_measure = unit_of_measure
        self.charge = charge
        self.noncovered = noncovered
        self.on = on
        self.until = until
        self.place_of_service = place_of_service
        self.diagnosis_pointers = tuple(diagnosis_pointers)
        self.ndc = ndc
        self.ndc_quantity = ndc_quantity
        self.ndc_unit = ndc_unit
        self.rendering_npi = rendering_npi
        self.prior_authorization = prior_authorization
        self.control_number = control_number
        self.pricing = pricing or {}

    @property
    def units(self) -> int | None:
        """Whole units, or None where no quantity is given, it is no whole number, or it counts something else than units."""
        if self.quantity is None or self.quantity % 1000 or self.unit_of_measure not in (None, UNITS):
            return None
        return self.quantity // 1000

    @property
    def minutes(self) -> int | None:
        """Whole minutes of a line that is counted in them."""
        if self.quantity is None or self.quantity % 1000 or self.unit_of_measure != MINUTES:
            return None
        return self.quantity // 1000
