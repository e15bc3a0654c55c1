"""ZIP codes: contractor and locality of each.

Sources: CMS's ZIP5 and ZIP9 files (80 positions a line, by their record layouts, or a workbook) and a converted history of both by years.
"""

from __future__ import annotations

import re
import zipfile
from datetime import date

from ...kernel.day import day_number
from ...law.geography.tables import ZIP4_LOCALITIES, ZIP_LOCALITIES
from ..files import open_file
from ..intervals import quarter_after
from ..problem import NotRecognised, Refused
from ..recipe import columns_of, recipe
from ..snapshot import Snapshot

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from ..files import PublishedFile

    Key = tuple[str, ...]
    Span = tuple[int, int, tuple[str, str]]

MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
LEAST_ZIPS = 40_000  # October 2025 has 42,956
LEAST_ZIP4 = 800_000  # 1,007,868 in 2020, the least of six years
LEAST_STATES = 55  # the states, the District and the territories: 61 in October 2025

ZIP5_COLUMNS = {
    "state": ["STATE"],
    "zip5": ["ZIP CODE"],
    "mac": ["CARRIER"],
    "locality": ["LOCALITY"],
    "plus_four": ["PLUS 4 FLAG"],
    "quarter": ["YEAR/QTR"],
}
PATTERNS = (r"[A-Z]{2}", r"\d{5}", r"\d{5}", r"\d\d", r"[01]")


@recipe("geography", [ZIP_LOCALITIES], rf"^ZIP5_({'|'.join(MONTHS)})(20\d\d)\.(txt|xlsx)$")
def zip5(file: PublishedFile, match: re.Match[str]) -> Iterator[Snapshot]:
    """CMS's ZIP5 file of a quarter; the quarter printed in each row must be that of the file's name."""
    named = f"{match[2]}{MONTHS.index(match[1].upper()) // 3 + 1}"
    rows: dict[Key, tuple[str, ...]] = {}
    lines: dict[Key, int] = {}
    for number, cells in _zip5_text(file) if match[3].lower() == "txt" else _zip5_sheet(file):
        *cells, quarter = cells
        _refuse_odd(file, number, cells, quarter, named)
        state, code, mac, locality, plus_four = cells
        if (code,) in rows:
            raise Refused(file.where, f"ZIP code {code} stands twice; its first row is {lines[code,]}", row=number)
        rows[code,] = (state, mac, locality, plus_four)
        lines[code,] = number
    if len(rows) < LEAST_ZIPS or len({row[0] for row in rows.values()}) < LEAST_STATES:
        raise Refused(file.where, f"it has {len(rows)} ZIP codes, and a whole file more than {LEAST_ZIPS} of all states: it is cut short")
    first = quarter_day(named)
    yield Snapshot(ZIP_LOCALITIES, f"ZIP5 {quarter_name(named)}", file, effective=first, until=quarter_after(first), rows=rows, lines=lines)


def _zip5_text(file: PublishedFile) -> Iterator[tuple[int, list[str]]]:
    for number, line in _lines(file):
        yield number, [line[0:2], line[2:7], line[7:12], line[12:14], line[20:21], line[75:80]]


def _zip5_sheet(file: PublishedFile) -> Iterator[tuple[int, list[str]]]:
    _refuse_twin(file)
    places = None
    for number, cells in file.sheet_rows():
        if places is None:
            places = list(columns_of(cells, ZIP5_COLUMNS, file.where, number).values())
        elif any(cells):
            yield number, [cells[at] for at in places]


def _refuse_twin(file: PublishedFile) -> None:
    """CMS offers the table as text and as workbook; the text is read."""
    archive = file.folder / file.origin
    names = zipfile.ZipFile(archive).namelist() if archive.suffix.lower() == ".zip" else [path.name for path in file.folder.iterdir()]
    text = file.name.rsplit(".", 1)[0].lower() + ".txt"
    twin = next((name for name in names if name.rsplit("/", 1)[-1].lower() in (text, text + ".gz")), None)
    if twin:
        raise NotRecognised(f"{file.where}: the same table is read from {twin}")


def _lines(file: PublishedFile) -> Iterator[tuple[int, str]]:
    content = file.text()
    if content.lstrip()[:1] == "<":
        raise Refused(file.where, "this is a web page, not a table")
    for number, line in enumerate(content.split("\n"), 1):
        line = line.rstrip("\r\x1a")
        if not line.strip():
            continue
        if len(line) != 80:
            raise Refused(file.where, f"the line has {len(line)} positions, not 80: the file is damaged or cut short", row=number)
        yield number, line


