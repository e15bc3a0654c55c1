"""Services that may be paid together through a composite APC: OPPS Addendum M of the final rule."""

from __future__ import annotations

import re

from ...law.outpatient.tables import COMPOSITES
from ..problem import Refused
from ..recipe import recipe
from ..snapshot import Snapshot
from .outpatient import Heading, add_once, apc_of, body, code_of, known_day, one_year, refuse_few, text_rows, year_span
from .outpatient_rules import STATED_YEAR

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..files import PublishedFile
    from ..recipe import Lines, Rows

LEAST_CODES = 150  # 2025: 183 codes
COLUMNS = {
    "hcpcs": ("HCPCS Code",),
    "status": ("SI",),
    "apc": ("Single Code APC Assignment",),
    "composite": ("Composite APC Assignment",),
}
# As printed: the APC of the family without and with contrast, and whether the service is one with contrast.
FAMILIES = {
    "5041, 5045": ("5041", None, "NO"),  # beside critical care
    "8004": ("8004", None, "NO"),
    "8005": ("8005", "8006", "NO"),
    "8005 or 8006": ("8005", "8006", "NO"),
    "8006": ("8005", "8006", "YES"),
    "8007": ("8007", "8008", "NO"),
    "8007 or 8008": ("8007", "8008", "NO"),
    "8008": ("8007", "8008", "YES"),
    "8010": ("8010", None, "NO"),
}


@recipe("outpatient", [COMPOSITES], r"addendum[ _]m(?![a-z])[^/]*\.(csv|txt)$")
def composites(file: PublishedFile, match: re.Match[str]) -> Iterator[Snapshot]:
    """One Snapshot of the families of composites."""
    rows = text_rows(file)
    heading = Heading(rows, COLUMNS, "hcpcs code", file.where)
    said = STATED_YEAR.search(heading.preamble)
    if not said or "composite" not in heading.preamble.lower():
        raise Refused(file.where, "no title line above the header says that this is the list of composites of a calendar year")
    values: Rows = {}
    lines: Lines = {}
    for row, cells in body(rows, heading, file.where):
        family = FAMILIES.get(cells["composite"])
        if cells["status"] != "Q3" or family is None:
            why = f"{cells['hcpcs']}: status {cells['status']!r}, composite {cells['composite']!r}: not a composite that is known"
            raise Refused(file.where, why, row=row, advice="a new composite needs a rule of its own: report it")
        key = (code_of(cells["hcpcs"], file.where, row),)
        add_once(values, lines, key, (*family, apc_of(cells["apc"], file.where, row)), file.where, row)
    refuse_few(values, LEAST_CODES, file.where, "codes")
    effective, until = year_span(one_year(file, int(said[1])))
    known = known_day(file, effective)
    name = f"OPPS {said[1]} Addendum M"
    yield Snapshot(COMPOSITES, name, file, effective=effective, until=until, known=known, rows=values, lines=lines)
