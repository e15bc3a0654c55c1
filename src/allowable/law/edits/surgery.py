"""Global surgery: which modifier may stand on which code, and a visit on the day of a procedure.

A global period of 000 or 010 makes a procedure minor, 090 major. The decision for a major one is billed with 57, a significant separate
visit beside a minor one with 25; the decision for a minor procedure is part of it. What happened on other days is not on this claim.
"""

from ...kernel.rule import Node, any_within, case, first_of, is_in, missing, otherwise, pends, rule
from .citations import GLOBAL_PERIOD, GLOBAL_POLICY, RETURN_TO_ROOM, SPLIT_CARE, VISIT_MODIFIERS
from .modifiers import given

MINOR, MAJOR = ("000", "010"), ("090",)
OPERATIONS = (*MINOR, *MAJOR, "YYY", "ZZZ", "MMM")


@rule("Whether modifiers 24, 25 and 57 stand on visits alone", cites=(VISIT_MODIFIERS, GLOBAL_PERIOD))
def visit_modifier(modifier_1: Node, modifier_2: Node, modifier_3: Node, modifier_4: Node, is_visit: Node, global_days: Node) -> Node:
    marked = given(("24", "25", "57"), modifier_1, modifier_2, modifier_3, modifier_4)
    unlisted = missing("modifier 24, 25 or 57 on a code outside NCCI's ranges of visits: whether it is one is not held")
    return first_of(
        case(~marked, True, "none of 24, 25 and 57"),
        case(is_visit, True, "a visit"),
        case(is_in(global_days, OPERATIONS), False, "24, 25 and 57 belong on visits, not on a procedure with a global period"),
        otherwise=unlisted,
    )


@rule("Whether a major procedure stands on the day", cites=GLOBAL_PERIOD)
def major_beside(stands: Node, global_days: Node) -> Node:
    return any_within(stands & is_in(global_days, MAJOR))


@rule("Whether a minor procedure stands on the day", cites=GLOBAL_PERIOD)
def minor_beside(stands: Node, global_days: Node) -> Node:
    return any_within(stands & is_in(global_days, MINOR))


@rule("A visit on the day of a procedure is told apart from it", cites=(VISIT_MODIFIERS, GLOBAL_POLICY))
def visit_beside_procedure(
    modifier_1: Node, modifier_2: Node, modifier_3: Node, modifier_4: Node, is_visit: Node, major_beside: Node, minor_beside: Node
) -> Node:
    def has(*codes: str) -> Node:
        return given(codes, modifier_1, modifier_2, modifier_3, modifier_4)

    earlier = missing("modifier 24: whether the visit has nothing to do with an earlier operation rests on the record and on other claims")
    tomorrow = missing("modifier 57: no major procedure stands on the day; whether one follows on the next day is not on this claim")
    alone = missing("no procedure stands on the day; whether the visit lies in the global period of another day is not on this claim")
    return first_of(
        case(~is_visit, True, "no visit"),
        case(has("24"), earlier, "modifier 24"),
        case(has("57") & major_beside, True, "modifier 57 with a major procedure on the day"),
        case(has("57"), tomorrow, "modifier 57 without one"),
        case(major_beside & minor_beside & has("25"), pends("25 beside a minor and a major procedure: 57 may be meant"), "both"),
        case(
            major_beside & has("25"),
            False,
            "25 beside a major procedure (090): the decision for it is 57, any other visit is part of it",
        ),
        case(major_beside, False, "a visit on the day of a major procedure (090) is part of it, unless it is the decision for it (57)"),
        case(minor_beside & has("25"), True, "25 beside a minor procedure: paid if the record shows a significant, separate visit"),
        case(minor_beside, False, "a visit on the day of a minor procedure (000, 010) is part of it, unless significant and separate (25)"),
        otherwise=alone,
    )


@rule("Modifiers 58, 78 and 79 have an earlier operation behind them", cites=(RETURN_TO_ROOM, GLOBAL_PERIOD))
def return_modifier(modifier_1: Node, modifier_2: Node, modifier_3: Node, modifier_4: Node, is_visit: Node) -> Node:
    marked = given(("58", "78", "79"), modifier_1, modifier_2, modifier_3, modifier_4)
    earlier = missing("modifier 58, 78 or 79: whether the day lies in the global period of an earlier operation is not on this claim")
    return first_of(
        case(~marked, True, "none of 58, 78 and 79"),
        case(is_visit, False, "58, 78 and 79 belong on procedures, not on a visit"),
        otherwise=earlier,
    )


@rule("Modifiers 54, 55 and 56 stand on a procedure whose care can be split", cites=(SPLIT_CARE, GLOBAL_PERIOD))
def split_care(modifier_1: Node, modifier_2: Node, modifier_3: Node, modifier_4: Node, global_days: Node) -> Node:
    marked = given(("54", "55", "56"), modifier_1, modifier_2, modifier_3, modifier_4)
    other = missing("modifier 54, 55 or 56: the other part of the care is on another practitioner's claim")
    contractor = pends("modifier 54, 55 or 56 on a code whose global period the contractor sets (YYY)")
    return first_of(
        case(~marked, True, "none of 54, 55 and 56"),
        case(global_days == "000", False, "a global period of one day (000) has no care before or after it to split"),
        case(is_in(global_days, ("010", "090")), other, "a period that can be split"),
        case(global_days == "YYY", contractor, "YYY"),
        otherwise=otherwise(False, "the code has no global period of its own"),
    )
