"""Exact fixed point: a whole number and how many of its digits stand behind the point. The only rounding in the house is here.

`round_half_away` is written once for one int and, through operators that both have, for arrays whose values are known not to be negative;
runners/bulk uses the same lines on the magnitude.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol, Self, TypeVar

    class Magnitude(Protocol):
        """An int, or an array of them."""

        def __add__(self, other: int, /) -> Self: ...
        def __floordiv__(self, other: int, /) -> Self: ...

    Scaled = TypeVar("Scaled", bound=Magnitude)

LARGEST = 2**63 - 1  # what an int64 holds: the headroom that program.py proves


class NumberError(ValueError):
    """A text is no number of the stated form."""


def drop_places(magnitude: Scaled, places: int) -> Scaled:
    """Round a non-negative scaled number to `places` fewer decimal places, half away from zero. Works for an int and for an int64 array."""
    if places <= 0:
        return magnitude
    unit: int = 10**places
    return (magnitude + unit // 2) // unit


def round_half_away(value: int, places: int) -> int:
    """Round one int to `places` fewer decimal places, half away from zero, as CMS rounds to the cent (RULES 1.1)."""
    return drop_places(value, places) if value >= 0 else -drop_places(-value, places)


def scaled_number(text: str, places: int) -> int:
    """Scaled int of a decimal text at `places`; raises NumberError if it is none or has more places."""
    sign, digits = (-1, text[1:]) if text.startswith("-") else (1, text)
    whole, _, part = digits.partition(".")
    if not (whole + part).isdigit() or not text.isascii() or len(part) > places:
        raise NumberError(f"{text!r} is not a number with at most {places} decimal places")
    return sign * int((whole or "0") + part.ljust(places, "0"))


def number_text(value: int, places: int) -> str:
    """Decimal text of a scaled int, with all its places: 324.22."""
    if places == 0:
        return str(value)
    sign, digits = ("-", str(-value)) if value < 0 else ("", str(value))
    digits = digits.rjust(places + 1, "0")
    return f"{sign}{digits[:-places]}.{digits[-places:]}"
