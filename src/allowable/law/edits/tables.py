"""What CMS publishes for the edits on a claim and for the codes themselves, as this law needs it.

Code pairs (NCCI procedure-to-procedure edits) are too many for a table of rows: releases/pairs.py holds their form, this file their words.
Every day below is a whole number of kernel.day (negative or zero before 2000); a blank day means that CMS states none.
"""

from ...kernel.table import Table, number, text

PAIR_TABLES = "CMS NCCI procedure-to-procedure edits (NCCI Policy Manual for Medicare Services, chapter I)"
LIMIT_TABLES = "CMS NCCI medically unlikely edits (NCCI Policy Manual for Medicare Services, chapter I)"
DAY = 65_536

# Why NCCI pairs two codes: the number that is stored, and our own short words for NCCI's category.
PAIR_RATIONALES = {
    0: "not stated in the source",
    1: "coding instruction",
    2: "misuse of the column 2 code",
    3: "standards of medical and surgical practice",
    4: "standard preparation and monitoring for anaesthesia",
    5: "code definition",
    6: "mutually exclusive procedures",
    7: "more extensive procedure",
    8: "separate procedure",
    9: "anaesthesia by the surgeon is included",
    10: "sequential procedure",
    11: "laboratory panel",
    12: "procedures for different sexes",
}

PAIR_INDICATORS = {
    "0": "never payable together",
    "1": "payable together with an NCCI modifier when the record supports it",
    "9": "the edit was deleted as of its first day and never applies",
}


def _code_pairs(name: str, says: str) -> Table:
    return Table(
        name,
        says,
        keys=[text("column_1", "code that is paid"), text("column_2", "code that is denied beside it")],
        columns=[
            text("modifier_indicator", "0 never together; 1 with an NCCI modifier; 9 deleted as of its first day"),
            number("rationale", "place of the reason in PAIR_RATIONALES", places=0, below=100),
        ],
        authority=PAIR_TABLES,
        of_pairs=True,
    )


CODE_PAIRS_PRACTITIONER = _code_pairs("code_pairs_practitioner", "NCCI code pairs: practitioner and ASC claims")
CODE_PAIRS_HOSPITAL = _code_pairs("code_pairs_hospital", "NCCI code pairs: outpatient hospital claims")


def _unit_limits(name: str, says: str) -> Table:
    return Table(
        name,
        says,
        keys=[text("hcpcs", "procedure code")],
        columns=[
            number("units", "most units; 0 means that no unit is payable, not that there is no limit", places=0, below=1_000_000),
            text("adjudication", "1 each claim line; 2 day of service, absolute by policy; 3 day of service, clinical"),
            text("rationale", "why the limit is what it is, in our own short words"),
        ],
        authority=LIMIT_TABLES,
    )


UNIT_LIMITS_PRACTITIONER = _unit_limits("unit_limits_practitioner", "Medically unlikely units of a code: practitioner and ASC claims")
UNIT_LIMITS_HOSPITAL = _unit_limits("unit_limits_hospital", "Medically unlikely units of a code: outpatient hospital claims")
UNIT_LIMITS_SUPPLIER = _unit_limits("unit_limits_supplier", "Medically unlikely units of a code: DME supplier claims")

# Tables of their own: what an excerpt lacks proves nothing, so it must never stand in for, or supersede, a whole table.
UNIT_LIMITS_PRACTITIONER_EXCERPT = _unit_limits(
    "unit_limits_practitioner_excerpt", "Excerpt of the practitioner table: a code not in it is unknown"
)
UNIT_LIMITS_HOSPITAL_EXCERPT = _unit_limits("unit_limits_hospital_excerpt", "Excerpt of the hospital table: a code not in it is unknown")

ADD_ON_CODES = Table(
    "add_on_codes",
    "Primary procedures with one of which an add-on code is payable",
    keys=[
        text("add_on", "add-on code"),
        text("primary", "primary procedure code; CCCCC where the contractor decides which"),
        text("number", "1, 2... in the order of their first days, where CMS prints the pair more than once"),
    ],
    columns=[
        text("kind", "1 only the listed primaries; 2 the contractor's own list; 3 the listed ones and the contractor's"),
        number("first_day", "first service day of the edit; blank where the source states the year only", places=0, below=DAY),
        number("last_day", "last service day of the edit", places=0, below=DAY),
        number("add_on_last_day", "last day of the add-on code; blank also where the source states the year only", places=0, below=DAY),
        number("primary_last_day", "last day of the primary code; blank also where the source states the year only", places=0, below=DAY),
        text("note", "CMS's special instruction, in our own short words; empty where there is none"),
    ],
    authority="CMS NCCI add-on code edits (CR 7501 and the quarterly lists)",
)

