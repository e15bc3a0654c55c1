"""Procedures that are paid to inpatients alone (status C): what they do to the other lines of their day.

Such a line is denied, and with it every other line of the day (I/OCE edits 18 and 49). Where a procedure of status T stands on the day, or
a comprehensive one on the claim, a procedure on CMS's list of separate procedures is rejected alone (edit 45); that list is not held.
"""

from ...kernel.rule import Node, any_within, case, first_of, missing, not_payable, otherwise, pends, rule
from .citations import INPATIENT_DAY, INPATIENT_EXPIRED
from .modifiers import given


@rule("Whether an inpatient-only procedure leaves the line to be paid", cites=INPATIENT_DAY)
def outpatient_day(stands: Node, status_in_force: Node, service_day: Node, comprehensive_line: Node) -> Node:
    inpatient = any_within(stands & (status_in_force == "C"), same=service_day)
    beside = any_within(stands & (status_in_force == "T"), same=service_day) | any_within(comprehensive_line)
    denied_too = not_payable("an inpatient-only procedure stands on the day: nothing else of the day is paid (edit 49)")
    unlisted = missing(
        "an inpatient-only procedure stands on the day: whether it is on CMS's list of separate procedures, so that it alone is rejected, "
        "is not held"
    )
    return first_of(
        case(status_in_force == "C", True, "the procedure itself"),
        case(~inpatient, True, "no inpatient-only procedure on the day"),
        case(beside, unlisted, "beside a procedure of status T or J1"),
        otherwise=denied_too,
    )


@rule("Whether no inpatient-only procedure of the claim was done on a patient who died", cites=INPATIENT_EXPIRED)
def patient_lived(stands: Node, status_in_force: Node, modifier_1: Node, modifier_2: Node, modifier_3: Node, modifier_4: Node) -> Node:
    marked = given(("CA",), modifier_1, modifier_2, modifier_3, modifier_4)
    expired = pends("modifier CA: an inpatient-only procedure on a patient who died is paid through APC 5881, which is not worked out here")
    return first_of(
        case(any_within(stands & marked & (status_in_force == "C")), expired, "modifier CA"),
        otherwise=otherwise(True, "no modifier CA"),
    )
