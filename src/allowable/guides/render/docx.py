"""The guide as a Word document: real headings, tables whose heads repeat, landscape, page numbers, the chart as a picture."""

from __future__ import annotations

import io
from functools import cache

from .chart import description
from .view import Chart, Checklist, Paragraph, marks_text
from .word import fill_in, keep_whole, rule_rows, shade

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from docx.document import Document as Word
    from docx.shared import RGBColor
    from docx.table import Table as Grid
    from docx.table import _Cell as Place
    from docx.table import _Row as GridRow
    from docx.text.paragraph import Paragraph as Line
    from docx.text.run import Run

    from .view import Block, Cell, Document, Table

INK, QUIET, ACCENT, WASH, LINE = "1F2A33", "5B6770", "0B4F6C", "EEF3F6", "C8D0D6"
FILLS = {"0": (ACCENT, "FFFFFF"), "1": ("CFE0E9", INK)}
FONT = "Calibri"
CELL, NOTE = "Guide cell", "Guide note"


def render(document: Document) -> bytes:
    """Bytes of the .docx of a Document."""
    from docx import Document as Word

    word = Word()
    _page(word, document)
    word.add_heading(document.title, 0)
    for name, says in document.facts:
        line = word.add_paragraph()
        _run(line, f"{name}: ", color=QUIET)
        _run(line, says)
    for says in document.notice:
        _run(word.add_paragraph(), says, size=8, color=QUIET)
    for section in document.sections:
        word.add_heading(section.title, 1)
        for block in section.blocks:
            _block(word, block)
    stream = io.BytesIO()
    word.save(stream)
    return stream.getvalue()


def _page(word: Word, document: Document) -> None:
    from docx.enum.section import WD_ORIENT
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Inches, Pt, RGBColor

    page = word.sections[0]
    page.orientation = WD_ORIENT.LANDSCAPE
    page.page_width, page.page_height = Inches(11), Inches(8.5)
    page.left_margin = page.right_margin = Inches(0.5)
    page.top_margin = page.bottom_margin = Inches(0.7)
    core = word.core_properties
    core.title, core.subject, core.author, core.keywords = document.title, document.subject, "allowable", "Medicare"
    core.comments = f"Service day {document.on}"
    normal = word.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(9.5)
    normal.font.color.rgb = RGBColor.from_string(INK)
    normal.paragraph_format.space_after = Pt(3)
    for name, size in (("Title", 22), ("Heading 1", 14), ("Heading 2", 11)):
        style = word.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(size), RGBColor.from_string(ACCENT)
        style.element.rPr.rFonts.attrib.clear()
        style.font.name = FONT
        style.paragraph_format.keep_with_next = True
    for name, points, color in ((CELL, 8, INK), (NOTE, 7.5, QUIET)):
        style = word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = normal
        style.font.size, style.font.color.rgb = Pt(points), RGBColor.from_string(color)
        style.paragraph_format.space_after = Pt(0)
    footer = page.footer.paragraphs[0]
    _run(footer, f"{document.title} \N{MIDDLE DOT} service day {document.on} \N{MIDDLE DOT} page ", size=8, color=QUIET)
    fill_in(_run(footer, "", size=8, color=QUIET), "PAGE")
    _run(footer, " of ", size=8, color=QUIET)
    fill_in(_run(footer, "", size=8, color=QUIET), "NUMPAGES")


def _block(word: Word, block: Block) -> None:
    if isinstance(block, Paragraph):
        _run(word.add_paragraph(), block.text, color=QUIET if block.quiet else INK)
    elif isinstance(block, Checklist):
        for item in block.items:
            line = word.add_paragraph()
            _run(line, "\N{BALLOT BOX}  ")
            _words(line, item, INK)
    elif isinstance(block, Chart):
        _chart(word, block)
    elif not block.aside:
        _table(word, block)


def _chart(word: Word, chart: Chart) -> None:
    from docx.shared import Inches

    from .pdf import picture

    _caption(word, chart.title)
    shape = word.add_picture(io.BytesIO(picture(chart)), width=Inches(8.6))
    if shape.height > Inches(6):
        shape.width, shape.height = int(shape.width * Inches(6) / shape.height), Inches(6)
    shape._inline.docPr.set("descr", description(chart))


def _caption(word: Word, text: str, marks: Sequence[str] = ()) -> None:
    line = word.add_paragraph()
    line.paragraph_format.keep_with_next = True
    _run(line, text, italic=True, color=QUIET)
    if marks:
        _run(line, marks_text(marks), color=QUIET).font.superscript = True


