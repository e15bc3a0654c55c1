"""Whether every predicate of a question is one that is understood: an allow-list, for yes to another predicate may mean the opposite."""

from __future__ import annotations

from functools import lru_cache

from .retrieval import STOP, WORD
from .words import canonical, compiled, read_toml

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .answer import Answer
    from .question import Question

FILE, SCHEMA = "understood.toml", "allowable.question-predicates/1"
ABOUT_MODIFIERS = ("assistant", "co_surgeon", "team", "bilateral", "components", "multiple")
OF_ROW = (*ABOUT_MODIFIERS, "global_days", "limit")
OF_RULES = frozenset(
    ["policy", "packaging", "endoscopic_family", "visit", "visit_modifier", "stopped", "aftercare", "anatomic", "performable"]
)
NEAR = 4  # words from a code within which the procedure is named


class Predicates:
    """The content of the file: words and stems that are understood, places where a predicate stands, predicates of other questions."""

    def __init__(self) -> None:
        lists, patterns = (
            ("stems", "words", "passing", "nouns", "plain", "means"),
            ("procedures", "affirmed", "foreign", "of_days", "narrative"),
        )
        held = read_toml(FILE, SCHEMA, dict.fromkeys((*lists, *patterns, "places")))
        self.stems = tuple(held["stems"].split())
        self.words = frozenset(one for name in ("words", "passing", "nouns") for one in held[name].split())
        self.plain = self.words | frozenset([*held["plain"].split(), *held["means"].split()]) | STOP
        self.places = [compiled(one, FILE) for one in held["places"]]
        self.procedures, self.affirmed, self.foreign, self.of_days, self.narrative = (compiled(held[name], FILE) for name in patterns)


@lru_cache(maxsize=1)
def _predicates() -> Predicates:
    return Predicates()


def expected(answer: Answer) -> str:
    """The words of the answer, its notes and, of a note on policy, those of its own ways of being asked."""
    said = " ".join([answer.text, *answer.notes])
    if answer.value.get("kind") != "policy":
        return said
    from .notes import load_notes

    return " ".join([said, *(note.text() for note in load_notes() if note.id == answer.value.get("note"))])


def is_understood(question: Question, answer: Answer) -> bool:
    """Whether every predicate of the question is one that is understood, or a word of the answer's own note."""
    held = _predicates()
    own = canonical(expected(answer)) if answer.value.get("kind") == "policy" else ""
    for pattern in held.places:
        for match in pattern.finditer(held.narrative.sub("", question.words)):
            if match[1] not in held.words and not match[1].startswith(held.stems) and match[1] not in own:
                return False
    by_words = answer.intent == "pair" and len(question.mentions) < 2  # then the words are names of codes
    return by_words or answer.intent in OF_RULES or _is_plain(question, answer)


def _is_plain(question: Question, answer: Answer) -> bool:
    """Whether a question has no word that is neither understood nor beside a code, where the procedure is named."""
    held = _predicates()
    known = {*WORD.findall(canonical(" ".join([answer.text, *answer.notes]))), *(one.lower() for one in question.modifiers)}
    words = WORD.findall(held.narrative.sub("", question.words))
    at = [place for place, word in enumerate(words) if word.upper() in question.codes]
    for place, word in enumerate(words):
        if word in known or word in held.plain or word.startswith(held.stems) or word[0].isdigit() or held.procedures.search(word):
            continue
        is_last = place == len(words) - 1 and held.affirmed.search(word)
        if is_last or all(abs(place - one) > NEAR for one in at):
            return False
    is_foreign = question.has(held.foreign) or (answer.intent == "global_days" and question.has(held.of_days))
    return not (answer.intent in OF_ROW and is_foreign)


__all__ = ["ABOUT_MODIFIERS", "expected", "is_understood"]
