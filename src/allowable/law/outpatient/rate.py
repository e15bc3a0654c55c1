"""The unreduced amount of one line in a hospital outpatient department: the national rate, wage-adjusted on its labour share.

amount = round_half_up(rate x (0.6 x wage index + 0.4) x units, 2) for services; rate x units for drugs, blood and brachytherapy sources.
No packaging, ranking or discount is applied here: those belong to the whole claim.
"""

from ...kernel.rule import Case, Node, case, first_of, is_in, known, missing, not_payable, otherwise, pends, round_to, rule
from .citations import ADDENDUM, APC_TABLE, ROUNDING, STATUS


@rule("APC of the code", cites=ADDENDUM)
def apc_in_force(apc: Node, inferred_apc: Node) -> Node:
    return first_of(
        case(known(apc), apc, "APC of Addendum B"),
        case(
            known(inferred_apc),
            inferred_apc,
            "the held print of Addendum B carries no APC: inferred from status and rate, never CMS's own statement",
        ),
        otherwise=otherwise(apc, "no APC is held"),
    )


@rule("Status indicator of the code", cites=STATUS)
def status_in_force(status: Node, rated_status: Node) -> Node:
    return first_of(
        case(known(status), status, "status of Addendum B"),
        case(known(rated_status), rated_status, "no Addendum B was public on that day: status of the code's APC"),
        otherwise=otherwise(status, "no status is held"),
    )


@rule("Whether the hospital is paid a rate for this status", cites=STATUS)
def payable(status_in_force: Node, wage_adjusted_statuses: Node, flat_statuses: Node) -> Node:
    def refused(code: str, reason: str) -> Case:
        return case(status_in_force == code, not_payable(reason), f"status {code}")

    return first_of(
        refused("N", "status N: packaged into the payment of other services"),
        case(is_in(status_in_force, wage_adjusted_statuses), True, "a service paid at its APC's rate"),
        case(is_in(status_in_force, flat_statuses), True, "paid at a rate without wage adjustment"),
        refused("C", "status C: inpatient only; the outpatient department is not paid for it"),
        refused("A", "status A: paid under another fee schedule, not at an OPPS rate"),
        refused("B", "status B: not recognised on a hospital outpatient bill; another code may be"),
        refused("D", "status D: discontinued code"),
        refused("E1", "status E1: not covered by Medicare"),
        refused("E2", "status E2: no pricing information or claims data, not paid"),
        refused("M", "status M: not billable to the contractor"),
        refused("Y", "status Y: billed to the durable medical equipment contractor"),
        refused("Q4", "status Q4: laboratory test packaged with other services, otherwise paid under the laboratory fee schedule"),
        case(status_in_force == "F", pends("status F: paid at reasonable cost"), "status F"),
        case(status_in_force == "L", pends("status L: vaccine paid at reasonable cost"), "status L"),
        case(status_in_force == "H", True, "a pass-through device, paid at cost"),
        case(status_in_force == "H1", pends("status H1: non-opioid device paid at cost"), "status H1"),
        otherwise=missing("this status indicator is none that the system prices"),
    )


@rule("National unadjusted rate", cites=(ADDENDUM, APC_TABLE))
def national_rate(payment_rate: Node, status: Node, rated_payment_rate: Node) -> Node:
    return first_of(
        case(known(payment_rate), payment_rate, "rate of Addendum B"),
        case(known(status), missing("Addendum B prints no rate for this code"), "a code without a rate"),
        case(known(rated_payment_rate), rated_payment_rate, "no Addendum B was public on that day: rate of the code's APC"),
        otherwise=otherwise(payment_rate, "no rate is held"),
    )


@rule("Amount of the line's units before any claim rule", cites=ROUNDING)
def unreduced_amount(
    payable: Node, units: Node, status_in_force: Node, wage_adjusted_statuses: Node, national_rate: Node, wage_factor: Node
) -> Node:
    at_cost = pends("status H: pass-through device paid at cost")
    # services are printed in whole cents; only drugs carry a tenth of a cent, and no wage index touches them
    local = round_to(national_rate, 2) * wage_factor
    priced = first_of(
        case(~is_in(status_in_force, wage_adjusted_statuses), round_to(national_rate * units, 2), "this status is not wage-adjusted"),
        otherwise=otherwise(round_to(local * units, 2), "rate x wage factor x units, rounded once"),
    )
    return first_of(
        case(status_in_force == "H", at_cost, "status H"), case(payable, priced, "paid at a rate"), otherwise=missing("not priced")
    )
