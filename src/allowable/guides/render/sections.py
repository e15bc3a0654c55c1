"""The guide object (schema allowable.guide/1) as a Document: which sections there are, which columns, which words stand for an absent figure.

No figure is made here. An amount that is None shows a short word and a note with its reasons; nothing shows as blank or as 0.
"""

from ...kernel.cite import EVIDENCE
from .figures import Figures, cite_text
from .view import CannotWrite, Cell, Chart, Checklist, Column, Document, Notes, Paragraph, Section, Table

SCHEMA = "allowable.guide/1"
SITES = (("physician", "Physician"), ("hospital", "Hospital outpatient"), ("asc", "ASC"))
PLACES = (("office", "Office"), ("hospital", "Hospital outpatient"), ("asc", "ASC"))
ROLES = ((("base", "member"), "Codes of the family"), (("related",), "Related codes"))
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


def document(guide, whole_dollars=False):
    """The Document of a guide object. Raises CannotWrite if it is no guide object or a figure names a source that is not listed."""
    if not isinstance(guide, dict) or guide.get("schema") != SCHEMA:
        raise CannotWrite(f"this is no guide object: its schema is not {SCHEMA}; build it with `allowable guide FAMILY --on DAY --json`")
    try:
        figures = Figures(guide, whole_dollars)
        sections = [make(guide, figures) for make in ORDER]
        return Document(guide["title"], guide["family"], _facts(guide, whole_dollars), _lines(guide["notice"]), sections)
    except (KeyError, TypeError) as problem:
        raise CannotWrite(f"this guide object is not complete: {problem!r} is missing or of another shape than {SCHEMA} states") from problem


def _facts(guide, whole_dollars):
    known = guide["known_on"]
    facts = [
        ("Service day", guide["on"]),
        ("Known on", known or "everything that is held"),
        ("Place", guide["place"]["says"]),
    ]
    return facts + ([("Amounts", "whole dollars, as a view; the .json and .xlsx forms keep the cents")] if whole_dollars else [])


def _lines(text):
    return [text] if isinstance(text, str) else [one for one in text or () if one]


def _by_role(codes, row):
    found = []
    for roles, label in ROLES:
        rows = [row(code) for code in codes if code["role"] in roles]
        found.append((label, rows))
    return found


def _code_cell(code):
    return Cell(code["hcpcs"], kind="code")


def _codes(guide, figures):
    notes = Notes()
    facility, office = "Physician, facility", "Physician, non-facility"
    hospital, asc = "Hospital outpatient", "ASC"
    columns = [
        Column("Code"),
        Column("In our own words", width=1),
        Column("Work RVU", align="right"),
        Column("Total RVU", group=facility, align="right"),
        Column("Payment", group=facility, align="right"),
        Column("Total RVU", group=office, align="right"),
        Column("Payment", group=office, align="right"),
        Column("Payment", group=hospital, align="right"),
        Column("APC", group=hospital, align="centre"),
        Column("Status", group=hospital, align="centre"),
        Column("Payment", group=asc, align="right"),
        Column("Indicator", group=asc, align="centre"),
    ]

    def row(code):
        inside, outside = code["physician"]["facility"], code["physician"]["non_facility"]
        hospital, asc = code["hospital"], code["asc"]
        return [
            _code_cell(code),
            Cell(code["words"]),
            figures.units({**inside, "work_rvu": code["work_rvu"]}, "work_rvu", notes, plain=True),
            figures.units(inside, "total_rvu", notes),
            figures.money(inside, notes),
            figures.units(outside, "total_rvu", notes),
            figures.money(outside, notes),
            figures.money(hospital, notes),
            figures.fact(hospital, "apc"),
            figures.fact(hospital, "status"),
            figures.money(asc, notes),
            figures.fact(asc, "indicator"),
        ]

    table = Table("Codes", "Codes and what Medicare allows for one unit", columns, _by_role(guide["codes"], row), notes=notes.lines)
    return Section("codes", "Codes and payment", [table])


def _chart(guide, figures):
    bars = figures.bars(guide["chart"]["rows"])
    columns = [
        Column("Code"),
        Column("Site of care"),
        Column("Physician", align="right"),
        Column("Facility", align="right"),
        Column("Together", align="right"),
    ]
    rows, notes = [], Notes()
    names = dict(PLACES)
    for bar in bars:
        cells = [figures.bar_cell(bar, part, notes) for part in ("physician", "facility", "total")]
        rows.append([Cell(bar.hcpcs, kind="code"), Cell(names[bar.site]), *cells])
    table = Table("Sites of care", "Physician's share and facility's share by site", columns, [(None, rows)], notes=notes.lines, heads=2)
    title = guide["chart"]["title"]
    return Section("sites", "Site of care", [Chart(title, bars, table)]) if rows else None


