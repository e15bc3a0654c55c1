"""Sections on how to bill and what to write down: modifiers, code pairs, devices, diagnoses, documentation."""

from __future__ import annotations

from .view import Cell, Checklist, Column, Notes, Paragraph, Section, Table, by_role, code_cell, lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .figures import Figures
    from .view import Block, Json

SITES = {"physician": "Physician", "hospital": "Hospital outpatient", "asc": "ASC"}
MEANINGS = (
    ("0", "never paid together, whatever the modifier"),
    ("1", "paid together only with an NCCI modifier that the record supports"),
    ("9", "the edit is no longer in force"),
)


def modifiers(guide: Json, figures: Figures) -> Section:
    """The section on reduced and discontinued services."""
    notes = Notes()
    columns = [
        Column("Site"),
        Column("When it is used", width=1.2),
        Column("Payment", width=1.5),
        Column("What to document", width=1.2),
        Column("Evidence", align="centre"),
    ]

    def row(name: str, site: Json) -> list[Cell]:
        documents = lines(site.get("document"))
        return [
            Cell(name),
            Cell(site["use"], marks=figures.authorities(site.get("cites"))),
            Cell(site["payment"], items=_amounts(site, figures, notes)),
            Cell("" if documents else "nothing by this modifier", items=documents, quiet=not documents),
            _evidence(site),
        ]

    bands = [(f"Modifier {one['modifier']}", [row(name, one["sites"][key]) for key, name in SITES.items()]) for one in guide["modifiers"]]
    caption = "Reduced and discontinued services, by who bills; amounts are those of one unit"
    table = Table("Modifiers", caption, columns, bands, notes=notes.lines, prose=True)
    return Section("modifiers", "Modifiers for reduced and discontinued services", [table, _amount_table(guide, figures)])


def _evidence(entry: Json) -> Cell:
    evidence = entry.get("evidence")
    return Cell(evidence or "none stated", quiet=not evidence)


def _amounts(site: Json, figures: Figures, notes: Notes) -> list[Cell]:
    """One item for all codes that a modifier leaves with the same amount."""
    groups: dict[tuple[Any, ...], list[Json]] = {}
    for one in site.get("amounts") or ():
        groups.setdefault((one["amount"], one["of"], tuple(one["reasons"]), tuple(figures.marks(one))), []).append(one)
    items = []
    for (amount, of, reasons, marks), members in groups.items():
        codes = ", ".join(one["hcpcs"] for one in members)
        shown = [*marks, *(notes.mark(reason) for reason in reasons)]
        if amount is None:
            items.append(Cell(f"{codes}: {figures.absent(members[0], Notes()).text}", marks=shown, quiet=True))
        else:
            share = f" of {figures.text(of)}" if of not in (None, amount) else ""
            items.append(Cell(f"{codes}: {figures.text(amount)}{share}", marks=shown))
    return items


def _amount_table(guide: Json, figures: Figures) -> Table | None:
    notes = Notes()
    columns = [Column("Modifier"), Column("Site"), Column("Code")]
    columns += [Column("Full amount", align="right"), Column("With the modifier", align="right")]
    rows = []
    for one in guide["modifiers"]:
        for key, name in SITES.items():
            for amount in one["sites"][key].get("amounts") or ():
                figure = {**amount, "full": amount["of"]}
                plain = {**figure, "reasons": [] if amount["of"] else amount["reasons"]}
                cells = [Cell(one["modifier"], kind="code"), Cell(name), Cell(amount["hcpcs"], kind="code")]
                rows.append([*cells, figures.money(plain, notes, "full"), figures.money(figure, notes)])
    caption = "Every amount with a modifier"
    return Table("Modifier amounts", caption, columns, [(None, rows)], notes=notes.lines, heads=3, aside=True) if rows else None


def pairs(guide: Json, figures: Figures) -> Section:
    """The section on NCCI code pairs: a grid for each table of edits that the guide has."""
    blocks = []
    for key, name in (("pairs", "Code pairs"), ("pairs_hospital", "Code pairs, hospital")):
        if guide.get(key):
            blocks += _pair_blocks(guide[key], name, figures)
    return Section("pairs", "NCCI code pairs", blocks)


def _pair_blocks(matrix: Json, name: str, figures: Figures) -> list[Block]:
    found = {(cell["column_1"], cell["column_2"]): cell for cell in matrix["cells"]}
    first = [code for code in matrix["codes"] if any(one == code for one, _ in found)]
    second = [code for code in matrix["codes"] if any(two == code for _, two in found)]
    applies = f"For {matrix['applies_to']}. " if matrix.get("applies_to") else ""
    quarter = f" in {matrix['speaks_for']}" if matrix.get("speaks_for") else ""
    empty = [code for code in matrix["codes"] if code not in first and code not in second]
    silent = f" In no edit with another code of this guide{quarter}: {', '.join(empty)}." if empty and found else ""
    remark = Paragraph(applies + (matrix.get("note") or "") + silent)
    if not found:
        return [remark]
    columns = [Column("Column 1"), *(Column(code, group="Column 2: not paid beside column 1", align="centre") for code in second)]
    rows = [[Cell(one, kind="code"), *(_pair_cell(found.get((one, two)), one == two) for two in second)] for one in first]
    shown = {cell.text for row in rows for cell in row}
    notes = [note for note in (*MEANINGS, ("·", f"no edit of this pair{quarter}"), ("–", "the same code")) if note[0] in shown]
    unchecked = "" if matrix["held"] else ": the quarter of the service day is not held, so nothing is checked"
    caption = f"Edits between the codes of this guide{quarter}{unchecked}"
    marks = figures.marks(matrix)
    grid = Table(name, caption, columns, [(None, rows)], notes=notes, marks=marks)
    return [remark, grid, _pair_list(matrix, name, marks)]


