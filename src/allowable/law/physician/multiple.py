"""Several operations on one day: the highest in full, the second to fifth at half, any further one by report (indicators 2 and 3).

Ranked is by the amount of one procedure, its sides settled, before the charge is looked at; an endoscopic family is one item. Assistants
are ranked among assistants. Modifier 51 changes nothing: the ranking finds the order by itself. A tie keeps the claim's order.
(Record layout of the relative value file, multiple procedure indicator; Medicare Claims Processing Manual, chapter 12, section 40.6.)
"""

from ...kernel.rule import Node, any_within, case, first_of, is_in, known, otherwise, pends, place_within, round_to, rule, undecided
from .citations import MULTIPLE, RANKED_UNITS, RETURN_UNRANKED

PLACES = 5  # RVU25D: 100 %, 50 %, 50 %, 50 %, 50 % and by report


@rule("Whether the line is ranked among the surgery of its day", cites=MULTIPLE)
def ranked(multiple_procedure: Node, care: Node, surgeon_share: Node) -> Node:
    may_be_paid = known(surgeon_share) | undecided(surgeon_share)
    return is_in(multiple_procedure, ("2", "3")) & (care != "78") & may_be_paid


@rule("Whether the line holds a place of its own in the ranking", cites=MULTIPLE)
def holds_place(ranked: Node, multiple_procedure: Node, family_place: Node, base_included: Node) -> Node:
    return first_of(
        case(~ranked, False, "not ranked"),
        case(multiple_procedure == "3", family_place == 1, "the highest endoscopy stands for its family"),
        otherwise=otherwise(~base_included, "a procedure by itself, unless it is the base of another endoscopy"),
    )


@rule("Amount by which the line is ranked", cites=MULTIPLE)
def ranking_value(multiple_procedure: Node, family_total: Node, value_before_ranking: Node) -> Node:
    return first_of(
        case(multiple_procedure == "3", family_total, "its family together"),
        otherwise=otherwise(value_before_ranking, "one procedure"),
    )


@rule("Places that the line takes in the ranking", cites=MULTIPLE)
def places_taken(multiple_procedure: Node, procedures: Node) -> Node:
    return first_of(
        case(multiple_procedure == "3", 1, "its family is one item"),
        otherwise=otherwise(procedures, "one for each procedure"),
    )


@rule("Place of the line's value in the day's ranking", cites=MULTIPLE)
def place_by_value(ranking_value: Node, holds_place: Node, assistant_role: Node, places_taken: Node) -> Node:
    return place_within(ranking_value, where=holds_place, same=assistant_role, weight=places_taken)


@rule("Place of the line in the day's ranking", cites=MULTIPLE)
def place_in_day(multiple_procedure: Node, place_of_family: Node, place_by_value: Node) -> Node:
    return first_of(
        case(multiple_procedure == "3", place_of_family, "the place of its family"),
        otherwise=otherwise(place_by_value, "its own place"),
    )


@rule("Whether a procedure of the day has no price yet, so that all places are open", cites=MULTIPLE)
def places_open(
    multiple_procedure: Node, value_before_ranking: Node, surgeon_share: Node, assistant_role: Node, component: Node, left_out: Node
) -> Node:
    stands = left_out != "yes"
    open_value = known(surgeon_share) & undecided(value_before_ranking)
    unpriced = is_in(multiple_procedure, ("2", "3")) & (undecided(surgeon_share) | open_value)
    without_row = undecided(component)  # modifier 53 without a row: no indicator says whether it is ranked
    return any_within(unpriced & stands, same=assistant_role) | any_within(without_row & stands)


@rule("Several procedures of one code in the ranking", cites=RANKED_UNITS)
def repeated_amount(one_procedure: Node, procedures: Node, place_in_day: Node, later_procedure_share: Node) -> Node:
    later = round_to(one_procedure * later_procedure_share, 2)
    return first_of(
        case(place_in_day == 1, one_procedure + later * (procedures - 1), "one in full, each further one at half"),
        otherwise=otherwise(later * procedures, "each at half"),
    )


@rule("Amount of a return to the operating room", cites=RETURN_UNRANKED)
def return_amount(sides_amount: Node) -> Node:
    return sides_amount


@rule("Amount after the ranking of the day's surgery", cites=MULTIPLE)
def surgical_amount(
    ranked: Node,
    multiple_procedure: Node,
    return_amount: Node,
    sides_amount: Node,
    value_before_ranking: Node,
    places_open: Node,
    place_in_day: Node,
    places_taken: Node,
    repeated_amount: Node,
    later_procedure_share: Node,
) -> Node:
    by_report = pends("sixth or later procedure of the day: priced by report")
    without_order = pends("another procedure of the day has no price yet, so that the order of all is open")
    return first_of(
        case(~is_in(multiple_procedure, ("2", "3")), sides_amount, "no ranking: the multiple procedure indicator is neither 2 nor 3"),
        case(~ranked, return_amount, "modifier 78: not ranked with other surgery"),
        case(value_before_ranking == 0, value_before_ranking, "nothing is left to rank"),
        case(places_open, without_order, "the order is open"),
        case(place_in_day + places_taken > PLACES + 1, by_report, "beyond the fifth place"),
        case((multiple_procedure == "2") & (places_taken > 1), repeated_amount, "several procedures of this code"),
        case(place_in_day == 1, value_before_ranking, "the highest of the day, in full"),
        otherwise=otherwise(round_to(value_before_ranking * later_procedure_share, 2), "second to fifth of the day, at half"),
    )