def _indicators(guide, figures):
    columns = [Column("Code"), Column("In our own words", width=1), *(Column(title, align="centre") for _, title in INDICATORS)]

    def row(code):
        marks = figures.marks(code["physician"]["facility"])
        cells = [figures.indicator(code, name, marks) for name, _ in INDICATORS]
        return [_code_cell(code), Cell(code["words"]), *cells]

    table = Table("Indicators", "Payment indicators of the physician fee schedule", columns, _by_role(guide["codes"], row))
    return Section("indicators", "Indicators", [table])


def _truths(guide, figures):
    notes = Notes()
    columns = [Column("Code"), Column("In our own words", width=1), *(Column(name, width=0.8) for name in ("Priced", "Covered", "Performable"))]

    def cell(truth):
        marks = figures.authorities(truth.get("cites"))
        if truth.get("because"):
            marks = [*marks, notes.mark(truth["because"])]
        return Cell(truth["answer"], marks=marks, quiet=truth["answer"] == "not checked")

    def row(code):
        truths = code["truths"]
        return [_code_cell(code), Cell(code["words"]), *(cell(truths[name]) for name in ("priced", "covered", "performable"))]

    table = Table("Three answers", "Priced, covered and performable are three answers", columns, _by_role(guide["codes"], row), notes=notes.lines)
    return Section("answers", "Priced, covered, performable", [table])


def _modifiers(guide, figures):
    columns = [
        Column("Site"),
        Column("When it is used", width=1.1),
        Column("Payment", width=1.2),
        Column("What to document", width=1.5),
        Column("Evidence", align="centre"),
    ]

    def row(name, site):
        payment = figures.payment(site)
        marks = figures.authorities(site.get("cites"))
        documents = _lines(site.get("document"))
        return [
            Cell(name),
            Cell(site["use"], marks=marks),
            payment,
            Cell("" if documents else "nothing is reported here", items=documents, quiet=not documents),
            Cell(site.get("evidence") or "none stated", quiet=not site.get("evidence")),
        ]

    bands = [(f"Modifier {one['modifier']}", [row(name, one["sites"][key]) for key, name in SITES]) for one in guide["modifiers"]]
    table = Table("Modifiers", "Reduced and discontinued services, by who bills", columns, bands, prose=True)
    return Section("modifiers", "Modifiers for reduced and discontinued services", [table])


def _pairs(guide, figures):
    pairs = guide["pairs"]
    found = {(cell["column_1"], cell["column_2"]): cell for cell in pairs["cells"]}
    first = [code for code in pairs["codes"] if any(one == code for one, _ in found)]
    second = [code for code in pairs["codes"] if any(two == code for _, two in found)]
    remarks = [Paragraph(pairs["note"])] if pairs.get("note") else []
    if not found:
        return Section("pairs", "NCCI code pairs", [*remarks, Paragraph("No edit between these codes is held.", quiet=True)])
    columns = [Column("Column 1"), *(Column(code, group="Column 2: not paid beside column 1", align="centre") for code in second)]
    rows = [[Cell(one, kind="code"), *(_pair_cell(found.get((one, two)), one == two) for two in second)] for one in first]
    notes = [
        ("0", "never paid together, whatever the modifier"),
        ("1", "paid together only with an NCCI modifier that the chart supports"),
        ("9", "the edit is no longer in force"),
        ("·", f"no edit for this pair in {pairs['speaks_for']}" if pairs.get("speaks_for") else "no edit held for this pair"),
    ]
    shown = {cell.text for row in rows for cell in row}
    empty = [code for code in pairs["codes"] if code not in first and code not in second]
    grid = Table("Code pairs", _pair_caption(pairs), columns, [(None, rows)], notes=[note for note in notes if note[0] in shown])
    blocks = [*remarks, grid]
    if empty:
        blocks.append(Paragraph(f"In no edit with another code of this guide: {', '.join(empty)}.", quiet=True))
    return Section("pairs", "NCCI code pairs", [*blocks, _pair_list(pairs)])


def _pair_caption(pairs):
    spoken = f", {pairs['speaks_for']}" if pairs.get("speaks_for") else ""
    return f"Edits between the codes of this guide{spoken}" + ("" if pairs["held"] else " (the quarter of the service day is not held)")


def _pair_cell(pair, same):
    if pair:
        return Cell(str(pair["indicator"]), kind="edit")
    return Cell("" if same else "·", kind="edit", quiet=True)


def _pair_list(pairs):
    columns = [
        Column("Column 1"),
        Column("Column 2"),
        Column("Indicator", align="centre"),
        Column("Deleted on"),
        Column("Rationale", width=1),
        Column("What it says", width=1.5),
    ]
    rows = [
        [
            Cell(one["column_1"], kind="code"),
            Cell(one["column_2"], kind="code"),
            Cell(str(one["indicator"]), kind="edit"),
            Cell(one.get("deletion") or "not deleted", quiet=not one.get("deletion")),
            Cell(one.get("rationale") or "none stated", quiet=not one.get("rationale")),
            Cell(one.get("says") or ""),
        ]
        for one in pairs["cells"]
    ]
    return Table("Pair list", "Every edit of the grid", columns, [(None, rows)], heads=2, prose=True, aside=True)


