"""Sections of a note by their headers, as dictation and its transcribers write them. What no header opens is unlabelled text.

terms/sections.toml says which header opens which kind; what a procedure header opens, the list of procedures or the account itself, and
where an account begins that has no header, account.py decides.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache

from .phrases import fits
from .terms import load_terms

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

HEADER = re.compile(
    r"(?:(?P<line>(?:^|\n)[ \t]*(?:\d{1,2}[.)][ \t]*)?)|(?P<joint>[.,;:)][ \t]*(?:,[ \t]*)?)|(?P<blank>(?<![ \t])[ \t]{2,}))"
    r"(?P<name>[A-Za-z](?:[A-Za-z0-9 \t/&'’()#-]{0,68}[A-Za-z)])?)[ \t]*:"
)
BARE = re.compile(r"(?:^|\n|\.,)[ \t]*(?P<name>[A-Za-z][A-Za-z /&'()-]{2,60})[ \t]*(?=\n|,[ \t]*\d{1,2}\.)")
COMMA = re.compile(r"(?:^|\n|[.,;])[ \t]*(?P<name>[A-Z][A-Z /&'()-]{3,60}),(?=\s*\S)")  # a transcriber who writes a comma for the colon
SMALL = ("of", "and", "the", "in", "for", "to", "with", "at", "a", "or")
NARRATIVE = ("narrative", "unlabelled")
DOING = re.compile(r"\b(?:was|were|is|has been|have been|had been)\s+(?:\w+ly\s+)?\w+(?:ed|en|un|ne|de|it|ut|t|wn)\b", re.IGNORECASE)


class Section:
    """`kind` as in terms/sections.toml, or title, narrative, unlabelled; the header's text is `name`; the body lies from start to end."""

    __slots__ = ("end", "kind", "name", "start")

    def __init__(self, name: str, kind: str, start: int, end: int) -> None:
        self.name = name
        self.kind = kind
        self.start = start
        self.end = end

    def __repr__(self) -> str:
        return f"<section {self.kind} {self.name!r} {self.start}-{self.end}>"


def labelled(text: str) -> list[Section]:
    """The sections of a text in order as its headers open them; together they hold everything but the headers."""
    found = list(_marks(text))
    bounds = [start for start, _, _, _ in found] + [len(text)]
    made = [Section("", "unlabelled", 0, bounds[0])] if text[: bounds[0]].strip() else []
    for (_, body, name, kind), until in zip(found, bounds[1:], strict=True):
        made.append(Section(name, kind, min(body, until), until))
    return made


def _marks(text: str) -> Iterator[tuple[int, int, str, str]]:
    """(start of header, start of body, header, kind) of each header that opens a section."""
    at = 0
    shouted = text.upper() == text  # a note in capitals: only headers that are known
    written = text.lower() != text
    marks: list[tuple[int, int, str, str]] = []
    for found in HEADER.finditer(text):
        name = _name(found["name"])
        kind = header_kind(name)
        capitals = name.upper() == name and len(name) > 3
        if kind is None and (not capitals or shouted or DOING.search(name)):
            continue
        if found["line"] is None and not capitals and not (_stands_out(found, kind, written) and len(name) > 3):
            continue  # "heart: regular" in the middle of a line is no header
        marks.append((found.start("name"), found.end(), name, kind or "other"))
    starts, bodies = [mark[0] for mark in marks], [mark[1] for mark in marks]
    for found in (*BARE.finditer(text), *(() if shouted else COMMA.finditer(text))):
        kind = header_kind(_name(found["name"]))
        before = bisect_right(starts, found.start("name")) - 1
        if kind not in (None, "exam", "people") and (before < 0 or bodies[before] <= found.start("name")):
            marks.append((found.start("name"), found.end(), _name(found["name"]), kind))
    for mark in sorted(marks):
        if mark[0] >= at:
            yield mark
            at = mark[1]


def _stands_out(found: re.Match[str], kind: str | None, written: bool) -> bool:
    """Whether a header in the middle of a line looks like one: after a transcriber's comma, or with every main word capitalized."""
    if kind in ("exam", "counts", "people", None):
        return False
    if not written or "," in (found["joint"] or ""):
        return True
    words = [word for word in re.findall(r"[A-Za-z]+", found["name"]) if word.lower() not in SMALL]
    return all(word[0].isupper() for word in words) and (len(words) > 1 or kind != "findings")


def _name(raw: str) -> str:
    return " ".join(raw.split()).strip(" ,.")


@cache
def _kinds() -> tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]:
    terms = load_terms("sections")
    return tuple((one["kind"], tuple(tuple(header.split()) for header in one["headers"])) for one in terms["kinds"])


@cache
def header_kind(name: str) -> str | None:
    """The kind of section that a header opens, or None where the words are no known header."""
    words = re.findall(r"[a-z]+", name.lower().replace("'s", ""))
    if not words or len(words) > 9:
        return None
    for kind, headers in _kinds():
        if any(_matches(words, pattern) for pattern in headers):
            return kind
    return None


def _matches(words: Sequence[str], pattern: Sequence[str]) -> bool:
    if not pattern:
        return not words
    if pattern[0] == "...":
        return any(_matches(words[skip:], pattern[1:]) for skip in range(len(words) + 1))
    return bool(words) and fits(pattern[0], words[0]) and _matches(words[1:], pattern[1:])
