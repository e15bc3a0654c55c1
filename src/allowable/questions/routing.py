"""From a question to its answer: refused outright, looked up in the releases, answered from a note or an imported manual, or refused."""

from __future__ import annotations

import re

from ..law.geography.tables import ZIP_LOCALITIES
from ..releases.store import Missing
from . import (
    accounted,
    aftercare,
    amounts,
    anatomic,
    coverage,
    described,
    facilities,
    guards,
    indicators,
    meaning,
    pairs,
    prices,
    stopped,
    units,
    unlisted,
    visits,
    yearly,
)
from .answer import Answer, Refusal
from .intents import intent_of, intent_of_each, refusal_of
from .question import Question
from .words import patterns

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from .facts import Facts

    OfCode = Callable[[Facts, Question, str], Answer]

UNKNOWN = (
    'nothing that is held answers this; ask about a pair of codes ("Can 58555 be billed with 58558?"), an indicator, global days, units, '
    "RVUs, a payment, a modifier, or what a service includes"
)
OF_CODE: dict[str, OfCode] = {
    "units": amounts.units,
    "office_price": amounts.office_price,
    "limit": units.limit,
    "add_on": units.add_on,
    "partners": units.partners,
    "center_indicator": facilities.center_indicator,
    "hospital_status": facilities.hospital_status,
    "global_days": indicators.global_days,
    "multiple": indicators.multiple,
    "endoscopic_base": indicators.endoscopic_base,
    "components": indicators.components,
    "status": indicators.status,
    "care_shares": indicators.care_shares,
    "aftercare": aftercare.answer,
    "visit": visits.answer,
    "visit_modifier": visits.on_procedure,
}
# what is asked of several codes at once is answered of each, unless the question sets them beside each other
EACH = "limit add_on center_indicator hospital_status global_days multiple components status care_shares endoscopic_base"
OF_EACH = frozenset([*EACH.split(), *indicators.SURGERY])
OF_PARTS = OF_EACH - {"components"} | {"units", "office_price"}
BESIDE = (
    r"\b(?:with|together|beside|bundled|edits?|ncci|column|separately|denied|deny|included|includes|same (?:day|session|time|claim|date)|"
    r"paid|payable|bill(?:ed|able)?|report(?:ed|able)?|bypass|unbundle|conflict|modifier (?:59|x[epsu]))\b"
)
HOW_PAID = (
    r"^(?:so |and )?how (?:is|are|does|do|will|would|should|much of)\b.*\b(?:paid|pay|pays|priced|reimbursed?|reduced|ranked)\b|"
    r"\b(?:reduc\w*|discount\w*|full|half|\d+ ?percent)\b|\d ?%"
)
SAME_DAY = ("global-modifier-25", "global-decision-minor", "global-decision-major", "global-major-same-day")
# a service that was not done: a note on one that was does not answer, unless it says so itself
NOT_DONE = (
    r"\b(?:and|but|if|when|or|was|were|is|are) not (?:\w+ )?"
    r"(?!allowed|permitted|included|bundled|covered|reported|billed|reimbursed|listed|charged|needed|required)"
    r"(?:\w+ed|done|taken|given|cut)\b"
)
OUT_OF_PERIOD = patterns()["out_of_period"]
WHOSE_BASE = re.compile(r"\b(?:of|for) (?:cpt |code )*([0-9a-z]{5})\b|\b([0-9a-z]{5})'s\b|\b([0-9a-z]{5}) (?:ha(?:s|ve)|carr|use)")


def route(facts: Facts, question: Question) -> Answer:
    """The Answer; Refusal with the reason. `intent` of either says how it was understood.

    Yes and no stand in it only where the question's turn of phrase leaves no doubt what they would mean.
    """
    question = _with_zip(facts, question)
    parts = _parts(facts, question)
    if parts is not None:
        return parts
    found = _route(facts, question)
    _in_period(facts, question, found)
    undone = re.search(NOT_DONE, question.words)
    if found.intent == "policy" and undone and undone[0] not in found.text.lower():
        raise _named(Refusal("what is held speaks of the service when it was done; ask without what was not done"), "policy")
    return accounted.accounted(facts, question, guards.guarded(found, question))


