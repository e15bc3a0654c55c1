"""Word documents: paragraphs with their heading level and tables with merged cells, in the order of the document."""

from __future__ import annotations

import io

from .blocks import AuditError, Cell, Grid, Line, tidy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .shapes import Block, CellRow


def docx_blocks(raw: bytes, name: str) -> list[Block]:
    """Blocks of a .docx; raises AuditError if the file is damaged."""
    import docx
    from docx.oxml.ns import qn
    from docx.table import Table
    from docx.text.paragraph import Paragraph

    try:
        document = docx.Document(io.BytesIO(raw))
    except Exception as problem:  # python-docx raises what its zip and XML readers raise
        raise AuditError(
            f"{name}: the Word file is damaged ({type(problem).__name__}); open it in a word processor and save it again as .docx"
        ) from None
    blocks: list[Block] = []
    paragraphs = tables = 0
    for element in document.element.body.iterchildren():
        if element.tag == qn("w:p"):
            paragraphs += 1
            paragraph = Paragraph(element, document)
            text = tidy(_words(paragraph))
            if text:
                blocks.append(Line(text, {"paragraph": paragraphs}, _level(paragraph, text)))
        elif element.tag == qn("w:tbl"):
            tables += 1
            blocks.append(_grid(Table(element, document), tables))
    return blocks


def _words(paragraph: Any) -> str:
    """The paragraph's text without raised footnote marks; text within a link is kept."""
    from docx.oxml.ns import qn

    parts = []
    for run in paragraph._p.iter(qn("w:r")):
        raised = run.find(f"{qn('w:rPr')}/{qn('w:vertAlign')}")
        if raised is not None and raised.get(qn("w:val")) == "superscript":
            continue
        for piece in run.iterchildren():
            if piece.tag == qn("w:t"):
                parts.append(piece.text or "")
            elif piece.tag == qn("w:tab"):
                parts.append("\t")
            elif piece.tag in (qn("w:br"), qn("w:cr")):
                parts.append("\n")
    return "".join(parts)


def _level(paragraph: Any, text: str) -> int:
    style = (paragraph.style.name or "").lower() if paragraph.style is not None else ""
    if style in ("title", "subtitle"):
        return 1
    if style.startswith("heading"):
        digits = "".join(filter(str.isdigit, style))
        return int(digits) if digits else 2
    bold = [run.bold for run in paragraph.runs if run.text.strip()]
    return 7 if bold and all(bold) and len(text) <= 80 else 0


def _grid(table: Any, number: int) -> Grid:
    from docx.oxml.ns import qn

    seen, rows = {}, []
    for at, row in enumerate(table.rows, 1):
        made: CellRow = [None] * row.grid_cols_before
        for column, cell in enumerate(row.cells, row.grid_cols_before + 1):
            key = cell._tc
            if key not in seen:
                text = tidy("\n".join(_words(paragraph) for paragraph in cell.paragraphs))
                head = table.rows[at - 1]._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
                seen[key] = Cell(text, {"table": number, "row": at, "column": column}, head)
            made.append(seen[key])
        rows.append(made)
    return Grid(rows, {"table": number})
