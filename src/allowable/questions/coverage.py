"""Whether Medicare covers a procedure, and whether it can still be done at all: two answers that no fee schedule gives."""

from __future__ import annotations

import re

from ..kernel.day import day_text
from .answer import Answer, Refusal, of_cite, of_document
from .guards import stated
from .indicators import is_paid_elsewhere, status

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .facts import Facts
    from .question import Question

ASKS = r"^(?:is|are|can|may|does|do|will|has|was)\b"
NONCOVERED = "N"  # status code of the physician fee schedule
LEAD = re.compile(r"^(?:Yes|No)(?:,[^:]*)?: ")  # of one of several answers, where it would be read as speaking for all
# indicators by which a schedule prices a code, and by which it has no price of its own for it; the others are told as they are
PRICED = {
    "the physician": ("A", "R", "T"),
    "the hospital": ("F", "G", "H", "H1", "J1", "J2", "K", "K1", "L", "P", "Q1", "Q2", "Q3", "Q4", "R", "S", "S1", "T", "U", "V"),
    "the surgical center": ("A2", "G2", "J8", "P2", "P3", "R2", "Z2", "Z3", "K2", "K7", "H2", "J7", "L6", "F4", "D2"),
}
UNPRICED = {
    "the physician": ("B", "D", "E", "F", "G", "H", "I", "M", "N", "P", "X"),
    "the hospital": ("B", "C", "D", "E1", "E2", "M", "N"),
    "the surgical center": ("N1", "L1", "K5", "D1", "C5", "B5", "D5", "E5", "M5", "M6", "U5", "X5", "Y5"),
}
STANDS = {
    "covered": {"yes": "covered", "no": "not covered", "conditional": "covered on a condition alone"},
    "performable": {"yes": "can be done", "no": "no longer performable", "conditional": "performable on a condition alone"},
}
LEADS = {"yes": "Yes", "no": "No", "conditional": "Only on a condition"}


def answer(facts: Facts, question: Question, code: str, intent: str) -> Answer:
    """The Answer of the coverage rules, `covered` or `performable`; Refusal where no fact names the code."""
    day = facts.first if facts.first is not None else next(iter(facts.days("relative_values")), None)
    if day is None:
        raise Refusal("no release is held; give a day with --on")
    account = facts.engine.account("coverage", {"hcpcs": code}, day, facts.known)
    step = next(one for one in account.steps if one.rule.name == intent)
    if not isinstance(step.value, str) or step.value not in LEADS:
        if intent == "covered":
            return _not_covered(facts, question, code)
        raise Refusal(f"{code}: {step.because if isinstance(step.value, str) else step.value.reason}")
    values = [origin[1] for _, _, _, kind, origin in step.inputs if kind == "parameter" and code in origin[1].value]
    cites = [of_cite(one) for one in step.rule.cites]
    cites += [of_document(one.cite.document, one.cite.place, one.cite.evidence, one.cite.url) for one in values]
    asks = question.has(ASKS)
    gone = question.has(r"\bstopped\b|\bwithdrawn\b|\boff the market\b|\btaken off\b")
    yes_no = {"yes": "yes", "no": "no", "conditional": "sometimes"}[step.value]
    lead = f"{LEADS[step.value]}: " if asks and not gone else ""
    text = f"{lead}{code} on {day_text(day)}: {step.because}."
    note = "" if facts.is_dated else f"No day was given: {day_text(day)} was taken, the last held day."
    value = {"kind": intent, "answer": step.value, "yes_no": yes_no if asks and not gone else None}
    return Answer(text, value, cites, [note, "Priced, covered and performable are three answers."], [code]).on_day(day_text(day))


def payable(facts: Facts, question: Question, code: str) -> Answer:
    """Whether Medicare pays for a code at all: no by its status, else what a note says of it, else its status, which is no coverage."""
    from .policies import from_notes

    found = status(facts, question, code)
    if found.value["yes_no"] == "no" or question.has(r"\b(?:fee schedule|mpfs|pfs)\b"):
        return found
    if _is_named(facts, question, code):
        return standing(facts, question, code)
    return from_notes(question, before_look_up=False) or stated(found)


def _is_named(facts: Facts, question: Question, code: str) -> bool:
    """Whether a coverage rule names a code."""
    try:
        return answer(facts, question, code, "performable") is not None
    except Refusal:
        return False


def standing(facts: Facts, question: Question, code: str) -> Answer:
    """Whether a code still stands: priced by each schedule, covered, performable. Three answers, and no one yes or no for them."""
    from .facilities import center_indicator, hospital_status

    found, notes = [], []
    priced: dict[bool, list[str]] = {True: [], False: []}
    for whose, look_up in (("the physician", status), ("the hospital", hospital_status), ("the surgical center", center_indicator)):
        try:
            found.append(look_up(facts, question, code))
        except Refusal as problem:
            notes.append(f"{whose[:1].upper()}{whose[1:]}: not answered, {str(problem).removeprefix(f'{code}: ')}.")
            continue
        indicator = found[-1].value.get("indicator")
        if indicator in PRICED[whose]:
            priced[True].append(whose)
        elif indicator in UNPRICED[whose] or indicator is None:  # without one: on the list of what a center is not paid for
            priced[False].append(whose)
        notes.append(_capital(LEAD.sub("", found[-1].text)))
    says = [f"priced for {_and(priced[True])}"] if priced[True] else []
    says += [f"not priced by itself for {_and(priced[False])}"] if priced[False] else []
    for intent in ("covered", "performable"):
        try:
            found.append(answer(facts, question, code, intent))
        except Refusal:
            notes.append(f"{intent.capitalize()}: nothing that is held names this code.")
            continue
        says.append(STANDS[intent][found[-1].value.get("answer", "no")])  # without one the fee schedule itself calls it noncovered
        notes.append(f"{intent.capitalize()}: {re.sub(rf'{code} on [0-9-]+: ', '', _small(found[-1].text))}")
    if not found:
        raise Refusal(f"{code}: nothing that is held says whether it is priced, covered or performable")
    cites = {(one["document"], one["place"], one["release"]): one for each in found for one in each.citations}
    value = {"kind": "standing", "each": [one.value for one in found], "yes_no": None}
    notes += list(dict.fromkeys(note for one in found for note in one.notes))
    made = Answer(f"{code} is {'; '.join(says)}." if says else notes[0], value, list(cites.values()), notes, [code])
    return made.on_day(found[0].on) if found[0].on else made


def _and(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _small(text: str) -> str:
    return text[:1].lower() + text[1:] if not text[:1].isdigit() else text


def _not_covered(facts: Facts, question: Question, code: str) -> Answer:
    """No, where the fee schedule itself calls the code noncovered; Refusal otherwise, for a price is no coverage."""
    found = status(facts, question, code)
    if found.value["indicator"] != NONCOVERED or is_paid_elsewhere(facts, code, NONCOVERED):
        raise Refusal(f"{code}: no coverage policy that names this code is held; local policies are not held at all")
    if question.has(ASKS):
        found.text = f"No: {found.text}".replace("No: No: ", "No: ")
        found.value["yes_no"] = "no"
    return found
