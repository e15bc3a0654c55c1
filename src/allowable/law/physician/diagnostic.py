"""Several diagnostic tests on one day: the later technical components (imaging, cardiovascular, eye) and, of imaging, the later readings.

Multiple procedure indicator 4: of the technical components of a session the highest is paid in full and every other at half, of the
professional ones every other at 95 %. Indicators 6 and 7 reduce the later technical components of a day alone, to 75 and 80 %. Components
are ranked among their own kind; a whole test is its fee less what its components lose. A session cannot be seen on a claim: modifier 59 or
XE says that there was another. The reduction comes before the cap at the outpatient payment.
"""

from ...kernel.rule import (
    Node,
    any_within,
    case,
    first_of,
    is_in,
    known,
    least,
    otherwise,
    pends,
    place_within,
    round_to,
    rule,
    sum_within,
    undecided,
)
from .citations import COMPONENT_INDICATOR, MULTIPLE_TESTS, REDUCED_BEFORE_CAP, SEPARATE_SESSION, TEST_UNITS
from .modifiers import given

REDUCED = ("4", "6", "7")


@rule("Whether the test belongs to another session", cites=SEPARATE_SESSION)
def family_of_another_session(multiple_procedure: Node) -> Node:
    return first_of(
        case(multiple_procedure == "4", "", "modifier 59 or XE: another session, not ranked with the imaging of the day"),
        otherwise=otherwise(multiple_procedure, "indicators 6 and 7 reduce the tests of a day, in whatever session"),
    )


@rule("Kind of test with which the line is ranked", cites=MULTIPLE_TESTS)
def test_family(
    multiple_procedure: Node, family_of_another_session: Node, modifier_1: Node, modifier_2: Node, modifier_3: Node, modifier_4: Node
) -> Node:
    apart = given(("59", "XE"), modifier_1, modifier_2, modifier_3, modifier_4)
    return first_of(
        case(~is_in(multiple_procedure, REDUCED), "", "no test of indicator 4, 6 or 7"),
        case(apart, family_of_another_session, "modifier 59 or XE"),
        otherwise=otherwise(multiple_procedure, "its multiple procedure indicator"),
    )


@rule("How much of the line is its professional component", cites=COMPONENT_INDICATOR)
def professional_part(component: Node, professional_technical: Node) -> Node:
    return first_of(
        case(component == "26", "whole", "the professional component alone"),
        case((component == "") & (professional_technical == "1"), "part", "a test with both components"),
        otherwise=otherwise("none", "no professional component"),
    )


@rule("Fee of one unit's professional component", cites=COMPONENT_INDICATOR)
def professional_fee(professional_part: Node, standing_fee: Node, professional_unreduced_fee: Node) -> Node:
    return first_of(
        case(professional_part == "none", 0, "no professional component"),
        case(~known(standing_fee), standing_fee, "the line has no fee"),
        case(professional_part == "whole", standing_fee, "the whole line is professional"),
        otherwise=otherwise(professional_unreduced_fee, "the professional component of the test"),
    )


@rule("Fees that one procedure on the line counts for", cites=MULTIPLE_TESTS)
def fees_of_sides(both_sides: Node, bilateral: Node, bilateral_share: Node) -> Node:
    return first_of(
        case(both_sides != "here", 1, "one fee"),
        case(bilateral == "3", 2, "indicator 3: each side in full, settled before the ranking"),
        case(bilateral == "1", bilateral_share, "indicator 1: both sides, settled before the ranking"),
        otherwise=otherwise(1, "indicator 0 or 2: one fee for both sides"),
    )


@rule("Place of the technical component among those of the day", cites=MULTIPLE_TESTS)
def technical_place(test_family: Node, technical_part: Node, technical_fee: Node, fees_of_sides: Node, procedures: Node) -> Node:
    takes_part = (test_family != "") & (technical_part != "none") & (procedures != 0)
    return place_within(technical_fee * fees_of_sides, where=takes_part, same=test_family)


@rule("Place of the professional component among those of the day", cites=MULTIPLE_TESTS)
def professional_place(test_family: Node, professional_part: Node, professional_fee: Node, fees_of_sides: Node, procedures: Node) -> Node:
    takes_part = (test_family == "4") & (professional_part != "none") & (procedures != 0)
    return place_within(professional_fee * fees_of_sides, where=takes_part)


@rule("Whether other tests are ranked with the components of the line", cites=MULTIPLE_TESTS)
def ranked_with_others(test_family: Node, technical_part: Node, professional_part: Node, left_out: Node) -> Node:
    technical = (test_family != "") & (technical_part != "none") & (left_out != "yes")
    professional = (test_family == "4") & (professional_part != "none") & (left_out != "yes")
    beside_technical = sum_within(1, where=technical, same=test_family) > 1
    beside_professional = sum_within(1, where=professional) > 1
    return (technical & beside_technical) | (professional & beside_professional)


