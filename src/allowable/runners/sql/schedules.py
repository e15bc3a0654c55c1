"""Published schedules as SQL: the rows that are in force on a service day as known on a day, and why there may be none."""

from __future__ import annotations

from typing import Any

from ...kernel.day import OPEN
from ...kernel.table import Table
from .text import quoted


class Schedule:
    """One table on one day. `relation` names its common table expression; `refusal` says why no row of it can be found, or None.

    `absent` is the reason of a key without a row. `ask(column)` makes a column part of the relation.
    """

    def __init__(self, store: Any, table: Table, day: int, known: int) -> None:
        self.table = table
        self.relation = f"t_{table.name}"
        self.refusal: str | None = None
        self.absent = f"no row of {table.name} is in force for this key"
        self._path = store.path(table.name, ".parquet")
        self._days = (day, known)
        self._asked: dict[str, bool] = {}
        self._print(store.table(table.name), day, known)

    def _print(self, points: Any, day: int, known: int) -> None:
        name = self.table.name
        if points is None:
            self.refusal = f"no release of {name} is held"
            return
        speaking = [one for one in points.prints if one.effective <= day < one.until]
        public = [one for one in speaking if one.known <= known]
        if not speaking:
            self.refusal = f"no release of {name} is held for this day"
        elif not public:
            self.refusal = f"no release of {name} for this day was public yet"
        elif max(public, key=lambda one: (one.effective, one.known)).bridge:
            self.absent = f"the {name} release of this day is not held and its neighbours differ"

    def ask(self, column: str) -> None:
        """Make a column part of the relation."""
        self._asked[column] = True

    def text(self) -> str:
        """The relation as a common table expression."""
        day, known = self._days
        columns = ", ".join(f'"{name}"' for name in [*(key.name for key in self.table.keys), *self._asked])
        public = f"known <= {known} AND (superseded > {known} OR superseded = {OPEN})"
        return (
            f"{self.relation} AS (\n  SELECT {columns}\n  FROM read_parquet({quoted(self._path)})\n"
            f"  WHERE starts <= {day} AND until > {day} AND {public})"
        )
