"""May two codes stand on one claim: the NCCI pair in either order, its indicator, its reason, and the quarter that says so.

Three outcomes, as everywhere: an edit, no edit in a whole table of a quarter that is held, or a refusal where no table speaks for the day.
"""

from __future__ import annotations

import re
from itertools import combinations

from ..kernel.day import OPEN, day_text
from ..law.edits.citations import PAIR, PAIR_INDICATOR, PAIR_MODIFIERS, VISIT_MODIFIERS
from ..law.edits.tables import PAIR_RATIONALES
from .answer import Answer, Refusal, of_cite
from .guards import is_open, stated
from .pair_asked import (
    are_alternatives,
    asks_edit,
    asks_included,
    asks_need,
    asks_opening,
    holder,
    is_about_edit,
    is_check,
    is_one_place,
    is_twofold,
    places_on,
)
from .pair_codes import is_visit, not_paid, opens_by, visits_beside
from .pair_rows import WHOSE, Pair, absent, find
from .words import patterns

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .facts import Facts
    from .question import Question

ANATOMIC = "E1 E2 E3 E4 FA F1 F2 F3 F4 F5 F6 F7 F8 F9 TA T1 T2 T3 T4 T5 T6 T7 T8 T9 LT RT LC LD LM RC RI"
BYPASS = frozenset(f"{ANATOMIC} 24 25 57 58 78 79 27 59 91 XE XP XS XU".split())
FOR_VISITS = frozenset(("24", "25", "27", "57"))
MUTUALLY_EXCLUSIVE = PAIR_RATIONALES[6]
SEPARATE = PAIR_RATIONALES[8]
CHECK = (
    "is included in it and not reported, and a modifier is not for that; only a service apart from the operation is reported, for a reason "
    "of its own that the record shows."
)
CHECK_NOTES = ("scout-scope", "separate-procedure")  # where that is read
ANOTHER_DAY, ANOTHER_PERSON, ANOTHER_SESSION = (re.compile(patterns()[f"another_{one}"]) for one in ("day", "person", "session"))
ASKS_PAIR = patterns()["asks_pair"]
NO_NOUN = r"(?!with|beside|for|to|on|by|of|in|if|when|and|than|never|not|payable|bill|edit)"
SUBJECT = rf"(?:{NO_NOUN}[a-z]+ ){{0,3}}?(\d{{4}}\w|[a-z]\d{{4}})\b(?! ?(?:and|&|\+|/|,))"  # the code of which something is asked, alone
PAID = r"\bpa(?:y|ys|id|yable)\b"
MOST = 12  # codes of one question, a range expanded


def answer(facts: Facts, question: Question, groups: list[list[str]]) -> Answer:
    """The Answer on every pair of codes of different groups; Refusal where no table speaks for the time asked about."""
    setting = (
        "hospital"
        if "hospital" in question.settings and not question.has(r"\bphysician\b|\bsurgeon\b|\bprofessional\b")
        else "practitioner"
    )
    beside = [(a, b) for a, b in combinations(groups, 2) if len(groups) == 2 or not are_alternatives(question, (a[0], b[0]))]
    wanted = [(one, two) for a, b in beside or combinations(groups, 2) for one in a for two in b if one != two]
    found = [find(facts, setting, codes) for codes in wanted[: MOST * MOST]]
    first = found[0]
    parts = [_says(facts, question, pair) for pair in found]
    text = (
        parts[0][0]
        if len(parts) == 1
        else " ".join(f"{pair.codes[0]} and {pair.codes[1]}: {part[0]}" for pair, part in zip(found, parts, strict=True))
    )
    values = [part[1] for part in parts]
    value = values[0] if len(values) == 1 else {"kind": "pairs", "pairs": values, "yes_no": _common(values)}
    notes = [*dict.fromkeys(note for part in parts for note in part[2]), _which(facts, first)]
    cites = [pair.cite() for pair in found] + [of_cite(PAIR_INDICATOR)]
    if any(pair.edit and pair.edit[2] == "1" for pair in found):
        cites.append(of_cite(VISIT_MODIFIERS if any(pair.edit and is_visit(pair.edit[1]) for pair in found) else PAIR_MODIFIERS))
    cites += _of_check(question) if CHECK in text else []
    found_answer = Answer(text, value, cites, notes, [code for group in groups for code in group]).on_day(day_text(first.day))
    scope = _scope(question, found)
    is_sure = question.has(ASKS_PAIR) and (not is_open(question) or question.has(r"\bmodifiers?\b"))
    if is_sure and not scope and not is_twofold(question):
        return found_answer
    found_answer = stated(found_answer)
    found_answer.text = " ".join(one for one in (found_answer.text, _columns(question, first), scope) if one)
    if scope:
        found_answer.text = f"For one practitioner and one day: {found_answer.text}"
        found_answer.value["billable"] = None
    found_answer.citations += [of_cite(PAIR)] if scope else []
    return found_answer


