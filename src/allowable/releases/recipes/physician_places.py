"""What the physician fee schedule says of its localities: practice cost indices, counties, anaesthesia factors.

Source: GPCI, LOCCO and ANES files of the RVU releases. Every table is held against the localities that CMS uses, so a table that is cut,
invented or of other places is refused. Spreadsheets drop leading zeros of contractors and localities; they are put back.
"""

from __future__ import annotations

import re

from ...law.physician.tables import ANESTHESIA_FACTORS, GEOGRAPHIC_INDICES, LOCALITIES
from ..problem import Refused
from ..recipe import columns_of, normalised, recipe
from .physician_localities import difference, locality_key
from .physician_release import is_converted, reader, release_of, snapshot

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ...kernel.table import Cells
    from ..files import PublishedFile
    from ..recipe import Printed
    from ..snapshot import Snapshot
    from .physician_localities import Place

KEY_COLUMNS = {
    "mac": (
        "Medicare Administrative Contractor (MAC)",
        "Medicare Administrative Contractor",
        "Medicare Adminstrative Contractor",  # CMS's own spelling in LOCCO
        "Carrier Number",
        "Contractor",
        "mac",
    ),
    "locality": ("Locality Number", "Locality"),
}
CROSSWALK_COLUMNS: dict[str, tuple[str, ...]] = {"state": ("State",), "area": ("Fee Schedule Area",), "counties": ("Counties",)}
HEADING_ROWS = 8
FLOOR = 1_000  # work floor of 42 USC 1395w-4(e)(1)(E), at three places
ALASKA, ALASKA_FLOOR = ("02102", "01"), 1_500  # 42 USC 1395w-4(e)(1)(G)


def _heading(rows: Printed, where: str, mark: re.Pattern[str]) -> tuple[int, list[str], str]:
    """(row number, header) of the first row with a cell that `mark` matches, and the text above it."""
    above: list[str] = []
    for row, cells in rows:
        if any(mark.search(normalised(cell)) for cell in cells):
            return row, cells, " ".join(above)
        above += filter(None, cells)
        if row >= HEADING_ROWS:
            break
    raise Refused(where, f"no header row within the first {HEADING_ROWS} rows (no column like {mark.pattern!r})")


class _ByLocality:
    """Rows by contractor and locality: `values` and row numbers (`lines`), with what is printed twice."""

    def __init__(self, where: str) -> None:
        self.where = where
        self.values: dict[Place, Cells] = {}
        self.lines: dict[Place, int] = {}
        self.repeated: list[tuple[Place, int]] = []

    def add(self, key: Place, value: Cells, row: int) -> None:
        """Keep the first row of a locality."""
        if key in self.values:
            self.repeated.append((key, row))
        else:
            self.values[key], self.lines[key] = value, row

    def refuse_other_places(self, year: int) -> None:
        """Refuse a table whose localities are not those of CMS in that year, each once."""
        problem = difference(year, self.lines)
        if problem:
            raise Refused(self.where, problem)
        for key, row in self.repeated:
            raise Refused(self.where, f"{' '.join(key)} stands there twice, first in row {self.lines[key]}", row=row)


def _one_column(header: list[str], pattern: str, where: str, row: int) -> int:
    """Place of the one column whose normalised name `pattern` matches whole."""
    found = [place for place, cell in enumerate(header) if re.fullmatch(pattern, normalised(cell))]
    if len(found) != 1:
        reason = f"{len(found)} columns named like {pattern!r}; the header has {', '.join(repr(cell) for cell in header if cell)}"
        raise Refused(where, reason, row=row, advice="if CMS renamed a column, add its new spelling to the recipe")
    return found[0]


def _optional_column(header: list[str], pattern: str, where: str, row: int) -> int | None:
    """As `_one_column`, or None if no column is named so."""
    named = any(re.fullmatch(pattern, normalised(cell)) for cell in header)
    return _one_column(header, pattern, where, row) if named else None


def _year(file: PublishedFile, *texts: str) -> int | None:
    """Year stated in the content, else in the file's own name (GPCI2025, 25LOCCO); None if nowhere. Contradictions are refused."""
    stated = {int(year) for text in texts for year in re.findall(r"(?<!\d)20\d\d(?!\d)", text)}
    if not is_converted(file):
        named = re.match(r"\D*(20\d\d|\d\d)(?![.\-_]?\d)", file.name)
        stated |= {int(named[1]) % 100 + 2000} if named else set()
    if len(stated) > 1:
        raise Refused(file.where, f"its name and its header state several years: {', '.join(map(str, sorted(stated)))}")
    return stated.pop() if stated else None


