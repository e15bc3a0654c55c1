"""Edits as systems, one for each table family: practitioners, surgical centers, and hospitals by day and by whole claim.

Every output is a truth: yes passes, no fails (its case says why), unknown was not checked, because of its reason.
"""

from ...kernel.parameter import Parameter
from ...kernel.program import Field, Lookup, System, rules_of
from . import (
    add_ons,
    add_ons_hospital,
    centers,
    combinations,
    hospital,
    hospital_claim,
    modifiers,
    others,
    pairs,
    pairs_hospital,
    patient,
    places,
    surgeons,
    surgery,
    tables,
    units,
)

LINE = (
    Field("hcpcs", "procedure code"),
    Field("modifier_1", "first modifier, blank if none"),
    Field("modifier_2", "second modifier, blank if none"),
    Field("modifier_3", "third modifier, blank if none"),
    Field("modifier_4", "fourth modifier, blank if none"),
    Field("units", "units of service", "number", below=10_000),
    Field("denied", "yes for a line that an edit has denied already"),
)
PATIENT = (
    Field("sex", "F or M; blank where it is not given"),
    Field("sterilization_diagnosis", "yes for a claim with diagnosis Z30.2"),
)
PLACE = (Field("place_of_service", "place of service code"),)
BILL = (
    Field("bill_type", "first two digits of the type of bill; blank where it is not given"),
    Field("condition_w2", "yes for a claim with condition code W2"),
)
DAYS = (
    Field("service_day", "day of the claim on which the service was done: 1, 2, and so on; blank for its one day"),
    Field("crosses_quarter", "yes for a claim whose days lie in two quarters"),
)

ADD_ONS = (
    Lookup(tables.ADD_ON_KINDS, "hcpcs", prefix="add_on_"),
    Lookup(tables.ADD_ON_KINDS, "listed_add_on", prefix="held_add_on_"),
)
INDICATORS = (Lookup(others.RELATIVE_VALUES, "hcpcs", "whole_service"),)
STATUSES = (Lookup(others.ADDENDUM_B, "hcpcs", prefix="hospital_"),)
PRACTITIONER_LIMITS = (
    Lookup(tables.UNIT_LIMITS_PRACTITIONER, "hcpcs", prefix="limit_"),
    Lookup(tables.UNIT_LIMITS_PRACTITIONER, "limited_code", prefix="held_limit_"),
    Lookup(tables.UNIT_LIMITS_PRACTITIONER_EXCERPT, "hcpcs", prefix="excerpt_limit_"),
)
HOSPITAL_LIMITS = (
    Lookup(tables.UNIT_LIMITS_HOSPITAL, "hcpcs", prefix="limit_"),
    Lookup(tables.UNIT_LIMITS_HOSPITAL, "limited_code", prefix="held_limit_"),
    Lookup(tables.UNIT_LIMITS_HOSPITAL_EXCERPT, "hcpcs", prefix="excerpt_limit_"),
)
CENTER_LISTS = (
    Lookup(others.ASC_RATES, "hcpcs", prefix="covered_"),
    Lookup(others.ASC_RATES, "covered_code", prefix="held_"),
    Lookup(others.ASC_ANCILLARY_RATES, "hcpcs", prefix="ancillary_"),
    Lookup(others.ASC_EXCLUDED, "hcpcs"),
)
DEVICES = (
    Lookup(others.DEVICE_INTENSIVE, "hcpcs", prefix="device_"),
    Lookup(others.DEVICE_INTENSIVE, "device_code", prefix="held_"),
)

EVERYWHERE = ("code_pair", "unit_limit", "units_given", "modifiers_together", "anatomic_modifier", "sex_suits", "sterilization")


def practitioner_edits(parameters: dict[str, Parameter]) -> System:
    """Edits of a practitioner's claim, on the lines of one day; `parameters` are the dated values read from values.yaml."""
    return System(
        "practitioner_edits",
        "Edits on practitioners' claims (NCCI, global surgery, indicators of the physician fee schedule)",
        rules=[
            *rules_of(modifiers, pairs, units, add_ons, surgery, surgeons, places, patient),
            combinations.modifiers_together,
            combinations.practitioner_modifiers,
        ],
        parameters=parameters,
        lookups=(*PRACTITIONER_LIMITS, *ADD_ONS, *INDICATORS),
        fields=(*LINE, *PATIENT, *PLACE),
        outputs=(
            *EVERYWHERE,
            "add_on",
            "visit_modifier",
            "visit_beside_procedure",
            "return_modifier",
            "split_care",
            "both_sides",
            "assistant_surgeon",
            "two_surgeons",
            "team_surgery",
            "component_modifier",
            "technical_place",
            "place_suits",
            "status_pays",
            "practitioner_modifiers",
        ),
    )


def center_edits(parameters: dict[str, Parameter]) -> System:
    """Edits of a surgical center's claim, on the lines of one day: the tables of practitioners, the lists of centers."""
    return System(
        "center_edits",
        "Edits on claims of ambulatory surgical centers (NCCI, 42 CFR 416)",
        rules=[
            *rules_of(modifiers, pairs, units, add_ons, centers, patient),
            combinations.modifiers_together,
            combinations.facility_modifiers,
            combinations.surgeons_modifiers,
            combinations.stopped_once,
        ],
        parameters=parameters,
        lookups=(*PRACTITIONER_LIMITS, *ADD_ONS, *CENTER_LISTS),
        fields=(*LINE, *PATIENT),
        outputs=(*EVERYWHERE, "add_on", "covered_in_center", "center_sides", "facility_modifiers", "surgeons_modifiers", "stopped_once"),
    )


def hospital_edits(parameters: dict[str, Parameter]) -> System:
    """Edits of a hospital's outpatient claim, on the lines of one day."""
    return System(
        "hospital_edits",
        "Edits on hospitals' outpatient claims, day by day (NCCI, Integrated Outpatient Code Editor)",
        rules=[
            *rules_of(modifiers, pairs_hospital, units, hospital, patient),
            combinations.modifiers_together,
            combinations.facility_modifiers,
            combinations.surgeons_modifiers,
            combinations.stopped_once,
            places.whole_service,
        ],
        parameters=parameters,
        lookups=(*HOSPITAL_LIMITS, *INDICATORS, *STATUSES, *DEVICES),
        fields=(*LINE, *PATIENT, *BILL),
        outputs=(
            *EVERYWHERE,
            "inpatient_only",
            "status_pays",
            "twice_both_sides",
            "visit_marked",
            "both_sides",
            "device_present",
            "named_device",
            "device_procedure",
            "bill_type_suits",
            "facility_modifiers",
            "surgeons_modifiers",
            "stopped_once",
        ),
    )


def hospital_claim_edits(parameters: dict[str, Parameter]) -> System:
    """Edits of a hospital's outpatient claim that look at all of its days."""
    return System(
        "hospital_claim_edits",
        "Edits on hospitals' outpatient claims, over all their days (Integrated Outpatient Code Editor)",
        rules=[
            *rules_of(add_ons_hospital, hospital_claim),
            modifiers.stands,
            add_ons.listed_add_on,
            add_ons.add_on_type,
        ],
        parameters=parameters,
        lookups=(*ADD_ONS, *STATUSES),
        fields=(*LINE, *DAYS),
        outputs=("add_on", "beside_inpatient_only"),
        whole_claim=True,
    )
