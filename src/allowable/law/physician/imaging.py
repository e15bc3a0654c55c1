"""Imaging and its technical component: film and older machines, and the cap at what a hospital outpatient department is paid.

The statute takes the reductions for X-rays on film (FX), computed radiography (FY) and CT scanners below the standard (CT) from the
technical component before any other adjustment (sections 1848(b)(9), 1834(p)). The technical component of an imaging service is paid at
most what the outpatient schedule pays (section 1848(b)(4)); units of the cap that are zero say that a service is not subject to it. What a
contractor prices (status C) has the same ceiling: for a whole service, the priced professional component and the cap of the technical one.
"""

from ...kernel.rule import Node, any_within, case, first_of, is_in, known, not_payable, otherwise, pends, round_to, rule, undecided
from .citations import CAP, CAP_STATUTE, COMPONENT_INDICATOR, DENIED, FILM, INJECTIONS, SCANNERS, STATUS_CODES
from .fee import adjusted_units
from .modifiers import given

# Codes of whole tests (indicator 4), and the one code of their technical or of their professional component: the units of the test are the
# sums of both in every release, RVU20A to RVU26C.
TECHNICAL_CODES = {"93000": "93005", "93015": "93017", "93040": "93041"}
PROFESSIONAL_CODES = {"93224": "93227", "93241": "93244", "93245": "93248", "93268": "93272", "93784": "93790"}


@rule("Fee of one unit of a line that no edit has denied", cites=DENIED)
def standing_fee(denied: Node, left_out: Node, unreduced_fee: Node) -> Node:
    wrong = not_payable("modifier PA, PB or PC: Medicare does not cover a wrong operation")
    return first_of(
        case(denied == "yes", not_payable("an edit has denied the line: it has no amount and takes no rank"), "denied"),
        case(left_out == "yes", wrong, "a wrong operation"),
        otherwise=otherwise(unreduced_fee, "no edit has denied it"),
    )


@rule("How much of the line is its technical component", cites=COMPONENT_INDICATOR)
def technical_part(component: Node, professional_technical: Node) -> Node:
    return first_of(
        case(component == "TC", "whole", "the technical component alone"),
        case(component != "", "none", "a row without a technical component"),
        case(professional_technical == "3", "whole", "indicator 3: a technical service"),
        case(is_in(professional_technical, ("1", "4")), "part", "indicator 1 or 4: a test with both components"),
        otherwise=otherwise("none", "no technical component"),
    )


@rule("Code in which the technical component is printed", cites=COMPONENT_INDICATOR)
def technical_code(hcpcs: Node) -> Node:
    of_its_own = "the test's technical component has a code of its own"
    return first_of(*(case(hcpcs == test, code, of_its_own) for test, code in TECHNICAL_CODES.items()), otherwise=hcpcs)


@rule("Row in which the technical component is printed", cites=COMPONENT_INDICATOR)
def technical_row(professional_technical: Node) -> Node:
    return first_of(case(professional_technical == "1", "TC", "row TC of the code"), otherwise=otherwise("", "a code of its own"))


@rule("Code in which the professional component is printed", cites=COMPONENT_INDICATOR)
def professional_code(hcpcs: Node) -> Node:
    of_its_own = "the test's professional component has a code of its own"
    return first_of(*(case(hcpcs == test, code, of_its_own) for test, code in PROFESSIONAL_CODES.items()), otherwise=hcpcs)


@rule("Row in which the professional component is printed", cites=COMPONENT_INDICATOR)
def professional_row(professional_technical: Node) -> Node:
    return first_of(case(professional_technical == "1", "26", "row 26 of the code"), otherwise=otherwise("", "a code of its own"))


@rule("Fee of one unit's technical component", cites=COMPONENT_INDICATOR)
def full_technical_fee(
    hcpcs: Node,
    technical_part: Node,
    professional_technical: Node,
    standing_fee: Node,
    technical_unreduced_fee: Node,
    professional_unreduced_fee: Node,
) -> Node:
    unlinked = pends("the schedule prints no technical component of this test: what a reduction leaves of it is the contractor's to say")
    return first_of(
        case(technical_part == "none", 0, "no technical component"),
        case(~known(standing_fee), standing_fee, "the line has no fee"),
        case(technical_part == "whole", standing_fee, "the whole line is technical"),
        case(is_in(hcpcs, PROFESSIONAL_CODES), standing_fee - professional_unreduced_fee, "the test less its professional component"),
        case((professional_technical == "4") & ~is_in(hcpcs, TECHNICAL_CODES), unlinked, "a test whose parts are not printed"),
        otherwise=otherwise(technical_unreduced_fee, "the technical component of the test"),
    )


@rule("Outdated technique that the line states", cites=(FILM, SCANNERS))
def technique(hcpcs: Node, scanner_codes: Node, modifier_1: Node, modifier_2: Node, modifier_3: Node, modifier_4: Node) -> Node:
    def has(code: str) -> Node:
        return given(code, modifier_1, modifier_2, modifier_3, modifier_4)

    return first_of(
        case(has("FX"), "FX", "modifier FX: an X-ray taken on film"),
        case(has("FY"), "FY", "modifier FY: an X-ray taken by computed radiography"),
        case(has("CT") & is_in(hcpcs, scanner_codes), "CT", "modifier CT: a scanner below the standard"),
        case(has("CT"), "", "modifier CT: this is not one of the codes of the statute"),
        otherwise=otherwise("", "none"),
    )


@rule("Share of the technical component that its technique leaves", cites=(FILM, SCANNERS))
def technique_share(technique: Node, film_share: Node, computed_radiography_share: Node, scanner_share: Node) -> Node:
    return first_of(
        case(technique == "", 1, "nothing is taken off"),
        case(technique == "FX", film_share, "film"),
        case(technique == "FY", computed_radiography_share, "computed radiography"),
        otherwise=otherwise(scanner_share, "a scanner below the standard"),
    )


