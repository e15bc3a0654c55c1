"""The guide as a Word document: real headings, tables whose heads repeat, landscape, page numbers, the chart as a picture."""

import io

from .chart import description
from .view import Chart, Checklist, Paragraph, marks_text

INK, QUIET, ACCENT, WASH, LINE = "1F2A33", "5B6770", "0B4F6C", "EEF3F6", "C8D0D6"
FILLS = {"0": (ACCENT, "FFFFFF"), "1": ("CFE0E9", INK)}
FONT = "Calibri"


def render(document):
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


def _page(word, document):
    from docx.enum.section import WD_ORIENT
    from docx.shared import Inches, Pt, RGBColor

    page = word.sections[0]
    page.orientation = WD_ORIENT.LANDSCAPE
    page.page_width, page.page_height = Inches(11), Inches(8.5)
    page.left_margin = page.right_margin = Inches(0.7)
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
    footer = page.footer.paragraphs[0]
    _run(footer, f"{document.title} \N{MIDDLE DOT} service day {document.on} \N{MIDDLE DOT} page ", size=8, color=QUIET)
    _field(footer, "PAGE")
    _run(footer, " of ", size=8, color=QUIET)
    _field(footer, "NUMPAGES")


def _block(word, block):
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


def _chart(word, chart):
    from docx.shared import Inches

    from .pdf import picture

    _caption(word, chart.title)
    shape = word.add_picture(io.BytesIO(picture(chart)), width=Inches(8.6))
    if shape.height > Inches(6):
        shape.width, shape.height = int(shape.width * Inches(6) / shape.height), Inches(6)
    shape._inline.docPr.set("descr", description(chart))


def _caption(word, text, marks=()):
    line = word.add_paragraph()
    line.paragraph_format.keep_with_next = True
    _run(line, text, italic=True, color=QUIET)
    if marks:
        _run(line, marks_text(marks), color=QUIET).font.superscript = True


def _table(word, table):
    from docx.shared import Pt

    _caption(word, table.caption, table.marks)
    grouped = any(column.group for column in table.columns)
    grid = word.add_table(rows=2 if grouped else 1, cols=len(table.columns))
    grid.autofit = False
    widths = _widths(table)
    _heads(grid, table, grouped)
    for label, rows in table.rows:
        if label:
            row = grid.add_row()
            first = row.cells[0].merge(row.cells[-1])
            _run(first.paragraphs[0], label, bold=True, size=8.5, color=ACCENT)
            first.paragraphs[0].paragraph_format.keep_with_next = True
            _shade(first, WASH)
            _whole(row)
        for cells in rows:
            _row(grid, table, cells)
    for row in grid.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width
    _borders(grid)
    for mark, says in table.notes:
        line = word.add_paragraph()
        line.paragraph_format.space_after = Pt(0)
        _run(line, f"{mark}  {says}", size=7.5, color=QUIET)
    if not table.notes:
        word.add_paragraph().paragraph_format.space_after = Pt(0)


def _heads(grid, table, grouped):
    for at, column in enumerate(table.columns):
        _head(grid.rows[-1].cells[at], column.title, column.align)
    if grouped:
        at = 0
        while at < len(table.columns):
            group, end = table.columns[at].group, at + 1
            while end < len(table.columns) and group is not None and table.columns[end].group == group:
                end += 1
            if group is not None:
                _head(grid.rows[0].cells[at].merge(grid.rows[0].cells[end - 1]), group, "centre")
            at = end
    for row in grid.rows:
        _mark(row._tr.get_or_add_trPr(), "w:tblHeader")
        _whole(row)


def _head(cell, title, align):
    line = cell.paragraphs[0]
    _align(line, align)
    _run(line, title, bold=True, size=8.5)
    line.paragraph_format.space_after = 0


def _row(grid, table, cells):
    row = grid.add_row()
    _whole(row)
    for place, cell, column in zip(row.cells, cells, table.columns, strict=True):
        line = place.paragraphs[0]
        line.paragraph_format.space_after = 0
        _align(line, column.align)
        color = QUIET if cell.quiet else INK
        if cell.kind == "edit" and cell.text in FILLS:
            fill, color = FILLS[cell.text]
            _shade(place, fill)
        if cell.text or not cell.items:
            _words(line, cell, color)
        for at, item in enumerate(cell.items):
            line = place.paragraphs[0] if at == 0 and not cell.text else place.add_paragraph()
            line.paragraph_format.space_after = 0
            _run(line, "– ", size=8.5, color=QUIET)
            _words(line, item, QUIET if item.quiet else INK)


def _words(line, cell, color):
    _run(line, cell.text, bold=cell.kind == "code", italic=cell.quiet, size=8.5, color=color)
    if cell.marks:
        _run(line, marks_text(cell.marks), size=8.5, color=QUIET).font.superscript = True


def _widths(table):
    """Widths of the columns in English metric units; a narrow column by its longest text, the rest of the page by share."""
    from docx.shared import Inches

    page = Inches(9.6)
    unit = Inches(0.068)
    needs = []
    for at, column in enumerate(table.columns):
        longest = max([len(row[at].text) + len(marks_text(row[at].marks)) * 0.6 for row in table.flat] + [max(map(len, column.title.split()))])
        needs.append(None if column.width else int(min(longest, 22) * unit + Inches(0.17)))
    fixed = sum(need for need in needs if need is not None)
    shares = sum(column.width for column in table.columns if column.width)
    room = max(page - fixed, Inches(1.2))
    return [int(room * column.width / shares) if need is None else need for need, column in zip(needs, table.columns, strict=True)]


def _run(line, text, *, bold=False, italic=False, size=None, color=INK):
    from docx.shared import Pt, RGBColor

    run = line.add_run(text)
    run.bold, run.italic = bold, italic
    run.font.color.rgb = RGBColor.from_string(color)
    if size:
        run.font.size = Pt(size)
    return run


def _align(line, align):
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    line.alignment = {"left": WD_ALIGN_PARAGRAPH.LEFT, "right": WD_ALIGN_PARAGRAPH.RIGHT, "centre": WD_ALIGN_PARAGRAPH.CENTER}[align]


def _whole(row):
    _mark(row._tr.get_or_add_trPr(), "w:cantSplit")


def _mark(properties, name):
    from docx.oxml import OxmlElement

    properties.append(OxmlElement(name))


def _shade(cell, fill):
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", fill)):
        shade.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shade)


def _borders(grid):
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", LINE)):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    grid._tbl.tblPr.append(borders)


def _field(line, name):
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    run = _run(line, "", size=8, color=QUIET)
    for kind, text in (("begin", None), (None, name), ("end", None)):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._r.append(part)
