"""Add-on codes on a hospital's claim: the primary procedure stands on the same day or the day before (I/OCE edits 106 and 108).

Edit 107, of type 2, is for professional services of critical access hospitals alone.
"""

from ...kernel.rule import Node, any_pair, case, first_of, missing, otherwise, rule
from .add_ons import CHANGES, NO_ADD_ON, SAYS, WITH_PRIMARY
from .citations import ADD_ON_HOSPITAL
from .tables import ADD_ON_NOTES, ADD_ON_PRIMARIES, FACILITIES_ONLY

HOSPITALS = {"note": (*ADD_ON_NOTES, FACILITIES_ONLY)}
LAST_DAY = 31  # of one claim


@rule("The day after the line's day", cites=ADD_ON_HOSPITAL)
def next_day(service_day: Node) -> Node:
    days = [case(service_day == str(place), str(place + 1), "the day after") for place in range(1, LAST_DAY)]
    return first_of(*days, otherwise=missing("the claim runs over more days than the rules compare"))


@rule("Day on which a primary procedure meets an add-on code of the day after", cites=ADD_ON_HOSPITAL)
def meeting_day(add_on_type: Node, service_day: Node, next_day: Node) -> Node:
    return first_of(
        case(add_on_type != "", service_day, "an add-on code: its own day"),
        otherwise=otherwise(next_day, "any other: the day after"),
    )


@rule(SAYS, cites=ADD_ON_HOSPITAL, since="2018-04-01", name="add_on")
def add_on_near(hcpcs: Node, add_on_type: Node, stands: Node, service_day: Node, meeting_day: Node, crosses_quarter: Node) -> Node:
    same_day = any_pair(ADD_ON_PRIMARIES, hcpcs, hcpcs, where=stands, same=service_day, only=HOSPITALS)
    day_before = any_pair(ADD_ON_PRIMARIES, hcpcs, hcpcs, where=stands & (add_on_type == ""), same=meeting_day, only=HOSPITALS)
    chained = any_pair(ADD_ON_PRIMARIES, hcpcs, hcpcs, where=stands & (add_on_type != ""), only=HOSPITALS)
    two_lists = missing("the claim runs over two quarters: whose list of add-on codes speaks is not settled")
    chain = missing("its primary of another day is an add-on code too: which day is meant is not compared")
    return first_of(
        case(crosses_quarter == "yes", two_lists, "two quarters"),
        case(add_on_type == "", True, NO_ADD_ON),
        case(add_on_type == "2", True, "type 2: edit 107 is for professional services of critical access hospitals alone"),
        case(add_on_type == "changes", CHANGES, "the list changes within the quarter"),
        case(same_day, True, WITH_PRIMARY),
        case(day_before, True, "one of its listed primary procedures stands on the day before"),
        case(chained, chain, "a chain of add-on codes"),
        case(add_on_type == "1", False, "edit 106: none of its primary procedures stands on the day or the day before (type 1)"),
        case(add_on_type == "3", False, "edit 108: none of its primary procedures stands on the day or the day before (type 3)"),
        otherwise=missing("this type of add-on code is none of 1, 2 and 3"),
    )


@rule(SAYS, cites=ADD_ON_HOSPITAL, until="2018-04-01", name="add_on")
def add_on_before(add_on_type: Node) -> Node:
    earlier = missing("the edits of add-on codes of hospitals before 2018-04-01 are not held")
    return first_of(case(add_on_type == "", True, NO_ADD_ON), otherwise=earlier)
