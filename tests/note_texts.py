"""Notes made for the tests of the reader's door: written here, of nobody."""

POLYP = """PREOPERATIVE DIAGNOSIS: Abnormal uterine bleeding.
POSTOPERATIVE DIAGNOSIS: Endometrial polyp.
PROCEDURE PERFORMED: Hysteroscopy with polypectomy and D and C.
ANESTHESIA: General.
DESCRIPTION OF PROCEDURE: The patient was taken to the operating room, where general anesthesia was found to be adequate. She was \
prepped and draped in the dorsal lithotomy position. A speculum was placed and the cervix was grasped with a single-tooth tenaculum. The \
cervix was dilated. The hysteroscope was introduced into the uterine cavity under direct vision. A polyp was seen on the posterior wall \
and both ostia were visualized. The polyp was grasped and removed with the polyp forceps. Sharp curettage was then carried out in all \
four quadrants and the specimen was sent to pathology. The instruments were removed. The patient tolerated the procedure well.
"""

VISIT = """CHIEF COMPLAINT: Follow-up of abnormal bleeding.
HISTORY OF PRESENT ILLNESS: She is 44 and had a hysteroscopy with polypectomy two years ago and a laparoscopic tubal ligation in 2001.
REVIEW OF SYSTEMS: Negative except as above.
PHYSICAL EXAMINATION: Abdomen soft and nontender. Uterus of normal size.
ASSESSMENT AND PLAN: Recurrent bleeding. We discussed a repeat hysteroscopy with D and C and she will call to schedule it.
"""


def record(text=POLYP, **changes):
    """A hand-made allowable.note/1 of a text, for the tests of what shows one."""
    quote = "The polyp was grasped and removed with the polyp forceps."
    span = {"start": text.index(quote), "end": text.index(quote) + len(quote), "text": quote}
    source = {"document": "A document", "place": "a place in it", "evidence": "S", "url": None}
    code = {
        "hcpcs": "58558",
        "modifiers": [],
        "units": 1,
        "words": "our words",
        "family": "hysteroscopy",
        "tree": "cavity",
        "confidence": "high",
        "confidence_because": "the account and the list of procedures agree",
        "evidence": [span],
        "reasons": [
            {"says": "a fibroid was removed", "hcpcs": "58561", "outcome": False, "evidence": [], "sources": [source]},
            {"says": "a polyp was taken out", "hcpcs": "58558", "outcome": True, "evidence": [span], "sources": [source]},
        ],
        "modifier_reasons": [],
    }
    edit = {"column_one": "58558", "column_two": "58555", "indicator": "0", "release": "2024 Q3", "rationale": "of one session"}
    made = {
        "schema": "allowable.note/1",
        "name": "a note",
        "on": None,
        "kind": "operative_note",
        "kind_because": "it tells what was done",
        "abstained": False,
        "abstained_because": None,
        "codes": [code],
        "alternatives": [{"hcpcs": "58555", "because": "part of 58558", "edit": edit, "evidence": []}],
        "missing": [{"what": "the report of pathology", "why": "it supports the code", "codes": ["58558"], "changes": None}],
        "stated": [{"hcpcs": "58120", "start": 0, "end": 5, "text": "58120", "agrees": False, "because": "nothing leads to it"}],
        "sections": [],
        "prices": None,
        "notes": [],
    }
    return {**made, **changes}
