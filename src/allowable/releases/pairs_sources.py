"""The layouts in which a table of code pairs comes, read into columns of numbers.

* CMS's own: tab-separated text in parts f1, f2..., `ccipra-v322r0-f1.txt` (practitioner) or `ccioph-...` (outpatient hospital), with first
  and deletion days as YYYYMMDD; "*" as a deletion day means none, "*" in the third column that the pair existed before 1996 (its first day
  is then printed as 19960101). Version 322 is of the 32nd year since 1994 and of its third quarter, for the first is 0: 2026 Q3.
* a converted whole table: column_1, column_2, deletion, modifier, rationale; 9999-12-31 means no deletion day; first days are lost.
* a retyped excerpt of active pairs: column_1, column_2, modifier.
"""

from __future__ import annotations

import pathlib
import re
import zipfile
from datetime import date

from ..kernel.day import EPOCH_ORDINAL, OPEN
from .pairs import NOT_STATED, WIDTH
from .problem import Refused
from .recipe import columns_of, normalised

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .files import PublishedFile

# NCCI's categories, shortened to what tells them apart -> number of law/edits/tables.PAIR_RATIONALES.
RATIONALES = {
    "cpt manual or cms manual coding instruction": 1,
    "misuse of column two code with column one code": 2,
    "standards of medical surgical practice": 3,
    "standard preparation monitoring services for anesthesia": 4,
    "hcpcs cpt procedure code definition": 5,
    "mutually exclusive procedures": 6,
    "more extensive procedure": 7,
    "cpt separate procedure definition": 8,
    "anesthesia service included in surgical procedure": 9,
    "sequential procedure": 10,
    "laboratory panel": 11,
    "gender specific procedures": 12,
}
FIRST_YEAR = 1994  # of version 0
CODE = re.compile(r"[0-9A-Z]{4}[0-9A-Z]$")
_CMS = re.compile(r"cci(pra|oph)-v(\d\d)([0-3])r(\d)-f(\d+)\.txt$", re.IGNORECASE)
_CONVERTED = re.compile(r"ncci_ptp_(practitioner|outpatient)_(\d{4})Q([1-4])_full\.csv$", re.IGNORECASE)
_EXCERPT = re.compile(r"ncci_ptp_(practitioner|outpatient)_(\d{4})Q([1-4])_\w+_active\.transcribed\.csv$", re.IGNORECASE)
_SETTINGS = {"pra": "practitioner", "oph": "hospital", "practitioner": "practitioner", "outpatient": "hospital"}
_CMS_COLUMNS = {
    "column_1": ["Column 1"],
    "column_2": ["Column 2"],
    "first": ["Effective"],
    "deletion": ["Deletion"],
    "indicator": ["Modifier"],
    "rationale": ["PTP Edit Rationale"],
}
_OTHER_COLUMNS = {"column_1": ["column_1"], "column_2": ["column_2"], "indicator": ["modifier"]}
_WHOLE_COLUMNS = {**_OTHER_COLUMNS, "deletion": ["deletion"], "rationale": ["rationale"]}


class Part:
    """One file of a table: `setting`, `year`, `quarter`, `number` of the part, `layout` (cms, converted, excerpt); `file` once opened."""

    __slots__ = ("file", "layout", "number", "quarter", "revision", "setting", "year")

    def __init__(self, layout: str, setting: str, year: int, quarter: int, revision: int = 0, number: int = 1) -> None:
        self.layout = layout
        self.setting = _SETTINGS[setting.lower()]
        self.year, self.quarter, self.revision, self.number = year, quarter, revision, number
        self.file: Any = None  # a PublishedFile

    @property
    def table(self) -> tuple[str, str, int, int, int]:
        """What the parts of one table have in common."""
        return self.layout, self.setting, self.year, self.quarter, self.revision


def recognise(name: str) -> Part | None:
    """The Part that a file's own name announces, or None."""
    if match := _CMS.search(name):
        return Part("cms", match[1], FIRST_YEAR + int(match[2]), int(match[3]) + 1, int(match[4]), int(match[5]))
    for layout, pattern in (("converted", _CONVERTED), ("excerpt", _EXCERPT)):
        if match := pattern.search(name):
            return Part(layout, match[1], int(match[2]), int(match[3]))
    return None


def recognise_path(path: pathlib.Path) -> Part | None:
    """The first Part in a plain or gzipped file or in a zip, without unpacking it; None if there is none."""
    if path.suffix.lower() != ".zip":
        return recognise(path.name[:-3] if path.suffix.lower() == ".gz" else path.name)
    try:
        with zipfile.ZipFile(path) as archive:
            return next((part for part in map(recognise, archive.namelist()) if part), None)
    except (OSError, zipfile.BadZipFile):
        return None  # whoever opens it says why


class Columns:
    """A part's rows as NumPy arrays of one length: places of the codes in `codes`, days, indicators, rationale numbers."""

    codes: list[str]
    where: str
    first_row: int
    one: Any
    two: Any
    deletion: Any
    first: Any
    indicator: Any
    rationale: Any
    __slots__ = ("codes", "deletion", "first", "first_row", "indicator", "one", "rationale", "two", "where")


