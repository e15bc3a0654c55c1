"""The guide as Markdown that reads as plain text: padded tables, marks in brackets, long cells as lists."""

from .view import Chart, Checklist, Paragraph, marks_text

RULES = {"left": (":", "-"), "right": ("-", ":"), "centre": (":", ":")}


def render(document):
    """Bytes of the Markdown of a Document."""
    lines = [f"# {document.title}", ""]
    lines += [f"- {name}: {says}" for name, says in document.facts]
    lines += ["", *(f"> {says}" if at == 0 else f">\n> {says}" for at, says in enumerate(document.notice)), ""]
    for section in document.sections:
        lines += [f"## {section.title}", ""]
        for block in section.blocks:
            lines += [*_block(block), ""]
    return ("\n".join(lines).rstrip() + "\n").encode("utf-8")


def _block(block):
    if isinstance(block, Paragraph):
        return [block.text]
    if isinstance(block, Checklist):
        return [f"- [ ] {_words(item)}" for item in block.items]
    table = block.table if isinstance(block, Chart) else block
    body = _prose(table) if table.prose else _grid(table)
    notes = [f"- {mark}: {says}" for mark, says in table.notes]
    marks = f" [{marks_text(table.marks)}]" if table.marks else ""
    return [f"*{table.caption}*{marks}", "", *body, *([""] if notes else []), *notes]


def _words(cell):
    text = cell.value if cell.kind == "hash" and cell.value else cell.text
    return f"{text} [{marks_text(cell.marks)}]" if cell.marks else text


def _prose(table):
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


def _grid(table):
    rows = []
    for label, members in table.rows:
        if label:
            rows.append([f"**{label}**", *[""] * (len(table.columns) - 1)])
        rows += [[_words(cell).replace("|", "\\|") for cell in row] for row in members]
    heads = [title.replace("|", "\\|") for title in _titles(table)]
    widths = [max(3, len(heads[at]), *(len(row[at]) for row in rows if not row[0].startswith("**"))) for at in range(len(heads))]
    sides = [column.align for column in table.columns]
    ruler = [left + "-" * (width - 2) + right for width, side in zip(widths, sides, strict=True) for left, right in [RULES[side]]]
    return [_line(heads, widths, sides), _line(ruler, widths, sides), *(_line(row, widths, sides) for row in rows)]


def _titles(table):
    # a grid of codes has one shared heading for all its columns: the caption says it
    groups = {column.group for column in table.columns[table.heads :]}
    return [column.title for column in table.columns] if len(groups) == 1 else table.labels


def _line(cells, widths, sides):
    pad = {"left": str.ljust, "right": str.rjust, "centre": str.center}
    return "| " + " | ".join(pad[side](cell, width) for cell, width, side in zip(cells, widths, sides, strict=True)) + " |"
