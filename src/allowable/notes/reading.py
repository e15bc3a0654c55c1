"""One note read, as a plain object: schema allowable.note/1. Offsets are into the text as given; evidence is always that very text.

The way of a note: words, sections and sentences (note.py); what kind of document (documents_kind.py); candidates of the trees (trees.py);
published pairs (edits.py); modifiers (modifiers.py); then the record. An abstention names its reason.
"""

from __future__ import annotations

from ..kernel.day import day_number, day_text
from .documents_kind import OPERATIVE, document_kind
from .edits import Indicators, Pairs, pruned, separate_site
from .gaps import tabled_gaps, tree_gaps, untold_gap, weightiest
from .modifiers import Modifiers, stopped, stopped_modifier
from .note import Note
from .priced import prices
from .problem import NoteError
from .record import alternatives, code_entry, stated_codes
from .slots import hits_of, slots
from .trees import candidates, forest
from .unanswered import is_anothers, unanswered, untold

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from datetime import date
    from typing import Any

    from ..engine import Engine
    from .record import Json
    from .trees import Candidate

    Day = date | str | int

SCHEMA = "allowable.note/1"
MOST_CHARACTERS = 1_000_000
SETTINGS = ("physician", "hospital", "asc")
STOPPED = {"52", "53", "73", "74"}
OUTSIDE = "no family of procedures that is known here is told in it"
SECOND_HAND = {
    "what": "the operative report",
    "why": "an operation is coded from the surgeon's own account of it",
    "codes": [],
    "changes": "whether anything is coded",
}


def read_note(
    text: str,
    name: str = "note",
    on: Day | None = None,
    setting: str | None = None,
    known_on: Day | None = None,
    engine: Engine | None = None,
    place: Mapping[str, str | None] | None = None,
    more_facts: Callable[[list[Json], str], list[tuple[str, str]]] | None = None,
    without_families: Collection[str] = (),
) -> Json:
    """The reading of an operative note.

    on, known_on      service day (prices, pairs and indicators are of that day; without it nothing is priced, the latest release is read,
                      and the answer says so) and day of knowledge (of prices and indicators; pair tables know none)
    setting           physician, hospital or asc: whose claim the modifiers are for; physician unless told
    place             arguments of pages.comparison.compare, such as zip, for the prices
    more_facts        somebody else's reading of the same signs: (slots, text) -> [(sign, verbatim quote)]
    without_families  families whose trees are not asked

    NoteError says what is wrong with a text that cannot be read; it never quotes it.
    """
    if not text.strip():
        raise NoteError(f"{name}: the note is empty; give the text of an operative note")
    if len(text) > MOST_CHARACTERS:
        raise NoteError(f"{name}: {len(text):,} characters are no operative note; the most that is read is {MOST_CHARACTERS:,}")
    if setting is not None and setting not in SETTINGS:
        raise NoteError(f"setting {setting!r} is none of {', '.join(SETTINGS)}")
    day = None if on is None else day_number(on)
    from .. import default_engine

    engine = engine or default_engine()
    note = Note(text)
    kind, because = document_kind(note)
    record: Json = {
        "schema": SCHEMA,
        "name": name,
        "on": None if day is None else day_text(day),
        "kind": kind,
        "kind_because": because,
        "abstained": True,
        "abstained_because": None,
    }
    record |= {"codes": [], "alternatives": [], "missing": [], "stated": [], "prices": None, "notes": []}
    record["sections"] = [{"name": one.name, "kind": one.kind, "start": one.start, "end": one.end} for one in note.sections]
    families = [one for one in forest() if one.name not in without_families]
    if kind != OPERATIVE:
        record["abstained_because"] = f"this is no operative note: {because}"
        record["missing"] = [SECOND_HAND] if kind == "discharge_summary" else []
        record["stated"] = stated_codes(note, [], engine)
        return record
    more = hits_of(note, more_facts(slots(families, note), text), families) if more_facts else None
    found, gaps = candidates(note, families, more)
    _fill(record, note, _merged(found), gaps, engine, day, known_on, setting or "physician")
    if day is not None:
        record["prices"] = prices(engine, record["codes"], day_text(day), known_on, dict(place or {}))
    return record


