"""The payment system of ambulatory surgical centers: its rules, values, tables with their keys, fields of the line, and outputs."""

from ...kernel.parameter import Parameter
from ...kernel.program import Field, Lookup, System, rules_of
from . import add_ons, devices, interrupted, modifiers, multiple, payment, quality, rate, tables, wage

NAME = "ambulatory"
SAYS = "Medicare payment system of ambulatory surgical centers (42 CFR 416 subpart F)"

FIELDS = (
    Field("hcpcs", "procedure code"),
    Field("modifier_1", "first modifier, blank if none"),
    Field("modifier_2", "second modifier, blank if none"),
    Field("modifier_3", "third modifier, blank if none"),
    Field("modifier_4", "fourth modifier, blank if none"),
    Field("cbsa", "wage area, blank for a national amount"),
    Field("units", "units of service", "number", below=10_000),
    Field("denied", "yes for a line that an edit has denied: no amount, no place in any ranking"),
    Field("charge", "charge of the line", "number", places=2, below=100_000_000, optional=True),
    # of the center, and of the claim
    Field("wage_index", "wage index of the center, if it is given instead of an area", "number", places=4, below=5, optional=True),
    Field("quality_reduction", "yes for a center that did not report its quality measures"),
    Field("ranking", "blank to rank several procedures as the manual does, or regulation"),
    Field(
        "deductible_remaining", "what is left of the Part B deductible before the lines", "number", places=2, below=10_000, optional=True
    ),
)

LOOKUPS = (
    Lookup(tables.ASC_RATES, "hcpcs"),
    Lookup(tables.ASC_ANCILLARY_RATES, "hcpcs", prefix="ancillary_"),
    Lookup(tables.ASC_EXCLUDED, "hcpcs"),
    Lookup(tables.ASC_WAGE_INDEX, "cbsa", prefix="area_"),
    Lookup(tables.ASC_DEVICE_OFFSETS, "hcpcs"),
    Lookup(tables.ASC_DEVICE_SHARES, "hcpcs", prefix="pass_through_"),
)

OUTPUTS = ("unreduced_amount", "allowed", "medicare_payment", "patient_share", "deductible_applied", "indicator")


def system(parameters: dict[str, Parameter]) -> System:
    """The System; `parameters` are the dated values read from values.yaml."""
    return System(
        NAME,
        SAYS,
        rules=rules_of(modifiers, rate, quality, devices, wage, interrupted, multiple, add_ons, payment),
        parameters=parameters,
        lookups=LOOKUPS,
        fields=FIELDS,
        outputs=OUTPUTS,
        amount="allowed",
    )
