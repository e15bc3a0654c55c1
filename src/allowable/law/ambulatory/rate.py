"""What CMS prints of a code for ambulatory surgical centers: its payment indicator, its national rate, and whether it is paid at it."""

from ...kernel.rule import Case, Node, case, first_of, is_in, known, missing, not_payable, otherwise, pends, rule, yes
from .citations import ADDENDA, EXCLUDED, INDICATORS, MARCH_2024


@rule("Payment indicator of the code", cites=ADDENDA)
def indicator(payment_indicator: Node, ancillary_payment_indicator: Node) -> Node:
    return first_of(
        case(known(payment_indicator), payment_indicator, "a covered surgical procedure: Addendum AA"),
        case(known(ancillary_payment_indicator), ancillary_payment_indicator, "no covered surgical procedure: Addendum BB"),
        otherwise=otherwise(payment_indicator, "on neither list"),
    )


@rule("National unadjusted rate", cites=ADDENDA)
def national_rate(payment_indicator: Node, payment_rate: Node, ancillary_payment_rate: Node) -> Node:
    return first_of(
        case(known(payment_indicator), payment_rate, "rate of Addendum AA"),
        otherwise=otherwise(ancillary_payment_rate, "rate of Addendum BB"),
    )


@rule("Whether the held print still speaks for a rate that follows the physician fee schedule", cites=INDICATORS, until="2024-03-09")
def print_speaks() -> Node:
    return yes()


@rule(
    "Whether the held print still speaks for a rate that follows the physician fee schedule",
    cites=MARCH_2024,
    since="2024-03-09",
    until="2024-04-01",
    name="print_speaks",
)
def print_speaks_in_march_2024(indicator: Node, office_based_indicators: Node) -> Node:
    reprinted = missing("CMS reprinted this rate from 2024-03-09 with the new physician conversion factor, and that print is not held")
    return first_of(
        case(is_in(indicator, office_based_indicators), reprinted, "the rate follows the physician fee schedule"),
        otherwise=otherwise(True, "the rate does not follow the physician fee schedule"),
    )


@rule(
    "Whether the held print still speaks for a rate that follows the physician fee schedule",
    cites=INDICATORS,
    since="2024-04-01",
    name="print_speaks",
)
def print_speaks_again() -> Node:
    return yes()


@rule("Whether the center is paid a rate for this code", cites=(INDICATORS, EXCLUDED))
def payable(indicator: Node, excluded: Node, wage_adjusted_indicators: Node, flat_indicators: Node, print_speaks: Node) -> Node:
    def refused(code: str, reason: str) -> Case:
        return case(indicator == code, not_payable(reason), f"indicator {code}")

    return first_of(
        case(
            known(excluded) & ~known(indicator), not_payable("excluded from payment in a center (Addendum EE)"), "on the list of exclusions"
        ),
        case(is_in(indicator, wage_adjusted_indicators), print_speaks, "a procedure or service paid at a rate"),
        case(is_in(indicator, flat_indicators), True, "paid at a rate without wage adjustment"),
        refused("N1", "indicator N1: packaged into the payment of the procedure"),
        refused("L1", "indicator L1: vaccine, packaged, no separate payment"),
        refused("D1", "indicator D1: ancillary dental item, no separate payment"),
        refused("B5", "indicator B5: another code may be used, no payment"),
        refused("D5", "indicator D5: deleted or discontinued code, no payment"),
        refused("K5", "indicator K5: no pricing information or claims data, no payment"),
        case(indicator == "J7", pends("indicator J7: pass-through device, priced by the contractor"), "indicator J7"),
        case(indicator == "K7", pends("indicator K7: unclassified drug, priced by the contractor"), "indicator K7"),
        case(indicator == "F4", pends("indicator F4: paid at reasonable cost"), "indicator F4"),
        otherwise=missing("this payment indicator is none that the system prices"),
    )


@rule("Whether the line is packaged into the procedure", cites=INDICATORS)
def packaged(indicator: Node, packaged_indicators: Node) -> Node:
    return first_of(
        case(~known(indicator), False, "on neither list"),
        otherwise=otherwise(is_in(indicator, packaged_indicators), "by its indicator"),
    )
