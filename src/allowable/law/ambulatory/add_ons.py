"""A procedure with a packaged add-on that the hospital system pays from a higher APC: since 2023 centers are paid for that combination too.

CMS gave the combinations codes of their own (C7500 and after), which Addendum AA prints with the rate of the higher weight. So the rate is
in the law already, under that code; a claim with the two codes themselves is not how CMS pays the combination. (42 CFR 416.172(h).)
"""

from ...kernel.rule import Node, any_pair, any_within, case, first_of, known, otherwise, rule
from .citations import COMBINATION, COMBINATION_CODES, INDICATORS
from .tables import COMPLEXITY_ADJUSTMENTS


@rule("Whether the line is a packaged surgical code", cites=INDICATORS)
def packaged_add_on(payment_indicator: Node, left_out: Node) -> Node:
    return first_of(
        case(left_out == "yes", False, "an edit has denied it"),
        case(~known(payment_indicator), False, "not of Addendum AA"),
        otherwise=otherwise(payment_indicator == "N1", "by its indicator"),
    )


@rule("Whether the hospital system adjusts the pair of the procedure and a packaged add-on of the day", cites=COMBINATION)
def adjusted_pair(hcpcs: Node, packaged_add_on: Node) -> Node:
    return any_pair(COMPLEXITY_ADJUSTMENTS, hcpcs, hcpcs, where=packaged_add_on)


@rule("Whether the procedure and an add-on have a code together", cites=COMBINATION, until="2023-01-01")
def combination() -> Node:
    return first_of(otherwise=otherwise(False, "centers are paid for combinations from 2023 on"))


@rule(
    "Whether the procedure and an add-on have a code together",
    cites=(COMBINATION, COMBINATION_CODES),
    since="2023-01-01",
    name="combination",
)
def combination_from_2023(packaged_add_on: Node, adjusted_pair: Node) -> Node:
    return first_of(
        case(~any_within(packaged_add_on), False, "no packaged add-on on the day"),
        case(~known(adjusted_pair), False, "which pairs have a code together on this day is not held: each at its own rate"),
        otherwise=otherwise(adjusted_pair, "by the pairs of the hospital system"),
    )
