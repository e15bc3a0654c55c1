"""The place that a question names: a ZIP code, a wage area by its number, or a city; what of it is decided, and why the rest is not."""

from __future__ import annotations

import re

from ..kernel.number import number_text
from ..law.ambulatory.tables import ASC_WAGE_INDEX
from ..law.geography.tables import ZIP_LOCALITIES
from ..law.physician.tables import LOCALITIES
from ..places.cities import STATES, city_names, find_city, plain_name, state_of
from ..places.problem import PlaceError
from ..places.wage_areas import check_area, find_wage_area
from ..places.zip_codes import localities_of_zip
from ..releases.store import Missing
from .answer import Refusal, of_row
from .question import MONTHS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from typing import Any

    from .facts import Facts
    from .question import Question

MONTHS_NAMED = "|".join(rf"{name.capitalize()}|{name[:3].capitalize()}" for name in MONTHS)
WORD = rf"(?!(?:{MONTHS_NAMED}|Sept|Q[1-4]|ASCs?|HOPD|OPPS|CBSA|ZIP|CPT|Medicare)\b)(?:(?:St|Ft|Mt)\. |[A-Z])[\w'.]*[\w']"
NAMED = re.compile(rf"\b(?:in|at) (?:the city of )?({WORD}(?:[ -]{WORD}){{0,3}})(?:,? +([A-Z][A-Za-z]+(?: [A-Z][a-z]+)?)\b)?")
SMALL = re.compile(r"\bin (?:an? |the )?(?=([a-z.]+(?: [a-z]+)?)\b(?:, ?([a-z]{2})\b)?)")
SETTING = r"(?:office|asc|ASC|hospital|HOPD|hopd|outpatient|ambulatory|surg(?:ery|ical) cent|clinic|practice|physician|surgeon|doctor)"
OF_CITY = re.compile(  # in a Boston office
    rf"\b(?:(?:in|at)|(?:in|at|for|of|by|do|does|will|would) (?:an?|the|one)) ({WORD}(?:[ -]{WORD}){{0,2}})(?:,? ([A-Z]{{2}}))?,? {SETTING}"
)
CAPITALS = re.compile(rf"({WORD}(?:[ -]{WORD}){{0,3}})(?:, ([A-Z]{{2}}|[A-Z][a-z]+(?: [A-Z][a-z]+)?)\b)?")
STATE = re.compile(rf"\b(?:{'|'.join(name.title() for name in STATES.values())})\b")
NO_CITY = re.compile(
    r"(?:Medicare|CMS|CPT|Q[1-4]|The|An?|I|ASC|HOPD|OPPS|MPFS|PFS|NCCI|Hospital|Outpatient|Ambulatory|Physician|Surg(?:ery|ical)|Office|"
    rf"{'|'.join(name.capitalize() for name in MONTHS)})\b"
)
ELSEWHERE = re.compile(
    r"\b(?:near|around|outside(?: of)?) [A-Z][a-z]+|\b(?:my|our) (?:area|city|town|state|locality|zip)\b|\blocality\b|\bwage index\b"
)
# in small letters words, where the city has a capital
NOT_ASKED = ("mobile", "reading", "bend", "orange", "normal", "college", "mission", "temple", "paradise", "sunrise", "concord")


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
    text = question.text
    return bool(question.zip or question.area or _city(text) or ELSEWHERE.search(text) or STATE.search(text))


def place_of(facts: Facts, question: Question, day: int) -> Place | None:
    """The Place of a question on a day, None where it names none; Refusal where what it names is not one place that is held."""
    try:
        if question.zip:
            return _of_zip(facts, question.zip, day)
        if question.area:
            return _of_area(facts, question.area, day)
        if ELSEWHERE.search(question.text):
            raise Refusal("the place is not said so that it can be looked up; name a ZIP code, or a city with its state")
        found = _of_city(facts, question.text, day) if _city(question.text) else next(_of_capitals(facts, question.text, day), None)
        _no_second(facts, question.text, day, found)
        found = found or _of_small(facts, question.text, day)
        if found is None and (state := STATE.search(question.text)):
            raise Refusal(f"{state[0]} is no one wage area or locality; name a city with it, or a ZIP code")
        return found
    except PlaceError as problem:
        raise Refusal(str(problem)) from None


def _city(text: str, known: Collection[str] = ()) -> tuple[str, str] | None:
    """(city, what stands where its state would) of "in Houston, TX", "in a Houston office"; None where no name stands after in or at.

    Of several the first that is one of the names `known`, else the first.
    """
    found = [(match[1], match[2] or "") for one in (OF_CITY, NAMED) for match in one.finditer(text) if not NO_CITY.match(match[1])]
    return next((one for one in found if plain_name(one[0]) in known), found[0] if found else None)


def _of_capitals(facts: Facts, text: str, day: int, besides: str = "") -> Iterator[Place]:
    """Cities anywhere in the text, such as "Houston office rate of 58558": only those that there are, for any name has capitals.

    `besides` are words in which a name is not looked for again.
    """
    names = city_names(facts.engine.store, day, facts.known)
    for match in CAPITALS.finditer(text):
        words = match[1].split(" ")
        spans = [(at, end) for at in range(len(words)) for end in range(len(words), at, -1)]
        for at, end in spans:  # "Does Houston Hospital": capitals of other words stand beside
            name = " ".join(words[at:end])
            if plain_name(name) not in names or plain_name(name) in besides:
                continue
            state = state_of(match[2] or "") if end == len(words) else state_of(words[end])
            if (found := _searched(facts, name, state, day)) is not None:
                yield found
                break


def _no_second(facts: Facts, text: str, day: int, first: Place | None) -> None:
    """Refusal where another city is named too."""
    if first is None:
        return
    others = {one.says: one for one in _of_capitals(facts, text, day, plain_name(first.says)) if one.area != first.area}
    if others:
        raise Refusal(f"several places are named ({'; '.join([first.says, *others])}); ask of one at a time")


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
    named = _city(text, city_names(facts.engine.store, day, facts.known))
    assert named is not None
    name, after = named[0].removesuffix("'s"), named[1]
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
    names = city_names(facts.engine.store, day, facts.known)
    for match in SMALL.finditer(text):
        for name in (match[1], match[1].partition(" ")[0]):
            if name in NOT_ASKED or plain_name(name) not in names or state_of(name) is not None:
                continue
            state = state_of(match[2] or "") if name == match[1] else None
            if found := _searched(facts, name.title(), state, day):
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