def _table(word: Word, table: Table) -> None:
    _caption(word, table.caption, table.marks)
    grouped = any(column.group for column in table.columns)
    grid = word.add_table(rows=2 if grouped else 1, cols=len(table.columns))
    grid.autofit = False
    widths = _widths(table)
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width  # rows that are added take it over
    for row in grid.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width
    cells = word.styles[CELL].style_id
    _heads(grid, table, grouped, cells)
    for label, rows in table.rows:
        if label:
            _band(grid, label, cells)
        for row in rows:
            _row(grid, table, row, cells)
    rule_rows(grid, LINE)
    for mark, says in table.notes:
        _run(word.add_paragraph(style=word.styles[NOTE]), f"{mark}  {says}")
    word.add_paragraph(style=word.styles[NOTE])


def _heads(grid: Grid, table: Table, grouped: bool, style: str) -> None:
    rows = list(grid.rows)
    for place, column in zip(rows[-1].cells, table.columns, strict=True):
        _head(place, column.title, column.align, style)
    at = 0
    while grouped and at < len(table.columns):
        group, end = table.columns[at].group, at + 1
        while end < len(table.columns) and group is not None and table.columns[end].group == group:
            end += 1
        first = rows[0].cells[at]
        if group is not None:
            _head(first.merge(rows[0].cells[end - 1]), group, "centre", style)
        else:
            first.paragraphs[0]._p.style = style
        at = end
    for row in rows:
        keep_whole(row, repeat=True)


def _head(place: Place, title: str, align: str, style: str) -> None:
    line = place.paragraphs[0]
    line._p.style = style
    _align(line, align)
    _run(line, title, bold=True)


def _band(grid: Grid, label: str, style: str) -> None:
    row: GridRow = grid.add_row()  # type: ignore[no-untyped-call]  # python-docx leaves this one untyped
    cells = row.cells
    first = cells[0].merge(cells[-1])
    line = first.paragraphs[0]
    line._p.style = style
    line.paragraph_format.keep_with_next = True
    _run(line, label, bold=True, color=ACCENT)
    shade(first, WASH)
    keep_whole(row)


def _row(grid: Grid, table: Table, cells: Sequence[Cell], style: str) -> None:
    row: GridRow = grid.add_row()  # type: ignore[no-untyped-call]  # python-docx leaves this one untyped
    keep_whole(row)
    for place, cell, column in zip(row.cells, cells, table.columns, strict=True):
        line = place.paragraphs[0]
        line._p.style = style
        _align(line, column.align)
        color = QUIET if cell.quiet else INK
        if cell.kind == "edit" and cell.text in FILLS:
            fill, color = FILLS[cell.text]
            shade(place, fill)
        if cell.text or not cell.items:
            _words(line, cell, color)
        for at, item in enumerate(cell.items):
            if at or cell.text:
                line = place.add_paragraph()
                line._p.style = style
            _run(line, "– ", color=QUIET)
            _words(line, item, QUIET if item.quiet else INK)


def _words(line: Line, cell: Cell, color: str) -> None:
    _run(line, cell.text, bold=cell.kind == "code", italic=cell.quiet, color=color)
    if cell.marks:
        _run(line, marks_text(cell.marks), color=QUIET).font.superscript = True


def _widths(table: Table) -> list[int]:
    """Widths of the columns in English metric units: a narrow column by its longest figure, the rest of the page by share."""
    from docx.shared import Inches

    # as wide as the widest font that a machine may put in the place of ours
    page, letter, margins = Inches(10), Inches(0.074), Inches(0.17)
    needs = []
    for at, column in enumerate(table.columns):
        figures = [len(row[at].text) + len(marks_text(row[at].marks)) * 0.62 for row in table.flat if not row[at].quiet]
        longest = max([*figures, max(map(len, column.title.split())) * 1.12, 4])
        needs.append(None if column.width else int(min(longest, 24) * letter + margins))
    fixed = sum(need for need in needs if need is not None)
    shares = sum(column.width for column in table.columns if column.width)
    room = max(page - fixed, Inches(1.5))
    return [
        need if need is not None else int(room * (column.width or 0) / shares) for need, column in zip(needs, table.columns, strict=True)
    ]


def _run(line: Line, text: str, *, bold: bool = False, italic: bool = False, size: float | None = None, color: str = INK) -> Run:
    """A run; only what differs from the paragraph's style is set, because every property costs time and room."""
    run = line.add_run(text)
    if bold:
        run.bold = True
    if italic:
        run.italic = True
    if color != INK:
        run.font.color.rgb = _color(color)
    if size:
        from docx.shared import Pt

        run.font.size = Pt(size)
    return run


@cache
def _color(text: str) -> RGBColor:
    from docx.shared import RGBColor

    return RGBColor.from_string(text)


def _align(line: Line, align: str) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    if align != "left":
        line.alignment = WD_ALIGN_PARAGRAPH.RIGHT if align == "right" else WD_ALIGN_PARAGRAPH.CENTER
