"""What a Word document can hold and python-docx has no words for: shading, rules, rows that stay whole, fields."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.table import Table, _Cell, _Row
    from docx.text.run import Run


def keep_whole(row: _Row, repeat: bool = False) -> None:
    """Keep a row on one page; `repeat` it as a head on every page."""
    from docx.oxml.parser import OxmlElement

    properties = row._tr.get_or_add_trPr()
    for name in ("w:cantSplit", "w:tblHeader")[: 1 + repeat]:
        properties.append(OxmlElement(name))


def shade(cell: _Cell, fill: str) -> None:
    """Fill a cell with a colour, six hexadecimal digits."""
    cell._tc.get_or_add_tcPr().append(_element("w:shd", val="clear", color="auto", fill=fill))


def rule_rows(table: Table, color: str) -> None:
    """Thin lines above, below and between the rows of a table."""
    borders = _element("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        borders.append(_element(f"w:{side}", val="single", sz="4", space="0", color=color))
    # the schema states an order of these properties, and Word minds it
    table._tbl.tblPr.insert_element_before(borders, "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")


def fill_in(run: Run, field: str) -> None:
    """Make a run a field that Word fills in, such as PAGE."""
    instruction = _element("w:instrText")
    instruction.text = field
    for part in (_element("w:fldChar", fldCharType="begin"), instruction, _element("w:fldChar", fldCharType="end")):
        run._r.append(part)


def _element(name: str, **attributes: str) -> BaseOxmlElement:
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement

    return OxmlElement(name, {qn(f"w:{key}"): value for key, value in attributes.items()})
