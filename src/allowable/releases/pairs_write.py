"""Write a quarter's code pairs: a pair file for one look-up (pairs.py says how it is laid out) and Parquet for many.

A whole table is checked before anything is written: a part that is missing, a cut file, a table under the other setting's name or another
quarter's, and an invented list are refused. Both files are written under a temporary name and then moved into place.
"""

from __future__ import annotations

import json
import os
import pathlib

from ..kernel.day import OPEN, day_date, day_text
from ..law.edits.tables import PAIR_TABLES
from .files import open_file
from .pairs import _KIND, _LENGTHS, MAGIC, NOT_STATED, SCHEMA, file_name, quarter_days
from .pairs_sources import Columns, Part, read, recognise, recognise_path
from .point_write import write_atomically
from .problem import NotRecognised, Refused

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

LEAST_ROWS = 1_000_000  # the hospital table of 2024 Q3 has 1.78 million, the practitioner table 2.55 million
FIRST_LETTERS = "0123456789G"  # every whole table has column 1 codes that begin so
# Share of the active pairs that no modifier opens: 30 % of the practitioner table of 2024 Q3, 3.5 % of the hospital table.
BORDER_OF_NEVER = 0.15
BEFORE_QUARTER = 190  # days: a table printed for a quarter records changes of its first day or of the two quarters before
TRUSTS = {"cms": "official", "converted": "converted", "excerpt": "retyped"}


class Written:
    """What was written: `name` without ending, `count` of rows, `header` as in the file."""

    __slots__ = ("count", "header", "name")

    def __init__(self, name: str, header: dict[str, Any]) -> None:
        self.name = name
        self.header = header
        self.count: int = header["rows"]


def is_pair_file(path: str | os.PathLike[str]) -> bool:
    """Whether a path is a table of code pairs, or a part of one, by its name or by its members' names."""
    return recognise_path(pathlib.Path(path)) is not None


def build_pairs(
    path: str | os.PathLike[str], folder_out: str | os.PathLike[str], *, least_rows: int = LEAST_ROWS, parquet: bool = True
) -> list[Written]:
    """Write the table that begins in `path` into `folder_out`, and give a list with the Written.

    CMS offers a quarter in parts: the others are looked for beside part 1. The list is empty for a further part whose part 1 is there, so
    that a folder can be built path by path. `least_rows` is the fewest rows of a whole table; `parquet` says whether to write the table a
    second time as Parquet. Raises NotRecognised, or Refused with file and row.
    """
    folder = pathlib.Path(folder_out)
    parts = _open_parts(pathlib.Path(path))
    if parts is None:
        return []
    complete = parts[0].layout != "excerpt"
    columns = [read(part) for part in parts]
    for part in parts:
        part.file.forget()
    table = _Sorted(columns)
    if complete:
        _refuse_incomplete(parts, columns, table, least_rows)
        _refuse_other_setting(parts[0], table)
        _refuse_other_quarter(parts[0], table)
    _refuse_impossible(parts[0], table)
    name = file_name(parts[0].setting, parts[0].year, parts[0].quarter, complete=complete)
    header = _header(parts, columns, table, complete)
    folder.mkdir(parents=True, exist_ok=True)
    write_atomically(folder / f"{name}.pairs", _packed(header, table))
    if parquet:
        _write_parquet(folder / f"{name}.parquet", header, table)
    return [Written(name, header)]


def _open_parts(path: pathlib.Path) -> list[Part] | None:
    """Parts of the table to which `path` belongs, in order, opened; None if another path of its folder is the one that begins it."""
    own = recognise_path(path)
    if own is None:
        next(iter(open_file(path)), None)  # raises if it is no file, or no zip
        raise NotRecognised(f"{path}: this is no table of code pairs; CMS's members are named such as ccipra-v322r0-f1.txt")
    if own.layout != "cms":
        own.file = next(iter(open_file(path)))
        return [own]
    parts: dict[int, Part] = {}
    for beside in sorted(path.parent.iterdir()):
        other = recognise_path(beside) if beside.is_file() else None
        if other is not None and other.table == own.table:
            for file in open_file(beside):
                part = recognise(file.name)
                if part and part.number not in parts:
                    part.file = file
                    parts[part.number] = part
                    if part.number == 1 and beside != path:
                        return None
    numbers = sorted(parts)
    if numbers != list(range(1, len(numbers) + 1)):
        lacking = sorted(set(range(1, numbers[-1])) - set(numbers))
        raise Refused(
            path.name, f"part {', '.join(f'f{at}' for at in lacking)} of this table is not beside it", advice="save all parts in one folder"
        )
    return [parts[at] for at in numbers]


