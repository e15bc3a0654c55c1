"""Which intent a question has, by the patterns of intents.toml, and which questions are refused whatever they ask."""

from __future__ import annotations

from functools import lru_cache

from .problem import NotesError
from .words import compiled

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Callable
    from typing import Any

    from .question import Question

FILE = "intents.toml"
SCHEMA = "allowable.question-intents/1"
COUNTS: dict[str, Callable[[int], bool]] = {
    "none": lambda count: count == 0,
    "one": lambda count: count == 1,
    "several": lambda count: count >= 2,
    "some": lambda count: count >= 1,
    "any": lambda count: True,
}
KEYS = {"name", "codes", "any"}
MORE = {"modifiers", "none", "hand_on"}


class Intent:
    """One intent: its name, how many codes it needs, its patterns. `hand_on` lets the notes answer where the look-up cannot."""

    __slots__ = ("codes", "fits_any", "fits_none", "hand_on", "modifiers", "name")

    def __init__(self, entry: dict[str, Any]) -> None:
        if not set(entry) >= KEYS or set(entry) - KEYS - MORE or entry["codes"] not in COUNTS:
            raise NotesError(
                f"{FILE}: intent {entry.get('name')} needs name, codes ({', '.join(COUNTS)}), any; it may have {', '.join(sorted(MORE))}"
            )
        self.name: str = entry["name"]
        self.codes: str = entry["codes"]
        self.fits_any: list[re.Pattern[str]] = [compiled(one, FILE) for one in entry["any"]]
        self.fits_none: list[re.Pattern[str]] = [compiled(one, FILE) for one in entry.get("none", ())]
        self.modifiers = frozenset(entry.get("modifiers", ()))
        self.hand_on = bool(entry.get("hand_on"))

    def fits(self, question: Question, count: int) -> bool:
        """Whether a question that names `count` codes has this intent."""
        if not COUNTS[self.codes](count) or any(one.search(question.words) for one in self.fits_none):
            return False
        return bool(self.modifiers & set(question.modifiers)) or any(one.search(question.words) for one in self.fits_any)


@lru_cache(maxsize=1)
def _content() -> tuple[list[tuple[re.Pattern[str], str]], list[Intent]]:
    import os
    import tomllib

    with open(os.path.join(os.path.dirname(__file__), FILE), "rb") as stream:
        content = tomllib.load(stream)
    if content.get("schema") != SCHEMA or set(content) != {"schema", "refusals", "intents"}:
        raise NotesError(f"{FILE}: it needs schema {SCHEMA}, refusals and intents, and no other part")
    refusals = [(compiled(one["pattern"], FILE), one["because"]) for one in content["refusals"]]
    return refusals, [Intent(one) for one in content["intents"]]


def refusal_of(question: Question) -> str | None:
    """Why a question is refused whatever it asks, or None."""
    return next((because for pattern, because in _content()[0] if pattern.search(question.words)), None)


def intent_of(question: Question, count: int) -> Intent | None:
    """The first intent that fits a question with so many codes, or None."""
    return next((one for one in _content()[1] if one.fits(question, count)), None)


def intent_of_each(question: Question, names: frozenset[str]) -> Intent | None:
    """The first of the intents named that the words or the modifiers ask for of every code there is, or None."""
    return next((one for one in _content()[1] if one.name in names and one.fits(question, 1)), None)


def modifiers_of(name: str) -> frozenset[str]:
    """The modifiers of which an intent speaks."""
    return frozenset().union(*(one.modifiers for one in _content()[1] if one.name == name))


def intent_names() -> list[str]:
    """Names of the intents that there are, each once."""
    return list(dict.fromkeys(one.name for one in _content()[1]))
