"""Point files: one look-up in a published schedule without numpy, pyarrow or a parser.

A file is a text header and, behind it, records of fixed width sorted by key: the key's texts padded to their widths, then first day, day
after the last, known from, superseded on (unsigned 16-bit day numbers), then the columns. A look-up is a bisection over the mapped file.
Text columns hold a place in a vocabulary of the header; a number that CMS left blank is the least integer of its width.
"""

from __future__ import annotations

import mmap
import struct

from ..kernel.day import ALWAYS, OPEN, day_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os
    from collections.abc import Iterator
    from typing import Any, TypeAlias

    from ..kernel.table import Cells, Key

    Raw: TypeAlias = tuple[Any, ...]  # a record as it is packed: the four days, then the columns
    Span: TypeAlias = list[Any]  # starts, until, known, superseded (exclusive), key, and the row, or where its cells stand in the file
    Spanned: TypeAlias = tuple[Key, int, int, int, int, Cells]  # key, starts, until, known, superseded, values: a Row as it is written

MAGIC = "allowable point file 1"
BLANKS = {"h": -(2**15), "i": -(2**31), "q": -(2**63)}
DAYS = "HHHH"
FOUR_DAYS = struct.Struct("<" + DAYS)
MOST_KEPT = 8_192  # keys, and days, whose answers a file keeps; then it begins anew
ABSENT = "\\N"  # a text that the print does not state; an empty text is a stated blank


class PointFileError(Exception):
    """The file is no point file, or is cut short; build the releases again."""


class Print:
    """One release's print of one table: which days it speaks for, when it became public, and the file a user can hold in their hands.

    `bridge` marks a span between two held releases of one year: only rows that both print alike are held to be in force there.
    """

    __slots__ = ("bridge", "effective", "file", "known", "known_evidence", "member", "release", "sha256", "trust", "until")

    def __init__(
        self,
        release: str,
        file: str,
        member: str,
        sha256: str,
        trust: str,
        effective: int | str,
        until: int | str,
        known: int | str,
        known_evidence: str,
        bridge: bool | str,
    ) -> None:
        self.release = release
        self.file = file
        self.member = member
        self.sha256 = sha256
        self.trust = trust
        self.effective = int(effective)
        self.until = int(until)
        self.known = int(known)
        self.known_evidence = known_evidence
        self.bridge = bridge == "1" or bridge is True

    def entry(self) -> dict[str, Any]:
        """The print as a plain object, its days as texts: for the manifest and for every door."""
        days = {name: day_text(getattr(self, name)) for name in ("effective", "until", "known")}
        named = {name: getattr(self, name) for name in ("release", "file", "member", "sha256", "trust")}
        return {**named, **days, "known_evidence": self.known_evidence, "bridge": self.bridge}

    def line(self) -> str:
        """The header line that holds this print."""
        texts = (self.release, self.file, self.member, self.sha256, self.trust)
        days = (str(self.effective), str(self.until), str(self.known))
        return "\t".join(["print", *texts, *days, self.known_evidence, "1" if self.bridge else "0"])

    def __repr__(self) -> str:
        return f"<print {self.release}>"


class Row:
    """One row: values in the table's column order, the span of service days, and the span of days on which it was held true."""

    __slots__ = ("key", "known", "starts", "superseded", "until", "values")

    def __init__(self, key: Key, starts: int, until: int, known: int, superseded: int, values: Cells) -> None:
        self.key = key
        self.starts = starts
        self.until = until
        self.known = known
        self.superseded = superseded
        self.values = values

    def __repr__(self) -> str:
        return f"<row {self.key} {self.starts}-{self.until}>"


