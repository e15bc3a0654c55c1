"""The guide as a PDF: the Document goes as JSON into guide.typ, which knows only typography. Tagged, with the fonts that typst carries."""

from __future__ import annotations

import json
import os

from .chart import description, svg
from .view import Chart, Checklist, Paragraph, Table, room

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .view import Block, Cell, Document, Json, Section

TEMPLATE = os.path.join(os.path.dirname(__file__), "guide.typ")


def render(document: Document) -> bytes:
    """Bytes of the PDF of a Document."""
    import typst

    with open(TEMPLATE, "rb") as stream:
        template = stream.read()
    data = json.dumps(plain(document), ensure_ascii=False)
    return typst.compile(template, format="pdf", pdf_standards="ua-1", ignore_system_fonts=True, sys_inputs={"guide": data})


def picture(chart: Chart, dots_per_inch: int = 220) -> bytes:
    """Bytes of a PNG of a Chart, for formats that take no SVG."""
    import typst

    page = b'#set page(width: auto, height: auto, margin: 6pt)\n#image(bytes(sys.inputs.chart), format: "svg")'
    return typst.compile(page, format="png", ppi=dots_per_inch, ignore_system_fonts=True, sys_inputs={"chart": svg(chart)})


def plain(document: Document) -> Json:
    """The Document in JSON types, as guide.typ reads it."""
    return {
        "title": document.title,
        "on": document.on,
        "subject": document.subject,
        "facts": document.facts,
        "notice": document.notice,
        "sections": [{"key": section.key, "title": section.title, "blocks": _blocks(section)} for section in document.sections],
    }


def _blocks(section: Section) -> list[Json]:
    return [_block(block) for block in section.blocks if not (isinstance(block, Table) and block.aside)]


def _block(block: Block) -> Json:
    if isinstance(block, Paragraph):
        return {"kind": "paragraph", "text": block.text, "quiet": block.quiet}
    if isinstance(block, Checklist):
        return {"kind": "checklist", "items": [_cell(item) for item in block.items]}
    if isinstance(block, Chart):
        return {"kind": "chart", "title": block.title, "svg": svg(block), "says": description(block)}
    return _table(block)


def _table(table: Table) -> Json:
    return {
        "kind": "table",
        "name": table.name,
        "caption": table.caption,
        "caption_marks": table.marks,
        "prose": table.prose,
        "columns": [{"title": one.title, "group": one.group, "align": one.align, "width": one.width} for one in table.columns],
        "rows": [{"label": label, "rows": [[_cell(cell) for cell in row] for row in rows]} for label, rows in table.rows],
        "notes": table.notes,
        "marks": [room(table, at) for at in range(len(table.columns))],
    }


def _cell(cell: Cell) -> Json:
    return {"text": cell.text, "kind": cell.kind, "marks": cell.marks, "items": [_cell(item) for item in cell.items], "quiet": cell.quiet}