def _refuse_odd(file: PublishedFile, number: int, cells: list[str], quarter: str, named: str) -> None:
    for name, cell, pattern in zip(("state", "ZIP code", "carrier", "locality", "plus four flag"), cells, PATTERNS, strict=True):
        if not re.fullmatch(pattern, cell):
            raise Refused(file.where, f"{cell!r} is no {name}: the columns have moved", row=number)
    if quarter != named:
        why = f"the row is of {quarter!r} (year and quarter), the file's name says {named}"
        raise Refused(file.where, why, row=number, advice="give it the name under which CMS offers it")


def quarter_name(named: str) -> str:
    """2025Q4 of 20254."""
    return f"{named[:4]}Q{named[4]}"


def quarter_day(named: str) -> int:
    """Day number of the first day of 20254."""
    return day_number(date(int(named[:4]), int(named[4]) * 3 - 2, 1))


@recipe("geography", [ZIP4_LOCALITIES], rf"^ZIP9_({'|'.join(MONTHS)})(20\d\d)\.txt$")
def zip9(file: PublishedFile, match: re.Match[str]) -> Iterator[Snapshot]:
    """CMS's ZIP9 file of a quarter: the ZIP+4 codes of the divided ZIP codes, joined to ranges."""
    named = f"{match[2]}{MONTHS.index(match[1].upper()) // 3 + 1}"
    answers: dict[str, dict[str, tuple[str, str]]] = {}
    for number, line in _lines(file):
        _refuse_odd(file, number, [line[0:2], line[2:7], line[7:12], line[12:14], line[20:21]], line[75:80], named)
        if line[20] == "1":
            if not line[21:25].isdigit():
                raise Refused(file.where, f"{line[21:25]!r} at position 22 is no plus four code", row=number)
            held = answers.setdefault(line[2:7], {})
            if held.setdefault(line[21:25], (line[7:12], line[12:14])) != (line[7:12], line[12:14]):
                raise Refused(file.where, f"ZIP code {line[2:7]}-{line[21:25]} stands twice with two answers", row=number)
    count = sum(len(held) for held in answers.values())
    if count < LEAST_ZIP4:
        raise Refused(file.where, f"it has {count} ZIP+4 codes, and a whole file more than {LEAST_ZIP4}: it is cut short")
    rows = {(code, f"{low:04d}"): (count, *answer) for code in sorted(answers) for low, count, answer in _ranges(answers[code])}
    first = quarter_day(named)
    yield Snapshot(ZIP4_LOCALITIES, f"ZIP9 {quarter_name(named)}", file, effective=first, until=quarter_after(first), rows=rows)


def _ranges(answers: dict[str, Any]) -> Iterator[tuple[int, int, Any]]:
    """Yield (first number, how many, answer): runs of consecutive plus four codes with one answer. What is not listed ends a run."""
    run: tuple[int, int, Any] | None = None
    for plus, answer in sorted(answers.items()):
        number = int(plus)
        if run is not None and number == run[0] + run[1] and answer == run[2]:
            run = (run[0], run[1] + 1, answer)
            continue
        if run is not None:
            yield run
        run = (number, 1, answer)
    if run is not None:
        yield run


@recipe("geography", [ZIP_LOCALITIES, ZIP4_LOCALITIES], r"^zip9_records\.tsv$")
def zip_history(file: PublishedFile, match: re.Match[str]) -> Iterator[Snapshot]:
    """A converted history of both files by whole years: ZIP code, plus four or blank, first and last year, places in two lists beside it.

    Ranges are cut alike in all years, wherever any year needs a cut, so that a range keeps its key from year to year.
    """
    spans = _Spans(file)
    zips: dict[int, dict[Key, tuple[str | None, ...]]] = {}  # rows of each year
    plus_fours: dict[int, dict[Key, tuple[int | str, ...]]] = {}
    counts: dict[int, int] = {}  # ZIP+4 codes of each year
    for code, whole, ranges in list(_histories(file, spans)):
        divided = set()
        for low, count, answers in ranges:
            key = (code, f"{low:04d}")
            for year, answer in spans.years(answers):
                plus_fours.setdefault(year, {})[key] = (count, *answer)
                counts[year] = counts.get(year, 0) + count
                divided.add(year)
        for year, answer in spans.years(whole):
            zips.setdefault(year, {})[code,] = (None, *answer, "1" if year in divided else "0")
    for year in sorted(zips):
        if len(zips[year]) < LEAST_ZIPS or counts.get(year, 0) < LEAST_ZIP4:
            held = f"{year} has {len(zips[year])} ZIP codes and {counts.get(year, 0)} ZIP+4 codes"
            raise Refused(file.where, f"{held}, and a whole year more than {LEAST_ZIPS} and {LEAST_ZIP4}: it is cut short")
        first, end = day_number(date(year, 1, 1)), day_number(date(year + 1, 1, 1))
        for table, rows in ((ZIP_LOCALITIES, zips[year]), (ZIP4_LOCALITIES, plus_fours[year])):
            yield Snapshot(table, f"ZIP9 {year}", file, effective=first, until=end, rows=rows, trust="converted")


