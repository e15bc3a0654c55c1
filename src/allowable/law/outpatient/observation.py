"""Comprehensive observation (status J2): a visit with eight or more hours of observation is one payment for the claim, APC 8011.

It needs G0378 for eight units or more, a visit of status J2 on its day or the day before (a direct referral, G0379, on its day), no
comprehensive procedure on the claim, and no procedure of status T on its day or the day before. Otherwise the visit is paid by itself.
(I/OCE user manual; CY 2016 OPPS rule.)
"""

from ...kernel.rule import Node, any_within, case, first_of, is_in, missing, otherwise, place_within, rule, sum_within
from .citations import OBSERVATION, OBSERVATION_LINE

HOURS = "G0378"
REFERRAL = "G0379"
LAST_DAY = 31  # of one claim


@rule("APC by which a visit is paid for comprehensive observation", cites=OBSERVATION)
def observation_apc(status_in_force: Node) -> Node:
    return first_of(
        case(status_in_force == "J2", "8011", "the one APC of comprehensive observation"),
        otherwise=otherwise("", "no visit of status J2"),
    )


@rule("The day after the line's day", cites=OBSERVATION)
def next_day(service_day: Node) -> Node:
    places = range(1, LAST_DAY)
    days = [case(service_day == str(place), str(place + 1), "the day after") for place in places]
    beyond = missing("the claim runs over more days than the rules compare")
    return first_of(*days, otherwise=beyond)


@rule("Day on which a visit or procedure meets observation of the day after", cites=OBSERVATION)
def meeting_day(status_in_force: Node, service_day: Node, next_day: Node) -> Node:
    return first_of(
        case(is_in(status_in_force, ("J2", "T")), next_day, "a visit or procedure: the day after"),
        otherwise=otherwise(service_day, "its own day"),
    )


@rule("Whether eight hours of observation stand on the claim", cites=OBSERVATION)
def observed_long(hcpcs: Node, stands: Node, units: Node) -> Node:
    return sum_within(units, where=stands & (hcpcs == HOURS)) >= 8


@rule("Whether a visit stands on the day of the line or the day before", cites=OBSERVATION)
def visit_near(hcpcs: Node, stands: Node, status_in_force: Node, service_day: Node, meeting_day: Node) -> Node:
    visit = stands & (status_in_force == "J2")
    return any_within(visit, same=service_day) | any_within(visit & (hcpcs != REFERRAL), same=meeting_day)


@rule("Whether a procedure of status T stands on the day of the line or the day before", cites=OBSERVATION)
def procedure_near(stands: Node, status_in_force: Node, service_day: Node, meeting_day: Node) -> Node:
    procedure = stands & (status_in_force == "T")
    return any_within(procedure, same=service_day) | any_within(procedure, same=meeting_day)


@rule("Whether the line is observation that makes the claim one payment", cites=OBSERVATION)
def observation_met(
    hcpcs: Node, stands: Node, comprehensive_bill: Node, observed_long: Node, visit_near: Node, procedure_near: Node
) -> Node:
    return first_of(
        case(hcpcs != HOURS, False, "no hours of observation"),
        case(~stands | ~comprehensive_bill, False, "denied, or not on this type of bill"),
        case(~observed_long, False, "less than eight hours"),
        case(~visit_near, False, "no visit on the day or the day before"),
        case(procedure_near, False, "a procedure of status T on the day or the day before"),
        otherwise=otherwise(True, "eight hours with a visit and without a procedure"),
    )


@rule("Whether the line is a visit that carries the payment of comprehensive observation", cites=OBSERVATION_LINE)
def observation_visit(stands: Node, status_in_force: Node, national_rate: Node) -> Node:
    return place_within(national_rate, where=stands & (status_in_force == "J2")) == 1