def _pair_cell(pair: Json | None, same: bool) -> Cell:
    if pair:
        return Cell(str(pair["indicator"]), kind="edit")
    return Cell("–" if same else "·", kind="edit", quiet=True)


def _pair_list(matrix: Json, name: str, marks: list[str]) -> Table:
    columns = [
        Column("Column 1"),
        Column("Column 2"),
        Column("Indicator", align="centre"),
        Column("Outcome"),
        Column("Deleted on"),
        Column("Rationale", width=1),
        Column("What it says", width=1.5),
    ]
    rows = [
        [
            Cell(one["column_1"], kind="code"),
            Cell(one["column_2"], kind="code"),
            Cell(str(one["indicator"]), kind="edit"),
            Cell(one.get("outcome") or "not stated", quiet=not one.get("outcome")),
            Cell(one.get("deletion") or "not deleted", quiet=not one.get("deletion")),
            Cell(one.get("rationale") or "none stated", quiet=not one.get("rationale")),
            Cell(one["says"]),
        ]
        for one in matrix["cells"]
    ]
    return Table(name.replace("pairs", "pair list"), "Every edit of the grid", columns, [(None, rows)], heads=2, aside=True, marks=marks)


def devices(guide: Json, figures: Figures) -> Section:
    """The section on device codes."""
    columns = [
        Column("Code"),
        Column("Reported by"),
        Column("Hospital status", align="centre"),
        Column("What to know", width=1),
        Column("Evidence", align="centre"),
    ]
    rows = []
    for one in guide["devices"]:
        code, status = one.get("hcpcs"), one.get("status")
        sites = ", ".join(SITES.get(site, site) for site in one.get("settings") or ())
        rows.append(
            [
                Cell(code, kind="code") if code else Cell("no code", quiet=True),
                Cell(sites or "–", quiet=not sites),
                Cell(status, marks=figures.marks(one)) if status else Cell("–", quiet=True),
                Cell(one["says"], marks=figures.authorities(one.get("cites"))),
                _evidence(one),
            ]
        )
    return Section("devices", "Devices", [Table("Devices", "Device codes", columns, [(None, rows)], prose=True) if rows else None])


def diagnoses(guide: Json, figures: Figures) -> Section | None:
    """The section on ICD-10-CM codes."""
    columns = [
        Column("Code"),
        Column("In our own words", width=1),
        Column("Often seen with", width=1.6),
        Column("Evidence", align="centre"),
    ]
    rows = [
        [Cell(_diagnosis(one), kind="code"), Cell(one["words"]), Cell(", ".join(one.get("codes") or ()) or "–"), _evidence(one)]
        for one in guide["diagnoses"]
    ]
    remark = Paragraph("Illustrative: a diagnosis listed here is often seen; it is not coverage. The words are our own.", quiet=True)
    table = Table("Diagnoses", "ICD-10-CM codes often seen", columns, [(None, rows)])
    return Section("diagnoses", "Diagnoses (ICD-10-CM)", [remark, table]) if rows else None


def _diagnosis(one: str | Json) -> str:
    return one if isinstance(one, str) else one.get("icd10cm") or one["code"]


def documentation(guide: Json, figures: Figures) -> Section:
    """The section on what the chart must show: boxes to tick, then code by code."""
    columns = [
        Column("Code"),
        Column("Choose it", width=1.1),
        Column("The chart must show", width=1.4),
        Column("Diagnoses often seen", width=0.7),
        Column("Frequent denials", width=1.3),
    ]

    def listed(items: list[str]) -> Cell:
        return Cell("" if items else "nothing listed", items=items, quiet=not items)

    def row(code: Json) -> list[Cell]:
        first = code_cell(code)
        first.marks = tuple(figures.authorities(code.get("words_sources")))
        choose = Cell(code["choose"]) if code.get("choose") else Cell("nothing listed", quiet=True)
        seen = ", ".join(_diagnosis(one) for one in code["diagnoses"])
        return [first, choose, listed(code["documentation"]), Cell(seen or "nothing listed", quiet=not seen), listed(code["denials"])]

    told = [code for code in guide["codes"] if code["documentation"] or code["diagnoses"] or code["denials"]]
    ticks = Checklist([_item(one, figures) for one in guide["checklist"]]) if guide["checklist"] else None
    table = Table("Documentation", "Code by code", columns, by_role(told, row), prose=True) if told else None
    return Section("documentation", "Documentation", [ticks, table])


def _item(one: str | Json, figures: Figures) -> Cell:
    if isinstance(one, str):
        return Cell(one)
    codes = f" ({', '.join(one['codes'])})" if one.get("codes") else ""
    return Cell(one["item"] + codes, marks=figures.authorities(one.get("source")))
