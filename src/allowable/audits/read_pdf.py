"""PDF: ruled tables, columns drawn with white space, and lines, without raised footnote marks. A scan without text is refused."""

from __future__ import annotations

import io
import re

from .aligned import aligned_grid, table_runs
from .blocks import AuditError, Cell, Grid, Line, tidy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any, TypeAlias

    from .shapes import Block, Box, CellRow, Character, Parts, PdfLine, Place

    Form: TypeAlias = tuple[str, float, str]  # font, type size, digit

RAISED = 0.82  # a character below this share of its line's type size, standing higher, is a footnote mark
SAME_LINE = 3  # points
UNIT = 2.0  # points for one place of the white-space columns
CELL_GAP = 0.6  # of the type size: a wider blank parts two cells
SECTION_GAP = 2.4  # of the type size: a wider gap between lines parts two tables
HEADING = 1.12  # of the page's usual type size
LONGEST_HEADING = 120
EDGE_LINES = 3  # lines at the top and the foot of a page that may be running heads


def pdf_blocks(raw: bytes, name: str) -> list[Block]:
    """Blocks of all pages; raises AuditError for a locked or damaged file and for pictures of text."""
    import logging

    import pdfplumber

    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    try:
        with pdfplumber.open(io.BytesIO(raw)) as pdf:
            usual = _usual_widths(page.chars for page in pdf.pages)
            pages = [_Page(page, number, usual) for number, page in enumerate(pdf.pages, 1)]
    except Exception as problem:  # pdfminer raises many kinds for damaged and locked files
        kind = type(problem).__name__
        raise AuditError(
            f"{name}: the PDF cannot be read ({kind}); if it is locked by a password, save an unlocked copy; else download it again"
        ) from None
    if not any(page.characters for page in pages):
        what = "1 page is a picture" if len(pages) == 1 else f"{len(pages)} pages are pictures"
        raise AuditError(
            f"{name}: its {what} without text (a scan); run text recognition (OCR) on it, check the figures it read, and give that file"
        )
    repeated = _running_heads(pages)
    return [block for page in pages for block in page.blocks(repeated)]


class _Page:
    """One page: its ruled tables and, outside them, its lines [(top, [(x0, x1, text)], size)]."""

    def __init__(self, page: Any, number: int, usual: dict[Form, float]) -> None:
        self.number = number
        characters = _without_raised(page.chars, usual)
        self.characters = len(characters)
        tables = [] if not (page.lines or page.rects or page.curves) else [table for table in page.find_tables() if _is_table(table)]
        self.tables = [
            (table.bbox[1], _ruled_grid(table, characters, {"page": number, "table": place})) for place, table in enumerate(tables, 1)
        ]
        boxes = [table.bbox for table in tables]
        self.lines = _lines_of([one for one in characters if not any(_inside(one, box) for box in boxes)])
        self.typical = _typical_size(self.lines)
        page.close()

    def edge_texts(self) -> set[str]:
        """Texts of the first and last lines, with their digits levelled."""
        return {_levelled(parts) for _, parts, _ in [*self.lines[:EDGE_LINES], *self.lines[-EDGE_LINES:]]}

    def blocks(self, repeated: set[str]) -> list[Block]:
        """Blocks in reading order; running heads are kept on the first page alone."""
        kept = [line for line in self.lines if self.number == 1 or _levelled(line[1]) not in repeated]
        found: list[tuple[float, Block]] = list(self.tables)
        for first, end in self._sections(kept):
            found += self._loose_blocks(kept[first:end], first)
        found.sort(key=lambda pair: pair[0])
        return [block for _, block in found]

    def _is_heading(self, line: PdfLine) -> bool:
        return line[2] > HEADING * self.typical and len(line[1]) == 1 and len(line[1][0][2]) <= LONGEST_HEADING

    def _sections(self, lines: list[PdfLine]) -> Iterator[tuple[int, int]]:
        """(first, end) of the stretches of lines between headings, ruled tables and wide gaps."""
        first = 0
        for at in range(1, len(lines) + 1):
            if at == len(lines) or self._parts(lines[at - 1], lines[at]):
                yield first, at
                first = at

    def _parts(self, before: PdfLine, line: PdfLine) -> bool:
        far = line[0] - before[0] > SECTION_GAP * max(before[2], line[2])
        return far or self._is_heading(before) or self._is_heading(line) or any(before[0] < top < line[0] for top, _ in self.tables)

    def _loose_blocks(self, lines: list[PdfLine], offset: int) -> list[tuple[float, Block]]:
        cut = [[(int(start / UNIT), int(end / UNIT) + 1, text) for start, end, text in parts] for _, parts, _ in lines]
        made: list[tuple[float, Block]] = []
        done = 0
        for first, end in table_runs(cut):
            made += self._text_lines(lines, done, first, offset)
            places = [{"page": self.number, "line": offset + at + 1} for at in range(first, end)]
            made.append((lines[first][0], aligned_grid(cut[first:end], places, places[0])))
            done = end
        return made + self._text_lines(lines, done, len(lines), offset)

    def _text_lines(self, lines: list[PdfLine], first: int, end: int, offset: int) -> list[tuple[float, Block]]:
        made: list[tuple[float, Block]] = []
        for at in range(first, end):
            top, parts, _ = lines[at]
            text = tidy("  ".join(text for _, _, text in parts))
            if text:
                made.append((top, Line(text, {"page": self.number, "line": offset + at + 1}, 2 if self._is_heading(lines[at]) else 0)))
        return made


