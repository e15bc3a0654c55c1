"""Amounts that Medicare sets for the whole country each year and that the law holds as dated values, such as the inpatient deductible."""

from __future__ import annotations

from functools import lru_cache

from ..kernel.day import day_text
from .answer import Answer, Refusal, of_document
from .words import compiled, read_toml

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re

    from ..kernel.parameter import Value
    from .facts import Facts
    from .question import Question

FILE, SCHEMA = "yearly.toml", "allowable.question-yearly/1"


@lru_cache(maxsize=1)
def _content() -> tuple[list[tuple[re.Pattern[str], str, str, str]], list[tuple[re.Pattern[str], str]]]:
    """([(what asks for it, system, parameter, its name)], [(what asks for it, why it is refused)])."""
    held = read_toml(FILE, SCHEMA, {"values": {"asked", "system", "parameter", "name"}, "refused": {"asked", "because"}})
    values = [(compiled(one["asked"], FILE), one["system"], one["parameter"], one["name"]) for one in held["values"]]
    return values, [(compiled(one["asked"], FILE), one["because"]) for one in held["refused"]]


def answer(facts: Facts, question: Question) -> Answer:
    """The amount of the time asked about, each where there are several; Refusal where it is not held."""
    values, refused = _content()
    for pattern, because in refused:
        if question.has(pattern):
            raise Refusal(because)
    _, system, parameter, name = next(one for one in values if question.has(one[0]))
    within = values_of(facts, system, parameter)
    if not within:
        raise Refusal(f"{name} of that time is not held")
    parts = [f"${one.written} from {day_text(one.starts)}" for one in within]
    value = {"kind": "number", "number": within[0].written, "all": [one.written for one in within], "yes_no": None}
    cites = [of_document(one.cite.document, one.cite.place, one.cite.evidence, one.cite.url) for one in within]
    note = "" if facts.is_dated else "No day was given: the latest that is held."
    text = f"{name[0].upper()}{name[1:]} is {'; then '.join(parts)}."
    return Answer(text, value, cites, [note]).on_day(day_text(max(within[0].starts, facts.first or 0)))


def values_of(facts: Facts, system: str, parameter: str) -> list[Value]:
    """The values of a dated value that stand at the time asked about, or the latest where none is named; none where it is not held."""
    dated = facts.engine.system(system).parameters[parameter]
    within = [one for one in dated.values if one.known <= facts.known]
    if facts.first is None or facts.until is None:
        return within[-1:]
    standing = dated.in_force(facts.first, facts.known)
    return ([standing] if standing else []) + [one for one in within if facts.first < one.starts < facts.until]


__all__ = ["answer", "values_of"]
