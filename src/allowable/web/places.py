"""The place of a facility's claim from a ZIP code: its wage area, where the published tables of the day decide it; else what to choose."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ..guides.sources import Sources
from ..kernel.day import OPEN, day_number
from ..pages.compared_place import compared_places
from ..places.cities import find_city, split_city
from ..places.problem import PlaceError

if TYPE_CHECKING:
    from ..engine import Engine


class FacilityPlace:
    """`facts` for the claim, empty where nothing is decided; `says` how it was found; `undecided` why not, and `choices` of wage areas."""

    __slots__ = ("choices", "facts", "says", "undecided")

    def __init__(self, facts: dict[str, Any], says: str, undecided: str = "", choices: dict[str, str] | None = None) -> None:
        self.facts = facts
        self.says = says
        self.undecided = undecided
        self.choices = choices or {}


def facility_place(engine: Engine, setting: str, zip_code: str, on: str, known_on: str | None) -> FacilityPlace:
    """The FacilityPlace of a ZIP code for a hospital or a surgical center; PlaceError or DayError where it cannot be looked up."""
    known = OPEN if known_on is None else day_number(known_on)
    places = compared_places(engine, day_number(on), known, Sources(), {"zip": zip_code})
    areas = {place.wages[setting].facts.get("cbsa") for place in places}
    if len(areas) == 1 and None not in areas:
        because = places[0].area.because if places[0].area else ""
        return FacilityPlace({"cbsa": areas.pop()}, f"ZIP {zip_code}: {because[:1].lower()}{because[1:]}" if because else f"ZIP {zip_code}")
    place = next((one for one in places if one.wages[setting].unknown), places[0])
    wage = place.wages[setting]
    why = wage.unknown or f"its parts lie in several wage areas: {', '.join(sorted(filter(None, areas)))}"
    choices = dict(place.area.choices) if place.area else {}
    for area in re.findall(r"\bin (\d{5})\b", wage.ask):  # the hint of another quarter's crosswalk
        choices.setdefault(area, "")
    return FacilityPlace({}, "", f"ZIP {zip_code} does not decide the facility's wage index: {why}. To go on, {wage.ask}", choices)


def city_place(engine: Engine, setting: str, named: str, on: str, known_on: str | None) -> tuple[dict[str, str], str]:
    """(facts for a claim, how they were found) of a city: its wage area for a facility, its locality for a physician; PlaceError else."""
    known = OPEN if known_on is None else day_number(known_on)
    city = find_city(engine.store, *split_city(named), day_number(on), known)
    if city is None:
        raise PlaceError(f"{named}: no wage area of that day bears the name; give a ZIP code")
    title = f"{city.name}, {city.state}"
    if setting != "physician":
        return {"cbsa": city.area}, f"{title}: {city.area_name}"
    if city.mac is None or city.locality is None:
        raise PlaceError(f"{title}: {city.because}")
    return {"mac": city.mac, "locality": city.locality}, f"{title}: {city.locality_name}"
