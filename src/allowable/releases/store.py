"""The store answers: what was in force on this service day, as known on that day, and which print says so.

Tables are looked for in the user's own store first (what they imported), then among the embedded facts. Opening one costs a map of a file.
"""

from __future__ import annotations

import os

from ..kernel.day import OPEN, day_text
from .point import PointFile as PointFile  # the doors take the types of the store's answers from here

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from ..kernel.table import Key, Table
    from .point import Print as Print
    from .point import Row as Row

PAIRS = "code_pairs_"  # how the names of tables begin that are kept as pair files
EMBEDDED = os.path.join(os.path.dirname(__file__), "embedded")


def user_folder() -> str:
    """Folder of the user's own releases: ALLOWABLE_STORE, else the data folder of the operating system's convention."""
    chosen = os.environ.get("ALLOWABLE_STORE")
    if chosen:
        return chosen
    base = os.environ.get("XDG_DATA_HOME") or os.path.join(os.path.expanduser("~"), ".local", "share")
    return os.path.join(base, "allowable", "releases")


class Missing:
    """Why the store has no row: `reason` is stable, `detail` names the key, the day and what to do."""

    __slots__ = ("detail", "reason")

    def __init__(self, reason: str, detail: str) -> None:
        self.reason = reason
        self.detail = detail


class Store:
    """Point files of the folders, opened when first asked for."""

    def __init__(self, folders: Sequence[str | os.PathLike[str]] | None = None) -> None:
        self.folders = folders or [user_folder(), EMBEDDED]
        self._open: dict[str, Any] = {}  # PointFile, PairTable or None

    def __reduce__(self) -> tuple[type[Store], tuple[Sequence[str | os.PathLike[str]]]]:
        """For another process: the same folders."""
        return type(self), (self.folders,)

    def path(self, table_name: str, ending: str = ".point") -> str | None:
        """Path of a table's file, or None."""
        for folder in self.folders:
            path = os.path.join(folder, table_name + ending)
            if os.path.exists(path):
                return path
        return None

    def table(self, name: str) -> Any:
        """The PointFile of a table, a PairTable where it holds code pairs, or None if no release of it is held."""
        if name not in self._open:
            path = self.path(name)
            self._open[name] = PointFile(path) if path else self._pairs(name)
        return self._open[name]

    def _pairs(self, name: str) -> Any:
        """The table of code pairs of that name, which is asked like a point file; None for any other name."""
        if not name.startswith(PAIRS):
            return None
        from .pair_table import PairTable

        return PairTable.open(self.folders, name)

    def find(self, table: Table, key: Key, day: int, known: int = OPEN) -> tuple[Row, Print] | Missing:
        """(Row, Print) in force, or Missing with the reason. The reasons are the same words that the bulk fold gives."""
        points = self.table(table.name)
        if points is None:
            return Missing(f"no release of {table.name} is held", "import one with `allowable releases import FILE`")
        printed = points.print_for(day, known)
        if printed is None:
            return self._no_print(points, table, day, known)
        row = points.find(key, day, known)
        if row is not None:
            return row, printed
        named = ", ".join(f"{column.name} {part or 'blank'}" for column, part in zip(table.keys, key, strict=True))
        if table.name.startswith(PAIRS) and points.is_excerpt(printed):
            from .pair_table import excerpt_reason

            return Missing(excerpt_reason(table.name), f"{printed.release}: {named}")
        if printed.bridge:
            return Missing(
                f"the {table.name} release of this day is not held and its neighbours differ",
                f"{named}: {printed.release.replace(' alike', '')} do not print the same row; import the release between them",
            )
        return Missing(f"no row of {table.name} is in force for this key", f"{printed.release} has no row for {named}")

    @staticmethod
    def _no_print(points: PointFile, table: Table, day: int, known: int) -> Missing:
        if points.print_for(day) is not None:
            detail = f"nothing that speaks for {day_text(day)} was known on {day_text(known)}"
            return Missing(f"no release of {table.name} for this day was public yet", detail)
        held = [one for one in points.prints if not one.bridge]
        before = max((one for one in held if one.until <= day), key=lambda one: one.until, default=None)
        after = min((one for one in held if one.effective > day), key=lambda one: one.effective, default=None)
        around = []
        if before:
            around.append(f"{before.release} ends on {day_text(before.until - 1)}")
        if after:
            around.append(f"{after.release} starts on {day_text(after.effective)}")
        return Missing(
            f"no release of {table.name} is held for this day",
            f"{day_text(day)}: {' and '.join(around)}; import the release of that day with `allowable releases import FILE`",
        )