def _fill(
    record: Json, note: Note, found: list[Candidate], gaps: Any, engine: Engine, on: int | None, known_on: Day | None, setting: str
) -> None:
    day = latest_day(engine) if on is None else on
    pairs, indicators = Pairs(engine, day, setting), Indicators(engine, day, known_on)
    kept, dropped, opened = pruned(found, pairs)
    kept.sort(key=lambda one: indicators.place_on_claim(one.hcpcs))
    ends = stopped(note)
    for candidate in kept:
        modifiers = Modifiers(candidate, indicators)
        for first, second, row in opened:
            if second is candidate:
                modifiers.separate(row, separate_site(first, second), Modifiers(first, indicators).anatomic)
        if ends and len(kept) == 1 and not modifiers.told & STOPPED:
            stop = stopped_modifier(setting)
            if stop["modifier"]:
                modifiers.add(stop["modifier"], stop["because"], stop["sources"], [("", "", hit) for hit in ends])
        record["missing"] += modifiers.missing
        record["codes"].append(code_entry(candidate, modifiers))
    if ends and len(kept) > 1:
        gap = {"what": "which of the procedures was stopped, and when", "why": "a stopped procedure takes 53, or 73 or 74 in a facility"}
        record["missing"].append({**gap, "codes": [one.hcpcs for one in kept], "changes": "the modifier"})
    record["alternatives"] = alternatives(kept, dropped)
    items = unanswered(note, found) if kept else []
    record["missing"] = _missing(record, note, gaps, untold(note, found) if kept else [])
    record["stated"] = stated_codes(note, [one.hcpcs for one in kept], engine)
    record["abstained"] = not kept
    if not kept:
        told = "; ".join(gap["what"] for gap in record["missing"])
        record["abstained_because"] = f"the note does not say enough: {told}" if told else OUTSIDE
    _doubt(record, items)
    if kept and on is None:
        record["notes"].append(f"No service day was given: code pairs and indicators are read as of {day_text(day)}.")
    if kept and not pairs.speaks:
        held = f"the table of {pairs.release}, the nearest held, was read" if pairs.release else "no table of code pairs is held"
        record["notes"].append(f"Code pairs of the service day are not held: {held}.")


def _missing(record: Json, note: Note, gaps: Any, not_told: list[str]) -> list[Json]:
    """What modifiers, trees, the list of procedures and the table of gaps find missing: a handful, the weightiest first."""
    codes = {one["hcpcs"]: one["modifiers"] for one in record["codes"]}
    found = record["missing"] + tree_gaps(gaps, list(codes))
    found += [untold_gap(item, list(codes)) for item in not_told]
    return weightiest(found + tabled_gaps(note, codes, found))


def _doubt(record: Json, items: list[str]) -> None:
    """What the list of procedures names and no code answers makes every code less certain, and is said; another surgeon's does not."""
    for item in items:
        whose = "it is another surgeon's" if is_anothers(item) else "no code here answers it"
        record["notes"].append(f"The list of procedures also names “{item}”: {whose}.")
    for code in [] if all(map(is_anothers, items)) else record["codes"]:
        if code["confidence"] == "high":
            code |= {"confidence": "medium", "confidence_because": "the list of procedures also names what no code answers"}


def _merged(found: list[Candidate]) -> list[Candidate]:
    """The first candidate of each code, with the evidence of all."""
    merged: dict[str, Candidate] = {}
    for one in found:
        held = merged.setdefault(one.hcpcs, one)
        if held is not one:
            held.by = held.by + [entry for entry in one.by if entry not in held.by]
            held.units = max(held.units, one.units)
    return list(merged.values())


def latest_day(engine: Engine) -> int:
    """The first day of the latest held release of the physician fee schedule: what is read where no service day is given."""
    points = engine.store.table("relative_values")
    if points is None or not points.prints:
        raise NoteError("no release of the physician fee schedule is held; build or import one with `allowable releases`")
    day: int = max(one.effective for one in points.prints)
    return day
