"""A visit beside a procedure: whether it is reported, and with 25 or 57, by the procedure's global period of the day."""

from __future__ import annotations

from .answer import Answer, Refusal
from .indicators import held_row

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .facts import Facts
    from .question import Question

DECISION = r"\bdecision\b|\bdecid"
# (global periods, whether the question is about the decision): the note that answers
NOTES = {
    ("minor", True): "global-decision-minor",
    ("minor", False): "global-modifier-25",
    ("major", True): "global-decision-major",
    ("major", False): "global-major-same-day",
}
SIZES = {"000": "minor", "010": "minor", "090": "major"}


def answer(facts: Facts, question: Question, code: str) -> Answer:
    """The Answer of the note that fits the procedure's global period, with the row that gives it."""
    from .policies import from_note

    held = held_row(facts, code)
    period = held.text("global_days") or ""
    if period not in SIZES:
        raise Refusal(f"{code} has the global period {period or 'blank'}, for which the rule of visits on the same day is not held")
    decided = question.has(DECISION) or (SIZES[period] == "major" and question.has(r"\bmodifier\b") and not question.has(r"\bincluded\b"))
    found = from_note(NOTES[SIZES[period], decided], question)
    found.citations.append(held.cite("global_days"))
    found.notes.insert(0, f"{code} is a {SIZES[period]} procedure: global period {period}.")
    found.codes = [code]
    return found.on_day(held.on)
