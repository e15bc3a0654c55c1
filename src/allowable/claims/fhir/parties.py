"""Who a claim refers to: patients, providers and places, inline, contained, or elsewhere in the bundle. No name and no street is read."""

from __future__ import annotations

from ..given import text
from .codes import NPI, TAXONOMY
from .elements import codings, date, many, one, word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    Json = dict[str, Any]

READ = ("Patient", "Practitioner", "PractitionerRole", "Organization", "Location")
SEX = {"female": "F", "male": "M", "unknown": "U", "other": "U"}
NOBODY: dict[str, str] = {}


def facts_of(resource: Json) -> dict[str, str]:
    """What a claim needs of a resource: npi, identifier, taxonomy, zip, birth_date, sex, as far as it states them."""
    found = _identifiers(many(resource, "identifier"))
    address = resource.get("address")
    place = address if isinstance(address, dict) else next(iter(many(resource, "address")), {})
    if place.get("postalCode") is not None:
        found["zip"] = text(place["postalCode"], "postalCode").replace("-", "")
    if (born := date(resource, "birthDate")) is not None:
        found["birth_date"] = born
    if (gender := word(resource, "gender")) in SEX:
        found["sex"] = SEX[str(gender)]
    for concept in (*many(resource, "specialty"), *many(resource, "type") * (resource.get("resourceType") == "Organization")):
        for system, code in codings(concept):
            if system == TAXONOMY:
                found.setdefault("taxonomy", code)
    return found


def _identifiers(identifiers: list[Json]) -> dict[str, str]:
    found: dict[str, str] = {}
    for identifier in identifiers:
        value = word(identifier, "value")
        if value is not None:
            found.setdefault("npi" if _is_npi(identifier) else "identifier", value)
    return found


def _is_npi(identifier: Json) -> bool:
    system = identifier.get("system")
    if isinstance(system, str) and (system == NPI or "_npi" in system):
        return True
    return any(code.lower() == "npi" for _, code in codings(one(identifier, "type")))


def party(reference: Json, others: Mapping[str, dict[str, str]]) -> dict[str, str]:
    """The facts of who is referred to; `others` holds those of contained resources (#id) and of the bundle (Kind/id, full address).

    The last part of a reference that leads nowhere stands as `reference`.
    """
    inline = one(reference, "identifier")
    found = _identifiers([inline] if inline else [])
    target = word(reference, "reference")
    if target is None:
        return found
    known = others.get(target, NOBODY)
    end = target.rstrip("/").rpartition("/")[2]
    return {**({} if target.startswith("#") else {"reference": end}), **known, **found}
