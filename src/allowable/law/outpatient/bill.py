"""The type of bill: which claims this system prices, and which may be paid one comprehensive amount.

Types 12x (inpatients under Part B), 13x (outpatients) and 14x (specimens of others) are a hospital's. A comprehensive payment needs 13x,
or 12x with condition code W2. (I/OCE user manual.)
"""

from ...kernel.rule import Node, case, first_of, is_in, missing, not_payable, otherwise, rule
from .citations import BILL_TYPES, COMPREHENSIVE_BILLS


@rule("Whether the type of bill is paid under this system", cites=COMPREHENSIVE_BILLS)
def prospective(bill_type: Node, other_bill: Node) -> Node:
    return first_of(
        case(bill_type == "", True, "no type of bill is given: taken as 13x, a hospital's outpatients"),
        case(bill_type == "13", True, "a hospital's outpatients"),
        otherwise=otherwise(other_bill, "another type of bill"),
    )


@rule("Whether a type of bill other than 13x is paid under this system", cites=BILL_TYPES)
def other_bill(bill_type: Node) -> Node:
    critical = not_payable("type of bill 85x: a critical access hospital is paid at cost, not under this system")
    return first_of(
        case(is_in(bill_type, ("12", "14")), True, "a hospital's bill for inpatients under Part B, or for specimens of others"),
        case(bill_type == "85", critical, "type of bill 85x"),
        otherwise=missing("this type of bill is none that the rules read: 12, 13 and 14 are"),
    )


@rule("Whether a bill of this type may be paid one comprehensive amount", cites=COMPREHENSIVE_BILLS)
def comprehensive_bill(bill_type: Node, condition_w2: Node) -> Node:
    return first_of(
        case(is_in(bill_type, ("", "13")), True, "type of bill 13x, or none given"),
        case((bill_type == "12") & (condition_w2 == "yes"), True, "type of bill 12x with condition code W2"),
        otherwise=otherwise(False, "neither 13x nor 12x with condition code W2"),
    )
