"""The physician fee schedule as a system: its rules, values, tables with their keys, fields of the line, and outputs."""

from ...kernel.parameter import Parameter
from ...kernel.program import Field, Lookup, System, rules_of
from . import fee, place, tables

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
)

LOOKUPS = (
    Lookup(tables.RELATIVE_VALUES, "hcpcs", "component"),
    Lookup(tables.GEOGRAPHIC_INDICES, "mac", "locality"),
)

OUTPUTS = ("unreduced_amount", "total_rvu")


def system(parameters: dict[str, Parameter]) -> System:
    """The System; `parameters` are the dated values read from values.yaml."""
    return System(NAME, SAYS, rules=rules_of(place, fee), parameters=parameters, lookups=LOOKUPS, fields=FIELDS, outputs=OUTPUTS)
