"""Code pairs (NCCI procedure-to-procedure edits): one look-up in millions of rows without numpy, pyarrow or a parser.

A pair file holds one setting's table of one quarter: a sorted list of codes, for each code the place of its first row as column 1, then
for every row the place of its column 2 code and the number of its kind (first day, deletion day, indicator, rationale), both as uint16.
Rows are sorted by column 1, column 2, deletion day. pairs_write.py writes it; NumPy can map the same arrays. Numbers are little-endian.

    magic (24 bytes) | lengths (_LENGTHS) | header (JSON, blanks to a multiple of 8) | kinds (_KIND) | starts (uint32) | column 2 (uint16)
    | kind of each row (uint16, or uint32 where there are more kinds) | codes (5 bytes each)
"""

from __future__ import annotations

import functools
import mmap
import os
import struct
import sys
from bisect import bisect_left

from ..kernel.day import day_date, day_number
from .problem import ReleaseProblem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    Kind = tuple[int | None, int, str, int]
    Partner = tuple[str, str, int | None, int, str, int]

MAGIC = b"allowable code pairs 1\n\0"
SCHEMA = "allowable.pairs/1"
NOT_STATED = -(2**31)  # in the file: the source states no first day
WIDTH = 5  # of a procedure code

_LENGTHS = struct.Struct("<6I")  # header, codes, rows, kinds, bytes of a kind's number, whole file
_KIND = struct.Struct("<iiBBxx")  # first day, deletion day, indicator, rationale


class PairFileError(ReleaseProblem):
    """The file is no pair file, or is cut short; build the releases again."""


