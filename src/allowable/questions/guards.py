"""What a question's turn of phrase does to yes and no: where it is put negatively or with a condition, the fact is stated alone.

"Is it wrong to bill A with B?" and "Can A be billed with B?" ask the same fact and want opposite words, so yes and no are left out.
"""

from __future__ import annotations

import re
from functools import lru_cache

from .words import patterns

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .answer import Answer
    from .question import Question

LOOKED_UP = re.compile(r"(?:^|(?<=\. )|(?<=\d: ))(?:Yes|No|Sometimes|Only|Both only|It depends|The contractor decides)\b[^:.]*: (\w)")
OF_NOTE = re.compile(r"^(?:Yes|No|Sometimes)(?:,[^.:]*)?[.:] (\w)")
ROUND = r"\b(?:bypass\w*|waive\w*|overrid\w*|immune|outside)\b"  # of an edit, a modifier's work; of a rule, its opposite
REQUIRED = (
    r"\b(?:requir\w*|need(?:s|ed)?|necessary|must|ha(?:s|ve) to|mandatory|expected|obligatory|customary|usual(?:ly)?|typical(?:ly)?)\b"
)
NEEDS_ONE = (
    r"\b(?:need|requir)\w*(?: (?:a|an|the|to|add|append|use|put|bill|report|modifier))* -?(?:26|tc|50)\b|"
    r"\b(?:26|tc|50) (?:is |be )?(?:needed|required|necessary)\b"
)
ONE_SIDE = (
    r"^(?!.*\b(?:both|bilateral\w*|two sides|each side|left and right|right and left)\b).*\b(?:left|lt|rt|right(?:-| )sided|"
    r"(?:on|of|for|only|just)(?: the| her| his| one)? right(?! code| modifier| way)|"
    r"right (?:side|ovar|tube|adnex|eye|knee|hip|ear|breast|kidney|hand|foot|leg|arm|shoulder|groin|lung|ureter)\w*)\b"
)
INDICATORS = (
    *("assistant", "co_surgeon", "team", "bilateral", "components", "multiple"),
    *("center_indicator", "hospital_status", "limit"),
)
STATED = "The question is put negatively or with a condition, so the fact is stated without yes or no."
EVER = re.compile(r"\bever(?= (?:be )?(?:separately|paid|payable|billable|billed|reportable|reported|allowed|reimbursed)\b)")
OF_PERSONS = ("assistant", "co_surgeon", "team")
ONE_SIDED = "One side is named, and the indicator speaks of both, so the fact is stated without yes or no."
REQUIREMENT = "What is required is another question than what may be paid, so the fact is stated without yes or no."


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    held = patterns()
    return tuple(re.compile(held[name]) for name in ("neutral", "reversed", "conditional", "open_pair"))  # type: ignore[return-value]


def guarded(answer: Answer, question: Question) -> Answer:
    """The same answer; without yes and no where the question's turn of phrase would change what they mean."""
    because = turn_of(question, answer.intent, _of_note(answer), answer.value.get("yes_no") == "no")
    return answer if because is None else stated(answer, because)


def is_turned(question: Question, intent: str, note: str = "") -> bool:
    """Whether the question's turn of phrase changes what yes and no would mean."""
    return turn_of(question, intent, note) is not None


def turn_of(question: Question, intent: str, note: str = "", denied: bool = False) -> str | None:
    """Why yes and no must not be said: words such as prohibited, not, without or unless; blank where none was asked for; None if they may.

    `note` are words that a note itself expects; `denied`: the answer is no, so that a modifier that does not apply is not needed either.
    """
    neutral, turned, conditional, _ = _patterns()
    words = neutral.sub(" ", f"{question.words} ")
    if intent in ("assistant", "co_surgeon"):
        words = re.sub(r"\bwithout (?:\w+ ){0,2}(?:document\w*|paperwork|report|records?)\b", " ", words)
    if intent == "pair":
        words = EVER.sub(" ", words)  # an edit holds always: what is denied beside another is never paid with it
    if turned.search(words) or "unbundling" in question.text.lower():
        return STATED
    if re.search(patterns()["both_sides"], words):
        return ""
    if intent in INDICATORS and re.search(r"\bindicators?\b", words):
        return ""  # "is the indicator 1" asks for the indicator, not for what it permits
    if intent in (*OF_PERSONS, "multiple") and re.search(r"\d ?%|\bpercent|\bhalf\b|\bfull\b", words):
        return ""
    if intent in (*OF_PERSONS, "bilateral") and any(re.search(patterns()[name], words) for name in ("another_day", "another_session")):
        return STATED
    if intent in (*OF_PERSONS, "bilateral", "components") and re.search(REQUIRED, words):
        is_of_modifier = denied and intent in ("bilateral", "components") and re.search(NEEDS_ONE, words)
        if not is_of_modifier:
            return REQUIREMENT
    if intent == "bilateral" and re.search(ONE_SIDE, words):
        return ONE_SIDED
    if intent == "pair" and re.search(REQUIRED, words) and not re.search(patterns()["needed"], words):
        return REQUIREMENT
    if intent not in ("pair", "policy") and re.search(ROUND, words):
        return STATED
    if intent in ("stopped", "meaning", "unlisted", "apc_rate", "factor"):
        return None  # whether something was not begun or not given is part of the fact
    return STATED if any(match[0].strip() not in note for match in conditional.finditer(words)) else None


def is_open(question: Question) -> bool:
    """Whether a question about a pair wants something else than yes or no: how, why, which of the two."""
    return _patterns()[3].search(question.words) is not None


def stated(answer: Answer, because: str = "") -> Answer:
    """The Answer with its leading yes or no taken off, in the text and in the value."""
    lead = OF_NOTE if answer.value.get("kind") in ("policy", "modifier") else LOOKED_UP
    if not _says(answer.value) and not lead.search(answer.text):
        return answer
    answer.text = lead.sub(lambda match: match[1].upper(), answer.text)
    answer.value = _silent(answer.value)
    if because:
        answer.notes.insert(0, because)
    return answer


def _says(value: Any) -> bool:
    if isinstance(value, dict):
        return value.get("yes_no") is not None or any(_says(one) for one in value.values())
    return isinstance(value, list) and any(_says(one) for one in value)


def _silent(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: None if name == "yes_no" else _silent(one) for name, one in value.items()}
    return [_silent(one) for one in value] if isinstance(value, list) else value


def _of_note(answer: Answer) -> str:
    if answer.value.get("kind") != "policy":
        return ""
    from .notes import load_notes
    from .words import canonical

    return next((canonical(note.text()) for note in load_notes() if note.id == answer.value.get("note")), "")
