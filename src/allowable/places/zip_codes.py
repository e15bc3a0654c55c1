"""ZIP code to contractor and locality, by the print of CMS's ZIP files that speaks for the day.

A ZIP code that lies in several localities has several answers until the four further digits are given; nothing is chosen for the user.
"""

from __future__ import annotations

from ..kernel.day import day_text
from ..law.geography.tables import ZIP4_LOCALITIES, ZIP_LOCALITIES
from ..releases.store import Missing
from .in_force import rows_under
from .problem import PlaceError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..releases.store import Print, Store

SURE = "give --mac and --locality"


class ZipLocality:
    """One answer: `zip` as people write it, `mac` and `locality`, and the print of `table` that says so."""

    __slots__ = ("locality", "mac", "printed", "table", "zip")

    def __init__(self, zip: str, mac: str, locality: str, table: str, printed: Print) -> None:
        self.zip = zip
        self.mac = mac
        self.locality = locality
        self.table = table
        self.printed = printed

    def __repr__(self) -> str:
        return f"MAC {self.mac}, locality {self.locality}"


def localities_of_zip(store: Store, zip: str, day: int, known: int) -> list[ZipLocality]:
    """The localities of a ZIP code or ZIP+4 on a day: one, or all in which a divided ZIP code lies. PlaceError where none can be named."""
    zip5, plus4 = split_zip(zip)
    found = store.find(ZIP_LOCALITIES, (zip5,), day, known)
    if isinstance(found, Missing):
        raise PlaceError(f"{zip5}: {found.reason} ({found.detail}){_latest(store, zip5)}")
    row, printed = found
    shown = f"{zip5}-{plus4}" if plus4 else zip5
    if row.values[ZIP_LOCALITIES.where["plus_four"]] != "1":
        mac, locality = (row.values[ZIP_LOCALITIES.where[name]] for name in ("mac", "locality"))
        return [ZipLocality(shown, mac, locality, ZIP_LOCALITIES.name, printed)]
    return _of_divided(store, zip5, plus4, day, known)


def split_zip(zip: str) -> tuple[str, str]:
    """(five digits, four further digits or blank) of a ZIP code as people write it."""
    digits = str(zip).replace("-", "").strip()
    if not (digits.isdecimal() and digits.isascii()) or len(digits) not in (5, 9):
        raise PlaceError(f"{zip!r} is no ZIP code: write five digits, or nine as in 77030-1234")
    return digits[:5], digits[5:]


def _of_divided(store: Store, zip5: str, plus4: str, day: int, known: int) -> list[ZipLocality]:
    points = store.table(ZIP4_LOCALITIES.name)
    printed = None if points is None else points.print_for(day, known)
    if points is None or printed is None:
        raise PlaceError(f"ZIP code {zip5} lies in several localities, and the ZIP+4 file of {day_text(day)} is not held: {SURE}")
    answers: dict[tuple[str, str], bool] = {}
    for row in rows_under(points, zip5, day, known):
        codes, mac, locality = (row.values[ZIP4_LOCALITIES.where[name]] for name in ("codes", "mac", "locality"))
        first = int(row.key[1])
        if plus4 and first <= int(plus4) < first + codes:
            return [ZipLocality(f"{zip5}-{plus4}", mac, locality, ZIP4_LOCALITIES.name, printed)]
        answers[mac, locality] = True
    found = [ZipLocality(zip5, mac, locality, ZIP4_LOCALITIES.name, printed) for mac, locality in sorted(answers)]
    if not found:
        raise PlaceError(f"ZIP code {zip5} lies in several localities, and the ZIP+4 file of {day_text(day)} does not list it: {SURE}")
    if plus4:
        either = " or ".join(map(repr, found))
        raise PlaceError(f"{zip5}-{plus4} is in none of the ranges of {day_text(day)} ({either}): give another ZIP+4, or {SURE[5:]}")
    return found


def _latest(store: Store, zip5: str) -> str:
    points = store.table(ZIP_LOCALITIES.name)
    rows = points.history((zip5,)) if points else []
    if points is None or not rows:
        return f"; {SURE} instead"
    mac, locality, divided = (rows[-1].values[ZIP_LOCALITIES.where[name]] for name in ("mac", "locality", "plus_four"))
    said = "that it lies in several localities" if divided == "1" else f"MAC {mac}, locality {locality}"
    printed = points.print_for(rows[-1].until - 1)
    assert printed is not None  # every day of a row is a day of the print that has it
    return f"; the last file that is held, {printed.release}, says {said}: {SURE} as they were on your day"
