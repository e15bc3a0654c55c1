"""A day or a place of which nothing at all is held: no answer with an unknown in it, but a question to be asked otherwise."""

from __future__ import annotations

from ..engine import SYSTEM_OF_SETTING
from ..guides.places import find_place
from ..guides.sources import Sources
from ..kernel.day import day_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..claims.model import Claim, Line
    from ..engine import Engine, PricedClaim


class UnheldError(ValueError):
    """Nothing is held of the day; the message names the days of which something is."""


def refuse_unheld(engine: Engine, priced: PricedClaim) -> None:
    """Of a claim that lacks an amount: UnheldError if that is because of a place or a day of which nothing is held at all, said once."""
    claim = priced.claim
    system = engine.system(SYSTEM_OF_SETTING[claim.setting])
    first = claim.lines[0]
    assert first.on is not None  # a Claim refuses a line without a day
    points = engine.store.table(system.lookups[0].table.name)
    if points is None:
        raise UnheldError(f"no release of the {system.says} is held; import one with `allowable releases import FILE`")
    if not points.first_day() <= first.on < points.last_day():
        held = [one for one in points.prints if not one.bridge]
        where = "before the first" if first.on < points.first_day() else "after the last"
        raise UnheldError(
            f"{day_text(first.on)} is {where} day that is held for the {system.says}: "
            f"{day_text(points.first_day())} ({held[0].release}) to {day_text(points.last_day() - 1)} ({held[-1].release}); "
            "choose a day in that span, or import the release of that day with `allowable releases import FILE`"
        )
    _refuse_unknown_place(engine, claim, first, first.on, priced.known_on)


def _refuse_unknown_place(engine: Engine, claim: Claim, line: Line, day: int, known: int) -> None:
    if line.mac or claim.cbsa:
        find_place(engine, day, known, Sources(), mac=line.mac, locality=line.locality, cbsa=claim.cbsa)
