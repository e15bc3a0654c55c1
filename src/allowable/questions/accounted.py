"""An answer accounts for everything salient in its question, or says what it leaves out, or is not given.

Codes, modifiers, figures, matters and further questions that the answer does not take up are named in it, and then yes and no are left out:
they would be read as speaking for the whole question; for programs they stand in `left_out` of the value. So are yes and no where the
predicate of the question is none that is understood.
"""

from __future__ import annotations

import re
from functools import lru_cache

from ..kernel.day import day_text
from ..law.physician.tables import RELATIVE_VALUES
from .answer import Answer, Refusal
from .guards import stated
from .indicators import held_row, named_days
from .intents import intent_of, modifiers_of
from .pairs import BYPASS
from .placed import names_place
from .policies import share_covered
from .question import Question
from .understood import ABOUT_MODIFIERS, expected, is_understood
from .words import compiled, read_toml

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from .facts import Facts

FILE, SCHEMA = "accounted.toml", "allowable.question-accounted/1"
UNKNOWN_PREDICATE = "What would be affirmed is not understood for certain, so the fact is stated without yes or no."
NAMES_ANOTHER = ("anatomic", "stopped", "endoscopic_base", "add_on", "visit", "visit_modifier")  # what is right in place of what was asked
UNCOVERED = "The rule does not take up every word of the question, so it is stated without yes or no."
OF_NO_DAY = ("pair", "policy", "difference", "documentation", "words", "which_code", "meaning", "performable", "covered")
SURE = 0.75  # share of a question's weight that a note covers where it says yes or no
LONG = 5  # letters of a word whose plural is told by its singular
COUNTS = {"twice": "2", "double": "2", "two": "2", "three": "3", "four": "4", "five": "5"}
NO_FIGURE = re.compile(r"\d{4}-\d\d-\d\d|\bindicator \w+")
NUMBER = re.compile(r"(?<![\w.])\$?(\d[\d,]*(?:\.\d+)?)")


@lru_cache(maxsize=1)
def _content() -> dict[str, Any]:
    """The content of the file, its patterns compiled."""
    parts = ("clauses", "figures", "indicator", "recurring")
    shape: dict[str, set[str] | None] = {"matters": {"name", "asked", "said"}, **dict.fromkeys(parts)}
    held = read_toml(FILE, SCHEMA, shape)
    found: dict[str, Any] = {part: {name: compiled(one, FILE) for name, one in held[part].items()} for part in parts}
    found["matters"] = [(one["name"], compiled(one["asked"], FILE), compiled(one["said"], FILE)) for one in held["matters"]]
    return found


def accounted(facts: Facts, question: Question, answer: Answer) -> Answer:
    """The answer, with what it leaves out named in it; Refusal where it turns on a modifier of which it does not speak."""
    untrue = [*_gone(facts, question, answer), *_days(facts, question, answer)]
    beside = [*_modifiers(question, answer), *_figures(question, answer), *_indicator(question, answer), *_matters(question, answer)]
    beside += [*_place(question, answer), *_clauses(question, answer), *(_codes(question, answer) if not untrue else ())]
    if untrue or beside:
        answer = stated(answer)
        answer.text = " ".join([*untrue, answer.text, *dict.fromkeys(said for _, said in beside)])
    answer = _sure(question, answer)
    answer.value["left_out"] = [one for one in dict.fromkeys(what for what, _ in beside) if one]
    return answer


def _sure(question: Question, answer: Answer) -> Answer:
    """The answer; without yes and no where a rule does not cover the question, or what would be affirmed is not understood."""
    if answer.intent == "policy" and "note" in answer.value and share_covered(question, answer.value["note"]) < SURE:
        return stated(answer, UNCOVERED)
    if question.has(_content()["clauses"]["open"]) or _is_manifold(question, answer):
        return stated(answer)
    return answer if is_understood(question, answer) else stated(answer, UNKNOWN_PREDICATE)


