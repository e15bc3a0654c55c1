"""Coverage as a system of its own: two answers about a code that no fee schedule gives, covered and performable."""

from ...kernel.parameter import Parameter
from ...kernel.program import Field, System, rules_of
from . import coverage, performance

NAME = "coverage"
SAYS = "Medicare coverage and the availability of devices (Social Security Act, section 1862; national coverage determinations)"

FIELDS = (Field("hcpcs", "procedure code"),)
OUTPUTS = ("covered", "performable")


def system(parameters: dict[str, Parameter]) -> System:
    """The System; `parameters` are the dated values read from values.yaml."""
    return System(NAME, SAYS, rules=rules_of(coverage, performance), parameters=parameters, lookups=(), fields=FIELDS, outputs=OUTPUTS)
