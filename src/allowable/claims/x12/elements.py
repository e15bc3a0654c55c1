"""The elements of X12 segments as exact values. What cannot be read raises Problem, which says what is expected."""

from __future__ import annotations

from contextlib import suppress

from ..record import CodedAmount, Diagnosis, Occurrence, Procedure

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar

    Read = TypeVar("Read")

LARGEST_DIGITS = 10  # whole digits of an amount or quantity
LONGEST_TEXT = 80  # the longest identifier of an 837 has 50
MOST_KEPT, LONGEST_KEPT = 20_000, 60  # values kept because they come again and again
FIRST_YEAR, LAST_YEAR = 1850, 2178
NO_DATE, NO_AMOUNT = "write it as year, month, day, such as 20250310", "write it as a decimal number, such as 1200.50"
BARE = ("BK", "BF", "BJ", "BN", "PR", "ABK", "ABF", "ABJ", "ABN", "APR")
DIAGNOSES = {"K": "principal", "F": "other", "J": "admitting", "N": "external_cause"}


class Problem(ValueError):
    """A segment says what cannot be read; `remedy` says what to do."""

    def __init__(self, message: str, remedy: str = "correct the claim where it was made, and write the file again") -> None:
        super().__init__(message)
        self.message, self.remedy = message, remedy


class Odd(Problem):
    """A segment is written against the rules and was read all the same, because it can mean one thing only."""


class _Kept(dict):  # type: ignore[type-arg]
    """What a reader has made of texts: claims say the same things again and again."""

    def __init__(self, read: Callable[[str], Any]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, text: str) -> Any:
        value = self._read(text)
        if len(text) <= LONGEST_KEPT:
            if len(self) >= MOST_KEPT:
                self.clear()
            self[text] = value
        return value


def kept(read: Callable[[str], Read]) -> Callable[[str], Read]:
    """A reader of texts that remembers what it has read."""
    return _Kept(read).__getitem__


def shown(value: str) -> str:
    """A value as a message quotes it: short, and printable."""
    return repr(value if len(value) <= 40 else value[:40] + "...")


def text_of(value: str) -> str:
    """An identifier: printable, without blanks at its ends; UTF-8 where it is, else latin-1."""
    if not (value.isascii() and value.isprintable()):
        with suppress(UnicodeDecodeError):
            value = value.encode("latin-1").decode("utf-8")
        if not value.isprintable():
            raise Problem(f"{shown(value)} holds a character that no text has")
    if len(value) > LONGEST_TEXT:
        raise Problem(f"{shown(value)} is longer than {LONGEST_TEXT} characters")
    return value.strip(" ")


CODES: dict[tuple[str, int, int], str] = {}  # codes that were read already


def code_of(value: str, name: str, shortest: int, longest: int) -> str:
    """A code of letters and digits, in capitals."""
    key = (value, shortest, longest)
    known = CODES.get(key)
    if known is not None:
        return known
    text = value.strip(" ").upper()
    if not (text.isascii() and text.isalnum() and shortest <= len(text) <= longest):
        width = str(shortest) if shortest == longest else f"{shortest} to {longest}"
        raise Problem(f"{name} {shown(value)} is not {width} letters or digits")
    if len(CODES) >= MOST_KEPT:
        CODES.clear()
    if len(value) <= LONGEST_KEPT:
        CODES[key] = text
    return text


@kept
def day_of(value: str) -> str:
    """A day, 20250310, as 2025-03-10."""
    from datetime import date

    if len(value) == 8 and value.isascii() and value.isdigit() and FIRST_YEAR <= int(value[:4]) <= LAST_YEAR:
        try:
            return date(int(value[:4]), int(value[4:6]), int(value[6:])).isoformat()
        except ValueError:
            pass
    raise Problem(f"{shown(value)} is no day", NO_DATE)


@kept
def days_of(value: str) -> tuple[str, str]:
    """First and last day of 20250310-20250312."""
    first, dash, last = value.partition("-")
    if not dash:
        raise Problem(f"{shown(value)} is no range of days", "write it as two days, such as 20250310-20250312")
    days = day_of(first), day_of(last)
    if days[1] < days[0]:
        raise Problem(f"{shown(value)} ends before it begins")
    return days


def span_of(form: str, value: str) -> tuple[str, str | None]:
    """(first, last or None) of a date that its qualifier calls D8, DT or RD8."""
    if form == "D8":
        return day_of(value), None
    if form == "RD8":
        first, last = days_of(value)
        return first, None if last == first else last
    if form == "DT":
        return moment_of(value)[0], None
    raise Problem(f"a date in the form {shown(form)} is not known", "use D8 for a day or RD8 for a range of days")


def moment_of(value: str) -> tuple[str, str | None]:
    """(day, hour) of 202503101230; the hour None where only a day stands there."""
    return day_of(value[:8]), hour_of(value[8:]) if value[8:] else None


