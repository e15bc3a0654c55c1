"""A claim as the laws read it: for each line the fields of its system by name."""

from __future__ import annotations

from ..kernel.day import quarter_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, TypeAlias

    from .model import Claim, Line

    Value: TypeAlias = Any  # a text, a scaled int, or None where nothing is given


def line_fields(claim: Claim, line: Line, deductible_remaining: int | None) -> dict[str, Value]:
    """The fields of one line as every system reads them; what is None is not given. `deductible_remaining` is what its day begins with."""
    modifiers = (*line.modifiers, "", "", "", "")
    return {
        "hcpcs": line.hcpcs,
        "modifier_1": modifiers[0],
        "modifier_2": modifiers[1],
        "modifier_3": modifiers[2],
        "modifier_4": modifiers[3],
        "place_of_service": line.place_of_service,
        "mac": line.mac or "",
        "locality": line.locality or "",
        "units": line.units,
        "charge": line.charge,
        "minutes": line.minutes,
        "base_units": line.base_units,
        "postoperative_days": line.postoperative_days,
        "denied": "yes" if line.denied else "",
        "cbsa": claim.cbsa or "",
        "qualifying_participant": "yes" if claim.qualifying_participant else "",
        "practitioner": claim.practitioner,
        "nonparticipating": "yes" if claim.nonparticipating else "",
        "unassigned": "yes" if claim.unassigned else "",
        "deductible_remaining": deductible_remaining,
        "mips_percent": claim.mips_percent,
        "bill_type": claim.bill_type,
        "condition_w2": "yes" if "W2" in claim.condition_codes else "",
        "wage_index": claim.wage_index,
        "quality_reduction": "yes" if claim.quality_reduction else "",
        "rural_sole_community": "yes" if claim.rural_sole_community else "",
        "rural_emergency": "yes" if claim.rural_emergency else "",
        "cost_to_charge_ratio": claim.cost_to_charge_ratio,
        "device_credit": claim.device_credit,
        "packaged_charges": claim.packaged_charges,
        "ranking": claim.ranking,
    }


def whole_claim_fields(days: Sequence[int]) -> list[dict[str, Value]]:
    """What a system that prices all days of a claim at once reads of each line's service day."""
    first, last = min(days), max(days)
    crosses = "yes" if first != last and quarter_of(first) != quarter_of(last) else ""
    return [{"service_day": str(day - first + 1), "crosses_quarter": crosses} for day in days]
