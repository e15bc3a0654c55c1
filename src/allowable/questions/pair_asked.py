"""What a question about two codes wants affirmed: an edit, that one code holds the other, that a modifier is needed, or billing.

The same row answers all of them, with yes to the one and no to the other, so what is asked is read before anything is affirmed.
"""

from __future__ import annotations

import re

from .words import patterns, span_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .question import Question

HELD = patterns()
INCLUDED, EDIT, OPENING, NEEDED, TWOFOLD, SAME_PLACE, CHECK = (
    re.compile(HELD[name]) for name in ("included", "asks_edit", "opening", "needed", "twofold", "same_place", "check")
)
BETWEEN = re.compile(r",? or (?:(?:an?|the|with|cpt|code|by) )*")
RELATION, EITHER_WAY, WITHIN, HOLDS, INTO, PLACE_OF_OTHER = (
    re.compile(HELD["direction"][name]) for name in ("relation", "either_way", "within", "holds", "into", "pronoun")
)


def are_alternatives(question: Question, codes: tuple[str, str]) -> bool:
    """Whether the one is asked about or the other, as B and C in "Can A be billed with B or C?": no pair of which something is asked."""
    spans = sorted(found for code in codes if (found := span_of(question.words, code)) is not None)
    return len(spans) == 2 and BETWEEN.fullmatch(question.words[spans[0][1] : spans[1][0]]) is not None


def asks_edit(question: Question) -> bool:
    """Whether yes would mean that there is an edit."""
    return question.has(EDIT) and not question.has(OPENING)


def is_about_edit(question: Question) -> bool:
    """Whether an edit is spoken of in words that do not tell whether yes would mean that there is one."""
    return question.has(r"\bedits?\b(?! indicator)") and not asks_edit(question) and not asks_opening(question)


def asks_included(question: Question) -> bool:
    """Whether yes would mean that one code is in the other."""
    return question.has(INCLUDED)


def asks_opening(question: Question) -> bool:
    """Whether an edit is taken for granted, and what opens it is asked."""
    return question.has(OPENING)


def asks_need(question: Question) -> bool:
    """Whether yes would mean that a modifier is needed."""
    return question.has(NEEDED)


def is_one_place(question: Question) -> bool:
    """Whether the question is about one lesion, organ or side, so that no modifier tells the two services apart."""
    return question.has(SAME_PLACE)


def is_check(question: Question) -> bool:
    """Whether the service only looked or checked, or was a routine part of the operation."""
    return question.has(CHECK)


def places_on(question: Question, code: str) -> bool:
    """Whether the question puts a modifier on this code."""
    named = code.lower()
    before = rf"\b(?:on|to|onto) (?:the )?(?:code |cpt )*{named}\b"
    behind = rf"\b{named}(?:-\w\w| (?:that )?(?:needs?|takes?|gets?|carries))\b"
    return bool(question.modifiers) and question.has(f"{before}|{behind}")


def is_twofold(question: Question) -> bool:
    """Whether billing and its opposite (an edit, inclusion) are asked in one breath, so that no yes or no fits both."""
    if question.has(TWOFOLD) or question.has(r"\bindicators?\b"):
        return True
    begins = question.has(r"^(?:can|may|could|should|must)\b(?!.*\bbe bundled)")
    return (asks_included(question) and (begins or question.has(r"\bseparately\b"))) or (asks_edit(question) and begins)


def holder(question: Question, codes: tuple[str, str]) -> str | None:
    """The code that holds the other one, as the question has it; blank where it says no direction, None where none can be read."""
    text = question.text.lower()
    where = {code: text.find(code.lower()) for code in codes}
    first, last = sorted(codes, key=where.__getitem__)
    if where[first] < 0:  # one of them is named by words: what stands before the relation is its subject
        return _holder_by_one(text, last, first, where[last])
    between, before, after = text[where[first] + 5 : where[last]], text[: where[first]], text[where[last] + 5 :]
    if RELATION.search(between):
        return _holder_between(between, first, last)
    if PLACE_OF_OTHER.search(after):
        return None
    return last if INTO.search(between) and RELATION.search(before) else ""


def _holder_between(between: str, first: str, last: str) -> str | None:
    if EITHER_WAY.search(between):
        return ""
    if WITHIN.search(between):
        return last
    return first if HOLDS.search(between) else None


def _holder_by_one(text: str, code: str, other: str, at: int) -> str | None:
    before, after = text[:at], text[at + 5 :]
    if EITHER_WAY.search(text):
        return ""
    if WITHIN.search(before):
        return code
    if WITHIN.search(after):
        return other
    return other if HOLDS.search(before) else code if HOLDS.search(after) else None


__all__ = [
    "asks_edit",
    "asks_included",
    "asks_need",
    "asks_opening",
    "holder",
    "is_about_edit",
    "is_check",
    "is_one_place",
    "is_twofold",
    "places_on",
]
