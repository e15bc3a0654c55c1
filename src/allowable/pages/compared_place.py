"""Where a comparison speaks for: the physician's locality, and for each facility a wage index, its area, or why neither is known."""

from __future__ import annotations

from ..guides.places import find_place
from ..guides.sources import Sources
from ..kernel.day import day_text
from ..law.ambulatory.tables import ASC_WAGE_INDEX
from ..law.outpatient.tables import WAGE_INDEX
from ..law.physician.tables import LOCALITIES
from ..places.cities import find_city, split_city
from ..places.problem import PlaceError
from ..places.wage_areas import WageArea, find_wage_area
from ..places.zip_codes import ZipLocality, localities_of_zip, split_zip

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..engine import Engine

    Json = dict[str, Any]

FACILITIES = ("hospital", "asc")
OPTIONS = {"hospital": "--hospital-wage-index", "asc": "--asc-wage-index"}
WHOSE = {"hospital": "the hospital's final wage index", "asc": "the center's wage index"}
PLACE_OPTIONS = ("city", "zip", "mac", "locality", "county", "cbsa", "hospital_wage_index", "asc_wage_index")


class Wage:
    """How a facility's amount is adjusted: an `index` or an `area` as arguments of Claim, nationally, or `unknown` because of something.

    `ask` says what to give where the amount turns out to be unknown.
    """

    __slots__ = ("ask", "facts", "says", "unknown")

    def __init__(self, says: str, facts: Json | None = None, unknown: str = "", ask: str = "") -> None:
        self.says = says
        self.facts = facts or {}
        self.unknown = unknown
        self.ask = ask


class ComparedPlace:
    """`mac` and `locality`, None for the nation; `wages` of hospital and asc; `area` as found; `says` for the reader."""

    __slots__ = ("area", "cbsa", "locality", "mac", "says", "wages", "zip")

    def __init__(self, zip: str | None, mac: str | None, locality: str | None, cbsa: str | None, area: WageArea | None) -> None:
        self.zip = zip
        self.mac = mac
        self.locality = locality
        self.cbsa = cbsa
        self.area = area
        self.wages: dict[str, Wage] = {}
        self.says = ""

    def entry(self, sources: Sources) -> Json:
        """The place as a plain object."""
        area = self.area
        return {
            "says": self.says,
            "zip": self.zip,
            "mac": self.mac,
            "locality": self.locality,
            "wage_area": self.cbsa or (area.area if area else None),
            "wage_area_because": None if area is None else area.because,
            "wage_area_choices": {} if area is None else dict(area.choices),
            "wage_area_hint": area.hint or None if area else None,
            "hospital": self.wages["hospital"].says,
            "asc": self.wages["asc"].says,
            "sources": [] if area is None else [sources.of_print(table, printed) for table, printed in area.prints],
        }


def compared_places(engine: Engine, day: int, known: int, sources: Sources, asked: dict[str, str | None]) -> list[ComparedPlace]:
    """The places asked for by PLACE_OPTIONS: one, or one for each locality of a divided ZIP code. PlaceError or GuideError if unusable."""
    start = ""
    if asked.get("city") is not None:
        start, asked = _of_city(engine, day, known, sources, asked)
    zip_code, mac, locality, cbsa = (asked.get(name) for name in ("zip", "mac", "locality", "cbsa"))
    county = asked.get("county")
    if cbsa is not None and county is not None:
        raise PlaceError("give --cbsa, or --county, not both")
    if county is not None and zip_code is None and mac is None:
        raise PlaceError("--county needs --zip, or --mac with --locality: they say which state's county it is")
    if zip_code is None or mac is not None or locality is not None:
        find_place(engine, day, known, sources, zip=zip_code, mac=mac, locality=locality, cbsa=cbsa)
        found: list[tuple[str | None, str | None, str | None]] = [(None, mac, locality)]
    else:
        found = [_of_zip(one, sources) for one in localities_of_zip(engine.store, zip_code, day, known)]
        find_place(engine, day, known, sources, cbsa=cbsa)
    places = []
    for shown, its_mac, its_locality in found:
        area = None
        if cbsa is None and its_mac is not None and its_locality is not None:
            zip5 = split_zip(shown)[0] if shown else None
            area = find_wage_area(engine.store, day, known, mac=its_mac, locality=its_locality, zip5=zip5, county=county)
        one = ComparedPlace(shown, its_mac, its_locality, cbsa, area)
        for setting in FACILITIES:
            one.wages[setting] = _wage(engine, day, known, setting, one, asked.get(f"{setting}_wage_index"))
        one.says = start + _says(one)
        places.append(one)
    return places


