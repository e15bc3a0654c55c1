"""Values of a document as elements of a segment: refused where X12 could not hold them and give them back."""

from __future__ import annotations

from ...kernel.number import number_text
from ..values import ClaimError
from .elements import LARGEST_DIGITS, LONGEST_TEXT, Problem, code_of, day_of, hour_of

ELEMENT, COMPONENT, REPETITION, SEGMENT = "*", ":", "^", "~"


class Outgoing:
    """Collects the segments of a file; `whose` names claim and line in errors."""

    def __init__(self) -> None:
        self.segments: list[str] = []
        self.whose = "the file"

    def add(self, *elements: str) -> None:
        """One segment; empty elements at its end are left away."""
        last = len(elements)
        while not elements[last - 1]:
            last -= 1
        self.segments.append(ELEMENT.join(elements[:last]))

    def refuse(self, field: str, value: object, why: str) -> ClaimError:
        """An error that names claim, field and value."""
        return ClaimError(f"{self.whose}: {field} {value!r} {why}")

    def needed(self, field: str, value: object) -> None:
        """Refuse a document without a field that an 837 cannot be without."""
        if value is None or value == "" or value == []:
            raise ClaimError(f"{self.whose}: no {field}, and an 837 cannot be written without it")

    def text(self, field: str, value: str | None) -> str:
        """An identifier; "" where none is given."""
        if value is None:
            return ""
        if not isinstance(value, str) or not value or value != value.strip(" ") or not value.isprintable():
            raise self.refuse(field, value, "is no printable text without blanks at its ends")
        if len(value) > LONGEST_TEXT or any(one in value for one in (ELEMENT, COMPONENT, REPETITION, SEGMENT)):
            raise self.refuse(field, value, f"is longer than {LONGEST_TEXT} characters or holds one of * : ^ ~, which X12 needs itself")
        return value

    def code(self, field: str, value: str | None, shortest: int, longest: int) -> str:
        """A code of letters and digits; "" where none is given."""
        try:
            if value is None or code_of(value, field, shortest, longest) == value:
                return value or ""
        except (Problem, AttributeError, TypeError):
            pass
        width = str(shortest) if shortest == longest else f"{shortest} to {longest}"
        raise self.refuse(field, value, f"is not {width} capital letters or digits")

    def day(self, field: str, value: str | None) -> str:
        """A day as 20250310; "" where none is given."""
        if value is None:
            return ""
        digits = value.replace("-", "") if isinstance(value, str) else ""
        try:
            if day_of(digits) == value:
                return digits
        except Problem:
            pass
        raise self.refuse(field, value, "is no day such as 2025-03-10")

    def span(self, field: str, first: str | None, last: str | None) -> tuple[str, str]:
        """(form, value) of one day or of a range of days."""
        if last is None or last == first:
            return "D8", self.day(field, first)
        if first is None or last < first:
            raise self.refuse(field, last, f"is the last of no days that begin on {first}")
        return "RD8", f"{self.day(field, first)}-{self.day(field, last)}"

    def hour(self, field: str, value: str | None) -> str:
        """An hour as 0930; "" where none is given."""
        try:
            return "" if value is None else hour_of(value)
        except (Problem, TypeError):
            raise self.refuse(field, value, "is no hour such as 0930") from None

    def number(self, field: str, value: int | None, places: int) -> str:
        """A number without zeros behind its point; "" where none is given."""
        if value is None:
            return ""
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 10 ** (LARGEST_DIGITS + places):
            raise self.refuse(field, value, f"is no whole number from 0 to {'9' * (LARGEST_DIGITS + places)}")
        text = number_text(value, places)
        return text.rstrip("0").rstrip(".") if places else text

    def money(self, field: str, cents: int | None) -> str:
        """An amount."""
        return self.number(field, cents, 2)

    def quantity(self, field: str, thousandths: int | None) -> str:
        """A quantity."""
        return self.number(field, thousandths, 3)
