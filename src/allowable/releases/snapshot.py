"""What a recipe hands over: one release's whole print of one table, with its days and its source."""

from __future__ import annotations

from ..kernel.day import ALWAYS
from .problem import Refused

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, Protocol

    from ..kernel.table import Cells, Key, Table

    class Origin(Protocol):
        """What a snapshot records of its file: the name of the file on disk, the member of it, and the sha256 of the file on disk."""

        origin: str
        where: str
        sha256: str


TRUSTS = {
    "official": "CMS's own bytes",
    "retyped": "CMS text retyped, size and values cross-checked",
    "converted": "CMS content converted by a third party: values kept, bytes not",
    "derived": "derived from CMS content, never an official file",
}


class Snapshot:
    """One table as one release printed it.

    release    its name as a user says it ("RVU25A", "OPPS 2025Q1 Addendum B", "ASC 2024-04-01 AA")
    effective  first service day (kernel.day number)
    until      day after the last service day for which this print speaks by itself: the next quarter or year. Where a later release starts
               earlier than that, the later one wins from its own first day; the same `effective` with a later `known` is a revision
    known      day on which it became public (kernel.day number), or ALWAYS if not stated: then known when effective
    known_evidence  RULES tag of the `known` day: "V" read in the file or its name, "U" unverified
    rows       {key tuple of texts: tuple of column values in the table's order (scaled int, str or None)}
    lines      {key tuple: row number in the source file}, optional
    """

    __slots__ = ("effective", "file", "known", "known_evidence", "lines", "member", "release", "rows", "sha256", "table", "trust", "until")

    def __init__(
        self,
        table: Table,
        release: str,
        file: Origin,
        *,
        effective: int,
        until: int,
        rows: Mapping[Any, Cells],
        known: int = ALWAYS,
        known_evidence: str = "V",
        trust: str = "official",
        lines: Mapping[Any, int] | None = None,
    ) -> None:
        if trust not in TRUSTS:
            raise ValueError(f"trust {trust!r} is none of {', '.join(TRUSTS)}")
        self.table = table
        self.release = release
        self.file = file.origin
        self.member = file.where
        self.sha256 = file.sha256
        self.effective = effective
        self.until = until
        self.known = known
        self.known_evidence = known_evidence
        self.trust = trust
        self.rows: Mapping[Key, Cells] = rows
        self.lines = lines

    def __repr__(self) -> str:
        return f"<snapshot {self.table.name} of {self.release}, {len(self.rows)} rows>"


def scaled(text: str, places: int, where: str, row: int | None, column: str) -> int | None:
    """Scaled integer of a printed decimal ("1,234.50" at 2 places is 123450); None for a blank. Refuses all else and more places.

    Exact: works on the digits, no float. A float's printed tail in a workbook (0.1 + 0.2 style, 10 or more places) is first rounded by the
    recipe that knows the column, never here.
    """
    digits = text.strip().replace(",", "").replace("$", "").strip()
    if not digits:
        return None
    sign = -1 if digits.startswith("-") else 1
    whole, _, part = digits.removeprefix("-").removeprefix("+").partition(".")
    if not (whole + part).isdecimal() or not (whole + part).isascii():
        raise Refused(where, f"column {column}: {text!r} is not a number", row=row)
    part = part.rstrip("0")
    if len(part) > places:
        raise Refused(where, f"column {column}: {text!r} has more than {places} decimal places", row=row)
    return sign * int((whole or "0") + part.ljust(places, "0"))