def _levelled(parts: Parts) -> str:
    return re.sub(r"\d+", "#", " ".join(text for _, _, text in parts))


def _running_heads(pages: list[_Page]) -> set[str]:
    """Texts that stand at the edge of at least half of the pages."""
    counts: dict[str, int] = {}
    for page in pages:
        for text in page.edge_texts():
            counts[text] = counts.get(text, 0) + 1
    return {text for text, count in counts.items() if count >= 3 and count * 2 >= len(pages)}


def _is_table(table: Any) -> bool:
    return len(table.rows) >= 2 and max(len(row.cells) for row in table.rows) >= 2


def _inside(one: Character, box: Box) -> bool:
    middle, height = (one["x0"] + one["x1"]) / 2, (one["top"] + one["bottom"]) / 2
    return bool(box[0] <= middle <= box[2] and box[1] <= height <= box[3])


def _usual_widths(pages: Iterable[list[Character]]) -> dict[Form, float]:
    """{(font, size, digit): width} of the widest form of each digit: a font's own raised digits are of full size, and narrower."""
    widths: dict[Form, float] = {}
    for characters in pages:
        for one in characters:
            if one["text"].isdigit():
                widths[_form(one)] = max(widths.get(_form(one), 0), one["width"])
    return widths


def _form(one: Character) -> Form:
    return one["fontname"], round(one["size"], 1), one["text"]


def _without_raised(characters: list[Character], usual: dict[Form, float]) -> list[Character]:
    """The characters without small ones that stand higher than the full-size ones before them, and without a font's own raised digits."""
    kept, reference, mark = [], None, None
    for one in characters:
        if one["text"].isdigit() and one["width"] < RAISED * usual[_form(one)]:
            continue
        if mark is not None and _goes_on(one, mark):
            mark = one
            continue
        if reference is not None and _is_raised(one, reference):
            mark = one
            continue
        mark, reference = None, one
        kept.append(one)
    return kept


def _goes_on(one: Character, mark: Character) -> bool:
    """Whether a character belongs to the raised mark that the one before it is part of."""
    alike = abs(one["size"] - mark["size"]) < 0.1 and abs(one["top"] - mark["top"]) < 1
    return bool(alike and -1 < one["x0"] - mark["x1"] < one["size"])


def _is_raised(one: Character, reference: Character) -> bool:
    if one["size"] >= RAISED * reference["size"]:
        return False
    beside = -1 < one["x0"] - reference["x1"] < 0.35 * reference["size"] and abs(one["top"] - reference["top"]) < reference["size"]
    return bool(beside) and bool(one["bottom"] < reference["bottom"] - 0.1 * reference["size"])


def _ruled_grid(table: Any, characters: list[Character], at: Place) -> Grid:
    made: dict[Box, Cell] = {}
    rows: list[CellRow] = []
    for number, row in enumerate(table.rows, 1):
        rows.append([])
        for column, box in enumerate(row.cells):
            box = box or _covering(table, number - 1, column)
            if box is None:
                rows[-1].append(None)
                continue
            if box not in made:
                made[box] = Cell(_text_in(characters, box), {**at, "row": number, "column": column + 1})
            rows[-1].append(made[box])
    return Grid(rows, at)


def _text_in(characters: list[Character], box: Box) -> str:
    lines = _lines_of([one for one in characters if _inside(one, box)])
    return tidy("\n".join(" ".join(text for _, _, text in parts) for _, parts, _ in lines))


def _covering(table: Any, row: int, column: int) -> Box | None:
    """Box of the merged cell that covers a place which has none of its own."""
    tops = [(box[1], box[3]) for box in table.rows[row].cells if box is not None]
    sides = [
        (line.cells[column][0], line.cells[column][2]) for line in table.rows if len(line.cells) > column and line.cells[column] is not None
    ]
    if not tops or not sides:
        return None
    height = (max(top for top, _ in tops) + min(bottom for _, bottom in tops)) / 2
    left, right = min(sides, key=lambda side: side[1] - side[0])
    middle = (left + right) / 2
    box: Box
    for box in table.cells:
        if box[0] <= middle <= box[2] and box[1] <= height <= box[3]:
            return box
    return None


def _lines_of(characters: list[Character]) -> list[PdfLine]:
    """[(top, [(x0, x1, text)], size)] from top to bottom; words closer than a wide blank are one segment."""
    from pdfplumber.utils.text import extract_words

    words = extract_words(characters, x_tolerance=1.5, y_tolerance=SAME_LINE, extra_attrs=["size"])
    words.sort(key=lambda word: (word["bottom"], word["x0"]))
    lines: list[list[Character]] = []
    for word in words:
        if lines and abs(word["bottom"] - lines[-1][0]["bottom"]) <= SAME_LINE:
            lines[-1].append(word)
        else:
            lines.append([word])
    return [_joined(sorted(line, key=lambda word: word["x0"])) for line in lines]


def _joined(line: list[Character]) -> PdfLine:
    parts: Parts = []
    for word in line:
        if parts and word["x0"] - parts[-1][1] < CELL_GAP * word["size"]:
            parts[-1] = (parts[-1][0], word["x1"], f"{parts[-1][2]} {word['text']}")
        else:
            parts.append((word["x0"], word["x1"], word["text"]))
    return min(word["top"] for word in line), parts, max(word["size"] for word in line)


def _typical_size(lines: list[PdfLine]) -> float:
    sizes = sorted(size for _, parts, size in lines for _ in range(sum(len(text) for _, _, text in parts)))
    return sizes[len(sizes) // 2] if sizes else 0
