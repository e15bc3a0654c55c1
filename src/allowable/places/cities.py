"""A city by its name: the wage area of its facilities and the locality of its physicians, where the names that CMS prints decide them.

A wage area bears the names of its principal cities, and these lie in it. A name alone decides only where one area begins with it, and where
it is no state's name; otherwise the state decides. Physicians have the only locality of the state, or the one that bears the city's name.
"""

from __future__ import annotations

import re

from ..kernel.day import day_text
from ..law.ambulatory.tables import ASC_WAGE_INDEX
from ..law.physician.tables import LOCALITIES
from .in_force import every_row
from .problem import PlaceError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..releases.store import Print, Store

STATES = {
    "AL": "ALABAMA", "AK": "ALASKA", "AZ": "ARIZONA", "AR": "ARKANSAS", "CA": "CALIFORNIA", "CO": "COLORADO", "CT": "CONNECTICUT",
    "DE": "DELAWARE", "DC": "DISTRICT OF COLUMBIA", "FL": "FLORIDA", "GA": "GEORGIA", "HI": "HAWAII", "ID": "IDAHO", "IL": "ILLINOIS",
    "IN": "INDIANA", "IA": "IOWA", "KS": "KANSAS", "KY": "KENTUCKY", "LA": "LOUISIANA", "ME": "MAINE", "MD": "MARYLAND",
    "MA": "MASSACHUSETTS", "MI": "MICHIGAN", "MN": "MINNESOTA", "MS": "MISSISSIPPI", "MO": "MISSOURI", "MT": "MONTANA", "NE": "NEBRASKA",
    "NV": "NEVADA", "NH": "NEW HAMPSHIRE", "NJ": "NEW JERSEY", "NM": "NEW MEXICO", "NY": "NEW YORK", "NC": "NORTH CAROLINA",
    "ND": "NORTH DAKOTA", "OH": "OHIO", "OK": "OKLAHOMA", "OR": "OREGON", "PA": "PENNSYLVANIA", "PR": "PUERTO RICO", "RI": "RHODE ISLAND",
    "SC": "SOUTH CAROLINA", "SD": "SOUTH DAKOTA", "TN": "TENNESSEE", "TX": "TEXAS", "UT": "UTAH", "VT": "VERMONT", "VA": "VIRGINIA",
    "WA": "WASHINGTON", "WV": "WEST VIRGINIA", "WI": "WISCONSIN", "WY": "WYOMING",
}  # fmt: skip
JOINED = ("Winston-Salem", "Wilkes-Barre")  # one name with a hyphen, where others are several cities
MOST_NAMED = 6
# names of one area that most people mean otherwise
ELSEWHERE_TOO = {"MANHATTAN": "a city in Kansas, and a part of New York City whose area bears another name"}
# what people call a city, where the area is printed under another name; the state that the longer name decides
CALLED = {
    "NEW YORK CITY": ("NEW YORK", "NY"),
    "NYC": ("NEW YORK", "NY"),
    "HONOLULU": ("URBAN HONOLULU", "HI"),
    "BOISE": ("BOISE CITY", "ID"),
}


class City:
    """`name` and `state`; `area` with its `area_name` and `area_print`; `mac`, `locality`, `locality_name` with `locality_print`.

    mac and locality are None where no name decides them; `because` then says so.
    """

    __slots__ = ("area", "area_name", "area_print", "because", "locality", "locality_name", "locality_print", "mac", "name", "state")

    def __init__(self, name: str, state: str, area: str, area_name: str, area_print: Print) -> None:
        self.name = name
        self.state = state
        self.area = area
        self.area_name = area_name
        self.area_print = area_print
        self.mac: str | None = None
        self.locality: str | None = None
        self.locality_name = ""
        self.locality_print: Print | None = None
        self.because = ""


def state_of(text: str) -> str | None:
    """The two letters of a state, by letters or name; None of anything else."""
    upper = text.strip().strip(".").upper()
    return upper if upper in STATES else next((letters for letters, name in STATES.items() if name == upper), None)


def split_city(text: str) -> tuple[str, str | None]:
    """(name, letters of its state or None) of a city as people write it: Houston; Houston, TX; Houston Texas."""
    name, _, state = text.strip().rpartition("," if "," in text else " ")
    letters = state_of(state) if name else None
    return (name.strip(), letters) if letters else (text.strip(), None)


def city_names(store: Store, day: int, known: int) -> set[str]:
    """Names of cities, in capitals, that wage areas of the day bear, and those that people call otherwise."""
    points = store.table(ASC_WAGE_INDEX.name)
    if points is None or points.print_for(day, known) is None:
        return set()
    named = ASC_WAGE_INDEX.where["area_name"]
    rows = (row for row in every_row(points, day, known) if len(row.key[0]) == 5)
    return {city for row in rows for city in _parts(str(row.values[named] or ""))[0]} | set(CALLED)


