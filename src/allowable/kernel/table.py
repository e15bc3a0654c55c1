"""Shape of a published schedule: its keys, its columns, their decimal places and stated maxima.

A law folder declares the shape of what CMS publishes; a release recipe bends CMS's file into that shape; the store checks every value
against it. A stated maximum is what lets program.py prove that no product of columns can overflow an int64.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any, TypeAlias

    Key: TypeAlias = tuple[str, ...]
    Cell: TypeAlias = int | str | None  # a scaled integer, a text, or a blank of CMS's file
    Cells: TypeAlias = tuple[Any, ...]  # one Cell for each column, in the order of the table, whose columns say of which kind


class ShapeError(ValueError):
    """A value does not fit the declared shape of its table; the message names the table, the column and the value."""


class Column:
    """One column: `places` is None for text, else the number of decimal places of the scaled integer; `maximum` is exclusive, in units."""

    __slots__ = ("largest", "maximum", "name", "places", "says")

    def __init__(self, name: str, says: str, places: int | None = None, maximum: int | None = None) -> None:
        self.largest = 0
        if places is not None:
            if maximum is None:
                raise ShapeError(f"column {name}: a number needs a stated maximum")
            self.largest = maximum * 10**places
        self.name = name
        self.says = says
        self.places = places
        self.maximum = maximum

    @property
    def is_text(self) -> bool:
        """Whether the column holds texts instead of numbers."""
        return self.places is None

    def check(self, value: Cell, table: str) -> Cell:
        """Return `value` if it fits, else raise ShapeError. Numbers are scaled integers, text is str, None is a blank in CMS's file."""
        if value is None:
            return value
        if self.is_text:
            if not isinstance(value, str):
                raise ShapeError(f"{table}.{self.name}: {value!r} is not text")
        elif not isinstance(value, int):
            raise ShapeError(f"{table}.{self.name}: {value!r} is not a scaled integer")
        elif not -self.largest < value < self.largest:
            raise ShapeError(f"{table}.{self.name}: {value} is not below the stated maximum {self.maximum} at {self.places} places")
        return value


def text(name: str, says: str) -> Column:
    """A text column: a code, an indicator, a flag."""
    return Column(name, says)


def number(name: str, says: str, *, places: int, below: int) -> Column:
    """A number column kept as an integer scaled by 10**places; `below` is the exclusive maximum of its magnitude, in whole units."""
    return Column(name, says, places, below)


class Table:
    """Shape of one published schedule. `keys` are text columns that together name a row; `yearly` schedules may be bridged within a year.

    `authority` names the document that prints them. `of_pairs`: the rows are pairs of codes, too many for a table of rows; they are
    kept in pair files.
    """

    __slots__ = ("authority", "column_names", "columns", "keys", "name", "of_pairs", "says", "where")

    def __init__(
        self, name: str, says: str, *, keys: Iterable[Column], columns: Iterable[Column], authority: str, of_pairs: bool = False
    ) -> None:
        self.name = name
        self.says = says
        self.keys = tuple(keys)
        self.columns = tuple(columns)
        self.authority = authority
        self.of_pairs = of_pairs
        self.column_names = tuple(column.name for column in columns)
        self.where = {column.name: place for place, column in enumerate(columns)}

    def __getattr__(self, name: str) -> Column:  # table.work_rvu reads as the law reads
        try:
            return self.columns[self.where[name]]
        except KeyError:
            raise AttributeError(f"table {self.name} has no column {name!r}; it has {', '.join(self.column_names)}") from None

    def __repr__(self) -> str:
        return f"<table {self.name}>"
