"""The documents on which this law rests, cited once and used by its rules."""

from ...kernel.cite import Cite

FEE_FORMULA = Cite(
    "CMS RVU25D record layout (RVU25D.pdf)",
    "formula for the 2025 physician fee schedule payment amount",
    evidence="V",
    url="https://www.cms.gov/medicare/payment/fee-schedules/physician",
)
FEE_STATUTE = Cite("Social Security Act", "section 1848(b)(1)", evidence="V")
STATUS_CODES = Cite("CMS RVU25D record layout (RVU25D.pdf)", "attachment A, status code", evidence="V")
PLACE_RULE = Cite("42 CFR", "414.22(b)(5)(i)", evidence="V")
PLACE_MANUAL = Cite("Medicare Claims Processing Manual, Pub. 100-04, chapter 12", "section 20.4.2", evidence="MAC")
NOT_APPLICABLE = Cite("CMS RVU25D record layout (RVU25D.pdf)", "non-facility NA indicator", evidence="V")
COMPONENT = Cite("CMS RVU25D record layout (RVU25D.pdf)", "modifier field", evidence="V")
INDICES = Cite("Social Security Act", "section 1848(e)(1)", evidence="V")
WORK_FLOOR = Cite("Social Security Act", "section 1848(e)(1)(E)", evidence="V")
QUALIFYING = Cite("Social Security Act", "section 1848(d)(1)(A), two conversion factors from 2026", evidence="S")

# Surgery: care, sides, multiple procedures, endoscopy, surgeons
_SURGERY_MANUAL = "Medicare Claims Processing Manual, Pub. 100-04, chapter 12"
_RECORD_LAYOUT = "CMS RVU25D record layout (RVU25D.pdf)"
GLOBAL_SHARES = Cite(_RECORD_LAYOUT, "preoperative, intraoperative and postoperative percentage", evidence="V")
SPLIT_CARE = Cite(_SURGERY_MANUAL, "section 40.4.B", evidence="MAC")
RETURN_TO_ROOM = Cite(_SURGERY_MANUAL, "section 40.4.C", evidence="MAC", url="https://info.prsnetwork.com/modifier-78")
UNSHARED_CARE = Cite(_SURGERY_MANUAL, "section 40.4.B, modifiers 54 and 55 on a code without shares", evidence="U")
BILATERAL = Cite(_RECORD_LAYOUT, "bilateral surgery indicator", evidence="V")
MULTIPLE = Cite(_RECORD_LAYOUT, "multiple procedure indicator", evidence="V")
RANKED_UNITS = Cite(_SURGERY_MANUAL, "section 40.6, several units of one ranked code", evidence="U")
RETURN_UNRANKED = Cite(_SURGERY_MANUAL, "section 40.4.C, as an insurer's policy on multiple procedures repeats it", evidence="S")
ENDOSCOPY = Cite(_RECORD_LAYOUT, "multiple procedure indicator 3; endoscopic base code", evidence="V")
ENDOSCOPY_DIFFERENCE = Cite(_SURGERY_MANUAL, "section 40.6.C, field 21, indicator 3", evidence="MAC")
ENDOSCOPY_REPEATED = Cite("AAPC Urology Coding Alert", "9 October 2003, multiple endoscopies", evidence="S")
ENDOSCOPY_FLOOR = Cite(_SURGERY_MANUAL, "section 40.6.C, an endoscopy worth less than its base", evidence="U")
ENDOSCOPY_SIDES = Cite(_SURGERY_MANUAL, "section 40.6.C with 40.7, endoscopies of both sides", evidence="U")
ASSISTANT = Cite(_RECORD_LAYOUT, "assistant at surgery indicator", evidence="V")
ASSISTANT_SHARE = Cite("Social Security Act", "section 1848(i)(2)", evidence="V")
CO_SURGEON = Cite(_RECORD_LAYOUT, "co-surgeons indicator", evidence="V")
TEAM = Cite(_RECORD_LAYOUT, "team surgery indicator", evidence="V")
FACILITY_ONLY = Cite("Palmetto GBA", "terminated procedures, modifiers 73 and 74", evidence="MAC")
UNUSUAL_SERVICE = Cite("Palmetto GBA", "modifier 22", evidence="MAC")
REDUCED_SERVICE = Cite("Noridian Healthcare Solutions", "modifier 52", evidence="MAC")
SURGEONS_LATER = Cite("Novitas Solutions", "modifier 51: assistants and multiple procedures", evidence="MAC")

