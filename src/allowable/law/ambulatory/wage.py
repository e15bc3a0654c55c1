"""The rate of one unit in the center's wage area: half of it follows the wage index.

CMS works out rates for each area and gives them to its contractors, so that one unit is rounded to the cent before it is multiplied.
(Medicare Claims Processing Manual, chapter 14, section 40.2.)
"""

from ...kernel.rule import Node, case, first_of, is_in, known, missing, otherwise, round_to, rule
from .citations import ADDENDA, ADJUSTMENT, AREA_RATES, INDEX_BASIS


@rule("Wage index of the center's area", cites=(ADJUSTMENT, INDEX_BASIS))
def area_index(wage_index: Node, area_wage_index: Node, area_unknown_because: Node) -> Node:
    unusable = missing("CMS printed no usable wage index for this area: none, zero, or several that differ")
    return first_of(
        case(known(wage_index), wage_index, "the index that is given"),
        case(known(area_unknown_because) & ~known(area_wage_index), unusable, "the print of the area is unusable"),
        otherwise=otherwise(area_wage_index, "index of the area"),
    )


@rule("Whether the wage index changes the rate", cites=ADJUSTMENT)
def wage_adjusted(cbsa: Node, wage_index: Node, indicator: Node, wage_adjusted_indicators: Node) -> Node:
    return first_of(
        case(~is_in(indicator, wage_adjusted_indicators), False, "this indicator is not wage-adjusted"),
        case((cbsa == "") & ~known(wage_index), False, "national amount: no wage area was given"),
        otherwise=otherwise(True, "half of the rate follows the wage index"),
    )


def local(rate: Node, labour_share: Node, area_index: Node) -> Node:
    """A rate of one unit in an area, to the cent."""
    return round_to(rate * labour_share * area_index + rate * labour_share, 2)


@rule("Amount of the line's units before any claim rule", cites=(ADJUSTMENT, AREA_RATES, ADDENDA))
def unreduced_amount(payable: Node, wage_adjusted: Node, national_rate: Node, labour_share: Node, area_index: Node, units: Node) -> Node:
    priced = first_of(
        case(~wage_adjusted, national_rate * units, "at the national rate"),
        otherwise=otherwise(local(national_rate, labour_share, area_index) * units, "at the rate of the wage area"),
    )
    return first_of(case(payable, priced, "paid at a rate"), otherwise=missing("not priced"))


@rule("Rate of one unit in the center's area", cites=(ADJUSTMENT, AREA_RATES))
def local_rate(wage_adjusted: Node, rate_without_device: Node, labour_share: Node, area_index: Node) -> Node:
    return first_of(
        case(~wage_adjusted, rate_without_device, "as it is in the nation"),
        otherwise=otherwise(local(rate_without_device, labour_share, area_index), "half of the rate follows the wage index"),
    )
