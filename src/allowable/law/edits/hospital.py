"""Edits of the Integrated Outpatient Code Editor on the lines of one day, as far as their lists are held. Where a list is not held, an
edit is not checked on the lines that it may concern.
"""

from ...kernel.rule import Node, any_within, case, first_of, is_in, known, missing, otherwise, pends, rule, sum_within
from .citations import (
    BILL_TYPES,
    COMPREHENSIVE_BILLS,
    DEVICE_EDITS,
    EDIT_17,
    EDIT_17_LIST,
    EDIT_21,
    EDIT_74,
    EDIT_92,
    EDIT_135,
    INPATIENT_ONLY,
    STATUS_INDICATORS,
)
from .modifiers import given

PROCEDURES = ("S", "T")
MAYBE_DEVICES = ("N", "H", "H1", "U", "E1", "A", "Y")  # statuses under which Addendum B prints devices, among much else


@rule("The procedure is not for inpatients only", cites=INPATIENT_ONLY)
def inpatient_only(hospital_status: Node, modifier_1: Node, modifier_2: Node, modifier_3: Node, modifier_4: Node) -> Node:
    died = given(("CA",), modifier_1, modifier_2, modifier_3, modifier_4)
    return first_of(
        case(hospital_status != "C", True, "not on the inpatient-only list"),
        case(died, pends("modifier CA: an inpatient-only procedure on a patient who died before admission is paid otherwise"), "CA"),
        otherwise=otherwise(False, "status C: Medicare pays the procedure for inpatients only (edit 18 or 45)"),
    )


@rule("The status of the code lets this system or another pay the hospital", cites=STATUS_INDICATORS)
def status_pays(hospital_status: Node) -> Node:
    return first_of(
        case(hospital_status == "B", False, "status B: not recognised on a hospital's outpatient bill; another code may be"),
        case(hospital_status == "D", False, "status D: a discontinued code"),
        case(hospital_status == "E1", False, "status E1: not covered, or not payable for outpatients"),
        case(hospital_status == "E2", False, "status E2: no price is set"),
        case(hospital_status == "M", False, "status M: not billable to the contractor"),
        case(hospital_status == "Y", False, "status Y: durable equipment is billed to its own contractor"),
        case(hospital_status == "A", missing("status A: paid under another schedule, whose edits are not checked here"), "status A"),
        otherwise=otherwise(True, "a status that is paid or packaged"),
    )


@rule("A code for both sides stands once on the day (edit 17)", cites=(EDIT_17, EDIT_17_LIST))
def twice_both_sides(
    hcpcs: Node, units: Node, stands: Node, bilateral: Node, modifier_1: Node, modifier_2: Node, modifier_3: Node, modifier_4: Node
) -> Node:
    repeated = given(("76", "77"), modifier_1, modifier_2, modifier_3, modifier_4)
    several = sum_within(units, where=stands, same=hcpcs) > 1
    marked = any_within(stands & repeated, same=hcpcs)
    return first_of(
        case(~several, True, "once on the day"),
        case(marked, True, "76 or 77: a repeat that is meant"),
        case(bilateral == "2", False, "edit 17: a code for both sides more than once on a day, without 76 or 77"),
        otherwise=otherwise(True, "not a code for both sides"),
    )


@rule("A visit beside a procedure of the day carries modifier 25 (edit 21)", cites=EDIT_21)
def visit_marked(stands: Node, hospital_status: Node, modifier_1: Node, modifier_2: Node, modifier_3: Node, modifier_4: Node) -> Node:
    beside = any_within(stands & is_in(hospital_status, PROCEDURES))
    unknown = missing("a code of the day has no status that is held: whether it is a procedure beside the visit is open")
    comprehensive = missing("a visit beside a comprehensive procedure (J1): whether edit 21 asks for modifier 25 is not verified")
    return first_of(
        case(~is_in(hospital_status, ("V", "J2")), True, "no visit"),
        case(given(("25",), modifier_1, modifier_2, modifier_3, modifier_4), True, "modifier 25"),
        case(beside, False, "edit 21: a visit with a procedure of status S or T, without modifier 25"),
        case(any_within(stands & ~known(hospital_status)), unknown, "a code without a status"),
        case(any_within(stands & (hospital_status == "J1")), comprehensive, "beside a comprehensive procedure"),
        otherwise=otherwise(True, "no procedure of status S or T on the day"),
    )


