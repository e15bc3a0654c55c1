"""What comes off a procedure's rate because a device is not used, costs the center nothing, or is paid apart.

The device portion of a device-intensive procedure (J8) comes off whole before a procedure that stopped before anesthesia is halved, and
for a device without cost or with full credit (FB); half of it for a partial credit (FC). A pass-through device is paid apart, so that the
share of its code pair comes off. No other procedure is reduced for its device. (42 CFR 416.172(f)(2), 416.179.)
"""

from ...kernel.rule import Node, any_pair, any_within, case, first_of, greatest, known, missing, otherwise, pends, round_to, rule
from .citations import DEVICE_CREDIT, DEVICE_FIRST, DEVICE_STOPPED, PASS_THROUGH
from .modifiers import given
from .tables import ASC_CODE_PAIRS


@rule("Credit for the device", cites=DEVICE_CREDIT)
def device_credit(modifier_1: Node, modifier_2: Node, modifier_3: Node, modifier_4: Node) -> Node:
    def has(code: str) -> Node:
        return given(code, modifier_1, modifier_2, modifier_3, modifier_4)

    both = pends("modifiers FB and FC on one line: the credit for the device is either full or partial")
    return first_of(
        case(has("FB") & has("FC"), both, "both"),
        case(has("FB"), "FB", "modifier FB: the device cost nothing, or was credited in full"),
        case(has("FC"), "FC", "modifier FC: half of the device's cost or more was credited"),
        otherwise=otherwise("", "no credit"),
    )


@rule("Device portion that is not paid", cites=(DEVICE_CREDIT, DEVICE_STOPPED))
def unused_device(
    payment_indicator: Node,
    indicator: Node,
    interruption: Node,
    device_credit: Node,
    device_offset_amount: Node,
    partial_credit_share: Node,
) -> Node:
    none = (interruption != "73") & (device_credit == "")
    partial = round_to(device_offset_amount * partial_credit_share, 2)
    return first_of(
        case(none, 0, "the device is used, and no credit is stated"),
        case(~known(payment_indicator), 0, "no surgical procedure"),
        case(indicator != "J8", 0, "not device-intensive: nothing comes off for a device"),
        case(interruption == "73", device_offset_amount, "stopped before anesthesia: no device was used"),
        case(device_credit == "FB", device_offset_amount, "no cost or full credit: the whole device portion"),
        otherwise=otherwise(partial, "partial credit: half of the device portion"),
    )


@rule("Whether the line is a pass-through device", cites=PASS_THROUGH)
def pass_through_device(ancillary_payment_indicator: Node, left_out: Node) -> Node:
    return first_of(
        case(left_out == "yes", False, "an edit has denied it"),
        case(~known(ancillary_payment_indicator), False, "not of Addendum BB"),
        otherwise=otherwise(ancillary_payment_indicator == "J7", "by its indicator"),
    )


@rule("Whether a pass-through device of the day is paired with the procedure", cites=PASS_THROUGH)
def paired_device(hcpcs: Node, pass_through_device: Node) -> Node:
    paired = any_pair(ASC_CODE_PAIRS, hcpcs, hcpcs, where=pass_through_device, asking_second=True)
    return first_of(
        case(~any_within(pass_through_device), False, "no pass-through device on the day"),
        otherwise=otherwise(paired, "by the code pairs of the year"),
    )


@rule("Share of the rate that a pass-through device takes off", cites=PASS_THROUGH)
def paired_share(pass_through_offset_share: Node, pass_through_unknown_because: Node) -> Node:
    several = missing("the code pairs give several shares for the pass-through device of this procedure")
    return first_of(
        case(known(pass_through_unknown_because) & ~known(pass_through_offset_share), several, "the list contradicts itself"),
        otherwise=otherwise(pass_through_offset_share, "by the procedure's code pair"),
    )


@rule("What a pass-through device takes off the rate", cites=PASS_THROUGH)
def paired_offset(payment_indicator: Node, paired_device: Node, reporting_rate: Node, paired_share: Node) -> Node:
    return first_of(
        case(~known(payment_indicator), 0, "no surgical procedure"),
        case(~paired_device, 0, "none is billed with it"),
        otherwise=otherwise(round_to(reporting_rate * paired_share, 2), "paid apart, and therefore not in the procedure's rate too"),
    )


@rule("What comes off the rate for a device", cites=(DEVICE_CREDIT, PASS_THROUGH))
def device_reduction(unused_device: Node, paired_offset: Node) -> Node:
    return greatest(unused_device, paired_offset)


@rule("National rate less the device", cites=DEVICE_FIRST)
def reduced_rate(reporting_rate: Node, device_reduction: Node) -> Node:
    return greatest(reporting_rate - device_reduction, 0)


@rule("National rate after what comes off for a device", cites=DEVICE_CREDIT)
def rate_without_device(reporting_rate: Node, device_reduction: Node, reduced_rate: Node) -> Node:
    return first_of(
        case(device_reduction == 0, reporting_rate, "nothing comes off for a device"),
        otherwise=otherwise(reduced_rate, "less the device, before the wage index; never below zero"),
    )