def _key_places(header: list[str], where: str, row: int) -> dict[str, int]:
    """Places of contractor and locality."""
    if not {normalised(name) for name in KEY_COLUMNS["mac"]} & set(map(normalised, header)):
        named = ", ".join(repr(cell) for cell in header if cell)
        reason = f"no column of Medicare contractors, whose own the locality numbers are; the header has {named}"
        raise Refused(where, reason, row=row, advice="this is not CMS's table; take it from CMS's own page")
    return columns_of(header, KEY_COLUMNS, where, row)


@recipe("physician", [GEOGRAPHIC_INDICES], r"^gpci.*\.csv$")
def geographic_indices(file: PublishedFile, match: re.Match[str]) -> Iterator[Snapshot]:
    """One Snapshot of a GPCI file. A header that names no floor is with the floor only if no index is below it."""
    rows = file.rows()
    row, header, above = _heading(rows, file.where, re.compile(r"\bgpci\b"))
    table, stated = _indices(rows, row, header, file.where)
    if "proposed" in above.lower():
        raise Refused(file.where, "its title says that it was proposed, not final", advice="take the final table from the RVU release")
    title = re.search(r"FINAL (?:CY )?(20\d\d)", above)
    year = _year(file, title[1] if title else "", *(cell for cell in header if "gpci" in cell.lower())) or release_of(file).year
    table.refuse_other_places(year)
    _check_floors(table, stated)
    release = release_of(file, year=year)
    yield snapshot(GEOGRAPHIC_INDICES, release, file, table.values, table.lines, until=release.until_of_yearly_tables)


def _indices(rows: Printed, header_row: int, header: list[str], where: str) -> tuple[_ByLocality, bool]:
    keys = _key_places(header, where, header_row)
    without = _optional_column(header, r"(20\d\d )?pw gpci without 1 0 floor", where, header_row)
    work_column = _one_column if without is None else _optional_column
    work = work_column(header, r"(20\d\d )?pw gpci( with 1 0 floor)?|gpci work", where, header_row)
    expense = _one_column(header, r"(20\d\d )?pe gpci|gpci pe", where, header_row)
    malpractice = _one_column(header, r"(20\d\d )?mp gpci|gpci mp", where, header_row)
    places = (work, without, expense, malpractice)
    average = _optional_column(header, "gpci gaf", where, header_row)
    readers = [reader(column, where) for column in GEOGRAPHIC_INDICES.columns]
    table = _ByLocality(where)
    for row, cells in rows:
        printed = ["" if place is None else cells[place] if place < len(cells) else "" for place in places]
        if not any(printed):
            continue  # notes below the table stand in the first column
        key = locality_key(cells[keys["mac"]], cells[keys["locality"]], where, row)
        read = tuple(None if place is None else value(text, row) for place, value, text in zip(places, readers, printed, strict=True))
        if average is not None:
            _check_average(read, cells[average] if average < len(cells) else "", where, row)
        table.add(key, read, row)
    return table, work is not None and "floor" in normalised(header[work])


def _check_average(read: Cells, text: str, where: str, row: int) -> None:
    """A converted table prints the plain average of the three indices: a changed index no longer fits it."""
    whole, _, part = text.partition(".")
    if not (whole + part).isdigit() or abs(3 * int(whole + part.ljust(10, "0")[:10]) - (read[0] + read[2] + read[3]) * 10**7) > 30:
        raise Refused(where, f"gpci_gaf {text!r} is not the average of the three indices of its row", row=row)


def _check_floors(table: _ByLocality, stated: bool) -> None:
    values, lines, where = table.values, table.lines, table.where
    for key, (work, without, _, _) in values.items():
        if work is not None and work < FLOOR:
            reason = (
                "is below the floor that its header states"
                if stated
                else "is below 1.0, and the header does not say whether the floor is in it"
            )
            raise Refused(where, f"the work index of {' '.join(key)} {reason}", row=lines[key])
        if None not in (work, without) and work != max(without, FLOOR):
            raise Refused(where, f"the two work indices of {' '.join(key)} differ by more than the 1.0 floor", row=lines[key])
    if any(index is not None and index < ALASKA_FLOOR for index in values.get(ALASKA, ())[:2]):
        raise Refused(where, "the work index of Alaska is below its statutory 1.5", row=lines[ALASKA])


