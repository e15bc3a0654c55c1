"""Anaesthesia: base units of the code and time units of 15 minutes, times a conversion factor of the place (42 CFR 414.46).

Time is rounded to one decimal. Medical direction pays half to each, more than four concurrent cases three base units. Of several
anaesthetics for one session the highest base is paid with the time of all. Physical status and qualifying circumstances pay nothing.
"""

from ...kernel.rule import (
    Node,
    any_within,
    case,
    first_of,
    greatest,
    is_in,
    known,
    missing,
    otherwise,
    pends,
    place_within,
    portion,
    round_to,
    rule,
    sum_within,
    undecided,
)
from .citations import ANESTHESIA, ANESTHESIA_ROLES, ANESTHESIA_TIME, MEDICAL_DIRECTION, QUALIFYING, SEVERAL_ANESTHETICS, SUPERVISION
from .modifiers import given

MINUTES_OF_A_UNIT = 15


@rule("Role in the anaesthesia", cites=ANESTHESIA_ROLES)
def anesthesia_role(modifier_1: Node, modifier_2: Node, modifier_3: Node, modifier_4: Node) -> Node:
    def has(code: str) -> Node:
        return given(code, modifier_1, modifier_2, modifier_3, modifier_4)

    return first_of(
        case(has("AD"), "AD", "modifier AD: supervision of more than four concurrent cases"),
        case(has("QK"), "QK", "modifier QK: medical direction of two to four cases"),
        case(has("QY"), "QY", "modifier QY: medical direction of one case"),
        case(has("QX"), "QX", "modifier QX: under medical direction"),
        case(has("QZ"), "QZ", "modifier QZ: without medical direction"),
        case(has("AA"), "AA", "modifier AA: personally performed"),
        otherwise=otherwise("", "no role is stated"),
    )


@rule("Base units of the anaesthesia", cites=(ANESTHESIA, SUPERVISION))
def anesthesia_base(anesthesia_role: Node, supervised_base_units: Node, base_units: Node, listed_base_units: Node) -> Node:
    unlisted = pends("the contractor sets the base units of this anaesthesia code, by report")
    supervised = "supervision: three units whatever the code (a further one for presence at induction is no fact of the line)"
    return first_of(
        case(anesthesia_role == "AD", supervised_base_units, supervised),
        case(known(base_units), base_units, "the base units that are stated with the line"),
        case(listed_base_units == 0, unlisted, "CMS lists the code without units"),
        otherwise=otherwise(listed_base_units, "the base units of CMS's list"),
    )


@rule("Minutes of the line that are paid as time", cites=ANESTHESIA_TIME)
def anesthesia_minutes(anesthesia_role: Node, minutes: Node) -> Node:
    return first_of(
        case(anesthesia_role == "AD", 0, "supervision is paid without time"),
        case(~known(minutes), missing("the minutes of anaesthesia are not given"), "no minutes"),
        otherwise=minutes,
    )


@rule("Dollars per anaesthesia unit", cites=ANESTHESIA, until="2026-01-01")
def anesthesia_factor(mac: Node, national_anesthesia_conversion_factor: Node, anesthesia_conversion_factor: Node) -> Node:
    return first_of(
        case(mac == "", national_anesthesia_conversion_factor, "national amount: no locality was given"),
        otherwise=otherwise(anesthesia_conversion_factor, "factor of the locality"),
    )


@rule("Dollars per anaesthesia unit", cites=(ANESTHESIA, QUALIFYING), since="2026-01-01", name="anesthesia_factor")
def anesthesia_factor_from_2026(
    mac: Node,
    qualifying_participant: Node,
    national_anesthesia_conversion_factor: Node,
    qualifying_anesthesia_conversion_factor: Node,
    anesthesia_conversion_factor: Node,
) -> Node:
    qualifies = qualifying_participant == "yes"
    absent = missing("the anaesthesia factors of localities for qualifying participants are not held")
    return first_of(
        case(qualifies & (mac == ""), qualifying_anesthesia_conversion_factor, "national amount for a qualifying participant"),
        case(qualifies, absent, "a qualifying participant in a locality"),
        case(mac == "", national_anesthesia_conversion_factor, "national amount: no locality was given"),
        otherwise=otherwise(anesthesia_conversion_factor, "factor of the locality"),
    )


def fee_of(base: Node, minutes: Node, factor: Node) -> Node:
    """Base units and time units times the factor, rounded to the cent. No number of whole minutes lies half way between two tenths."""
    time_units = round_to(portion(greatest(minutes, 0), MINUTES_OF_A_UNIT, 2), 1)
    return round_to((base + time_units) * factor, 2)


@rule("Fee of the line's own base and time units", cites=(ANESTHESIA, ANESTHESIA_TIME))
def anesthesia_fee(anesthesia_base: Node, anesthesia_minutes: Node, anesthesia_factor: Node) -> Node:
    return fee_of(anesthesia_base, anesthesia_minutes, anesthesia_factor)


@rule("Share of the anaesthesia fee for the role", cites=(ANESTHESIA_ROLES, MEDICAL_DIRECTION))
def anesthesia_share(anesthesia_role: Node, medical_direction_share: Node) -> Node:
    unstated = missing("an anaesthesia line states its role by modifier AA, AD, QK, QX, QY or QZ")
    return first_of(
        case(anesthesia_role == "", unstated, "no role is stated"),
        case(is_in(anesthesia_role, ("QK", "QY", "QX")), medical_direction_share, "medical direction: half for each"),
        otherwise=otherwise(1, "in full"),
    )


@rule("Whether the line is an anaesthetic that no edit has denied", cites=ANESTHESIA)
def anesthetic(status: Node, left_out: Node) -> Node:
    return (status == "J") & (left_out != "yes")


@rule("Fee of several anaesthetics of one role on one day", cites=SEVERAL_ANESTHETICS)
def anesthesia_fee_of_day(
    anesthetic: Node, anesthesia_role: Node, anesthesia_base: Node, anesthesia_minutes: Node, anesthesia_factor: Node
) -> Node:
    half_known = pends("the base units and minutes of every anaesthetic of the day are needed: one is paid, with all the time")
    undecided_line = undecided(anesthesia_base) | undecided(anesthesia_minutes)
    first = place_within(anesthesia_base, where=anesthetic, same=anesthesia_role) == 1
    minutes = sum_within(anesthesia_minutes, where=anesthetic, same=anesthesia_role)
    return first_of(
        case(any_within(anesthetic & undecided_line, same=anesthesia_role), half_known, "units or minutes are not known"),
        case(first, fee_of(anesthesia_base, minutes, anesthesia_factor), "the highest base units, with the time of all"),
        otherwise=otherwise(0, "paid with the anaesthetic of the highest base units"),
    )


@rule("Amount of an anaesthetic", cites=(ANESTHESIA, ANESTHESIA_ROLES))
def anesthesia_amount(
    anesthetic: Node, anesthesia_role: Node, standing_fee: Node, anesthesia_fee_of_day: Node, anesthesia_share: Node
) -> Node:
    alone = sum_within(1, where=anesthetic, same=anesthesia_role) == 1
    fee = first_of(case(alone, standing_fee, "one anaesthetic of its role"), otherwise=anesthesia_fee_of_day)
    return first_of(
        case(~anesthetic, standing_fee, "an edit has denied it"),
        otherwise=round_to(fee * anesthesia_share, 2),
    )
