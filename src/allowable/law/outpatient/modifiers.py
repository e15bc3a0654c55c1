"""Modifiers on a line of a hospital: both sides (50), stopped or reduced (52, 73, 74), repeated or returned to (76 to 79).

Modifiers 73 and 52 pay half and 74 pays in full (42 CFR 419.44(b)); 53 is a practitioner's. A stopped procedure with modifier 50 or with
several units, and modifier 50 with several units, return the whole claim to the provider (I/OCE edits 37 and 74): it is never priced.
"""

from ...kernel.rule import Node, any_within, case, first_of, is_in, not_payable, otherwise, pends, rule
from .citations import (
    BILATERAL_LIST,
    DENIED,
    EDIT_37,
    EDIT_74,
    FACILITY_MODIFIERS,
    REPEATED,
    STOPPED,
    WRONG_OPERATION,
)


def given(codes: tuple[str, ...], *modifiers: Node) -> Node:
    """Whether one of a line's modifiers is one of the codes."""
    first, *others = (is_in(modifier, codes) for modifier in modifiers)
    for other in others:
        first = first | other
    return first


@rule("Whether the operation was a wrong one, or done on the wrong patient or part of the body", cites=WRONG_OPERATION)
def wrong_operation(modifier_1: Node, modifier_2: Node, modifier_3: Node, modifier_4: Node) -> Node:
    return given(("PA", "PB", "PC"), modifier_1, modifier_2, modifier_3, modifier_4)


@rule("Whether the line stands: no edit has denied it, and it was no wrong operation", cites=DENIED)
def stands(denied: Node, wrong_operation: Node) -> Node:
    return (denied != "yes") & ~wrong_operation


@rule("Whether the service was reduced, no anaesthesia being planned", cites=STOPPED)
def is_52(modifier_1: Node, modifier_2: Node, modifier_3: Node, modifier_4: Node) -> Node:
    return given(("52",), modifier_1, modifier_2, modifier_3, modifier_4)


@rule("Whether the procedure was stopped before anaesthesia", cites=STOPPED)
def is_73(modifier_1: Node, modifier_2: Node, modifier_3: Node, modifier_4: Node) -> Node:
    return given(("73",), modifier_1, modifier_2, modifier_3, modifier_4)


@rule("Whether the procedure was stopped after anaesthesia or its start", cites=STOPPED)
def is_74(modifier_1: Node, modifier_2: Node, modifier_3: Node, modifier_4: Node) -> Node:
    return given(("74",), modifier_1, modifier_2, modifier_3, modifier_4)


@rule("Whether the line carries modifier 53", cites=FACILITY_MODIFIERS)
def is_53(modifier_1: Node, modifier_2: Node, modifier_3: Node, modifier_4: Node) -> Node:
    return given(("53",), modifier_1, modifier_2, modifier_3, modifier_4)


@rule("Whether the line carries modifier 50", cites=EDIT_74)
def is_50(modifier_1: Node, modifier_2: Node, modifier_3: Node, modifier_4: Node) -> Node:
    return given(("50",), modifier_1, modifier_2, modifier_3, modifier_4)


@rule("Whether a procedure is told to be repeated, staged or unrelated, so that no multiple discount reaches it", cites=REPEATED)
def repeated(modifier_1: Node, modifier_2: Node, modifier_3: Node, modifier_4: Node) -> Node:
    return given(("76", "77", "78", "79"), modifier_1, modifier_2, modifier_3, modifier_4)


@rule("Whether the line is paid half because it was stopped or reduced", cites=STOPPED)
def terminated(is_52: Node, is_73: Node) -> Node:
    return is_52 | is_73


@rule("Whether the service is done on both sides, under a code for one", cites=BILATERAL_LIST)
def bilateral(is_50: Node) -> Node:
    return first_of(
        case(is_50, True, "modifier 50; CMS's list of codes with two sides is not held, and the code is taken to be on it"),
        otherwise=otherwise(False, "no modifier 50"),
    )


@rule("Whether the line itself returns the claim to the provider", cites=(EDIT_37, EDIT_74))
def line_returned(stands: Node, is_50: Node, terminated: Node, units: Node, wage_adjusted_statuses: Node, status_in_force: Node) -> Node:
    several = units > 1
    return first_of(
        case(~stands, False, "denied"),
        case(~terminated & ~is_50, False, "no modifier 50, 52 or 73"),
        case(~is_in(status_in_force, wage_adjusted_statuses), False, "no procedure or visit"),
        case(terminated & is_50, True, "edit 37: stopped or reduced, and on both sides"),
        case(several, True, "edit 37 or 74: several units under modifier 50, 52 or 73"),
        otherwise=otherwise(False, "one unit"),
    )


@rule("Whether the claim is returned to the provider", cites=(EDIT_37, EDIT_74))
def returned(line_returned: Node) -> Node:
    return any_within(line_returned)


@rule("Whether the line's modifiers leave it to be priced", cites=(DENIED, EDIT_37, EDIT_74, FACILITY_MODIFIERS))
def modifiers_sound(denied: Node, wrong_operation: Node, returned: Node, is_53: Node) -> Node:
    uncovered = not_payable("modifier PA, PB or PC: Medicare does not cover a wrong operation")
    refused = not_payable("an edit has denied the line: it has no amount and takes no rank")
    back = pends(
        "returned to the provider: modifier 50, 52 or 73 with several units, or 52 or 73 with 50, on a line of the claim; "
        "bill each stopped procedure once, for one side"
    )
    wrong = pends(
        "modifier 53 is a practitioner's: a hospital bills 73 (anaesthesia planned, stopped before it), 74 (stopped after it) or 52 "
        "(none planned)"
    )
    return first_of(
        case(denied == "yes", refused, "an edit has denied it"),
        case(wrong_operation, uncovered, "a wrong operation"),
        case(returned, back, "edit 37 or 74"),
        case(is_53, wrong, "modifier 53"),
        otherwise=otherwise(True, "nothing in the modifiers stands against it"),
    )
