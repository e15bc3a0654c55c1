"""Rows of a table in force on a day, where a look-up needs more than one."""

from __future__ import annotations

from ..kernel.day import OPEN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..releases.store import PointFile, Row


def is_in_force(row: Row, day: int, known: int) -> bool:
    """Whether a row speaks for a service day as known on a day."""
    return row.starts <= day < row.until and row.known <= known < row.superseded + (row.superseded == OPEN)


def rows_under(points: PointFile, first: str, day: int, known: int) -> list[Row]:
    """The rows in force whose first key text is `first`, in the order of their keys."""
    return [row for row in points.under(first) if is_in_force(row, day, known)]


def every_row(points: PointFile, day: int, known: int) -> Iterator[Row]:
    """Every row in force, in the order of the keys; for small tables."""
    for key in points.keys():  # noqa: SIM118 - a PointFile is no dict
        row = points.find(key, day, known)
        if row is not None:
            yield row