def _devices(guide, figures):
    coded = [one for one in guide["devices"] if isinstance(one, dict) and one.get("hcpcs")]
    says = [one if isinstance(one, str) else one["says"] for one in guide["devices"] if one not in coded]
    rows = [[Cell(one["hcpcs"], kind="code"), Cell(one["says"], marks=figures.authorities(one.get("cites")))] for one in coded]
    table = Table("Devices", "Device codes", [Column("Code"), Column("What to know", width=1)], [(None, rows)], prose=True) if rows else None
    return Section("devices", "Devices", [*map(Paragraph, says), table])


def _diagnoses(guide, figures):
    rows = [[Cell(one["code"], kind="code"), Cell(one["words"])] for one in guide["diagnoses"]]
    remark = Paragraph("Illustrative: a diagnosis listed here is often seen, it is not coverage. The words are our own.", quiet=True)
    table = Table("Diagnoses", "ICD-10-CM codes often seen", [Column("Code"), Column("In our own words", width=1)], [(None, rows)])
    return Section("diagnoses", "Diagnoses (ICD-10-CM)", [table, remark]) if rows else None


def _documentation(guide, figures):
    columns = [
        Column("Code"),
        Column("The chart must show", width=1.6),
        Column("Diagnoses often seen", width=1),
        Column("Frequent denials", width=1.3),
    ]

    def row(code):
        diagnoses = [one if isinstance(one, str) else f"{one['code']} {one['words']}" for one in code["diagnoses"]]
        lists = (code["documentation"], diagnoses, code["denials"])
        return [_code_cell(code), *(Cell("" if one else "nothing listed", items=one, quiet=not one) for one in lists)]

    told = [code for code in guide["codes"] if code["documentation"] or code["diagnoses"] or code["denials"]]
    table = Table("Documentation", "Code by code", columns, _by_role(told, row), prose=True)
    return Section("documentation", "Documentation", [Checklist(guide["checklist"]) if guide["checklist"] else None, table if told else None])


def _changes(guide, figures):
    changes = guide["changes"]
    columns = [
        Column("Code"),
        Column("Figure", width=1),
        Column("Before", align="right"),
        Column("After", align="right"),
        Column("Difference", align="right"),
        Column("Cause", width=1.6),
    ]
    if not changes["rows"]:
        return Section("changes", "Change against the year before", [Paragraph(f"Nothing differs from {changes['compared_with']}.")])
    rows = [[Cell(one["hcpcs"], kind="code"), Cell(one["figure"]), *figures.change(one), Cell(one["cause"])] for one in changes["rows"]]
    table = Table("Changes", f"{guide['on']} against {changes['compared_with']}", columns, [(None, rows)])
    return Section("changes", "Change against the year before", [table])


def _sources(guide, figures):
    columns = [
        Column("No.", align="right"),
        Column("Table"),
        Column("Release"),
        Column("File", width=1),
        Column("Trust"),
        Column("In force from"),
        Column("and before"),
        Column("sha256"),
    ]
    rows = [figures.source_row(number, source) for number, source in enumerate(guide["sources"], 1)]
    files = Table("Sources", "Published files behind the figures", columns, [(None, rows)])
    cited = [[Cell(mark, kind="code"), Cell(text)] for text, mark in figures.cited]
    authorities = Table("Authorities", "Authorities behind the rules", [Column("No."), Column("Document and place", width=1)], [(None, cited)])
    used = sorted({site.get("evidence") for one in guide["modifiers"] for site in one["sites"].values()} & set(EVIDENCE), key=list(EVIDENCE).index)
    meaning = "; ".join(f"{tag}: {EVIDENCE[tag]}" for tag in used)
    remark = Paragraph(f"Evidence. {meaning}.", quiet=True) if used else None
    return Section("sources", "Sources", [files, authorities if cited else None, remark])


def _limits(guide, figures):
    unverified = _lines(guide["unverified"])
    blocks = [Paragraph(one) for one in _lines(guide["not_applied"])]
    if unverified:
        blocks.append(Paragraph(f"Unverified rules and values behind these figures: {', '.join(unverified)}."))
    else:
        blocks.append(Paragraph("No figure here rests on an unverified rule or value."))
    return Section("limits", "What is not applied, and what is not verified", blocks)


ORDER = (
    _codes, _chart, _indicators, _truths, _modifiers, _pairs, _devices, _diagnoses, _documentation, _changes, _sources, _limits,
)  # fmt: skip

__all__ = ["CannotWrite", "cite_text", "document"]
