"""The guide as a workbook: one sheet a table, amounts and units as numbers, sources and reasons in columns of their own."""

from __future__ import annotations

import io

from .view import Chart, Checklist, Paragraph, Table, marks_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from decimal import Decimal
    from typing import Any

    from .view import Cell, Document

FORMATS = {"money": '"$"#,##0.00;-"$"#,##0.00', "units": "0.00"}
ACCENT, WASH = "0B4F6C", "EEF3F6"
WIDEST = 60


def render(document: Document) -> bytes:
    """Bytes of the .xlsx of a Document."""
    from openpyxl import Workbook

    book = Workbook()
    _first(book.active, document)
    for section in document.sections:
        for block in section.blocks:
            table = block.table if isinstance(block, Chart) else block
            if isinstance(table, Table):
                _sheet(book.create_sheet(table.name[:31]), table)
            elif isinstance(table, Checklist):
                _list(book.create_sheet("Checklist"), table)
    book.properties.title, book.properties.subject, book.properties.creator = document.title, document.subject, "allowable"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _first(sheet: Any, document: Document) -> None:
    from openpyxl.styles import Alignment, Font

    sheet.title = "Guide"
    sheet.append([document.title])
    sheet["A1"].font = Font(bold=True, size=16, color=ACCENT)
    for name, says in document.facts:
        sheet.append([name, says])
    sheet.append([])
    for says in document.notice:
        sheet.append(["Notice", says])
    for section in document.sections:
        for block in section.blocks:
            if isinstance(block, Paragraph):
                sheet.append([section.title, block.text])
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 34, 110
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")


def _list(sheet: Any, checklist: Checklist) -> None:
    sheet.append(["Done", "Item", "Sources"])
    for item in checklist.items:
        sheet.append([None, item.text, marks_text(item.marks)])
    _dress(sheet, 1)


def _sheet(sheet: Any, table: Table) -> None:
    labelled = any(label for label, _ in table.rows)
    titles = table.labels
    known = dict(table.notes)
    marked = [at for at in range(len(titles)) if any(mark not in known for row in table.flat for mark in row[at].marks)]
    noted = any(mark in known for row in table.flat for cell in row for mark in cell.marks)
    heads = [*(["Group"] if labelled else []), *titles, *(f"Sources of {titles[at]}" for at in marked), *(["Reasons"] if noted else [])]
    sheet.append(heads)
    for label, rows in table.rows:
        for row in rows:
            sources = [marks_text([mark for mark in row[at].marks if mark not in known]) for at in marked]
            reasons = [f"{titles[at]}: {known[mark]}" for at in range(len(titles)) for mark in row[at].marks if mark in known]
            cells = [*([label] if labelled else []), *map(_value, row), *sources, *(["; ".join(reasons)] if noted else [])]
            sheet.append(cells)
            for at, cell in enumerate(row, 1 + labelled):
                if cell.kind in FORMATS and cell.value is not None:
                    sheet.cell(sheet.max_row, at).number_format = FORMATS[cell.kind]
    _dress(sheet, table.heads + labelled)
    if table.notes and not noted:
        sheet.append([])
        for mark, says in table.notes:
            sheet.append([mark, says])


def _value(cell: Cell) -> Decimal | str | None:
    from decimal import Decimal

    if cell.kind in FORMATS and cell.value is not None:
        return Decimal(cell.value)
    if cell.kind == "hash":
        return cell.value
    lines = [cell.text, *(item.text for item in cell.items)]
    return "\n".join(line for line in lines if line)


def _dress(sheet: Any, heads: int) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    for cell in sheet[1]:
        cell.font = Font(bold=True, color=ACCENT)
        cell.fill = PatternFill("solid", fgColor=WASH)
        cell.alignment = Alignment(wrap_text=True, vertical="bottom")
    for at, column in enumerate(sheet.iter_cols(), 1):
        texts = [line for cell in column[1:] if cell.value is not None for line in str(cell.value).split("\n")]
        longest = max([len(text) for text in texts] + [max(map(len, str(column[0].value).split()))])
        sheet.column_dimensions[get_column_letter(at)].width = min(longest + 3, WIDEST)
        for cell in column[1:]:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = sheet.cell(2, heads + 1)
    sheet.auto_filter.ref = sheet.dimensions
    sheet.sheet_view.showGridLines = True
    sheet.page_setup.orientation = "landscape"
    sheet.print_title_rows = "1:1"
