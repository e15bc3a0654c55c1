"""PDF: the lines of each page from top to bottom, two columns one after the other, heads and feet that repeat left out.

A hyphen at the end of a line stays: whether it belongs to the word, the file does not say. A page that is a picture has no text: the note
says which, because what it shows was not read.
"""

from __future__ import annotations

import io
import re

from .problem import NoteError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeAlias

    Word: TypeAlias = dict[str, Any]  # text, x0, x1, top, bottom
    PageLine: TypeAlias = tuple[str, bool]  # the line, and whether it stands in the margin

MOST_PAGES = 200
SAME_LINE = 3  # points
EDGE_LINES = 2  # lines at the top and the foot of a page that may repeat
MARGIN = 0.1  # of the page's height: what stands farther in is text, however often it comes
COLUMN_LINES = 12  # so many lines on both sides, or the blank between them parts no columns
COLUMN_WORDS = 4  # so many words a line: fewer are names with their values beside them
GUTTER = 10  # points


def pdf_text(raw: bytes, name: str) -> tuple[str, list[str]]:
    """(text, notes) of all pages; NoteError for a locked or damaged file and for pictures of text."""
    import logging

    import pdfplumber

    logging.getLogger("pdfminer").setLevel(logging.CRITICAL + 1)  # its warnings can hold words of the file
    try:
        with pdfplumber.open(io.BytesIO(raw)) as pdf:
            if len(pdf.pages) > MOST_PAGES:
                raise NoteError(f"{name}: the PDF has {len(pdf.pages)} pages; give the pages of one note")
            pages = []
            for page in pdf.pages:
                pages.append(_lines(page))
                page.close()
    except NoteError:
        raise
    except Exception as problem:  # pdfminer raises many kinds for damaged and locked files
        kind = type(problem).__name__
        raise NoteError(
            f"{name}: the PDF cannot be read ({kind}); if it is locked by a password, save an unlocked copy; else download it again"
        ) from None
    blank = [number for number, lines in enumerate(pages, 1) if not lines]
    if len(blank) == len(pages):
        raise NoteError(
            f"{name}: the PDF is a picture without text (a scan); run text recognition (OCR) on it, check it, and give that file"
        )
    repeated = _repeated(pages)
    kept = [[line for at, (line, _) in enumerate(lines) if not _is_edge(at, lines) or _levelled(line) not in repeated] for lines in pages]
    notes = [f"Page {', '.join(map(str, blank))} holds no text (a picture or a blank page) and was not read."] if blank else []
    return "\n".join(line for lines in kept for line in lines), notes


def _lines(page: Any) -> list[PageLine]:
    words = page.extract_words(x_tolerance=1.5, y_tolerance=SAME_LINE)
    height = float(page.height)
    return [
        (" ".join(str(word["text"]) for word in row), not MARGIN * height < row[0]["bottom"] < (1 - MARGIN) * height)
        for part in _columns(words, float(page.width))
        for row in _in_lines(part)
    ]


def _in_lines(words: list[Word]) -> list[list[Word]]:
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda one: (one["bottom"], one["x0"])):
        if rows and abs(word["bottom"] - rows[-1][0]["bottom"]) <= SAME_LINE:
            rows[-1].append(word)
        else:
            rows.append([word])
    return [sorted(row, key=lambda one: one["x0"]) for row in rows]


def _columns(words: list[Word], width: float) -> list[list[Word]]:
    """The words as they are, or those above two columns, the left and the right one."""
    middle = _gutter(words, width)
    if middle is None:
        return [words]
    across = [word["bottom"] for word in words if word["x0"] < middle < word["x1"]]
    start = max(across, default=0)
    above = [word for word in words if word["bottom"] <= start]
    left = [word for word in words if word["bottom"] > start and word["x1"] <= middle]
    right = [word for word in words if word["bottom"] > start and word["x0"] >= middle]
    if not (_is_column(left) and _is_column(right)):
        return [words]
    return [part for part in (above, left, right) if part]


def _gutter(words: list[Word], width: float) -> float | None:
    """Where a blank strip stands between two columns: crossed by few words (a title across both), far from the margins."""
    best: tuple[int, float] | None = None
    for at in range(int(width * 0.4), int(width * 0.6), 4):
        crossed = sum(word["x0"] < at + GUTTER / 2 and word["x1"] > at - GUTTER / 2 for word in words)
        if best is None or crossed < best[0]:
            best = (crossed, float(at))
    return best[1] if best is not None and best[0] * 20 <= len(words) else None


def _is_column(words: list[Word]) -> bool:
    lines = _in_lines(words)
    return len(lines) >= COLUMN_LINES and len(words) >= COLUMN_WORDS * len(lines)


def _is_edge(at: int, lines: list[PageLine]) -> bool:
    return lines[at][1] and (at < EDGE_LINES or at >= len(lines) - EDGE_LINES)


def _levelled(line: str) -> str:
    return re.sub(r"\d+", "#", line)


def _repeated(pages: list[list[PageLine]]) -> set[str]:
    """Lines in the margin of at least half of the pages, two at the least, digits levelled: a name, a page number."""
    counts: dict[str, int] = {}
    for lines in pages:
        for line in {_levelled(line) for at, (line, _) in enumerate(lines) if _is_edge(at, lines)}:
            counts[line] = counts.get(line, 0) + 1
    return {line for line, count in counts.items() if count >= 2 and count * 2 >= len(pages)}