def _modifiers(question: Question, answer: Answer) -> Iterator[tuple[str, str]]:
    """Modifiers that the answer does not weigh. One that asks about modifiers is then no answer."""
    if answer.intent in NAMES_ANOTHER:
        return
    said = expected(answer)
    weighed = modifiers_of(answer.intent)
    if answer.value.get("kind") in ("pair", "pairs") and answer.value.get("edit", True):
        weighed = weighed | BYPASS
    left_out = [one for one in question.modifiers if one not in weighed and not re.search(rf"(?<![\w.$]){one}(?![\w]|[.,]\d)", said)]
    if left_out and answer.intent in ABOUT_MODIFIERS:
        problem = Refusal(f"what is held on this does not weigh {_named(left_out)}; ask about one modifier at a time")
        problem.intent = answer.intent
        raise problem
    if left_out:
        yield from ((f"modifier {one}", f"This answer does not weigh {_named(left_out)}.") for one in left_out)
    elif answer.intent in ABOUT_MODIFIERS and len(question.modifiers) > 1 and not _all_barred(answer):
        together = f"{_named(question.modifiers)} together"
        yield together, f"This answer does not weigh {together}."


def _all_barred(answer: Answer) -> bool:
    """Whether the row bars each of its modifiers, so that it bars them together."""
    return set(answer.value.get("valid", {}).values()) == {"no"}


def _named(modifiers: list[str]) -> str:
    return f"modifier{'s' if len(modifiers) > 1 else ''} {' and '.join(modifiers)}"


def _codes(question: Question, answer: Answer) -> Iterator[tuple[str, str]]:
    """Codes of which the answer does not speak; a rule that names no code speaks of none."""
    said = expected(answer)
    if answer.value.get("kind") == "policy" and answer.intent == "policy":
        left_out = [code for code in question.codes if code not in said and not _names(answer, code)]
        if left_out:
            codes = " and ".join(left_out)
            said_so = f"This is the rule in general: {codes} {'was' if len(left_out) == 1 else 'were'} not looked up for it."
            yield from ((code, said_so) for code in left_out)
        return
    for mention in question.mentions if answer.intent not in NAMES_ANOTHER else ():
        if not any(code in answer.codes or code in said for code in mention):
            yield _nothing(" to ".join(mention))


def _names(answer: Answer, code: str) -> bool:
    from .notes import load_notes

    return any(note.id == answer.value.get("note") and note.speaks_of(code) for note in load_notes())


def _gone(facts: Facts, question: Question, answer: Answer) -> Iterator[str]:
    """Codes that the latest fee schedule no longer has, where no day was given: what is said of them is of an earlier time."""
    if facts.is_dated or answer.intent in OF_NO_DAY:
        return
    for code in question.codes:
        try:
            held = held_row(facts, code)
        except Refusal:
            continue
        latest = next(facts.days(RELATIVE_VALUES.name), held.day)
        if held.day < latest:
            since = day_text(held.day)
            yield f"{code} is no longer in the physician fee schedule: the last release held that has it ends on {since}. Of that time:"


def _days(facts: Facts, question: Question, answer: Answer) -> Iterator[str]:
    """A number of global days that the question takes for granted, against the rows of its codes."""
    named = named_days(question)
    if not named or answer.value.get("name") == "global_days":
        return
    for code in question.codes:
        try:
            held = held_row(facts, code)
        except Refusal:
            yield f"The global period of {code} was not checked."
            continue
        period = held.text("global_days") or "blank"
        if not (period.isdigit() and {int(period)} == named):
            days = " or ".join(str(one) for one in sorted(named))
            yield f"{code} has a global period of {period} in {held.printed.release}, not of {days} days."


def _figures(question: Question, answer: Answer) -> Iterator[tuple[str, str]]:
    """Figures of the question that are not the answer's own; those that it contradicts are not left out."""
    words = expected(answer)
    said = {_plain(one) for one in NUMBER.findall(NO_FIGURE.sub("", words))} | ({"50"} if "half" in words else set())
    own = answer.value.get("number") is not None and answer.value.get("kind") in ("number", "amount", "rvu")
    for name, pattern in _content()["figures"].items():
        if name == "units" and (answer.intent in ("limit", "aftercare") or (answer.intent == "policy" and "unit" in words)):
            continue
        found = {match[0].strip(): next(one for one in match.groups() if one) for match in pattern.finditer(question.words)}
        left_out = [
            said_so for said_so, figure in found.items() if _plain(figure) not in said and not (figure.isalpha() and figure in words)
        ]
        if left_out and own and name in ("decimal", "dollars"):
            yield "", f"It is not {' or '.join(left_out)}."
        elif left_out:
            yield _nothing(" and ".join(left_out))