def _with_zip(facts: Facts, question: Question) -> Question:
    """The question; where five digits in it are no code that is held, beside a code that is, and are a ZIP code, with them called so."""
    strange = [code for code in question.codes if code.isdigit() and not facts.holds_code(code)]
    if question.zip or question.area or len(strange) != 1 or len(question.codes) == 1:
        return question
    day = next(facts.days(ZIP_LOCALITIES.name), None)
    if day is None or isinstance(facts.engine.store.find(ZIP_LOCALITIES, (strange[0],), day, facts.known), Missing):
        return question
    return Question(re.sub(rf"\b{strange[0]}\b", f"ZIP {strange[0]}", question.text, count=1))


def _parts(facts: Facts, question: Question) -> Answer | None:
    """Several look-ups asked of one code in one text, each answered, without yes or no; None for another question."""
    asked = accounted.clauses_of(question)
    intents = [one for one in asked.values() if one in OF_PARTS]
    if len(question.codes) != 1 or question.modifiers or not 1 < len(set(intents)) == len(asked) or refusal_of(question) is not None:
        return None
    code = question.codes[0]
    parts = [Question(clause if code in clause.upper() else f"{clause} {code}") for clause in asked]
    try:
        answers = [route(facts, part) for part in parts]
    except Refusal:
        return None
    if [one.intent for one in answers] != intents or any(one.value["left_out"] for one in answers):
        return None
    found = guards.stated(_joined(answers))
    found.value["left_out"] = []
    return found


def _in_period(facts: Facts, question: Question, found: Answer) -> None:
    """An answer on the global period: Refusal where the day named is not known to lie in it; no yes or no for another practitioner."""
    of_note = str(found.value.get("note")).startswith("global-") and found.value.get("separately") is not None
    if of_note or found.intent == "aftercare":
        if pairs.ANOTHER_PERSON.search(question.words) or question.has(OUT_OF_PERIOD):
            guards.stated(found)
        elif found.intent == "policy" and len(question.codes) == 1 and aftercare.needs_day(facts, question, question.codes[0]):
            because = f"the time named is not known to lie in the global period of {question.codes[0]}; ask for its global period"
            raise _named(Refusal(because), "policy")
    is_later = question.has(r"\b(?:after|later)\b") and aftercare.span(question.words)[1] != aftercare.LATEST
    if found.value.get("note") in SAME_DAY and is_later:
        raise _named(Refusal("a visit on a later day is asked about; ask whether it lies in the global period of the code"), "policy")


def _route(facts: Facts, question: Question) -> Answer:
    because = refusal_of(question)
    if because is not None:
        raise _named(Refusal(because), "refused")
    unknown = [code for code in question.codes if not facts.holds_code(code) and len(_mention(question, code)) == 1]
    if unknown:
        raise _named(
            Refusal(f"{', '.join(unknown)}: in no release that is held; check the code, or import the release that has it"), "unknown code"
        )
    if question.unknown:
        named, several = " and ".join(question.unknown), len(question.unknown) > 1
        are, it = ("modifiers {} are", "them") if several else ("modifier {} is", "it")
        because = f"{are.format(named)} not held here, so nothing is said of {it}; check {it}, or ask without {it}"
        raise _named(Refusal(because), "unknown modifier")
    groups = _groups(facts, question)
    intent = intent_of(question, len(groups))
    from .policies import from_notes

    first = from_notes(question, before_look_up=True) if intent is not None else None
    if first is not None:
        return first
    refusal = Refusal(UNKNOWN)
    name = "policy"
    if intent is not None:
        try:
            return _look_up(facts, question, intent.name, groups)
        except Refusal as problem:
            if not intent.hand_on:
                raise _named(problem, intent.name) from None
            refusal, name = problem, intent.name
    from .policies import answer as from_policies

    found_note = from_policies(facts, question)
    if found_note is not None:
        return found_note
    raise _named(refusal, name)


def _named(problem: Refusal, intent: str) -> Refusal:
    problem.intent = intent
    return problem


def _mention(question: Question, code: str) -> tuple[str, ...]:
    return next(one for one in question.mentions if code in one)


