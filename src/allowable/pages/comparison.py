"""The same procedures in the office, in a hospital's outpatient department and in a surgical center, as one plain object.

Each setting is priced as the claims it brings: the physician's, and the facility's beside it. Schema allowable.compare/1: amounts are texts
with cents, None where there is none, with the reason beside it. What is not payable in a setting has no total there, never a partial one.
"""

from __future__ import annotations

from ..claims.model import Claim, Line
from ..claims.values import ClaimError
from ..engine import NOT_APPLIED, SYSTEM_OF_SETTING, unverified_steps
from ..guides.sources import Sources
from ..kernel.day import OPEN, day_number, day_text
from ..views.price_text import UNVERIFIED
from ..views.pricing import known_text
from .compared_line import NOT_BILLED, PARTS, added, is_of_facility, line_entry, not_billed, totals, without_amounts
from .compared_place import PLACE_OPTIONS, compared_places

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date
    from typing import Any

    from ..engine import Engine
    from .compared_place import ComparedPlace, Wage

    Json = dict[str, Any]
    Day = date | str | int

SCHEMA = "allowable.compare/1"
SETTINGS = {"office": ("11", None), "hospital": ("22", "hospital"), "asc": ("24", "asc")}  # place of service, setting of the facility
WORST = ("not_payable", "pends", "unknown", "priced")
OFFICE = "11"
SEQUESTRATION = "What sequestration withholds of Medicare's part, nobody pays: both parts together are less than what is allowed."
DEDUCTIBLE = "The physician's claim is taken to come first: it uses the deductible before the facility's."
AREA_INDEX = (
    "The hospital's amounts use the wage index of hospitals located in the area. Reclassification, floors and what else CMS grants one "
    "hospital are not in it; --hospital-wage-index gives the hospital's own."
)


class CompareError(ValueError):
    """A comparison cannot be made; the message says what to do."""


def compare(
    engine: Engine,
    codes: Sequence[str],
    on: Day,
    known_on: Day | None = None,
    *,
    deductible_remaining: str | None = None,
    read: Callable[[str], Line] = Line.parse,
    **place: str | None,
) -> Json:
    """The comparison of procedures such as 58558 or 58563-51; `place` takes PLACE_OPTIONS of compared_place.

    deductible_remaining   dollars left of the Part B deductible; None takes it as met
    read                   makes a fresh Line of a text
    """
    day, known = day_number(on), OPEN if known_on is None else day_number(known_on)
    _refuse_unasked(codes, place)
    _refuse_day(engine, day)
    sources = Sources()
    request = _Request(engine, codes, day, known, deductible_remaining, read, sources)
    places = compared_places(engine, day, known, sources, place)
    answers = [{"place": one.entry(sources), "settings": {name: request.setting(name, one) for name in SETTINGS}} for one in places]
    return {
        "schema": SCHEMA,
        "codes": request.names,
        "on": day_text(day),
        "known_on": known_text(known),
        "deductible_remaining": deductible_remaining,
        "answers": answers,
        "notes": request.notes(places, answers),
        "sources": sources.entries(),
    }


def _refuse_unasked(codes: Sequence[str], place: Json) -> None:
    if isinstance(codes, str) or not codes:
        raise CompareError(f"codes {codes!r}: give a list of procedures, such as ['58558', '58563-51']")
    unknown = [name for name in place if name not in PLACE_OPTIONS]
    if unknown:
        raise CompareError(f"{', '.join(unknown)}: no option of a comparison; its options of a place are {', '.join(PLACE_OPTIONS)}")


def _refuse_day(engine: Engine, day: int) -> None:
    points = engine.store.table("relative_values")
    if points is None:
        raise CompareError("no physician fee schedule is held; import one with `allowable releases import FILE`")
    if not points.first_day() <= day < points.last_day():
        raise CompareError(
            f"no physician fee schedule is held for {day_text(day)}: choose a day from {day_text(points.first_day())} to "
            f"{day_text(points.last_day() - 1)}, or import the release of that day with `allowable releases import FILE`"
        )


