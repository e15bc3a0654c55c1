"""Counties: those of a locality, as CMS prints them, and the wage area of each, by the delineation in force on the day.

The list holds only counties inside a statistical area. A name that is not on it is a rural county or a misprint, and decides nothing.
"""

from __future__ import annotations

import re
import unicodedata

from ..law.ambulatory.tables import ASC_WAGE_INDEX
from ..law.geography.tables import COUNTY_WAGE_AREAS
from ..law.physician.tables import LOCALITIES
from ..releases.store import Missing
from .in_force import every_row

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..releases.store import Print, Store

OPEN_LISTS = ("ALL COUNT", "ALL OTHER COUNT", "EXCEPT")  # ALL COUNTIES, ALL COUNTY EQUIVALENTS, ALL OTHER COUNTIES: no list of names
KINDS = (" COUNTY", " PARISH", " MUNICIPIO", " BOROUGH", " PLANNING REGION", " MUNICIPALITY")
STATE_CODE = 2  # letters of the code of a state's rural part


class County:
    """A county of a statistical area: FIPS code, name, state, area, and the wage area, "" for one with its state's rural index."""

    __slots__ = ("area", "divided", "fips", "name", "rural", "state", "wage_area")

    def __init__(self, fips: str, values: Any) -> None:
        self.fips = fips
        self.name, self.state, self.area, division, kind, self.wage_area = values
        self.divided = bool(division)
        self.rural = kind == "micro"

    def __repr__(self) -> str:
        return f"{self.name}, {self.state}"


class Counties:
    """The counties of the delineation in force on a day; `printed` is None where none is held for it, and the counties are none."""

    def __init__(self, store: Store, day: int, known: int) -> None:
        points = store.table(COUNTY_WAGE_AREAS.name)
        self.printed: Print | None = None if points is None else points.print_for(day, known)
        rows = every_row(points, day, known) if points is not None and self.printed is not None else ()
        self.all = [County(row.key[0], row.values) for row in rows]
        self._named = {(folded(one.state), folded(one.name)): one for one in self.all}

    def find(self, state: str, name: str) -> County | None:
        """The county of a state by its name as people or CMS write it, or by its FIPS code; None where the list has none."""
        if name.isdecimal():
            return next((one for one in self.all if one.fips == name), None)
        return self._named.get((folded(state), folded(name)))

    def divisions(self, area: str) -> list[County]:
        """The counties of an area with metropolitan divisions: each division has an index of its own, the whole area has none."""
        return [one for one in self.all if one.area == area and one.divided]


class LocalityCounties:
    """What CMS prints of a locality: `state`, `area`, the `names` as (state, county), None where the list is open, and the print."""

    __slots__ = ("area", "counties", "names", "printed", "state")

    def __init__(self, state: str, area: str, counties: str, printed: Print) -> None:
        self.state = state
        self.area = area
        self.counties = counties
        self.names = listed(state, counties)
        self.printed = printed


def counties_of_locality(store: Store, mac: str, locality: str, day: int, known: int) -> LocalityCounties | None:
    """State and counties of a locality on a day, or None where no row is held for it."""
    found = store.find(LOCALITIES, (mac, locality), day, known)
    if isinstance(found, Missing):
        return None
    state, area, counties = (found[0].values[LOCALITIES.where[name]] or "" for name in ("state", "area", "counties"))
    return LocalityCounties(state.strip(), area.strip().rstrip("*"), counties.strip(), found[1])


def listed(state: str, counties: str) -> list[tuple[str, str]] | None:
    """[(state, county)] of a printed list such as CLAY, JACKSON AND PLATTE; None for ALL COUNTIES and other lists without names."""
    if not counties or any(words in counties.upper() for words in OPEN_LISTS):
        return None
    found = []
    for part in counties.upper().split(";"):
        names, inside, elsewhere = part.partition(" IN ")
        for name in re.split(r",| AND |/", names):
            if name.strip():
                found.append((elsewhere.strip() if inside else state, name.strip()))
    return found


def folded(name: str) -> str:
    """A name without accents, case, and the word for its kind: St. Louis County is ST. LOUIS, St. Louis city is ST. LOUIS CITY."""
    plain = "".join(one for one in unicodedata.normalize("NFKD", name.strip().upper()) if not unicodedata.combining(one))
    return next((plain.removesuffix(kind) for kind in KINDS if plain.endswith(kind)), plain)


class Transition:
    """Areas of the wage index that no delineation has (2026: 50001 to 50030): CMS gives a county for a time an index of its own.

    The file names the county without its state, so that every county of the name may be meant.
    """

    def __init__(self, store: Store, counties: Counties, day: int, known: int) -> None:
        points = store.table(ASC_WAGE_INDEX.name)
        areas = {one.wage_area for one in counties.all}
        rows = every_row(points, day, known) if points is not None and counties.printed is not None else ()
        self._names: dict[str, str] = {}  # {code: name of a transition area}
        self._areas: dict[str, str] = {}  # {code: name of another area}
        for row in rows:
            name = str(row.values[ASC_WAGE_INDEX.where["area_name"]] or "")
            own = len(row.key[0]) > STATE_CODE and row.key[0] not in areas
            (self._names if own else self._areas)[row.key[0]] = name

    def touches(self, county: County) -> list[str]:
        """Codes and names of the transition areas that may be those of a county."""
        return [f"{code} ({name})" for code, name in self._names.items() if self._may_mean(name, county)]

    def named(self, county: str) -> list[str]:
        """Codes and names of the transition areas that bear the name of a county."""
        return [f"{code} ({name})" for code, name in self._names.items() if folded(name) == folded(county)]

    def _may_mean(self, name: str, county: County) -> bool:
        if name.endswith(" County"):
            return folded(name) == folded(county.name)
        words = set(re.findall(r"[A-Z]{3,}", folded(name))) - {"RURAL"}
        return bool(words & set(re.findall(r"[A-Z]{3,}", folded(f"{county.name} {self._areas.get(county.wage_area, '')}"))))