def _of_city(engine: Engine, day: int, known: int, sources: Sources, asked: dict[str, str | None]) -> tuple[str, dict[str, str | None]]:
    """("Houston, TX: ", what was asked with the city's locality and wage area in place of its name)."""
    beside = [f"--{name}" for name in ("zip", "mac", "locality", "county", "cbsa") if asked.get(name) is not None]
    if beside:
        raise PlaceError(f"give --city, or {' and '.join(beside)}, not both")
    text = str(asked["city"])
    city = find_city(engine.store, *split_city(text), day, known)
    if city is None:
        raise PlaceError(f"no wage area of {day_text(day)} bears the name {text}: give --zip, or --mac and --locality with --cbsa")
    if city.mac is None:
        raise PlaceError(f"{city.name}, {city.state} lies in wage area {city.area}, but {city.because}, with --cbsa {city.area}")
    sources.of_print(ASC_WAGE_INDEX.name, city.area_print)
    if city.locality_print is not None:
        sources.of_print(LOCALITIES.name, city.locality_print)
    placed = {"city": None, "mac": city.mac, "locality": city.locality, "cbsa": city.area}
    return f"{city.name}, {city.state}: ", asked | placed


def _of_zip(found: ZipLocality, sources: Sources) -> tuple[str, str, str]:
    sources.of_print(found.table, found.printed)
    return found.zip, found.mac, found.locality


def _wage(engine: Engine, day: int, known: int, setting: str, place: ComparedPlace, index: str | None) -> Wage:
    ask = f"give {OPTIONS[setting]}, {WHOSE[setting]}"
    if index is not None:
        return Wage(f"wage index {index}, as given", {"wage_index": index}, ask=ask)
    if place.area is None and place.cbsa is None:
        return Wage("national, no wage index")
    held = engine.store.table(WAGE_INDEX.name)
    if setting == "hospital" and (held is None or held.print_for(day, known) is None):
        return Wage("wage index not held", unknown=f"the wage indices of hospitals are not held for {day_text(day)}", ask=ask)
    area = place.cbsa or (place.area.area if place.area else None)
    if area is not None:
        return Wage(f"wage area {area}", {"cbsa": area}, ask=ask)
    assert place.area is not None
    return Wage("wage area not decided", unknown=f"its wage area is not decided: {place.area.because}", ask=_ask_area(place.area, setting))


def _ask_area(area: WageArea, setting: str) -> str:
    choices = " or ".join(f"{code} ({whose})" for code, whose in area.choices.items())
    county = "--county, such as --county Wake, or " if area.by_county and not choices else ""
    return f"give {county}--cbsa {choices}".rstrip() + f", or {OPTIONS[setting]}" + (f". {area.hint}" if area.hint else "")


def _says(place: ComparedPlace) -> str:
    start = f"ZIP {place.zip}: " if place.zip else ""
    physician = f"MAC {place.mac}, locality {place.locality}" if place.mac else "physician's amounts national"
    wages = {place.wages[setting].says for setting in FACILITIES}
    if len(wages) == 1 and not place.mac and not place.cbsa and not any(place.wages[one].facts for one in FACILITIES):
        return "national amounts"
    each = [f"{'hospital' if one == 'hospital' else 'surgical center'} {place.wages[one].says}" for one in FACILITIES]
    return f"{start}{physician}; " + (f"facilities {wages.pop()}" if len(wages) == 1 else ", ".join(each))
