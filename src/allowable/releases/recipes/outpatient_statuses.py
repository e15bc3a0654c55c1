"""Status indicators of the hospital outpatient system: which are in force in a year, and how the system answers each.

Source: OPPS Addendum D1 of the final rule. Its sentences are not kept: the beginning of the payment column becomes one word of ours.
"""

from __future__ import annotations

import re

from ...law.outpatient.tables import STATUS_INDICATORS
from ..problem import Refused
from ..recipe import recipe
from ..snapshot import Snapshot
from .outpatient import Heading, add_once, body, known_day, one_year, refuse_few, status_of, text_rows, year_span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..files import PublishedFile
    from ..recipe import Lines, Rows

LEAST_INDICATORS = 20  # CY 2025 lists 28
COLUMNS = {"indicator": ("Status Indicator",), "service": ("Item/Code/Service",), "payment": ("OPPS Payment Status",)}
YEAR = re.compile(r"INDICATORS FOR CY (20\d\d)", re.IGNORECASE)
# The first that begins the payment column decides; each is the start of a sentence of Addendum D1.
ANSWERS = (
    ("not paid under opps paid at reasonable cost", "at cost"),
    ("not paid under opps paid by macs", "elsewhere"),
    ("not paid under opps all institutional providers", "elsewhere"),
    ("not paid", "unpaid"),
    ("separate cost based pass", "at cost"),
    ("separate payment based on hospital", "at cost"),
    ("paid under opps payment is packaged", "packaged"),
    ("paid under opps or clfs", "elsewhere"),
    ("paid under opps", "paid"),
)


@recipe("outpatient", [STATUS_INDICATORS], r"addendum[ _]d1(?![a-z0-9]).*\.(csv|txt)$")
def status_indicators(file: PublishedFile, match: re.Match[str]) -> Iterator[Snapshot]:
    """One Snapshot of the indicators in force in the year that the title states."""
    rows = text_rows(file)
    heading = Heading(rows, COLUMNS, "status indicator", file.where)
    said = YEAR.search(heading.preamble)
    if not said:
        raise Refused(file.where, "no title line above the header states the calendar year, such as CY 2025")
    effective, until = year_span(one_year(file, int(said[1])))
    values: Rows = {}
    lines: Lines = {}
    for row, cells in body(rows, heading, file.where):
        if cells["indicator"] and not cells["indicator"].startswith(("*", "Note")):
            add_once(
                values,
                lines,
                (status_of(cells["indicator"], file.where, row),),
                (_answer(cells["payment"], file.where, row),),
                file.where,
                row,
            )
    refuse_few(values, LEAST_INDICATORS, file.where, "status indicators")
    known = known_day(file, effective)
    release = f"OPPS {said[1]} Addendum D1"
    yield Snapshot(STATUS_INDICATORS, release, file, effective=effective, until=until, known=known, rows=values, lines=lines)


def _answer(sentence: str, where: str, row: int) -> str:
    words = " ".join(re.findall(r"[a-z]+", sentence.lower()))
    for start, answer in ANSWERS:
        if words.startswith(start):
            return answer
    raise Refused(
        where, f"the payment status {sentence[:40]!r} begins as no sentence of Addendum D1 did", row=row, advice="add it to the recipe"
    )
