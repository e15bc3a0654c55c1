"""Endoscopies of one family on one day: the highest in full, each other one only for what it adds to the base endoscopy.

A family is all codes that share a base code, and the base code itself, which is paid nothing beside one of them. The family is settled
first and then ranked as one item among the other surgery of the day. (Record layout of the relative value file, indicator 3; Medicare
Claims Processing Manual, chapter 12, section 40.6.) Modifiers 59 and XS change nothing here: that an endoscopy of another organ or joint
is a family of its own stands in no text that was read.
"""

from ...kernel.rule import Node, any_within, case, first_of, known, max_within, otherwise, pends, place_within, rule, sum_within
from .citations import ENDOSCOPY, ENDOSCOPY_DIFFERENCE, ENDOSCOPY_FLOOR, ENDOSCOPY_REPEATED, ENDOSCOPY_SIDES


@rule("Row of the base code: the whole service", cites=ENDOSCOPY)
def whole_service() -> Node:
    return first_of(otherwise=otherwise("", "a base code has no component rows"))


@rule("Endoscopic family of the code; any other code is a family of its own", cites=ENDOSCOPY)
def family(hcpcs: Node, endoscopic_base: Node) -> Node:
    return first_of(
        case(endoscopic_base != "", endoscopic_base, "the family of its base code"),
        otherwise=otherwise(hcpcs, "it has no base code; it may be one"),
    )


@rule("Whether the line is a ranked endoscopy with a base code", cites=ENDOSCOPY)
def endoscopy(ranked: Node, multiple_procedure: Node) -> Node:
    return ranked & (multiple_procedure == "3")


@rule("Place of the endoscopy in its family, by fee", cites=ENDOSCOPY)
def family_place(assistant_role: Node, endoscopy: Node, one_procedure: Node, family: Node) -> Node:
    return place_within(one_procedure, where=endoscopy, same=(family, assistant_role))


@rule("Whether the code is the base of another endoscopy of the day", cites=ENDOSCOPY)
def base_included(assistant_role: Node, endoscopy: Node, one_procedure: Node, family: Node) -> Node:
    return any_within(endoscopy & known(one_procedure), same=(family, assistant_role))


@rule("What an endoscopy adds that is worth less than its base", cites=ENDOSCOPY_FLOOR)
def floored_difference() -> Node:
    return first_of(otherwise=otherwise(0, "nothing: the difference is not taken below zero"))


@rule("What an endoscopy of both sides adds to its base", cites=ENDOSCOPY_SIDES)
def difference_of_sides(one_procedure: Node, base_unreduced_fee: Node) -> Node:
    return one_procedure - base_unreduced_fee


@rule("What the endoscopy adds to the base of its family", cites=(ENDOSCOPY, ENDOSCOPY_DIFFERENCE))
def difference_from_base(
    one_procedure: Node, base_unreduced_fee: Node, both_sides: Node, floored_difference: Node, difference_of_sides: Node
) -> Node:
    no_base = pends("the base code of this endoscopic family has no fee in this setting, so that no difference from it can be taken")
    return first_of(
        case(~known(base_unreduced_fee), no_base, "no fee of the base code"),
        case(one_procedure < base_unreduced_fee, floored_difference, "worth less than its base: not below zero"),
        case(both_sides == "here", difference_of_sides, "both sides first, then the base fee once"),
        otherwise=otherwise(one_procedure - base_unreduced_fee, "its fee less the fee of the base code"),
    )


@rule("Several endoscopies of one code", cites=ENDOSCOPY_REPEATED)
def repeated_endoscopy(family_place: Node, one_procedure: Node, procedures: Node, difference_from_base: Node) -> Node:
    return first_of(
        case(family_place == 1, one_procedure + difference_from_base * (procedures - 1), "one in full, each further one its difference"),
        otherwise=otherwise(difference_from_base * procedures, "each its difference"),
    )


@rule("Value of the line before the day's ranking; of one procedure, where each is ranked", cites=ENDOSCOPY)
def value_before_ranking(
    ranked: Node,
    sides_amount: Node,
    one_procedure: Node,
    multiple_procedure: Node,
    base_included: Node,
    procedures: Node,
    repeated_endoscopy: Node,
    family_place: Node,
    difference_from_base: Node,
) -> Node:
    return first_of(
        case(~ranked, sides_amount, "not ranked"),
        case(one_procedure == 0, one_procedure, "nothing to rank"),
        case((multiple_procedure == "2") & base_included, 0, "the base code is included in the other endoscopy of its family"),
        case(multiple_procedure == "2", one_procedure, "ranked by the amount of one procedure"),
        case(procedures > 1, repeated_endoscopy, "several endoscopies of this code"),
        case(family_place == 1, one_procedure, "the highest endoscopy of its family, in full"),
        otherwise=otherwise(difference_from_base, "a further endoscopy of its family"),
    )


@rule("Amount of the endoscopic family, ranked as one item", cites=ENDOSCOPY)
def family_total(assistant_role: Node, endoscopy: Node, value_before_ranking: Node, family: Node) -> Node:
    return sum_within(value_before_ranking, where=endoscopy, same=(family, assistant_role))


@rule("Place of the endoscopic family in the day's ranking", cites=ENDOSCOPY)
def place_of_family(assistant_role: Node, endoscopy: Node, place_by_value: Node, family: Node) -> Node:
    return max_within(place_by_value, where=endoscopy, same=(family, assistant_role))
