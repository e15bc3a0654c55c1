"""Services that are packaged only beside others (status Q1, Q2, Q4), settled before anything else.

Over the whole claim: Q1 is packaged beside a service of status S, T or V, Q2 beside T or J1. Of those that nothing packages the highest
paid one is paid, once, and modifier 50 is ignored; the others are packaged into it. A laboratory test (Q4) is packaged beside any service
of a hospital's bill for outpatients. (I/OCE user manual; Addendum D1.)
"""

from ...kernel.rule import (
    Node,
    any_within,
    case,
    first_of,
    is_in,
    known,
    missing,
    not_payable,
    otherwise,
    place_within,
    rule,
    undecided,
)
from .citations import CONDITIONAL, CONDITIONAL_COMPREHENSIVE, LABORATORY, SPECIMENS, VISIT_PACKAGES


@rule("Whether a visit of status J2 packages services of status Q1", cites=VISIT_PACKAGES)
def packaged_by_visit(stands: Node, status_in_force: Node) -> Node:
    return any_within(stands & (status_in_force == "J2"))


@rule("Whether the claim packages services of status Q1", cites=CONDITIONAL)
def packages_q1(stands: Node, status_in_force: Node, packaged_by_visit: Node) -> Node:
    return first_of(
        case(any_within(stands & is_in(status_in_force, ("S", "T", "V"))), True, "beside a service of status S, T or V"),
        case(packaged_by_visit, True, "beside a visit of status J2, which is paid as V or S"),
        otherwise=otherwise(False, "no service of status S, T or V"),
    )


@rule("Whether the claim packages services of status Q2", cites=CONDITIONAL)
def packages_q2(stands: Node, status_in_force: Node) -> Node:
    return any_within(stands & is_in(status_in_force, ("T", "J1")))


@rule("Whether a conditionally packaged service is left over: nothing of the claim packages it", cites=CONDITIONAL)
def left_over(stands: Node, status_in_force: Node, packages_q1: Node, packages_q2: Node) -> Node:
    return first_of(
        case(~known(status_in_force), False, "a code without a status takes no part"),
        case(~is_in(status_in_force, ("Q1", "Q2")), False, "neither Q1 nor Q2"),
        case(~stands, False, "denied"),
        case(status_in_force == "Q1", ~packages_q1, "status Q1"),
        otherwise=otherwise(~packages_q2, "status Q2"),
    )


@rule("Whether the line is the conditionally packaged service that is paid", cites=CONDITIONAL)
def paid_conditionally(left_over: Node, national_rate: Node) -> Node:
    unrated = any_within(left_over & undecided(national_rate))
    order_open = missing("a conditionally packaged service of the claim has no rate, so that which of them is paid is open")
    return first_of(
        case(~left_over, False, "none, or packaged beside another service"),
        case(unrated, order_open, "a rate is not held"),
        otherwise=otherwise(place_within(national_rate, where=left_over) == 1, "the highest paid of those left over is paid"),
    )


@rule("Whether the paid conditionally packaged service is paid a comprehensive amount", cites=CONDITIONAL_COMPREHENSIVE)
def conditional_comprehensive(paid_conditionally: Node, comprehensive_line: Node, comprehensive_bill: Node, rated_status: Node) -> Node:
    unheld = missing("the status of the APC of a conditionally packaged service is not held, so that it may be comprehensive (J1) or not")
    return first_of(
        case(~paid_conditionally, False, "not this line"),
        case(~comprehensive_bill, False, "not on this type of bill"),
        case(any_within(comprehensive_line), False, "beside a comprehensive procedure"),
        case(~known(rated_status), unheld, "no status of its APC"),
        otherwise=otherwise(rated_status == "J1", "by the status of its APC"),
    )


@rule("Whether a laboratory test on a bill for specimens is packaged", cites=SPECIMENS)
def specimen_packaged() -> Node:
    return first_of(otherwise=otherwise(False, "type of bill 14x: paid under the laboratory fee schedule"))


@rule("Whether the line is a laboratory test packaged beside other services", cites=LABORATORY)
def test_packaged(stands: Node, status_in_force: Node, bill_type: Node, specimen_packaged: Node) -> Node:
    beside = ("J1", "J2", "S", "T", "V", "Q1", "Q2", "Q3")
    return first_of(
        case(status_in_force != "Q4", False, "no laboratory test of status Q4"),
        case(bill_type == "14", specimen_packaged, "type of bill 14x: a specimen, never packaged"),
        otherwise=otherwise(any_within(stands & is_in(status_in_force, beside)), "packaged beside a service that this system pays"),
    )


@rule("Whether the laboratory test is paid under this system", cites=LABORATORY)
def test_paid_here(status_in_force: Node) -> Node:
    elsewhere = not_payable("status Q4: nothing of the claim packages the test, and it is paid under the laboratory fee schedule")
    return first_of(case(status_in_force == "Q4", elsewhere, "status Q4"), otherwise=otherwise(True, "no laboratory test"))
