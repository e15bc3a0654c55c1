"""The rate of a center that did not report its quality measures: its conversion factor was updated by two points less.

Rates that come from an OPPS weight are weighed with the lower factor; of a device-intensive procedure only the part that is no device.
Rates that follow the physician fee schedule, drugs and sources of brachytherapy stay. (42 CFR 416.171(a)(2)(iii); the yearly rule.)
"""

from ...kernel.rule import Node, case, first_of, greatest, is_in, known, otherwise, portion, round_to, rule
from .citations import ADDENDA, REPORTING, REPORTING_INDICATORS

FRACTIONS = 6  # of a dollar: more than enough to round to the cent what a division leaves


@rule("Weight of the code", cites=ADDENDA)
def weight(payment_indicator: Node, relative_weight: Node, ancillary_relative_weight: Node) -> Node:
    return first_of(
        case(known(payment_indicator), relative_weight, "weight of Addendum AA"),
        otherwise=otherwise(ancillary_relative_weight, "weight of Addendum BB"),
    )


@rule("Rate at the lower conversion factor", cites=(REPORTING, REPORTING_INDICATORS))
def unreported_rate(weight: Node, reduced_conversion_factor: Node) -> Node:
    return round_to(weight * reduced_conversion_factor, 2)


@rule("Rate of a device-intensive procedure at the lower conversion factor", cites=(REPORTING, REPORTING_INDICATORS))
def unreported_device_rate(
    national_rate: Node, device_offset_amount: Node, conversion_factor: Node, reduced_conversion_factor: Node
) -> Node:
    service = greatest(national_rate - device_offset_amount, 0)
    lower = round_to(portion(service * reduced_conversion_factor, conversion_factor, FRACTIONS), 2)
    return lower + (national_rate - service)


@rule("Rate for what the center reported", cites=REPORTING)
def reporting_rate(
    quality_reduction: Node,
    indicator: Node,
    reporting_indicators: Node,
    national_rate: Node,
    unreported_rate: Node,
    unreported_device_rate: Node,
) -> Node:
    return first_of(
        case(quality_reduction != "yes", national_rate, "not stated to have failed the reporting of quality"),
        case(indicator == "J8", unreported_device_rate, "the device portion stays, the rest follows the lower conversion factor"),
        case(is_in(indicator, reporting_indicators), unreported_rate, "weighed with the lower conversion factor"),
        otherwise=otherwise(national_rate, "this rate comes from no conversion factor of centers"),
    )
