"""The values of a claim document as JSON and tables of lines give them: a reader for each field, strict, and its plain form back.

A reader takes (value, what it is called) and gives what the document holds, or raises ClaimError saying what is expected.
"""

from __future__ import annotations

from ..kernel.number import number_text
from .values import ClaimError, read_number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Reader = Callable[[object, str], Any]

LONGEST_TEXT = 200  # characters: no number or code of a claim is longer
MOST = 10**13  # units of an amount or quantity: far beyond any claim, within an int64 at three decimals
SEXES = ("F", "M", "U")
YES, NO = ("yes", "true", "y", "1"), ("no", "false", "n", "0", "")


class PlacedError(ClaimError):
    """A ClaimError that knows its place apart from what is wrong there."""

    def __init__(self, place: str, said: str) -> None:
        super().__init__(f"{place}: {said}")
        self.place = place
        self.said = said


def text(value: object, name: str) -> str:
    """A short text."""
    found = value.strip() if isinstance(value, str) else ""
    if not found or len(found) > LONGEST_TEXT or not found.isprintable():
        raise ClaimError(f"{name} {shown(value)} is no text of 1 to {LONGEST_TEXT} characters")
    return found


def code(value: object, name: str) -> str:
    """A code: letters and digits, in capitals, without dots and blanks."""
    found = text(value, name).replace(".", "").replace(" ", "").upper()
    if not (found.isalnum() and found.isascii()):
        raise ClaimError(f"{name} {shown(value)} is no code of letters and digits")
    return found


def day(value: object, name: str) -> str:
    """A day such as 2025-03-10."""
    found = value.strip() if isinstance(value, str) else ""
    if not _is_day(found):
        raise ClaimError(f"{name} {shown(value)} is not a day; write it as year-month-day, such as 2025-03-10".lstrip())
    return found


def cents(value: object, name: str) -> int | None:
    """Cents of an amount in dollars."""
    return read_number(_bounded(value), name, "an amount in dollars and cents, such as 1200.00", -MOST, MOST)


def thousandths(value: object, name: str) -> int | None:
    """Thousandths of a quantity."""
    return read_number(_bounded(value), name, "a quantity with at most three decimals, such as 2.5", -MOST, MOST, 3)


def whole(value: object, name: str) -> int:
    """A whole number from 1, as a number or as text."""
    digits = str(value) if isinstance(value, int) and not isinstance(value, bool) else value.strip() if isinstance(value, str) else ""
    if not (digits.isdecimal() and digits.isascii() and len(digits) <= 9 and int(digits)):
        raise ClaimError(f"{name} {shown(value)} is not a whole number from 1")
    return int(digits)


def wholes(value: object, name: str) -> tuple[int, ...]:
    """Whole numbers, in a list."""
    return tuple(whole(one, name) for one in listed(value, name))


def codes(value: object, name: str) -> tuple[str, ...]:
    """Codes, in a list."""
    return tuple(code(one, name) for one in listed(value, name))


def listed(value: object, name: str) -> list[Any]:
    """A list, and nothing else."""
    if not isinstance(value, list):
        raise ClaimError(f'`{name}` is no list of texts or numbers, such as ["51"]')
    return value


def one_of(*allowed: str) -> Reader:
    """A reader of one of some words."""

    def read(value: object, name: str) -> str:
        if value not in allowed:
            raise ClaimError(f"{name} {shown(value)} is none of {', '.join(allowed)}")
        return str(value)

    return read


def flag(value: object, name: str) -> bool:
    """True or False, also as the words yes and no of a table."""
    word = str(value).strip().lower()
    if word not in (*YES, *NO):
        raise ClaimError(f"{name} {shown(value)} is neither yes nor no")
    return word in YES


def _is_day(found: str) -> bool:
    if len(found) != 10 or found[4] != "-" or found[7] != "-" or not found.isascii():
        return False
    from datetime import date

    try:
        date.fromisoformat(found)
    except ValueError:
        return False
    return True


def _bounded(value: object) -> object:
    """What an error can show: a text of a million digits is cut, and then no number either."""
    return value if isinstance(value, int) or value is None or (isinstance(value, str) and len(value) <= LONGEST_TEXT) else shown(value)


def shown(value: object) -> str:
    """A value in an error: short, whatever it is."""
    found = repr(value[:60]) if isinstance(value, str) else repr(value) if isinstance(value, int) else f"a {type(value).__name__}"
    return found if len(found) <= 60 else f"{found[:57]}..."


def dollars_text(value: int) -> str:
    """Cents as 12.50."""
    return number_text(value, 2)


def quantity_text(value: int) -> str:
    """Thousandths without needless zeros: 2, 2.5, 0.125."""
    found = number_text(value, 3)
    return found.rstrip("0").rstrip(".")
