"""Our own short notes on policy: what they say, on what they rest, and which words a question must have for a note to answer it.

The files are TOML in the folder notes/, read strictly. `says` is written for this project; it quotes no manual and no code book.
"""

from __future__ import annotations

import os
import pathlib
import re
import tomllib
from functools import cache, lru_cache

from ..kernel.cite import EVIDENCE
from .answer import of_document
from .problem import NotesError
from .words import compiled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .question import Question

FOLDER = os.path.join(os.path.dirname(__file__), "notes")
SCHEMA = "allowable.question-notes/1"
SOURCE = {"id", "document", "place", "evidence", "url"}
NEEDED = {"id", "says", "source", "ask", "must"}
MORE = {"place", "not", "separately", "yes_no", "modifiers", "number", "codes", "first", "pairs"}
PAIR = r"[0-9A-Z]{5}/[0-9A-Z]{5}=[01]"  # column 1, column 2, indicator
PAIRS = "CMS NCCI procedure-to-procedure edits, claims of physicians"
PAIRS_QUARTER = "2024 Q3"  # the quarter in which the pairs of notes were read
ANSWERS = ("yes", "no", "sometimes")


@cache
def pattern(text: str) -> re.Pattern[str]:
    """A pattern of a note, compiled when it is first asked for: most are not reached by a question."""
    return compiled(text, "notes")


class Note:
    """One note. `must` are patterns that the question's canonical words all hold, `never` ones of which they hold none.

    separately   whether the service is reported apart: yes, no, sometimes; None where the note is about something else
    yes_no       what a yes-or-no question of this note's kind is answered; None where it asks for something else
    pairs        pairs of the NCCI table that bear the note out, "column 1/column 2=indicator"; they are then its citation
    codes        codes or ranges the note speaks of: a question with other codes is not answered by it; empty for any
    first        the note answers before the releases are looked up
    """

    __slots__ = (
        "ask",
        "cite",
        "codes",
        "first",
        "id",
        "modifiers",
        "must",
        "never",
        "number",
        "pairs",
        "says",
        "separately",
        "unread",
        "yes_no",
    )

    def __init__(self, entry: dict[str, Any], sources: dict[str, dict[str, Any]], where: str) -> None:
        named = f"{where}: note {entry.get('id')}"
        if not set(entry) >= NEEDED or set(entry) - NEEDED - MORE or not entry["must"] or not entry["ask"]:
            raise NotesError(f"{named} needs {', '.join(sorted(NEEDED))}; it may have {', '.join(sorted(MORE))}, and no other key")
        if entry["source"] not in sources:
            raise NotesError(f"{named}: there is no source {entry['source']}")
        for key in ("separately", "yes_no"):
            if key in entry and entry[key] not in ANSWERS:
                raise NotesError(f"{named}: {key} is one of {', '.join(ANSWERS)}")
        source = sources[entry["source"]]
        self.id: str = entry["id"]
        self.says: str = entry["says"]
        self.ask: list[str] = entry["ask"]
        self.must: list[str] = entry["must"]
        self.never: list[str] = entry.get("not", [])
        self.separately: str | None = entry.get("separately")
        self.yes_no: str | None = entry.get("yes_no")
        self.modifiers: list[str] = entry.get("modifiers", [])
        self.number: str | None = entry.get("number")
        self.codes: list[str] = entry.get("codes", [])
        self.first: bool = entry.get("first", False)
        place = f"{source['place']}, {entry['place']}" if "place" in entry else source["place"]
        self.cite = of_document(source["document"], place, source["evidence"], source.get("url"))
        self.pairs: list[str] = entry.get("pairs", [])
        self.unread = ""  # where the rule itself stands, if only the pairs that follow from it were read
        if not all(re.fullmatch(PAIR, one) for one in self.pairs):
            raise NotesError(f"{named}: a pair is column 1/column 2=indicator, such as 58558/58120=0")
        if self.pairs:
            self.unread = f"The rule is that of {source['document']}, {place}; what was read are the pairs that follow from it."
            shown = ", ".join(one.replace("=", " (indicator ") + ")" for one in self.pairs)
            self.cite = of_document(PAIRS, f"{PAIRS_QUARTER}, pairs {shown}", "V")

    def fits(self, question: Question) -> bool:
        """Whether the question has what the note needs, nothing that it excludes, and no code of which it does not speak."""
        words = question.words
        if not all(pattern(one).search(words) for one in self.must) or any(pattern(one).search(words) for one in self.never):
            return False
        return not self.codes or all(self.speaks_of(code) for code in question.codes)

    def speaks_of(self, code: str) -> bool:
        """Whether the note names the code or holds it in a range."""
        for one in self.codes:
            first, _, last = one.partition("-")
            if first <= code <= (last or first):
                return True
        return False

    def text(self) -> str:
        """Everything by which the note is found."""
        return " ".join([self.says, *self.ask])


@lru_cache(maxsize=1)
def load_notes() -> tuple[Note, ...]:
    """Every Note of the folder; NotesError names the file and the entry where one is not sound."""
    found: list[Note] = []
    for path in sorted(pathlib.Path(FOLDER).glob("*.toml")):
        found += _read(path.name)
    seen: set[str] = set()
    for note in found:
        if note.id in seen:
            raise NotesError(f"two notes are called {note.id}")
        seen.add(note.id)
    return tuple(found)


def _read(name: str) -> list[Note]:
    with open(os.path.join(FOLDER, name), "rb") as stream:
        try:
            content = tomllib.load(stream)
        except tomllib.TOMLDecodeError as problem:
            raise NotesError(f"notes/{name}: this is no TOML: {problem}") from None
    if content.get("schema") != SCHEMA or set(content) != {"schema", "sources", "notes"}:
        raise NotesError(f"notes/{name}: it needs schema {SCHEMA}, sources and notes, and no other part")
    for source in content["sources"]:
        if set(source) - SOURCE or not {"id", "document", "place", "evidence"} <= set(source) or source["evidence"] not in EVIDENCE:
            raise NotesError(
                f"notes/{name}: source {source.get('id')} needs id, document, place and an evidence tag of {', '.join(EVIDENCE)}"
            )
    sources = {source["id"]: source for source in content["sources"]}
    return [Note(entry, sources, f"notes/{name}") for entry in content["notes"]]
