"""Days as whole numbers (days since 1999-12-31, so that 2000-01-01 is 1) and spans of validity.

A day fits an unsigned 16-bit integer until 2179. OPEN stands for "no last day known". A span holds its first day and not its end.
The calendar is worked out here in whole numbers, because importing the standard library's costs a quarter of the time of a first price.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import date

EPOCH_ORDINAL = 730_119  # proleptic ordinal of 1999-12-31, as date.toordinal counts
ALWAYS = 0  # before every day that a release can name: "known since it was published"
OPEN = 65_535  # after every day that a release can name
MONTH_STARTS = (0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365)  # days before each month of a common year


class DayError(ValueError):
    """A text is not a day; the message says what was expected."""


def day_number(value: date | str | int) -> int:
    """Whole number of a `date` or of a text such as 2024-03-09."""
    if isinstance(value, int):
        return value
    number = _number_of_text(value) if isinstance(value, str) else value.toordinal() - EPOCH_ORDINAL
    if not ALWAYS < number < OPEN:
        raise DayError(f"{value} is out of range: days from 2000-01-01 to 2179-06-05 are known here")
    return number


def day_date(number: int) -> date:
    """The `date` of a whole number of a day."""
    from datetime import date

    return date.fromordinal(number + EPOCH_ORDINAL)


def quarter_of(number: int) -> tuple[int, int]:
    """(year, quarter from 0 to 3) of a day: CMS publishes by calendar quarters."""
    day = day_date(number)
    return day.year, (day.month - 1) // 3


def day_text(number: int) -> str:
    """The day as 2024-03-09; words for the two ends."""
    if number == ALWAYS:
        return "the beginning"
    if number >= OPEN:
        return "open"
    return day_date(number).isoformat()


def _number_of_text(text: str) -> int:
    day = text.strip()
    year, month, rest = day[:4], day[5:7], day[8:]
    if len(day) == 10 and day[4] == day[7] == "-" and (year + month + rest).isdecimal() and day.isascii() and 1 <= int(month) <= 12:
        number = int(rest)
        if 1 <= number <= _month_length(int(year), int(month)):
            return _before(int(year), int(month)) + number
    raise DayError(f"{text!r} is not a day; write it as year-month-day, such as 2025-03-10")


def _leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _month_length(year: int, month: int) -> int:
    return MONTH_STARTS[month] - MONTH_STARTS[month - 1] + (month == 2 and _leap(year))


def _before(year: int, month: int) -> int:
    """Days from the epoch to the day before the first of a month."""
    past = year - 1
    return past * 365 + past // 4 - past // 100 + past // 400 - EPOCH_ORDINAL + MONTH_STARTS[month - 1] + (month > 2 and _leap(year))
