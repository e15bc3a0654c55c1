"""The guide object (schema allowable.guide/1) as a Document: its sections, their columns, the words that stand for an absent figure.

No figure is made here. An amount that is None shows a short word and a note with its reasons; nothing shows as blank or as 0.
The sections of practice (modifiers, pairs, devices, diagnoses, documentation) are in practice.py, those of the record in record.py.
"""

from __future__ import annotations

from .figures import UNITS, Figures
from .practice import devices, diagnoses, documentation, modifiers, pairs
from .record import changes, limits, sources
from .view import CannotWrite, Cell, Chart, Column, Document, Notes, Paragraph, Section, Table, by_role, code_cell, lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .view import Json

SCHEMA = "allowable.guide/1"
PLACES = {"office": "Office", "hospital": "Hospital outpatient", "asc": "ASC"}
INDICATORS = (
    ("status", "Status"),
    ("global_days", "Global days"),
    ("professional_technical", "PC/TC"),
    ("multiple_procedure", "Multiple procedures"),
    ("endoscopic_base", "Endoscopic base"),
    ("bilateral", "Bilateral"),
    ("assistant", "Assistant"),
    ("co_surgeon", "Co-surgeons"),
    ("team", "Team"),
)
OWN_WORDS = "In our own words"


def document(guide: Json, whole_dollars: bool = False) -> Document:
    """The Document of a guide object. Raises CannotWrite if it is no guide object or a figure names a source that is not listed."""
    if not isinstance(guide, dict) or guide.get("schema") != SCHEMA:
        raise CannotWrite(f"this is no guide object: its schema is not {SCHEMA}; build it with `allowable guide FAMILY --on DAY --json`")
    try:
        figures = Figures(guide, whole_dollars)
        sections = [make(guide, figures) for make in ORDER]
        title = guide["title"] if "guide" in guide["title"].lower() else f"{guide['title']}: Medicare coding guide"
        return Document(title, guide["family"], guide["on"], _facts(guide, whole_dollars), lines(guide["notice"]), sections)
    except (KeyError, TypeError, AttributeError) as problem:
        raise CannotWrite(f"this guide object is not complete ({problem!r}): it is not what {SCHEMA} states; build it again") from problem


def _facts(guide: Json, whole_dollars: bool) -> list[tuple[str, str]]:
    facts = [("About", guide["says"])] if guide.get("says") else []
    facts += [
        ("Service day", guide["on"]),
        ("Known on", guide["known_on"] or "everything that is held"),
        ("Place", guide["place"]["says"]),
    ]
    return facts + ([("Amounts", "whole dollars, as a view; the .json and .xlsx forms keep the cents")] if whole_dollars else [])


def _codes(guide: Json, figures: Figures) -> Section:
    notes = Notes()
    columns = [Column("Code"), Column(OWN_WORDS, width=1), Column("Work RVU", align="right")]
    for group in ("Physician, facility", "Physician, non-facility"):
        columns += [Column("Total RVU", group=group, align="right"), Column("Payment", group=group, align="right")]
    hospital, asc = "Hospital outpatient", "ASC"
    columns += [
        Column("Payment", group=hospital, align="right"),
        Column("APC", group=hospital, align="centre"),
        Column("Status", group=hospital, align="centre"),
        Column("Payment", group=asc, align="right"),
        Column("Indicator", group=asc, align="centre"),
    ]
    table = Table(
        "Codes",
        "Codes and what Medicare allows for one unit",
        columns,
        by_role(guide["codes"], lambda code: _code_row(code, figures, notes)),
        notes=notes.lines,
    )
    return Section("codes", "Codes and payment", [table])


def _code_row(code: Json, figures: Figures, notes: Notes) -> list[Cell]:
    inside, outside = code["physician"]["facility"], code["physician"]["non_facility"]
    hospital, asc = code["hospital"], code["asc"]
    first = code_cell(code)
    if code.get("role_from") == "family file":
        first.marks = (notes.mark("no row of the physician fee schedule is held for this day; the family file lists the code here"),)
    return [
        first,
        Cell(code["words"]),
        figures.units({**inside, "work_rvu": code["work_rvu"]}, "work_rvu", notes),
        figures.units(inside, "total_rvu", notes),
        figures.money(inside, notes),
        figures.units(outside, "total_rvu", notes),
        figures.money(outside, notes),
        figures.money(hospital, notes),
        figures.fact(hospital, "apc", notes),
        figures.fact(hospital, "status"),
        figures.money(asc, notes),
        figures.fact(asc, "indicator"),
    ]


def _chart(guide: Json, figures: Figures) -> Section:
    chart, notes = guide["chart"], Notes()
    bars = figures.bars(chart["rows"])
    columns = [Column("Code"), Column("Site of care", width=1)]
    columns += [Column(title, align="right") for title in ("Physician", "Facility", "Together")]
    rows = [[Cell(bar.hcpcs, kind="code"), Cell(PLACES[bar.site]), *figures.bar_cells(bar, notes)] for bar in bars]
    table = Table("Sites of care", "Physician's share and facility's share by site", columns, [(None, rows)], notes=notes.lines, heads=2)
    left_out = [Paragraph(f"{one['hcpcs']} is left out: {one['because']}.", quiet=True) for one in chart.get("left_out") or ()]
    remark = Paragraph(chart["note"], quiet=True) if chart.get("note") else None
    return Section("sites", "Site of care", [remark, *left_out, Chart(chart["title"], bars, table) if bars else None])


def _indicators(guide: Json, figures: Figures) -> Section:
    columns = [Column("Code"), Column(OWN_WORDS, width=1), *(Column(title, align="centre") for _, title in INDICATORS)]

    def row(code: Json) -> list[Cell]:
        marks = figures.marks(code["physician"]["facility"], UNITS)
        return [code_cell(code), Cell(code["words"]), *(figures.indicator(code, name, marks) for name, _ in INDICATORS)]

    table = Table("Indicators", "Payment indicators of the physician fee schedule", columns, by_role(guide["codes"], row))
    return Section("indicators", "Indicators", [table])


def _truths(guide: Json, figures: Figures) -> Section:
    notes = Notes()
    columns = [Column("Code"), Column(OWN_WORDS, width=1.6), *(Column(name, width=0.7) for name in ("Priced", "Covered", "Performable"))]

    def cell(truth: Json) -> Cell:
        marks = [*figures.marks(truth), *figures.authorities(truth.get("cites"))]
        if truth.get("because"):
            marks.append(notes.mark(truth["because"]))
        return Cell(truth["answer"], marks=marks, quiet=truth["answer"] == "not checked")

    def row(code: Json) -> list[Cell]:
        return [code_cell(code), Cell(code["words"]), *(cell(code["truths"][name]) for name in ("priced", "covered", "performable"))]

    caption = "Priced, covered and performable are three answers"
    table = Table("Three answers", caption, columns, by_role(guide["codes"], row), notes=notes.lines)
    return Section("answers", "Priced, covered, performable", [table])


ORDER = (_codes, _chart, _indicators, _truths, modifiers, pairs, devices, diagnoses, documentation, changes, sources, limits)

__all__ = ["CannotWrite", "document"]
