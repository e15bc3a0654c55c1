"""The documents on which this law rests, cited once and used by its rules."""

from ...kernel.cite import Cite

_NCCI = "Medicaid NCCI Policy Manual, 2025"  # it says of itself that CMS adopted the Medicare manual with minor modifications
_EDITOR = "CMS Integrated Outpatient Code Editor user manual V25.1"
_LAYOUT = "CMS RVU25D record layout (RVU25D.pdf)"
_PROCESSING = "Medicare Claims Processing Manual, Pub. 100-04, chapter 12"

DENIED = Cite(_NCCI, "chapter I, page I-3: a code that an edit denies is not paid", evidence="V")
PAIR = Cite(_NCCI, "chapter I, page I-3: column 1 is paid and column 2 denied", evidence="V")
PAIR_INDICATOR = Cite(_NCCI, "chapter I, page I-14: modifier indicators 0, 1 and 9", evidence="V")
PAIR_MODIFIERS = Cite(_NCCI, "chapter I, page I-14, and I/OCE user manual V25.1, page 18: one list of modifiers", evidence="V")
PAIR_COLUMN_1 = Cite("CMS Change Request 11168", "59, XE, XP, XS and XU on either code, as a journal reproduces it", evidence="MAC")
PAIR_HOSPITAL = Cite(_EDITOR, "edits 20 and 40, and page 18: one claim, one service day", evidence="V")
VISIT_MODIFIERS = Cite(_NCCI, "chapter I, sections D and E, pages I-12 to I-15", evidence="V")
DIFFERENT_SITES = Cite(_NCCI, "chapter I, pages I-17 to I-18: contiguous structures are not different sites", evidence="V")
ONE_UTERUS = Cite("The list of codes is ours", "procedures on the uterus and its cavity: a left and a right one do not exist", evidence="U")

UNITS_LINE = Cite(_NCCI, "chapter I, page I-27: each line by itself, and all of a line is denied", evidence="V")
UNITS_DAY = Cite("First Coast Service Options", "MUE adjudication indicators 2 and 3: units of a day are added up", evidence="MAC")
UNITS_ALL = Cite("Medicare NCCI Policy Manual", "chapter I, section V: whether all units of a day are denied", evidence="U")
UNITS_ASC = Cite(_NCCI, "chapter I, section V: practitioners, surgical centers and hospitals are tested", evidence="V")

ADD_ON = Cite("CMS NCCI add-on code edits", "types 1, 2 and 3", evidence="V")
ADD_ON_EXCEPTION = Cite("CMS Change Request 7501", "99292 alone for a second physician of the group, as reproduced", evidence="MAC")
ADD_ON_HOSPITAL = Cite(_EDITOR, "page 19, edits 106, 107 and 108: the primary on the same day or the day before", evidence="V")

GLOBAL_PERIOD = Cite(_LAYOUT, "global surgery indicator", evidence="V")
GLOBAL_POLICY = Cite("42 CFR", "414.40(b), national policy for global surgery", evidence="V")
SPLIT_CARE = Cite(_PROCESSING, "section 40.4.B, modifiers 54, 55 and 56", evidence="MAC")
RETURN_TO_ROOM = Cite(_NCCI, "chapter I, page I-12, modifiers 58, 78 and 79", evidence="V")
BILATERAL = Cite(_LAYOUT, "bilateral surgery indicator", evidence="V")
BILATERAL_UNITS = Cite(_NCCI, "chapter I, pages I-28 to I-31: modifier 50 with one unit", evidence="V")
ASSISTANT = Cite(_LAYOUT, "assistant at surgery indicator", evidence="V")
ASSISTANT_BAR = Cite("Social Security Act", "section 1848(i)(2)(B)", evidence="V")
CO_SURGEON = Cite(_LAYOUT, "co-surgeons indicator", evidence="V")
TEAM = Cite(_LAYOUT, "team surgery indicator", evidence="V")

