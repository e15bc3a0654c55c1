"""Measures of a note: weights, sizes, counts, weeks, years, as the sentence states them. A measure that is not stated is None, never zero.

Numbers are floats: they choose a code, they are no money. Sizes come in centimetres, weights in grams, volumes in millilitres.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from .note import Note, Sentence
    from .signs import Group, Phrases

NUMBER = r"(?:\d+(?:,\d{3})*(?:\.\d+)?|\.\d+)(?:[\s-]+\d/\d+)?"
LENGTH = {"cm": 1.0, "centimeter": 1.0, "centimeters": 1.0, "mm": 0.1, "millimeter": 0.1, "millimeters": 0.1, "inch": 2.54, "inches": 2.54}
UNITS: dict[str, dict[str, float]] = {
    "g": {"g": 1.0, "gm": 1.0, "gms": 1.0, "gram": 1.0, "grams": 1.0, "kg": 1000.0, "kilogram": 1000.0, "kilograms": 1000.0},
    "cm": LENGTH,
    "weeks": {"week": 1.0, "weeks": 1.0, "wk": 1.0, "wks": 1.0},
    "years": {"year": 1.0, "years": 1.0, "yr": 1.0, "yrs": 1.0},
    "ml": {
        "ml": 1.0,
        "mls": 1.0,
        "cc": 1.0,
        "ccs": 1.0,
        "milliliter": 1.0,
        "milliliters": 1.0,
        "liter": 1000.0,
        "liters": 1000.0,
        "l": 1000.0,
    },
    "minutes": {"minute": 1.0, "minutes": 1.0, "min": 1.0, "hour": 60.0, "hours": 60.0},
}
QUANTITY = {
    unit: re.compile(
        rf"(?P<numbers>{NUMBER}(?:\s*(?:{'|'.join(names)})?\s*(?:x|×|by|to|and|-|or)\s*{NUMBER})*)[\s-]*(?P<unit>{'|'.join(names)})\b",
        re.IGNORECASE,
    )
    for unit, names in UNITS.items()
}
AREA = re.compile(  # "40 square cm", or two sides: "9 x 7 cm"
    rf"(?P<square>{NUMBER})\s*(?:(?:sq\.?|square)\s*(?:cm|centimet(?:er|re)s?)|cm\s*(?:2|²|squared)|centimet(?:er|re)s\s+squared)\b"
    rf"|(?P<long>{NUMBER})\s*(?P<first>{'|'.join(LENGTH)})?\s*(?:x|×|by)\s*(?P<wide>{NUMBER})"
    rf"(?:\s*(?:x|×|by)\s*{NUMBER})?[\s-]*(?P<unit>{'|'.join(LENGTH)})\b",
    re.IGNORECASE,
)
ONE_NUMBER = re.compile(NUMBER)
WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen")
COUNT_WORDS = {word: float(value) for value, word in enumerate(WORDS)} | {
    "both": 2.0,
    "single": 1.0,
    "a": 1.0,
    "an": 1.0,
    "solitary": 1.0,
    "couple": 2.0,
    "pair": 2.0,
}
COUNTED = re.compile(r"\d+(?:\.\d+)?")  # "7.5 sq cm" counts square centimetres
COUNT_REACH, NEAR = 3, 14
AGE = re.compile(r"\b(\d{1,3})[\s-]*(year|yr|y|month|week|day)s?(?:[\s./-]*(?:old|o\b)|[\s-]*of[\s-]*age)", re.IGNORECASE)
PARTS_OF_A_YEAR = {"m": 1 / 12, "w": 1 / 52, "d": 1 / 365}


class Measure:
    """One measure of a family's file, compiled. `value(note, where)` is what the note states, or None."""

    __slots__ = ("groups", "name", "near", "place", "says", "take", "unit")

    def __init__(self, name: str, entry: Mapping[str, object], phrases: Phrases) -> None:
        self.name = name
        self.says = str(entry["says"])
        self.unit = str(entry["unit"])
        self.groups: list[Group] = [phrases.group(group) for group in entry["of"]]  # type: ignore[attr-defined]
        self.take = str(entry.get("take", "max"))
        self.place = str(entry.get("in", "any"))
        self.near = int(entry.get("near", 0)) or NEAR  # type: ignore[call-overload]

    def value(self, note: Note, counts: Callable[[str, Sentence], bool]) -> float | None:
        """What the sentences of its place state, taken together as the file says; None where none does."""
        found = [value for sentence in note.sentences if counts(self.place, sentence) for value in self._in(note, sentence)]
        if not found:
            return None
        if self.take == "first":
            return found[0]
        return max(found) if self.take == "max" else sum(found)

    def stated(self, note: Note, counts: Callable[[str, Sentence], bool]) -> list[Sentence]:
        """The sentences that state it."""
        return [sentence for sentence in note.sentences if counts(self.place, sentence) and any(True for _ in self._in(note, sentence))]

    def _in(self, note: Note, sentence: Sentence) -> Iterator[float]:
        spans = [
            [span for phrase in group for span in note.find(phrase) if sentence.first <= span[0] and span[1] <= sentence.last]
            for group in self.groups
        ]
        if not all(spans):
            return
        if self.unit == "count":
            yield from _counted(note, sentence, spans[0])
            return
        near = [span for group in spans for span in group]
        values = [
            value
            for value, first, last in quantities(note, sentence, self.unit)
            if any(_distance(span, first, last) <= self.near for span in near)
        ]
        if values:
            yield max(values)


