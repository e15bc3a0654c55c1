"""Sections of a note by their headers, as dictation and its transcribers write them. What no header opens is unlabelled text.

terms/sections.toml says which header opens which kind. A procedure header opens a list of procedures or the account itself: its length
decides. Where a note has no account under its own header, the account begins where the patient is taken to the operating room.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache

from .phrases import fits
from .sentences import sentence_spans
from .terms import load_terms

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

HEADER = re.compile(
    r"(?:(?P<line>(?:^|\n)[ \t]*(?:\d{1,2}[.)][ \t]*)?)|(?P<joint>[.,;:)][ \t]*(?:,[ \t]*)?)|(?P<blank>(?<![ \t])[ \t]{2,}))"
    r"(?P<name>[A-Za-z](?:[A-Za-z0-9 \t/&'’()#-]{0,68}[A-Za-z)])?)[ \t]*:"
)
BARE = re.compile(r"(?:^|\n)[ \t]*(?P<name>[A-Za-z][A-Za-z /&'()-]{2,60})[ \t]*(?=\n)")
ACCOUNT = re.compile(
    r"(?:taken|brought|wheeled|transferred|moved|escorted)\s+(?:back\s+)?(?:in)?to\s+(?:the\s+)?"
    r"(?:operating|operative|procedure|endoscopy|surgical|OR\b|cysto|cath|main)"
    r"|prepped\s+and\s+draped|prepared\s+and\s+draped|was\s+prepped|were\s+prepped|sterilely\s+(?:prepped|draped)"
    r"|placed\s+(?:on\s+the\s+operating|in\s+(?:the|a)?\s*(?:dorsal|supine|prone|lithotomy|left\s+lateral|decubitus|beach))"
    r"|after\s+(?:adequate|satisfactory|induction|obtaining|informed|appropriate|successful|the\s+patient)"
    r"|under\s+(?:adequate|satisfactory|general|spinal|local|sterile)",
    re.IGNORECASE,
)
TITLE_WORDS, ACCOUNT_WORDS, LABEL_WORDS = 45, 40, 14
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


def sections(text: str) -> list[Section]:
    """The sections of a text in order; together they hold everything but the headers."""
    found = list(_marks(text))
    bounds = [start for start, _, _, _ in found] + [len(text)]
    made = [Section("", "unlabelled", 0, bounds[0])] if text[: bounds[0]].strip() else []
    for (_, body, name, kind), until in zip(found, bounds[1:], strict=True):
        made.append(Section(name, kind, min(body, until), until))
    return _with_account(text, [part for section in made for part in _resolved(text, section)])


def _marks(text: str) -> Iterator[tuple[int, int, str, str]]:
    """(start of header, start of body, header, kind) of each header that opens a section."""
    at = 0
    shouted = text.upper() == text  # a note in capitals: only headers that are known
    marks: list[tuple[int, int, str, str]] = []
    for found in HEADER.finditer(text):
        name = _name(found["name"])
        kind = header_kind(name)
        capitals = name.upper() == name and len(name) > 3
        if kind is None and (not capitals or shouted or DOING.search(name)):
            continue
        if found["line"] is None and not capitals and (kind in ("exam", "counts", "people", None) or len(name) < 4):
            continue  # "heart: regular" in the middle of a line is no header
        marks.append((found.start("name"), found.end(), name, kind or "other"))
    starts, bodies = [mark[0] for mark in marks], [mark[1] for mark in marks]
    for found in BARE.finditer(text):
        kind = header_kind(_name(found["name"]))
        before = bisect_right(starts, found.start("name")) - 1
        if kind is not None and (before < 0 or bodies[before] <= found.start("name")):
            marks.append((found.start("name"), found.end(), _name(found["name"]), kind))
    for mark in sorted(marks):
        if mark[0] >= at:
            yield mark
            at = mark[1]


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


def _resolved(text: str, section: Section) -> Iterator[Section]:
    """A procedure section is the title where it is short and tells nothing done, and the account where it is long."""
    if section.kind == "narrative" and len(text[section.start : section.end].split()) <= LABEL_WORDS:
        yield section if DOING.search(text, section.start, section.end) else Section(section.name, "title", section.start, section.end)
        return
    if section.kind != "procedure":
        yield section
        return
    body = text[section.start : section.end]
    telling = len(DOING.findall(body))
    if len(body.split()) < TITLE_WORDS and not telling:
        yield Section(section.name, "title", section.start, section.end)
        return
    account = section.start
    for start, end in sentence_spans(text, section.start, section.end):
        if len(text[start:end].split()) > LABEL_WORDS or DOING.search(text, start, end):
            break
        account = end
    if account > section.start:
        yield Section(section.name, "title", section.start, account)
    yield Section(section.name, "narrative", account, section.end)


def _with_account(text: str, made: list[Section]) -> list[Section]:
    """The same sections; where none tells what was done, the account is split off where it begins."""
    told = sum(len(text[one.start : one.end].split()) for one in made if one.kind == "narrative")
    if told >= ACCOUNT_WORDS:
        return made
    cut: list[Section] = []
    for section in made:
        found = (
            ACCOUNT.search(text, section.start, section.end)
            if section.kind in ("indication", "findings", "other", "anesthesia", "title", "counts", "plan", "specimen")
            else None
        )
        if found is None or len(text[found.start() : section.end].split()) < ACCOUNT_WORDS:
            cut.append(section)
            continue
        start = max(text.rfind(". ", section.start, found.start()) + 1, section.start)
        cut.append(Section(section.name, section.kind, section.start, start))
        cut.append(Section(section.name, "narrative", start, section.end))
    return [part for at, one in enumerate(cut) for part in (_headless(text, one) if at == 0 and one.kind == "unlabelled" else [one])]


def _headless(text: str, section: Section) -> Iterator[Section]:
    """Text before any header: its short lines that tell nothing done are the title, what else precedes the account is why it was done."""
    found = ACCOUNT.search(text, section.start, section.end)
    account = max(text.rfind(". ", section.start, found.start()) + 1, section.start) if found else section.start
    spans = list(sentence_spans(text, section.start, account)) if found else []
    if not found and len(text[section.start : section.end].split()) <= LABEL_WORDS and not DOING.search(text, section.start, section.end):
        yield Section(section.name, "title", section.start, section.end)
        return
    at = section.start
    for _, end in spans:
        kind = "title" if len(text[at:end].split()) <= LABEL_WORDS and not DOING.search(text, at, end) else "indication"
        yield Section(section.name, kind, at, end)
        at = end
    yield Section(section.name, "unlabelled", at, section.end)
