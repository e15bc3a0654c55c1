"""The list of sources of an audit: each print and each stated value once, with a number by which figures refer to it."""

from __future__ import annotations

from ..kernel.day import ALWAYS, OPEN, day_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..kernel.parameter import Value
    from ..runners.account import Print
    from .shapes import Json, Key


def last_day(until: int) -> str | None:
    """Text of the last day before a day number; None if it is open."""
    return None if until >= OPEN else day_text(until - 1)


class Sources:
    """Collects sources; `number_of_*` gives the number of one, `entries` the list for the report."""

    def __init__(self) -> None:
        self.entries: list[Json] = []
        self._numbers: dict[Key, int] = {}

    def number_of_print(self, table: str, printed: Print) -> int:
        """Number of a release's print of a table."""
        return self._number(
            (table, printed.release, printed.member, printed.sha256),
            lambda: {
                "table": table,
                "release": printed.release,
                "file": printed.file,
                "member": printed.member,
                "sha256": printed.sha256,
                "trust": printed.trust,
                "effective": day_text(printed.effective),
                "last_day": last_day(printed.until),
                "known": None if printed.known == ALWAYS else day_text(printed.known),
                "known_evidence": printed.known_evidence,
            },
        )

    def number_of_value(self, name: str, value: Value) -> int:
        """Number of a dated value that the law states."""
        return self._number(
            (name, value.starts, value.known),
            lambda: {
                "value_of": name,
                "value": value.written,
                "from": day_text(value.starts),
                "known": day_text(value.known),
                "document": value.cite.document,
                "place": value.cite.place,
                "evidence": value.cite.evidence,
            },
        )

    def _number(self, key: Key, entry: Callable[[], Json]) -> int:
        if key not in self._numbers:
            self._numbers[key] = len(self.entries) + 1
            self.entries.append({"id": self._numbers[key], **entry()})
        return self._numbers[key]
