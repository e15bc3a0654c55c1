"""PDF: the lines of each page from top to bottom, two columns one after the other, heads and feet that repeat left out.

A hyphen at the end of a line stays: whether it belongs to the word, the file does not say. A page that stands on its side or its head is
turned first. A page that is a picture, or holds one, has words that are not read: the note says which.
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
LARGEST_PAGE = 2 * 2**20  # bytes of a page's unpacked content: a few kilobytes can unpack to millions of letters
SAME_LINE = 3  # points
EDGE_LINES = 2  # lines at the top and the foot of a page that may repeat
MARGIN = 0.1  # of the page's height: what stands farther in is text, however often it comes
COLUMN_LINES = 12  # so many lines on both sides, or the blank between them parts no columns
COLUMN_WORDS = 4  # so many words a line: fewer are names with their values beside them
GUTTER = 10  # points
PICTURE = 0.12  # of the page: smaller pictures are crests and signatures
SCAN = 0.5  # of the page: a picture of a page, with no more beside it than the line of a fax machine
WORDS_OVER = 20  # so many words over a picture were recognised from it, or it lies behind the text


def pdf_text(raw: bytes, name: str) -> tuple[str, list[str]]:
    """(text, notes) of all pages; NoteError for a locked or damaged file and for pictures of text."""
    import logging

    import pdfplumber

    logging.getLogger("pdfminer").setLevel(logging.CRITICAL + 1)  # its warnings can hold words of the file
    try:
        with pdfplumber.open(io.BytesIO(raw)) as pdf:
            if len(pdf.pages) > MOST_PAGES:
                raise NoteError(f"{name}: the PDF has {len(pdf.pages)} pages; give the pages of one note")
            pages, pictured = [], []
            for page in pdf.pages:
                _refuse_huge(page, name)
                pages.append(_lines(page))
                pictured.append(_pictured(page))
                page.close()
    except NoteError:
        raise
    except Exception as problem:  # pdfminer raises many kinds for damaged and locked files
        if _is_locked(problem):
            raise NoteError(f"{name}: the PDF is locked by a password; open it with the password and save an unlocked copy") from None
        raise NoteError(f"{name}: the PDF is damaged or cut short; download or save it again") from None
    blank = [number for number, lines in enumerate(pages, 1) if not lines]
    if len(blank) == len(pages) or all(not lines or share >= SCAN for lines, share in zip(pages, pictured, strict=True)):
        raise NoteError(
            f"{name}: the PDF is a picture without text (a scan); run text recognition (OCR) on it, check it, and give that file"
        )
    shown = [number for number, share in enumerate(pictured, 1) if share and number not in blank]
    repeated = _repeated(pages)
    kept = [[line for at, (line, _) in enumerate(lines) if not _is_edge(at, lines) or _levelled(line) not in repeated] for lines in pages]
    notes = [f"Page {', '.join(map(str, blank))} holds no text (a picture or a blank page) and was not read."] if blank else []
    notes += [f"Page {', '.join(map(str, shown))} also holds a picture: words in it were not read."] if shown else []
    return "\n".join(line for lines in kept for line in lines), notes


def _refuse_huge(page: Any, name: str) -> None:
    from pdfminer.pdftypes import stream_value

    if sum(len(stream_value(one).get_data()) for one in page.page_obj.contents) > LARGEST_PAGE:
        raise NoteError(f"{name}: page {page.page_number} unpacks to more than 2 MiB; print the note to a new PDF, or give its text")


def _is_locked(problem: Exception) -> bool:
    return any("password" in type(one).__name__.lower() for one in (problem, *problem.args))


def _pictured(page: Any) -> float:
    """How much of a page is the largest picture without words of the file over it; 0 where it is but a small one."""
    words = page.extract_words() if page.images else []
    largest = 0.0
    for one in page.images:
        x0, x1, top, bottom = max(0, one["x0"]), min(page.width, one["x1"]), max(0, one["top"]), min(page.height, one["bottom"])
        over = sum(x0 <= (word["x0"] + word["x1"]) / 2 <= x1 and top <= (word["top"] + word["bottom"]) / 2 <= bottom for word in words)
        if over < WORDS_OVER:
            largest = max(largest, float((x1 - x0) * (bottom - top) / (page.width * page.height)))
    return largest if largest >= PICTURE else 0.0


def _words(page: Any) -> tuple[list[Word], float, float]:
    """The words of a page as it is read, with its width and height: turned where most of its letters stand on a side or their head."""
    from pdfplumber.utils.text import extract_words

    turns = [_turn(one["matrix"]) for one in page.chars]
    turn = max(set(turns), key=turns.count, default=0)
    width, height = float(page.width), float(page.height)
    if turn == 0:
        return page.extract_words(x_tolerance=1.5, y_tolerance=SAME_LINE), width, height
    chars = [_turned(one, turn, width, height) for one in page.chars]
    sides = (width, height) if turn == 2 else (height, width)
    return extract_words(chars, x_tolerance=1.5, y_tolerance=SAME_LINE), *sides


def _turn(matrix: tuple[float, ...]) -> int:
    """Where a letter's line runs: 0 to the right, 1 down, 2 to the left, 3 up."""
    along, up = matrix[0], matrix[1]
    if abs(along) >= abs(up):
        return 0 if along >= 0 else 2
    return 3 if up > 0 else 1


def _turned(char: Word, turn: int, width: float, height: float) -> Word:
    x0, x1, top, bottom = char["x0"], char["x1"], char["top"], char["bottom"]
    at = {1: (top, bottom, width - x1, width - x0), 2: (width - x1, width - x0, height - bottom, height - top)}
    x0, x1, top, bottom = at.get(turn, (height - bottom, height - top, x0, x1))
    return {**char, "x0": x0, "x1": x1, "top": top, "bottom": bottom, "doctop": top, "height": bottom - top, "upright": True}


def _lines(page: Any) -> list[PageLine]:
    words, width, height = _words(page)
    return [
        (" ".join(str(word["text"]) for word in row), not MARGIN * height < row[0]["bottom"] < (1 - MARGIN) * height)
        for part in _columns(words, width)
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