def _of_check(question: Question) -> list[dict[str, Any]]:
    """Citations of the rule on what only looks or checks in the course of an operation."""
    from .policies import from_note

    return [cite for name in CHECK_NOTES for cite in from_note(name, question).citations]


def _says(facts: Facts, question: Question, pair: Pair) -> tuple[str, dict[str, Any], list[str]]:
    """(sentence, value, notes) of one pair."""
    value: dict[str, Any] = {"kind": "pair", "edit": pair.edit is not None, "codes": list(pair.codes)}
    if pair.edit is None:
        gone = absent(facts, pair)
        if gone:
            text = f"{pair.codes[0]} and {pair.codes[1]} have no edit in {pair.quarter}, but {gone}"
            return text, value | {"yes_no": None, "billable": None, "indicator": None}, []
        others = visits_beside(facts, pair) + not_paid(facts, pair)
        lead, yes_no = _affirmed_of_none(question) if not others or asks_edit(question) else ("", None)
        one, two = pair.codes
        text = f"{one} and {two} have no edit in {pair.quarter}, in either order; both may be reported when each was done."
        rest = "No edit is no promise of payment: multiple-procedure rules, coverage and what the chart shows still decide."
        named = [one for one in question.modifiers if one in BYPASS]
        text += others or (f" There is no edit for {_list(named)} to open." if named else "")
        if is_check(question) and not others:
            return (
                f"{text} What is only a look or a check in the course of the other {CHECK}",
                value | {"yes_no": None, "billable": None, "indicator": None},
                [rest],
            )
        return _led(lead, text), value | {"yes_no": yes_no, "billable": None if others else "yes", "indicator": None}, [rest]
    column_1, column_2, indicator, rationale = pair.edit
    if question.has(r"\bmutually exclusive\b") and rationale != MUTUALLY_EXCLUSIVE:
        raise Refusal(
            f"{column_1} and {column_2} are paired for another reason ({rationale}); ask whether the one is bundled into the other"
        )
    value |= {"column_1": column_1, "column_2": column_2, "indicator": indicator, "rationale": rationale}
    opens = opens_by(facts, pair, column_1, column_2) if indicator != "0" else None
    lead, yes_no = _affirmed(question, pair, column_1, opens)
    paid = f"{column_1} is paid, and " if _is_of_paid(question, column_1) else ""
    if opens is None:
        text = f"{paid}{column_2} is denied beside {column_1}, and no modifier opens it (edit indicator 0; reason: {rationale})."
        return _led(lead, text + _of_others(question)), value | {"yes_no": yes_no, "billable": "no"}, []
    if is_check(question) and not is_visit(column_2):
        denied = f"{paid}{column_2} is denied beside {column_1} (edit indicator 1; reason: {rationale})."
        text = f"{denied} As a routine part, a look or a check of the operation {column_2} {CHECK}"
        return text, value | {"yes_no": None, "billable": None}, []
    text = (
        f"{paid}{column_2} is denied beside {column_1}, but a modifier such as {column_2}-{opens[0]} opens it where the record shows "
        f"{_circumstance(column_1, column_2, rationale)} (edit indicator 1; reason: {rationale})."
    )
    value |= {"yes_no": yes_no, "billable": "only with a modifier", "modifiers": opens}
    return _led(lead, text + _of_others(question)), value, [_modifier_words(opens)]


def _led(lead: str, text: str) -> str:
    return f"{lead}: {text}" if lead else text


def _affirmed_of_none(question: Question) -> tuple[str, str | None]:
    """(lead, yes or no) of a pair without an edit."""
    if asks_edit(question):
        return "No, there is none", "no"
    if asks_included(question):
        return "No, not bundled", "no"
    if asks_need(question):
        return "No modifier is needed as far as NCCI goes", "no"
    if asks_opening(question) or question.modifiers or is_about_edit(question):
        return "", None  # the question takes for granted that there is an edit
    return "Yes, as far as NCCI goes", "yes"


