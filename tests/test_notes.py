"""Notes are read as a coder reads them: our own notes, each with the codes it supports, and how the reader comes to them.

The notes of tests/notes were written for this repository in the manner of dictation. Real ones are scored by `allowable-eval`.
"""

import pathlib
import tomllib

import pytest

from allowable.families.shape import FamilyError
from allowable.families.trees.form import check, tree_files
from allowable.notes import NoteError, read_note
from allowable.notes.documents_kind import document_kind
from allowable.notes.expression import ExpressionError, names, parse
from allowable.notes.measures import Measure, age
from allowable.notes.note import Note
from allowable.notes.signs import Phrases, Sign
from allowable.notes.trees import forest

ROOT = pathlib.Path(__file__).parents[1]

NOTES = [
    pytest.param(note, id=f"{path.stem}: {note['name']}")
    for path in sorted((ROOT / "tests" / "notes").glob("*.toml"))
    for note in tomllib.loads(path.read_text(encoding="utf-8"))["notes"]
]


@pytest.mark.parametrize("note", NOTES)
def test_our_notes_give_the_codes_that_they_support(note):
    found = read_note(note["text"])
    given = {one["hcpcs"]: one for one in found["codes"]}
    assert set(given) == set(note.get("codes", [])), found["abstained_because"]
    assert not set(given) & set(note.get("traps", []))
    assert found["abstained"] == (not given) and (given or found["abstained_because"])
    for code, modifiers in note.get("modifiers", {}).items():
        assert set(modifiers) <= set(given[code]["modifiers"]), code
    said = " ".join(f"{one['what']} {one['why']}" for one in found["missing"]).lower()
    assert not [word for word in note.get("missing", []) if word.lower() not in said]
    hold_to_the_text(found, note["text"])


def hold_to_the_text(found, text):
    """Evidence is the text itself, and every reason has a source."""
    for code in found["codes"]:
        assert code["evidence"] and code["words"]
        for one in code["evidence"]:
            assert text[one["start"] : one["end"]] == one["text"]
        held = [reason for reason in code["reasons"] if reason["outcome"]]
        assert held and all(reason["sources"] for reason in held)
        assert all(reason["sources"] for reason in code["modifier_reasons"])
    for one in found["alternatives"]:
        assert one["because"] and (one["edit"] is None or one["edit"]["indicator"] in "01")


def test_there_are_notes_of_every_family():
    """A family's notes are those whose codes are its own; the first of them that it answers is enough."""
    for family in forest():
        notes = (note.values[0]["text"] for note in NOTES if set(note.values[0].get("codes", ())) & set(family.codes))
        assert any(family.name in {code["family"] for code in read_note(text)["codes"]} for text in notes), family.name
    assert len(tree_files()) == len(forest()) >= 30


# ---- what takes a sentence out of "done now"

POLYP = Sign("polyp_removed", {"says": "a polyp was removed", "any": [["polyp*", "remov*"]]}, Phrases({}))
KINDS = [
    ("The polyp was removed.", set()),
    ("The polyp was removed without difficulty.", set()),
    ("The polyp was found to be pedunculated and was removed.", set()),
    ("No polyps were removed.", {"negated"}),
    ("The polyp was not removed.", {"negated"}),
    ("There was no bleeding and the polyp was removed.", set()),
    ("She had a polyp removed two years ago.", {"history"}),
    ("The patient is status post removal of a polyp.", {"history"}),
    ("The polyp will be removed at a later date.", {"planned"}),
    ("Risks of removal of the polyp were discussed.", {"planned"}),
    ("The polyp was removed by Dr. Q, please see his dictation.", {"other_surgeon"}),
    ("Dr. Q then performed the removal of the polyp.", {"other_surgeon"}),
    ("An attempt to remove the polyp was made.", {"uncertain"}),
    ("Her mother had a polyp removed.", {"other_person"}),
]


@pytest.mark.parametrize(("sentence", "kinds"), KINDS)
def test_context(sentence, kinds):
    note = Note(f"DESCRIPTION OF PROCEDURE: {sentence}")
    (hit,) = POLYP.find(note)
    assert hit.kinds == kinds


def test_a_sign_stands_in_one_sentence_unless_it_says_otherwise():
    text = "PROCEDURE IN DETAIL: A polyp was seen. It was removed."
    two = Sign("polyp_removed", {"says": "x", "any": [["polyp*", "remov*"]], "sentences": 2}, Phrases({}))
    assert not POLYP.find(Note(text)) and len(two.find(Note(text))) == 1


