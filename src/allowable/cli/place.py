"""Where a claim is priced: from a ZIP code to contractor and locality, and whether a contractor, locality or wage area exists at all."""

from ..kernel.day import OPEN, day_text
from .failures import BadInput

OTHERWISE = "or give --mac and --locality instead"


class Place:
    """Contractor and locality of a ZIP code; `assumption` says so where the ZIP file of another day had to be used."""

    __slots__ = ("assumption", "locality", "mac", "release", "zip_code")

    def __init__(self, zip_code, mac, locality, release, assumption=None):
        self.zip_code = zip_code
        self.mac = mac
        self.locality = locality
        self.release = release
        self.assumption = assumption

    def json(self):
        """The place as the answer shows it."""
        says = f"ZIP {self.zip_code}: MAC {self.mac}, locality {self.locality}"
        found = {"kind": "local", "says": says, "zip": self.zip_code, "mac": self.mac, "locality": self.locality, "release": self.release}
        return found | {"assumption": self.assumption} if self.assumption else found


def place_of_zip(store, zip_code, day, known=OPEN):
    """The Place of a ZIP code on a day; raises BadInput if it is none, is not held, or is divided and its further digits are not given."""
    five, four = _digits(zip_code)
    points = store.table("zip_localities")
    if points is None:
        raise BadInput(f"ZIP {zip_code}: no ZIP file of CMS is held; import one with `allowable releases import FILE`, {OTHERWISE}")
    printed, assumption = _nearest_print(points, day, known, f"ZIP {five}")
    at = (day, known) if assumption is None else (printed.effective, OPEN)
    row = points.find((five,), *at)
    if row is None:
        raise BadInput(f"ZIP {five} is not in {printed.release}; check the ZIP code, {OTHERWISE}")
    values = dict(zip(points.column_names, row.values, strict=True))
    if values["plus_four"] == "1":
        return _divided(store, five, four, day, known)
    shown = f"{five}-{four}" if four else five
    return Place(shown, values["mac"], values["locality"], printed.release, assumption)


def _digits(zip_code):
    five, dash, four = str(zip_code).strip().partition("-")
    if not dash and len(five) == 9:
        five, four = five[:5], five[5:]
    if len(five) != 5 or not five.isdigit() or (four or dash) and (len(four) != 4 or not four.isdigit()):
        raise BadInput(f"{zip_code!r} is not a ZIP code; write it as 77030 or 77030-1234")
    return five, four


def _nearest_print(points, day, known, what):
    """(the print that speaks for the day, None), or (the nearest one, the assumption in words): localities seldom move, but it is said."""
    printed = points.print_for(day, known)
    if printed is not None:
        return printed, None
    before = max((one for one in points.prints if one.effective <= day), key=lambda one: one.effective, default=None)
    nearest = before or min((one for one in points.prints), key=lambda one: one.effective, default=None)
    if nearest is None:
        raise BadInput(f"{what}: the ZIP file that is held is empty; build the releases again")
    return nearest, f"the ZIP file of {day_text(day)} is not held: {nearest.release} is assumed to hold for that day too"


def _divided(store, five, four, day, known):
    points = store.table("zip4_localities")
    if points is None:
        raise BadInput(f"ZIP {five} lies in several localities and CMS's ZIP+4 file is not held; {OTHERWISE[3:]}")
    printed, assumption = _nearest_print(points, day, known, f"ZIP {five}")
    on, at = (day, known) if assumption is None else (printed.effective, OPEN)
    rows = [row for row in points.under(five) if row.starts <= on < row.until and row.known <= at < row.superseded + (row.superseded == OPEN)]
    ranges = [(row.key[1], *(row.values[points.column_names.index(name)] for name in ("plus4_to", "mac", "locality"))) for row in rows]
    if not four:
        answers = list(dict.fromkeys((mac, locality) for _, _, mac, locality in ranges))
        said = " and ".join(f"MAC {mac} locality {locality}{_area(store, mac, locality, day, known)}" for mac, locality in answers)
        raise BadInput(f"ZIP {five} is divided between {said or 'several localities'}; give all nine digits, such as --zip {five}-1234, {OTHERWISE}")
    for first, last, mac, locality in ranges:
        if first <= four <= last:
            return Place(f"{five}-{four}", mac, locality, printed.release, assumption)
    raise BadInput(f"ZIP {five}-{four} is not in {printed.release}; check its last four digits, {OTHERWISE}")


def _area(store, mac, locality, day, known):
    points = store.table("localities")
    row = points and points.find((mac, locality), day, known)
    return f" ({row.values[points.column_names.index('area')]})" if row else ""


def refuse_unknown_place(store, system, fields, day, known=OPEN):
    """Raise BadInput if the contractor with its locality, or the wage area, is in no row of the tables that the system looks them up in."""
    for lookup in system.lookups:
        if not set(lookup.keys) <= {"mac", "locality", "cbsa"} or not all(fields.get(key) for key in lookup.keys):
            continue
        points = store.table(lookup.table.name)
        printed = points and points.print_for(day, known)
        key = tuple(fields[key] for key in lookup.keys)
        if printed and points.find(key, day, known) is None:
            if "cbsa" in lookup.keys:
                raise BadInput(f"{printed.release} has no wage area {key[0]}; check --cbsa{_near_areas(points, key[0])}")
            raise BadInput(f"{printed.release} has no locality {key[1]} of MAC {key[0]}; {_localities(points, key[0], day, known)}")


def _localities(points, mac, day, known):
    rows = [row for row in points.under(mac) if row.starts <= day < row.until and row.known <= known]
    if rows:
        return f"its localities are {', '.join(dict.fromkeys(row.key[1] for row in rows))}"
    return "check --mac, or give --zip instead"


def _near_areas(points, area):
    near = [key[0] for key in points.keys() if key[0][:3] == area[:3]][:6]
    return f"; near ones are {', '.join(dict.fromkeys(near))}" if near else ""
