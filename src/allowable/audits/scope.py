"""Which service days a figure speaks of: its own day or year where its column, row, caption or heading names one, else the document's year."""

from ..kernel.day import OPEN
from .statement import days_of_year, year_of

ALWAYS_ON = ((1, OPEN),)


class Scope:
    """Calling it with a Figure gives [(first day, day after)]; `main` is the document's own."""

    def __init__(self, statement, day=None):
        self.day = day
        self.year = statement.year
        self.main = ((day, day + 1),) if day is not None else (days_of_year(statement.year),) if statement.year else ALWAYS_ON

    def __call__(self, figure):
        days = figure.days
        if days:
            return ((min(days), max(days) + 1),)
        years = figure.years
        if self.day is not None and (not years or year_of(self.day) in years):
            return self.main
        if years and set(years) != {self.year}:
            return tuple(days_of_year(year) for year in sorted(years))
        return self.main