def _groups(facts: Facts, question: Question) -> list[list[str]]:
    """What the question sets beside each other: each written code or range and, where fewer than two are written, what words name."""
    written = [pairs.expand(facts, one) for one in question.mentions]
    if len(written) >= 2 and question.has(
        r"^(?!.*\b(?:with|and|together|bundled|separately|column|edit|ncci|differ\w*|distinguish\w*)\b).*\b[0-9a-z]{5} or [0-9a-z]{5}\b"
    ):
        return []
    if len(written) == 1 and len(written[0]) > 1:
        return []
    held = [code for code in question.named if facts.holds_code(code)]
    if len(written) < 2 and question.has(
        r"\b(?:with|and|together|both|same|during|bundled|includes?|included|separately|edit|beside|plus|when|at (?:the )?(?:time|end))\b"
    ):
        written += [[code] for code in held]
    elif not written and len(held) == 1:
        written = [held]
    return written


def _look_up(facts: Facts, question: Question, intent: str, groups: list[list[str]]) -> Answer:
    """The Answer of an intent; of each code by itself, where that is what is asked of several."""
    each = intent_of_each(question, OF_EACH) if intent == "pair" and not question.has(BESIDE) else None
    if each is not None:
        return _joined([_look_up(facts, question, each.name, [group]) for group in groups])
    found = _found(facts, question, intent, groups)
    found.intent = "policy" if intent == "payable" and found.intent else intent
    return found


def _found(facts: Facts, question: Question, intent: str, groups: list[list[str]]) -> Answer:
    codes = [group[0] for group in groups]
    if intent == "stopped":
        return stopped.answer(facts, question)
    if intent == "anatomic":
        return anatomic.answer(question)
    if intent == "unlisted":
        return unlisted.answer(facts, question)
    if intent == "factor":
        return amounts.factor(facts, question)
    if intent == "yearly":
        return yearly.answer(facts, question)
    if intent == "apc_rate":
        return facilities.apc_rate(facts, question)
    if intent == "meaning":
        return meaning.answer(question)
    if intent == "pair":
        found = pairs.answer(facts, question, groups)
        if question.has(HOW_PAID):  # where none is denied, how they are ranked is said too
            free = not found.value.get("edit", True)
            found = guards.stated(_joined([found, indicators.endoscopic_family(facts, question, codes)]) if free else found)
        return found
    if intent == "endoscopic_family":
        return indicators.endoscopic_family(facts, question, codes)
    if intent == "packaging":
        return facilities.packaging(facts, question, codes)
    if intent == "price":
        return prices.price(facts, question, codes)
    if intent == "units_of_several":
        return _joined([amounts.units(facts, question, code) for code in codes])
    if intent == "words":
        return described.words(codes[0])
    if intent == "which_code":
        return described.which_code(question, codes[0], UNKNOWN)
    if intent == "difference":
        return described.difference(codes)
    if intent == "documentation":
        return described.documentation(codes[0])
    if intent == "standing":
        return coverage.standing(facts, question, codes[0])
    if intent == "payable":
        return coverage.payable(facts, question, codes[0])
    if intent in ("covered", "performable"):
        return coverage.answer(facts, question, codes[0], intent)
    if intent in indicators.SURGERY:
        return indicators.surgery(facts, question, codes[0], intent)
    return OF_CODE[intent](facts, question, _whose_base(question, codes) if intent == "endoscopic_base" else codes[0])


def _whose_base(question: Question, codes: list[str]) -> str:
    """Of which code the base is asked: "Is 58555 the base of 58558", "is 58558's base 58555"."""
    named = next(
        (found for match in WHOSE_BASE.finditer(question.words) if (found := (match[1] or match[2] or match[3]).upper()) in codes), None
    )
    return named or codes[-1]


def _joined(answers: list[Answer]) -> Answer:
    text = " ".join(one.text for one in answers)
    value = {"kind": "several", "each": [one.value for one in answers], "yes_no": None}
    notes = list(dict.fromkeys(note for one in answers for note in one.notes))
    found = Answer(text, value, [cite for one in answers for cite in one.citations], notes, [code for one in answers for code in one.codes])
    found.on, found.intent = answers[0].on, answers[0].intent
    return found
