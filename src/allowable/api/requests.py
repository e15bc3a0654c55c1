"""What can be asked, one structure for each operation. Names are those of Claim and Line; a name that is not here is refused.

Days are texts such as 2025-03-10, amounts texts or whole numbers in dollars: a binary fraction such as 0.1 is never exact, and is refused.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from .fields import (
    MOST_LINES,
    Billed,
    Cbsa,
    City,
    Code,
    County,
    Day,
    Dollars,
    Flag,
    GuideFormat,
    Index,
    Known,
    Locality,
    Mac,
    Modifier,
    Percent,
    PlaceOfService,
    Setting,
    TableFormat,
    Whole,
    Zip,
)


class LineRequest(Struct, forbid_unknown_fields=True, omit_defaults=True):
    """One line of a claim; what is not given here is taken from the claim."""

    hcpcs: Code
    modifiers: Annotated[list[Modifier], Meta(max_length=4)] = []
    units: Annotated[int, Meta(ge=1, le=9_999, description="Units of service.")] = 1
    on: Day | None = None
    place_of_service: PlaceOfService | None = None
    mac: Mac | None = None
    locality: Locality | None = None
    charge: Dollars | None = None
    minutes: Annotated[Whole | None, Meta(description="Anaesthesia time.")] = None
    base_units: Annotated[Whole | None, Meta(description="Anaesthesia base units, if not the table's.")] = None
    postoperative_days: Annotated[Whole | None, Meta(description="Days of postoperative care, with modifier 55.")] = None
    denied: Annotated[Flag, Meta(description="An edit has denied the line: no amount, and no rank among the others.")] = False


Lines = Annotated[
    list[Billed | LineRequest],
    Meta(min_length=1, max_length=MOST_LINES, description="Lines of one claim, at most 999: each a text or an object."),
]


class PriceRequest(Struct, forbid_unknown_fields=True, omit_defaults=True):
    """One claim to price: lines, day, setting and place, and the facts that the rules of its setting read."""

    lines: Lines
    on: Annotated[Day | None, Meta(description="Service day of the lines that give none.")] = None
    setting: Setting = "physician"
    place_of_service: Annotated[PlaceOfService | None, Meta(description="Needed for the physician's amount.")] = None
    zip: Zip | None = None
    mac: Mac | None = None
    locality: Locality | None = None
    cbsa: Cbsa | None = None
    known_on: Known | None = None
    edit: Annotated[Flag, Meta(description="Apply the edits first, and answer with the claim before and after.")] = False
    deductible_remaining: Annotated[Dollars | None, Meta(description="Left of the Part B deductible; without it, it is met.")] = None
    practitioner: Annotated[str, Meta(max_length=4, description="Who furnished it, if no physician: NP, PA, CRNA, ...")] = ""
    nonparticipating: Annotated[Flag, Meta(description="The practitioner does not participate: 95 percent of the schedule.")] = False
    unassigned: Annotated[Flag, Meta(description="Assignment is not accepted: the limiting charge applies.")] = False
    mips_percent: Percent | None = None
    qualifying_participant: Annotated[
        Flag, Meta(description="Qualifying participant of an advanced payment model: its conversion factor.")
    ] = False
    bill_type: Annotated[str | None, Meta(description="Type of a hospital's bill, such as 131.")] = None
    condition_codes: Annotated[list[Modifier], Meta(max_length=30)] = []
    wage_index: Annotated[Index | None, Meta(description="Final wage index of a facility; wins over `cbsa`.")] = None
    quality_reduction: Annotated[Flag, Meta(description="The facility did not meet the reporting requirements of quality.")] = False
    rural_sole_community: Annotated[Flag, Meta(description="A rural sole community hospital.")] = False
    rural_emergency: Annotated[Flag, Meta(description="A rural emergency hospital.")] = False
    cost_to_charge_ratio: Index | None = None
    device_credit: Dollars | None = None
    packaged_charges: Dollars | None = None
    ranking: Annotated[Literal["", "regulation"], Meta(description="How a center's procedures are ranked.")] = ""


class CheckRequest(Struct, forbid_unknown_fields=True, omit_defaults=True):
    """One claim to check against Medicare's edits before it is sent."""

    lines: Lines
    on: Annotated[Day | None, Meta(description="Service day of the lines that give none; edits change by quarter.")] = None
    setting: Setting = "physician"
    place_of_service: Annotated[PlaceOfService | None, Meta(description="Without it, what needs it is not checked.")] = None
    zip: Zip | None = None
    mac: Mac | None = None
    locality: Locality | None = None
    cbsa: Cbsa | None = None
    known_on: Known | None = None
    practitioner: Annotated[str, Meta(max_length=4, description="Who furnished it, if no physician: NP, PA, CRNA, ...")] = ""
    bill_type: Annotated[str | None, Meta(description="Type of a hospital's bill, such as 131.")] = None
    condition_codes: Annotated[list[Modifier], Meta(max_length=30)] = []
    sex: Annotated[Literal["F", "M"] | None, Meta(description="Sex of the patient as Medicare holds it.")] = None
    diagnoses: Annotated[list[Annotated[str, Meta(max_length=8)]], Meta(max_length=25, description="ICD-10-CM codes.")] = []


class CheckFileRequest(Struct, forbid_unknown_fields=True, omit_defaults=True):
    """How to check an uploaded file of claims: 837, FHIR, our JSON, or a table of lines."""

    setting: Annotated[Setting | None, Meta(description="For all claims of the file; without it, each says itself.")] = None
    mac: Mac | None = None
    locality: Locality | None = None
    cbsa: Cbsa | None = None
    known_on: Known | None = None
    everything: Annotated[Flag, Meta(description="Answer every claim, not only those of which something fails.")] = True


