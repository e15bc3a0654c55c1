"""What the wage index does to a rate: 60 percent of it follows the index of the hospital's area, 40 percent does not.

Drugs, devices, blood and brachytherapy sources are paid alike everywhere. An index stated for the hospital wins over that of its area,
since floors, reclassification, out-migration and the low-wage policy are facts of one hospital. Without either the amount is national.
"""

from ...kernel.rule import Node, case, first_of, is_in, known, otherwise, rule
from .citations import LABOUR, WAGE_RULE


@rule("Wage index of the hospital", cites=WAGE_RULE)
def hospital_index(wage_index: Node, geographic_index: Node) -> Node:
    return first_of(
        case(known(wage_index), wage_index, "stated for the hospital: it wins over that of the area"),
        otherwise=otherwise(
            geographic_index, "of hospitals located in the area, before floors, reclassification and other adjustments of one hospital"
        ),
    )


@rule("What the place of the hospital makes of one dollar", cites=LABOUR)
def wage_factor(
    status_in_force: Node,
    wage_adjusted_statuses: Node,
    wage_index: Node,
    cbsa: Node,
    hospital_index: Node,
    labour_share: Node,
    other_share: Node,
) -> Node:
    return first_of(
        case(~is_in(status_in_force, wage_adjusted_statuses), 1, "this status is not wage-adjusted"),
        case(~known(wage_index) & (cbsa == ""), 1, "national amount: no wage area was given"),
        otherwise=otherwise(labour_share * hospital_index + other_share, "60 percent of the rate follows the wage index"),
    )
