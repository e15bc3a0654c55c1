"""Where a guide speaks for: the nation, a locality of the physician schedule, a wage area of facilities; a ZIP code leads to a locality.

Nothing is guessed: a ZIP code that lies in several localities, or whose file is not held for the day, is answered with what to ask instead.
"""

from __future__ import annotations

from ..kernel.day import day_text
from ..law.ambulatory.tables import ASC_WAGE_INDEX
from ..law.geography.tables import ZIP4_LOCALITIES, ZIP_LOCALITIES
from ..law.outpatient.tables import WAGE_INDEX
from ..law.physician.tables import GEOGRAPHIC_INDICES, LOCALITIES
from ..releases.store import Missing
from .problem import GuideError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import TypeAlias

    from ..engine import Engine
    from ..releases.store import PointFile
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
    digits = zip.replace("-", "").strip()
    if not digits.isdigit() or len(digits) not in (5, 9):
        raise GuideError(f"{zip!r} is no ZIP code: write five digits, or nine as in 77030-1234")
    zip5, plus4 = digits[:5], digits[5:]
    found = engine.store.find(ZIP_LOCALITIES, (zip5,), day, known)
    if isinstance(found, Missing):
        raise GuideError(f"{zip5}: {found.reason} ({found.detail}){_latest(engine, zip5)}")
    row, printed = found
    if row.values[ZIP_LOCALITIES.where["plus_four"]] != "1":
        mac, locality = (row.values[ZIP_LOCALITIES.where[name]] for name in ("mac", "locality"))
        return digits if not plus4 else f"{zip5}-{plus4}", mac, locality, sources.of_print(ZIP_LOCALITIES.name, printed)
    return _divided(engine, day, known, sources, zip5, plus4)


def _latest(engine: Engine, zip5: str) -> str:
    points = engine.store.table(ZIP_LOCALITIES.name)
    rows = points.history((zip5,)) if points else []
    if points is None or not rows:
        return "; give --mac and --locality instead"
    mac, locality, divided = (rows[-1].values[ZIP_LOCALITIES.where[name]] for name in ("mac", "locality", "plus_four"))
    said = "that it lies in several localities" if divided == "1" else f"MAC {mac}, locality {locality}"
    printed = points.print_for(rows[-1].until - 1)
    assert printed is not None  # every day of a row is a day of the print that has it
    return f"; the last file that is held, {printed.release}, says {said}: give --mac and --locality as they were on your day"


def _divided(engine: Engine, day: int, known: int, sources: Sources, zip5: str, plus4: str) -> Located:
    points = engine.store.table(ZIP4_LOCALITIES.name)
    printed = None if points is None else points.print_for(day, known)
    ranges = list(_ranges(points, zip5, day, known)) if points and printed else []
    for first, codes, mac, locality in ranges:
        if printed and plus4 and first <= int(plus4) < first + codes:
            return f"{zip5}-{plus4}", mac, locality, sources.of_print(ZIP4_LOCALITIES.name, printed)
    answers = " or ".join(sorted({f"MAC {mac}, locality {locality}" for _, _, mac, locality in ranges}))
    if not ranges:
        reason, advice = f"ZIP code {zip5} lies in several localities, and the ZIP+4 file of {day_text(day)} is not held", "give"
    elif plus4:
        reason, advice = f"{zip5}-{plus4} is in none of the ranges of {day_text(day)} ({answers})", "give another ZIP+4, or"
    else:
        reason, advice = f"ZIP code {zip5} lies in several localities ({answers})", f"give ZIP+4 as in {zip5}-1234, or"
    raise GuideError(f"{reason}: {advice} --mac and --locality")


def _ranges(points: PointFile, zip5: str, day: int, known: int) -> Iterator[tuple[int, int, str, str]]:
    """(first four digits, how many codes, mac, locality) of the ranges of a ZIP code in force, by ten thousand quick look-ups."""
    for first in range(10_000):
        row = points.find((zip5, f"{first:04d}"), day, known)
        if row is not None:
            codes, mac, locality = (row.values[ZIP4_LOCALITIES.where[name]] for name in ("codes", "mac", "locality"))
            yield first, codes, mac, locality


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
    held = False
    for table in (WAGE_INDEX, ASC_WAGE_INDEX):
        points = engine.store.table(table.name)
        if points is not None and points.print_for(day, known) is not None:
            held = True
            if points.find((cbsa,), day, known) is not None:
                return
    if held:
        raise GuideError(
            f"no wage index of {day_text(day)} has an area {cbsa}: write a five-digit CBSA, or the two-digit code of a state's rural part"
        )
