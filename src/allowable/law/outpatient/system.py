"""The hospital outpatient prospective payment system: its rules, values, tables with their keys, fields of the line, and outputs."""

from ...kernel.parameter import Parameter
from ...kernel.program import Field, Lookup, System, rules_of
from . import rate, tables

NAME = "outpatient"
SAYS = "Medicare hospital outpatient prospective payment system (42 CFR 419)"

FIELDS = (
    Field("hcpcs", "procedure code"),
    Field("cbsa", "wage area, blank for a national amount"),
    Field("units", "units of service", "number", below=10_000),
)

LOOKUPS = (
    Lookup(tables.ADDENDUM_B, "hcpcs"),
    Lookup(tables.INFERRED_APCS, "hcpcs", prefix="inferred_"),
    Lookup(tables.APC_RATES, "apc_in_force", prefix="rated_"),
    Lookup(tables.WAGE_INDEX, "cbsa"),
)

OUTPUTS = ("unreduced_amount", "status_in_force", "apc_in_force")


def system(parameters: dict[str, Parameter]) -> System:
    """The System; `parameters` are the dated values read from values.yaml."""
    return System(NAME, SAYS, rules=rules_of(rate), parameters=parameters, lookups=LOOKUPS, fields=FIELDS, outputs=OUTPUTS)
