"""Which unlisted code stands for a region (unlisted.toml), where the question names one region and the schedule holds the code."""

from __future__ import annotations

from functools import lru_cache

from .answer import Answer, Refusal, of_document
from .indicators import held_row
from .words import compiled, read_toml

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .facts import Facts
    from .question import Question

FILE = "unlisted.toml"
SCOPE = r"\blaparoscop|\bhysteroscop|\barthroscop|\bendoscop|\bthoracoscop"
CONTRACTOR, BY_CONTRACTOR = "C", "YYY"  # status and global period of every unlisted code
WHICH = r"\b(?:which|what)\b.*\bcodes?\b|\bcodes? (?:is|for|of)\b|\bunlisted (?:\w+ ){0,6}codes?\b.*\?|^(?:cpt |the )*unlisted\b"
RULE = of_document(
    "National Correct Coding Initiative Policy Manual (Medicaid edition of 2025)", "chapter I, sections A and T, unlisted codes", "V"
)


@lru_cache(maxsize=1)
def _codes() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = read_toml(FILE, "allowable.question-unlisted/1", {"codes": {"code", "region", "words", "scope"}})["codes"]
    return [one | {"words": compiled(one["words"], FILE)} for one in found]


def answer(facts: Facts, question: Question) -> Answer:
    """The unlisted code of the one region that the question names; Refusal where it names none or several."""
    if not question.has(WHICH) or question.has(r"\b(?:when|modifier|asc|paid|pay|price|priced|fee|document\w*)\b"):
        raise Refusal("ask which unlisted code stands for a region, such as the uterus through a laparoscope")
    through = "yes" if question.has(SCOPE) else "no"
    fitting = [one for one in _codes() if one["scope"] in (through, "any") and question.has(one["words"])]
    if len(fitting) != 1:
        named = f"{len(fitting)} regions fit" if fitting else "no region that is held fits"
        raise Refusal(f"{named}: name one organ, and whether the work was through a laparoscope or another scope")
    code = fitting[0]["code"]
    held = held_row(facts, code)
    if (held.text("status"), held.text("global_days")) != (CONTRACTOR, BY_CONTRACTOR):
        raise Refusal(f"{code} is not priced as an unlisted code in {held.printed.release}")
    text = f"{code} is the unlisted code for {fitting[0]['region']}; the contractor prices it by report."
    value = {"kind": "code", "codes": [code], "yes_no": None}
    return Answer(text, value, [held.cite("status", "global_days"), RULE], [facts.says(held) or ""], [code]).on_day(held.on)