class PairFile:
    """A mapped pair file.

    `rows(column_1, column_2)` and `partners(code)` give what the table prints, deleted edits too; `header` tells its origin, `codes`
    lists its codes, `count` counts its rows. A deletion day is the last day of the edit, OPEN where it has none; a first day is None if no
    source states it. Days are whole numbers of kernel.day, zero or negative before 2000. Of an excerpt (`complete` is False) a missing row
    proves nothing.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = os.fspath(path)
        try:
            with open(path, "rb") as stream:
                self._map = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
        except ValueError:
            raise PairFileError(f"{self.path}: the file is empty; build the releases again") from None
        if self._map[: len(MAGIC)] != MAGIC:
            raise PairFileError(f"{self.path}: this is no pair file of this version; build the releases again")
        self._lay_out(*_LENGTHS.unpack_from(self._map, len(MAGIC)))

    def _lay_out(self, header: int, codes: int, rows: int, kinds: int, width: int, whole: int) -> None:
        if whole != len(self._map):
            raise PairFileError(f"{self.path}: it should have {whole} bytes and has {len(self._map)}; build the releases again")
        at = len(MAGIC) + _LENGTHS.size
        self._header_at = at, at + header
        self._header: dict[str, Any] | None = None
        at += header
        kinds_at, at = at, at + kinds * _KIND.size
        self._kinds: list[Kind] = [
            (None if first == NOT_STATED else first, deletion, str(indicator), rationale)
            for first, deletion, indicator, rationale in _KIND.iter_unpack(self._map[kinds_at:at])
        ]
        self._starts, at = self._numbers(at, codes + 1, "I")
        self._second_at = at
        self._second, at = self._numbers(at, rows, "H")
        self._kind, at = self._numbers(at, rows, "H" if width == 2 else "I")
        self._codes_at = at, at + codes * WIDTH
        self.count = rows

    @functools.cached_property
    def codes(self) -> list[str]:
        """The codes of the table, sorted."""
        text = self._map[slice(*self._codes_at)].decode()
        return [text[at : at + WIDTH] for at in range(0, len(text), WIDTH)]

    def _numbers(self, at: int, count: int, kind: str) -> tuple[Sequence[int], int]:
        end = at + count * (2 if kind == "H" else 4)
        if sys.byteorder == "little":
            whole = memoryview(self._map)[at:end]
            return whole.cast("H") if kind == "H" else whole.cast("I"), end
        from array import array

        numbers = array(kind, self._map[at:end])
        numbers.byteswap()
        return numbers, end

    @property
    def header(self) -> dict[str, Any]:
        """Setting, quarter, days, completeness, counts and sources (file and sha256) of the table, as a dict."""
        if self._header is None:
            import json

            self._header = json.loads(self._map[slice(*self._header_at)])
        assert self._header is not None
        return self._header

    def arrays(self) -> tuple[Sequence[int], Sequence[int], Sequence[int], list[Kind]]:
        """(first row of each code as column 1, column 2 of each row, kind of each row, the kinds): buffers that NumPy can map."""
        return self._starts, self._second, self._kind, self._kinds

    def deletion_days(self) -> set[int]:
        """The days on which edits of the table end, OPEN among them."""
        return {deletion for _, deletion, _, _ in self._kinds}

    @property
    def complete(self) -> bool:
        """Whether the file holds the whole table of its quarter."""
        return bool(self.header["complete"])

    @property
    def effective(self) -> int:
        """First service day for which the table speaks."""
        return day_number(self.header["effective"])

    @property
    def until(self) -> int:
        """Day after the last service day for which the table speaks."""
        return day_number(self.header["until"])

    def rows(self, column_1: str, column_2: str) -> list[Kind]:
        """[(first day or None, deletion day or OPEN, indicator, rationale number)] of a pair in this direction, by deletion day."""
        first, second = self._place(column_1), self._place(column_2)
        if first is None or second is None:
            return []
        end = self._starts[first + 1]
        at = bisect_left(self._second, second, self._starts[first], end)
        found = []
        while at < end and self._second[at] == second:
            found.append(self._kinds[self._kind[at]])
            at += 1
        return found

    def partners(self, code: str) -> list[Partner]:
        """[(column 1, column 2, first day, deletion day, indicator, rationale number)] of every row in which a code stands, either way.

        Rows with the code in column 1 come first. A table is sorted by column 1 only, so this reads all of it: some milliseconds.
        """
        place = self._place(code)
        if place is None:
            return []
        found: list[Partner] = [
            (code, self.codes[self._second[at]], *self._kinds[self._kind[at]]) for at in range(self._starts[place], self._starts[place + 1])
        ]
        first = 0
        for at in self._rows_of_second(place):
            first = bisect_left(self._starts, at + 1, first) - 1
            found.append((self.codes[first], code, *self._kinds[self._kind[at]]))
        return found

    def _rows_of_second(self, place: int) -> Iterator[int]:
        if sys.byteorder != "little":
            yield from (at for at, second in enumerate(self._second) if second == place)
            return
        needle, end = struct.pack("<H", place), self._second_at + 2 * self.count
        at = self._map.find(needle, self._second_at, end)
        while at >= 0:
            if (at - self._second_at) % 2 == 0:  # a match across two numbers is none
                yield (at - self._second_at) // 2
            at = self._map.find(needle, at + 1, end)

    def _place(self, code: str) -> int | None:
        at = bisect_left(self.codes, code)
        return at if at < len(self.codes) and self.codes[at] == code else None

    def close(self) -> None:
        """Let go of the file."""
        for numbers in (self._starts, self._second, self._kind):
            if isinstance(numbers, memoryview):
                numbers.release()
        self._map.close()

    def __repr__(self) -> str:
        return f"<code pairs {self.path}, {self.count} rows>"


def file_name(setting: str, year: int, quarter: int, *, complete: bool) -> str:
    """Name of a pair file without its ending: code_pairs_practitioner_2024Q3."""
    return f"code_pairs_{setting}_{year}Q{quarter}" + ("" if complete else "_excerpt")


def quarter_days(year: int, quarter: int) -> tuple[int, int]:
    """(first day, day after the last day) of a quarter."""
    after = f"{year + 1}-01-01" if quarter == 4 else f"{year}-{3 * quarter + 1:02d}-01"
    return day_number(f"{year}-{3 * quarter - 2:02d}-01"), day_number(after)


def find_pair_file(folders: Sequence[str | os.PathLike[str]], setting: str, day: int) -> PairFile | None:
    """PairFile of the setting (practitioner, hospital) whose quarter holds the service day, a whole table before an excerpt; or None."""
    of_day = day_date(day)
    year, quarter = of_day.year, (of_day.month + 2) // 3
    for complete in (True, False):
        for folder in folders:
            path = os.path.join(folder, file_name(setting, year, quarter, complete=complete) + ".pairs")
            if os.path.exists(path):
                return PairFile(path)
    return None
