"""The share of the global surgical package that one line bills: surgical care alone, postoperative care alone, a return to the room.

A fee of the schedule pays for care before, during and after the operation. Modifiers 54, 55 and 56 say that doctors share it, modifier 78
that an operating room was needed again inside the global period of an earlier surgery. Modifiers 58 and 79 change no fee.
(Medicare Claims Processing Manual, chapter 12, section 40.4; shares in the relative value file.)
"""

from ...kernel.rule import Node, case, first_of, greatest, known, least, missing, not_payable, otherwise, pends, portion, round_to, rule
from .citations import GLOBAL_SHARES, RETURN_TO_ROOM, SPLIT_CARE, UNSHARED_CARE
from .modifiers import given


@rule("Part of the global package that the line bills", cites=(SPLIT_CARE, GLOBAL_SHARES))
def care(component: Node, modifier_1: Node, modifier_2: Node, modifier_3: Node, modifier_4: Node) -> Node:
    def has(*codes: str) -> Node:
        return given(codes, modifier_1, modifier_2, modifier_3, modifier_4)

    divided_twice = pends("more than one of modifiers 54, 55, 56 and 78 on one line: each part of the care is a line of its own")
    several = (has("54") & has("55", "56", "78")) | (has("55") & has("56", "78")) | (has("56") & has("78"))
    return first_of(
        case(~has("54", "55", "56", "78"), "", "no modifier divides the global package"),
        case(component != "", "", "a component row: the global package is not divided"),
        case(several, divided_twice, "several modifiers"),
        case(has("54"), "54", "modifier 54: surgical care alone, with the care before it"),
        case(has("55"), "55", "modifier 55: postoperative care alone"),
        case(has("78"), "78", "modifier 78: return to the operating room inside a global period"),
        otherwise=not_payable("modifier 56: care before the operation is paid with the operation, not apart from it"),
    )


@rule("Portion of the postoperative days that the line bills", cites=SPLIT_CARE)
def postoperative_portion(global_days: Node, postoperative_days: Node) -> Node:
    outside = missing("the days of postoperative care do not lie within the global period")
    of_90, of_10 = (least(greatest(postoperative_days, 0), most) for most in (90, 10))
    return first_of(
        case(~known(postoperative_days), pends("modifier 55: the days of postoperative care are not given"), "the days are not given"),
        case(postoperative_days < 1, outside, "less than a day"),
        case((global_days == "090") & (postoperative_days <= 90), portion(of_90, 90, 4), "of 90 days, cut to four decimals"),
        case((global_days == "010") & (postoperative_days <= 10), portion(of_10, 10, 4), "of 10 days, cut to four decimals"),
        otherwise=outside,
    )


@rule("Fee of divided care where the file prints no shares", cites=UNSHARED_CARE)
def unshared_care_fee(care: Node, capped_fee: Node) -> Node:
    return first_of(
        case(care == "55", not_payable("modifier 55: the file prints no postoperative share for this service"), "no postoperative share"),
        otherwise=otherwise(capped_fee, "without shares there is nothing to divide: the whole fee"),
    )


@rule("Fee of a return to the operating room", cites=RETURN_TO_ROOM)
def return_fee(capped_fee: Node, intraoperative_share: Node) -> Node:
    return first_of(
        case(intraoperative_share == 0, capped_fee, "the file prints no shares for this service: the whole fee, not nothing"),
        otherwise=otherwise(round_to(capped_fee * intraoperative_share, 2), "the intra-operative share alone"),
    )


@rule("Fee of one unit for the care that the line bills", cites=(SPLIT_CARE, GLOBAL_SHARES))
def care_fee(
    care: Node,
    capped_fee: Node,
    preoperative_share: Node,
    intraoperative_share: Node,
    postoperative_share: Node,
    postoperative_portion: Node,
    unshared_care_fee: Node,
    return_fee: Node,
) -> Node:
    surgical_share = preoperative_share + intraoperative_share
    later_share = postoperative_share * postoperative_portion
    return first_of(
        case(care == "", capped_fee, "the whole service"),
        case(care == "78", return_fee, "a return to the operating room"),
        case(surgical_share + postoperative_share == 0, unshared_care_fee, "the file prints no shares"),
        case(care == "54", round_to(capped_fee * surgical_share, 2), "the pre-operative and intra-operative shares"),
        otherwise=otherwise(round_to(capped_fee * later_share, 2), "the postoperative share for the days of care"),
    )
