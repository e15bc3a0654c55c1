"""Modifiers of a code: sides where the fee schedule's indicator allows them, 59 where an edit opens, 53, 73 or 74 where it was stopped."""

from __future__ import annotations

from functools import cache

from ..guides.interrupted import Interrupted
from .edits import pair_source
from .sides import NAMES, parts, side
from .signs import Phrases, Sign
from .terms import load_terms

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .edits import Indicators
    from .note import Note
    from .signs import Hit
    from .trees import Candidate

    Json = dict[str, Any]

PAIRED = ("1", "3")  # bilateral indicators: 150 percent applies, or each side is paid in full
ANATOMIC = {"LT", "RT"} | {name for sides in NAMES.values() for names in sides.values() for name in names}
SIDE_NAMES = {"left": "LT", "right": "RT"}


class Modifiers:
    """Modifiers of one candidate, with why; `missing` are gaps found on the way."""

    def __init__(self, candidate: Candidate, indicators: Indicators) -> None:
        self.found: list[Json] = []
        self.missing: list[Json] = []
        self._candidate = candidate
        self._sides(indicators)
        for entry in candidate.modifiers:
            sources = [candidate.family.sources[name] for name in entry.get("sources", candidate.branch.entry["sources"])]
            self.add(entry["modifier"], entry["because"], sources, candidate.by)

    def add(self, modifier: str, because: str, sources: list[Json], by: list[tuple[str, str, Hit]]) -> None:
        """Add a modifier once."""
        if all(one["modifier"] != modifier for one in self.found):
            self.found.append({"modifier": modifier, "because": because, "sources": sources, "by": [hit for _, _, hit in by]})

    def _sides(self, indicators: Indicators) -> None:
        wanted = self._candidate.branch.entry.get("sides", "pair")
        if wanted == "none":
            return
        indicator, cite = indicators.text(self._candidate.hcpcs, "bilateral")
        if wanted == "pair" and indicator not in PAIRED:
            return
        which, hits, contradiction = side(self._candidate)
        by = [("", "", hit) for hit in hits]
        sources = [cite] if cite else []
        if contradiction:
            self._gap("the side: the list of procedures and the account name different sides")
        elif wanted != "pair":
            found = parts(self._candidate, wanted, which)
            for name in found:
                self.add(name, f"the note names the {wanted}", sources, self._candidate.by)
            if not found:
                self._gap(f"which {wanted}, and of which side")
        elif which is None:
            self._gap("the side")
        elif which == "both":
            self.add("50", f"done on both sides, and the bilateral indicator is {indicator}", sources, by)
        else:
            self.add(SIDE_NAMES[which], f"done on the {which} side, and the bilateral indicator is {indicator}", sources, by)

    def _gap(self, what: str) -> None:
        why = "the claim names the side where a code can be done on either"
        self.missing.append({"what": what, "why": why, "codes": [self._candidate.hcpcs], "changes": "the modifier"})

    @property
    def told(self) -> set[str]:
        """The modifiers so far."""
        return {one["modifier"] for one in self.found}

    @property
    def anatomic(self) -> set[str]:
        """The modifiers that name a side, finger, toe or eyelid."""
        return self.told & ANATOMIC

    def separate(self, row: Json, site: str | None, others: set[str]) -> None:
        """59 on the second code of a pair that the note opens, unless modifiers of different sides or digits open it already."""
        if self.anatomic and others and not self.anatomic & others:
            return
        where = f": the {site} differs" if site else ""
        because = (
            f"done at a separate place from {row['column_one']}{where}; the pair's indicator 1 lets a modifier open it (XS says the same)"
        )
        self.add("59", because, [pair_source(row)], self._candidate.by)


@cache
def _stopping() -> tuple[Sign, Sign]:
    terms = load_terms("abandoned")
    phrases = Phrases({})
    return Sign("abandoned", terms["sign"], phrases), Sign("converted", terms["converted"], phrases)


def stopped(note: Note) -> list[Hit]:
    """Where the note says that the procedure was stopped before its end; empty where it went on by another approach."""
    abandoned, converted = _stopping()
    telling = ("narrative", "unlabelled", "findings", "title")
    hits = [hit for hit in abandoned.find(note) if note.sentences[hit.first].kind in telling and not hit.kinds - abandoned.also]
    went_on = any(note.sentences[hit.first].kind in telling and not hit.kinds for hit in converted.find(note))
    return [] if went_on else hits


def stopped_modifier(setting: str) -> Json:
    """{modifier, because, sources} of a procedure stopped after it had begun, for the patient's safety, under anaesthesia."""
    said = {"setting": setting, "stopped": "after-start", "anesthesia": "yes", "safety": "yes"}
    helper = Interrupted()
    implied = {one.name: next(iter(one.values)) for one in helper.questions if one.name not in said}
    answer = helper.decide(said, implied)
    taken = "Taken as stopped after it had begun, anaesthesia planned, for the patient's safety or another compelling reason."
    return {"modifier": answer["modifier"], "because": f"{answer['reason']} {taken}", "sources": answer["cites"]}
