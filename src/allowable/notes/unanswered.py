"""Items of the list of procedures that no code answers: what a coder must look at, since the account was not understood there."""

from __future__ import annotations

import re
from functools import cache

from .terms import load_terms

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from .note import Note
    from .trees import Candidate

BETWEEN = re.compile(r"[,;\n]|\bwith\b|\d{1,2}[.)]\s", re.IGNORECASE)
BETWEEN_OR_AND = re.compile(rf"{BETWEEN.pattern}|\band\b", re.IGNORECASE)
SAYS_NOTHING = re.compile(
    r"\b(?:exam\w*|under|an?esthe\w*|anaesth\w*|block|insertion of foley|foley|catheter|drain\w*|inject\w*|fluoroscop\w*|c-arm"
    r"|ultrasound\w*|guidance|closure|closed|left|right|bilateral|same|as above|none|attempted|possible|see|note|failed|assist\w*"
    r"|microscop\w*|mesh|repair|dilat\w*|patient\w*|year|old|operative|report|procedures?|operation|note|abort\w*|cancel\w*"
    r"|convert\w*|conversion|discontinu\w*|incomplete|unsuccessful|monitor\w*|thumb|index|long|middle|ring|small|little|fingers?|toes?)\b",
    re.IGNORECASE,
)
ANOTHERS = re.compile(
    r"\bby\s+(?:dr|doctor|another|the\s+\w+ologist|(?:general|vascular|plastic)\s+surgery|urology)\b|\bdictated\b", re.IGNORECASE
)
WORD = re.compile(r"[A-Za-z]{4,}")
LETTERS = re.compile(r"[a-z]+")
STEM = 5  # letters by which two words are taken to speak of the same part
TOLD_IN = ("narrative", "unlabelled", "findings", "specimen")


def unanswered(note: Note, found: Iterable[Candidate]) -> list[str]:
    """The items, as the note writes them, in which no sign of any tree stands that gave a code, kept or denied by an edit."""
    return _without_answer(note, found, BETWEEN)


def is_anothers(item: str) -> bool:
    """Whether an item says that another surgeon did it."""
    return bool(ANOTHERS.search(item))


def untold(note: Note, found: Iterable[Candidate]) -> list[str]:
    """Those of them, "and" dividing too, that name an operation of whose part the account says nothing: was it done, or left out?"""
    if not note.has_narrative:
        return []
    telling = [one for one in note.sentences if one.kind in TOLD_IN]
    told = {word for one in telling for word in note.tokens.words[one.first : one.last + 1] if word[0].isalpha()}
    terms = _operations()
    return [item for item in _without_answer(note, found, BETWEEN_OR_AND) if terms.names_one(item) and not terms.is_told(item, told)]


def _without_answer(note: Note, found: Iterable[Candidate], between: re.Pattern[str]) -> list[str]:
    told = [
        (note.tokens.starts[hit.words[0]], note.tokens.ends[hit.words[1]])
        for candidate in found
        for name in candidate.facts.names
        for hit in candidate.facts.hits("title", name)
    ]
    return [note.text[start:end] for start, end in _items(note, between) if not any(first < end and start < last for first, last in told)]


def _items(note: Note, between: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    for sentence in note.sentences:
        if sentence.kind != "title":
            continue
        at = sentence.start
        for found in (*between.finditer(note.text, sentence.start, sentence.end), None):
            end = found.start() if found else sentence.end
            text = note.text[at:end]
            if WORD.search(SAYS_NOTHING.sub("", text)):
                start = at + len(text) - len(text.lstrip(" .,"))
                yield start, start + len(text.strip(" .,"))
            at = found.end() if found else end


class Operations:
    """terms/operations.toml: how the name of an operation ends, and the words that speak of the same part."""

    def __init__(self, terms: dict[str, list[Any]]) -> None:
        self._endings = tuple(terms["endings"])
        self._doubts = frozenset(terms["not_surely_done"])
        self._same: list[list[str]] = terms["same"]

    def names_one(self, item: str) -> bool:
        """Whether an item surely names an operation of this surgeon."""
        words = LETTERS.findall(item.lower())
        return not self._doubts & set(words) and any(word.endswith(self._endings) for word in words)

    def is_told(self, item: str, words: set[str]) -> bool:
        """Whether any word of the account speaks of a part that the item names."""
        stems = {word[:STEM] for word in LETTERS.findall(SAYS_NOTHING.sub(" ", item.lower())) if len(word) >= STEM - 1}
        same = {other for first, *others in self._same for other in others if any(_alike(stem, first) for stem in stems)}
        return not stems or any(word.startswith(tuple(stems | same)) for word in words)


def _alike(one: str, two: str) -> bool:
    return one.startswith(two) or two.startswith(one)


@cache
def _operations() -> Operations:
    return Operations(load_terms("operations"))