@pytest.mark.parametrize(
    ("entry", "found"),
    [
        ({"any": [["ring ... applied"]]}, True),
        ({"any": [["ring applied"]]}, False),
        ({"any": [["@rings", "appl*"]], "near": 2}, False),
        ({"any": [["@rings", "appl*"]], "near": 5}, True),
        ({"any": [["appl*", "@rings"]], "ordered": True}, False),
        ({"any": [["@rings", "appl*"]], "not": ["left tube"]}, False),
    ],
)
def test_patterns(entry, found):
    sign = Sign("x", {"says": "x", **entry}, Phrases({"rings": ["ring", "band*"]}))
    assert bool(sign.find(Note("DESCRIPTION: The ring was then applied to the left tube."))) == found


# ---- sections, kinds of documents, measures, conditions


def test_sections_of_a_dictated_note():
    text = (
        "PREOPERATIVE DIAGNOSIS:,  Polyp.,PROCEDURE: , Hysteroscopy.,ANESTHESIA:,  General.,PROCEDURE IN DETAIL: , The patient was taken."
    )
    assert [(one.kind, one.name) for one in Note(text).sections] == [
        ("preoperative_diagnosis", "PREOPERATIVE DIAGNOSIS"),
        ("title", "PROCEDURE"),
        ("anesthesia", "ANESTHESIA"),
        ("narrative", "PROCEDURE IN DETAIL"),
    ]


def test_a_note_without_an_account_of_its_own_is_cut_where_the_account_begins():
    long = "She was taken to the operating room. " + "The scope was passed and the cavity was seen to be normal in all its parts. " * 4
    kinds = [one.kind for one in Note(f"INDICATIONS: Bleeding for years. {long}").sections]
    assert kinds == ["indication", "narrative"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("CHIEF COMPLAINT: Cough. REVIEW OF SYSTEMS: Negative. SOCIAL HISTORY: None. ASSESSMENT: Cold. PLAN: Rest.", "encounter_note"),
        ("DISCHARGE DIAGNOSIS: Polyp. HOSPITAL COURSE: A polyp was removed on day two. DISCHARGE INSTRUCTIONS: Rest.", "discharge_summary"),
        ("PROCEDURE: Colonoscopy. DESCRIPTION OF PROCEDURE: The scope was advanced and withdrawn; it was normal.", "operative_note"),
        ("Roses are red and violets are blue.", "other"),
    ],
)
def test_only_an_operative_note_is_coded(text, kind):
    assert document_kind(Note(text))[0] == kind
    assert (read_note(text)["abstained_because"] or "").startswith("this is no operative note") == (kind != "operative_note")


@pytest.mark.parametrize(
    ("unit", "of", "sentence", "value"),
    [
        ("g", ["uter*"], "The uterus weighed 310 grams.", 310),
        ("cm", ["polyp*"], "A polyp of 8 mm was seen.", 0.8),
        ("cm", ["lesion*"], "The lesion measured 1.5 x 0.5 cm.", 1.5),
        ("weeks", ["gestation*"], "At 8-1/2 weeks of gestation.", 8.5),
        ("count", ["fibroid*"], "Four fibroids were taken out.", 4),
        ("count", ["fibroid*"], "A 4 cm fibroid was taken out.", 1),
        ("g", ["uter*"], "The uterus was large.", None),
        ("cm2", ["wound*"], "The wound measured 9 x 7 cm.", 63),
        ("cm2", ["wound*"], "A wound of 4 cm x 30 mm x 1 cm.", 12),
        ("cm2", ["wound*"], "The whole wound, 7.5 square centimeters.", 7.5),
        ("cm2", ["wound*"], "The wound was 7 cm long.", None),
        ("count", ["sq cm"], "The wound was 7.5 sq cm.", 7.5),
    ],
)
def test_measures(unit, of, sentence, value):
    measure = Measure("x", {"says": "x", "unit": unit, "of": of}, Phrases({}))
    assert measure.value(Note(f"DESCRIPTION: {sentence}"), lambda place, one: True) == value


def test_age():
    assert (
        age(Note("This 3-year-old boy.")) == 3
        and age(Note("A 10 day old infant.")) == pytest.approx(10 / 365)
        and age(Note("A boy.")) is None
    )


