"""One span of days in which trees and tables are constant: what its published tables say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ...kernel.node import Node
from ...kernel.table import Table
from .pairs import NO_PARTNERS
from .schedule import Schedule
from .types import Array, Cells, Pair, Unknown, Values

if TYPE_CHECKING:
    from .lines import Bulk


class Span:
    """`day` is the first day of the span; `place` is its place among the spans of its regime."""

    def __init__(self, bulk: Bulk, day: int, place: int) -> None:
        self.bulk = bulk
        self.day = day
        self.place = place
        self._schedules: dict[str, Schedule] = {}
        self._lists: dict[Node, dict[str, int]] = {}

    def find(self, node: Node, keys: list[Pair]) -> tuple[Cells, Unknown]:
        """Rows of a published table for some keys, and why there are none."""
        table = node.data
        reasons = self.bulk.reasons
        points = self.bulk.store.table(table.name)
        reason = self._no_print(points, table.name)
        if reason:
            missing = _with_keys(keys, np.uint16(reasons.code(reason)))
            return (lambda name: ("" if getattr(table, name).is_text else 0, None)), missing
        schedule = self._schedule(table)
        place = schedule.find([values for values, _ in keys])
        printed = points.print_for(self.day, self.bulk.known)
        absent = (
            f"the {table.name} release of this day is not held and its neighbours differ"
            if printed.bridge
            else f"no row of {table.name} is in force for this key"
        )
        unknown = _with_keys(keys, np.where(place < 0, np.uint16(reasons.code(absent)), np.uint16(0)))

        def cells(name: str) -> tuple[Any, Array | None]:
            values, blank = schedule.cells(name)
            if not len(values):
                return ("" if getattr(table, name).is_text else 0), None
            return values[place], None if blank is None else blank[place] & (place >= 0)

        return cells, unknown

    def partners(self, node: Node, texts: Values) -> Pair:
        """For each text the number of its list of partners in a table of pairs, and why it is unknown."""
        table, asking_second, _ = node.data
        reason = self._no_print(self.bulk.store.table(table.name), table.name)
        if reason:
            return 0, self.bulk.reasons.code(reason)
        lists = self._lists.get(node)
        if lists is None:
            lists = self._lists[node] = self.bulk.partners.lists(self._schedule(table), asking_second)
        return np.array([lists.get(text, NO_PARTNERS) for text in np.atleast_1d(np.asarray(texts)).tolist()], np.int64), None

    def _schedule(self, table: Table) -> Schedule:
        found = self._schedules.get(table.name)
        if found is None:
            path = self.bulk.store.path(table.name, ".parquet")
            found = self._schedules[table.name] = Schedule(path, table, self.day, self.bulk.known)
        return found

    def _no_print(self, points: Any, name: str) -> str | None:
        if points is None:
            return f"no release of {name} is held"
        if points.print_for(self.day, self.bulk.known) is None:
            return (
                f"no release of {name} for this day was public yet"
                if points.print_for(self.day)
                else f"no release of {name} is held for this day"
            )
        return None

    def prints(self) -> dict[str, Any]:
        """The print of each table that speaks for this span, None where none does."""
        files = {name: self.bulk.store.table(name) for name in self.bulk.tables}
        return {name: points and points.print_for(self.day, self.bulk.known) for name, points in files.items()}


def _with_keys(keys: list[Pair], unknown: Any) -> Any:
    """Reasons of rows that were looked up: an unknown part of the key comes first, in the order of the key."""
    for _, key_unknown in reversed(keys):
        if key_unknown is not None:
            unknown = np.where(np.asarray(key_unknown) != 0, key_unknown, unknown).astype(np.uint16)
    return unknown
