"""Words of labels and headers: what is a label at all, which part of a header belongs to which figure, how row and column are heard."""

from __future__ import annotations

import re

from . import meaning
from .meaning import Words, words_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .shapes import CellRow, Tokens

FILLER = re.compile(
    r"\b(?:medicare|national|average|unadjusted|the|in|at|for|of|and|or|per|department|center|centre|surgical|surgery|setting|site|"
    r"service|cms|proposed|final|20\d\d|cy|total|est|estimated|only|based|\d+)\b|[^a-z]+",
    re.IGNORECASE,
)
LETTERS = re.compile(r"[A-Za-z]{3,}")
NO_FIGURE = re.compile(r"\s*(?:not?\b|n/?a\b|none\b|packaged|pends|by report|carrier|contractor|bundled|-|$)", re.I)
LONGEST_LABEL = 70
MOST_OTHER_WORDS = 2  # of a label, beyond those that meaning understands
KNOWN_WORDS = (
    *(meaning.OFFICE, meaning.FACILITY, meaning.HOSPITAL, meaning.ASC, meaning.PHYSICIAN, meaning.RVU, meaning.WORK),
    *(meaning.EXPENSE, meaning.MALPRACTICE, meaning.TOTAL, meaning.AMOUNT, meaning.FACTOR_WORDS),
)


def label_words(text: str, most: int = MOST_OTHER_WORDS) -> Words | None:
    """Words of a cell that says what the figures of its row are; None if it is no label: it has more than `most` other words."""
    if len(text) > LONGEST_LABEL or NO_FIGURE.match(text):
        return None
    words = words_of(text)
    if not (words.says_something or words.years or words.days) or len(other_words(text)) > most:
        return None
    return words


def other_words(text: str) -> list[str]:
    """The words of a text that neither meaning understands nor are usual in labels."""
    for pattern in KNOWN_WORDS:
        text = pattern.sub(" ", text)
    return FILLER.sub(" ", text).split()


def words_beside_figures(text: str, tokens: Tokens) -> tuple[int, bool]:
    """How many words of three letters and more a cell holds beside its figures and beyond those of a label."""
    for token in tokens:
        text = text.replace(token.text, " ")
    return len([word for word in other_words(text) if LETTERS.fullmatch(word)]), LETTERS.search(text) is not None


def spread_right(upper: CellRow, lower: CellRow) -> CellRow:
    """A name of an upper header row also stands above the columns to its right that have a lower name and no upper one of their own."""
    made, last = [], None
    for cell, below in zip(upper, lower, strict=True):
        last = cell if cell is not None else (last if below is not None else None)
        made.append(last if cell is None else cell)
    return made


def header_parts(text: str, count: int) -> list[str] | None:
    """The parts of a header such as 'Facility / Non-Facility' if there are as many as figures in the cell, else None."""
    if count < 2:
        return None
    for cut in (r"\s*[/|]\s*", r"\n", r"\s+(?:and|or)\s+"):
        parts = [part for part in re.split(cut, text.strip()) if part]
        if len(parts) == count and sum(1 for part in parts if words_of(part).says_something) >= count - 1:
            return parts
    return None


def overridden(whole: Words, part: Words) -> Words:
    """Words of a whole header, in each respect replaced by what a part of it says."""
    return Words(*(one or other for one, other in zip(part.key, whole.key, strict=True)))


def pieces_beside(text: str, tokens: Tokens) -> list[str]:
    """For each figure of a cell the words beside it: before it where the cell begins with words, else after it."""
    if len(tokens) == 1:
        return [text[: tokens[0].start] + " " + text[tokens[0].end :]]
    ends = [0, *(token.end for token in tokens)]
    before = [text[end : token.start] for end, token in zip(ends, tokens, strict=False)]
    if words_of(before[0]).says_something:
        return before
    starts = [*(token.start for token in tokens[1:]), len(text)]
    return [text[token.end : start] for token, start in zip(tokens, starts, strict=True)]


def together(row_words: Words, column_words: Words) -> Words:
    """Words of a row and of a column heard as one."""
    return row_words.joined(column_words if not _disagree(row_words, column_words) else _without_settings(column_words))


def _disagree(row_words: Words, column_words: Words) -> bool:
    """Whether row and column name different facilities: then the row, which stands nearer to the figure's own line, is heard."""
    facilities = {"hospital", "asc"}
    one, other = row_words.settings & facilities, column_words.settings & facilities
    return bool(one and other and one != other)


def _without_settings(words: Words) -> Words:
    return Words((), words.places, words.measures, words.years, words.days, words.other, words.rule)