def read(part: Part) -> Columns:
    """Columns of a part. Raises Refused with the row for whatever no table of NCCI has."""
    import numpy as np

    wanted = {"cms": _CMS_COLUMNS, "converted": _WHOLE_COLUMNS, "excerpt": _OTHER_COLUMNS}[part.layout]
    delimiter = "\t" if part.layout == "cms" else ","
    table, first_row = _table(part.file, wanted, delimiter, part.layout == "cms")
    columns = Columns()
    columns.where, columns.first_row = part.file.where, first_row
    cells = _Cells(table, part.file.where, first_row)
    codes = sorted({*cells.words("column_1"), *cells.words("column_2")})
    place = {code: at for at, code in enumerate(codes)}
    columns.codes = codes
    columns.one = cells.numbers("column_1", lambda text: place[text] if CODE.match(text) else None, "no procedure code")
    columns.two = cells.numbers("column_2", lambda text: place[text] if CODE.match(text) else None, "no procedure code")
    columns.indicator = cells.numbers("indicator", {"0": 0, "1": 1, "9": 9}.get, "no modifier indicator (0, 1 or 9)")
    count = len(columns.one)
    columns.deletion, columns.first = np.full(count, OPEN, np.int64), np.full(count, NOT_STATED, np.int64)
    columns.rationale = np.zeros(count, np.int64)
    if "deletion" in wanted:
        columns.deletion = cells.numbers("deletion", _day_or_open, "no day, nor * for none")
        columns.rationale = cells.numbers("rationale", lambda text: RATIONALES.get(normalised(text)), "no category of NCCI's")
    if "first" in wanted:
        columns.first = cells.numbers("first", _day, "no day such as 20240701")
    return columns


class _Cells:
    """Columns of an Arrow table by their distinct words, so that each word is judged once; a bad one is refused with its first row."""

    def __init__(self, table: Any, where: str, first_row: int) -> None:
        self.where, self.first_row = where, first_row
        self.encoded = {name: table[name].combine_chunks().dictionary_encode() for name in table.column_names}

    def words(self, name: str) -> list[str]:
        return [word.strip(" \xa0") for word in self.encoded[name].dictionary.to_pylist()]

    def numbers(self, name: str, number_of: Callable[[str], int | None], otherwise: str) -> Any:
        import numpy as np

        words = self.words(name)
        indices = self.encoded[name].indices.to_numpy()
        found = [number_of(word) for word in words]
        if None in found:
            at = found.index(None)
            row = int(np.flatnonzero(indices == at)[0]) + self.first_row
            raise Refused(self.where, f"column {name}: {words[at][:60]!r} is {otherwise}", row=row)
        return np.array(found, np.int64)[indices]


def _day(text: str) -> int | None:
    """Day number, zero or negative before 2000; None for what is no day."""
    digits = text.replace("-", "")
    if not re.fullmatch(r"(19|20)\d{6}", digits):
        return None
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).toordinal() - EPOCH_ORDINAL
    except ValueError:
        return None


def _day_or_open(text: str) -> int | None:
    return OPEN if text in ("*", "9999-12-31", "99991231") else _day(text)


def _table(file: PublishedFile, wanted: dict[str, list[str]], delimiter: str, titled: bool) -> tuple[Any, int]:
    """(Arrow table of texts with our column names, row number of its first row)."""
    import pyarrow as pa
    import pyarrow.csv

    header, skip = _header(file, wanted, delimiter, titled)
    names = [f"unused {at}" for at in range(len(header))]
    for name, at in columns_of(header, wanted, file.where, None).items():
        names[at] = name
    bad: list[Any] = []

    def judge(row: Any) -> str:
        if row.text.strip(" \t\r\n\x1a"):
            bad.append(row)
            return "error"
        return "skip"

    try:
        table = pyarrow.csv.read_csv(
            pa.BufferReader(file.content()),
            read_options=pyarrow.csv.ReadOptions(skip_rows=skip, column_names=names),
            parse_options=pyarrow.csv.ParseOptions(delimiter=delimiter, quote_char=False, invalid_row_handler=judge),
            convert_options=pyarrow.csv.ConvertOptions(
                include_columns=list(wanted), column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid as problem:
        why = f"the row {bad[0].text[:60]!r} has {bad[0].actual_columns} cells, not {bad[0].expected_columns}" if bad else str(problem)
        raise Refused(file.where, f"{why}: the file is damaged or cut short") from None
    return table, skip + 1


def _header(file: PublishedFile, wanted: dict[str, list[str]], delimiter: str, titled: bool) -> tuple[list[str], int]:
    """(cells of the header row, number of rows above the first pair)."""
    top = file.content()[:4096]
    if b"\0" in top or top.lstrip()[:1] in (b"<", b"{", b"["):
        raise Refused(file.where, "this is no text table of code pairs")
    lines = [line.rstrip("\r").split(delimiter) for line in top.decode("latin-1").split("\n")[:20]]
    if titled and not any("column1 column2 edits" in normalised(line[0]) for line in lines):
        raise Refused(file.where, "no title line 'Column1/Column2 Edits' above the header", row=1)
    first = normalised(wanted["column_1"][0])
    at = next((at for at, line in enumerate(lines) if normalised(line[0]) == first), None)
    if at is None:
        raise Refused(file.where, f"no header row that starts with {wanted['column_1'][0]!r}", row=1)
    body = next(
        (body for body in range(at + 1, len(lines)) if len(lines[body][0].strip()) == WIDTH and CODE.match(lines[body][0].strip())), None
    )
    if body is None:
        raise Refused(file.where, "no code pair follows the header", row=at + 2)
    return lines[at], body
