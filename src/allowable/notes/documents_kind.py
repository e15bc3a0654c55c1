"""What kind of document a text is: only an operative note is coded. Decided by its sections and by how an operation is told."""

from __future__ import annotations

from functools import cache

from .account import LABEL_WORDS
from .phrases import Phrase, fits
from .sections import DOING, NARRATIVE
from .terms import load_terms

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from .note import Note

OPERATIVE, DISCHARGE, ENCOUNTER, OTHER = "operative_note", "discharge_summary", "encounter_note", "other"
FRAME = {"preoperative_diagnosis", "postoperative_diagnosis", "title"}  # nothing but an operation is reported so
TELLING = (*NARRATIVE, "findings", "other")


@cache
def _phrases(name: str) -> tuple[Phrase, ...]:
    return tuple(Phrase(words) for words in load_terms("documents")[name])


@cache
def _headers(name: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(header.split()) for header in load_terms("documents")[name])


def document_kind(note: Note) -> tuple[str, str]:
    """(kind, why) of a text."""
    terms = load_terms("documents")
    discharge = _opened(note, _headers("discharge")) + _said(note, _phrases("discharge_words"))
    encounter = _opened(note, _headers("encounter")) + _said(note, _phrases("encounter_words"))
    telling = sum(len(DOING.findall(note.text, one.start, one.end)) for one in note.sections if one.kind in NARRATIVE)
    told = (
        _told(note)
        + min(telling, terms["doing_counts"] if discharge or encounter else terms["doing_counts_alone"])
        + terms["account_header"] * any(one.kind == "narrative" and one.name for one in note.sections)
    )
    kinds = {one.kind for one in note.sections}
    told += terms["account_header"] * (kinds >= FRAME and discharge < 2 and encounter < 2)
    if kinds >= FRAME and not discharge and not encounter and _account_words(note) > LABEL_WORDS:
        told = max(told, terms["enough_account"])  # a terse account, without verbs
    titled = "title" in kinds
    operative = told + terms["title_counts"] * titled + sum(one.kind == "anesthesia" for one in note.sections)
    if discharge >= 2 and discharge * 2 > told:
        return DISCHARGE, "its headers are those of a discharge summary, which tells an operation at second hand"
    if told < terms["enough_account"]:
        if encounter >= 2:
            return ENCOUNTER, "its headers are those of a visit or consultation, and no operation is told"
        return OTHER, "no operation is told in it"
    if encounter * 2 > operative:
        return ENCOUNTER, "its headers are those of a visit or consultation; what it tells of operations is history or plan"
    return OPERATIVE, "it tells what was done at an operation"


def _account_words(note: Note) -> int:
    return sum(one.last - one.first + 1 for one in note.sentences if one.kind in NARRATIVE)


def _told(note: Note) -> int:
    """How many different ways of telling an operation stand, undenied and present, in the sections that may tell one."""
    return sum(any(_is_told(note, span) for span in note.find(phrase)) for phrase in _phrases("account"))


def _is_told(note: Note, span: tuple[int, int]) -> bool:
    sentence = note.sentence_of(span[0])
    if sentence is None or sentence.kind not in TELLING:
        return False
    return not note.contexts.kinds_at(sentence.number, *span) & {"history", "planned", "other_person", "negated"}


def _opened(note: Note, headers: Iterable[tuple[str, ...]]) -> int:
    import re

    names = [re.findall(r"[a-z]+", section.name.lower()) for section in note.sections]
    return sum(any(_is(words, header) for words in names) for header in headers)


def _is(words: list[str], header: tuple[str, ...]) -> bool:
    if header[-1] == "...":
        return len(words) >= len(header) - 1 and all(map(fits, header[:-1], words))
    return len(words) == len(header) and all(map(fits, header, words))


def _said(note: Note, phrases: Iterable[Phrase]) -> int:
    return sum(bool(note.find(phrase)) for phrase in phrases)