@rule("Whether a place in a ranking of the line's components is still open", cites=MULTIPLE_TESTS)
def tests_open(
    test_family: Node,
    technical_part: Node,
    technical_fee: Node,
    professional_part: Node,
    professional_fee: Node,
    procedures: Node,
    left_out: Node,
) -> Node:
    technical = (test_family != "") & (technical_part != "none") & (left_out != "yes")
    professional = (test_family == "4") & (professional_part != "none") & (left_out != "yes")
    open_technical = any_within(technical & (undecided(technical_fee) | undecided(procedures)), same=test_family)
    open_professional = any_within(professional & (undecided(professional_fee) | undecided(procedures)))
    return (technical & open_technical) | (professional & open_professional)


@rule("What a technical component loses that is not the highest", cites=MULTIPLE_TESTS)
def technical_cut(
    test_family: Node,
    technical_fee: Node,
    later_imaging_technical_share: Node,
    later_cardiovascular_technical_share: Node,
    later_eye_technical_share: Node,
) -> Node:
    share = first_of(
        case(test_family == "4", later_imaging_technical_share, "imaging"),
        case(test_family == "6", later_cardiovascular_technical_share, "cardiovascular tests"),
        otherwise=otherwise(later_eye_technical_share, "eye tests"),
    )
    return technical_fee - round_to(technical_fee * share, 2)


@rule("What a professional component loses that is not the highest", cites=MULTIPLE_TESTS)
def professional_cut(test_family: Node, professional_fee: Node, later_imaging_professional_share: Node) -> Node:
    return first_of(
        case(test_family != "4", 0, "professional components of imaging alone are reduced"),
        otherwise=professional_fee - round_to(professional_fee * later_imaging_professional_share, 2),
    )


@rule("Fee of one unit under the cap whose technical component is reduced", cites=REDUCED_BEFORE_CAP)
def reduced_fee_under_cap(technique_fee: Node, technical_cut: Node, ceiling: Node) -> Node:
    return least(technique_fee - technical_cut, ceiling)


@rule("Fee of one unit whose technical component is reduced", cites=MULTIPLE_TESTS)
def technically_reduced_fee(technique_fee: Node, technical_cut: Node, subject_to_cap: Node, reduced_fee_under_cap: Node) -> Node:
    return first_of(
        case(subject_to_cap, reduced_fee_under_cap, "compared with the cap after the reduction"),
        otherwise=otherwise(technique_fee - technical_cut, "not subject to the cap"),
    )


@rule("Fee of the line's first procedure among the tests of the day", cites=MULTIPLE_TESTS)
def first_test_fee(
    capped_fee: Node, technical_place: Node, professional_place: Node, technically_reduced_fee: Node, professional_cut: Node
) -> Node:
    both = (technical_place > 1) & (professional_place > 1)
    return first_of(
        case(both, technically_reduced_fee - professional_cut, "neither component is the highest of its kind"),
        case(technical_place > 1, technically_reduced_fee, "its technical component is not the highest"),
        case(professional_place > 1, capped_fee - professional_cut, "its professional component is not the highest"),
        otherwise=otherwise(capped_fee, "no component stands behind another"),
    )


@rule("Fee of each further unit of a test", cites=TEST_UNITS)
def further_test_fee(technically_reduced_fee: Node, professional_cut: Node) -> Node:
    return technically_reduced_fee - professional_cut


@rule("Amount of the line's tests", cites=MULTIPLE_TESTS)
def tests_amount(procedures: Node, fees_of_sides: Node, first_test_fee: Node, further_test_fee: Node) -> Node:
    several = first_test_fee + further_test_fee * (procedures - 1)
    return first_of(
        case(procedures == 0, 0, "paid with the line of the other side"),
        case(procedures == 1, round_to(first_test_fee * fees_of_sides, 2), "one procedure"),
        otherwise=otherwise(several, "the further units are later tests"),
    )


@rule("Amount of a diagnostic service beside the others of the day", cites=MULTIPLE_TESTS)
def diagnostic_amount(
    test_family: Node,
    procedures: Node,
    sides_amount: Node,
    ranked_with_others: Node,
    technical_fee: Node,
    tests_open: Node,
    tests_amount: Node,
) -> Node:
    open_yet = pends("another test of the day has no amount yet, so that which is the highest is open")
    return first_of(
        case(~known(sides_amount), sides_amount, "the line has no amount"),
        case(test_family == "", sides_amount, "ranked with no other test"),
        case(~ranked_with_others & (procedures <= 1), sides_amount, "the only test of its kind that day"),
        case(~known(technical_fee), technical_fee, "its technical component is not known"),
        case(tests_open, open_yet, "a place is open"),
        otherwise=tests_amount,
    )
