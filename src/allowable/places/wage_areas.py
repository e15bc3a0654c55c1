"""The wage area of facilities at a place, where what CMS, OMB and HUD published decides it; else what would decide it.

Two ways lead there, each by prints that speak for the day. The counties of the locality, if they all lie in one area. HUD's crosswalk, if
all addresses of the ZIP code lie in one area; it knows no metropolitan divisions, so that a divided area is left open. Nothing is assumed:
a crosswalk of another quarter is a hint for the user, never an answer.
"""

from __future__ import annotations

from ..kernel.day import day_text
from ..law.ambulatory.tables import ASC_WAGE_INDEX
from ..law.geography.tables import COUNTY_WAGE_AREAS, ZIP_WAGE_AREAS
from ..law.outpatient.tables import WAGE_INDEX
from .counties import Counties, Transition, counties_of_locality
from .in_force import every_row, rows_under
from .problem import PlaceError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..releases.store import PointFile, Print, Store
    from .counties import County, LocalityCounties

MOST_NAMED = 8  # areas or counties in a sentence


class WageArea:
    """`area`: code of the wage area, None where it is not decided. `because` says how it was found, or why it is open.

    `choices` are the areas that remain as {code: whose}, `by_county` tells whether a county would decide, `hint` what another quarter's
    crosswalk says, `prints` (table, Print) used.
    """

    __slots__ = ("area", "because", "by_county", "choices", "hint", "prints")

    def __init__(
        self,
        area: str | None,
        because: str,
        *,
        choices: dict[str, str] | None = None,
        by_county: bool = False,
        hint: str = "",
        prints: list[tuple[str, Print]] | None = None,
    ) -> None:
        self.area = area
        self.because = because
        self.choices = choices or {}
        self.by_county = by_county
        self.hint = hint
        self.prints = prints or []


def find_wage_area(
    store: Store, day: int, known: int, *, mac: str, locality: str, zip5: str | None = None, county: str | None = None
) -> WageArea:
    """The WageArea of a locality, a ZIP code in it, or a county of it. PlaceError where the county named is none."""
    search = _Search(store, day, known, mac, locality)
    if county is not None:
        return search.of_county(county)
    found = search.by_counties()
    if found.area is None and zip5 is not None:
        found = search.by_zip(zip5, found)
    found.by_county = search.counties.printed is not None
    return found


