"""Which modifier an interrupted or reduced procedure takes (52, 53, 73, 74 or none), why, what to document, and what it does in money.

The questions and the answers are data, in interrupted.toml; what a modifier means at a site stands in modifiers.toml; money is the
engine's.
"""

from __future__ import annotations

from itertools import product

from ..claims.model import Claim, Line
from ..kernel.cite import weakest
from ..kernel.day import OPEN, day_text
from .modifiers import cites, cites_of, read_toml, statements
from .problem import GuideError
from .sources import cite_entry

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

    from ..engine import Engine, PricedLine
    from .view import Json

FILE = "interrupted.toml"
SCHEMA = "allowable.interrupted/1"
OUTPUTS = ("allowed", "medicare_payment", "patient_share")


class Question:
    """One question: `values` are {answer: its words}; `follows` says what answer to `stopped` already implies."""

    __slots__ = ("asks", "flag", "follows", "name", "values")

    def __init__(self, entry: Json) -> None:
        self.name: str = entry["name"]
        self.flag: str = entry["flag"]
        self.asks: str = entry["asks"]
        self.values: dict[str, str] = entry["values"]
        self.follows: dict[str, str] = entry.get("follows", {})


class Interrupted:
    """The questions and answers of the file."""

    def __init__(self) -> None:
        content = read_toml(FILE, SCHEMA)
        self.questions = [Question(entry) for entry in content["questions"]]
        self._answers: list[Json] = content["answers"]
        self._notes: list[Json] = content["notes"]
        self._cites = {**cites(), **cites_of(content)}

    def open_question(self, given: Mapping[str, str]) -> Question | None:
        """The first question without an answer on which the answer still depends; None when it is settled."""
        unanswered = [one for one in self.questions if one.name not in given]
        for question in unanswered:
            others = [one for one in unanswered if one is not question]
            for rest in product(*(one.values for one in others)):
                said = {**given, **dict(zip((one.name for one in others), rest, strict=True))}
                if len({id(self._answer({**said, question.name: value})) for value in question.values}) > 1:
                    return question
        return None

    def implied(self, given: Mapping[str, str]) -> dict[str, str]:
        """What the answer to `stopped` implies of questions that have no answer of their own."""
        stopped = given.get("stopped", "")
        return {one.name: one.follows[stopped] for one in self.questions if one.name not in given and stopped in one.follows}

    def decide(self, given: Mapping[str, str], assumed: Mapping[str, str]) -> Json:
        """The answer as plain data; GuideError where what is given contradicts itself, or a question is open."""
        said = {**assumed, **given}
        question = self.open_question(said)
        if question is not None:
            raise GuideError(f"{question.flag} is missing: {question.asks} Give one of {', '.join(question.values)}")
        answer = self._answer(said)
        if "contradiction" in answer:
            raise GuideError(answer["contradiction"])
        modifier = answer["modifier"]
        meaning = next((one for one in statements() if (one.modifier, one.site) == (modifier, said["setting"])), None)
        notes = [note for note in self._notes if modifier in note["modifiers"] and self._fits(note, said)]
        names = [*answer["cites"], *(name for note in notes for name in note["cites"])]
        found = {str(cite): cite for cite in [*(self._cites[name] for name in names), *(meaning.cites if meaning else ())]}
        other_code = answer.get("other_code", False)
        unpaid = "As the code of what was done is paid." if other_code else "Nothing is billed for this procedure."
        return {
            "schema": "allowable.modifier/1",
            "modifier": modifier or None,
            "other_code": other_code,
            "reason": answer["reason"],
            "given": self._words(given),
            "taken_as_said": self._words(assumed),
            "use": meaning.use if meaning else None,
            "payment": answer.get("payment") or (meaning.payment if meaning else unpaid),
            "document": meaning.document if meaning else ["Why it did not go on, when, and how far it had gone"],
            "notes": [note["says"] for note in notes],
            "cites": [cite_entry(cite) for cite in found.values()],
            "evidence": weakest(found.values()),
        }

    def _words(self, said: Mapping[str, str]) -> dict[str, str]:
        return {one.name: one.values[said[one.name]] for one in self.questions if one.name in said}

    def _answer(self, said: Mapping[str, str]) -> Json:
        return next(answer for answer in self._answers if self._fits(answer, said))

    def _fits(self, entry: Json, said: Mapping[str, str]) -> bool:
        return all(said.get(one.name) in entry[one.name] for one in self.questions if one.name in entry)


def payment_effect(
    engine: Engine, code: str, setting: str, modifier: str | None, on: date | str | int, known_on: str | None = None, **place: str | None
) -> Json:
    """What one unit of the code is paid in full and as it is to be billed, alone on its claim. `place` are the arguments of a Claim."""
    claims = {"in_full": [Line(code)], "as_billed": [Line(code, modifiers=[modifier])] if modifier else []}
    given = {name: value for name, value in place.items() if value is not None}
    found: Json = {"setting": setting, "place": given}
    for name, lines in claims.items():
        if not lines:
            found[name] = {**dict.fromkeys(OUTPUTS, "0.00"), "status": "nothing billed", "reasons": []}
            continue
        (line,) = engine.price(Claim(lines, setting=setting, on=on, **given), known_on).lines  # type: ignore[arg-type]  # texts all
        found[name] = _paid(line)
        found["on"] = day_text(line.account.on)
        found["known_on"] = None if line.account.known == OPEN else day_text(line.account.known)
    return found


def _paid(line: PricedLine) -> Json:
    amounts = {name: line.value(name) for name in OUTPUTS}
    why = [value.reason for value in (line.account.values.get("allowed"),) if value is not None and not isinstance(value, (int, str))]
    status = "priced" if amounts["allowed"] is not None else line.status if line.status != "priced" else "no amount"
    return {**{name: _text(value) for name, value in amounts.items()}, "status": status, "reasons": why or line.reasons}


def _text(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:.2f}"
