"""What must happen to an answer when a note is changed: nothing, or exactly what the change means. On our own notes, tests/notes/*.toml."""

import functools
import pathlib
import re
import textwrap
import tomllib

import pytest

from allowable.engine import Engine
from allowable.notes import read_note
from command_line import needs_facts
from note_texts import POLYP

pytestmark = needs_facts
FILES = sorted((pathlib.Path(__file__).parent / "notes").glob("*.toml"))
EVERY = 7  # each seventh note of a file: all of them take minutes
NOTES = {f"{file.stem}: {one['name']}": one["text"] for file in FILES for one in tomllib.loads(file.read_text())["notes"][::EVERY]}


@functools.cache
def engine():
    return Engine()


@functools.cache
def codes(text):
    """{(code, modifiers, units)} that a text gives."""
    found = read_note(text, engine=engine())["codes"]
    return frozenset((one["hcpcs"], frozenset(one["modifiers"]), one["units"]) for one in found)


def bare(text):
    """The codes alone."""
    return {code for code, _, _ in codes(text)}


def changed(change, expected=lambda answer: answer):
    """{name: (lacking, too many)} of the notes whose answer a change of the text moves from what is expected."""
    found = {}
    for name, text in NOTES.items():
        new = change(text)
        if new != text and codes(new) != expected(codes(text)):
            found[name] = (expected(codes(text)) - codes(new), codes(new) - expected(codes(text)))
    return found


def wrapped(text):
    lines = text.split("\n")
    return "\n".join(textwrap.fill(line, 60, break_long_words=False, break_on_hyphens=False) if line.strip() else line for line in lines)


def appended(sentence):
    return lambda text: f"{text.rstrip()}\n{sentence}\n"


def split(text):
    return re.sub(r",? and the (?=\w+ (?:was|were))", ". The ", text)


# changes that mean nothing: the answer stays, modifiers and units too
NOTHING = {
    "line ends": lambda text: text.replace("\n", "\r\n"),
    "two blanks after a sentence": lambda text: text.replace(". ", ".  "),
    "blank lines": lambda text: text.replace("\n", "\n\n"),
    "blanks around": lambda text: f"\n\n  {text}  \n\n",
    "surgery of the past": appended(
        "PAST SURGICAL HISTORY: Removal of the gallbladder in 1998 and a hysteroscopy with polypectomy in 2003."
    ),
    "a plan": appended(
        "PLAN: The patient will be scheduled for a colonoscopy with biopsies and for a cataract extraction with lens implant."
    ),
    "a relative": appended("FAMILY HISTORY: Her mother had a total abdominal hysterectomy and her sister a mastectomy."),
    "another surgeon": appended("Dr. Brown then performed a right carpal tunnel release, which he will dictate separately."),
    "an instrument count": appended("Sponge, needle and instrument counts were correct times two."),
}
# changes that hide something from a reader by rules now and then: the share of notes that may answer otherwise
LITTLE = {
    "capitals": (str.upper, 0.02),
    "small letters": (str.lower, 0.02),
    "lines of sixty": (wrapped, 0.03),
    "sentences split": (split, 0.03),
}
SIDE = {"right": "left", "left": "right", "Right": "Left", "Left": "Right", "RIGHT": "LEFT", "LEFT": "RIGHT"}
DIGITS = [("FA", "F5"), *((f"F{at}", f"F{at + 5}") for at in range(1, 5)), ("TA", "T5"), *((f"T{at}", f"T{at + 5}") for at in range(1, 5))]
SWAPPED = {one: other for pair in [("RT", "LT"), ("E1", "E3"), ("E2", "E4"), *DIGITS] for one, other in (pair, pair[::-1])}


def test_there_are_notes_of_every_family():
    assert len(NOTES) >= 60 and len(FILES) >= 20


@pytest.mark.parametrize("name", NOTHING)
def test_what_means_nothing_changes_nothing(name):
    assert changed(NOTHING[name]) == {}


@pytest.mark.parametrize("name", LITTLE)
def test_how_it_is_written_hardly_matters(name):
    change, share = LITTLE[name]
    found = changed(change)
    assert len(found) <= share * len(NOTES), found