# Imaging, tests, therapy
_SOCIAL_SECURITY_ACT = "Social Security Act"
_TESTS_LAYOUT = "CMS RVU25D record layout (RVU25D.pdf)"
DENIED = Cite("Medicaid NCCI Policy Manual, 2025", "chapter I, page I-3: a code that an edit denies is not paid", evidence="V")
COMPONENT_INDICATOR = Cite(_TESTS_LAYOUT, "attachment A, PC/TC indicator", evidence="V")
INJECTIONS = Cite(_TESTS_LAYOUT, "attachment A, status code T", evidence="V")
CAP = Cite(_TESTS_LAYOUT, "OPPS payment amounts; practice expense and malpractice used for OPPS payment amount", evidence="V")
CAP_STATUTE = Cite(_SOCIAL_SECURITY_ACT, "section 1848(b)(4)", evidence="V")
FILM = Cite(_SOCIAL_SECURITY_ACT, "section 1848(b)(9)", evidence="V")
SCANNERS = Cite(_SOCIAL_SECURITY_ACT, "section 1834(p)", evidence="V")
MULTIPLE_TESTS = Cite(_TESTS_LAYOUT, "multiple procedure indicators 4, 6 and 7", evidence="V")
REDUCED_BEFORE_CAP = Cite(
    "TrailBlazer Health Enterprises",
    "worksheet for imaging with multiple procedure reduction and OPPS cap, steps 5 to 7",
    evidence="MAC",
    url="https://radiologybillingcoding.com/2011/04/imaging-procedure-pricing-calculation.html",
)
SEPARATE_SESSION = Cite(
    "Radiology Business",
    "The MPPR and the -59 modifier: a separate session of one day",
    evidence="S",
    url="https://radiologybusiness.com/topics/healthcare-management/business-intelligence/mppr-and-59-modifier-buyer-beware",
)
TEST_UNITS = Cite("Medicare Claims Processing Manual, Pub. 100-04, chapter 13", "section 20.2, several units of one test", evidence="U")
THERAPY = Cite(_SOCIAL_SECURITY_ACT, "section 1848(b)(7)", evidence="V")
THERAPY_RANK = Cite("Novitas Solutions", "multiple procedure payment reduction for therapy, article 00147106", evidence="MAC")

# Anaesthesia
ANESTHESIA = Cite("42 CFR", "414.46(a) to (c)", evidence="V")
ANESTHESIA_TIME = Cite("National Government Services", "anaesthesia time: minutes by 15, to one decimal", evidence="MAC")
ANESTHESIA_ROLES = Cite("Medicare Claims Processing Manual, Pub. 100-04, chapter 12", "sections 50 and 140", evidence="MAC")
MEDICAL_DIRECTION = Cite("42 CFR", "414.46(d)(3)(v)", evidence="V")
SUPERVISION = Cite("42 CFR", "414.46(f)", evidence="V")
SEVERAL_ANESTHETICS = Cite(
    "Noridian Healthcare Solutions",
    "anesthesia and pain management guide, multiple procedures",
    evidence="MAC",
    url="https://dev.pcgsoftware.com/multiple-procedure-anesthesia-reductions",
)

# Practitioners and payment
PRACTITIONERS = Cite("42 CFR", "414.52(d), 414.54(b), 414.56(c); section 1833(a)(1)(F) and (T) of the Act", evidence="V")
COUNSELORS = Cite(_SOCIAL_SECURITY_ACT, "section 1833(a)(1)(FF), as a later bill quotes it", evidence="S")
NONPARTICIPATING = Cite("42 CFR", "414.20(b)", evidence="V")
LIMITING_CHARGE = Cite(_TESTS_LAYOUT, "Medicare limiting charge: 1.0925 of the fee schedule amount", evidence="V")
ALLOWED = Cite("42 CFR", "414.21", evidence="V")
COINSURANCE = Cite(_SOCIAL_SECURITY_ACT, "section 1833(a)(1)(N)", evidence="V")
_SEQUESTRATION_PAGE = "federal sequestration payment reductions, example of an approved amount of $100"
_SEQUESTRATION_URL = "https://medicare.fcso.com/fee-schedules/federal-sequestration-payment-reductions"
DEDUCTIBLE = Cite("First Coast Service Options", _SEQUESTRATION_PAGE, evidence="MAC", url=_SEQUESTRATION_URL)
SEQUESTRATION = DEDUCTIBLE
SCREENING = Cite(_SOCIAL_SECURITY_ACT, "section 1833(dd)", evidence="V")
THERAPY_ASSISTANTS = Cite(_SOCIAL_SECURITY_ACT, "section 1834(v)(1)", evidence="V")
MERIT = Cite(_SOCIAL_SECURITY_ACT, "section 1848(q)(6)(E)", evidence="V")
MERIT_BEFORE_SEQUESTRATION = Cite(
    "Palmetto GBA",
    "payment adjustment reminders, 11 December 2024: sequestration comes after positive MIPS adjustments",
    evidence="MAC",
    url="https://palmettogba.com/palmetto/jmb.nsf/DIDC/U6ZVDW9Z7X~Claims",
)
WRONG_OPERATION = Cite(
    "MLN Matters MM6405", "NCD 140.6 to 140.8: operations of the wrong kind, on the wrong body part, on the wrong patient", evidence="MAC"
)
