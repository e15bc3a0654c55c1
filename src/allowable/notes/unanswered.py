"""Items of the list of procedures that no code answers: what a coder must look at, since the account was not understood there."""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .note import Note
    from .trees import Candidate

BETWEEN = re.compile(r"[,;\n]|\bwith\b|\d{1,2}[.)]\s", re.IGNORECASE)
SAYS_NOTHING = re.compile(
    r"\b(?:exam\w*|under|an?esthe\w*|anaesth\w*|block|insertion of foley|foley|catheter|drain\w*|inject\w*|fluoroscop\w*|c-arm"
    r"|ultrasound\w*|guidance|closure|closed|left|right|bilateral|same|as above|none|attempted|possible|see|note|failed|assist\w*"
    r"|microscop\w*|mesh|repair|dilat\w*|patient\w*|year|old)\b",
    re.IGNORECASE,
)
WORD = re.compile(r"[A-Za-z]{4,}")


def unanswered(note: Note, found: Iterable[Candidate]) -> list[str]:
    """The items, as the note writes them, in which no sign of any tree stands that gave a code, kept or denied by an edit."""
    told = [
        (note.tokens.starts[hit.words[0]], note.tokens.ends[hit.words[1]])
        for candidate in found
        for name in candidate.facts.names
        for hit in candidate.facts.hits("title", name)
    ]
    return [note.text[start:end] for start, end in _items(note) if not any(first < end and start < last for first, last in told)]


def _items(note: Note) -> Iterator[tuple[int, int]]:
    for sentence in note.sentences:
        if sentence.kind != "title":
            continue
        at = sentence.start
        for found in (*BETWEEN.finditer(note.text, sentence.start, sentence.end), None):
            end = found.start() if found else sentence.end
            text = note.text[at:end]
            if WORD.search(SAYS_NOTHING.sub("", text)):
                start = at + len(text) - len(text.lstrip(" .,"))
                yield start, start + len(text.strip(" .,"))
            at = found.end() if found else end
