"""The lists beside the ASC rates: Addendum EE (excluded procedures), Addendum FF (device offsets), the wage index of a year and the code
pairs of pass-through devices."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import pairwise

from ...kernel.day import day_number
from ...law.ambulatory.tables import ASC_CODE_PAIRS, ASC_DEVICE_OFFSETS, ASC_DEVICE_SHARES, ASC_EXCLUDED, ASC_WAGE_INDEX
from ..problem import Refused
from ..recipe import columns_of, recipe
from ..snapshot import Snapshot, scaled
from .ambulatory_release import CODE, FOLDER, checked, open_addendum, valid_day

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ...kernel.table import Cells, Key
    from ..files import PublishedFile
    from ..recipe import Lines
    from .ambulatory_release import Addendum, Line

DEVICE_COLUMNS = {
    "apc": ["apc"],
    "device_offset_share": ["device offset percentage"],
    "device_offset_amount": ["device offset amount / device portion", "device portion"],
}
PAIR_KEYS = ("device_hcpcs", "procedure_hcpcs", "device_modifier", "procedure_modifier")
PAIR_COLUMNS = (*PAIR_KEYS, "percent_multiplier", "effective_date", "end_date")


@recipe("ambulatory", [ASC_EXCLUDED], r"^(?:.*(?:[^a-z]|addendum))?EE(?:[^a-z].*)?\.(?:csv|txt)$")
def excluded(file: PublishedFile, match: re.Match[str]) -> Iterator[Snapshot]:
    """Addendum EE of one quarter. It has no closing notes, but always ends with codes that begin with a letter."""
    addendum = open_addendum(file, "EE", {"descriptor": ["short descriptor"]}, fewest=1_400, notes=False)
    number, cells = addendum.rows[-1]
    if cells[0][0].isdigit():
        raise Refused(file.where, f"it ends at {cells[0]}, before the codes that begin with a letter: the file is cut short", row=number)
    rows, lines = addendum.unique(lambda number, cells: ("Y",))
    yield addendum.snapshot(ASC_EXCLUDED, rows, lines)


@recipe("ambulatory", [ASC_DEVICE_OFFSETS], r"^(?:.*(?:[^a-z]|addendum))?FF(?:[^a-z].*)?\.(?:csv|txt)$")
def device_offsets(file: PublishedFile, match: re.Match[str]) -> Iterator[Snapshot]:
    """Addendum FF of one quarter. Its title may still name the year before; its headings name the quarter."""
    optional = {"apc_device_offset_share": ["apc device offset percentage"]}
    addendum = open_addendum(file, "FF", DEVICE_COLUMNS, optional=optional, fewest=3_800)
    rows, lines = addendum.unique(lambda number, cells: _offset_row(addendum, number, cells))
    yield addendum.snapshot(ASC_DEVICE_OFFSETS, rows, lines)


def _offset_row(addendum: Addendum, number: int, cells: list[str]) -> Cells:
    apc = addendum.cell(cells, "apc")
    if apc and not re.fullmatch(r"\d{4}", apc):
        raise Refused(addendum.file.where, f"code {cells[0]}: {apc!r} is no APC of four digits", row=number)
    return (
        apc or None,
        _percent(addendum, number, cells, "device_offset_share"),
        addendum.number(number, cells, "device_offset_amount", 2),
        _percent(addendum, number, cells, "apc_device_offset_share"),
    )


def _percent(addendum: Addendum, number: int, cells: list[str], column: str) -> int | None:
    """Share at four places of a percentage printed with two: the same digits."""
    text = addendum.cell(cells, column)
    if text and not text.endswith("%"):
        raise Refused(addendum.file.where, f"column {column}: {text!r} is printed without a percent sign", row=number)
    return scaled(text.rstrip("%"), 2, addendum.file.where, number, column)


@recipe("ambulatory", [ASC_WAGE_INDEX], r"^(?:.*asc.*wage.?index.*|wage_index)\.(?:csv|txt)$")
def wage_index(file: PublishedFile, match: re.Match[str]) -> Iterator[Snapshot]:
    """Wage index of a calendar year. An area that CMS lists with several values, with none or with zero is unknown, with that reason."""
    rows = list(file.rows("\t" if "\t" in file.text()[:200] else ","))
    number, header = rows[0] if rows else (1, [])
    year, index = _wage_year(file, header)
    places = columns_of(header, {"area": ["CBSA"], "name": ["CBSA Name"], "index": [index]}, file.where, number)
    printed, lines = _printed_areas(file, rows[1:], places)
    last = max(printed, default="none")
    if len(printed) < 400 or last < "49000":
        raise Refused(file.where, f"it has {len(printed)} areas up to {last}; a whole file has more than 400, up to 49740 at least")
    areas = {(area,): _area_row(file, area, values, lines[(area,)]) for area, values in printed.items()}
    yield Snapshot(
        ASC_WAGE_INDEX,
        f"ASC wage index {year}",
        file,
        effective=day_number(date(year, 1, 1)),
        until=day_number(date(year + 1, 1, 1)),
        rows=checked(ASC_WAGE_INDEX, areas, lines, file),
        lines=lines,
    )


def _wage_year(file: PublishedFile, header: list[str]) -> tuple[int, str]:
    """(year, heading) of the column such as WI25; refuses another year than the folder's."""
    worded = [cell for cell in header if re.fullmatch(r"WI\d\d", cell.upper())]
    if len(worded) != 1:
        raise Refused(file.where, "no one column such as WI25 names the wage index and its year", row=1)
    year = 2000 + int(worded[0][2:])
    if re.fullmatch(r"20\d\d", file.folder.name) and int(file.folder.name) != year:
        raise Refused(file.where, f"its column is {worded[0]}, its folder says {file.folder.name}: it is another year's file", row=1)
    return year, worded[0]