def _affirmed(question: Question, pair: Pair, column_1: str, opens: list[str] | None) -> tuple[str, str | None]:
    """(lead, yes or no) of a pair with an edit; without yes or no where the question has the two codes the other way round."""
    if asks_included(question):
        held_by = holder(question, pair.codes)
        if held_by is None:
            return "", None
        if held_by not in ("", column_1):
            return "The other way round", None
    wrong = [one for one in question.modifiers if one not in BYPASS]
    if asks_edit(question):
        return "Yes", "yes"
    if asks_included(question):
        return ("Yes, bundled" if opens is None else "Yes, bundled unless a distinct circumstance is shown"), "yes"
    if wrong or is_about_edit(question) or (asks_need(question) and opens is None):
        return "", None  # one that opens no edit may still be right for another reason; where none opens it, none is needed
    if opens is not None and (set(question.modifiers) - set(opens) or places_on(question, column_1) or is_one_place(question)):
        return "", None
    of_paid = _is_of_paid(question, column_1)
    if of_paid and question.has(PAID):
        return "", None
    if opens is not None:
        such = "a modifier such as " if "59" in opens else ""  # fingers, toes, eyelids and arteries have modifiers of their own
        return f"{'Both only' if of_paid else 'Only'} with {such}{_list(opens)}", "only with a modifier"
    return ("No, not both" if of_paid else "No"), "no"


def _is_of_paid(question: Question, column_1: str) -> bool:
    """Whether the question is about the code that is paid: "Is 58561 payable when 58558 is also performed?"."""
    subject = re.search(rf"\b(?:is|are|do|does|can|may|should|will|would) {SUBJECT}", question.words)
    return subject is not None and subject[1].upper() == column_1 and len(question.mentions) > 1 and not asks_included(question)


def _columns(question: Question, pair: Pair) -> str:
    """Which code is which column, where the question asks for it."""
    if pair.edit is None or not question.has(r"\bcolumns?\b"):
        return ""
    return f"Column 1, which is paid, is {pair.edit[0]}; column 2 is {pair.edit[1]}."


def _scope(question: Question, pairs: list[Pair]) -> str:
    """What the question names that no edit speaks of: another day, another practitioner; of the same day another session. Else blank."""
    outside = ["another day"] if ANOTHER_DAY.search(question.words) else []
    outside += ["another practitioner of another group or specialty, or another patient"] if ANOTHER_PERSON.search(question.words) else []
    speaks = "An edit speaks for one patient, one practitioner (or group of one specialty) and one day"
    if outside:
        return f"{speaks}: of {' and of '.join(outside)} it says nothing, where global periods and other rules decide."
    if ANOTHER_SESSION.search(question.words) and any(pair.edit is None or pair.edit[2] == "0" for pair in pairs):
        return f"{speaks}: sessions of one day are under it, with indicator 0 always; a session of another day is not."
    return ""


def _circumstance(column_1: str, column_2: str, rationale: str) -> str:
    if is_visit(column_1) and is_visit(column_2):
        return "two visits apart from each other"
    if is_visit(column_2):
        return "a significant visit apart from the usual work of the procedure"
    if rationale == SEPARATE:
        return "a service apart from the operation (another session, site or lesion), not a look or a step in the course of it"
    return "a different session, site, organ or lesion, not the same one"


def _of_others(question: Question) -> str:
    """Of modifiers that the question names and that open no edit."""
    others = [one for one in question.modifiers if one not in BYPASS]
    return f" {_list(others)} is none of the modifiers that NCCI recognises for opening an edit." if others else ""


def _modifier_words(opens: list[str]) -> str:
    if set(opens) & FOR_VISITS:
        return "24, 25 and 57 belong on the visit, never on the procedure."
    sides = " LT and RT tell two sides apart better than 59 does." if "LT" in opens else ""
    return f"Of 59 and XE, XP, XS, XU report one, the most exact.{sides}"


def _list(items: list[str]) -> str:
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} or {items[-1]}"


def _common(values: list[dict[str, Any]]) -> str | None:
    found = {one["yes_no"] for one in values}
    return found.pop() if len(found) == 1 else None


def _which(facts: Facts, pair: Pair) -> str:
    until = min(pair.printed.until, OPEN) - 1
    said = f"NCCI table for {WHOSE[pair.setting]}, {pair.quarter} ({day_text(pair.printed.effective)} to {day_text(until)})"
    return f"{said}, the {'first held of the time asked about' if facts.is_dated else 'latest held that speaks of the pair'}."


def expand(facts: Facts, mention: tuple[str, ...]) -> list[str]:
    """The held codes of a mention: itself, or those between the ends of a range."""
    if len(mention) == 1:
        return list(mention)
    first, last = mention
    if not (first.isdigit() and last.isdigit() and 0 < int(last) - int(first) <= 200):
        return [first, last]
    held = [code for number in range(int(first), int(last) + 1) if facts.holds_code(code := f"{number:05d}")]
    return held[:MOST] or [first, last]


__all__ = ["answer", "expand", "find"]
