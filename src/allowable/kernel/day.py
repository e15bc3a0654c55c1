"""Days as whole numbers (days since 1999-12-31, so that 2000-01-01 is 1) and spans of validity.

A day fits an unsigned 16-bit integer until 2179. OPEN stands for "no last day known". A span holds its first day and not its end.
"""

from datetime import date, timedelta

EPOCH = date(1999, 12, 31)
ALWAYS = 0  # before every day that a release can name: "known since it was published"
OPEN = 65_535  # after every day that a release can name


class DayError(ValueError):
    """A text is not a day; the message says what was expected."""


def day_number(value):
    """Whole number of a `date` or of a text such as 2024-03-09."""
    if isinstance(value, int):
        return value
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value.strip())
        except ValueError:
            raise DayError(f"{value!r} is not a day; write it as year-month-day, such as 2025-03-10") from None
    number = value.toordinal() - EPOCH.toordinal()
    if not ALWAYS < number < OPEN:
        raise DayError(f"{value} is out of range")
    return number


def day_date(number):
    """The `date` of a whole number of a day."""
    return EPOCH + timedelta(days=number)


def day_text(number):
    """The day as 2024-03-09; words for the two ends."""
    if number == ALWAYS:
        return "the beginning"
    if number >= OPEN:
        return "open"
    return day_date(number).isoformat()
