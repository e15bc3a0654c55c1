"""Rows that CMS published, for a question that may name a day, a year, or none. Which day was taken is always said.

With a day: that day. With a year (or month, or quarter): the first held print in it that has the row. Without: the latest held print.
"""

from __future__ import annotations

from ..kernel.day import OPEN, day_number, day_text
from ..kernel.number import number_text
from ..releases.store import Missing
from .answer import of_row
from .problem import QuestionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from typing import Any

    from ..engine import Engine
    from ..kernel.table import Table
    from ..releases.store import Print, Row
    from .question import Question

    Day = date | str | int

KNOWN_CODE_TABLES = (
    "relative_values",
    "addendum_b",
    "asc_rates",
    "asc_ancillary_rates",
    "hcpcs_codes",
    "add_on_codes",
    "unit_limits_practitioner",
    "anesthesia_base_units",
)


class Held:
    """A row with its print and the service day for which it was looked up."""

    __slots__ = ("day", "printed", "row", "table")

    def __init__(self, table: Table, row: Row, printed: Print, day: int) -> None:
        self.table = table
        self.row = row
        self.printed = printed
        self.day = day

    def value(self, name: str) -> Any:
        """A cell: scaled int, text, or None for a blank."""
        return self.row.values[self.table.where[name]]

    def text(self, name: str) -> str | None:
        """A cell as text, numbers with all their places."""
        value: int | str | None = self.value(name)
        return number_text(value, getattr(self.table, name).places) if isinstance(value, int) else value

    def cite(self, *names: str) -> dict[str, Any]:
        """The citation of the row with the cells named."""
        keys = {column.name: part for column, part in zip(self.table.keys, self.row.key, strict=True) if part}
        return of_row(self.table.authority, self.printed, {**keys, **{name: self.text(name) for name in names}})

    @property
    def on(self) -> str:
        """The day as text."""
        return day_text(self.day)


class Facts:
    """The releases, asked for one question. `on` (of the caller) wins over nothing: a question that names another time is refused."""

    def __init__(self, engine: Engine, question: Question, on: Day | None = None, known_on: Day | None = None) -> None:
        self.engine = engine
        self.known = OPEN if known_on is None else day_number(known_on)
        self.first = day_number(question.day) if question.day else None
        self.until = day_number(question.until) if question.until else None if self.first is None else self.first + 1
        if on is not None:
            day = day_number(on)
            if self.first is not None and self.until is not None and not self.first <= day < self.until:
                raise QuestionError(f"the question speaks of {question.day}, the day given is {day_text(day)}; leave one of them out")
            self.first, self.until = day, day + 1

    @property
    def is_dated(self) -> bool:
        """Whether the question or the caller said when."""
        return self.first is not None

    def days(self, table_name: str) -> Iterator[int]:
        """Service days to try in turn, one for each held print that the question's time allows."""
        points = self.engine.store.table(table_name)
        if points is None:
            return
        prints = [one for one in points.prints if one.known <= self.known]
        if self.first is None or self.until is None:
            yield from sorted({one.until - 1 for one in prints if not one.bridge}, reverse=True)
            return
        within = [one for one in prints if one.effective < self.until and one.until > self.first]
        yield from sorted({max(one.effective, self.first) for one in within})

    def row(self, table: Table, *key: str) -> Held | Missing:
        """The row of a key on the first day, of those to try, that has it; else the Missing of the first day tried."""
        refused: Missing | None = None
        for day in self.days(table.name):
            found = self.engine.store.find(table, key, day, self.known)
            if not isinstance(found, Missing):
                return Held(table, *found, day)
            refused = refused or found
        if refused is not None:
            return refused
        if self.first is None:
            return Missing(f"no release of {table.name} is held", "import one with `allowable releases import FILE`")
        found = self.engine.store.find(table, key, self.first, self.known)
        return found if isinstance(found, Missing) else Held(table, *found, self.first)

    def says(self, held: Held) -> str | None:
        """Which day was taken, where nobody said one."""
        if self.first is not None and self.until == self.first + 1:
            return None
        when = f"{held.on}, release {held.printed.release}"
        if self.first is None:
            return f"No day was given: the latest held release that has the row was taken ({when})."
        return f"Taken for {when}, the first held release of the time asked about."

    def holds_code(self, code: str) -> bool:
        """Whether any held table has the code on any day."""
        tables = [self.engine.store.table(name) for name in KNOWN_CODE_TABLES]
        return any(points is not None and points.under(code) for points in tables)

    def history(self, table: Table, key: tuple[str, ...], name: str) -> list[tuple[str, str, str | None]]:
        """[(first day, day after the last, cell)] of a key over all that is held and known, latest first, equal neighbours joined."""
        points = self.engine.store.table(table.name)
        if points is None:
            return []
        found: list[tuple[int, int, str | None]] = []
        for row in points.history(key):
            if not row.known <= self.known < row.superseded:
                continue
            value = row.values[table.where[name]]
            cell = number_text(value, getattr(table, name).places) if isinstance(value, int) else value
            if found and found[-1][1] == row.starts and found[-1][2] == cell:
                found[-1] = (found[-1][0], row.until, cell)
            else:
                found.append((row.starts, row.until, cell))
        return [(day_text(start), day_text(until), cell) for start, until, cell in reversed(found)]
