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
            text = tidy(_words(element))
            if text:
                blocks.append(Line(text, {"paragraph": paragraphs}, _level(paragraph, text)))
        elif element.tag == qn("w:tbl"):
            tables += 1
            blocks.append(_grid(element, tables))
    return blocks


def _words(paragraph: Any) -> str:
    """The paragraph's text without raised footnote marks; text within a link is kept."""
    from docx.oxml.ns import qn

    parts = []
    for run in paragraph.iter(qn("w:r")):
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
    """The table of a w:tbl element. Its XML is walked once: the library's own cells cost a second for a long table."""
    from docx.oxml.ns import qn

    rows: list[CellRow] = []
    for at, row in enumerate(table.iterchildren(qn("w:tr")), 1):
        head = row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
        made: CellRow = [None] * _number(row, "w:trPr", "w:gridBefore", 0)
        for element in row.iterchildren(qn("w:tc")):
            column = len(made)
            cell = rows[-1][column] if _goes_on(element) and rows and column < len(rows[-1]) else None
            if cell is None:
                text = tidy("\n".join(_words(paragraph) for paragraph in element.iterchildren(qn("w:p"))))
                cell = Cell(text, {"table": number, "row": at, "column": column + 1}, head)
            made += [cell] * _number(element, "w:tcPr", "w:gridSpan", 1)
        rows.append(made)
    return Grid(rows, {"table": number})


def _number(element: Any, holder: str, name: str, usual: int) -> int:
    from docx.oxml.ns import qn

    found = element.find(f"{qn(holder)}/{qn(name)}")
    text = "" if found is None else found.get(qn("w:val")) or ""
    return int(text) if text.isdigit() else usual


def _goes_on(element: Any) -> bool:
    """Whether a cell is the lower part of one that is merged downwards."""
    from docx.oxml.ns import qn

    merged = element.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
    return merged is not None and merged.get(qn("w:val")) != "restart"
