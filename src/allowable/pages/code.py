"""Everything held about one code, as one plain object (schema allowable.code/1): what `allowable code --json` prints.

Amounts are texts with cents; None stands where there is no value, with its reasons beside it. Figures name their sources by number.
"""

from __future__ import annotations

from ..claims.model import Line
from ..engine import RATES_ALONE
from ..families import family_names, load_family
from ..guides.amounts import Amounts
from ..guides.places import Place
from ..guides.sources import Sources
from ..guides.truths import truths
from ..guides.view import View
from ..kernel.day import OPEN, day_number, day_text
from ..law.edits.tables import HCPCS_CODES
from ..releases.store import Missing
from ..views.indicator_words import FACILITY, PHYSICIAN, meaning
from .code_edits import code_pairs, primaries, unit_limits
from .code_history import history

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from typing import Any

    from ..engine import Engine
    from ..families import Code, Family

    Day = date | str | int
    PairsOf = Callable[[Engine, str, int, str, Sources], dict[str, Any]]

SCHEMA = "allowable.code/1"
PRICED_TABLES = ("relative_values", "addendum_b", "asc_rates")
MAIN_TABLES = (*PRICED_TABLES, "asc_ancillary_rates", "hcpcs_codes", "add_on_codes")


class CodeError(ValueError):
    """A page cannot be made for this code or day; the message says what to do."""


def code_page(
    engine: Engine, hcpcs: str, on: Day | None = None, known_on: Day | None = None, pairs_of: PairsOf = code_pairs
) -> dict[str, Any]:
    """The page of a code on a service day as known on a day; raises CodeError, ClaimError or DayError.

    on, known_on   dates or texts such as 2025-03-10. Without `on`: the last day of the held physician releases, and `assumed` says so
    pairs_of       gives the entry of a setting under `pairs`, for a door that shows fewer than all
    """
    code = Line(hcpcs).hcpcs
    day, assumed = _day(engine, on)
    known = OPEN if known_on is None else day_number(known_on)
    _refuse_unknown_code(engine, code)
    sources = Sources()
    view = View(engine, day, known, Place(says="national amounts"), sources)
    amounts = Amounts(view, code)
    family, member = _family(code)
    page = {
        "schema": SCHEMA,
        "hcpcs": code,
        "on": day_text(day),
        "known_on": None if known == OPEN else day_text(known),
        "assumed": assumed,
        "family": family.name if family else None,
        "words": member.words if member else None,
        "work_rvu": amounts.entry["work_rvu"],
        "physician": amounts.entry["physician"],
        "hospital": amounts.entry["hospital"],
        "asc": amounts.entry["asc"],
        "indicators": _indicators(amounts),
        "truths": truths(view, amounts),
        "unit_limits": unit_limits(view, code),
        "pairs": [pairs_of(engine, code, day, setting, sources) for setting in ("practitioner", "hospital")],
        "add_on_to": primaries(view, code),
        "hcpcs_record": _record(view, code),
        "history": history(engine, code, known),
        "documentation": list(member.documentation) if member else [],
        "diagnoses": [family.diagnoses[one] for one in member.diagnoses] if family and member else [],
        "denials": list(member.denials) if member else [],
    }
    page["sources"] = sources.entries()
    page["not_applied"] = RATES_ALONE
    return page


def _day(engine: Engine, on: Day | None) -> tuple[int, str | None]:
    if on is not None:
        return _held_day(engine, day_number(on)), None
    points = engine.store.table("relative_values")
    if points is None:
        raise CodeError("no release of the physician fee schedule is held; import one with `allowable releases import FILE`, or give a day")
    last = max((one for one in points.prints if not one.bridge), key=lambda one: one.until)
    return (
        last.until - 1,
        f"no day was given: {day_text(last.until - 1)} is shown, the last day for which a physician release is held ({last.release})",
    )


def _held_day(engine: Engine, day: int) -> int:
    spans = [(points.first_day(), points.last_day()) for name in PRICED_TABLES if (points := engine.store.table(name))]
    first, last = min((one for one, _ in spans), default=OPEN), max((one for _, one in spans), default=0)
    if spans and not first <= day < last:
        where = "before the first" if day < first else "after the last"
        raise CodeError(
            f"{day_text(day)} is {where} day for which amounts are held: {day_text(first)} to {day_text(last - 1)}; "
            "choose a day in that span, or import the release of that day with `allowable releases import FILE`"
        )
    return day


def _refuse_unknown_code(engine: Engine, code: str) -> None:
    tables = [engine.store.table(name) for name in MAIN_TABLES]
    if not any(points and points.under(code) for points in tables):
        held = [points for points in tables if points]
        if not held:
            raise CodeError("no release of CMS is held; import one with `allowable releases import FILE`")
        raise CodeError(f"{code} stands in no release that is held; check the code, or import the release that has it")


def _family(code: str) -> tuple[Family, Code] | tuple[None, None]:
    for name in family_names():
        family = load_family(name)
        member = family.code(code)
        if member:
            return family, member
    return None, None


def _record(view: View, code: str) -> dict[str, Any] | None:
    """What CMS's HCPCS Level II record says of the code on the day, or None; CPT codes have none."""
    fact = view.fact(HCPCS_CODES, code)
    if isinstance(fact, Missing):
        return None
    days = {name: None if fact.value(name) is None else day_text(fact.value(name)) for name in ("added", "action_effective", "last_day")}
    texts = {name: fact.text(name) for name in ("coverage", "action", "service_category", "pricing", "cross_references")}
    return texts | days | {"sources": [fact.source]}


def _indicators(amounts: Amounts) -> list[dict[str, Any]]:
    """Each indicator with its value, its meaning in our words and the document that defines it; value None where no row is held."""
    found = []
    for name, words in PHYSICIAN.items():
        value = amounts.entry["indicators"][name]
        found.append(
            {"schedule": "physician", "name": name, "says": words[0], "value": value, "means": meaning(words, value), "cite": words[1]}
        )
    for setting, column in (("hospital", "status"), ("asc", "indicator")):
        words, value = FACILITY[setting], amounts.entry[setting][column]
        found.append(
            {"schedule": setting, "name": column, "says": words[0], "value": value, "means": meaning(words, value), "cite": words[1]}
        )
    return found
