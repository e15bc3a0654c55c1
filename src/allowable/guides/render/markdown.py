"""The guide as Markdown that reads as plain text: padded tables, marks in brackets, long cells as lists."""

from __future__ import annotations

from itertools import islice

from .view import Chart, Checklist, Paragraph, Table, marks_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .view import Block, Cell, Document

RULES = {"left": (":", "-"), "right": ("-", ":"), "centre": (":", ":")}
LINE = 200  # characters of a line of a table with several shared headings, before it is set in parts


def render(document: Document) -> bytes:
    """Bytes of the Markdown of a Document."""
    lines = [f"# {document.title}", ""]
    lines += [f"- {name}: {says}" for name, says in document.facts]
    lines += ["", *(f"> {says}" if at == 0 else f">\n> {says}" for at, says in enumerate(document.notice)), ""]
    for section in document.sections:
        lines += [f"## {section.title}", ""]
        for block in section.blocks:
            if not (isinstance(block, Table) and block.aside):
                lines += [*_block(block), ""]
    return ("\n".join(lines).rstrip() + "\n").encode("utf-8")


def _block(block: Block) -> list[str]:
    if isinstance(block, Paragraph):
        return [block.text]
    if isinstance(block, Checklist):
        return [f"- [ ] {_words(item)}" for item in block.items]
    table = block.table if isinstance(block, Chart) else block
    body = _prose(table) if table.prose else _grid(table)
    notes = [f"- {mark}: {says}" for mark, says in table.notes]
    marks = f" [{marks_text(table.marks)}]" if table.marks else ""
    return [f"*{table.caption}*{marks}", "", *body, *([""] if notes else []), *notes]


def _words(cell: Cell) -> str:
    text = cell.value if cell.kind == "hash" and cell.value else cell.text
    return f"{text} [{marks_text(cell.marks)}]" if cell.marks else text


def _prose(table: Table) -> list[str]:
    lines = []
    for label, rows in table.rows:
        lines += [f"### {label}", ""] if label else []
        for row in rows:
            lines.append(f"- **{' '.join(_words(cell) for cell in row[: table.heads])}**")
            for column, cell in list(zip(table.columns, row, strict=True))[table.heads :]:
                lines.append(f"  - {column.full_title}: {_words(cell)}".rstrip())
                lines += [f"    - {_words(item)}" for item in cell.items]
        lines.append("")
    return lines[:-1]


def _grid(table: Table) -> list[str]:
    titles = [title.replace("|", "\\|") for title in _titles(table)]
    cells = [[_words(cell).replace("|", "\\|") for cell in row] for row in table.flat]
    widths = [max(3, len(title), *(len(row[at]) for row in cells)) for at, title in enumerate(titles)]
    lines: list[str] = []
    grouped = len({column.group for column in table.columns}) > 2
    for part in _parts(widths, table.heads) if grouped else [range(len(widths))]:
        sides = [table.columns[at].align for at in part]
        sizes = [widths[at] for at in part]
        ruler = [left + "-" * (width - 2) + right for width, side in zip(sizes, sides, strict=True) for left, right in [RULES[side]]]
        lines += [""] if lines else []
        lines += [_line([titles[at] for at in part], sizes, sides), _line(ruler, sizes, sides)]
        rows = iter(cells)
        for label, members in table.rows:
            if label:
                lines.append(f"| **{label}** |" + " |" * (len(part) - 1))
            lines += [_line([row[at] for at in part], sizes, sides) for row in islice(rows, len(members))]
    return lines


def _parts(widths: list[int], heads: int) -> list[list[int]]:
    """Columns that stand side by side within a line's length: several tables for a wide one, each starting with the row's heads."""
    found: list[list[int]] = []
    part: list[int] = []
    start = used = sum(width + 3 for width in widths[:heads])
    for at in range(heads, len(widths)):
        if part and used + widths[at] + 3 > LINE:
            found.append([*range(heads), *part])
            part, used = [], start
        part.append(at)
        used += widths[at] + 3
    return [*found, [*range(heads), *part]]


def _titles(table: Table) -> list[str]:
    # a grid of codes has one shared heading for all its columns: the caption says it
    groups = {column.group for column in table.columns[table.heads :]}
    return [column.title for column in table.columns] if len(groups) == 1 else table.labels


def _line(cells: list[str], widths: list[int], sides: list[str]) -> str:
    pad = {"left": str.ljust, "right": str.rjust, "centre": str.center}
    return "| " + " | ".join(pad[side](cell, width) for cell, width, side in zip(cells, widths, sides, strict=True)) + " |"