class _Sorted:
    """All rows by column 1, column 2, deletion day: arrays `one`, `two`, `kind`; `codes`; `kinds` as tuples in the file's order; counts."""

    def __init__(self, columns: list[Columns]) -> None:
        import numpy as np

        self.codes = sorted(set().union(*(one.codes for one in columns)))
        if len(self.codes) > 65_535:
            raise Refused(columns[0].where, f"{len(self.codes)} different codes are more than there are in HCPCS")
        place = {code: at for at, code in enumerate(self.codes)}
        joined = {name: np.concatenate([getattr(one, name) for one in columns]) for name in ("deletion", "first", "indicator", "rationale")}
        one, two = (
            np.concatenate([np.array([place[code] for code in part.codes], np.int64)[getattr(part, name)] for part in columns])
            for name in ("one", "two")
        )
        unstated = joined["first"] == NOT_STATED
        first = np.where(unstated, -OPEN, joined["first"]) + OPEN
        packed = ((joined["deletion"] + OPEN) << 32) | (first << 12) | (joined["indicator"] << 8) | joined["rationale"]
        distinct, kind = np.unique(packed, return_inverse=True)
        rows = np.sort((one << 44) | (two << 28) | kind)
        self.read = len(rows)
        rows = rows[np.diff(rows, prepend=-1) > 0]
        self.duplicates = self.read - len(rows)
        self.one, self.two, self.kind = rows >> 44, (rows >> 28) & 0xFFFF, rows & 0xFFFFFFF
        self.kinds = [
            (
                NOT_STATED if (value >> 12) & 0xFFFFF == 0 else ((value >> 12) & 0xFFFFF) - OPEN,
                (value >> 32) - OPEN,
                (value >> 8) & 0xF,
                value & 0xFF,
            )
            for value in distinct.tolist()
        ]
        kinds = np.array(self.kinds, np.int64).reshape(-1, 4)
        self.first, self.deletion, self.indicator, self.rationale = (kinds[:, at][self.kind] for at in range(4))
        self.active = self.deletion == OPEN

    def pair(self, at: int) -> str:
        """The two codes of a row, for messages."""
        return f"{self.codes[self.one[at]]}/{self.codes[self.two[at]]}"


def _refuse_incomplete(parts: list[Part], columns: list[Columns], table: _Sorted, least_rows: int) -> None:
    where = ", ".join(part.file.where for part in parts)
    if table.read < least_rows:
        lack = "it is cut short, a part is missing, or it is no table of NCCI's"
        why = f"it has {table.read} rows, and a whole quarter has more than {least_rows}: {lack}"
        raise Refused(where, why, row=columns[-1].first_row + len(columns[-1].one))
    begins = {table.codes[place][0] for place in set(table.one.tolist())}
    lacking = [letter for letter in FIRST_LETTERS if letter not in begins]
    if lacking:
        raise Refused(where, f"no column 1 code begins with {', '.join(lacking)}: it is cut short, or a part is missing")


def _refuse_other_setting(part: Part, table: _Sorted) -> None:
    never = int((table.active & (table.indicator == 0)).sum())
    share = never / max(1, int(table.active.sum()))
    looks = "practitioner" if share >= BORDER_OF_NEVER else "hospital"
    if looks != part.setting:
        why = f"its name says {part.setting}, but {share:.1%} of its active pairs have indicator 0, which is as in the {looks} table"
        raise Refused(part.file.where, why, advice="give it the name under which CMS offers it")


def _refuse_other_quarter(part: Part, table: _Sorted) -> None:
    first, after = quarter_days(part.year, part.quarter)
    newest = max((day for kind in table.kinds for day in kind[:2] if day not in (NOT_STATED, OPEN)), default=None)
    if newest is None or not first - BEFORE_QUARTER <= newest < after + BEFORE_QUARTER:
        latest = "none" if newest is None else day_date(newest).isoformat()
        why = f"its name says {part.year} Q{part.quarter}, but its latest change is of {latest}: it is another quarter's table"
        raise Refused(part.file.where, why, advice="give it the name under which CMS offers it")


