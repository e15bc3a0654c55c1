"""Who pays what of a hospital line: Medicare's part, sequestration of it, and the patient's share. Outlier payments stand beside them."""

from ...kernel.rule import Node, case, first_of, otherwise, round_to, rule
from .citations import COINSURANCE, SEQUESTRATION


@rule("Medicare's part before sequestration", cites=COINSURANCE)
def medicare_part(allowed: Node, deductible_applied: Node, coinsurance: Node) -> Node:
    return allowed - deductible_applied - coinsurance


@rule("What sequestration withholds of Medicare's payment", cites=SEQUESTRATION)
def sequestered(medicare_part: Node, sequestration_share: Node) -> Node:
    return first_of(
        case(sequestration_share == 0, 0, "sequestration is suspended"),
        otherwise=otherwise(round_to(medicare_part * sequestration_share, 2), "of what Medicare would pay, never of the patient's part"),
    )


@rule("What Medicare pays", cites=SEQUESTRATION)
def medicare_payment(medicare_part: Node, sequestered: Node) -> Node:
    return medicare_part - sequestered


@rule("What the patient pays", cites=COINSURANCE)
def patient_share(deductible_applied: Node, coinsurance: Node) -> Node:
    return deductible_applied + coinsurance