@rule("Fee of one unit's technical component, its technique considered", cites=(FILM, SCANNERS))
def technical_fee(technique_share: Node, full_technical_fee: Node) -> Node:
    reduced = round_to(full_technical_fee * technique_share, 2)
    return first_of(
        case(technique_share == 1, full_technical_fee, "nothing is taken off"), otherwise=otherwise(reduced, "before any other adjustment")
    )


@rule("Fee of one unit, the technique of its technical component considered", cites=(FILM, SCANNERS))
def technique_fee(technique: Node, standing_fee: Node, full_technical_fee: Node, technical_fee: Node) -> Node:
    reduced = standing_fee - (full_technical_fee - technical_fee)
    return first_of(
        case(technique == "", standing_fee, "nothing is taken off"), otherwise=otherwise(reduced, "its technical component is reduced")
    )


@rule("Whether the cap at the outpatient payment applies to the row", cites=(CAP, CAP_STATUTE))
def subject_to_cap(opps_facility_pe_rvu: Node, opps_non_facility_pe_rvu: Node, opps_malpractice_rvu: Node) -> Node:
    return opps_facility_pe_rvu + opps_non_facility_pe_rvu + opps_malpractice_rvu != 0


@rule("Units of the outpatient payment in their place", cites=CAP)
def capped_units(
    facility_rate: Node,
    work_rvu: Node,
    work_index: Node,
    opps_facility_pe_rvu: Node,
    opps_non_facility_pe_rvu: Node,
    practice_index: Node,
    opps_malpractice_rvu: Node,
    liability_index: Node,
) -> Node:
    expense = first_of(case(facility_rate, opps_facility_pe_rvu, "facility column"), otherwise=opps_non_facility_pe_rvu)
    return adjusted_units(work_rvu, work_index, expense, practice_index, opps_malpractice_rvu, liability_index)


@rule("Units of the service in their place", cites=CAP)
def placed_units(
    work_rvu: Node, work_index: Node, practice_expense_rvu: Node, practice_index: Node, malpractice_rvu: Node, liability_index: Node
) -> Node:
    return adjusted_units(work_rvu, work_index, practice_expense_rvu, practice_index, malpractice_rvu, liability_index)


@rule("Highest fee of one unit under the cap at the outpatient payment", cites=(CAP, CAP_STATUTE))
def ceiling(capped_units: Node, factor: Node) -> Node:
    return round_to(capped_units * factor, 2)


@rule("Whether a contractor's price has a ceiling", cites=CAP)
def contractor_capped(
    component: Node,
    professional_technical: Node,
    subject_to_cap: Node,
    technical_subject_to_cap: Node,
    professional_unreduced_fee: Node,
) -> Node:
    both = technical_subject_to_cap & known(professional_unreduced_fee)
    whole = (component == "") & (professional_technical == "1")
    return first_of(
        case(whole, both, "a whole service: its technical component is capped and its professional one priced"),
        otherwise=otherwise(subject_to_cap, "the row itself is subject to the cap"),
    )


@rule("Highest price that a contractor may set for one unit", cites=CAP)
def contractor_ceiling(
    component: Node,
    professional_technical: Node,
    ceiling: Node,
    professional_placed_units: Node,
    technical_capped_units: Node,
    factor: Node,
) -> Node:
    whole = (component == "") & (professional_technical == "1")
    both = round_to((professional_placed_units + technical_capped_units) * factor, 2)
    return first_of(
        case(whole, both, "the priced professional component and the cap of the technical one, rounded once"),
        otherwise=otherwise(ceiling, "the cap of the row"),
    )


@rule("Fee of a service that the contractor prices", cites=(STATUS_CODES, CAP))
def contractor_fee(contractor_capped: Node, contractor_ceiling: Node, standing_fee: Node) -> Node:
    capped = pends("status C: the contractor sets the price, at most the ceiling of the outpatient payment")
    return first_of(
        case(contractor_capped & known(contractor_ceiling), capped, "the cap bounds the price"),
        otherwise=otherwise(standing_fee, "no ceiling is published"),
    )


@rule("Fee of a service that is paid only alone", cites=INJECTIONS)
def lone_fee(status: Node, standing_fee: Node, technique_fee: Node) -> Node:
    bundled = not_payable("status T: bundled, because another service of the day is payable")
    open_yet = pends("status T: bundled or not, as long as another service of the day has no amount")
    return first_of(
        case(any_within(is_in(status, ("A", "R")) & known(standing_fee)), bundled, "another service of the day is payable"),
        case(any_within(is_in(status, ("A", "R", "C")) & undecided(standing_fee)), open_yet, "another service of the day is undecided"),
        otherwise=otherwise(technique_fee, "nothing else is payable that day"),
    )


@rule("Fee of one unit from which every later rule starts", cites=(CAP, CAP_STATUTE))
def capped_fee(
    status: Node,
    left_out: Node,
    standing_fee: Node,
    contractor_fee: Node,
    lone_fee: Node,
    technique_fee: Node,
    subject_to_cap: Node,
    ceiling: Node,
) -> Node:
    return first_of(
        case(left_out == "yes", standing_fee, "an edit has denied it"),
        case(status == "C", contractor_fee, "status C"),
        case(status == "T", lone_fee, "status T"),
        case(~subject_to_cap, technique_fee, "not subject to the cap at the outpatient payment"),
        case(ceiling < technique_fee, ceiling, "the outpatient payment is lower"),
        otherwise=otherwise(technique_fee, "the outpatient payment is not lower"),
    )