@rule("Modifier 50 stands with one unit (edit 74)", cites=EDIT_74)
def both_sides(modifier_1: Node, modifier_2: Node, modifier_3: Node, modifier_4: Node, units: Node, bilateral: Node) -> Node:
    return first_of(
        case(~given(("50",), modifier_1, modifier_2, modifier_3, modifier_4), True, "no modifier 50"),
        case(units > 1, False, "edit 74: modifier 50 with several units"),
        case(is_in(bilateral, ("1", "3")), True, "one unit of a procedure that is done on one side or both"),
        case(is_in(bilateral, ("0", "2", "9")), False, "bilateral indicator 0, 2 or 9: modifier 50 does not apply to the code"),
        otherwise=missing("this bilateral indicator is not one that the record layout names"),
    )


@rule("A code that the list of the day prints, if one is held: it shows whether one is", cites=EDIT_92)
def device_code(hcpcs: Node, device_offset_share: Node) -> Node:
    return first_of(
        case(known(device_offset_share), hcpcs, "the code itself"),
        otherwise=otherwise("58580", "a code that every such list prints"),
    )


@rule("A device-intensive procedure has a device beside it (edit 92)", cites=EDIT_92)
def device_present(
    stands: Node,
    hospital_status: Node,
    device_offset_share: Node,
    held_offset_share: Node,
    modifier_1: Node,
    modifier_2: Node,
    modifier_3: Node,
    modifier_4: Node,
) -> Node:
    modifiers = (modifier_1, modifier_2, modifier_3, modifier_4)
    maybe = any_within(stands & ~known(device_offset_share) & (~known(hospital_status) | is_in(hospital_status, MAYBE_DEVICES)))
    unlisted = missing("the list of codes of devices is not held: whether one of the lines of the day is a device is not checked")
    exempt = missing("modifier CG: the list of procedures that need no device code with it is not held")
    return first_of(
        case(~known(device_offset_share) & (held_offset_share >= 0), True, "not a device-intensive procedure"),
        case(given(("52", "73", "74"), *modifiers), True, "52, 73 or 74: stopped or reduced"),
        case(given(("CG",), *modifiers), exempt, "modifier CG"),
        case(maybe, unlisted, "lines that may be devices"),
        otherwise=otherwise(False, "edit 92: a device-intensive procedure without any device on the day"),
    )


@rule("The procedure stands with the device that it needs (edit 135)", cites=EDIT_135)
def named_device(device_offset_share: Node, held_offset_share: Node) -> Node:
    unlisted = missing("the list of procedures that need a device by name (edit 135) is not held")
    return first_of(
        case(~known(device_offset_share) & (held_offset_share >= 0), True, "not a device-intensive procedure"),
        otherwise=unlisted,
    )


@rule("A device stands with the procedure that implants it (edits 38 and 98)", cites=DEVICE_EDITS)
def device_procedure(hospital_status: Node) -> Node:
    unlisted = missing("the lists of devices and of the procedures that implant them (edits 38 and 98) are not held")
    return first_of(
        case(is_in(hospital_status, MAYBE_DEVICES), unlisted, "a status under which devices are printed"),
        otherwise=otherwise(True, "a status under which no device is printed"),
    )


@rule("The type of bill suits an outpatient hospital", cites=(BILL_TYPES, COMPREHENSIVE_BILLS))
def bill_type_suits(bill_type: Node, condition_w2: Node, hospital_status: Node) -> Node:
    unknown = missing("no type of bill is given")
    inpatients = (bill_type == "12") & (condition_w2 != "yes")
    critical = missing("type of bill 85x: a critical access hospital is paid otherwise, and its edits are not checked")
    return first_of(
        case(bill_type == "", unknown, "none given"),
        case(bill_type == "13", True, "13x: a hospital's outpatients"),
        case(inpatients & (hospital_status == "J1"), False, "J1 on type of bill 12x without condition W2"),
        case(is_in(bill_type, ("12", "14")), True, "12x or 14x"),
        case(bill_type == "85", critical, "85x"),
        case(bill_type == "11", False, "11x is an inpatient's bill"),
        otherwise=missing("this type of bill is none that the rules read: 12, 13 and 14 are"),
    )