def quantities(note: Note, sentence: Sentence, unit: str) -> Iterator[tuple[float, int, int]]:
    """(value, first token, last token) of each quantity of a unit; of a size with several dimensions the largest."""
    if unit == "cm2":
        yield from _areas(note, sentence)
        return
    for found in QUANTITY[unit].finditer(note.text, sentence.start, sentence.end):
        factor = UNITS[unit][found["unit"].lower()]
        largest = max(_number(one.group()) for one in ONE_NUMBER.finditer(found["numbers"]))
        yield round(largest * factor, 4), note.tokens.first_from(found.start()), note.tokens.first_from(found.end()) - 1


def _areas(note: Note, sentence: Sentence) -> Iterator[tuple[float, int, int]]:
    """Areas in square centimetres; of three sides the first two, for the third is how deep it is."""
    for found in AREA.finditer(note.text, sentence.start, sentence.end):
        places = note.tokens.first_from(found.start()), note.tokens.first_from(found.end()) - 1
        if found["square"]:
            yield _number(found["square"]), *places
            continue
        factor = LENGTH[found["unit"].lower()]
        first = LENGTH[found["first"].lower()] if found["first"] else factor
        yield round(_number(found["long"]) * first * _number(found["wide"]) * factor, 4), *places


def age(note: Note) -> float | None:
    """The patient's age in years, as the note first states it."""
    found = AGE.search(note.text)
    return None if found is None else float(found[1]) * PARTS_OF_A_YEAR.get(found[2][0].lower(), 1.0)


def _number(text: str) -> float:
    whole, _, part = text.replace(",", "").replace("-", " ").partition(" ")
    above, _, below = part.strip().partition("/")
    return float(whole) + (float(above) / float(below) if above and below and float(below) else 0.0)


def _distance(span: tuple[int, int], first: int, last: int) -> int:
    return max(first - span[1], span[0] - last, 0)


def _counted(note: Note, sentence: Sentence, spans: list[tuple[int, int]]) -> Iterator[float]:
    words = note.tokens.words
    for first, _ in spans:
        for at in range(first - 1, max(sentence.first, first - COUNT_REACH) - 1, -1):
            word = words[at]
            if word in COUNT_WORDS or (COUNTED.fullmatch(word) and not _is_measured(words, at)):
                yield COUNT_WORDS[word] if word in COUNT_WORDS else float(word)
                break


def _is_measured(words: list[str], at: int) -> bool:
    after = words[at + 1] if at + 1 < len(words) else ""
    return any(after in names for names in UNITS.values()) or after == "x" or (at > 0 and words[at - 1] == "x")
