"""What a search names beside a code: the setting, the day and the place, as the address of a price."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlencode

from ..kernel.day import OPEN, day_number
from ..places.cities import find_city, state_of
from ..places.problem import PlaceError
from .finding import is_code, words_of
from .forms import last_day
from .held import is_held
from .site import engine

if TYPE_CHECKING:
    from collections.abc import Iterator

SETTING_WORDS = (
    (re.compile(r"\b(asc|surgery cent(er|re)|surgical cent(er|re))\b", re.I), "asc", " in a surgical center"),
    (re.compile(r"\b(hospital|outpatient|hopd)\b", re.I), "hospital", " in a hospital"),
    (re.compile(r"\boffice\b", re.I), "physician", " in the office"),
)
NUMBERS = re.compile(r"\b(1[0-2]|0?[1-9])/(3[01]|[12]\d|0?[1-9])/(20\d\d)\b")  # 6/15/2024
DAY_FIRST = re.compile(r"\b(\d{1,2}) ([A-Za-z]{3,9}),? (20\d\d)\b")  # 15 June 2024
CITY_WORDS = 3  # in the name of a city, at most
NO_CITY = {"mobile", "reading", "bend", "orange"}  # in small letters: words, where the city has a capital
FACILITY = ("asc", "hospital")


class Place(NamedTuple):
    """`facts` for the address of a price; `where` for its button, `says` how it was read, or what to say instead."""

    facts: dict[str, str]
    where: str
    says: str
    city: str = ""


class Told(NamedTuple):
    """What stands in a search beside its codes: a setting with its words, a day with what is said of it, a place."""

    setting: str
    where: str
    named_day: str
    day: str
    about_day: str
    place: Place

    def fields(self, *left_out: str) -> list[tuple[str, str]]:
        """The fields of an address."""
        pos = "11" if self.setting == "physician" else ""
        told = {"setting": self.setting, **self.place.facts, "on": self.day, "pos": pos}
        return [(name, value) for name, value in told.items() if value and name not in left_out]


def told(asked: str, otherwise: str) -> Told:
    """What a search tells; `otherwise` a day, or blank."""
    setting, where = next(((one, says) for words, one, says in SETTING_WORDS if words.search(asked)), ("", ""))
    zips = [one for one in re.findall(r"\b\d{5}\b", asked) if not is_held(one)]
    named_day, about_day = day_of(asked)
    day = named_day or otherwise or last_day(*(["zip_localities"] if zips else []))
    return Told(setting, where, named_day, day, about_day, _zip(zips[0]) if zips else _city(asked, setting, day))


def named(code: str, beside: Told) -> dict[str, str]:
    """A code that stands among words: our words for it, its page, and its price with what else they tell."""
    return {
        "hcpcs": code,
        "page": f"/codes/{code}?on={beside.named_day}" if beside.named_day else f"/codes/{code}",
        "words": words_of(code) or "",
        "price": "/price?" + urlencode([("code", code), *beside.fields()]),
        "button": f"Price it{beside.where}{beside.place.where} on {beside.day}",
        "says": " ".join(filter(None, (beside.about_day, beside.place.says))),
    }


def together(codes: list[str], beside: Told) -> list[tuple[str, str]]:
    """[(address, what it asks)] about several codes as one claim; empty for one."""
    if len(codes) < 2:
        return []
    lines = [("code", code) for code in codes]
    compared = [("city", beside.place.city), ("on", beside.day)] if beside.place.city else beside.fields("setting", "pos")
    return [
        ("/check?" + urlencode([*lines, *beside.fields("mac", "locality")]), "Check them as one claim"),
        ("/price?" + urlencode([*lines, *beside.fields()]), "Price them as one claim"),
        ("/compare?" + urlencode([*lines, *compared]), "Compare settings"),
    ]


def day_of(asked: str) -> tuple[str, str]:
    """(day that a search names, what is said of a month, quarter or year, which are read as their first day); blank where none is named."""
    from ..questions.question import Question

    text = NUMBERS.sub(lambda found: f"{found[3]}-{int(found[1]):02d}-{int(found[2]):02d}", asked)
    named = Question(DAY_FIRST.sub(r"\2 \1, \3", text))
    if named.day is None:
        return "", ""
    return named.day, f"Read as {named.day}, the first day of what is named; another day may have another amount." if named.until else ""


def _zip(code: str) -> Place:
    return Place({"zip": code}, f" at ZIP {code}", "")


def _city(asked: str, setting: str, day: str) -> Place:
    """The place of a city whose name stands in a search; facilities take its wage area, physicians its locality."""
    try:
        for name, state in _names(asked):
            if city := find_city(engine().store, name, state, day_number(day), OPEN):
                title = f"{city.name}, {city.state}"
                if setting in FACILITY:
                    return Place({"cbsa": city.area}, f" in {title}", f"{title} is read as wage area {city.area}, {city.area_name}.", title)
                if city.mac and city.locality:
                    facts = {"mac": city.mac, "locality": city.locality}
                    return Place(facts, f" in {title}", f"{title} is read as locality {city.locality} of MAC {city.mac}.", title)
                return Place({}, "", f"{title}: {city.because}. Without a place the amounts are national.")
    except PlaceError as problem:
        return Place({}, "", f"{problem}. Without a place the amounts are national.")
    return Place({}, "", "A place is read as a ZIP code or a city; without one the amounts are national.")


def _names(asked: str) -> Iterator[tuple[str, str | None]]:
    """(name, letters of its state or None) of what may be a city, the longest first."""
    words: list[str] = re.findall(r"[A-Za-z][A-Za-z.'-]*|\d\w*", asked[:200])
    for length in range(CITY_WORDS, 0, -1):
        for at in range(len(words) - length + 1):
            part = words[at : at + length]
            name = " ".join(part)
            if name in NO_CITY or len(name) < 3 or any(is_code(one) or one[0].isdigit() for one in part):
                continue
            yield name.title() if name.islower() else name, state_of(words[at + length]) if at + length < len(words) else None