@recipe("physician", [LOCALITIES], r"^(locco.*|\d\dlocco)\.csv$")
def localities(file: PublishedFile, match: re.Match[str]) -> Iterator[Snapshot]:
    """One Snapshot of a locality-county crosswalk. A state is printed once, at its first locality; `*` is a footnote, not a name's part."""
    rows = file.rows()
    header_row, header, above = _heading(rows, file.where, re.compile("fee schedule area"))
    places = columns_of(header, KEY_COLUMNS | CROSSWALK_COLUMNS, file.where, header_row)
    table = _crosswalk(rows, places, file.where)
    release = release_of(file, year=_year(file))
    title = re.search(r"IN (20\d\d) LOCALITIES", above)
    if title and not 0 <= release.year - int(title[1]) <= 1:  # CMS left the year before in the titles of 2020 and 2022
        raise Refused(file.where, f"its title is of {title[1]}, its name of {release.year}")
    table.refuse_other_places(release.year)
    yield snapshot(LOCALITIES, release, file, table.values, table.lines, until=release.until_of_yearly_tables)


def _crosswalk(rows: Printed, places: Mapping[str, int], where: str) -> _ByLocality:
    readers = [reader(column, where) for column in LOCALITIES.columns]
    table, state, key = _ByLocality(where), "", None
    for row, cells in rows:
        mac, locality, printed_state, area, counties = (
            cells[place].rstrip("* ") if place < len(cells) else "" for place in places.values()
        )
        if not (mac or locality or area or counties):
            continue  # a blank row, or the footnote's asterisk
        if cells[places["mac"]].startswith("*"):
            continue
        if key and not mac and not locality:
            table.values[key] = _continued(table.values[key], area, counties)
            continue
        key = locality_key(mac, locality, where, row)
        state = printed_state or state
        read = tuple(value(text, row) for value, text in zip(readers, (state, area, counties), strict=True))
        if table.values.get(key) != read:  # a locality of two carriers is printed twice, word for word
            table.add(key, read, row)
    return table


def _continued(value: Cells, area: str, counties: str) -> Cells:
    """Area and counties that run on in the next row, under a blank contractor."""
    return value[0], " ".join(filter(None, (value[1], area))), " ".join(filter(None, (value[2], counties)))


@recipe("physician", [ANESTHESIA_FACTORS], r"^anes.*\.csv$")
def anesthesia_factors(file: PublishedFile, match: re.Match[str]) -> Iterator[Snapshot]:
    """One Snapshot of anaesthesia factors. From 2026 CMS prints two; this is the one for those who are not qualifying APM participants."""
    rows = file.rows()
    header_row, header, _ = _heading(rows, file.where, re.compile(r"\banes(thesia)? (conv|cf)"))
    table = _factors(rows, header_row, header, file.where)
    dated = (cell for cell in header if "conversion factor" in normalised(cell))  # the header of 2025 prints a factor of 20.3178, no year
    release = release_of(file, year=_year(file, *dated))
    table.refuse_other_places(release.year)
    highest = max(table.values, key=lambda place: table.values[place])
    if highest != ALASKA and ALASKA in table.values:
        reason = f"the factor of {' '.join(highest)} is above Alaska's, which its work index of 1.5 makes the highest in every year"
        raise Refused(file.where, reason, row=table.lines[highest])
    yield snapshot(ANESTHESIA_FACTORS, release, file, table.values, table.lines, until=release.until_of_yearly_tables)


def _factors(rows: Printed, header_row: int, header: list[str], where: str) -> _ByLocality:
    keys = _key_places(header, where, header_row)
    spelled = r"(20\d\d )?anesthesia conv(ersion)? factor|(non qualifying apm )?national anes cf .*"
    place = _one_column(header, spelled, where, header_row)
    higher = _optional_column(header, r"qualifying apm national anes cf .*", where, header_row)
    value = reader(ANESTHESIA_FACTORS.conversion_factor, where)
    table = _ByLocality(where)
    for row, cells in rows:
        if not any(cells):
            continue
        if len(cells) != len(header):
            raise Refused(where, f"{len(cells)} columns where the header has {len(header)}", row=row)
        key = locality_key(cells[keys["mac"]], cells[keys["locality"]], where, row)
        factor = value(cells[place], row)
        table.add(key, (factor,), row)
        if higher is not None and value(cells[higher], row) <= factor:
            raise Refused(where, "the factor of qualifying APM participants is not the higher one", row=row)
    return table
