"""Items of a Claim or ExplanationOfBenefit as service lines."""

from __future__ import annotations

from ..given import cents, code, thousandths, whole
from ..line import LineDocument
from ..values import ClaimError
from .codes import ADJUDICATION, EXTENDED_OF_LINES, NDC, PRICING
from .elements import code_of, codings, date, decimal_text, extensions, many, money, number, one, word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    Json = dict[str, Any]

MINUTES = ("min", "minute", "minutes", "mj")
UNITS_WORDS = ("un", "unit", "units", "1", "{unit}")


def line_of(item: Json, positions: Mapping[int, int], rendering: Mapping[int, str], at: int) -> LineDocument:
    """The line of one item; `positions` gives diagnoses by sequence, `rendering` the NPI of who did the work by sequence of the care team.

    Raises ClaimError naming the element.
    """
    if many(item, "detail"):
        raise ClaimError("the item is made of details, which are not read one by one; give each detail as an item")
    found: Json = {"number": number(item, "sequence", at + 1), **_code(one(item, "productOrService")), **_days(item), **_quantity(item)}
    found["modifiers"] = [code(name, "modifier") for each in many(item, "modifier") if (name := code_of(each)) is not None]
    revenue = code_of(one(item, "revenue"))
    found["revenue_code"] = None if revenue is None else code(revenue, "revenue").rjust(4, "0")
    found["charge"] = _charge(item)
    found["place_of_service"] = code_of(one(item, "locationCodeableConcept"))
    found["diagnosis_pointers"] = _pointers(item, positions)
    team = [rendering[each] for each in _sequences(item, "careTeamSequence") if each in rendering]
    found["rendering_npi"] = team[0] if team else None
    found["pricing"] = dict(_pricing(item))
    return LineDocument(**{**found, **_extended(item)})


def _code(concept: Json) -> Json:
    """Procedure code; a drug billed by its NDC is a code of that kind."""
    found = list(codings(concept))
    procedure = next((name for system, name in found if system != NDC), None)
    drug = next((name for system, name in found if system == NDC), None)
    if procedure is not None:
        return {"procedure_code": code(procedure, "productOrService"), **({} if drug is None else {"ndc": _drug(drug)})}
    return {} if drug is None else {"procedure_code": _drug(drug), "procedure_qualifier": "N4"}


def _drug(value: str) -> str:
    return code(value.replace("-", ""), "NDC")


def _days(item: Json) -> Json:
    if item.get("servicedDate") is not None:
        return {"on": date(item, "servicedDate")}
    period = one(item, "servicedPeriod")
    return {"on": date(period, "start"), "until": date(period, "end")}


def _quantity(item: Json) -> Json:
    quantity = one(item, "quantity")
    value = quantity.get("value")
    found: Json = {} if value is None else {"quantity": thousandths(decimal_text(value, "quantity"), "quantity")}
    unit = word(quantity, "unit") or word(quantity, "code")
    if unit is not None:
        small = unit.lower()
        found["unit_of_measure"] = "MJ" if small in MINUTES else "UN" if small in UNITS_WORDS else unit.upper()
    return found


def _charge(item: Json) -> int | None:
    """What is charged: of a benefit the amount that was submitted, else `net`, else price and quantity where they give whole cents."""
    for each in many(item, "adjudication"):
        if ("submitted" in {name for system, name in codings(one(each, "category")) if system == ADJUDICATION}) and "amount" in each:
            return money(each, "amount")
    net = money(item, "net")
    if net is not None:
        return net
    price, quantity = money(item, "unitPrice"), _quantity(item).get("quantity", 1000)
    if price is None or item.get("factor") is not None or price * quantity % 1000:
        return None
    return int(price * quantity // 1000)


def _pointers(item: Json, positions: Mapping[int, int]) -> tuple[int, ...]:
    wanted = _sequences(item, "diagnosisSequence")
    absent = next((each for each in wanted if each not in positions and each <= len(positions)), None)
    if absent is not None:
        raise ClaimError(f"diagnosisSequence {absent} is the sequence of no diagnosis of the claim")
    return tuple(positions.get(each, each) for each in wanted)  # beyond the last it points nowhere, and stays what the claim says


def _sequences(item: Json, name: str) -> list[int]:
    values = item.get(name)
    if values is None:
        return []
    if not isinstance(values, list):
        raise ClaimError(f"{name} is no list of whole numbers")
    return [whole(each, name) for each in values]


def _extended(item: Json) -> Json:
    found: Json = {}
    for name, value in extensions(item):
        if name in EXTENDED_OF_LINES:
            found[name] = word({name: value}, name)
        elif name == "noncovered":
            found[name] = money({name: value}, name)
        elif name == "ndc_quantity":
            found[name] = thousandths(decimal_text(value, name), name)
    return found


def _pricing(found: Json) -> list[tuple[str, Any]]:
    return [(name, value) for name, value in extensions(found, PRICING) if isinstance(value, str | int)]


def pricing_of(found: Json) -> Json:
    """Arguments of Claim or Line that stand in extensions of ours."""
    return dict(_pricing(found))


def coded_cents(value: object, name: str) -> int | None:
    """Hundredths of a value code's quantity."""
    return cents(decimal_text(value, name), name)
