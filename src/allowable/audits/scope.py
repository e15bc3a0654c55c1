"""Which service days a figure speaks of: the day or year that its column, row, caption or heading names, else the document's."""

from __future__ import annotations

import re

from ..kernel.day import OPEN
from .statement import days_of_year, year_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeVar

    from .figure import Figure
    from .shapes import Stretches
    from .statement import Statement

    Time = TypeVar("Time", int, tuple[int, int])

ALWAYS_ON = ((1, OPEN),)
BEFORE = re.compile(r"\b(?:before|prior|previous|old|last year|was)\b", re.I)
AFTER = re.compile(r"\b(?:after|now|new|current|this year|is)\b", re.I)


class Scope:
    """Calling it with a Figure gives ((first day, day after), ...).

    main    the document's own days: the day asked for, else the day on which it says that it holds, else its year, else any
    whole   days within which its window is looked for: the whole year of that day, or `main`
    day     the one service day, or None
    """

    def __init__(self, statement: Statement, day: int | None = None) -> None:
        self.day = statement.day if day is None and not statement.is_from else day
        self.year = statement.year
        if self.day is not None:
            self.main, self.whole = ((self.day, self.day + 1),), (days_of_year(year_of(self.day)),)
        else:
            self.main = self.whole = (days_of_year(statement.year),) if statement.year else ALWAYS_ON

    def __call__(self, figure: Figure) -> Stretches:
        """The stretches of service days of which a Figure speaks."""
        days = _chosen(figure.days, figure.column)
        if days:
            return tuple((first, last + 1) for first, last in sorted(days))
        years = _chosen(figure.years, figure.column)
        if self.day is not None and (not years or year_of(self.day) in years):
            return self.main
        if years and set(years) != {self.year}:
            return tuple(days_of_year(year) for year in sorted(years))
        return self.main


def _chosen(times: tuple[Time, ...], column: str) -> tuple[Time, ...]:
    """Of two stretches of days or years that a caption names, the one that a column called 'before' or 'after' speaks of."""
    if len(times) == 2:
        if BEFORE.search(column):
            return (min(times),)
        if AFTER.search(column):
            return (max(times),)
    return times
