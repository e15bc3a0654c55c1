"""The payment system of ambulatory surgical centers: its rules, values, tables with their keys, fields of the line, and outputs."""

from ...kernel.parameter import Parameter
from ...kernel.program import Field, Lookup, System, rules_of
from . import rate, tables

NAME = "ambulatory"
SAYS = "Medicare payment system of ambulatory surgical centers (42 CFR 416 subpart F)"

FIELDS = (
    Field("hcpcs", "procedure code"),
    Field("cbsa", "wage area, blank for a national amount"),
    Field("units", "units of service", "number", below=10_000),
)

LOOKUPS = (
    Lookup(tables.ASC_RATES, "hcpcs"),
    Lookup(tables.ASC_ANCILLARY_RATES, "hcpcs", prefix="ancillary_"),
    Lookup(tables.ASC_EXCLUDED, "hcpcs"),
    Lookup(tables.ASC_WAGE_INDEX, "cbsa"),
)

OUTPUTS = ("unreduced_amount", "indicator")


def system(parameters: dict[str, Parameter]) -> System:
    """The System; `parameters` are the dated values read from values.yaml."""
    return System(NAME, SAYS, rules=rules_of(rate), parameters=parameters, lookups=LOOKUPS, fields=FIELDS, outputs=OUTPUTS)