def _plain(figure: str) -> str:
    figure = COUNTS.get(figure, figure)
    whole, _, part = figure.replace(",", "").partition(".")
    part = part.rstrip("0")
    return f"{whole}.{part}" if part else whole


def _indicator(question: Question, answer: Answer) -> Iterator[tuple[str, str]]:
    """An indicator that the question takes for granted and the row does not have."""
    match = _content()["indicator"]["named"].search(question.words)
    held = answer.value.get("indicator")
    if match and answer.value.get("kind") in ("pair", "indicator") and held is not None and match[1].upper() != held:
        yield "", f"It is not {match[1].upper()}."


def _matters(question: Question, answer: Answer) -> Iterator[tuple[str, str]]:
    """Matters that the question raises and the answer does not."""
    said = expected(answer).lower()
    for name, pattern in _raised(question):
        if not pattern.search(said):
            yield name, f"Nothing is said here of {name}; ask for that by itself."
    words = [match[0] for match in _content()["recurring"]["words"].finditer(question.words)]
    left_out = [one for one in dict.fromkeys(words) if one not in said and not (len(one) > LONG and one.rstrip("s") in said)]
    if left_out:
        yield _nothing(" and ".join(left_out))


def _place(question: Question, answer: Answer) -> Iterator[tuple[str, str]]:
    """A place that the question names, beside an amount that is not of it."""
    is_amount = "$" in answer.text or question.has(r"\bhow much\b|^what (?:does|do|did|will|would)\b.*\bpay")
    if is_amount and answer.value.get("place") is None and names_place(question):
        yield "the place", 'The place that is named was left aside; ask "How much does Medicare pay for" the code there.'


def _nothing(what: str) -> tuple[str, str]:
    return what, f"Nothing is said here of {what}."


def _raised(question: Question) -> list[tuple[str, re.Pattern[str]]]:
    """(name, pattern of an answer to it) of every matter that the question raises."""
    return [(name, said) for name, asked, said in _content()["matters"] if question.has(asked)]


def _clauses(question: Question, answer: Answer) -> Iterator[tuple[str, str]]:
    """Of several questions in one text those that mean another thing than what was answered."""
    meant = clauses_of(question)
    if answer.intent not in meant.values():
        return
    said = expected(answer).lower()
    for clause, intent in meant.items():
        raised = _raised(Question(clause))
        if intent not in (answer.intent, None) and not (raised and all(pattern.search(said) for _, pattern in raised)):
            yield f"{clause}?", f'Not answered here: "{clause}?"; ask it by itself.'


def clauses_of(question: Question) -> dict[str, str | None]:
    """{clause: the intent of what it asks} of a text that asks more than once; empty of another."""
    held = _content()["clauses"]
    clauses = [one.strip(" ?,.") for one in held["between"].split(question.text)]
    asking = [one for one in clauses if held["asks"].match(one)]
    return {one: _intent(question, one) for one in asking} if len(asking) > 1 else {}


def _is_manifold(question: Question, answer: Answer) -> bool:
    """Whether one yes or no would be read as the answer to two questions: of two matters, or on billing and on what it needs."""
    meant = clauses_of(question)
    return bool(meant) and (answer.intent == "pair" or len({*meant.values(), answer.intent} - {None}) > 1)


def _intent(question: Question, clause: str) -> str | None:
    """What a clause asks, of its own codes or, where it has none, of those of the whole question."""
    own = Question(clause)
    whole = own if own.codes else Question(f"{clause} {' '.join(question.codes)}")
    found = intent_of(whole, len(whole.mentions))
    return found.name if found is not None else None
