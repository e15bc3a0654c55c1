"""What a note lacks is asked, what it states is not: pairs of notes that differ in one statement."""

import pytest

from allowable.families.shape import FamilyError
from allowable.families.trees.form import check_gaps, gaps_table, vocabulary
from allowable.notes import read_note
from allowable.notes.gaps import MOST_GAPS, Table, table, weightiest
from allowable.notes.note import Note
from allowable.notes.people import second_surgeon
from allowable.notes.trees import forest

NEVUS = (
    "PREOPERATIVE DIAGNOSIS: Pigmented lesion of the back.\nPROCEDURE: Excision of lesion of the back.\n"
    "DESCRIPTION OF PROCEDURE: The back was prepped and draped and lidocaine was injected. The 1.2 cm "
    "nevus was excised with an elliptical "
    "incision down to the fat. {} The wound was closed with 4-0 nylon."
)
COLON = (
    "PREOPERATIVE DIAGNOSIS: Anemia.\nPROCEDURE: Colonoscopy.\nMEDICATIONS: {}\nDESCRIPTION OF "
    "PROCEDURE: The colonoscope was advanced to the "
    "cecum, which was identified by the ileocecal valve, and slowly withdrawn. The mucosa was normal throughout. {}"
)
BLADDER = (
    "PROCEDURE: Cystoscopy with biopsy of the bladder and fulguration.\nDESCRIPTION OF PROCEDURE: The "
    "cystoscope was passed into the bladder. "
    "{} of the lateral wall was biopsied with cold cup forceps and the base was fulgurated with the "
    "Bugbee electrode. The bladder was drained."
)
TUBES = (
    "PREOPERATIVE DIAGNOSIS: {}\nPROCEDURE: Diagnostic laparoscopy.\n{}DESCRIPTION OF PROCEDURE: Under general anesthesia the "
    "Veress needle was placed and the abdomen was insufflated. The laparoscope was introduced through a "
    "10 mm trocar. The uterus, tubes and "
    "ovaries were inspected and appeared normal. {} The trocars were removed and the skin was closed."
)
LINE = (
    "PROCEDURE: Right subclavian triple lumen catheter placement.\nDESCRIPTION OF PROCEDURE: This is a 60-year-old man. The chest was "
    "prepped and draped. The right subclavian vein was entered with a needle, a guidewire was passed and the triple lumen catheter was "
    "threaded over the wire and sutured in place. All ports flushed. {}"
)
FLUID = (
    "PROCEDURE: Ultrasound-guided paracentesis.\nDESCRIPTION OF PROCEDURE: A pocket of ascites was marked. Lidocaine was injected and a "
    "catheter was advanced into the peritoneal cavity under ultrasound guidance. Four liters were removed. {}"
)
LID = (
    "PREOPERATIVE DIAGNOSIS: Dermatochalasis of both upper lids.\nPROCEDURE: Bilateral upper lid blepharoplasty for heavy skin.\n"
    "DESCRIPTION OF PROCEDURE: {} Both upper eyelids were marked and infiltrated. The excess skin "
    "weighing down the lids was excised with a "
    "strip of orbicularis. The skin was closed with 6-0 nylon."
)
BYPASS = (
    "PREOPERATIVE DIAGNOSIS: Morbid obesity.\nPROCEDURE: Laparoscopic Roux-en-Y gastric bypass.\nDESCRIPTION OF PROCEDURE: Trocars were "
    "placed and the abdomen was insufflated. The jejunum was divided with the stapler and the jejunojejunostomy was constructed. {} The "
    "stomach was divided to make a small pouch and the gastrojejunostomy was sewn. There was no leak."
)
PAIRS = [
    (NEVUS, [""], "excised diameter", ["Margins of 3 mm were taken, for an excised diameter of 1.8 cm."]),
    (NEVUS, ["It was sent."], "pathology", ["The pathology report showed a benign nevus."]),
    (COLON, ["Versed 4 mg and Demerol 50 mg.", ""], "sedation time", ["Versed 4 mg and Demerol 50 mg, sedation time 22 minutes.", ""]),
    (COLON, ["Fentanyl 100 mcg and Versed.", ""], "sedation time", ["Propofol by anesthesia.", ""]),
    (BLADDER, ["An erythematous area"], "size of the largest lesion", ["An erythematous area of 4 mm"]),
    (TUBES, ["Postoperative fever.", "", ""], "relative to the earlier one", ["Postoperative fever, postoperative day 2.", "", ""]),
    (TUBES, ["Pain.", "CO-SURGEON: Dr. B\n", ""], "role of the second surgeon", ["Pain.", "ASSISTANT: Dr. B\n", ""]),
    (TUBES, ["Pain.", "", "Endometriosis was seen in the cul-de-sac."], "endometriosis", ["Pain.", "", ""]),
    (LINE, [""], "tip of the catheter", ["A chest film confirmed the tip in the superior vena cava."]),
    (FLUID, [""], "picture of the ultrasound", ["An image was saved to the chart."]),
    (LID, [""], "visual field", ["Visual field tests and photographs showed the loss."]),
    (LID, ["Visual fields were tested."], "photographs", ["Visual fields and photographs were made."]),
    (BYPASS, [""], "Roux limb", ["The Roux limb was 100 cm."]),
]


def asked(text):
    return [one["what"] for one in read_note(text)["missing"]]


