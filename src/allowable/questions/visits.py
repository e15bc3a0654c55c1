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


def on_procedure(facts: Facts, question: Question, code: str) -> Answer:
    """Whether 24, 25 or 57 may stand on a code, or (57) beside it: they belong on visits, and 57 to procedures of 90 days."""
    from .pair_codes import is_visit
    from .policies import from_note

    asked = [one for one in ("24", "25", "57") if one in question.modifiers]
    held = held_row(facts, code)
    period = held.text("global_days") or ""
    beside = "57" in asked and not question.has(r"\b(?:on|to|onto)\b")
    if len(asked) != 1 or is_visit(code) or period not in SIZES or (beside and SIZES[period] == "major"):
        raise Refusal("ask about one of 24, 25 and 57, and about a visit on the day of a procedure")
    found = from_note("visit-modifiers" if not beside else "global-decision-minor", question)
    found.text = f"No: {asked[0]} does not stand {'beside' if beside else 'on'} {code}. {found.text.removeprefix('No. ')}"
    found.value |= {"yes_no": "no", "modifier": asked[0]}
    found.citations.append(held.cite("global_days"))
    found.notes.insert(0, f"{code} is a {SIZES[period]} procedure: global period {period}.")
    found.codes = [code]
    return found.on_day(held.on)
