"""The unreduced fee of one line: relative value units x geographic indices x conversion factor, rounded once, to the cent.

fee = round_half_up((work x work index + practice expense x its index + malpractice x its index) x conversion factor, 2)
Proved against CMS's own computed amounts (PFREV25C, PFREV25D, OPPSCAP). No claim rule is applied here. Anaesthesia (status J) has no
relative value units: its fee is that of its base and time units.
"""

from ...kernel.rule import Case, Node, case, first_of, is_in, known, missing, not_payable, otherwise, pends, round_to, rule
from .citations import COMPONENT, FEE_FORMULA, FEE_STATUTE, INDICES, NOT_APPLICABLE, QUALIFYING, STATUS_CODES, WORK_FLOOR

# Every file from RVU20A to RVU26C prints a row 53 for these and for no other; modifier 53 on any other code is priced by the contractor.
WITH_A_DISCONTINUED_ROW = ("44388", "45378", "G0105", "G0121")


@rule("Row of the file that the line's modifiers select", cites=COMPONENT)
def component(hcpcs: Node, modifier_1: Node, modifier_2: Node, modifier_3: Node, modifier_4: Node) -> Node:
    def given(modifier: str) -> Node:
        return (modifier_1 == modifier) | (modifier_2 == modifier) | (modifier_3 == modifier) | (modifier_4 == modifier)

    return first_of(
        case(given("26"), "26", "modifier 26 asks for the professional component"),
        case(given("TC"), "TC", "modifier TC asks for the technical component"),
        case(given("53") & is_in(hcpcs, WITH_A_DISCONTINUED_ROW), "53", "the file prints a row of its own for this stopped procedure"),
        case(given("53"), pends("modifier 53: the contractor prices this stopped procedure individually"), "53"),
        otherwise=otherwise("", "no component modifier: the whole service"),
    )


@rule("Whether the schedule prices this service at all", cites=STATUS_CODES)
def payable(status: Node, work_rvu: Node, facility_pe_rvu: Node, non_facility_pe_rvu: Node, malpractice_rvu: Node) -> Node:
    def refused(code: str, reason: str) -> Case:
        return case(status == code, not_payable(reason), f"status {code}")

    without_units = work_rvu + facility_pe_rvu + non_facility_pe_rvu + malpractice_rvu == 0
    return first_of(
        case((status == "R") & without_units, pends("status R without relative value units: the contractor sets the price"), "status R"),
        case((status == "A") | (status == "R") | (status == "T"), True, "status A, R or T: priced from relative value units"),
        case(status == "C", pends("status C: the contractor sets the price, by report"), "status C"),
        refused("B", "status B: always bundled into another service; its units are not for payment"),
        refused("P", "status P: bundled when incident to another service, otherwise excluded"),
        refused("E", "status E: excluded from this schedule by regulation"),
        refused("X", "status X: excluded from this schedule by statute"),
        refused("I", "status I: not valid for Medicare, which uses another code"),
        refused("N", "status N: not covered by Medicare"),
        refused("M", "status M: a measurement code, never paid"),
        otherwise=missing("this status code is not one that the record layout names"),
    )


@rule("Practice expense units for the place of service", cites=(NOT_APPLICABLE, FEE_FORMULA))
def practice_expense_rvu(
    facility_rate: Node, facility_pe_rvu: Node, facility_na: Node, non_facility_pe_rvu: Node, non_facility_na: Node
) -> Node:
    here = not_payable("not applicable in this setting: CMS marks the service NA there, and its printed units are not an office price")
    there = not_payable("not applicable in this setting: CMS marks the service NA in a facility")
    return first_of(
        case(facility_rate & (facility_na == "NA"), there, "the facility column is marked NA"),
        case(facility_rate, facility_pe_rvu, "facility column"),
        case(non_facility_na == "NA", here, "the non-facility column is marked NA"),
        otherwise=otherwise(non_facility_pe_rvu, "non-facility column"),
    )


@rule("Total relative value units for the place of service, before any index", cites=FEE_FORMULA)
def total_rvu(work_rvu: Node, practice_expense_rvu: Node, malpractice_rvu: Node) -> Node:
    return work_rvu + practice_expense_rvu + malpractice_rvu


@rule("Work index of the place", cites=(INDICES, WORK_FLOOR))
def work_index(mac: Node, national_index: Node, work_floor: Node, work_index_with_floor: Node, work_index_without_floor: Node) -> Node:
    return first_of(
        case(mac == "", national_index, "national amount: no locality was given"),
        case(work_floor == 1, work_index_with_floor, "the 1.0 floor is in force"),
        case(known(work_index_without_floor), work_index_without_floor, "the 1.0 floor has lapsed"),
        otherwise=missing("the 1.0 floor has lapsed and CMS printed no index without it"),
    )


@rule("Practice expense index of the place", cites=INDICES)
def practice_index(mac: Node, national_index: Node, practice_expense_index: Node) -> Node:
    return first_of(
        case(mac == "", national_index, "national amount: no locality was given"),
        otherwise=otherwise(practice_expense_index, "index of the locality"),
    )


@rule("Malpractice index of the place", cites=INDICES)
def liability_index(mac: Node, national_index: Node, malpractice_index: Node) -> Node:
    return first_of(
        case(mac == "", national_index, "national amount: no locality was given"),
        otherwise=otherwise(malpractice_index, "index of the locality"),
    )


@rule("Conversion factor", cites=FEE_STATUTE, until="2026-01-01")
def factor(conversion_factor: Node) -> Node:
    return conversion_factor


@rule("Conversion factor", cites=(FEE_STATUTE, QUALIFYING), since="2026-01-01", name="factor")
def factor_from_2026(qualifying_participant: Node, conversion_factor: Node, qualifying_conversion_factor: Node) -> Node:
    return first_of(
        case(qualifying_participant == "yes", qualifying_conversion_factor, "a qualifying participant of an advanced payment model"),
        otherwise=otherwise(conversion_factor, "not stated to be a qualifying participant: the other factor is assumed"),
    )


def adjusted_units(work: Node, work_index: Node, expense: Node, practice_index: Node, malpractice: Node, liability_index: Node) -> Node:
    """Relative value units in their place: each times its index."""
    return work * work_index + expense * practice_index + malpractice * liability_index


@rule("Fee of one unit before any claim rule", cites=(FEE_STATUTE, FEE_FORMULA))
def unreduced_fee(
    payable: Node,
    status: Node,
    anesthesia_fee: Node,
    work_rvu: Node,
    work_index: Node,
    practice_expense_rvu: Node,
    practice_index: Node,
    malpractice_rvu: Node,
    liability_index: Node,
    factor: Node,
) -> Node:
    units = adjusted_units(work_rvu, work_index, practice_expense_rvu, practice_index, malpractice_rvu, liability_index)
    return first_of(
        case(status == "J", anesthesia_fee, "status J: anaesthesia is paid by base and time units"),
        case(payable, round_to(units * factor, 2), "rounded once, half up, to the cent"),
        otherwise=missing("not priced"),
    )


@rule("Amount of the line's units before any claim rule", cites=(FEE_STATUTE, FEE_FORMULA))
def unreduced_amount(status: Node, unreduced_fee: Node, units: Node) -> Node:
    return first_of(
        case(status == "J", unreduced_fee, "anaesthesia: its time is in its minutes, not in its units"),
        otherwise=unreduced_fee * units,
    )
