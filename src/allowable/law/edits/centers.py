"""What an ambulatory surgical center may bill: the lists of covered procedures, ancillary services and excluded procedures."""

from ...kernel.rule import Node, any_within, case, first_of, is_in, known, missing, otherwise, pends, rule
from .citations import ASC_INDICATORS, ASC_LISTS
from .modifiers import given

UNPAID = ("B5", "C5", "D5", "E5", "K5", "M5", "M6", "S1", "U5", "X5", "Y5")


@rule("A code that the list of the day prints, if one is held: it shows whether one is", cites=ASC_LISTS)
def covered_code(hcpcs: Node, covered_payment_indicator: Node) -> Node:
    return first_of(
        case(known(covered_payment_indicator), hcpcs, "the code itself"),
        otherwise=otherwise("58558", "a code that every such list prints"),
    )


@rule("The procedure may be done in a surgical center", cites=(ASC_LISTS, ASC_INDICATORS))
def covered_in_center(
    covered_payment_indicator: Node, ancillary_payment_indicator: Node, excluded: Node, held_payment_indicator: Node
) -> Node:
    covered = first_of(case(known(covered_payment_indicator), covered_payment_indicator, "Addendum AA"), otherwise="")
    ancillary = first_of(case(known(ancillary_payment_indicator), ancillary_payment_indicator, "Addendum BB"), otherwise="")
    beside = any_within((covered != "") & ~is_in(covered, UNPAID))
    alone = pends("an ancillary service without a covered procedure on the day: paid only as part of one")
    unread = missing("the center's lists of the day cannot be read")
    return first_of(
        case(is_in(covered, UNPAID), False, "its payment indicator of Addendum AA says that it is not paid"),
        case(covered != "", True, "on the list of covered procedures (Addendum AA)"),
        case(is_in(ancillary, UNPAID), False, "its payment indicator of Addendum BB says that it is not paid"),
        case((ancillary != "") & beside, True, "an ancillary service (Addendum BB) beside a covered procedure"),
        case(ancillary != "", alone, "an ancillary service alone"),
        case(known(excluded), False, "on the list of procedures excluded from surgical centers (Addendum EE)"),
        case(held_payment_indicator == "", unread, "no indicator"),
        otherwise=otherwise(False, "on none of the center's lists of the day: neither a covered procedure nor an ancillary service"),
    )


@rule("Modifier 50 does not stand on a center's claim", cites=ASC_LISTS)
def center_sides(modifier_1: Node, modifier_2: Node, modifier_3: Node, modifier_4: Node) -> Node:
    return first_of(
        case(
            given(("50",), modifier_1, modifier_2, modifier_3, modifier_4),
            pends("modifier 50 at a center: both sides are billed as two lines or two units; contractors return a line with 50"),
            "modifier 50",
        ),
        otherwise=otherwise(True, "no modifier 50"),
    )
