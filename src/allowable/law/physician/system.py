"""The physician fee schedule as a system: its rules, values, tables with their keys, fields of the line, and outputs."""

from ...kernel.parameter import Parameter
from ...kernel.program import Field, Lookup, Scope, System, rules_of
from . import (
    anesthesia,
    care,
    diagnostic,
    endoscopy,
    fee,
    imaging,
    modifiers,
    multiple,
    payment,
    place,
    practitioner,
    sides,
    surgeons,
    tables,
    therapy,
)

NAME = "physician"
SAYS = "Medicare physician fee schedule (42 CFR 414)"

FIELDS = (
    Field("hcpcs", "procedure code"),
    Field("modifier_1", "first modifier, blank if none"),
    Field("modifier_2", "second modifier, blank if none"),
    Field("modifier_3", "third modifier, blank if none"),
    Field("modifier_4", "fourth modifier, blank if none"),
    Field("place_of_service", "place of service code"),
    Field("mac", "Medicare administrative contractor, blank for a national amount"),
    Field("locality", "locality number of that contractor, blank for a national amount"),
    Field("units", "units of service", "number", below=10_000),
    Field("qualifying_participant", "yes for a qualifying participant of an advanced payment model"),
    # anaesthesia
    Field("minutes", "minutes of anaesthesia", "number", below=10_000, optional=True),
    Field("base_units", "base units of the anaesthesia, if they are known", "number", below=100, optional=True),
    # who bills, and what the patient owes
    Field("practitioner", "blank for a physician, else NP PA CNS CNM CSW MFT MHC RD CP CRNA AA"),
    Field("nonparticipating", "yes for a supplier who does not participate"),
    Field("unassigned", "yes for a claim without assignment"),
    Field(
        "deductible_remaining", "what is left of the Part B deductible before the lines", "number", places=2, below=10_000, optional=True
    ),
    Field("mips_percent", "MIPS payment adjustment in percent", "number", places=2, below=10, optional=True),
    # surgery
    Field("denied", "yes for a line that an edit has denied: no amount, no place in any ranking"),
    Field("charge", "charge of the line", "number", places=2, below=100_000_000, optional=True),
    Field("postoperative_days", "days of postoperative care under modifier 55", "number", below=1_000, optional=True),
)

LOOKUPS = (
    Lookup(tables.RELATIVE_VALUES, "hcpcs", "component"),
    Lookup(tables.GEOGRAPHIC_INDICES, "mac", "locality"),
    Lookup(tables.ANESTHESIA_FACTORS, "mac", "locality", prefix="anesthesia_"),
    Lookup(tables.ANESTHESIA_BASE_UNITS, "hcpcs"),
)

SURGERY_SCOPE = Scope("base_", "for the base code of the endoscopic family", hcpcs="endoscopic_base", component="whole_service")

COMPONENT_SCOPES = (
    Scope("technical_", "for the technical component", hcpcs="technical_code", component="technical_row"),
    Scope("professional_", "for the professional component", hcpcs="professional_code", component="professional_row"),
)

OUTPUTS = ("allowed", "medicare_payment", "patient_share", "limiting_charge", "deductible_applied", "unreduced_amount", "total_rvu")


def system(parameters: dict[str, Parameter]) -> System:
    """The System; `parameters` are the dated values read from values.yaml."""
    tests = rules_of(imaging, diagnostic, therapy, anesthesia)
    paying = rules_of(practitioner, payment)
    surgery = rules_of(care, sides, multiple, endoscopy, surgeons)
    return System(
        NAME,
        SAYS,
        rules=[*rules_of(place, fee, modifiers), *tests, *surgery, *paying],
        parameters=parameters,
        lookups=LOOKUPS,
        fields=FIELDS,
        outputs=OUTPUTS,
        scopes=(SURGERY_SCOPE, *COMPONENT_SCOPES),
    )