class PointFile:
    """A mapped point file: `find(key, day, known)` a Row or None, `history(key)` its rows, `under(first)` those of a first key text."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        try:
            with open(path, "rb") as stream:
                self._map = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
        except ValueError:  # an empty file cannot be mapped
            raise PointFileError(f"{path} is empty: build the releases again with `allowable releases build`") from None
        end = self._map.find(b"\n\n")
        head = self._map[: max(end, 0)].decode("utf-8").split("\n")
        if head[0] != MAGIC:
            raise PointFileError(f"{path} is no point file: build the releases again with `allowable releases build`")
        self._read_header(head[1:])
        self._start = end + 2
        self._struct = struct.Struct("<" + DAYS + "".join(self._formats))
        self._width = self._key_width + self._struct.size
        self._held: dict[Key, list[Span]] = {}
        self._speaks: dict[tuple[int, int], Print | None] = {}
        if (len(self._map) - self._start) != self._width * self.count:
            raise PointFileError(f"{path} is cut short: build the releases again with `allowable releases build`")

    def _read_header(self, lines: list[str]) -> None:
        self.prints: list[Print] = []
        self.column_names: list[str] = []
        self._widths: list[int] = []
        self.count = 0
        self._formats: list[str] = []
        self._vocabularies: list[list[str | None] | None] = []
        for line in lines:
            cells = line.split("\t")
            if cells[0] == "print":
                self.prints.append(Print(*cells[1:]))
            elif cells[0] == "column":
                self.column_names.append(cells[1])
                self._formats.append(cells[2])
                self._vocabularies.append([None if cell == ABSENT else cell for cell in cells[3:]] if cells[2] in "BHI" else None)
            elif cells[0] == "keys":
                self._widths = [int(cell) for cell in cells[1:]]
            elif cells[0] == "count":
                self.count = int(cells[1])
        self._key_width = sum(self._widths)
        self._blanks = [BLANKS.get(one) for one in self._formats]

    def _packed(self, key: Key) -> bytes | None:
        parts = []
        for part, width in zip(key, self._widths, strict=True):
            encoded = part.encode()
            if len(encoded) > width:
                return None
            parts.append(encoded.ljust(width))
        return b"".join(parts)

    def _first(self, packed: bytes) -> int:
        data, start, width, size = self._map, self._start, self._width, self._key_width
        low, high = 0, self.count
        while low < high:
            middle = (low + high) // 2
            at = start + middle * width
            if data[at : at + size] < packed:
                low = middle + 1
            else:
                high = middle
        return low

    def history(self, key: Key) -> list[Row]:
        """All rows of a key, in the order of their first days."""
        rows = [self._row(span) for span in self._spans(key)]
        rows.sort(key=lambda row: (row.starts, row.known))
        return rows

    def find(self, key: Key, day: int, known: int = OPEN) -> Row | None:
        """The row in force on a service day as known on a day, or None."""
        for span in self._held.get(key) or self._spans(key):
            if span[0] <= day < span[1] and span[2] <= known < span[3]:
                return self._row(span)
        return None

    def _spans(self, key: Key) -> list[Span]:
        """The spans of a key's rows, in the order of the file; they are kept, because the same keys are asked for again and again."""
        found = self._held.get(key)
        if found is None:
            if len(self._held) >= MOST_KEPT:
                self._held.clear()
            found = []
            packed = self._packed(key)
            place = self.count if packed is None else self._first(packed)
            data, width, size = self._map, self._width, self._key_width
            at = self._start + place * width
            while place < self.count and data[at : at + size] == packed:
                starts, until, known, superseded = FOUR_DAYS.unpack_from(data, at + size)
                found.append([starts, until, known, superseded + (superseded == OPEN), key, at + size])
                place, at = place + 1, at + width
            self._held[key] = found  # whole: another thread may ask for the same key
        return found

    def _row(self, span: Span) -> Row:
        """The row of a span; its cells are read when it is first asked for."""
        row: Row | int = span[5]
        if row.__class__ is int:
            raw = self._struct.unpack_from(self._map, row)
            row = span[5] = Row(span[4], raw[0], raw[1], raw[2], raw[3], self._values(raw[4:]))
        return row  # type: ignore[return-value]

    def under(self, first: str) -> list[Row]:
        """All rows whose first key text is `first`, in the order of their keys and first days."""
        packed = first.encode().ljust(self._widths[0])
        rows, place = [], self._first(packed)
        while place < self.count:
            at = self._start + place * self._width
            key = self._map[at : at + self._key_width]
            if not key.startswith(packed):
                break
            raw = self._struct.unpack_from(self._map, at + self._key_width)
            rows.append(Row(self._unpacked(key), raw[0], raw[1], raw[2], raw[3], self._values(raw[4:])))
            place += 1
        rows.sort(key=lambda row: (row.key, row.starts, row.known))
        return rows

    def keys(self) -> Iterator[Key]:
        """Every distinct key, in order."""
        before = None
        for place in range(self.count):
            at = self._start + place * self._width
            packed = self._map[at : at + self._key_width]
            if packed != before:
                before = packed
                yield self._unpacked(packed)

    def _unpacked(self, packed: bytes) -> Key:
        parts, offset = [], 0
        for width in self._widths:
            parts.append(packed[offset : offset + width].decode().rstrip())
            offset += width
        return tuple(parts)

    def _values(self, raw: Raw) -> Cells:
        cells = [
            vocabulary[value] if vocabulary is not None else (None if value == blank else value)
            for value, vocabulary, blank in zip(raw, self._vocabularies, self._blanks, strict=True)
        ]
        return tuple(cells)

    def print_for(self, day: int, known: int = OPEN) -> Print | None:
        """The print that speaks for a service day as known on a day; None if none is held, or none was public yet."""
        try:
            return self._speaks[day, known]
        except KeyError:
            if len(self._speaks) >= MOST_KEPT:
                self._speaks.clear()
        speaking = [one for one in self.prints if one.effective <= day < one.until and one.known <= known]
        found = self._speaks[day, known] = max(reversed(speaking), key=lambda one: (one.effective, one.known), default=None)
        return found

    def last_day(self) -> int:
        """The day after the last service day of any print."""
        return max((one.until for one in self.prints), default=ALWAYS)

    def first_day(self) -> int:
        """The first service day of any print."""
        return min((one.effective for one in self.prints), default=OPEN)
