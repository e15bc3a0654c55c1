"""What the patient and the diagnoses say: procedures for one sex, and sterilization for its own sake."""

from ...kernel.rule import Node, case, first_of, is_in, missing, pends, rule
from .citations import ONE_UTERUS, SEXES, STERILIZATION
from .modifiers import given


@rule("The procedure suits the sex of the patient", cites=(SEXES, ONE_UTERUS))
def sex_suits(
    hcpcs: Node, sex: Node, uterine_procedures: Node, modifier_1: Node, modifier_2: Node, modifier_3: Node, modifier_4: Node
) -> Node:
    other = missing("no list of procedures for one sex is held beyond ours of procedures on the uterus")
    unknown = missing("the sex of the patient is not given")
    marked = pends("modifier KX: the patient's sex on file and the procedure differ, and the biller says that this is known")
    return first_of(
        case(~is_in(hcpcs, uterine_procedures), other, "not on our list"),
        case(sex == "F", True, "a woman"),
        case((sex == "M") & given(("KX",), modifier_1, modifier_2, modifier_3, modifier_4), marked, "modifier KX"),
        case(sex == "M", False, "a procedure on the uterus, and the patient is given as male"),
        otherwise=unknown,
    )


@rule("A sterilization is part of treating an illness or injury", cites=STERILIZATION)
def sterilization(hcpcs: Node, tubal_and_vasal_sterilization: Node, insert_sterilization: Node, sterilization_diagnosis: Node) -> Node:
    listed = is_in(hcpcs, tubal_and_vasal_sterilization) | is_in(hcpcs, insert_sterilization)
    record = missing("covered only as a necessary part of treating an illness or injury: the record must show it")
    return first_of(
        case(~listed, True, "not a sterilization, as far as the list is held"),
        case(sterilization_diagnosis == "yes", False, "sterilization for its own sake (diagnosis Z30.2): not covered"),
        otherwise=record,
    )
