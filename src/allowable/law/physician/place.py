"""Which of the two practice expense columns a place of service is paid at (42 CFR 414.22(b)(5)(i)).

Telehealth from 2024 on: place 02 at the facility rate, place 10, the patient's home, at the other. During the emergency (2020 to 2023) a
visit was billed with the place it would have had in person and modifier 95, which changes no rate.
"""

from ...kernel.rule import Node, case, first_of, is_in, missing, rule
from .citations import PLACE_MANUAL, PLACE_RULE


@rule("Whether the place of service is paid at the facility rate", cites=(PLACE_RULE, PLACE_MANUAL))
def facility_rate(
    place_of_service: Node,
    facility_places: Node,
    nonfacility_places: Node,
    unconfirmed_facility_places: Node,
    unconfirmed_nonfacility_places: Node,
) -> Node:
    unconfirmed = "no text of CMS that was read says so [U]"
    return first_of(
        case(is_in(place_of_service, facility_places), True, "a facility place"),
        case(is_in(place_of_service, nonfacility_places), False, "a non-facility place"),
        case(is_in(place_of_service, unconfirmed_facility_places), True, f"a facility place; {unconfirmed}"),
        case(is_in(place_of_service, unconfirmed_nonfacility_places), False, f"a non-facility place; {unconfirmed}"),
        otherwise=missing("this place of service is on neither of CMS's lists"),
    )