class _Request:
    """What is compared; gives the object of one setting at one place."""

    def __init__(
        self, engine: Engine, codes: Sequence[str], day: int, known: int, left: str | None, read: Callable[[str], Line], sources: Sources
    ) -> None:
        self.engine, self.codes, self.day, self.known, self.left = engine, codes, day, known, left
        self.read, self.sources = read, sources
        self.unverified: dict[str, bool] = {}
        lines = [read(text) for text in codes]
        for line in lines:
            if line.charge is not None:
                raise CompareError(f"{line.hcpcs}: leave the charge out: the physician and each facility charge differently")
        self.names = [f"{line!r}{'' if line.units == 1 else f' x {line.units}'}" for line in lines]

    def setting(self, name: str, place: ComparedPlace) -> Json:
        """One setting: its claims, totals, status, what is in the way, and what to give for what is unknown."""
        place_of_service, facility = SETTINGS[name]
        physician = self.physician(place_of_service, place)
        claims = {"physician": physician}
        asks: list[str] = []
        if facility is not None:
            claims["facility"], asks = self.facility(facility, place.wages[facility], physician)
        reasons = [
            {"claim": whose, "billed": line["billed"], "status": line["status"], "reason": reason}
            for whose, claim in claims.items()
            for line in claim["lines"]
            if line["status"] not in ("priced", NOT_BILLED)
            for reason in line["reasons"]
        ]
        found = [line["status"] for claim in claims.values() for line in claim["lines"]]
        return {
            "place_of_service": place_of_service,
            "status": next(one for one in WORST if one in found),
            "physician": physician["total"]["allowed"],
            "facility": claims["facility"]["total"]["allowed"] if facility else None,
            "total": {part: added([claim["total"][part] for claim in claims.values()]) for part in PARTS},
            "claims": claims,
            "reasons": reasons,
            "asks": asks,
        }

    def physician(self, place_of_service: str, place: ComparedPlace) -> Json:
        """The physician's claim in a place of service; in a facility without the drugs and devices that only the facility bills."""
        inside = place_of_service != OFFICE
        billed = [not (inside and is_of_facility(self.engine, self.read(text).hcpcs, self.day, self.known)) for text in self.codes]
        codes = [text for text, is_billed in zip(self.codes, billed, strict=True) if is_billed]
        where = {"place_of_service": place_of_service, "mac": place.mac, "locality": place.locality}
        claim = (
            self._priced("physician", codes, left=self.left, **where) if codes else {"setting": "physician", "lines": [], "national": None}
        )
        lines = iter(claim["lines"])
        claim["lines"] = [next(lines) if is_billed else not_billed(name) for name, is_billed in zip(self.names, billed, strict=True)]
        return {**claim, "total": totals(claim["lines"])}

    def facility(self, setting: str, wage: Wage, physician: Json) -> tuple[Json, list[str]]:
        """The facility's claim, and what to give where it has no amount for want of a wage index."""
        left = self._left_after(physician)
        facts = {} if wage.unknown else wage.facts
        claim = self._priced(setting, self.codes, left=left, **facts)
        if wage.unknown:
            national = claim["total"]
            claim = without_amounts(claim, wage.unknown)
        elif claim["total"]["allowed"] is None and facts:
            national = self._priced(setting, self.codes, left=left)["total"]
        else:
            return claim, []
        claim["national"] = national
        return claim, [wage.ask] if national["allowed"] is not None else []

    def _left_after(self, physician: Json) -> str | None:
        """The deductible that the physician's claim leaves; None where none was said."""
        if self.left is None:
            return None
        used = [line["deductible"] for line in physician["lines"]]
        return added([self.left, *(f"-{one}" for one in used if one is not None)])

    def _priced(self, setting: str, codes: Sequence[str], *, left: str | None, **facts: str | None) -> Json:
        said = {name: value for name, value in {**facts, "deductible_remaining": left}.items() if value is not None}
        self._refuse_unread(setting, said)
        try:
            claim = Claim([self.read(text) for text in codes], setting=setting, on=self.day, **said)  # type: ignore[arg-type]
        except ClaimError as problem:
            words = str(problem)
            raise CompareError(f"{setting}_{words}" if words.startswith("wage_index") else words) from None
        priced = self.engine.price(claim, self.known)
        for line in priced.lines:
            self.unverified |= dict.fromkeys(unverified_steps(line.account), True)
        lines = [line_entry(line, self.sources) for line in priced.lines]
        return {"setting": setting, "lines": lines, "total": totals(lines), "national": None}

    def _refuse_unread(self, setting: str, said: dict[str, str]) -> None:
        """What a law does not read would silently change nothing."""
        fields = self.engine.system(SYSTEM_OF_SETTING[setting]).fields
        for name in ("wage_index", "deductible_remaining"):
            if name in said and name not in fields:
                raise CompareError(f"the rules of setting {setting} do not read {name} yet: leave it out")

    def notes(self, places: Sequence[ComparedPlace], answers: Sequence[Json]) -> list[str]:
        """What every reader of the comparison must know, each once."""
        found = ["The deductible is taken as met." if self.left is None else DEDUCTIBLE]
        if any(_withheld(setting["total"]) for answer in answers for setting in answer["settings"].values()):
            found.append(SEQUESTRATION)
        if any("cbsa" in place.wages["hospital"].facts for place in places):
            found.append(AREA_INDEX)
        if len(places) > 1:
            found.append(f"ZIP code {places[0].zip} lies in {len(places)} localities: ZIP+4, as in {places[0].zip}-1234, chooses one.")
        if self.unverified:
            found.append(f"{UNVERIFIED.capitalize()}: {', '.join(self.unverified)}.".replace("[u]", "[U]"))
        return [*found, NOT_APPLIED]


def _withheld(total: Json) -> bool:
    """Whether Medicare and the patient together pay less than what is allowed."""
    return None not in total.values() and added([total["medicare"], total["patient"]]) != total["allowed"]