def _refuse_impossible(part: Part, table: _Sorted) -> None:
    """Refuses what no table of NCCI has: a code paired with itself, an active edit with indicator 9, two active edits of one pair."""
    import numpy as np

    where = part.file.where
    for bad, why in (
        (table.one == table.two, "the code is paired with itself"),
        (table.active & (table.indicator == 9), "the edit is active and has indicator 9, which only deleted edits have"),
    ):
        if bad.any():
            raise Refused(where, f"pair {table.pair(int(np.flatnonzero(bad)[0]))}: {why}")
    active = np.flatnonzero(table.active)
    twice = (np.diff(table.one[active]) == 0) & (np.diff(table.two[active]) == 0)
    if twice.any():
        raise Refused(where, f"pair {table.pair(int(active[np.flatnonzero(twice)[0]]))}: two edits are active at once")


def _header(parts: list[Part], columns: list[Columns], table: _Sorted, complete: bool) -> dict[str, Any]:
    part = parts[0]
    first, after = quarter_days(part.year, part.quarter)
    stated = part.layout == "cms"
    return {
        "schema": SCHEMA,
        "release": f"NCCI PTP {part.setting} {part.year}Q{part.quarter}" + ("" if complete else " excerpt"),
        "setting": part.setting,
        "quarter": f"{part.year}Q{part.quarter}",
        "effective": day_text(first),
        "until": day_text(after),
        "complete": complete,
        "trust": TRUSTS[part.layout],
        "first_days": "as printed; 1996-01-01 may stand for an earlier day" if stated else "not in the source",
        "deletion_days": "not in the source: it lists active pairs only" if part.layout == "excerpt" else "as printed",
        "authority": PAIR_TABLES,
        "rows": len(table.one),
        "rows_read": table.read,
        "duplicates_dropped": table.duplicates,
        "active_rows": int(table.active.sum()),
        "codes": len(table.codes),
        "kinds": len(table.kinds),
        "sources": [
            {"file": part.file.origin, "member": part.file.where, "sha256": part.file.sha256, "rows": len(one.one)}
            for part, one in zip(parts, columns, strict=True)
        ],
    }


def _packed(header: dict[str, Any], table: _Sorted) -> bytes:
    import numpy as np

    text = json.dumps(header, ensure_ascii=False).encode()
    text += b" " * (-(len(MAGIC) + _LENGTHS.size + len(text)) % 8)
    width = 2 if len(table.kinds) <= 65_536 else 4
    starts = np.searchsorted(table.one, np.arange(len(table.codes) + 1)).astype("<u4")
    body = [
        text,
        b"".join(_KIND.pack(*kind) for kind in table.kinds),
        starts.tobytes(),
        table.two.astype("<u2").tobytes(),
        table.kind.astype(f"<u{width}").tobytes(),
        "".join(table.codes).encode(),
    ]
    whole = len(MAGIC) + _LENGTHS.size + sum(map(len, body))
    lengths = _LENGTHS.pack(len(text), len(table.codes), len(table.one), len(table.kinds), width, whole)
    return b"".join([MAGIC, lengths, *body])


def _write_parquet(path: pathlib.Path, header: dict[str, Any], table: _Sorted) -> None:
    """Columns: column_1, column_2, first_day (null where not stated), deletion_day, indicator, rationale; days as in the pair file."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    words = pa.array(table.codes)
    columns = {
        "column_1": pa.DictionaryArray.from_arrays(pa.array(table.one.astype(np.int32)), words),
        "column_2": words.take(pa.array(table.two)),
        "first_day": pa.array(table.first.astype(np.int32), mask=table.first == NOT_STATED),
        "deletion_day": pa.array(table.deletion.astype(np.int32)),
        "indicator": pa.array(table.indicator.astype(np.int8)),
        "rationale": pa.array(table.rationale.astype(np.int8)),
    }
    content = pa.table(columns).replace_schema_metadata({"allowable.pairs": json.dumps(header)})
    temporary = path.with_name(path.name + ".part")
    # Column 2 codes repeat from one column 1 code to the next. Plain, zstd sees it; a dictionary's bits hide it (1.5 times the size).
    spelled = [name for name in columns if name != "column_2"]
    pq.write_table(
        content, temporary, compression="zstd", compression_level=9, use_dictionary=spelled, row_group_size=1 << 22, data_page_size=1 << 23
    )
    os.replace(temporary, path)
