"""Both sides, assistants, two surgeons and teams: what the indicators of the fee schedule allow."""

from ...kernel.rule import Node, case, first_of, is_in, missing, otherwise, pends, rule
from .citations import ASSISTANT, ASSISTANT_BAR, BILATERAL, BILATERAL_UNITS, CO_SURGEON, TEAM
from .modifiers import given


@rule("Modifier 50 stands on a procedure that is billed so, with one unit", cites=(BILATERAL, BILATERAL_UNITS))
def both_sides(modifier_1: Node, modifier_2: Node, modifier_3: Node, modifier_4: Node, bilateral: Node, units: Node) -> Node:
    return first_of(
        case(~given(("50",), modifier_1, modifier_2, modifier_3, modifier_4), True, "no modifier 50"),
        case(bilateral == "0", False, "bilateral indicator 0: the procedure is not done on two sides"),
        case(bilateral == "2", False, "bilateral indicator 2: the code is for both sides already"),
        case(bilateral == "9", False, "bilateral indicator 9: two sides do not apply"),
        case(~is_in(bilateral, ("1", "3")), missing("this bilateral indicator is not one that the record layout names"), "unnamed"),
        case(units > 1, False, "modifier 50 is billed with one unit"),
        otherwise=otherwise(True, "bilateral indicator 1 or 3"),
    )


@rule("An assistant may be paid at this operation", cites=(ASSISTANT, ASSISTANT_BAR))
def assistant_surgeon(modifier_1: Node, modifier_2: Node, modifier_3: Node, modifier_4: Node, assistant: Node) -> Node:
    assists = given(("80", "81", "82", "AS"), modifier_1, modifier_2, modifier_3, modifier_4)
    documented = pends("assistant indicator 0: paid only if documentation shows that an assistant was necessary")
    return first_of(
        case(~assists, True, "no assistant"),
        case(assistant == "0", documented, "indicator 0"),
        case(assistant == "1", False, "assistant indicator 1: the statute bars payment for an assistant"),
        case(assistant == "2", True, "assistant indicator 2"),
        case(assistant == "9", False, "assistant indicator 9: no assistant belongs to this service"),
        otherwise=missing("this assistant indicator is not one that the record layout names"),
    )


@rule("Two surgeons may be paid at this operation", cites=CO_SURGEON)
def two_surgeons(modifier_1: Node, modifier_2: Node, modifier_3: Node, modifier_4: Node, co_surgeon: Node) -> Node:
    documented = pends("co-surgeon indicator 1: paid only if documentation shows that two surgeons were necessary")
    specialties = missing("co-surgeon indicator 2: whether the two surgeons are of different specialties is not on this claim")
    return first_of(
        case(~given(("62",), modifier_1, modifier_2, modifier_3, modifier_4), True, "no modifier 62"),
        case(co_surgeon == "0", False, "co-surgeon indicator 0: two surgeons are not permitted"),
        case(co_surgeon == "1", documented, "indicator 1"),
        case(co_surgeon == "2", specialties, "indicator 2"),
        case(co_surgeon == "9", False, "co-surgeon indicator 9: no second surgeon belongs to this service"),
        otherwise=missing("this co-surgeon indicator is not one that the record layout names"),
    )


@rule("A team may be paid at this operation", cites=TEAM)
def team_surgery(modifier_1: Node, modifier_2: Node, modifier_3: Node, modifier_4: Node, team: Node) -> Node:
    report = pends("modifier 66: team surgery is paid by report")
    return first_of(
        case(~given(("66",), modifier_1, modifier_2, modifier_3, modifier_4), True, "no modifier 66"),
        case(is_in(team, ("1", "2")), report, "indicator 1 or 2"),
        case(is_in(team, ("0", "9")), False, "team surgery indicator 0 or 9: a team is not permitted for this service"),
        otherwise=missing("this team surgery indicator is not one that the record layout names"),
    )
