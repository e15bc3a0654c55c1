"""Questions of policy: answered from our notes where words, rank and coverage agree, else quoted from a manual that the user imported."""

from __future__ import annotations

import re
from functools import lru_cache

from .answer import Answer
from .notes import Note, load_notes, pattern
from .retrieval import Index
from .words import canonical, patterns

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .facts import Facts
    from .question import Question

# Chosen by leaving out each way of asking a note in turn, and by questions that no note answers: tests/test_ask_notes.py measures both.
LEAST_COVERAGE = 0.4
PATTERNS = patterns()
APART = r"\bseparately\b|\b(?:report|bill|pay)(?:able|ed)\b|\bpaid\b"
ELSEWHERE = re.compile(PATTERNS["elsewhere"])
ASKS_YES_NO, OPEN, INCLUDED, EXCLUDED, BILLED = (
    re.compile(PATTERNS[name]) for name in ("asks_yes_no", "open", "included", "excluded", "billed")
)


@lru_cache(maxsize=1)
def _index() -> Index:
    return Index([canonical(note.text()) for note in load_notes()])


def best_note(question: Question, index: Index | None = None, notes: tuple[Note, ...] | None = None) -> Note | None:
    """The Note that answers the question, or None: of the notes that fit its words, codes and modifiers, the one that BM25 ranks first.

    A note that fits still does not answer where it covers too little of the question: then something else is asked.
    """
    notes = load_notes() if notes is None else notes
    fitting = [at for at, note in enumerate(notes) if note.fits(question) and _modifiers_agree(note, question)]
    if not fitting:
        return None
    index = index or _index()
    words = _without_codes(question)
    scores = index.scores(words) if len(fitting) > 1 else [0.0] * len(notes)
    covered = {at: index.coverage(words, at, _matched(notes[at], question)) for at in fitting}
    own = {at: any(notes[at].speaks_of(code) for code in question.codes) for at in fitting}
    best = max(fitting, key=lambda at: (own[at], covered[at] >= LEAST_COVERAGE, scores[at] * covered[at], covered[at], -at))
    return notes[best] if covered[best] >= LEAST_COVERAGE else None


def share_covered(question: Question, name: str) -> float:
    """How much of the question's weight the note of that name covers, 0 to 1."""
    at, note = next((at, one) for at, one in enumerate(load_notes()) if one.id == name)
    return _index().coverage(_without_codes(question), at, _matched(note, question))


def _matched(note: Note, question: Question) -> list[str]:
    """The words of the question that the note's patterns matched: they count as covered, whatever words the note itself uses."""
    return [match[0] for one in note.must for match in pattern(one).finditer(question.words)]


def _without_codes(question: Question) -> str:
    words = question.words
    for code in question.codes:
        words = words.replace(code.lower(), " ")
    return words


def _modifiers_agree(note: Note, question: Question) -> bool:
    text = note.text()
    return all(re.search(rf"(?<![\w]){one}(?![\w])", text) for one in question.modifiers)


def from_notes(question: Question, *, before_look_up: bool) -> Answer | None:
    """The Answer of the best note; `before_look_up` asks those alone that answer before the releases are looked up."""
    if before_look_up and not any(note.first and note.fits(question) for note in load_notes()):
        return None
    note = best_note(question)
    if note is None or (before_look_up and not note.first):
        return None
    return _answer(note, question)


def from_note(name: str, question: Question) -> Answer:
    """The Answer of the note of that name, which a look-up has chosen."""
    return _answer(next(one for one in load_notes() if one.id == name), question)


def _answer(note: Note, question: Question) -> Answer:
    yes_no = note.yes_no
    lead = ""
    asks = ASKS_YES_NO.search(question.words) is not None and OPEN.search(question.words) is None
    if note.separately is not None:
        asks = asks and not _elsewhere(note, question)
        asks = asks and question.has(BILLED)
        included = INCLUDED.search(question.words) is not None and EXCLUDED.search(question.words) is None and not question.has(APART)
        separately = note.separately
        yes_no = {"no": "yes", "yes": "no"}.get(separately, separately) if included else separately
        if asks:
            lead = {"yes": "Yes. ", "no": "No. "}.get(yes_no, "Sometimes. ")
            lead = {"Yes. ": "Yes, included. ", "No. ": "No, not included. "}.get(lead, lead) if included and yes_no != separately else lead
    elif yes_no is not None and asks:
        lead = {"yes": "Yes. ", "no": "No. ", "sometimes": "Sometimes. "}[yes_no]
    value: dict[str, Any] = {"kind": "policy", "note": note.id, "yes_no": yes_no if asks else None, "separately": note.separately}
    if note.modifiers:
        value |= {"modifier": note.modifiers[0] if len(note.modifiers) == 1 else None, "modifiers": note.modifiers}
    if note.number is not None:
        value["number"] = note.number
    unverified = "Unverified: from expert knowledge; read the place cited before you rely on it." if note.cite["evidence"] == "U" else ""
    found = Answer(
        lead + note.says, value, [note.cite], ["Our own words, after the document cited.", note.unread, unverified], question.codes
    )
    found.intent = "policy"
    return found


def _elsewhere(note: Note, question: Question) -> bool:
    """Whether the question is of two places or days, and the note does not speak of that itself."""
    own = canonical(note.text())
    return any(match[0] not in own for match in ELSEWHERE.finditer(question.words))


def answer(facts: Facts, question: Question) -> Answer | None:
    """The Answer of a note, with the passage of an imported manual beside it; else of the passage alone; else None."""
    from .manuals import passage

    found = from_notes(question, before_look_up=False)
    quoted = passage(facts.engine.store.folders, question)
    if found is None:
        return quoted
    if quoted is not None:
        found.citations += quoted.citations
    return found
