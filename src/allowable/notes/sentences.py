"""Sentences of one section. Dictation ends them carelessly, so a list number, a blank line or a comma after a full stop ends one too."""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

ABBREVIATIONS = ("dr", "drs", "mr", "mrs", "ms", "vs", "st", "approx", "fig", "e.g", "i.e", "etc", "jr", "sr", "a.m", "p.m", "vol")
END = re.compile(
    r"(?P<stop>[.!?]+)[\"')\]]*(?=\s|,|$)"  # a full stop before blank or comma
    r"|;(?=\s)"
    r"|\n[ \t]*\n(?![ \t\n]{0,4}[a-z])"  # a blank line, unless the sentence goes on below it
    r"|\n(?=[ \t]*(?:[-*•]|\(?\d{1,2}[.)])[ \t])"  # the next line is an item of a list
    r"|,(?=\s*\d{1,2}\.\s)"  # the transcriber's comma before a list number
)
WORD_BEFORE = re.compile(r"([A-Za-z.]+|\d+)$")
INITIAL = re.compile(r"(?:^|[^A-Za-z])[A-Z]$")


def sentence_spans(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """(start, end) offsets of the sentences between two offsets, blanks and stray commas around them left out."""
    at = start
    for found in END.finditer(text, start, end):
        if found["stop"] and _goes_on(text, at, found):
            continue
        yield from _trimmed(text, at, found.end())
        at = found.end()
    yield from _trimmed(text, at, end)


def _goes_on(text: str, start: int, found: re.Match[str]) -> bool:
    """Whether a full stop belongs to an abbreviation, an initial, or the number of a list item."""
    before = text[max(start, found.start() - 12) : found.start()]
    word = WORD_BEFORE.search(before)
    if found["stop"] != "." or word is None:
        return False
    if word[1].isdigit():
        return not text[start : found.start() - len(word[1])].strip(" \t\n,")
    return word[1].lower() in ABBREVIATIONS or (INITIAL.search(before) is not None and _lower_or_name(text, found.end()))


def _lower_or_name(text: str, at: int) -> bool:
    """After an initial: a name or a small letter follows at once, so that the sentence goes on."""
    rest = text[at : at + 2]
    return rest[:1] == " " and rest[1:2].isalpha()


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and (text[start].isspace() or text[start] in ",;"):
        start += 1
    while start < end and (text[end - 1].isspace() or text[end - 1] in ",;"):
        end -= 1
    if start < end:
        yield start, end