COMPONENT = Cite(_LAYOUT, "attachment A, PC/TC indicator", evidence="V")
TECHNICAL_PLACE = Cite("Medicare Claims Processing Manual, Pub. 100-04, chapter 13", "section 20.2.1; 42 CFR 415.120", evidence="U")
NOT_APPLICABLE = Cite(_LAYOUT, "non-facility NA indicator and facility NA indicator", evidence="V")
STATUS = Cite(_LAYOUT, "attachment A, status code", evidence="V")
PLACE_MANUAL = Cite(_PROCESSING, "section 20.4.2", evidence="MAC")

STOPPED = Cite("42 CFR", "419.44(b)(1) and 416.172(f)(1), modifiers 52, 73 and 74", evidence="V")
FACILITY_MODIFIERS = Cite("Palmetto GBA", "terminated procedures, modifiers 73 and 74; 53 is a practitioner's", evidence="MAC")
PRACTITIONERS_OWN = Cite("Medicare Claims Processing Manual, Pub. 100-04, chapter 4", "section 20.6, modifiers of hospitals", evidence="U")
COMBINATIONS = Cite(_PROCESSING, "section 40.6, valid combinations of surgical modifiers, as a textbook quotes them", evidence="S")
SUBSETS = Cite("CMS Change Request 8863", "XE, XP, XS and XU are subsets of 59 and do not stand with it", evidence="U")
BOTH_PARTS = Cite(_LAYOUT, "modifier field: 26 and TC are the two parts of one service", evidence="V")
BOTH_SIDES = Cite(_LAYOUT, "bilateral surgery indicator: modifier 50, or LT and RT, for both sides", evidence="V")

ASC_LISTS = Cite("CMS quarterly ASC approved HCPCS codes and payment rates", "Addenda AA, BB and EE", evidence="V")
ASC_INDICATORS = Cite("CMS ASC Addendum DD1", "payment indicators of services that are not paid", evidence="U")
STATUS_INDICATORS = Cite("CY 2025 OPPS final rule", "Addendum D1, status indicators", evidence="V")
INPATIENT_ONLY = Cite(_EDITOR, "edits 18 and 45", evidence="V")
INPATIENT_DAY = Cite(_EDITOR, "edits 18, 45 and 49", evidence="V")
BILL_TYPES = Cite(_EDITOR, "bill types of the prospective payment system", evidence="U")
COMPREHENSIVE_BILLS = Cite(_EDITOR, "page 103: 13x, or 12x with condition code W2", evidence="V")
EDIT_17 = Cite(_EDITOR, "edit 17: an inherently bilateral code twice on a day", evidence="V")
EDIT_17_LIST = Cite(_EDITOR, "its list of inherently bilateral codes is not held: bilateral indicator 2 stands for it", evidence="U")
EDIT_21 = Cite(_EDITOR, "edit 21: a visit with a procedure of status S or T without modifier 25", evidence="V")
EDIT_37 = Cite(_EDITOR, "edit 37, page 58", evidence="V")
EDIT_74 = Cite(_EDITOR, "edit 74; its lists of bilateral codes are not held", evidence="V")
EDIT_92 = Cite(_EDITOR, "edit 92: a device-intensive procedure without a device", evidence="V")
EDIT_135 = Cite(_EDITOR, "edit 135, from 2024: a procedure that needs a named device", evidence="V")
DEVICE_EDITS = Cite(_EDITOR, "edits 38 and 98: a device without its procedure", evidence="V")

SEXES = Cite("NCCI procedure-to-procedure edits", "rationale 12: procedures for different sexes; the list of codes is ours", evidence="U")
STERILIZATION = Cite(
    "Medicare National Coverage Determinations Manual, Pub. 100-03",
    "section 230.3, Sterilization (no effective date posted)",
    evidence="V",
    url="https://www.cms.gov/medicare-coverage-database/view/ncd.aspx?NCDId=13",
    read="2026-11-21",
)