def _printed_areas(file: PublishedFile, rows: Iterable[Line], places: Mapping[str, int]) -> tuple[dict[str, list[tuple[str, str]]], Lines]:
    """{area: [(index as printed, name)]} in the file's order, and the first row of each area."""
    printed: dict[str, list[tuple[str, str]]] = {}
    lines: Lines = {}
    for number, cells in rows:
        if not any(cells):
            continue
        if len(cells) <= max(places.values()) or not re.fullmatch(r"\d\d|\d{5}", cells[places["area"]]):
            raise Refused(file.where, f"{cells[0][:20]!r} is no area of two or five digits with a name and an index", row=number)
        area = cells[places["area"]]
        name = cells[places["name"]].replace("\x81", "ü")  # in some years one name is in code page 437
        printed.setdefault(area, []).append((cells[places["index"]], name))
        lines.setdefault((area,), number)
    return printed, lines


def _area_row(file: PublishedFile, area: str, values: Sequence[tuple[str, str]], number: int) -> Cells:
    indices = [scaled(text, 4, file.where, number, "wage index") for text, _ in values]
    name = values[0][1] or None
    if len(set(indices)) > 1:
        return None, "CMS lists the area with different values: " + ", ".join(text or "blank" for text, _ in values), name
    if not indices[0]:
        return None, f"CMS prints {values[0][0] or 'no value'} for the area", name
    if not 1_000 <= indices[0] <= 30_000:
        raise Refused(file.where, f"area {area}: {values[0][0]} is no wage index between 0.1 and 3", row=number)
    return indices[0], None, name


@recipe("ambulatory", [ASC_CODE_PAIRS, ASC_DEVICE_SHARES], r"^code_pairs_(20\d\d)\.csv$")
def code_pairs(file: PublishedFile, match: re.Match[str]) -> Iterator[Snapshot]:
    """Pairs of pass-through device and procedure of a year, normalised by a third party; two tables for each stretch without a change."""
    year = int(match[1])
    pairs = list(_pairs(file, year))
    if len(pairs) < 50:
        raise Refused(file.where, f"it has {len(pairs)} rows; a whole year has more than 50")
    changes = {date(year + 1, 1, 1), *(day for *_, first, last in pairs for day in (first, last + timedelta(1)))}
    for effective, until in pairwise(sorted(changes)):
        current = [(number, key, share) for number, key, share, first, last in pairs if first <= effective <= last]
        for table, width in ((ASC_CODE_PAIRS, 2), (ASC_DEVICE_SHARES, 1)):
            rows, lines = _shares(file, current, width)
            yield Snapshot(
                table,
                f"ASC code pairs {effective.isoformat()}",
                file,
                effective=day_number(effective),
                until=day_number(until),
                rows=checked(table, rows, lines, file),
                lines=lines,
                trust="converted",
            )


def _shares(file: PublishedFile, pairs: Iterable[tuple[int, Key, str]], width: int) -> tuple[dict[Key, Cells], Lines]:
    """({key: row}, lines) of (row number, device and procedure, share); keys are the pair, or with `width` 1 the procedure alone."""
    values: dict[Key, list[str]] = {}
    lines: Lines = {}
    for number, pair, share in pairs:
        values.setdefault(pair[-width:], []).append(share)
        lines.setdefault(pair[-width:], number)
    return {key: _pair_row(file, shares, lines[key]) for key, shares in values.items()}, lines


def _pairs(file: PublishedFile, year: int) -> Iterator[tuple[int, Key, str, date, date]]:
    """Yield (row number, key, share as printed, first day, last day) of each row."""
    rows = iter(file.rows())
    number, header = next(rows, (1, []))
    places = columns_of(header, {name: [name] for name in PAIR_COLUMNS}, file.where, number)
    for number, cells in rows:
        if len(cells) != len(header):
            raise Refused(file.where, f"{len(cells)} cells under {len(header)} headings", row=number)
        device, procedure, device_modifier, modifier, share, *days = (cells[places[name]] for name in PAIR_COLUMNS)
        if not re.fullmatch(r"C\d{4}", device) or not CODE.fullmatch(procedure):
            raise Refused(file.where, f"{device[:20]!r} and {procedure[:20]!r} are no pair of device and procedure code", row=number)
        if modifier not in ("", "52", "73", "74") or device_modifier or not share:
            why = f"device modifier {device_modifier!r} is not blank, {modifier!r} is not 52, 73 or 74, or no share is given ({share!r})"
            raise Refused(file.where, why, row=number)
        first, last = (_pair_day(file, text, number) for text in days)
        if not date(year, 1, 1) <= first <= last <= date(year, 12, 31):
            raise Refused(file.where, f"{first} to {last} is not within {year}, the year of the file's name", row=number)
        yield number, (device, procedure), share, first, last


def _pair_day(file: PublishedFile, text: str, row: int) -> date:
    found = FOLDER.fullmatch(text)
    if not found:
        raise Refused(file.where, f"{text!r} is no day such as 20250101", row=row)
    year, month, day = (int(part) for part in found.groups())
    return valid_day(file, year, month, day, row)


def _pair_row(file: PublishedFile, shares: Sequence[str], row: int) -> Cells:
    values = {scaled(share, 4, file.where, row, "percent_multiplier") for share in shares}
    if len(values) > 1:
        return None, "the list gives the pair with different shares: " + ", ".join(shares)
    return values.pop(), None