class CodeRequest(Struct, forbid_unknown_fields=True, omit_defaults=True):
    """Everything held about one code on a day."""

    hcpcs: Code
    on: Annotated[Day | None, Meta(description="Without it: the last day of the held physician releases.")] = None
    known_on: Known | None = None


class CompareRequest(Struct, forbid_unknown_fields=True, omit_defaults=True):
    """The same procedures in office, hospital and surgical center."""

    codes: Annotated[list[Billed], Meta(min_length=1, max_length=MOST_LINES, description="Procedures of one operation, each a text.")]
    on: Day
    known_on: Known | None = None
    deductible_remaining: Dollars | None = None
    city: City | None = None
    zip: Zip | None = None
    mac: Mac | None = None
    locality: Locality | None = None
    county: County | None = None
    cbsa: Cbsa | None = None
    hospital_wage_index: Index | None = None
    asc_wage_index: Index | None = None


class GuideRecordRequest(Struct, forbid_unknown_fields=True, omit_defaults=True):
    """The coding guide of a procedure family for one service day, as a record."""

    family: Annotated[str, Meta(min_length=1, max_length=60, description="A procedure family.", examples=["hysteroscopy"])]
    on: Day
    known_on: Known | None = None
    zip: Zip | None = None
    mac: Mac | None = None
    locality: Locality | None = None
    cbsa: Cbsa | None = None


class GuideRequest(GuideRecordRequest, forbid_unknown_fields=True, omit_defaults=True):
    """The coding guide of a procedure family for one service day."""

    format: Annotated[GuideFormat, Meta(description="What the answer is written as.")] = "json"
    whole_dollars: Annotated[Flag, Meta(description="Show whole dollars; cents are kept in json and xlsx.")] = False


class AuditRequest(Struct, forbid_unknown_fields=True, omit_defaults=True):
    """How to audit an uploaded guide."""

    on: Annotated[Day | None, Meta(description="Check against this day; without it, against the document's own year.")] = None
    known_on: Known | None = None


class NoteRequest(Struct, forbid_unknown_fields=True, omit_defaults=True):
    """A note to read. It is kept nowhere: not in logs, not in caches, not on disk."""

    text: Annotated[str, Meta(description="The text of the note.")]
    name: Annotated[str, Meta(max_length=120, description="What the answer calls it.")] = "note"
    on: Annotated[Day | None, Meta(description="Service day; without it, the note's own.")] = None
    setting: Annotated[Setting | None, Meta(description="Whose claim the codes are for.")] = None
    known_on: Known | None = None
    prices: Annotated[Flag, Meta(description="Price the codes in the three settings.")] = True
    city: City | None = None
    zip: Zip | None = None
    mac: Mac | None = None
    locality: Locality | None = None
    county: County | None = None
    cbsa: Cbsa | None = None
    hospital_wage_index: Index | None = None
    asc_wage_index: Index | None = None


class NoteFileRequest(Struct, forbid_unknown_fields=True, omit_defaults=True):
    """How to read an uploaded note."""

    on: Day | None = None
    setting: Setting | None = None
    known_on: Known | None = None
    prices: Annotated[Flag, Meta(description="Price the codes in the three settings.")] = True
    city: City | None = None
    zip: Zip | None = None
    mac: Mac | None = None
    locality: Locality | None = None
    county: County | None = None
    cbsa: Cbsa | None = None
    hospital_wage_index: Index | None = None
    asc_wage_index: Index | None = None


class AskRequest(Struct, forbid_unknown_fields=True, omit_defaults=True):
    """A question about what may be billed, what is paid, or what a rule says."""

    question: Annotated[
        str, Meta(min_length=3, max_length=2_000, description="The question, in English.", examples=["Can 58555 be billed with 58558?"])
    ]
    on: Day | None = None
    known_on: Known | None = None


class RepriceRequest(Struct, forbid_unknown_fields=True, omit_defaults=True):
    """How to price an uploaded table of lines into another."""

    setting: Setting = "physician"
    columns: Annotated[Literal["slim", "all"], Meta(description="slim: amounts alone. all: the columns that came in, and then these.")] = (
        "slim"
    )
    format: Annotated[TableFormat | None, Meta(description="What is answered; without it, the kind that came in.")] = None
    mapping: Annotated[str, Meta(max_length=20_000, description="Other names of columns, as TOML.")] | None = None
    sort: Annotated[Flag, Meta(description="Sort by claim first; holds the table in memory.")] = False
    known_on: Known | None = None


class ReleasesRequest(Struct, forbid_unknown_fields=True, omit_defaults=True):
    """What CMS published and is held."""

    name: Annotated[str, Meta(max_length=120, description="A table or a release; without it, all that is held.")] | None = None


class RulesRequest(Struct, forbid_unknown_fields=True, omit_defaults=True):
    """Every rule and dated value with its citation."""

    system: Annotated[
        Literal["physician", "outpatient", "ambulatory", "coverage"] | None, Meta(description="Of one law; without it, of all.")
    ] = None
    names: Annotated[
        list[Annotated[str, Meta(max_length=80)]], Meta(max_length=20, description="Only those whose names hold one of these.")
    ] = []


REQUESTS = (
    LineRequest,
    PriceRequest,
    CheckRequest,
    CheckFileRequest,
    CodeRequest,
    CompareRequest,
    GuideRequest,
    AuditRequest,
    NoteRequest,
    NoteFileRequest,
    AskRequest,
    RepriceRequest,
    ReleasesRequest,
    RulesRequest,
)


def given(request: Struct, *left_out: str) -> dict[str, object]:
    """The fields of a request that are not as they are by default, by name."""
    return {
        name: value
        for name, value in msgspec.structs.asdict(request).items()
        if name not in left_out and value not in (None, "", []) and value is not False
    }