class _Search:
    def __init__(self, store: Store, day: int, known: int, mac: str, locality: str) -> None:
        self.store, self.day, self.known = store, day, known
        self.name = f"locality {locality} of MAC {mac}"
        self.counties = Counties(store, day, known)
        self.transition = Transition(store, self.counties, day, known)
        self.place: LocalityCounties | None = counties_of_locality(store, mac, locality, day, known)

    def of_county(self, name: str) -> WageArea:
        """The area of a county that the user names."""
        if self.counties.printed is None:
            raise PlaceError(f"the counties of the wage areas of {day_text(self.day)} are not held: give --cbsa instead of --county")
        if self.place is None:
            raise PlaceError(f"the state of {self.name} is not held for {day_text(self.day)}: give --cbsa instead of --county")
        found = self.counties.find(self.place.state, name)
        if found is None:
            own = " or ".join(self.transition.named(name))
            what = f"of its own area {own}, if that is this county, or of" if own else "of"
            raise PlaceError(
                f"no county {name!r} of {self.place.state.title()} is on the list of counties in statistical areas: check its name, or, if "
                f"it lies in none, give --cbsa with the code {what} the state's rural part (two digits)"
            )
        named = self._listed()
        if named is not None and found.fips not in {one.fips for one in named}:
            within = ", ".join(one.name for one in named)
            raise PlaceError(f"{found} does not lie in {self.name}, which has {within}: correct --county, or the place")
        return self._of(found, f"you said {found}")

    def by_counties(self) -> WageArea:
        """The area of a locality, if all its counties lie in one."""
        if self.place is None:
            return WageArea(None, f"the counties of {self.name} are not held for {day_text(self.day)}")
        if self.counties.printed is None:
            return WageArea(None, f"the counties of the wage areas of {day_text(self.day)} are not held")
        named = self._listed()
        if named is None:
            return WageArea(None, f"{self.name} has counties in several wage areas, or outside of them ({self.place.counties.lower()})")
        open_ones = next((found for one in named if (found := self._of(one, "")).area is None), None)
        choices: dict[str, str] = {}
        for one in named:
            code = self._of(one, "").area
            if code is not None:
                choices[code] = f"{choices[code]}, {one.name}" if code in choices else one.name
        if open_ones is not None:
            return WageArea(None, open_ones.because, choices=choices)
        if len(choices) > 1:
            return WageArea(None, f"the counties of {self.name} lie in several wage areas", choices=choices)
        area = next(iter(choices))
        prints = [("localities", self.place.printed), (COUNTY_WAGE_AREAS.name, self.counties.printed)]
        return WageArea(area, f"{self.name} is {choices[area]}, which lies in wage area {area}", choices=choices, prints=prints)

    def by_zip(self, zip5: str, so_far: WageArea) -> WageArea:
        """The area in which HUD's crosswalk of the day puts every address of a ZIP code; else `so_far`, with a hint."""
        points = self.store.table(ZIP_WAGE_AREAS.name)
        printed = None if points is None else points.print_for(self.day, self.known)
        if points is None or printed is None:
            hint = self._hint(points, zip5) if points else ""
            return WageArea(None, so_far.because, choices=so_far.choices, hint=hint)
        codes = _codes(points, zip5, self.day, self.known)
        areas = [self._area_of(code, so_far) for code in codes]
        names = ", ".join(code or "no area" for code in codes)
        if len(areas) == 1 and areas[0] is not None:
            where = f"in {names}" if codes[0] else "outside of every statistical area"
            says = f"{printed.release} puts every address of {zip5} {where}; its wage area is {areas[0]}"
            return WageArea(areas[0], says, prints=[(ZIP_WAGE_AREAS.name, printed)])
        why = "which is divided, or has no index of its own" if len(codes) == 1 else "several areas"
        because = f"{printed.release} puts {zip5} in {names}, {why}" if codes else f"{printed.release} does not list {zip5}"
        return WageArea(None, because, choices=so_far.choices)

    def _listed(self) -> list[County] | None:
        """The counties of the locality, None where it names none or one that is not on the list."""
        if self.place is None or self.place.names is None:
            return None
        found = [self.counties.find(state, name) for state, name in self.place.names]
        return None if None in found else [one for one in found if one is not None]

    def _of(self, county: County, says: str) -> WageArea:
        touched = self.transition.touches(county)
        if touched:
            own = f"{' or '.join(touched)} may be the area of {county}: CMS names it without its state"
            choices = {county.wage_area: county.name} if county.wage_area else {}
            return WageArea(None, own, choices=choices)
        area = county.wage_area or self._rural(county.state)
        if area is None:
            return WageArea(None, f"{county} has the rural index of its state, whose code is not held for {day_text(self.day)}")
        prints = [(COUNTY_WAGE_AREAS.name, self.counties.printed)] if self.counties.printed else []
        return WageArea(area, f"{says}, which lies in wage area {area}", prints=prints)

    def _rural(self, state: str) -> str | None:
        """Code of the rural part of a state, by the names that the ASC wage index of the day prints."""
        points = self.store.table(ASC_WAGE_INDEX.name)
        for row in every_row(points, self.day, self.known) if points else ():
            if len(row.key[0]) == 2 and str(row.values[ASC_WAGE_INDEX.where["area_name"]]).upper() == state.upper():
                return row.key[0]
        return None

    def _area_of(self, code: str, so_far: WageArea) -> str | None:
        """Wage area of one of HUD's areas on the day, None where that is open."""
        if not code:
            return self._rural(self.place.state) if self.place else None
        if self.counties.printed is not None:
            inside = [one for one in self.counties.all if one.area == code]
            if any(self.transition.touches(one) for one in inside):
                return None
            areas = {one.wage_area for one in inside} & (set(so_far.choices) or {one.wage_area for one in inside})
            if inside and inside[0].rural:
                return self._rural(self.place.state) if self.place else None
            return areas.pop() if len(areas) == 1 else None
        return code if has_index(self.store, code, self.day, self.known) else None

    def _hint(self, points: PointFile, zip5: str) -> str:
        held = [one for one in points.prints if one.known <= self.known]
        if not held:
            return ""
        near = min(held, key=lambda one: min(abs(one.effective - self.day), abs(one.until - 1 - self.day)))
        codes = _codes(points, zip5, near.effective, self.known)
        if len(codes) != 1 or not codes[0]:
            return ""
        divided = sorted({one.wage_area for one in self.counties.divisions(codes[0])})  # the whole area has no index: --cbsa needs one
        which = f", which has the divisions {', '.join(divided)}" if divided else ""
        return f"{near.release}, the nearest that is held, puts every address of {zip5} in {codes[0]}{which}"


def _codes(points: PointFile, zip5: str, day: int, known: int) -> list[str]:
    """HUD's areas of a ZIP code in force, "" for no area, from that with most addresses."""
    rows = rows_under(points, zip5, day, known)
    return [str(row.values[ZIP_WAGE_AREAS.where["cbsa"]] or "") for row in sorted(rows, key=lambda row: int(row.key[1]))]


def has_index(store: Store, area: str, day: int, known: int) -> bool:
    """Whether a wage index of the day, of hospitals or of surgical centers, has a row for an area."""
    tables = [points for table in (WAGE_INDEX, ASC_WAGE_INDEX) if (points := store.table(table.name))]
    return any(points.find((area,), day, known) is not None for points in tables)


def check_area(store: Store, area: str, day: int, known: int) -> None:
    """PlaceError if wage indices are held for the day and none has the area; an area with metropolitan divisions is told apart."""
    tables = [points for table in (WAGE_INDEX, ASC_WAGE_INDEX) if (points := store.table(table.name))]
    if not any(points.print_for(day, known) for points in tables) or has_index(store, area, day, known):
        return
    divisions: dict[str, list[str]] = {}
    for one in Counties(store, day, known).divisions(area):
        divisions.setdefault(one.wage_area, []).append(one.name)
    if divisions:
        each = "; ".join(f"{code} ({', '.join(names[:MOST_NAMED])})" for code, names in sorted(divisions.items()))
        raise PlaceError(f"{area} has no wage index of its own, its metropolitan divisions have: give --cbsa {each}")
    raise PlaceError(
        f"no wage index of {day_text(day)} has an area {area}: write a five-digit CBSA, or the two-digit code of a state's rural part"
    )
