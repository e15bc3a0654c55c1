"""The share of a line's rate that is paid: formulas 1 to 5, 8 and 9 of the I/OCE, to eight decimals, cut off.

D is the share of a further procedure of status T, Z the share of a stopped one, U the units.
1: 1. 2: (1 + D (U - 1)) / U. 3: Z / U. 4: (1 + D) / U. 5: D. 8: 2. 9: 2 D. Formulas 6 and 7 ended in 2008.
Of the procedures of status T of one day the one with the highest rate, after device offset and stop, is paid in full (42 CFR 419.44(a)).
"""

from ...kernel.rule import (
    Node,
    any_within,
    case,
    first_of,
    greatest,
    is_in,
    known,
    least,
    missing,
    otherwise,
    place_within,
    portion,
    rule,
    sum_within,
    undecided,
)
from .citations import BOTH_SIDES, BOTH_SIDES_HIGHEST, FORMULAS, MULTIPLE, REPEATED, STOPPED

DECIMALS = 8


@rule("Whether the line is ranked among the procedures of status T of its day", cites=(MULTIPLE, REPEATED))
def ranked_procedure(stands: Node, status_in_force: Node, repeated: Node, paid_separately: Node) -> Node:
    return first_of(
        case(~known(status_in_force), False, "a code without a status takes no part"),
        case(status_in_force != "T", False, "not of status T"),
        case(~stands | repeated, False, "denied, or repeated, staged or unrelated (modifiers 76 to 79)"),
        otherwise=paid_separately,
    )


@rule("Rate by which the line is ranked", cites=MULTIPLE)
def ranking_rate(terminated: Node, adjusted_rate: Node, stopped_share: Node) -> Node:
    return first_of(
        case(terminated, adjusted_rate * stopped_share, "after the discount of a stopped procedure"),
        otherwise=otherwise(adjusted_rate, "one unit"),
    )


@rule("Whether the line is the highest procedure of status T of its day", cites=MULTIPLE)
def highest_of_day(ranked_procedure: Node, ranking_rate: Node, service_day: Node) -> Node:
    several = sum_within(1, where=ranked_procedure, same=service_day) > 1
    unrated = any_within(ranked_procedure & undecided(ranking_rate), same=service_day)
    order_open = missing("a procedure of status T of the day has no rate yet, so that which one is paid in full is open")
    return first_of(
        case(any_within(undecided(ranked_procedure), same=service_day), order_open, "a procedure of the day is not settled"),
        case(~several, True, "the only one of its day"),
        case(unrated, order_open, "a rate is not held"),
        otherwise=otherwise(place_within(ranking_rate, where=ranked_procedure, same=service_day) == 1, "by rate"),
    )


@rule("Share of both sides of the highest procedure", cites=BOTH_SIDES_HIGHEST)
def both_sides_of_highest(multiple_share: Node) -> Node:
    return multiple_share + 1


@rule("Share of a procedure of status T", cites=(MULTIPLE, FORMULAS, BOTH_SIDES))
def multiple_discount(highest_of_day: Node, bilateral: Node, both_sides_of_highest: Node, multiple_share: Node, paid_units: Node) -> Node:
    divisor = greatest(paid_units, 1)
    in_turn = greatest((divisor - 1) * multiple_share + 1, 0)
    return first_of(
        case(highest_of_day & bilateral, portion(both_sides_of_highest, divisor, DECIMALS), "formula 4: both sides of the highest"),
        case(highest_of_day, least(portion(in_turn, divisor, DECIMALS), 1), "formula 2: one unit in full, each further one at half"),
        case(bilateral, multiple_share + multiple_share, "formula 9: each side at half"),
        otherwise=otherwise(multiple_share, "formula 5: a further procedure of the day, at half"),
    )


@rule("Share of the rate that is paid for each unit", cites=(FORMULAS, STOPPED, BOTH_SIDES))
def discount(
    status_in_force: Node,
    wage_adjusted_statuses: Node,
    terminated: Node,
    paid_units: Node,
    stopped_share: Node,
    carries_composite: Node,
    ranked_procedure: Node,
    multiple_discount: Node,
    bilateral: Node,
) -> Node:
    once = is_in(status_in_force, ("J1", "Q1", "Q2")) | carries_composite
    return first_of(
        case(~is_in(status_in_force, wage_adjusted_statuses), 1, "no procedure or visit"),
        case(terminated, portion(stopped_share, greatest(paid_units, 1), DECIMALS), "formula 3: stopped or reduced, at half"),
        case(once, 1, "paid once: modifier 50 changes nothing"),
        case(ranked_procedure, multiple_discount, "a procedure of status T"),
        case(bilateral, 2, "formula 8: both sides, without a multiple discount"),
        otherwise=otherwise(1, "formula 1: no discount"),
    )
