"""The place that a question names: a ZIP code, a wage area by its number, or a city; what of it is decided, and why the rest is not."""

from __future__ import annotations

import re

from ..kernel.number import number_text
from ..law.ambulatory.tables import ASC_WAGE_INDEX
from ..law.geography.tables import ZIP_LOCALITIES
from ..law.physician.tables import LOCALITIES
from ..places.cities import find_city, state_of
from ..places.problem import PlaceError
from ..places.wage_areas import check_area, find_wage_area
from ..places.zip_codes import localities_of_zip
from ..releases.store import Missing
from .answer import Refusal, of_row
from .question import MONTHS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .facts import Facts
    from .question import Question

WORD = r"(?:St\. |[A-Z])[\w'.]*[\w']"
NAMED = re.compile(rf"\b(?:in|at) (?:the city of )?({WORD}(?:[ -]{WORD}){{0,3}})(?:,? +([A-Z][A-Za-z]+(?: [A-Z][a-z]+)?)\b)?")
SMALL = re.compile(r"\bin ([a-z]+(?: [a-z]+)?)\b")
NO_CITY = re.compile(rf"(?:Medicare|Q[1-4]|The|An?|I|ASC|HOPD|OPPS|{'|'.join(name.capitalize() for name in MONTHS)})\b")
ELSEWHERE = re.compile(
    r"\b(?:near|around|outside(?: of)?) [A-Z][a-z]+|\b(?:my|our) (?:area|city|town|state|locality|zip)\b|\blocality\b|\bwage index\b"
)
NOT_ASKED = ("mobile", "reading", "bend", "orange")  # small letters: words, where the city has a capital


class Place:
    """`says` for people; `mac` and `locality` of physicians, `area` of facilities; where one is None, `because` has the reason by name.

    `because` has the keys "physician" and "facility". `cites` are the rows that say so.
    """

    __slots__ = ("area", "because", "cites", "locality", "mac", "says")

    def __init__(self, says: str) -> None:
        self.says = says
        self.mac: str | None = None
        self.locality: str | None = None
        self.area: str | None = None
        self.because: dict[str, str] = {}
        self.cites: list[dict[str, Any]] = []

    def entry(self) -> dict[str, str | None]:
        """The place for programs."""
        return {"says": self.says, "mac": self.mac, "locality": self.locality, "cbsa": self.area}


def names_place(question: Question) -> bool:
    """Whether a question names a place, or one that cannot be told."""
    return bool(question.zip or question.area or _city(question.text) or ELSEWHERE.search(question.text))


def place_of(facts: Facts, question: Question, day: int) -> Place | None:
    """The Place of a question on a day, None where it names none; Refusal where what it names is not one place that is held."""
    try:
        if question.zip:
            return _of_zip(facts, question.zip, day)
        if question.area:
            return _of_area(facts, question.area, day)
        if ELSEWHERE.search(question.text):
            raise Refusal("the place is not said so that it can be looked up; name a ZIP code, or a city with its state")
        return _of_city(facts, question.text, day) if _city(question.text) else _of_small(facts, question.text, day)
    except PlaceError as problem:
        raise Refusal(str(problem)) from None


def _city(text: str) -> tuple[str, str] | None:
    """(city, what stands where its state would) of "in Houston, TX"; None where no name stands after in or at."""
    return next(((match[1], match[2] or "") for match in NAMED.finditer(text) if not NO_CITY.match(match[1])), None)


def _of_zip(facts: Facts, zip_code: str, day: int) -> Place:
    store = facts.engine.store
    found = localities_of_zip(store, zip_code, day, facts.known)
    if len(found) > 1:
        raise Refusal(f"ZIP {zip_code} lies in several localities ({'; '.join(map(repr, found))}); give all nine digits")
    one = found[0]
    place = Place(f"ZIP {one.zip}: MAC {one.mac}, locality {one.locality}")
    place.mac, place.locality = one.mac, one.locality
    place.cites = [of_row(ZIP_LOCALITIES.authority, one.printed, {"zip": one.zip, "mac": one.mac, "locality": one.locality})]
    area = find_wage_area(store, day, facts.known, mac=one.mac, locality=one.locality, zip5=one.zip[:5])
    place.area = area.area
    if area.area is None:
        place.because["facility"] = f"its wage area is not decided ({area.because}); ask with the city, or with CBSA and its number"
    return place


def _of_area(facts: Facts, area: str, day: int) -> Place:
    check_area(facts.engine.store, area, day, facts.known)
    place = Place(f"wage area {area}")
    place.area = area
    place.because["physician"] = "a wage area is no locality of physicians; ask with a ZIP code"
    return place


def _of_city(facts: Facts, text: str, day: int) -> Place:
    named = _city(text)
    assert named is not None
    name, after = named
    state = state_of(after)
    last = name.rpartition(" ")
    if state is None and last[0] and state_of(last[2]):  # "Houston TX", where no comma parts them
        name, state = last[0], state_of(last[2])
    found = _searched(facts, name, state, day)
    if found is None:
        raise Refusal(f"{name} is named, and no wage area bears that name; ask with its ZIP code, or with CBSA and the number of the area")
    return found


def _of_small(facts: Facts, text: str, day: int) -> Place | None:
    """A city in small letters: only one that there is."""
    for match in SMALL.finditer(text):
        for name in (match[1], match[1].partition(" ")[0]):
            if name not in NOT_ASKED and state_of(name) is None and (found := _searched(facts, name.title(), None, day)):
                return found
    return None


def _searched(facts: Facts, name: str, state: str | None, day: int) -> Place | None:
    city = find_city(facts.engine.store, name, state, day, facts.known)
    if city is None:
        return None
    parts = [f"wage area {city.area}, {city.area_name}"]
    parts += [f"locality {city.locality} of MAC {city.mac}, {city.locality_name}"] if city.mac else []
    place = Place(f"{city.name}, {city.state} ({'; '.join(parts)})")
    place.area, place.mac, place.locality = city.area, city.mac, city.locality
    index = facts.engine.store.find(ASC_WAGE_INDEX, (city.area,), day, facts.known)
    row = {"area": city.area, "area_name": city.area_name}
    if not isinstance(index, Missing) and (value := index[0].values[ASC_WAGE_INDEX.where["wage_index"]]) is not None:
        row["wage_index"] = number_text(value, 4)
    place.cites = [of_row(ASC_WAGE_INDEX.authority, city.area_print, row)]
    if city.locality_print is not None and city.mac:
        row = {"mac": city.mac, "locality": city.locality or "", "area": city.locality_name}
        place.cites.append(of_row(LOCALITIES.authority, city.locality_print, row))
    if city.because:
        place.because["physician"] = city.because
    return place
