"""Outliers: what Medicare adds where a line costs far more than it pays. Half of the cost above 1.75 times the payment, line by line.

The cost is the line's charge with its part of the charges of packaged lines, times the hospital's cost-to-charge ratio. It must exceed both
1.75 times the payment and the payment plus the fixed dollars of the year. Devices at cost, drugs, packaged lines and section 603 get none.
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
    round_to,
    rule,
    sum_within,
    undecided,
)
from .cents import share_of
from .citations import OUTLIER, OUTLIER_SHARES

MOST_PACKAGED = 100_000_000  # dollars


@rule("Whether the line may have an outlier payment", cites=OUTLIER)
def outlier_eligible(paid_separately: Node, procedure: Node, nonexcepted: Node) -> Node:
    return first_of(
        case(~paid_separately, False, "packaged"),
        otherwise=otherwise(procedure & ~nonexcepted, "a procedure that is paid, not under section 603"),
    )


@rule("Charges of the packaged lines of the claim", cites=OUTLIER_SHARES)
def charges_packaged(stands: Node, packaged: Node, charge: Node, packaged_charges: Node) -> Node:
    standing = packaged & stands
    without = missing("a packaged line has no charge, so that the cost of the others is open")
    beyond = missing("packaged charges above one hundred million dollars: check them")
    coded = sum_within(charge, where=standing)
    together = first_of(case(known(packaged_charges), coded + packaged_charges, "with those without a code"), otherwise=coded)
    return first_of(
        case(any_within(standing & ~known(charge)), without, "a packaged line without charge"),
        case(together > MOST_PACKAGED, beyond, "beyond any claim"),
        otherwise=greatest(least(together, MOST_PACKAGED), 0),
    )


@rule("Part of the packaged charges that falls on the line", cites=OUTLIER_SHARES)
def packaged_part(
    status_in_force: Node,
    allowed: Node,
    credited_payment: Node,
    paid_separately: Node,
    wage_adjusted_statuses: Node,
    charges_packaged: Node,
) -> Node:
    unwaged = ~is_in(status_in_force, wage_adjusted_statuses)
    paid = paid_separately & ~unwaged
    unpaid = missing("a procedure of the claim has no amount yet, so that the division of the packaged charges is open")
    share = round_to(share_of(credited_payment, sum_within(credited_payment, where=paid), 9), 8)
    return first_of(
        case(charges_packaged == 0, 0, "no packaged charges"),
        case(unwaged, 0, "blood and sources bear none of the packaged charges"),
        case(any_within(paid & undecided(allowed)), unpaid, "a procedure without an amount"),
        otherwise=otherwise(round_to(charges_packaged * share, 2), "by the line's share of the payments"),
    )


@rule("Cost of the line", cites=OUTLIER)
def line_cost(charge: Node, packaged_part: Node, cost_to_charge_ratio: Node) -> Node:
    return greatest(round_to((charge + packaged_part) * cost_to_charge_ratio, 2), 0)


@rule("Outlier payment, besides the amount of the line and before sequestration", cites=OUTLIER)
def outlier_payment(
    allowed: Node, outlier_eligible: Node, line_cost: Node, outlier_multiple: Node, outlier_threshold: Node, outlier_share: Node
) -> Node:
    multiple = round_to(allowed * outlier_multiple, 2)
    return first_of(
        case(~known(allowed), allowed, "the line has no amount"),
        case(~outlier_eligible, 0, "no outlier payment for this line"),
        case(line_cost <= multiple, 0, "the cost is not above 1.75 times the payment"),
        case(line_cost <= allowed + outlier_threshold, 0, "the cost is not above the payment and the fixed dollars"),
        otherwise=otherwise(round_to(greatest(line_cost - multiple, 0) * outlier_share, 2), "half of what lies above 1.75 times it"),
    )