def test_conditions():
    assert parse("a and not (title.b or c)") == ("and", ("name", "", "a"), ("not", ("or", ("name", "title", "b"), ("name", "", "c"))))
    assert list(names(parse("weight > 250 or unknown(size)"))) == [("measure", "weight"), ("measure", "size")]
    for wrong in ("a and", "(a", "a b", "weight > heavy", "?"):
        with pytest.raises(ExpressionError):
            parse(wrong)


# ---- files and bad input


def test_a_file_of_trees_says_what_is_wrong_with_it():
    good = {
        "schema": "allowable.trees/1",
        "family": "x",
        "title": "x",
        "says": "x",
        "sources": [{"id": "s", "document": "d", "place": "p", "evidence": "S"}],
        "codes": {"58558": "words"},
        "trees": [{"name": "t", "asks": "?", "enter": "a", "branches": [{"hcpcs": "58558", "because": "b", "sources": ["s"]}]}],
    }
    assert check(good, "x") == good
    for key, value, says in [
        ("schema", "2", "this version reads"),
        ("codes", {}, "no words of ours"),
        ("sources", [{"id": "s"}], "lacks document"),
        ("surprise", 1, "unknown key surprise"),
    ]:
        with pytest.raises(FamilyError, match=says):
            check({**good, key: value}, "x")


@pytest.mark.parametrize(("text", "says"), [("  \n", "empty"), ("a " * 600_000, "no operative note")])
def test_a_text_that_is_no_note_is_refused_without_being_quoted(text, says):
    with pytest.raises(NoteError, match=says) as refusal:
        read_note(text)
    assert len(str(refusal.value)) < 200


def test_codes_that_the_author_wrote_are_compared_not_trusted():
    text = (
        "PROCEDURE: Diagnostic hysteroscopy, CPT 58558. DESCRIPTION OF PROCEDURE: The patient was prepped and draped. The hysteroscope was "
        "inserted into the uterine cavity, which was inspected and found to be normal. The hysteroscope was removed. No tissue was taken."
    )
    found = read_note(text)
    assert [one["hcpcs"] for one in found["codes"]] == ["58555"]
    (stated,) = found["stated"]
    assert stated["hcpcs"] == "58558" and not stated["agrees"] and text[stated["start"] : stated["end"]] == "58558"


def test_a_family_left_out_gives_nothing():
    text = "PROCEDURE: Colonoscopy. DESCRIPTION: The patient was sedated. The colonoscope was advanced to the cecum. The mucosa was normal."
    (family,) = {one["family"] for one in read_note(text)["codes"]}
    assert read_note(text, without_families={family})["abstained"]


def test_what_the_list_of_procedures_names_and_no_code_answers_is_said():
    text = (
        "PROCEDURES: 1. Colonoscopy. 2. Fitting of a zither. DESCRIPTION: The patient was sedated. The colonoscope was advanced to the "
        "cecum and slowly withdrawn. The mucosa was normal throughout."
    )
    found = read_note(text)
    assert [(one["hcpcs"], one["confidence"]) for one in found["codes"]] == [("45378", "medium")]
    assert any("zither" in one for one in found["notes"])


def test_a_code_that_several_others_would_deny_stands_where_each_of_them_was_at_another_place():
    text = (
        "PROCEDURE: Colonoscopy with snare, hot biopsy forceps and cold biopsy.\n"
        "DESCRIPTION OF PROCEDURE: The patient was sedated and the colonoscope was advanced to the cecum. A polyp of the cecum was removed "
        "by snare. A polyp of the transverse colon was removed with hot biopsy forceps. An inflamed area of the rectum was biopsied "
        "with cold forceps. The scope was withdrawn."
    )
    given = {one["hcpcs"]: one["modifiers"] for one in read_note(text)["codes"]}
    assert given == {"45385": [], "45384": ["59"], "45380": ["59"]}  # NCCI 2024 Q3: three pairs of indicator 1


def test_a_reading_without_a_day_says_which_day_it_took():
    text = "PROCEDURE: Colonoscopy. DESCRIPTION: The patient was sedated. The colonoscope was advanced to the cecum. The mucosa was normal."
    found = read_note(text)
    assert found["on"] is None and any(one.startswith("No service day was given") for one in found["notes"])
    found = read_note(text, on="2024-08-01")
    assert found["on"] == "2024-08-01" and not any(one.startswith("No service day") for one in found["notes"])
    assert read_note("Roses are red.", on="2024-08-01")["on"] == "2024-08-01"
