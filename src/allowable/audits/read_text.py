"""Plain text and Markdown: headings, tab-separated tables, pipe tables, columns drawn with blanks, and lines."""

from __future__ import annotations

import re

from .aligned import aligned_grid, segments, table_runs
from .blocks import Line, grid_of_texts, tidy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .blocks import Grid
    from .shapes import Block

HEADING = re.compile(r"\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
BULLET = re.compile(r"(\s*)(?:[-*+\u2022\u25aa\u25cf]|[0-9]{1,2}[.)])\s+(?=\S)")
UNDERLINE = re.compile(r"\s{0,3}(=+|-+)\s*$")
RULE = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?\s*$")
ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|$<>~^&])")
RAISED = re.compile(r"<sup\b[^>]*>.*?</sup>|\[\^[^\]]*\]|\^\[?[\d, ]{1,12}\]?\^", re.IGNORECASE | re.DOTALL)
LINK = re.compile(r"!?\[([^\]]*)\]\([^)\s]*(?:\s+\"[^\"]*\")?\)")
TAG = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)
EMPHASIS = re.compile(r"(\*{1,3}|_{2,3}|~~|`+)(?=\S)(.+?)(?<=\S)\1")
ITEM_LEVEL = 8  # below every heading
PIPE = "\ue000"  # stands for an escaped pipe while a row is cut


def text_blocks(text: str, *, markdown: bool = False) -> list[Block]:
    """Blocks of a text. `markdown` also takes emphasis, links and tags away."""
    lines = text.splitlines()
    blocks: list[Block] = []
    plain: list[int] = []
    at = 0
    while at < len(lines):
        end = _table_end(lines, at)
        if end > at:
            blocks += _plain_blocks(lines, plain, markdown)
            plain = []
            blocks.append(_table(lines, at, end))
            at = end
        else:
            plain.append(at)
            at += 1
    return blocks + _plain_blocks(lines, plain, markdown)


def _table_end(lines: list[str], at: int) -> int:
    for belongs in (_is_tabbed, _is_piped):
        end = at
        while end < len(lines) and belongs(lines[end]):
            end += 1
        if end - at >= 2:
            return end
    return at


def _is_tabbed(line: str) -> bool:
    return "\t" in line.rstrip() and bool(line.strip())


def _is_piped(line: str) -> bool:
    return line.replace(r"\|", PIPE).count("|") >= 2 or (RULE.match(line) is not None and "|" in line)


def _table(lines: list[str], at: int, end: int) -> Grid:
    rows, places = [], []
    for number in range(at, end):
        line = lines[number]
        if RULE.match(line) and "-" in line:
            continue
        cells = (
            line.rstrip("\n\r ").split("\t")
            if _is_tabbed(line)
            else line.replace(r"\|", PIPE).strip().removeprefix("|").removesuffix("|").split("|")
        )
        rows.append([_plain(cell.replace(PIPE, "|"), True) for cell in cells])
        places.append({"line": number + 1})
    return grid_of_texts(rows, {"line": at + 1}, places)


def _plain_blocks(lines: list[str], numbers: list[int], markdown: bool) -> list[Block]:
    """Blocks of the lines outside tab and pipe tables: columns drawn with blanks, headings, text."""
    cut = [segments(lines[number]) if not HEADING.match(lines[number]) else [] for number in numbers]
    blocks: list[Block] = []
    done = 0
    for first, end in table_runs(cut):
        blocks += _lines(lines, numbers[done:first], markdown)
        rows = [[(start, stop, _plain(text, markdown)) for start, stop, text in row] for row in cut[first:end]]
        blocks.append(aligned_grid(rows, [{"line": number + 1} for number in numbers[first:end]], {"line": numbers[first] + 1}))
        done = end
    return blocks + _lines(lines, numbers[done:], markdown)


def _lines(lines: list[str], numbers: list[int], markdown: bool) -> list[Line]:
    made: list[Line] = []
    for place, number in enumerate(numbers):
        line = lines[number]
        found = HEADING.match(line)
        if UNDERLINE.match(line) and made and place and numbers[place - 1] == number - 1 and made[-1].at == {"line": number}:
            made[-1].level = made[-1].level or (1 if "=" in line else 2)
            continue
        item = BULLET.match(line)
        text = tidy(_plain(found[2] if found else line[item.end() :] if item else line, markdown))
        if text:
            made.append(Line(text, {"line": number + 1}, _level(found, text, lines, number)))
    return made


def _level(found: re.Match[str] | None, text: str, lines: list[str], number: int) -> int:
    """Level of a heading; a short line without a full stop that stands by itself counts as one, below all others."""
    if found:
        return len(found[1])
    item = BULLET.match(lines[number])
    if item:  # an item with items below it is the heading of those
        inner = next((BULLET.match(line) for line in lines[number + 1 :] if line.strip()), None)
        indent = len(item[1].expandtabs(4))
        return ITEM_LEVEL + indent if inner and len(inner[1].expandtabs(4)) > indent else 0
    alone = (number == 0 or not lines[number - 1].strip()) and (
        number + 1 == len(lines) or not lines[number + 1].strip() or "\t" in lines[number + 1]
    )
    return 7 if alone and len(text) <= 80 and text[-1] not in ".;,!?" and "$" not in text else 0


def _plain(text: str, markdown: bool) -> str:
    text = RAISED.sub("", text)
    if markdown:
        text = re.sub(r"<br\s*/?>", "\n", text, flags=re.IGNORECASE)
        text = TAG.sub("", LINK.sub(r"\1", text))
        text = EMPHASIS.sub(r"\2", EMPHASIS.sub(r"\2", text))
        import html

        text = html.unescape(text)
    return ESCAPE.sub(r"\1", text)
