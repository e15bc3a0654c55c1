"""One side or both: what modifier 50, a left and a right line, or two units mean under each bilateral indicator.

The record layout of the relative value file says it for each indicator: 0 and 2 pay one fee for both sides, 1 pays 150 % of one, 3 pays
each side in full; both sides are settled before any ranking, and the charge compared is the total for both. A left and a right line are
paid together on the left one.
"""

from ...kernel.rule import Node, any_within, case, first_of, is_in, known, missing, otherwise, pends, round_to, rule, sum_within
from .citations import BILATERAL
from .modifiers import given

# Modifiers that tell a line apart from another of the same code: another place of the body, another session, a repeat that is meant.
APART = (
    *("58", "59", "76", "77", "78", "79", "91", "XE", "XP", "XS", "XU", "E1", "E2", "E3", "E4", "LC", "LD", "LM", "RC", "RI"),
    *("FA", "F1", "F2", "F3", "F4", "F5", "F6", "F7", "F8", "F9", "TA", "T1", "T2", "T3", "T4", "T5", "T6", "T7", "T8", "T9"),
)


@rule("Side that the line states", cites=BILATERAL)
def side(modifier_1: Node, modifier_2: Node, modifier_3: Node, modifier_4: Node) -> Node:
    def has(code: str) -> Node:
        return given(code, modifier_1, modifier_2, modifier_3, modifier_4)

    return first_of(
        case(has("50") | (has("LT") & has("RT")), "both", "modifier 50, or LT and RT together"),
        case(has("LT"), "left", "modifier LT"),
        case(has("RT"), "right", "modifier RT"),
        otherwise=otherwise("", "no side is stated"),
    )


@rule("What the bilateral indicator asks of the line", cites=BILATERAL)
def sides_to_settle(bilateral: Node, side: Node, modifier_1: Node, modifier_2: Node, modifier_3: Node, modifier_4: Node) -> Node:
    no_indicator = missing("this bilateral indicator is not one that the record layout names")
    without_sides = pends("modifier 50 on a service to which the concept of two sides does not apply (bilateral indicator 9)")
    return first_of(
        case(~is_in(bilateral, ("0", "1", "2", "3", "9")), no_indicator, "no indicator of the layout"),
        case((side == "both") & (bilateral == "9"), without_sides, "both sides of a service that has none"),
        case(side == "both", "both", "the line is for both sides"),
        case(is_in(bilateral, ("3", "9")), "none", "indicator 3 or 9: each line and each unit by itself"),
        case(side != "", "pair", "a line for the other side may stand beside it"),
        case(bilateral == "0", "none", "indicator 0: units are services of their own"),
        case(given(APART, modifier_1, modifier_2, modifier_3, modifier_4), "none", "a modifier tells it apart from others of its code"),
        otherwise=otherwise("units", "indicator 1 or 2: two units mean both sides"),
    )


@rule("Whether lines for the left and for the right side stand on the day", cites=BILATERAL)
def left_and_right(hcpcs: Node, side: Node, sides_to_settle: Node, left_out: Node) -> Node:
    stands = (sides_to_settle == "pair") & (left_out != "yes")
    return any_within(stands & (side == "left"), same=hcpcs) & any_within(stands & (side == "right"), same=hcpcs)


@rule("Whether the left and the right line are one service done twice", cites=BILATERAL)
def sides_alike(hcpcs: Node, sides_to_settle: Node, care_fee: Node, surgeon_share: Node, units: Node) -> Node:
    value = round_to(care_fee * surgeon_share, 2)  # a different component, care or role shows in it
    return sum_within(value * units, where=sides_to_settle == "pair", same=hcpcs) == value + value


@rule("Whether no other line of the day repeats the code without a side or a reason", cites=BILATERAL)
def stands_once(hcpcs: Node, component: Node, left_out: Node, units: Node, sides_to_settle: Node, assistant_role: Node) -> Node:
    plain = (sides_to_settle == "units") & (component == "") & (left_out != "yes")
    alike = sum_within(units, where=plain, same=(hcpcs, assistant_role))
    return first_of(case(component != "", True, "a component row"), otherwise=alike == units)


@rule("Whether the line is paid for both sides", cites=BILATERAL)
def both_sides(sides_to_settle: Node, units: Node, side: Node, left_and_right: Node, sides_alike: Node, stands_once: Node) -> Node:
    several = pends("both sides and several units on one line: how many sides were done is not stated")
    odd = pends("more than two units of a service that can be done on both sides: which of them are pairs is not stated")
    twice = pends("the service stands on several lines, and neither a side nor another modifier tells them apart")
    unlike = pends("the lines for the left and the right side differ in number, component or role: how they pair is not stated")
    return first_of(
        case(sides_to_settle == "none", "no", "no sides to settle"),
        case((sides_to_settle == "both") & (units > 1), several, "several units"),
        case(sides_to_settle == "both", "here", "both sides on this line"),
        case((sides_to_settle == "units") & ~stands_once, twice, "several lines"),
        case((sides_to_settle == "units") & (units == 1), "no", "one unit without a side"),
        case((sides_to_settle == "units") & (units == 2), "here", "two units: both sides on this line"),
        case(sides_to_settle == "units", odd, "more than two units"),
        case(~left_and_right, "no", "one side alone"),
        case(~sides_alike, unlike, "the two lines are not alike"),
        case(side == "left", "here", "the left line carries both sides"),
        otherwise=otherwise("there", "the left line carries both sides"),
    )


@rule("Number of procedures on the line", cites=BILATERAL)
def procedures(both_sides: Node, units: Node) -> Node:
    return first_of(
        case(both_sides == "no", units, "each unit is one"),
        case(both_sides == "here", 1, "both sides are one"),
        otherwise=otherwise(0, "it is counted on the line of the left side"),
    )


@rule("Amount of one procedure, its sides settled", cites=BILATERAL)
def one_procedure(both_sides: Node, bilateral: Node, care: Node, care_fee: Node, bilateral_share: Node) -> Node:
    twice_back = pends("modifier 78 for both sides: whether the bilateral rule applies to a return to the operating room is not settled")
    return first_of(
        case(~known(care_fee), care_fee, "the line has no fee"),
        case(both_sides == "no", care_fee, "one fee for one side or unit"),
        case(both_sides == "there", 0, "paid together with the left side, on its line"),
        case(care == "78", twice_back, "modifier 78 for both sides"),
        case(bilateral == "1", round_to(care_fee * bilateral_share, 2), "indicator 1: 150 % of one fee for both sides"),
        case(bilateral == "3", care_fee + care_fee, "indicator 3: each side in full"),
        otherwise=otherwise(care_fee, "indicator 0 or 2: one fee for both sides"),
    )


@rule("Amount of the line's units and sides, before any ranking", cites=BILATERAL)
def sides_amount(one_procedure: Node, procedures: Node) -> Node:
    return one_procedure * procedures


@rule("Charge with which the amount is compared", cites=BILATERAL)
def compared_charge(hcpcs: Node, sides_to_settle: Node, both_sides: Node, charge: Node, left_out: Node) -> Node:
    stands = (sides_to_settle == "pair") & (left_out != "yes")
    half = missing("the charge of one side is not given, so that the total for both is not known")
    return first_of(
        case(sides_to_settle != "pair", charge, "the charge of the line"),
        case(both_sides != "here", charge, "the charge of this side"),
        case(any_within(stands & ~known(charge), same=hcpcs), half, "a charge is not given"),
        otherwise=otherwise(sum_within(charge, where=stands, same=hcpcs), "the total for both sides"),
    )
