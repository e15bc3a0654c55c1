"""The hospital outpatient prospective payment system: its rules, values, tables with their keys, fields of the line, and outputs."""

from ...kernel.parameter import Parameter
from ...kernel.program import Field, Lookup, System, rules_of
from . import (
    adjustments,
    bill,
    composites,
    comprehensive,
    conditional,
    copayment,
    deductible,
    devices,
    discounts,
    inpatient,
    line_payment,
    modifiers,
    observation,
    off_campus,
    outlier,
    packaging,
    payment,
    rate,
    tables,
    wage,
)

NAME = "outpatient"
SAYS = "Medicare hospital outpatient prospective payment system (42 CFR 419)"

FIELDS = (
    Field("hcpcs", "procedure code"),
    Field("cbsa", "wage area, blank for a national amount"),
    Field("units", "units of service", "number", below=10_000),
    # packaging, comprehensive payments, discounts
    Field("modifier_1", "first modifier, blank if none"),
    Field("modifier_2", "second modifier, blank if none"),
    Field("modifier_3", "third modifier, blank if none"),
    Field("modifier_4", "fourth modifier, blank if none"),
    Field("denied", "yes for a line that an edit has denied: no amount, no place in any ranking"),
    Field("service_day", "day of the claim on which the service was done: 1, 2, and so on; blank for its one day"),
    Field("charge", "charge of the line", "number", places=2, below=10_000_000, optional=True),
    Field("bill_type", "first two digits of the type of bill; blank is taken as 13"),
    Field("condition_w2", "yes for a claim with condition code W2"),
    Field("crosses_quarter", "yes for a claim whose days lie in two quarters"),
    # the hospital, and what the patient owes
    Field("wage_index", "wage index of the hospital, which wins over that of its area", "number", places=4, below=5, optional=True),
    Field("rural_sole_community", "yes for a rural sole community hospital"),
    Field("quality_reduction", "yes for a hospital that failed quality reporting"),
    Field("rural_emergency", "yes for a rural emergency hospital"),
    Field("cost_to_charge_ratio", "cost-to-charge ratio of the hospital", "number", places=4, below=10, optional=True),
    Field("device_credit", "credit that the hospital received for a device", "number", places=2, below=1_000_000, optional=True),
    Field("packaged_charges", "charges of lines without a procedure code", "number", places=2, below=10_000_000, optional=True),
    Field(
        "deductible_remaining", "what is left of the Part B deductible before the claim", "number", places=2, below=10_000, optional=True
    ),
)

LOOKUPS = (
    Lookup(tables.ADDENDUM_B, "hcpcs"),
    Lookup(tables.INFERRED_APCS, "hcpcs", prefix="inferred_"),
    Lookup(tables.APC_RATES, "apc_in_force", prefix="rated_"),
    Lookup(tables.WAGE_INDEX, "cbsa"),
    # devices
    Lookup(tables.DEVICE_INTENSIVE, "hcpcs", prefix="device_"),
    Lookup(tables.DEVICE_OFFSETS, "hcpcs", prefix="estimated_"),
    # packaging, comprehensive payments
    Lookup(tables.COMPREHENSIVE_RANKS, "hcpcs", prefix="primary_"),
    Lookup(tables.COMPLEXITY_ADJUSTMENTS, "hcpcs", "hcpcs", prefix="self_"),
    Lookup(tables.COMPLEXITY_TARGETS, "hcpcs"),
    Lookup(tables.APC_RATES, "adjusted_apc", prefix="complexity_"),
    Lookup(tables.APC_RATES, "observation_apc", prefix="observation_"),
    Lookup(tables.COMPOSITES, "hcpcs", prefix="composite_"),
    Lookup(tables.APC_RATES, "composite_family", prefix="plain_"),
    Lookup(tables.APC_RATES, "composite_contrast_apc", prefix="contrast_"),
)

OUTPUTS = (
    "unreduced_amount",
    "allowed",
    "medicare_payment",
    "patient_share",
    "deductible_applied",
    "outlier_payment",
    "status_in_force",
    "apc_in_force",
)


def system(parameters: dict[str, Parameter]) -> System:
    """The System; `parameters` are the dated values read from values.yaml."""
    packages = rules_of(modifiers, bill, conditional, composites, comprehensive, observation, inpatient, packaging, discounts)
    rates = rules_of(rate, wage, off_campus, adjustments, devices)
    paying = rules_of(line_payment, copayment, deductible, outlier, payment)
    return System(
        NAME,
        SAYS,
        rules=[*rates, *packages, *paying],
        parameters=parameters,
        lookups=LOOKUPS,
        fields=FIELDS,
        outputs=OUTPUTS,
        amount="allowed",
        whole_claim=True,
    )