def hour_of(value: str) -> str:
    """An hour with minutes, 1230, or without, 12."""
    if len(value) in (2, 4) and value.isascii() and value.isdigit() and int(value[:2]) < 24 and int(value[2:] or 0) < 60:
        return value
    if value == "99":  # not known, of older claims
        return value
    raise Problem(f"{shown(value)} is no hour", "write it as hour and minute, such as 1230")


def _scaled(value: str, places: int) -> int:
    whole, _, part = value.strip(" ").partition(".")
    part = part.rstrip("0") if len(part) > places else part
    if not ((whole + part).isdigit() and value.isascii() and len(part) <= places and len(whole.lstrip("0")) <= LARGEST_DIGITS):
        kind = "is negative" if whole.startswith("-") else f"is no number with at most {places} decimal places"
        raise Problem(f"{shown(value)} {kind}", NO_AMOUNT)
    return int((whole or "0") + part.ljust(places, "0"))


@kept
def cents_of(value: str) -> int:
    """An amount in cents."""
    return _scaled(value, 2)


@kept
def thousandths_of(value: str) -> int:
    """A quantity in thousandths."""
    return _scaled(value, 3)


def without_zeros(value: str) -> str:
    """A number that should be whole without the zeros behind its point: some programs write 450.00."""
    whole, _, part = value.partition(".")
    return value if part.strip("0") else whole


def whole_of(value: str, name: str) -> int:
    """A whole number from 0 to 999999."""
    value = without_zeros(value)
    if not (value.isascii() and value.isdigit() and len(value) <= 6):
        raise Problem(f"{name} {shown(value)} is no whole number")
    return int(value)


@kept
def number_of(value: str) -> int:
    """The number of a line."""
    return whole_of(value.strip(" "), "LX01")


class Composites:
    """Readers of elements with components, for one component separator."""

    def __init__(self, separator: str) -> None:
        self.separator = separator
        self.procedure = kept(self._procedure)
        self.pointers = kept(self._pointers)
        self.health = kept(self._health)

    def _procedure(self, value: str) -> tuple[str, str, tuple[str, ...]]:
        """(qualifier, code, modifiers) of HC:58558:51."""
        parts = value.split(self.separator)
        if len(parts) < 2 or not parts[1].strip(" "):
            raise Problem(f"{shown(value)} is no procedure code with its qualifier, such as HC{self.separator}58558")
        modifiers = tuple(code_of(one, "modifier", 2, 2) for one in parts[2:6] if one.strip(" "))
        return code_of(parts[0], "qualifier", 2, 2), code_of(parts[1], "procedure code", 1, 48), modifiers

    def _pointers(self, value: str) -> tuple[int, ...]:
        return tuple(whole_of(one.strip(" "), "diagnosis pointer") for one in value.split(self.separator) if one.strip(" "))

    def _health(self, value: str) -> tuple[str, Callable[..., Any], tuple[Any, ...]]:
        """(field of the claim, what makes its value, of what) of one element of HI; no field for what is not carried."""
        parts = value.split(self.separator)
        kind = parts[0]
        if len(parts) < 2 or not parts[1].strip(" "):
            raise Problem(f"{shown(value)} is no code with its qualifier, such as ABK{self.separator}N840")
        code = code_of(parts[1].replace(".", ""), "code", 1, 30)
        icd, use = ("10", kind[1:]) if len(kind) == 3 and kind[0] == "A" else ("9", kind)
        if use in ("BK", "BF", "BJ", "BN", "PR"):
            present = code_of(parts[8], "present on admission", 1, 1) if len(parts) > 8 and parts[8].strip(" ") else None
            return "diagnoses", Diagnosis, (code, DIAGNOSES.get(use[1], "reason_for_visit"), icd, present)
        if kind in ("BR", "BQ", "BBR", "BBQ"):
            use = "principal" if kind[-1] == "R" else "other"
            return "procedures", Procedure, (code, use, "10" if len(kind) == 3 else "9", self._date(parts)[0])
        return self._coded(kind, code, parts)

    def _coded(self, kind: str, code: str, parts: list[str]) -> tuple[str, Callable[..., Any], tuple[Any, ...]]:
        if kind == "BG":
            return "condition_codes", str, (code,)
        if kind == "BH":
            return "occurrences", Occurrence, (code, *self._date(parts))
        if kind == "BI":
            return "occurrence_spans", Occurrence, (code, *self._date(parts))
        if kind == "BE":
            return "value_codes", CodedAmount, (code, cents_of(parts[4]) if len(parts) > 4 and parts[4].strip(" ") else None)
        return "drg" if kind == "DR" else "", str, (code,)

    @staticmethod
    def _date(parts: list[str]) -> tuple[str | None, str | None]:
        if len(parts) < 4 or not parts[3].strip(" "):
            return None, None
        if parts[2] == "RD8":  # a span keeps its last day, even if it is the first
            return days_of(parts[3])
        return span_of(parts[2], parts[3])
