"""Edits that need the whole claim of a hospital: what an inpatient-only procedure takes with it (edit 49)."""

from ...kernel.rule import Node, any_within, case, first_of, known, missing, otherwise, rule
from .citations import INPATIENT_DAY


@rule("No inpatient-only procedure of the day takes the line with it (edit 49)", cites=INPATIENT_DAY)
def beside_inpatient_only(stands: Node, hospital_status: Node, service_day: Node, crosses_quarter: Node) -> Node:
    inpatient = any_within(stands & (hospital_status == "C"), same=service_day)
    unread = any_within(stands & ~known(hospital_status), same=service_day)
    beside = any_within(stands & (hospital_status == "T"), same=service_day) | any_within(stands & (hospital_status == "J1"))
    is_inpatient = first_of(case(known(hospital_status), hospital_status == "C", "its status"), otherwise=otherwise(False, "no status"))
    two_lists = missing("the claim runs over two quarters: whose list of statuses speaks is not settled")
    unlisted = missing("CMS's list of separate procedures, which are rejected alone, is not held: whether the line is denied too is open")
    statuses = missing("a code of the day has no status that is held: whether it is for inpatients only is open")
    return first_of(
        case(crosses_quarter == "yes", two_lists, "two quarters"),
        case(~inpatient & unread, statuses, "a code without a status"),
        case(~inpatient, True, "no inpatient-only procedure on the day"),
        case(is_inpatient, True, "the procedure itself: edit 18 or 45"),
        case(beside, unlisted, "beside a procedure of status T or J1"),
        otherwise=otherwise(False, "edit 49: an inpatient-only procedure stands on the day, and nothing else of the day is paid"),
    )
