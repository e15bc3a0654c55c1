"""Which modifiers tell a line apart from another, and on which line; shared by the edits of every setting.

NCCI names the modifiers that open a pair of indicator 1. Modifiers 24, 25, 27 and 57 belong on visits alone, and none of the anatomic ones
(eyelids, fingers, toes, coronary arteries, left, right) can tell one uterus from itself.
"""

from ...kernel.rule import Node, case, first_of, is_in, otherwise, rule
from .citations import DENIED, DIFFERENT_SITES, ONE_UTERUS, PAIR_MODIFIERS, VISIT_MODIFIERS


def given(codes: Node | tuple[str, ...], *modifiers: Node) -> Node:
    """Whether one of a line's modifiers is one of the codes."""
    first, *others = (is_in(modifier, codes) for modifier in modifiers)
    for other in others:
        first = first | other
    return first


@rule("Whether the line stands: no edit has denied it", cites=DENIED)
def stands(denied: Node) -> Node:
    return denied != "yes"


@rule("Whether the service is a visit (evaluation and management)", cites=VISIT_MODIFIERS)
def is_visit(hcpcs: Node, visit_codes: Node) -> Node:
    return is_in(hcpcs, visit_codes)


@rule("Whether the line says by 59, XE, XP, XS or XU that the service was separate", cites=PAIR_MODIFIERS)
def is_separate(modifier_1: Node, modifier_2: Node, modifier_3: Node, modifier_4: Node, separate_modifiers: Node) -> Node:
    return given(separate_modifiers, modifier_1, modifier_2, modifier_3, modifier_4)


@rule("Whether the line carries an anatomic modifier", cites=PAIR_MODIFIERS)
def is_anatomic(modifier_1: Node, modifier_2: Node, modifier_3: Node, modifier_4: Node, anatomic_modifiers: Node) -> Node:
    return given(anatomic_modifiers, modifier_1, modifier_2, modifier_3, modifier_4)


@rule("Whether the procedure is on an organ that there is once, without a left or a right", cites=(ONE_UTERUS, DIFFERENT_SITES))
def is_one_organ(hcpcs: Node, uterine_procedures: Node) -> Node:
    return is_in(hcpcs, uterine_procedures)


@rule("Whether a modifier of the line opens a code pair of indicator 1", cites=(PAIR_MODIFIERS, VISIT_MODIFIERS, DIFFERENT_SITES))
def opens_pair(
    modifier_1: Node,
    modifier_2: Node,
    modifier_3: Node,
    modifier_4: Node,
    is_separate: Node,
    is_anatomic: Node,
    is_one_organ: Node,
    is_visit: Node,
    visit_modifiers: Node,
    other_pair_modifiers: Node,
) -> Node:
    modifiers = (modifier_1, modifier_2, modifier_3, modifier_4)
    return first_of(
        case(is_separate, True, "59, XE, XP, XS or XU"),
        case(given(other_pair_modifiers, *modifiers), True, "a modifier of NCCI's list"),
        case(given(visit_modifiers, *modifiers) & is_visit, True, "24, 25, 27 or 57 on a visit"),
        case(given(visit_modifiers, *modifiers), False, "24, 25, 27 and 57 belong on visits alone"),
        case(is_anatomic & is_one_organ, False, "an anatomic modifier tells nothing of an organ that there is once"),
        otherwise=otherwise(is_anatomic, "an anatomic modifier, or none of NCCI's list"),
    )


@rule("No anatomic modifier stands on a procedure of an organ that there is once", cites=(DIFFERENT_SITES, ONE_UTERUS))
def anatomic_modifier(is_anatomic: Node, is_one_organ: Node) -> Node:
    return first_of(
        case(is_anatomic & is_one_organ, False, "there is one uterus: a left, a right or another anatomic modifier does not apply to it"),
        otherwise=otherwise(True, "no anatomic modifier on such a procedure"),
    )
