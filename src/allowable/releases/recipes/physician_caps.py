"""Amounts to which the OPPS cap lowers an imaging service in each locality: OPPSCAP of the RVU releases, as printed.

Source: 42 USC 1395w-4(b)(4)(A); OPPSCAP file. CMS prints every code in every locality, so a group with a gap betrays a cut file. What CMS
printed is kept even where it does not follow from the units of the same release: RVU24C is at the conversion factor of January 2024 and
without the work floor, and of RVU21A only 79 of 9,520 amounts of status A follow to the cent (all of them in the other January releases).
"""

from __future__ import annotations

import re

from ...law.physician.tables import IMAGING_CAPS
from ..problem import Refused
from ..recipe import columns_of, recipe
from .physician_localities import LAST_YEAR_SEEN, difference, listed_for_caps, locality_key
from .physician_release import LETTERS, reader, release_of, snapshot

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..files import PublishedFile
    from ..recipe import Lines, Printed, Rows
    from ..snapshot import Snapshot

    Groups = dict[tuple[str, str], dict[tuple[str, str], int]]

COLUMNS = {
    "hcpcs": ("HCPCS",),
    "component": ("MOD",),
    "status": ("PROCSTAT",),
    "mac": ("CARRIER",),
    "locality": ("LOCALITY",),
    "facility_amount": ("FACILITY PRICE",),
    "non_facility_amount": ("NON-FACILTY PRICE", "NON-FACILITY PRICE"),  # CMS's own spelling first
}
CODE = re.compile(r"\d{4}[0-9A-Z]|[A-Z]\d{4}", re.ASCII)
COMPONENTS = {"", "26", "TC"}
LAST_GROUP = ("93990", "TC")  # ends every print from 2020 to 2025


@recipe("physician", [IMAGING_CAPS], r"^oppscap.*\.csv$")
def imaging_caps(file: PublishedFile, match: re.Match[str]) -> Iterator[Snapshot]:
    """One Snapshot of an OPPSCAP file."""
    rows = file.rows()
    header: list[str] = next(rows, (1, []))[1]
    values, lines, groups = _body(rows, columns_of(header, COLUMNS, file.where, 1), len(header), file.where)
    month = re.search(r"_(jan|apr|jul|oct)", file.name, re.IGNORECASE)
    release = release_of(file)
    if month and LETTERS[month[1].lower()] != release.letters[0]:
        raise Refused(file.where, f"its name says {month[1]}, its zip or folder {release.name}")
    for (hcpcs, component), places in groups.items():
        problem = difference(release.year, places, listed_for_caps(release.year))
        if problem:
            raise Refused(file.where, f"{' '.join(filter(None, (hcpcs, component)))}: {problem}", row=max(places.values()))
    if LAST_GROUP not in groups and release.year <= LAST_YEAR_SEEN:
        raise Refused(
            file.where, f"no {' '.join(LAST_GROUP)}, with which CMS's prints end: the file is cut short ({len(groups)} groups of rows)"
        )
    yield snapshot(IMAGING_CAPS, release, file, values, lines, until=release.until)


def _body(rows: Printed, places: Mapping[str, int], width: int, where: str) -> tuple[Rows, Lines, Groups]:
    """({key: values}, {key: row}, {(code, component): {(contractor, locality): row}})."""
    readers = [(places[column.name], reader(column, where)) for column in IMAGING_CAPS.columns]
    values: Rows = {}
    lines: Lines = {}
    groups: Groups = {}
    for row, cells in rows:
        if not any(cells):
            continue
        if len(cells) != width:
            raise Refused(where, f"{len(cells)} columns where the header has {width}", row=row)
        code = (cells[places["hcpcs"]], cells[places["component"]])
        if not CODE.fullmatch(code[0]) or code[1] not in COMPONENTS:
            raise Refused(
                where, f"{code[0]!r} and {code[1]!r} are no procedure code (leading zeros kept) and component (blank, 26 or TC)", row=row
            )
        place = locality_key(cells[places["mac"]], cells[places["locality"]], where, row)
        group = groups.setdefault(code, {})
        if place in group:
            raise Refused(where, f"{' '.join(filter(None, code + place))} stands there twice, first in row {group[place]}", row=row)
        group[place] = row
        values[code + place] = tuple(value(cells[at], row) for at, value in readers)
        lines[code + place] = row
    return values, lines, groups