def plain_name(name: str) -> str:
    """A name of a city as city_names has it."""
    return _plain(name)


def find_city(store: Store, name: str, state: str | None, day: int, known: int) -> City | None:
    """The City of a name as people write it, and a state's two letters or None; None where no wage area of the day bears the name.

    PlaceError where the name is one of several places, or of a state.
    """
    points = store.table(ASC_WAGE_INDEX.name)
    printed = points.print_for(day, known) if points else None
    if points is None or printed is None:
        raise PlaceError(f"no wage index of {day_text(day)} is held, so that no city has an area")
    wanted, own_state = CALLED.get(_plain(name), (_plain(name), None))
    state = state or own_state
    named = ASC_WAGE_INDEX.where["area_name"]
    found = []
    for row in every_row(points, day, known):
        area, area_name = row.key[0], str(row.values[named] or "")
        cities, states = _parts(area_name)
        if len(area) == 5 and wanted in cities and (state is None or state in states):
            found.append((area, area_name, cities.index(wanted) == 0, states))
    if not found:
        return None
    _one_alone(name, state, found)
    area, area_name, _, states = found[0]
    city = City(name, state or states[0], area, area_name, printed)
    _add_locality(store, city, day, known)
    return city


def _one_alone(name: str, state: str | None, found: list[tuple[str, str, bool, list[str]]]) -> None:
    names = "; ".join(one[1] for one in found[:MOST_NAMED])
    if state is None and _plain(name) in ELSEWHERE_TOO:
        raise PlaceError(f"{name} is {ELSEWHERE_TOO[_plain(name)]}: name the state too, or give a ZIP code")
    if state is None and _plain(name) in STATES.values():
        raise PlaceError(f"{name} is a city and a state: name the state too, or give a ZIP code")
    if len(found) > 1:
        raise PlaceError(f"{name} stands for several areas ({names}): name the state too, or give a ZIP code")
    if state is None and not found[0][2]:
        raise PlaceError(f"{name} is one of several cities of an area ({names}): name the state too, or give a ZIP code")


def _parts(area_name: str) -> tuple[list[str], list[str]]:
    """(cities, states' letters) of a name such as Houston-Pasadena-The Woodlands, TX."""
    cities, _, states = area_name.rpartition(",")
    for one in JOINED:
        cities = cities.replace(one, one.replace("-", "\0"))
    return [_plain(one.replace("\0", "-")) for one in re.split(r"-+|/", cities) if one], states.strip().split("-")


def _plain(name: str) -> str:
    """A name in capitals: saint and fort as CMS prints them, no 's of "Houston's"."""
    plain = re.sub(r"\s+", " ", name.strip().upper().replace("ST ", "ST. ")).removesuffix("'S")
    return re.sub(r"\bFT\.? ", "FORT ", re.sub(r"\bSAINT\b", "ST.", plain))


def _add_locality(store: Store, city: City, day: int, known: int) -> None:
    """Give a city its locality: the only one of the state, or the only one that bears its name."""
    points = store.table(LOCALITIES.name)
    city.locality_print = points.print_for(day, known) if points else None
    wanted = STATES[city.state]
    rows = [row for row in every_row(points, day, known) if _of_state(row, wanted)] if points and city.locality_print else []
    name = _plain(city.name)
    own = rows if len(rows) == 1 else [row for row in rows if f"({name} CNTY" in _area(row)]
    own = own or [row for row in rows if _bears(_area(row), name)]
    if len(own) == 1:
        city.mac, city.locality, city.locality_name = own[0].key[0], own[0].key[1], _area(own[0])
    elif not rows:
        city.because = f"no localities of physicians of {day_text(day)} are held for {city.state}"
    else:
        city.because = f"{city.state} has {len(rows)} localities of physicians, and the name of the city decides none; give a ZIP code"


def _of_state(row: Any, wanted: str) -> bool:
    return wanted in str(row.values[LOCALITIES.where["state"]] or "").upper().split("/")


def _area(row: Any) -> str:
    return str(row.values[LOCALITIES.where["area"]] or "").upper().strip().rstrip("*")


def _bears(area: str, city: str) -> bool:
    """Whether a locality is the city's by its name. One that names its counties bears the name of several cities of other counties too."""
    names, _, counties = area.partition("(")
    cities = [_plain(one) for one in re.split(r"[-/]", names.removeprefix("METROPOLITAN "))]
    return city == cities[0] if counties else city in cities
