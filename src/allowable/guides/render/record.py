"""Sections of the record: what changed, the sources and authorities, what is not applied and what is not verified."""

from __future__ import annotations

from ...kernel.cite import EVIDENCE
from .view import Cell, Column, Paragraph, Section, Table, by_role, lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .figures import Figures
    from .view import Json

TITLE = "Change against the year before"


def changes(guide: Json, figures: Figures) -> Section:
    """The section on changes against the same day of the year before."""
    found = guide["changes"]
    note = Paragraph(found["note"]) if found.get("note") else None
    if not found["rows"]:
        return Section("changes", TITLE, [note or Paragraph(f"Nothing differs from {found['compared_with']}.")])
    columns = [
        Column("Code"),
        Column("Figure"),
        Column("Before", align="right"),
        Column("After", align="right"),
        Column("Difference", align="right"),
        Column("Percent", align="right"),
        Column("Cause", width=1),
    ]
    roles = {code["hcpcs"]: code["role"] for code in guide["codes"]}
    rows = [{**one, "role": roles[one["hcpcs"]]} for one in found["rows"]]
    bands = by_role(rows, lambda one: _change(one, figures))
    caption = f"Services of {guide['on']} against those of {found['compared_with']}"
    return Section("changes", TITLE, [note, Table("Changes", caption, columns, bands, heads=2)])


def _change(one: Json, figures: Figures) -> list[Cell]:
    name = one["figure"].lower()
    kind = "money" if "amount" in name else "units" if "rvu" in name else "text"
    marks = figures.marks(one)

    def cell(value: str | None, sign: bool = False) -> Cell:
        if value is None:
            return Cell("–" if sign else "none", quiet=True)
        text = figures.text(value) if kind == "money" else str(value)
        return Cell(signed(text) if sign else text, value=value if kind != "text" else None, kind=kind)

    percent = one.get("percent")
    return [
        Cell(one["hcpcs"], kind="code"),
        Cell(one["figure"], marks=marks),
        cell(one["before"]),
        cell(one["after"]),
        cell(one.get("change"), sign=True),
        Cell(f"{signed(percent)}%") if percent is not None else Cell("–", quiet=True),
        Cell(one["cause"]),
    ]


def signed(text: str) -> str:
    """A number's text with its sign before it: +75.04, −4.83."""
    return f"−{text[1:]}" if text.startswith("-") else f"+{text}"


def sources(guide: Json, figures: Figures) -> Section:
    """The section on sources: files and values of the law by number, authorities by A-number, what the evidence tags mean."""
    columns = [
        Column("No.", align="right"),
        Column("Table or value"),
        Column("Release", width=1),
        Column("File, or document and place", width=1.25),
        Column("Trust"),
        Column("From"),
        Column("Before"),
        Column("Known from"),
        Column("sha256"),
    ]
    rows = [_source(number, one) for number, one in enumerate(guide["sources"], 1)]
    files = Table("Sources", "Published files and values stated by law; the figures above refer to their numbers", columns, [(None, rows)])
    cited = [[Cell(mark, kind="code", anchor=mark), Cell(text)] for text, mark in figures.cited]
    columns = [Column("No."), Column("Document and place", width=1)]
    authorities = Table("Authorities", "Authorities behind the rules and the words", columns, [(None, cited)])
    meaning = "; ".join(f"{tag}: {says}" for tag, says in EVIDENCE.items())
    return Section("sources", "Sources", [files, authorities if cited else None, Paragraph(f"Evidence. {meaning}.", quiet=True)])


def _source(number: int, source: Json) -> list[Cell]:
    sha, member, law = source.get("sha256"), source.get("member"), source.get("kind") == "law"
    file = source["file"]
    if member and member != file:
        file = member.replace(":", ": ") if member.startswith(file) else f"{file}, {member}"
    file += f" [{source['evidence']}]" if source.get("evidence") else ""
    release = f"{source['release']}: {source['value']}" if source.get("value") else source["release"]
    cells = [source["table"].replace("_", " "), release, file, "stated by law" if law else source["trust"]]
    days = [source["effective"] or "the beginning", source["until"] or "open", source.get("known") or "not stated"]
    last = Cell(sha[:12], value=sha, kind="hash") if sha else Cell("no file" if law else "none", quiet=True)
    first = Cell(str(number), kind="code", anchor=str(number))
    return [first, *(Cell(str(one), kind="file" if one is file else "text") for one in (*cells, *days)), last]


def limits(guide: Json, figures: Figures) -> Section:
    """The section on what is not applied and what is not verified."""
    unverified = lines(guide["unverified"])
    blocks = [Paragraph(one) for one in lines(guide["not_applied"])]
    if unverified:
        blocks.append(Paragraph(f"Unverified rules, values and statements in this guide: {'; '.join(unverified)}."))
    else:
        blocks.append(Paragraph("No figure here rests on an unverified rule or value."))
    return Section("limits", "What is not applied, and what is not verified", blocks)
