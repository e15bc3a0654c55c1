"""A practitioner's service in its place: components of a test, services that are not done outside a facility, status codes."""

from ...kernel.node import as_node
from ...kernel.rule import Node, case, first_of, is_in, missing, otherwise, pends, rule, sum_within
from .citations import COMPONENT, NOT_APPLICABLE, PLACE_MANUAL, STATUS, TECHNICAL_PLACE
from .modifiers import given


@rule("The row of the whole service, whose indicators hold for its components too", cites=COMPONENT)
def whole_service() -> Node:
    return as_node("")


@rule("Modifiers 26 and TC stand on a service that has two components", cites=COMPONENT)
def component_modifier(modifier_1: Node, modifier_2: Node, modifier_3: Node, modifier_4: Node, professional_technical: Node) -> Node:
    modifiers = (modifier_1, modifier_2, modifier_3, modifier_4)
    reads, performs = given(("26",), *modifiers), given(("TC",), *modifiers)
    return first_of(
        case(~reads & ~performs, True, "neither 26 nor TC"),
        case(professional_technical == "1", True, "indicator 1: the service has two components"),
        case(is_in(professional_technical, ("6", "8")) & ~performs, True, "indicator 6 or 8: an interpretation"),
        case(is_in(professional_technical, ("6", "8")), False, "PC/TC indicator 6 or 8: TC is never valid"),
        case(professional_technical == "0", False, "PC/TC indicator 0: a physician's service without components"),
        case(professional_technical == "2", False, "PC/TC indicator 2: the code is the professional component itself"),
        case(professional_technical == "3", False, "PC/TC indicator 3: the code is the technical component itself"),
        case(professional_technical == "4", False, "PC/TC indicator 4: the code is for both components together"),
        case(is_in(professional_technical, ("5", "7", "9")), False, "PC/TC indicator 5, 7 or 9: components do not apply"),
        otherwise=missing("this PC/TC indicator is not one that the record layout names"),
    )


@rule("The technical component is not billed by a practitioner for a hospital's or center's patient", cites=(COMPONENT, TECHNICAL_PLACE))
def technical_place(
    modifier_1: Node,
    modifier_2: Node,
    modifier_3: Node,
    modifier_4: Node,
    place_of_service: Node,
    professional_technical: Node,
    hospital_places: Node,
) -> Node:
    reads = given(("26",), modifier_1, modifier_2, modifier_3, modifier_4)
    center = missing("place 24: whether the technical component belongs to the center's own procedure is not on this claim")
    technical = is_in(professional_technical, ("3", "4")) | ((professional_technical == "1") & ~reads)
    return first_of(
        case(
            technical & is_in(place_of_service, hospital_places),
            False,
            "the technical component is the hospital's; a practitioner bills 26",
        ),
        case(technical & (place_of_service == "24"), center, "a surgical center"),
        case(
            is_in(professional_technical, ("5", "7")) & is_in(place_of_service, hospital_places),
            False,
            "PC/TC indicator 5 or 7: not paid to a practitioner for a hospital's patient",
        ),
        otherwise=otherwise(True, "a professional service, or a place that is no hospital"),
    )


@rule("The service may be done in this place", cites=(NOT_APPLICABLE, PLACE_MANUAL))
def place_suits(
    place_of_service: Node,
    facility_places: Node,
    nonfacility_places: Node,
    non_facility_na: Node,
    facility_na: Node,
    professional_technical: Node,
) -> Node:
    unlisted = missing("whether this place is paid at the facility rate is not confirmed, so that the NA indicator cannot be read")
    tested = is_in(professional_technical, ("1", "3", "4"))
    office, facility = is_in(place_of_service, nonfacility_places), is_in(place_of_service, facility_places)
    return first_of(
        case(~office & ~facility, unlisted, "a place on neither list"),
        case(office & (non_facility_na == "NA"), False, "marked NA outside a facility: rarely or never done there"),
        case(facility & (facility_na == "NA") & tested, True, "NA in a facility for its technical component, which another edit tests"),
        case(facility & (facility_na == "NA"), False, "marked NA in a facility: rarely or never done there"),
        otherwise=otherwise(True, "not marked NA"),
    )


@rule("The status of the code lets this schedule pay it", cites=STATUS)
def status_pays(status: Node, stands: Node, units: Node) -> Node:
    elsewhere = missing("status E or X: excluded from the physician fee schedule; whether another schedule pays it is not checked")
    contractor = pends("status C or R: the contractor decides whether and what it pays")
    beside = sum_within(1, where=stands) > 1
    other = pends("status P, Q or T beside other services: bundled, if they are payable and by the same practitioner")
    return first_of(
        case(is_in(status, ("A", "J")), True, "status A or J: an active code"),
        case(is_in(status, ("C", "R")), contractor, "status C or R"),
        case(is_in(status, ("E", "X")), elsewhere, "status E or X"),
        case(status == "B", False, "status B: always bundled into another service"),
        case(status == "I", False, "status I: not valid for Medicare, which uses another code"),
        case(status == "N", False, "status N: not covered by Medicare"),
        case(status == "M", False, "status M: a measurement code, never paid"),
        case(is_in(status, ("D", "F", "G", "H")), False, "status D, F, G or H: a deleted code or modifier, or one that Medicare replaced"),
        case((status == "T") & beside, other, "status T beside others"),
        case(status == "T", True, "status T, the only service of the day"),
        case(is_in(status, ("P", "Q")), other, "status P or Q"),
        otherwise=missing("this status code is not one that the record layout names"),
    )
