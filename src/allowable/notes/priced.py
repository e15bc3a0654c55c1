"""What the codes of a note are worth in the three settings, through pages.comparison: the `prices` of an allowable.note/1."""

from __future__ import annotations

from ..claims.model import Line
from ..engine import NOT_APPLIED
from ..guides.problem import GuideError
from ..kernel.day import OPEN, day_text
from ..pages.comparison import CompareError, compare
from ..places.problem import PlaceError
from .problem import NoteError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import date
    from typing import Any

    from ..engine import Engine

    Json = dict[str, Any]

PAIRS_APPLIED = (
    "Code pairs were applied when the codes were chosen. Unit limits, add-on codes and global periods were not: "
    "`allowable check` applies them."
)
STOPPED = {"53", "73", "74"}
EACH_CLAIM = (
    "Stopped procedure: the physician's claim takes 53, the facility's 73 or 74. The amounts are of the modifier that is shown, "
    "so the other claim is not payable with it."
)
TABLES = ("relative_values", "addendum_b", "asc_rates")  # of the physician, the hospital, the surgical center


def latest_day(engine: Engine) -> str | None:
    """The last day on which the schedules of all three settings are held; None where one is not held at all."""
    held = [engine.store.table(name) for name in TABLES]
    last = [table.last_day() - 1 for table in held if table is not None and table.last_day() < OPEN]
    return day_text(min(last)) if len(last) == len(TABLES) else None


def prices(
    engine: Engine, codes: list[Json], on: str | None, known_on: date | str | int | None = None, place: Json | None = None
) -> Json | None:
    """{"on", "on_because", "settings": [...], "place", "notes"} of the codes of a note; None without a code.

    Each entry of `settings`: setting, status, physician, facility, allowed, medicare, patient (dollars as texts, None where there is none),
    lines, because (why there is no amount) and next (what to give). NoteError if the place cannot be used.
    """
    if not codes:
        return None
    day = on or latest_day(engine)
    if day is None:
        return _unpriced(None, "the schedules of the three settings are not all held: import them, or give --on")
    names: dict[str, int] = {}
    for code in codes:
        names[billed(code)] = names.get(billed(code), 0) + int(code.get("units") or 1)
    try:
        found = compare(engine, list(names), day, known_on, read=lambda text: Line.parse(text, units=names[text]), **(place or {}))
    except (PlaceError, GuideError) as problem:
        raise NoteError(str(problem)) from None
    except CompareError as problem:
        return _unpriced(day, str(problem))
    because = "as given" if on else "no day was given: the last on which the schedules of all three settings are held"
    answers = [
        {"place": answer["place"]["says"], "settings": [_setting(name, one) for name, one in answer["settings"].items()]}
        for answer in found["answers"]
    ]
    return {
        "on": day,
        "on_because": because,
        "settings": answers[0]["settings"],
        "place": answers[0]["place"],
        "other_places": answers[1:],
        "notes": [EACH_CLAIM] * any(STOPPED & set(code["modifiers"]) for code in codes)
        + [PAIRS_APPLIED if one == NOT_APPLIED else one for one in found["notes"]],
    }


def billed(code: Json) -> str:
    """A code with its modifiers, 58661-RT."""
    return "-".join((code["hcpcs"], *code["modifiers"]))


def _unpriced(day: str | None, because: str) -> Json:
    return {"on": day, "on_because": because, "settings": [], "place": None, "other_places": [], "notes": [f"No prices: {because}."]}


def _unsaid(lines: list[Json]) -> list[tuple[str, str, str]]:
    """Why the shares of a line that has an amount are not known: (code, claim, reason)."""
    priced = [one for one in lines if one["allowed"] is not None and None in (one["medicare"], one["patient"])]
    return [(one["billed"], one["claim"], reason) for one in priced for reason in one["reasons"]]


def _together(reasons: list[tuple[str, str, str]]) -> list[str]:
    """Each reason once, with the codes it speaks of."""
    codes: dict[tuple[str, str], list[str]] = {}
    for billed, claim, reason in reasons:
        known = codes.setdefault((claim, reason), [])
        known += [billed] if billed not in known else []
    return [f"{' and '.join(names)}, {claim}: {reason}" for (claim, reason), names in codes.items()]


def _setting(name: str, found: Json) -> Json:
    lines = [
        {"claim": whose, **{key: line[key] for key in ("billed", "hcpcs", "allowed", "medicare", "patient", "status", "reasons", "why")}}
        for whose, claim in found["claims"].items()
        for line in claim["lines"]
    ]
    return {
        "setting": name,
        "status": found["status"],
        "physician": found["physician"],
        "facility": found["facility"],
        **found["total"],
        "lines": lines,
        "because": _together([(one["billed"], one["claim"], one["reason"]) for one in found["reasons"]] + _unsaid(lines)),
        "next": found["asks"],
    }
