"""PDF: ruled tables as drawn, columns drawn with white space, and lines; raised footnote marks are left out. A scan without text is refused."""

import io

from .aligned import aligned_grid, table_runs
from .blocks import AuditError, Cell, Grid, Line, tidy

RAISED = 0.82  # a character below this share of its line's type size, standing higher, is a footnote mark
SAME_LINE = 3  # points
UNIT = 2.0  # points for one place of the white-space columns


def pdf_blocks(raw, name):
    """Blocks of all pages; raises AuditError for a locked or damaged file and for pictures of text."""
    import logging

    import pdfplumber

    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    try:
        with pdfplumber.open(io.BytesIO(raw)) as pdf:
            blocks, characters = [], 0
            for number, page in enumerate(pdf.pages, 1):
                characters += len(page.chars)
                blocks += _page_blocks(page, number)
                page.close()
            pages = len(pdf.pages)
    except AuditError:
        raise
    except Exception as problem:  # pdfminer raises many kinds for damaged and locked files
        kind = type(problem).__name__
        raise AuditError(f"{name}: the PDF cannot be read ({kind}); if it is locked by a password, save an unlocked copy; else download it again") from None
    if not characters:
        raise AuditError(f"{name}: its {pages} page{'s hold' if pages > 1 else ' holds'} pictures and no text; run text recognition (OCR) on it, check the figures it read, and give that file")
    return blocks


def _page_blocks(page, number):
    page = page.filter(_without_raised(page.chars))
    found = []
    tables = [table for table in page.find_tables() if len(table.rows) >= 2 and max(len(row.cells) for row in table.rows) >= 2]
    for place, table in enumerate(tables, 1):
        found.append((table.bbox[1], _ruled_grid(table, {"page": number, "table": place})))
    outside = page
    for table in tables:
        box = table.bbox
        outside = outside.filter(lambda one, box=box: not _inside(one, box))
    found += _loose_blocks(outside, number)
    found.sort(key=lambda pair: pair[0])
    return [block for _, block in found]


def _inside(one, box):
    middle, height = (one["x0"] + one["x1"]) / 2, (one["top"] + one["bottom"]) / 2
    return box[0] <= middle <= box[2] and box[1] <= height <= box[3]


def _without_raised(characters):
    """A test that drops small characters standing higher than the full-size ones beside them."""
    raised = set()
    for before, one in zip(characters, characters[1:], strict=False):
        reference = before if id(before) not in raised else None
        if reference is None:
            if id(before) in raised and abs(one["size"] - before["size"]) < 0.1 and one["x0"] - before["x1"] < one["size"] and abs(one["top"] - before["top"]) < 1:
                raised.add(id(one))
            continue
        near = -1 < one["x0"] - reference["x1"] < 0.35 * reference["size"] and abs(one["top"] - reference["top"]) < reference["size"]
        if near and one["size"] < RAISED * reference["size"] and one["bottom"] < reference["bottom"] - 0.1 * reference["size"]:
            raised.add(id(one))
    marks = {(one["x0"], one["top"], one["text"]) for one in characters if id(one) in raised}
    return lambda one: one.get("object_type") != "char" or (one["x0"], one["top"], one["text"]) not in marks


def _ruled_grid(table, at):
    texts = table.extract()
    boxes = [row.cells for row in table.rows]
    made = {}
    rows = []
    for number, (line, cells) in enumerate(zip(texts, boxes, strict=True), 1):
        rows.append([])
        for column, box in enumerate(cells):
            if box is None:
                box = _covering(table, number - 1, column)
            if box is None:
                rows[-1].append(None)
                continue
            if box not in made:
                text = line[column] if cells[column] is not None else ""
                made[box] = Cell(tidy(text or ""), {**at, "row": number, "column": column + 1})
            rows[-1].append(made[box])
    return Grid(rows, at)


def _covering(table, row, column):
    """Box of the merged cell that covers a place which has none of its own."""
    tops = [(box[1], box[3]) for box in table.rows[row].cells if box is not None]
    sides = [(line.cells[column][0], line.cells[column][2]) for line in table.rows if len(line.cells) > column and line.cells[column] is not None]
    if not tops or not sides:
        return None
    height = (max(top for top, _ in tops) + min(bottom for _, bottom in tops)) / 2
    left, right = min(sides, key=lambda side: side[1] - side[0])
    middle = (left + right) / 2
    for box in table.cells:
        if box[0] <= middle <= box[2] and box[1] <= height <= box[3]:
            return box
    return None


def _loose_blocks(page, number):
    """(top, block) of what stands outside ruled tables."""
    lines = _line_words(page)
    cut = [[(int(start / UNIT), int(end / UNIT) + 1, text) for start, end, text in words] for _, words, _ in lines]
    typical = _typical_size(lines)
    made, done = [], 0
    for first, end in table_runs(cut):
        made += _text_lines(lines, done, first, number, typical)
        places = [{"page": number, "line": at + 1} for at in range(first, end)]
        made.append((lines[first][0], aligned_grid(cut[first:end], places, places[0])))
        done = end
    return made + _text_lines(lines, done, len(lines), number, typical)


def _line_words(page):
    """[(top, [(x0, x1, text)], size)] from top to bottom; words closer than a wide blank are one segment."""
    words = page.extract_words(x_tolerance=1.5, y_tolerance=SAME_LINE, extra_attrs=["size"])
    words.sort(key=lambda word: (word["bottom"], word["x0"]))
    lines = []
    for word in words:
        if lines and abs(word["bottom"] - lines[-1][0]["bottom"]) <= SAME_LINE:
            lines[-1].append(word)
        else:
            lines.append([word])
    made = []
    for line in lines:
        line.sort(key=lambda word: word["x0"])
        parts = []
        for word in line:
            if parts and word["x0"] - parts[-1][1] < 0.9 * word["size"]:
                parts[-1] = (parts[-1][0], word["x1"], f"{parts[-1][2]} {word['text']}")
            else:
                parts.append((word["x0"], word["x1"], word["text"]))
        made.append((min(word["top"] for word in line), parts, max(word["size"] for word in line)))
    return made


def _typical_size(lines):
    sizes = sorted(size for _, parts, size in lines for _ in range(sum(len(text) for _, _, text in parts)))
    return sizes[len(sizes) // 2] if sizes else 0


def _text_lines(lines, first, end, number, typical):
    made = []
    for at in range(first, end):
        top, parts, size = lines[at]
        text = tidy("  ".join(text for _, _, text in parts))
        if text:
            made.append((top, Line(text, {"page": number, "line": at + 1}, 2 if size > 1.12 * typical and len(text) <= 120 else 0)))
    return made