# Made from ADD_ON_CODES, for the day on which its quarter begins: what the edit asks, each in one look-up.
ADD_ON_KINDS = Table(
    "add_on_kinds",
    "Type of an add-on code whose edits are in force",
    keys=[text("add_on", "add-on code")],
    columns=[text("kind", "1, 2 or 3 as in add_on_codes; changes, where an edit of the code begins or ends within the quarter")],
    authority="CMS NCCI add-on code edits (CR 7501 and the quarterly lists)",
)

ADD_ON_NOTES = ("", "the contractor decides", "by the Claims Processing Manual", "temporarily suspended", "see the list of CMS")
PRACTITIONERS_ONLY, FACILITIES_ONLY = "practitioners only", "facilities only"

ADD_ON_PRIMARIES = Table(
    "add_on_primaries",
    "Primary procedures with one of which an add-on code is payable, whose edits are in force; without those that the contractor decides",
    keys=[text("add_on", "add-on code"), text("primary", "primary procedure code")],
    columns=[text("note", "CMS's special instruction, in our own short words; empty where there is none")],
    authority="CMS NCCI add-on code edits (CR 7501 and the quarterly lists)",
)

HCPCS_CODES = Table(
    "hcpcs_codes",
    "Status and days of a HCPCS Level II code",
    keys=[text("hcpcs", "HCPCS Level II code")],
    columns=[
        text(
            "coverage",
            "C contractor's judgment; D special instructions; I not payable by Medicare; M not covered; S not covered by statute",
        ),
        text("action", "last action: A added, D discontinued, R revived, P payment changed, F T data changed, B C S words changed, N none"),
        number("added", "day on which the code was added", places=0, below=DAY),
        number("action_effective", "first day of the last action", places=0, below=DAY),
        number("last_day", "last service day of the code", places=0, below=DAY),
        text("service_category", "Berenson-Eggers category (BETOS)"),
        text("types_of_service", "type of service letters of the contractors, up to five"),
        text(
            "pricing", "pricing indicators of two digits each, up to four, with blanks between them; 00 is not separately priced by Part B"
        ),
        text(
            "multiple_pricing",
            "A priced in one way; 9 not priced by Part B by itself; B to G priced in two ways, as the record layout tells",
        ),
        text("cross_references", "codes that replace or explain this one, up to five, with blanks between them"),
        text("surgical_center", "YY: approved for ambulatory surgical centers when the record was made"),
    ],
    authority="CMS HCPCS Level II contractor record and its record layout",
)

PLACES_OF_SERVICE = Table(
    "places_of_service",
    "Place of service codes in use",
    keys=[text("place_of_service", "place of service code")],
    columns=[text("setting", "facility, non-facility or unassigned, as the list prints it; the law has its own rule")],
    authority="CMS Medicare Claims Processing Manual, chapter 26, 10.5",
)

DIAGNOSIS_CODES = Table(
    "diagnosis_codes",
    "ICD-10-CM codes and whether they may stand on a claim",
    keys=[text("icd10cm", "ICD-10-CM code without its dot")],
    columns=[text("billable", "1 when no longer code exists below it, so that it may be reported; 0 when it is a category")],
    authority="ICD-10-CM tabular list of the fiscal year (45 CFR 162.1002)",
)

TABLES = (
    UNIT_LIMITS_PRACTITIONER,
    UNIT_LIMITS_HOSPITAL,
    UNIT_LIMITS_SUPPLIER,
    UNIT_LIMITS_PRACTITIONER_EXCERPT,
    UNIT_LIMITS_HOSPITAL_EXCERPT,
    ADD_ON_CODES,
    ADD_ON_KINDS,
    ADD_ON_PRIMARIES,
    HCPCS_CODES,
    PLACES_OF_SERVICE,
    DIAGNOSIS_CODES,
)
