"""The parts of a reading's record: codes with their path, what was dropped, what is missing, what the author wrote himself."""

from __future__ import annotations

import re

from ..law.physician.tables import RELATIVE_VALUES
from .sides import WAYS_IN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from ..engine import Engine
    from .modifiers import Modifiers
    from .note import Note
    from .signs import Hit
    from .trees import Branch, Candidate

    Json = dict[str, Any]

MOST_EVIDENCE = 6
MOST_WAYS_IN = 2  # of them, how many that only tell how the surgeon came in
CODE = re.compile(r"(?<![\d./#-])(?<!\d,)\b(\d{5})\b(?![\d/-]|\.\d|,\d{3}\b)")
CODE_WORDS = re.compile(r"\b(?:cpt|code|codes|coded|procedure\s+code|billing)\b", re.IGNORECASE)
NEAR_CODE = 60


def evidence(note: Note, hits: Iterable[Hit]) -> list[Json]:
    """[{start, end, text}] of hits, the narrowest where they overlap, in the note's order; the account before the list of procedures."""
    spans = {(note.sentences[hit.first].start, note.sentences[hit.last].end, note.sentences[hit.first].kind == "title") for hit in hits}
    narrow = [one for one in spans if not any(two != one and one[0] <= two[0] and two[1] <= one[1] for two in spans)]
    shown = sorted(narrow, key=lambda span: (span[2], span[0]))[:MOST_EVIDENCE]
    return [{"start": start, "end": end, "text": note.text[start:end]} for start, end, _ in shown]


def strongest(note: Note, by: Iterable[tuple[str, str, Hit]]) -> list[Hit]:
    """The hits that carry a code; of those that only tell the way in, a few, so that the act itself is shown."""
    acts: list[Hit] = []
    ways: list[Hit] = []
    for _, name, hit in by:
        (ways if name in WAYS_IN else acts).append(hit)
    return acts + sorted(ways, key=lambda hit: (note.sentences[hit.first].kind == "title", hit.first))[:MOST_WAYS_IN]


def code_entry(candidate: Candidate, modifiers: Modifiers) -> Json:
    """One code of the record."""
    note = candidate.facts.note
    return {
        "hcpcs": candidate.hcpcs,
        "modifiers": [one["modifier"] for one in modifiers.found],
        "units": candidate.units,
        "words": candidate.family.codes[candidate.hcpcs],
        "family": candidate.family.name,
        "tree": candidate.tree.name,
        "confidence": candidate.confidence,
        "confidence_because": candidate.confidence_because,
        "evidence": evidence(note, strongest(note, candidate.by)),
        "reasons": [reason(candidate, branch, holds) for branch, holds in candidate.path],
        "modifier_reasons": [{**_without_hits(one), "evidence": evidence(note, one["by"])} for one in modifiers.found],
    }


def _without_hits(entry: Json) -> Json:
    return {key: value for key, value in entry.items() if key != "by"}


def reason(candidate: Candidate, branch: Branch, holds: bool) -> Json:
    """One step of the path: what the branch asks, whether it held, and whose rule it is."""
    sources = [_source(candidate.family.sources[name]) for name in branch.entry.get("sources", ())]
    shown = evidence(candidate.facts.note, [hit for _, _, hit in candidate.by]) if holds else []
    return {"says": branch.entry["because"], "hcpcs": branch.entry.get("hcpcs"), "outcome": holds, "evidence": shown, "sources": sources}


def _source(entry: Json) -> Json:
    return {"document": entry["document"], "place": entry["place"], "evidence": entry["evidence"], "url": entry.get("url")}


def alternatives(kept: Sequence[Candidate], dropped: Iterable[tuple[Candidate, Candidate, Json]]) -> list[Json]:
    """What else was considered: codes that an edit took away, then branches of the same trees that did not hold."""
    found: list[Json] = []
    for candidate, by, row in dropped:
        how = (
            "no modifier opens the edit"
            if row["indicator"] == "0"
            else "a modifier would open the edit only for a separate site or session, which the note does not show"
        )
        because = f"part of {by.hcpcs}: {row['rationale']}; {how}"
        found.append(
            {
                "hcpcs": candidate.hcpcs,
                "because": because,
                "edit": row,
                "evidence": evidence(candidate.facts.note, [hit for _, _, hit in candidate.by]),
            }
        )
    named = {one.hcpcs for one in kept} | {one["hcpcs"] for one in found}
    for candidate in kept:
        for branch in candidate.tree.branches:
            hcpcs = branch.entry.get("hcpcs")
            if hcpcs and hcpcs not in named:
                named.add(hcpcs)
                asked = any(one is branch for one, _ in candidate.path)
                why = "not told" if asked else "settled before it was asked"
                found.append(
                    {"hcpcs": hcpcs, "because": f"{candidate.tree.asks} {branch.entry['because']}: {why}", "edit": None, "evidence": []}
                )
    return found


def stated_codes(note: Note, given: Sequence[str], engine: Engine) -> list[Json]:
    """Codes that the author wrote down himself: [{hcpcs, start, end, text, agrees, because}]. They are compared, never trusted."""
    points = engine.store.table(RELATIVE_VALUES.name)
    found = []
    for one in CODE.finditer(note.text):
        around = note.text[max(0, one.start() - NEAR_CODE) : one.end()]
        if not CODE_WORDS.search(around) or points is None or not points.history((one[1], "")):
            continue
        agrees = one[1] in given
        because = "the account supports it" if agrees else "nothing in the account leads to it"
        found.append({"hcpcs": one[1], "start": one.start(), "end": one.end(), "text": one[1], "agrees": agrees, "because": because})
    return found