class _Spans:
    """Ends of lines (two years, two places in the lists), each read once: there are a few hundred among a million lines."""

    def __init__(self, file: PublishedFile) -> None:
        self.where = file.where
        self.macs = _list_beside(file, "carriers", r"\d{5}")
        self.localities = _list_beside(file, "localities", r"\d\d")
        self.read: dict[str, Span] = {}  # {end of a line: (first year, last year, (contractor, locality))}
        self.latest = 0  # an open span ends in no year: the history tells of no year after the last in which one begins

    def span(self, number: int, text: str) -> Span:
        if text not in self.read:
            try:
                first, last, mac, locality = map(int, text.split("\t"))
                span = (first, last, (self.macs[mac], self.localities[locality]))
            except (ValueError, IndexError):
                raise Refused(self.where, f"{text[:40]!r} is not two years and two places in the lists", row=number) from None
            if not 2000 < first <= last:
                raise Refused(self.where, f"the years {first} and {last} are none, or are turned round", row=number)
            self.read[text] = span
            self.latest = max(self.latest, first)
        return self.read[text]

    def years(self, ends: Iterable[str]) -> Iterator[tuple[int, tuple[str, str]]]:
        """Yield (year, answer) of some ends of lines."""
        for text in ends:
            first, last, answer = self.read[text]
            for year in range(first, min(last, self.latest) + 1):
                yield year, answer


def _histories(file: PublishedFile, spans: _Spans) -> Iterator[tuple[str, tuple[str, ...], list[tuple[int, int, tuple[str, ...]]]]]:
    """Yield (ZIP code, ends of its blank lines, ranges of its plus four codes with the ends of their lines)."""
    code: str | None = None
    history: dict[str, tuple[str, ...]] = {}
    for number, line in enumerate(file.text().split("\n"), 1):
        if not line:
            continue
        zip_code, _, rest = line.partition("\t")
        plus, _, end = rest.partition("\t")
        span = spans.span(number, end)
        if zip_code != code:
            if code is not None:
                yield code, history.pop("", ()), list(_ranges(history))
            if not re.fullmatch(r"\d{5}", zip_code) or (code is not None and zip_code < code):
                raise Refused(file.where, f"{zip_code[:10]!r} is no ZIP code, or stands after a later one", row=number)
            code, history = zip_code, {}
        if plus and not (len(plus) == 4 and plus.isdigit()):
            raise Refused(file.where, f"{plus[:10]!r} is no plus four code", row=number)
        held = history.get(plus, ())
        if held and any(span[0] <= spans.read[other][1] and spans.read[other][0] <= span[1] for other in held):
            raise Refused(file.where, f"ZIP code {code} {plus} has two answers in one year", row=number)
        history[plus] = (*held, end)
    if code is not None:
        yield code, history.pop("", ()), list(_ranges(history))


def _list_beside(file: PublishedFile, name: str, pattern: str) -> list[str]:
    for path in (file.folder / f"{name}.txt.gz", file.folder / f"{name}.txt"):
        if path.exists():
            words: list[str] = next(iter(open_file(path))).text().split()
            bad = next((at for at, word in enumerate(words, 1) if not re.fullmatch(pattern, word)), None)
            if bad:
                raise Refused(path.name, f"{words[bad - 1]!r} does not look like one of {name}", row=bad)
            return words
    raise Refused(file.where, f"the list {name}.txt is not beside it", advice="keep the three files together")
