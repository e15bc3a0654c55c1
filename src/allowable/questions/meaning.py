"""What an indicator means, asked without a code: of the physician fee schedule, of NCCI, of hospitals, of surgical centers."""

from __future__ import annotations

import re

from ..law.edits.citations import PAIR_INDICATOR, UNITS_DAY
from ..views.indicator_words import ADJUDICATION, CENTER_INDICATOR, CENTER_LIST, HOSPITAL_STATUS, PHYSICIAN, STATUS_LIST
from .answer import Answer, Refusal, of_cite, of_document, sentence
from .words import patterns

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .question import Question

EDIT_WORDS = {
    "0": "never together: no modifier opens the edit for the same patient, provider and day",
    "1": "an NCCI modifier such as 59 or XS opens the edit, where the record shows that the two were distinct",
    "9": "the edit was deleted as of its first day and never applies",
}
STATUS_CODE, STATUS_INDICATOR = "status code of the physician fee schedule", "OPPS status indicator"
# {name: ({value: meaning}, document with its evidence tag)}; which words ask for it stands in patterns.toml, in this order
INDICATORS: dict[str, tuple[dict[str, str], str]] = {
    "MUE adjudication indicator": (ADJUDICATION, ""),
    "NCCI edit indicator": (EDIT_WORDS, ""),
    "bilateral indicator": (PHYSICIAN["bilateral"][2], PHYSICIAN["bilateral"][1]),
    "assistant at surgery indicator": (PHYSICIAN["assistant"][2], PHYSICIAN["assistant"][1]),
    "co-surgeon indicator": (PHYSICIAN["co_surgeon"][2], PHYSICIAN["co_surgeon"][1]),
    "team surgery indicator": (PHYSICIAN["team"][2], PHYSICIAN["team"][1]),
    "multiple procedure indicator": (PHYSICIAN["multiple_procedure"][2], PHYSICIAN["multiple_procedure"][1]),
    "PC/TC indicator": (PHYSICIAN["professional_technical"][2], PHYSICIAN["professional_technical"][1]),
    "global period": (PHYSICIAN["global_days"][2], PHYSICIAN["global_days"][1]),
    "ASC payment indicator": (CENTER_INDICATOR, f"{CENTER_LIST} [V]"),
    STATUS_CODE: (PHYSICIAN["status"][2], PHYSICIAN["status"][1]),
    STATUS_INDICATOR: (HOSPITAL_STATUS, f"{STATUS_LIST} [V]"),
}
PATTERNS = patterns()
VALUE, REVERSED = re.compile(PATTERNS["value"]), re.compile(PATTERNS["reversed_value"])


def answer(question: Question) -> Answer:
    """The meaning of the indicator value named, or all its values where none is; Refusal where no indicator is recognised."""
    name = next((name for name, pattern in PATTERNS["topics"].items() if question.has(pattern)), None)
    if name == STATUS_INDICATOR and not question.has(r"\b(?:j[12]|q[1-4])\b|\bopps\b|\bhospital\b|\bstatus indicator"):
        return _either_schedule(question)
    if name is None:
        raise Refusal(
            "say which indicator: edit, bilateral, assistant, co-surgeon, team, multiple procedure, PC/TC, global, status or ASC payment"
        )
    words, document = INDICATORS[name]
    found = list(dict.fromkeys(match[1].upper() for pattern in (VALUE, REVERSED) for match in pattern.finditer(question.words)))
    if name == STATUS_INDICATOR and not found:
        found = [one.upper() for one in re.findall(r"\b(?:j[12]|q[1-4])\b", question.words)]
    asked = [one for one in found if one in words]
    if found and not asked:
        raise Refusal(f"{found[0]} is no value of the {name}; the values are {', '.join(words)}")
    shown = asked or list(words)
    if len(shown) > 12 and not asked:
        raise Refusal(f"say which {name}; the values are {', '.join(words)}")
    text = " ".join(sentence(f"{name if at == 0 else ''} {one}: {words[one]}".strip()) for at, one in enumerate(shown))
    value: dict[str, Any] = {
        "kind": "meaning",
        "name": name,
        "indicators": shown,
        "yes_no": None,
        "number": shown[0] if len(shown) == 1 else None,
    }
    return Answer(text, value, [_cite(name, document)], [])


def _either_schedule(question: Question) -> Answer:
    """A status without its schedule: what it means in each, for hospitals and physicians use the same letters for different things."""
    found = next((match[1].upper() for pattern in (VALUE, REVERSED) for match in pattern.finditer(question.words)), None)
    schedules = (STATUS_CODE, STATUS_INDICATOR)
    both = [(name, words, INDICATORS[name][1]) for name in schedules if (words := INDICATORS[name][0].get(found or ""))]
    if not both:
        raise Refusal("say which status of which schedule: OPPS status indicator Q2, or status code B of the physician fee schedule")
    text = " ".join(sentence(f"{name} {found}: {words}") for name, words, _ in both)
    value = {"kind": "meaning", "name": "status", "indicators": [found], "yes_no": None}
    return Answer(text, value, [_cite(name, document) for name, _, document in both], [])


def _cite(name: str, document: str) -> dict[str, Any]:
    if name == "NCCI edit indicator":
        return of_cite(PAIR_INDICATOR)
    if name == "MUE adjudication indicator":
        return of_cite(UNITS_DAY)
    where, _, tag = document.rpartition(" [")
    title, _, place = where.partition(", ")
    return of_document(title, place or "list of indicators", tag.rstrip("]"))
