"""What a note says, asked by the names of a family's file: where a sign counts, what a measure is, which code an earlier tree gave.

Three things keep a procedure of the past, a plan or a look from becoming a code: the section in which a sign stands, the words that reach
it, and the place that a condition names.
"""

from __future__ import annotations

from .measures import age
from .people import second_surgeon
from .sections import NARRATIVE
from .signs import Hit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from .expression import Expression
    from .measures import Measure
    from .note import Note, Sentence
    from .signs import Sign

DIAGNOSES = ("preoperative_diagnosis", "postoperative_diagnosis")
PAST = ("history", "exam", "indication")
SECTIONS_OF: dict[str, tuple[str, ...]] = {
    "": NARRATIVE,
    "done": NARRATIVE,
    "title": ("title",),
    "named": ("title",),
    "findings": ("findings",),
    "diagnosis": DIAGNOSES,
    "specimen": ("specimen",),
    "indication": ("indication",),
    "people": ("people",),
    "seen": (*NARRATIVE, "findings", "postoperative_diagnosis", "specimen", "title", "counts"),
}
UNTITLED = (*NARRATIVE, *DIAGNOSES, "indication")  # where a note without a list of procedures names them
NEVER_ANY = ("history", "plan", "exam", "people")
ANYWHERE = "said"  # wherever it stands and whatever is said of it: what a note speaks of is not missing
PLACES = (*SECTIONS_OF, "history", "any", ANYWHERE, "code")
BUILT_IN = ("narrative", "bilateral", "titled", "second_surgeon")
OPERATIONS = {">": float.__gt__, "<": float.__lt__, ">=": float.__ge__, "<=": float.__le__, "==": float.__eq__}


class Facts:
    """One note under one family's signs and measures. `codes` are those that earlier trees gave; `more` what somebody else read in it."""

    def __init__(
        self, note: Note, signs: Mapping[str, Sign], measures: Mapping[str, Measure], codes: set[str], more: Mapping[str, list[Hit]]
    ) -> None:
        self.note = note
        self.codes = codes
        self._signs = signs
        self._measures = measures
        self._more = more
        self._hits: dict[str, list[Hit]] = {}
        self._values: dict[str, float | None] = {}

    @property
    def names(self) -> list[str]:
        """The signs of the family."""
        return list(self._signs)

    def hits(self, place: str, name: str) -> list[Hit]:
        """The hits of a sign that count in a place."""
        sign = self._signs[name]
        if name not in self._hits:
            self._hits[name] = sign.find(self.note) + self._more.get(name, [])
        return [hit for hit in self._hits[name] if self._counts(place, sign, hit)]

    def _counts(self, place: str, sign: Sign, hit: Hit) -> bool:
        if place == ANYWHERE:
            return True
        kind = self.note.sentences[hit.first].kind
        against = hit.kinds - sign.also
        if place == "history":
            return kind in PAST or "history" in against
        if against:
            return False
        if place == "named" and not self.note.titled:
            return kind in UNTITLED
        return kind not in NEVER_ANY if place == "any" else kind in SECTIONS_OF[place]

    def value(self, name: str) -> float | None:
        """A measure's value, or None where the note does not state it."""
        if name not in self._values:
            self._values[name] = age(self.note) if name == "age" else self._measures[name].value(self.note, _counts_in)
        return self._values[name]

    def _stated(self, name: str) -> list[tuple[str, str, Hit]]:
        """Where a measure of the file is stated, as hits of its name."""
        if name not in self._measures:
            return []
        found = self._measures[name].stated(self.note, _counts_in)
        return [("measure", name, Hit(one.number, one.number, frozenset(), (one.first, one.last))) for one in found]

    def holds(self, expression: Expression) -> tuple[bool, list[tuple[str, str, Hit]]]:
        """Whether a condition is true, and the (place, sign, hit) that make it so; a denied part brings none."""
        kind = expression[0]
        if kind == "name":
            return self._name(expression[1], expression[2])
        if kind == "not":
            return not self.holds(expression[1])[0], []
        if kind == "compare":
            value = self.value(expression[1])
            holds = value is not None and bool(OPERATIONS[expression[2]](value, expression[3]))
            return holds, self._stated(expression[1]) if holds else []
        if kind == "unknown":
            return self.value(expression[1]) is None, []
        left, by_left = self.holds(expression[1])
        if kind == "and" and not left:
            return False, []
        right, by_right = self.holds(expression[2])
        if kind == "and":
            return right, by_left + by_right if right else []
        return left or right, (by_left if left else []) + (by_right if right else [])

    def _name(self, place: str, name: str) -> tuple[bool, list[tuple[str, str, Hit]]]:
        if place == "code":
            return name in self.codes, []
        if not place and name == "narrative":
            return self.note.has_narrative, []
        if not place and name == "bilateral":
            return self.note.bilateral, []
        if not place and name == "titled":
            return self.note.titled, []
        if not place and name == "second_surgeon":
            return second_surgeon(self.note), []
        found = [(place, name, hit) for hit in self.hits(place, name)]
        return bool(found), found


def _counts_in(place: str, sentence: Sentence) -> bool:
    if place == ANYWHERE:
        return True
    if place == "any":
        return sentence.kind not in NEVER_ANY
    return sentence.kind in SECTIONS_OF[place]
