"""Whether Medicare covers a procedure, by the national determinations that are held. All else is not checked: no data is not a pass."""

from ...kernel.rule import Node, case, first_of, is_in, otherwise, rule
from .citations import MEDICAL_NECESSITY, STERILIZATION, STERILIZATION_CONTRACTOR


@rule("Whether Medicare covers this procedure", cites=(STERILIZATION, MEDICAL_NECESSITY, STERILIZATION_CONTRACTOR))
def covered(hcpcs: Node, tubal_and_vasal_sterilization: Node, insert_sterilization: Node) -> Node:
    condition = "sterilization is covered only as a necessary part of treating an illness or injury; the wish for it is no such reason"
    return first_of(
        case(is_in(hcpcs, tubal_and_vasal_sterilization), "conditional", condition),
        case(is_in(hcpcs, insert_sterilization), "conditional", condition),
        otherwise=otherwise("not checked", "no coverage policy that names this code is held; local policies are not held at all"),
    )
