"""Comprehensive procedures (status J1): one payment for the whole claim.

Of several the primary is the one with the lowest rank of Addendum J, not the dearest; each other one is packaged. A primary that stands
with a listed second procedure or add-on, or twice, is paid from the next higher APC; not where it was stopped or reduced. A conditionally
packaged service that turns out comprehensive is neither ranked nor adjusted. (I/OCE user manual; OPPS Addendum J.)
"""

from ...kernel.rule import Node, any_pair, any_within, case, first_of, is_in, known, missing, otherwise, place_within, rule, sum_within
from .citations import ADD_ONS_OF_OTHER_YEARS, COMPLEXITY, COMPLEXITY_LIST, COMPREHENSIVE, RANKS
from .tables import COMPLEXITY_ADJUSTMENTS

LAST_RANK = 100_000  # above any rank of the table: the greatest of what is left stands first


@rule("Whether the line is a comprehensive procedure", cites=COMPREHENSIVE)
def comprehensive_line(stands: Node, status_in_force: Node, comprehensive_bill: Node) -> Node:
    elsewhere = missing(
        "a comprehensive procedure on a type of bill other than 13x, or 12x with condition code W2: what it is paid there was not found"
    )
    return first_of(
        case(~known(status_in_force), False, "a code without a status takes no part"),
        case(status_in_force != "J1", False, "not of status J1"),
        case(~stands, False, "denied"),
        case(comprehensive_bill, True, "status J1"),
        otherwise=elsewhere,
    )


@rule("Value by which comprehensive procedures are ordered", cites=RANKS)
def order_value(hcpcs: Node, comprehensive_line: Node, primary_rank: Node) -> Node:
    alike = sum_within(1, where=comprehensive_line, same=hcpcs) == sum_within(1, where=comprehensive_line)
    return first_of(
        case(~comprehensive_line, 0, "no comprehensive procedure"),
        case(alike, 0, "no other comprehensive procedure: the first line of its code"),
        otherwise=otherwise(LAST_RANK - primary_rank, "lower ranks come first"),
    )


@rule("Whether the line is the primary comprehensive procedure", cites=(COMPREHENSIVE, RANKS))
def primary_procedure(comprehensive_line: Node, order_value: Node) -> Node:
    unranked = missing("a comprehensive procedure of the claim has no rank that is held, so that which of several is the primary is open")
    return first_of(
        case(~comprehensive_line, False, "no comprehensive procedure"),
        case(any_within(comprehensive_line & ~known(order_value)), unranked, "a rank is not held"),
        otherwise=otherwise(place_within(order_value, where=comprehensive_line) == 1, "the lowest rank of Addendum J is the primary"),
    )


@rule("Whether an add-on code may be paired, in a year whose pairs are not held", cites=ADD_ONS_OF_OTHER_YEARS)
def possible_add_on(hcpcs: Node, paired_add_ons: Node) -> Node:
    return is_in(hcpcs, paired_add_ons)


@rule("Whether another line may raise the primary procedure, in a year whose pairs are not held", cites=ADD_ONS_OF_OTHER_YEARS)
def pair_open(stands: Node, status_in_force: Node, possible_add_on: Node, comprehensive_line: Node) -> Node:
    add_on = any_within(stands & (status_in_force == "N") & possible_add_on)
    return first_of(
        case(sum_within(1, where=comprehensive_line) > 1, True, "another comprehensive procedure"),
        otherwise=otherwise(add_on, "an add-on code that Addendum J of 2025 pairs"),
    )


@rule("Whether the primary stands with a procedure or add-on that raises it", cites=COMPLEXITY_LIST)
def raised_by_pair(hcpcs: Node, stands: Node, status_in_force: Node, self_adjusted_apc: Node, is_50: Node, units: Node) -> Node:
    second = stands & is_in(status_in_force, ("J1", "N"))
    twice = is_50 | (units > 1)
    return first_of(
        case(twice & known(self_adjusted_apc), True, "done twice, and listed as a pair with itself"),
        otherwise=otherwise(any_pair(COMPLEXITY_ADJUSTMENTS, hcpcs, hcpcs, where=second), "by the pairs of Addendum J"),
    )


@rule("Whether the line, as the primary procedure, is paid from the next higher APC", cites=COMPLEXITY)
def complexity(
    terminated: Node,
    is_74: Node,
    primary_rank: Node,
    raised_by_pair: Node,
    pair_open: Node,
    is_50: Node,
    units: Node,
) -> Node:
    twice = is_50 | (units > 1)
    unheld = missing("the pairs of Addendum J are not held for this procedure and day: a line of the claim may raise it to a higher APC")
    return first_of(
        case(terminated | is_74, False, "stopped or reduced: no adjustment"),
        case(known(primary_rank), raised_by_pair, "Addendum J is held"),
        case(twice, unheld, "done twice"),
        case(pair_open, unheld, "a line that may form a pair"),
        otherwise=otherwise(False, "nothing on the claim that could form a pair"),
    )
