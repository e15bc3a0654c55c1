"""Whether a line carries a modifier, in whichever of its four places, and those for which it takes no part."""

from ...kernel.rule import Node, case, first_of, is_in, otherwise, rule
from .citations import DENIED, WRONG_OPERATION

WRONG = ("PA", "PB", "PC")  # the wrong body part, patient, operation


def given(codes: str | tuple[str, ...], *modifiers: Node) -> Node:
    """Whether one of a line's modifiers is one of the codes."""
    wanted = (isinstance(codes, str) and (codes,)) or tuple(codes)
    first, *others = (is_in(modifier, wanted) for modifier in modifiers)
    for other in others:
        first = first | other
    return first


@rule("Whether the line takes no part: an edit denied it, or the operation was a wrong one", cites=(DENIED, WRONG_OPERATION))
def left_out(denied: Node, modifier_1: Node, modifier_2: Node, modifier_3: Node, modifier_4: Node) -> Node:
    return first_of(
        case(denied == "yes", "yes", "an edit has denied it"),
        case(given(WRONG, modifier_1, modifier_2, modifier_3, modifier_4), "yes", "modifier PA, PB or PC: a wrong operation"),
        otherwise=otherwise("", "no edit has denied it"),
    )
