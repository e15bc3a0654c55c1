"""Elements of FHIR's JSON, read without trust: what has another shape than the standard's is said by its path, never a crash."""

from __future__ import annotations

from ..given import cents, day, shown, text
from ..values import ClaimError
from .codes import ABSENT, BLUE_BUTTON, EXTENSION

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    Json = dict[str, Any]

MOST_EXPONENT = 20  # of a decimal such as 1.5E3
LONGEST_NUMBER = 60


def one(found: Json, name: str) -> Json:
    """An object, empty where there is none."""
    value = found.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise ClaimError(f"{name} is no object")
    return value


def many(found: Json, name: str) -> list[Json]:
    """A list of objects, empty where there is none."""
    value = found.get(name)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise ClaimError(f"{name} is no list of objects")
    return value


def word(found: Json, name: str) -> str | None:
    """A text, or None."""
    value = found.get(name)
    return None if value is None else text(value, name)


def number(found: Json, name: str, default: int | None = None) -> int:
    """A positive whole number, such as a sequence."""
    value = found.get(name, default)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < 10**9:
        raise ClaimError(f"{name} {shown(value)} is not a whole number from 1")
    return value


def codings(concept: Json) -> Iterator[tuple[str, str]]:
    """(system, code) of a CodeableConcept; a coding that says the code is absent is none."""
    for coding in many(concept, "coding"):
        system, code = coding.get("system") or "", coding.get("code")
        if code is not None and system != ABSENT:
            yield text(system, "system") if system else "", text(code, "code")


def code_of(concept: Json, *systems: str) -> str | None:
    """The first code whose system is one of some, or simply the first."""
    return next((code for system, code in codings(concept) if not systems or system in systems), None)


def decimal_text(value: object, name: str) -> str:
    """A decimal as digits and a point: FHIR allows exponents and any number of zeros behind the point."""
    given = str(value)
    if isinstance(value, bool) or value is None or isinstance(value, dict | list) or len(given) > LONGEST_NUMBER:
        raise ClaimError(f"{name} {shown(value)} is no number")
    if "e" in given.lower():
        from decimal import Decimal, InvalidOperation

        try:
            exact = Decimal(given)
        except InvalidOperation:
            raise ClaimError(f"{name} {shown(value)} is no number") from None
        if not exact.is_finite() or abs(exact.adjusted()) > MOST_EXPONENT:
            raise ClaimError(f"{name} {shown(value)} is no number of a claim")
        given = f"{exact:f}"
    return given.rstrip("0").rstrip(".") if "." in given else given


def money(found: Json, name: str) -> int | None:
    """Cents of a Money in dollars, or None."""
    value = one(found, name)
    if value.get("value") is None:
        return None
    if value.get("currency") not in (None, "USD"):
        raise ClaimError(f"{name} is in {shown(value.get('currency'))}, not in USD")
    return cents(decimal_text(value["value"], name), name)


def date(found: Json, name: str) -> str | None:
    """A day of a date or dateTime, as it is written there."""
    value = found.get(name)
    if value is None:
        return None
    if isinstance(value, str) and len(value) > 10 and value[10] == "T":
        value = value[:10]
    return day(value, name)


def extensions(found: Json, base: str = EXTENSION) -> Iterator[tuple[str, Any]]:
    """(what follows `base` in the url, value) of the extensions under an address."""
    for extension in many(found, "extension"):
        url = extension.get("url")
        if isinstance(url, str) and url.startswith(base):
            value = next((extension[name] for name in extension if name.startswith("value")), None)
            yield url[len(base) :], value


def variable(found: Json, name: str) -> str | None:
    """A code of CMS's Blue Button in an extension, such as clm_fac_type_cd."""
    for variable_name, value in extensions(found, BLUE_BUTTON):
        if variable_name == name and isinstance(value, dict) and value.get("code") is not None:
            return text(value["code"], name)
    return None
