"""The values of a claim, read strictly: each reader gives the value as the laws take it, or says what it expects."""

from __future__ import annotations

from ..kernel.number import NumberError, scaled_number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

PRACTITIONERS = ("NP", "PA", "CNS", "CNM", "CSW", "MFT", "MHC", "RD", "CP", "CRNA", "AA")  # none of them: a physician
LARGEST_CHARGE = 10_000_000  # dollars; the bounds are those of the fields of law/physician/system.py
LARGEST_DEDUCTIBLE = 9_999
LARGEST_MIPS = 9
LARGEST_CREDIT = 999_999
LARGEST_INDEX, LARGEST_RATIO = 4, 9  # bounds of law/outpatient/system.py
LONGEST_MINUTES, MOST_BASE_UNITS, MOST_POSTOPERATIVE_DAYS = 9_999, 99, 90


class ClaimError(ValueError):
    """A claim or line is not usable; the message names the line and the field and says what is expected."""


def read_text(value: object, name: str, width: Collection[int], pattern: str) -> str:
    """A text of some width of letters and digits, in capitals."""
    text = str(value).strip().upper()
    if len(text) not in width or not text.isalnum():
        raise ClaimError(f"{name} {value!r} is not {pattern}")
    return text


def read_place_of_service(value: object) -> str:
    """A place of service, such as 22."""
    return read_text(value, "place of service", (2,), "two digits, such as 22")


def read_locality(mac: object, locality: object, whose: str) -> tuple[str | None, str | None]:
    """(contractor, locality), or two Nones where neither is given; `whose` names line or claim in errors."""
    if mac is None and locality is None:
        return None, None
    if mac is None or locality is None:
        given, absent = ("locality", "mac") if mac is None else ("mac", "locality")
        why = "a locality number means nothing without its contractor"
        raise ClaimError(f"{whose}: a {given} is given without a {absent}: {why}; give both, or neither")
    return read_text(mac, "MAC", (5,), "five digits, such as 02102"), read_text(locality, "locality", (2,), "two digits, such as 01")


def read_whole(value: object, name: str, low: int, high: int) -> int | None:
    """A whole number from `low` to `high`, or None where none is given."""
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise ClaimError(f"{name} {value!r} is not a whole number from {low} to {high}")
    return value


def read_number(value: object, name: str, what: str, low: int, high: int, places: int = 2) -> int | None:
    """A decimal text, Decimal or whole number from `low` to `high` (in units), scaled to `places`, or None where none is given."""
    if value is None:
        return None
    try:
        scaled = scaled_number(str(value).strip(), places)
    except NumberError:
        scaled = None
    if scaled is None or isinstance(value, bool) or not low * 10**places <= scaled <= high * 10**places:
        raise ClaimError(f"{name} {value!r} is not {what}")
    return scaled


def read_index(value: object) -> int | None:
    """A wage index above 0, in ten-thousandths, or None where none is given."""
    what = "a wage index above 0 and up to 4, such as 1.0123"
    found = read_number(value, "wage_index", what, 0, LARGEST_INDEX, 4)
    if found == 0:
        raise ClaimError(f"wage_index {value!r} is not {what}")
    return found


def read_flag(value: object, name: str) -> bool:
    """True or False, and nothing that merely looks like it."""
    if not isinstance(value, bool):
        raise ClaimError(f"{name} {value!r} is neither True nor False")
    return value


def read_practitioner(value: object) -> str:
    """One of PRACTITIONERS, or blank for a physician."""
    text = "" if value is None else str(value).strip().upper()
    if text and text not in PRACTITIONERS:
        raise ClaimError(f"practitioner {value!r} is none of {', '.join(PRACTITIONERS)}; leave it out for a physician")
    return text


def read_bill_type(value: object) -> str:
    """The facility and class of a type of bill, two digits: 13 of 131 or 0131; blank where none is given."""
    if value is None:
        return ""
    text = str(value).strip()
    digits = text.removeprefix("0")
    if len(digits) not in (2, 3) or not digits.isascii() or not digits.isalnum() or not digits[:2].isdigit() or digits[0] == "0":
        raise ClaimError(f"type of bill {value!r} is none such as 131 or 0131")
    return digits[:2]


def read_condition_codes(values: Iterable[object]) -> tuple[str, ...]:
    """Condition codes, such as W2."""
    if isinstance(values, str):
        raise ClaimError(f"condition codes {values!r} are one text; give a list, such as ['W2']")
    return tuple(read_text(value, "condition code", (2,), "two letters or digits, such as W2") for value in values)
