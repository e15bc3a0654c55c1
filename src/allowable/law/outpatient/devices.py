"""Devices: the portion of a rate that pays for one, credits that the hospital received for one, and those paid at cost.

The portion comes off a procedure that was stopped before anaesthesia, and it is the most that a credit may take off. A pass-through device
is paid at cost: its charge times the hospital's cost-to-charge ratio, without coinsurance.
"""

from ...kernel.rule import Node, any_within, case, first_of, greatest, known, least, missing, otherwise, round_to, rule, sum_within
from .cents import share_of
from .citations import AT_COST, DEVICE_CREDIT, DEVICE_LIST, DEVICE_SHARES


@rule("Portion of the rate that pays for a device", cites=DEVICE_LIST)
def device_portion(complexity: Node, device_offset_amount: Node, estimated_offset_share: Node) -> Node:
    raised = missing("a pair raised the procedure to a higher APC, whose device portion is not held")
    absent = missing("no list held for this day says which portion of this code's rate pays for a device")
    return first_of(
        case(complexity, raised, "another APC pays it"),
        case(known(device_offset_amount), greatest(device_offset_amount, 0), "designated as device-intensive"),
        case(known(estimated_offset_share), 0, "not designated as device-intensive"),
        otherwise=absent,
    )


@rule("Whether a device credit may come off the line", cites=DEVICE_CREDIT)
def creditable(procedure: Node, paid_separately: Node, device_portion: Node) -> Node:
    return first_of(
        case(~(procedure & paid_separately), False, "no procedure that is paid"),
        otherwise=otherwise(device_portion > 0, "a procedure whose rate pays for a device"),
    )


@rule("Device credit of the claim, at most the portions that pay for devices", cites=DEVICE_CREDIT)
def claim_credit(device_credit: Node, device_portion: Node, creditable: Node) -> Node:
    return least(device_credit, sum_within(device_portion, where=creditable))


@rule("Share of the claim's device credit that falls on the line", cites=DEVICE_SHARES)
def credit_share(adjusted_rate: Node, creditable: Node) -> Node:
    return round_to(share_of(adjusted_rate, sum_within(adjusted_rate, where=creditable), 5), 4)


@rule("Device credit of the line", cites=DEVICE_CREDIT)
def line_credit(device_credit: Node, creditable: Node, claim_credit: Node, credit_share: Node) -> Node:
    return first_of(
        case(~known(device_credit), 0, "no device credit is given"),
        case(~creditable, 0, "no device to credit"),
        otherwise=otherwise(round_to(claim_credit * credit_share, 2), "by the line's share of the rates"),
    )


@rule("Whether a procedure of the claim may hold the device portion of a pass-through device", cites=AT_COST)
def portion_in_question(procedure: Node, paid_separately: Node, device_portion: Node) -> Node:
    holds = first_of(
        case(known(device_portion), device_portion > 0, "its portion is known"),
        otherwise=otherwise(True, "its portion is not known"),
    )
    return any_within(procedure & paid_separately & holds)


@rule("Cost of a device by its charge", cites=AT_COST)
def device_cost(charge: Node, cost_to_charge_ratio: Node) -> Node:
    return greatest(round_to(charge * cost_to_charge_ratio, 2), 0)


@rule("Amount of a pass-through device", cites=AT_COST)
def pass_through_amount(portion_in_question: Node, device_cost: Node) -> Node:
    paired = missing(
        "the device portion of a procedure comes off a pass-through device, and which procedures it pairs with is in no list that is held; "
        "device_cost is its amount before that"
    )
    return first_of(
        case(portion_in_question, paired, "a procedure of the claim may hold the portion of this device"),
        otherwise=otherwise(device_cost, "the charge times the cost-to-charge ratio"),
    )