@pytest.mark.parametrize(("note", "silent", "gap", "telling"), PAIRS, ids=[f"{pair[2]} {at}" for at, pair in enumerate(PAIRS)])
def test_what_a_note_lacks_is_asked_and_what_it_states_is_not(note, silent, gap, telling):
    assert read_note(note.format(*silent))["codes"]
    assert any(gap in one for one in asked(note.format(*silent)))
    assert not any(gap in one for one in asked(note.format(*telling)))


def test_a_stopped_procedure_is_asked_for_its_reason():
    stopped = "The colonoscope could not be advanced beyond the splenic flexure {} and the procedure was aborted."
    text = "PROCEDURE: Colonoscopy.\nDESCRIPTION OF PROCEDURE: The patient was sedated with propofol by anesthesia. " + stopped
    assert any("reason for stopping" in one for one in asked(text.replace("could not be advanced", "was advanced").format("")))
    assert not any("reason for stopping" in one for one in asked(text.format("because of solid stool")))


def test_an_operation_of_the_list_that_the_account_does_not_tell_is_asked():
    text = (
        "PROCEDURES: Colonoscopy and {}.\nDESCRIPTION: The patient was sedated. The colonoscope was advanced to the cecum and slowly "
        "withdrawn. The mucosa was normal throughout and there were no polyps. The scope was taken out and "
        "the patient tolerated this well. "
        "She was brought to recovery in good condition."
    )
    assert any("tonsillectomy" in one for one in asked(text.format("tonsillectomy")))
    assert not any("tonsillectomy" in one for one in asked(text.format("possible tonsillectomy")))


@pytest.mark.parametrize(
    ("people", "two"),
    [
        ("SURGEON: A. Miller, M.D.", False),
        ("SURGEON: Dr. Miller, M.D.", False),
        ("SURGEONS: A. Miller, M.D., and B. Smith, M.D.", True),
        ("SURGEON: Dr. Miller, assisted by Dr. Smith", False),
        ("ASSISTANT: A. Miller, M.D., B. Smith, M.D.", False),
        ("CO-SURGEON: Dr. Smith", True),
        ("CO-SURGEON: None", False),
    ],
)
def test_two_surgeons_of_the_headers(people, two):
    assert second_surgeon(Note(f"PROCEDURE: Colonoscopy.\n{people}\nDESCRIPTION: The scope was passed.")) == two


def test_there_are_few_and_the_weightiest_come_first():
    found = [
        {"what": "support", "why": "w", "codes": ["1"], "changes": None},
        {"what": "side", "why": "w", "codes": ["1"], "changes": "the modifier"},
        {"what": "size", "why": "w", "codes": ["1"], "changes": "the code"},
        {"what": "side", "why": "w", "codes": ["2"], "changes": "the modifier"},
    ]
    assert [(one["what"], one["codes"]) for one in weightiest(found)] == [("size", ["1"]), ("side", ["1", "2"]), ("support", ["1"])]
    many = [{"what": str(at), "why": "w", "codes": [], "changes": None} for at in range(20)]
    assert len(weightiest(many)) == MOST_GAPS


def test_the_table_asks_of_codes_that_the_trees_give_and_says_nothing_twice():
    known = {code for family in forest() for code in family.codes}
    for gap in table().gaps:
        wide = any("-" in span or span == "*" for span in gap.entry["codes"])
        assert wide or known & set(gap.entry["codes"]), gap.entry["what"]
    whats = [gap.entry["what"] for gap in table().gaps]
    assert len(set(whats)) == len(whats)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"codes": []}, "codes are"),
        ({"codes": ["114"]}, "codes are"),
        ({"rank": 7}, "rank"),
        ({"colour": "red"}, "unknown key colour"),
    ],
)
def test_a_table_that_is_wrong_is_refused(change, says):
    gap = {"what": "a", "why": "b", "codes": ["11400-11446"], "when": "said.x", "rank": 1}
    good = {"schema": "allowable.gaps/1", "gaps": [gap]}
    assert check_gaps(good, "here") == good
    with pytest.raises(FamilyError, match=says):
        check_gaps({**good, "gaps": [{**gap, **change}]}, "here")
    with pytest.raises(FamilyError, match="neither a sign"):
        Table(good, vocabulary())


def test_every_entry_is_complete_and_its_conditions_lead_somewhere():
    assert len(Table(gaps_table(), vocabulary()).gaps) > 40


def test_what_the_list_gives_to_another_surgeon_leaves_the_codes_as_certain_as_they_were():
    text = (
        "PROCEDURES: 1. Colonoscopy. 2. {}. DESCRIPTION: The patient was sedated. The colonoscope was advanced to the cecum and slowly "
        "withdrawn. The mucosa was normal throughout."
    )
    found = read_note(text.format("Fitting of a zither by Dr. Q"))
    assert [one["confidence"] for one in found["codes"]] == ["high"] and any("another surgeon's" in one for one in found["notes"])
    assert [one["confidence"] for one in read_note(text.format("Fitting of a zither"))["codes"]] == ["medium"]


def test_codes_stand_as_on_a_claim_the_larger_value_first():
    text = (
        "PROCEDURES: 1. D&C. 2. Laparoscopic left salpingo-oophorectomy.\nDESCRIPTION OF "
        "PROCEDURE: The cervix was dilated "
        "and the endometrial cavity was sharply curetted in all four quadrants. Then the Veress needle was placed, the abdomen was "
        "insufflated and a trocar and laparoscope were introduced. The left infundibulopelvic ligament was coagulated and cut, and the "
        "left tube and ovary were placed in a bag and removed. The ports were removed."
    )
    assert [one["hcpcs"] for one in read_note(text)["codes"]] == ["58661", "58120"]
