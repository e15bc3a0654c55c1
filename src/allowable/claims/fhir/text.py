"""Objects of FHIR as JSON text. Amounts are Decimals and are written digit by digit, so that none passes through a binary fraction."""

from __future__ import annotations

import json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from decimal import Decimal
    from typing import Any


def json_text(value: Any) -> str:
    """One line of JSON. `value` holds dicts, lists, texts, whole numbers, Decimals, True, False and None."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'{json.dumps(name)}: {json_text(one)}' for name, one in value.items())}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(json_text(one) for one in value)}]"
    if value is None or isinstance(value, str | int):
        return json.dumps(value)
    return f"{value:f}"


def exact(scaled: int, places: int) -> Decimal:
    """A scaled whole number as a Decimal with all its places."""
    from decimal import Decimal

    return Decimal(scaled).scaleb(-places)


def dollars(scaled: int | Decimal) -> dict[str, Any]:
    """A Money, of whole cents or a Decimal in dollars."""
    return {"value": exact(scaled, 2) if isinstance(scaled, int) else scaled, "currency": "USD"}


def bundle(resources: list[dict[str, Any]]) -> dict[str, Any]:
    """A collection of resources."""
    return {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": one} for one in resources]}