ONE_OF_A_KIND = (
    "(?:anterior descending|internal (?:mammary|thoracic)|main|coronary|atri|ventric)"  # the side is part of a name, as in LAD and LIMA
)


def test_the_other_side_is_the_other_modifier_and_nothing_else():
    def swap(text):
        sides = rf"\b(right|left)\b(?! {ONE_OF_A_KIND})"
        return re.sub(sides, lambda found: SIDE.get(found[0], found[0]), text, flags=re.IGNORECASE)

    def expected(answer):
        return frozenset((code, frozenset(SWAPPED.get(one, one) for one in modifiers), units) for code, modifiers, units in answer)

    assert changed(swap, expected) == {}


def test_without_headers_codes_are_lost_rather_than_invented():
    """What a header said of a line, nothing says any more: a reader may abstain; he seldom may find something else."""

    def headless(text):
        return re.sub(r"(?m)^[A-Z][A-Z /&]{3,40}:[ ]*", "", text)

    assert len([name for name, (_, more) in changed(headless).items() if more]) <= 0.08 * len(NOTES)


def test_evidence_is_never_of_the_past_or_of_another():
    for text in NOTES.values():
        told = [one["text"] for code in read_note(text, engine=engine())["codes"] for one in code["evidence"]]
        moved = f"PROCEDURE: Examination.\nPAST SURGICAL HISTORY: {' '.join(told)}\nDESCRIPTION OF PROCEDURE: The patient was taken to the "
        moved += "operating room, prepped and draped. An examination was carried out and was unremarkable. The patient was awakened."
        found = [one for code in read_note(moved, engine=engine())["codes"] for one in code["evidence"]]
        start = moved.index("DESCRIPTION OF PROCEDURE")
        assert all(one["start"] > start or one["end"] < moved.index("PAST SURGICAL") for one in found)


# changes that mean something: (name, what is replaced, by what, the codes that must come)
REMOVED = "The polyp was grasped and removed with the polyp forceps."
SCRAPED = "Sharp curettage was then carried out in all four quadrants and the specimen was sent to pathology."
TITLE = "Hysteroscopy with polypectomy and D and C."
MEANT = [
    ("as it is", [], {"58558"}),
    ("nothing removed", [(REMOVED, "No polyp was removed."), (SCRAPED, ""), (TITLE, "Hysteroscopy.")], {"58555"}),
    ("polyp only", [(SCRAPED, "")], {"58558"}),
    ("curettage only", [(REMOVED, "The polyp was left in place."), (TITLE, "Hysteroscopy, D&C.")], {"58558"}),
    ("denied", [(REMOVED, "No polyp was seen."), (SCRAPED, "Curettage was not performed."), (TITLE, "Hysteroscopy.")], {"58555"}),
    (
        "of the past",
        [
            (REMOVED, "Two years ago a polyp was grasped and removed."),
            (SCRAPED, "She had a curettage in the past."),
            (TITLE, "Hysteroscopy."),
        ],
        {"58555"},
    ),
    (
        "by another surgeon",
        [(REMOVED, ""), (SCRAPED, "Dr. Brown then performed a curettage, dictated separately."), (TITLE, "Hysteroscopy.")],
        {"58555"},
    ),
    ("planned", [(REMOVED, "She will need a polypectomy."), (SCRAPED, ""), (TITLE, "Hysteroscopy.")], {"58555"}),
    (
        "a fibroid instead",
        [(REMOVED, "The submucous fibroid was resected with the loop of the resectoscope."), (TITLE, "Hysteroscopic myomectomy.")],
        {"58561"},
    ),
    (
        "no scope at all",
        [
            ("The hysteroscope was introduced into the uterine cavity under direct vision. ", ""),
            ("A polyp was seen on the posterior wall and both ostia were visualized. ", ""),
            (REMOVED, ""),
            (TITLE, "D&C."),
        ],
        {"58120"},
    ),
    (
        "also a laparoscopy by another",
        [(SCRAPED, f"{SCRAPED} Dr. Brown then performed a laparoscopic appendectomy, dictated by him.")],
        {"58558"},
    ),
]


@pytest.mark.parametrize(("name", "changes", "expected"), MEANT, ids=[one[0] for one in MEANT])
def test_what_means_something_changes_the_answer(name, changes, expected):
    text = POLYP
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    assert bare(text) == expected
