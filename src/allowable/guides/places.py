"""Where a guide speaks for: the nation, a locality of the physician schedule, a wage area of facilities; a ZIP code leads to a locality.

Nothing is guessed: a ZIP code that lies in several localities, or whose file is not held for the day, is answered with what to ask instead.
"""

from __future__ import annotations

from ..kernel.day import day_text
from ..law.physician.tables import GEOGRAPHIC_INDICES, LOCALITIES
from ..places.problem import PlaceError
from ..places.wage_areas import check_area
from ..places.zip_codes import localities_of_zip
from ..releases.store import Missing
from .problem import GuideError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TypeAlias

    from ..engine import Engine
    from .sources import Sources
    from .view import Json

    Located: TypeAlias = tuple[str, str, str, int]  # ZIP code as the guide writes it, mac, locality, number of the source


class Place:
    """`mac` and `locality` for the physician, `cbsa` for facilities; None asks for national amounts. `says` is for the reader."""

    __slots__ = ("cbsa", "locality", "mac", "says", "sources", "zip")

    def __init__(
        self,
        mac: str | None = None,
        locality: str | None = None,
        cbsa: str | None = None,
        zip: str | None = None,
        says: str = "",
        sources: Iterable[int] = (),
    ) -> None:
        self.mac = mac
        self.locality = locality
        self.cbsa = cbsa
        self.zip = zip
        self.says = says
        self.sources = list(sources)

    @property
    def kind(self) -> str:
        """local if any amount is adjusted to a place, else national."""
        return "local" if self.mac or self.cbsa else "national"

    def entry(self) -> Json:
        """The place as a plain dict."""
        return {
            "kind": self.kind,
            "says": self.says,
            "mac": self.mac,
            "locality": self.locality,
            "zip": self.zip,
            "cbsa": self.cbsa,
            "sources": self.sources,
        }


def find_place(
    engine: Engine,
    day: int,
    known: int,
    sources: Sources,
    *,
    zip: str | None = None,
    mac: str | None = None,
    locality: str | None = None,
    cbsa: str | None = None,
) -> Place:
    """The Place asked for. GuideError if it contradicts itself, is not held, or is not one place."""
    if (mac is None) != (locality is None):
        raise GuideError("give --mac and --locality together: a locality number means nothing without its contractor")
    if zip is not None and mac is not None:
        raise GuideError("give --zip, or --mac and --locality, not both")
    numbers = []
    if zip is not None:
        zip, mac, locality, number = _locality_of_zip(engine, day, known, sources, str(zip))
        numbers.append(number)
    parts = ["Physician amounts are national: no index is applied."]
    if mac is not None:
        mac, locality = str(mac), str(locality)
        _check_locality(engine, day, known, mac, locality)
        parts = [f"Physician amounts are those of MAC {mac}, locality {locality}{_area(engine, day, known, mac, locality)}."]
    if cbsa is not None:
        cbsa = str(cbsa)
        _check_area(engine, day, known, cbsa)
        parts.append(f"Facility amounts are those of wage area {cbsa}.")
    else:
        parts.append("Facility amounts are national: no wage index is applied.")
    return Place(mac, locality, cbsa, zip, " ".join(parts), numbers)


def _locality_of_zip(engine: Engine, day: int, known: int, sources: Sources, zip: str) -> Located:
    try:
        found = localities_of_zip(engine.store, zip, day, known)
    except PlaceError as problem:
        raise GuideError(str(problem)) from None
    if len(found) > 1:
        either = " or ".join(map(repr, found))
        zip5 = found[0].zip
        raise GuideError(f"ZIP code {zip5} lies in several localities ({either}): give ZIP+4 as in {zip5}-1234, or --mac and --locality")
    one = found[0]
    return one.zip, one.mac, one.locality, sources.of_print(one.table, one.printed)


def _check_locality(engine: Engine, day: int, known: int, mac: str, locality: str) -> None:
    found = engine.store.find(GEOGRAPHIC_INDICES, (mac, locality), day, known)
    if not isinstance(found, Missing):
        return
    points = engine.store.table(GEOGRAPHIC_INDICES.name)
    if points is None or points.print_for(day, known) is None:
        return  # no index is held for the day at all: the amounts themselves say so
    held = [key for key in points.keys() if points.find(key, day, known) is not None]  # noqa: SIM118 - a PointFile is no dict
    of_mac = sorted(locality for one, locality in held if one == mac)
    if of_mac:
        raise GuideError(f"MAC {mac} has no locality {locality} on {day_text(day)}; it has {', '.join(of_mac)}")
    raise GuideError(f"no MAC {mac} has a locality on {day_text(day)}; the contractors are {', '.join(sorted({one for one, _ in held}))}")


def _area(engine: Engine, day: int, known: int, mac: str, locality: str) -> str:
    found = engine.store.find(LOCALITIES, (mac, locality), day, known)
    if isinstance(found, Missing):
        return ""
    area = found[0].values[LOCALITIES.where["area"]]
    return f" ({area.strip().rstrip('*').title()})" if area else ""


def _check_area(engine: Engine, day: int, known: int, cbsa: str) -> None:
    try:
        check_area(engine.store, cbsa, day, known)
    except PlaceError as problem:
        raise GuideError(str(problem)) from None
