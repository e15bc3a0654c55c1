"""What a note lacks that would change or support its codes: the gaps of the trees, and those that the table families/trees/_gaps.toml asks.

A gap must be true: what the note states anywhere is not asked. There are few, the weightiest first: what decides the code, then a modifier
or what is billed beside it, then what supports the code.
"""

from __future__ import annotations

from functools import cache

from ..families.shape import FamilyError
from ..families.trees.form import gaps_table, vocabulary
from .expression import names, parse
from .facts import BUILT_IN, PLACES, Facts
from .measures import Measure
from .signs import Phrases, Sign

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from .expression import Expression
    from .note import Note

    Entry = dict[str, Any]
    Json = dict[str, Any]

MOST_GAPS = 5
EVERY = "*"
CODE, MODIFIER, SUPPORT = 1, 2, 3  # ranks


class Gap:
    """One entry of the table, compiled."""

    __slots__ = ("entry", "spans", "when")

    def __init__(self, entry: Entry) -> None:
        self.entry = entry
        self.when: Expression = parse(entry["when"])
        self.spans = [(first, last or first) for first, _, last in (span.partition("-") for span in entry["codes"])]

    def concerns(self, codes: Mapping[str, Sequence[str]]) -> list[str]:
        """The codes of the note that the gap is about."""
        wanted = set(self.entry.get("modifiers", ()))
        return [
            code
            for code, modifiers in codes.items()
            if (not wanted or wanted & set(modifiers)) and any(first == EVERY or first <= code <= last for first, last in self.spans)
        ]


class Table:
    """The table of gaps with the signs and measures that it asks. FamilyError names a condition that leads nowhere."""

    def __init__(self, content: Entry, shared: Mapping[str, Entry]) -> None:
        words, signs, measures = ({**shared[part], **content.get(part, {})} for part in ("words", "signs", "measures"))
        self.gaps = [Gap(entry) for entry in content["gaps"]]
        asked = {name for gap in self.gaps for place, name in names(gap.when) if place != "code"}
        for gap in self.gaps:
            for place, name in names(gap.when):
                known = place == "code" or name in {*signs, *measures, "age"} or (not place and name in BUILT_IN)
                if not known or place not in (*PLACES, "measure"):
                    raise FamilyError(f"gap {gap.entry['what']!r}: {place}.{name} is neither a sign nor a measure of the table")
        phrases = Phrases(words)
        self.signs = {name: Sign(name, signs[name], phrases) for name in sorted(asked & set(signs))}
        self.measures = {name: Measure(name, measures[name], phrases) for name in sorted(asked & set(measures))}

    def asked(self, note: Note, codes: Mapping[str, Sequence[str]]) -> list[Json]:
        """The gaps that hold for a note with these codes (and the modifiers of each)."""
        facts = Facts(note, self.signs, self.measures, set(codes), {})
        found = []
        for gap in self.gaps:
            about = gap.concerns(codes)
            if about and facts.holds(gap.when)[0]:
                found.append({"entry": gap.entry, "codes": about})
        return found


@cache
def table() -> Table:
    """The table, compiled when a note with a code first asks it."""
    return Table(gaps_table(), vocabulary())


def tree_gaps(gaps: Iterable[tuple[Facts, Entry]], codes: Sequence[str]) -> list[Json]:
    """[{what, why, codes, changes}] of the gaps that trees found."""
    found = []
    for _, gap in gaps:
        named = gap.get("codes", list(codes))
        found.append(_json(gap, named, gap.get("changes") or ("the code" if set(named) - set(codes) else None)))
    return found


def tabled_gaps(note: Note, codes: Mapping[str, Sequence[str]], said: Sequence[Json]) -> list[Json]:
    """The same of the table, without what `said` asks already."""
    if not codes:
        return []
    found = []
    for one in table().asked(note, codes):
        entry = one["entry"]
        if any(part in gap["what"] for part in entry.get("same_as", ()) for gap in said):
            continue
        leads_to = [code for code in entry.get("leads_to", ()) if code not in codes]
        changes = entry.get("changes") or ("the code" if leads_to else None)
        found.append({**_json(entry, [*one["codes"], *leads_to], changes), "rank": entry["rank"]})
    return found


def untold_gap(item: str, codes: Sequence[str]) -> Json:
    """What the list of procedures names and the account does not tell."""
    why = "the list of procedures names it, the account does not tell it: only what the account tells is coded"
    return {"what": f"whether it was done, and how: {item}", "why": why, "codes": list(codes), "changes": "whether it is coded"}


def _json(entry: Entry, codes: Sequence[str], changes: str | None) -> Json:
    return {"what": entry["what"], "why": entry["why"], "codes": list(codes), "changes": changes}


def weightiest(found: Iterable[Json]) -> list[Json]:
    """At most a handful, each once with all its codes, the weightiest first; of equal weight, in the order in which they were found."""
    merged: dict[str, Json] = {}
    for gap in found:
        held = merged.setdefault(gap["what"], {**gap, "codes": []})
        held["codes"] += [code for code in gap["codes"] if code not in held["codes"]]
        held["changes"] = held["changes"] or gap["changes"]
    ordered = sorted(merged.values(), key=lambda gap: gap.get("rank") or _rank(gap["changes"]))
    return [{key: value for key, value in gap.items() if key != "rank"} for gap in ordered[:MOST_GAPS]]


def _rank(changes: str | None) -> int:
    if changes is None:
        return SUPPORT
    return MODIFIER if "modifier" in changes else CODE
