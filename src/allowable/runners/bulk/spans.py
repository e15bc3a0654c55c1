"""One span of days in which trees and tables are constant: what its published tables say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ...kernel.node import Node
from ...kernel.table import Table
from .pair_rows import pairs_in_force
from .pairs import NO_PARTNERS
from .reasons import excerpt_reason
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
        self._lists: dict[Node, tuple[dict[int, int], int]] = {}  # number of each text's list, and of all others'

    def find(self, node: Node, keys: list[Pair]) -> tuple[Cells, Unknown]:
        """Rows of a published table for some keys, and why there are none."""
        table = node.data
        reasons = self.bulk.reasons
        points = self.bulk.store.table(table.name)
        reason = self._no_print(points, table.name)
        if reason:
            missing = _with_keys(keys, np.uint16(reasons.code(reason)))
            return (lambda name: (0, None)), missing
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
                return 0, None
            return values[place], None if blank is None else blank[place] & (place >= 0)

        return cells, unknown

    def partners(self, node: Node, texts: Values) -> Pair:
        """For each text the number of its list of partners in a table of pairs, and why it is unknown."""
        table = node.data[0]
        points = self.bulk.store.table(table.name)
        reason = self._no_print(points, table.name)
        if reason:
            return 0, self.bulk.reasons.code(reason)
        found = self._lists.get(node)
        if found is None:
            found = self._lists[node] = self._pairs_of_file(node, points) if table.of_pairs else self._pairs_of_rows(node)
        lists, nobody = found
        return np.array([lists.get(text, nobody) for text in np.atleast_1d(np.asarray(texts)).tolist()], np.int64), None

    def _pairs_of_rows(self, node: Node) -> tuple[dict[int, int], int]:
        table, asking_second, only = node.data
        schedule = self._schedule(table)
        first, second = schedule.keys()
        counts = None if only is None else self.bulk.words.are_in(schedule.cells(only[0])[0], only[1])
        pairs = (second, first) if asking_second else (first, second)
        return self.bulk.partners.lists(*pairs, counts), NO_PARTNERS

    def _pairs_of_file(self, node: Node, points: Any) -> tuple[dict[int, int], int]:
        """Of NCCI code pairs, which are too many for a table of rows."""
        table, asking_second, only = node.data
        printed = points.print_for(self.day, self.bulk.known)
        file, is_excerpt = points.file_of(printed), points.is_excerpt(printed)
        # of a whole table only the rows that count are taken up; of an excerpt all, because what it prints is known
        first, second, counts = pairs_in_force(file, self.day, None if only is None else only[1], is_excerpt)
        numbers = self.bulk.words.numbers(file.codes)
        pairs = (numbers[second], numbers[first]) if asking_second else (numbers[first], numbers[second])
        open_yet = self.bulk.reasons.code(excerpt_reason(table.name)) if is_excerpt else 0
        lists = self.bulk.partners.lists(*pairs, counts, open_yet)
        return lists, self.bulk.partners.empty_list(open_yet) if open_yet else NO_PARTNERS

    def _schedule(self, table: Table) -> Schedule:
        found = self._schedules.get(table.name)
        if found is None:
            path = self.bulk.store.path(table.name, ".parquet")
            found = self._schedules[table.name] = Schedule(path, table, self.bulk.words, self.day, self.bulk.known)
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
