"""Whether a line carries a modifier, in whichever of its four places."""

from ...kernel.rule import Node, is_in


def given(codes: str | tuple[str, ...], *modifiers: Node) -> Node:
    """Whether one of a line's modifiers is one of the codes."""
    wanted = (isinstance(codes, str) and (codes,)) or tuple(codes)
    first, *others = (is_in(modifier, wanted) for modifier in modifiers)
    for other in others:
        first = first | other
    return first
