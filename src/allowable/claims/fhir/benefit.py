"""What CMS's Blue Button states of a claim in variables of its own, beside the elements of an ExplanationOfBenefit."""

from __future__ import annotations

from ..given import thousandths
from .codes import BLUE_BUTTON
from .elements import codings, decimal_text, extensions, many, one, variable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Json = dict[str, Any]


def particulars(resource: Json, items: list[Json]) -> tuple[Json, list[Json]]:
    """(fields of the document, items) of an ExplanationOfBenefit: type of bill by its three digits, quantities of revenue lines."""
    facility, service = variable(one(resource, "facility"), "clm_fac_type_cd"), variable(resource, "clm_srvc_clsfctn_type_cd")
    frequency = _frequency(resource)
    found = {"bill_type": facility + service + frequency} if facility and service and frequency else {}
    if frequency:
        found["frequency_code"] = frequency
    return found, [_with_quantity(item) for item in items]


def _frequency(resource: Json) -> str | None:
    for info in many(resource, "supportingInfo"):
        for system, code in codings(one(info, "code")):
            if system == BLUE_BUTTON + "clm_freq_cd":
                return code
    return None


def _with_quantity(item: Json) -> Json:
    if item.get("quantity") is not None:
        return item
    for name, value in extensions(item, BLUE_BUTTON):
        if name == "rev_cntr_unit_cnt" and isinstance(value, dict) and value.get("value") is not None:
            thousandths(decimal_text(value["value"], name), name)
            return {**item, "quantity": {"value": value["value"]}}
    return item
