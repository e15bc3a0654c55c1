"""What one prediction got right and wrong of one note's gold, as counts; every measure is a quotient of their sums.

Modifier 51 is never counted: Medicare does not need it. Evidence is compared by words, without case and punctuation.
"""

from __future__ import annotations

import re

from .intervals import share

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .intervals import Counts, Measure

    Json = dict[str, Any]

IGNORED = {"51"}
OVERLAP = 0.5  # of the words of a gold passage, or of what gold says is missing
STEM = 6  # letters by which two words are one
LITTLE = frozenset(
    [
        *("a", "an", "and", "are", "as", "at", "be", "by", "for", "from", "if", "in", "is", "it", "its", "no", "not", "of", "on", "or"),
        *("that", "the", "this", "to", "was", "were", "whether", "which", "with"),
    ]
)


def counts(gold: Json, predicted: Json) -> Counts:
    """The counts of one note."""
    codes, right = set(predicted["codes"]), set(gold["gold_codes"])
    accepted = [right, *map(set, gold["accept_code_sets"])]
    best = codes if codes in accepted else right
    found: Counts = {
        "notes": 1,
        "exact": int(codes == right),
        "exact_accepted": int(codes in accepted),
        "tp": len(codes & best),
        "fp": len(codes - best),
        "fn": len(best - codes),
        "trap": int(bool(codes & set(gold["trap_codes"]))),
        "abstained": int(not codes),
        "given": int(bool(codes)),
        "given_accepted": int(bool(codes) and codes in accepted),
        "positive": int(bool(right)),
        "any_right": int(bool(codes & right)),
        "negative": int(not right),
        "negative_given": int(not right and bool(codes)),
    }
    return {**found, **_modifiers(gold, predicted, codes & right), **_evidence(gold, predicted), **_missing(gold, predicted)}


def _modifiers(gold: Json, predicted: Json, both: set[str]) -> Counts:
    found = {"modified": 0, "modified_right": 0, "modified_false": 0, "matched": len(both)}
    for code in both:
        want = set(gold["modifiers"].get(code, [])) - IGNORED
        have = set((predicted.get("modifiers") or {}).get(code, [])) - IGNORED
        found["modified"] += int(bool(want))
        found["modified_right"] += int(bool(want) and want <= have)
        found["modified_false"] += int(bool(have - want))
    return found


def _evidence(gold: Json, predicted: Json) -> Counts:
    text = _plain(gold["text"])
    quotes = predicted.get("evidence") or []
    found = {"quotes": len(quotes), "verbatim": sum(_plain(quote) in text for quote in quotes)}
    if quotes and gold["evidence"]:
        found["with_evidence"] = 1
        said = [set(_plain(quote).split()) for quote in quotes]
        wanted = [set(_plain(passage).split()) for passage in gold["evidence"]]
        found["overlapping"] = int(any(len(one & passage) >= OVERLAP * len(passage) for one in said for passage in wanted))
    return found


def _missing(gold: Json, predicted: Json) -> Counts:
    said = [_stems(one) for one in predicted.get("missing") or []]
    wanted = [_stems(one) for one in gold["missing_documentation"]]
    return {
        "gaps": len(wanted),
        "gaps_said": sum(any(len(one & gap) >= OVERLAP * len(gap) for one in said) for gap in wanted),
        "with_gaps": int(bool(wanted)),
        "with_gaps_said": int(bool(wanted and said)),
        "without_gaps": int(not wanted),
        "without_gaps_said": int(not wanted and bool(said)),
    }


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text).lower().strip()


def _stems(text: str) -> set[str]:
    return {word[:STEM] for word in _plain(text).split() if word not in LITTLE}


def _f1(found: Counts) -> float | None:
    right = 2 * found.get("tp", 0)
    return right / (right + found.get("fp", 0) + found.get("fn", 0)) if right or found.get("fp") or found.get("fn") else None


MEASURES: dict[str, Measure] = {
    "exact": share("exact", "notes"),
    "exact_accepted": share("exact_accepted", "notes"),
    "precision": lambda found: found["tp"] / (found["tp"] + found["fp"]) if found["tp"] + found["fp"] else None,
    "recall": lambda found: found["tp"] / (found["tp"] + found["fn"]) if found["tp"] + found["fn"] else None,
    "f1": _f1,
    "any_right": share("any_right", "positive"),
    "abstained": share("abstained", "notes"),
    "accepted_where_given": share("given_accepted", "given"),
    "false_positive_on_negatives": share("negative_given", "negative"),
    "trap": share("trap", "notes"),
    "evidence_verbatim": share("verbatim", "quotes"),
    "evidence_overlap": share("overlapping", "with_evidence"),
    "modifier_recall": share("modified_right", "modified"),
    "modifier_false": share("modified_false", "matched"),
    "missing_recall": share("gaps_said", "gaps"),
    "missing_recall_by_note": share("with_gaps_said", "with_gaps"),
    "missing_said_where_gold_has_none": share("without_gaps_said", "without_gaps"),
}
SAYS = {
    "exact": "the set of codes is the gold set",
    "exact_accepted": "the set of codes is the gold set or another accepted one",
    "precision": "of the codes given, right",
    "recall": "of the gold codes, given",
    "f1": "precision and recall together",
    "any_right": "of the notes with codes, one right at least",
    "abstained": "no code given",
    "accepted_where_given": "of the notes with a code given, the set accepted",
    "false_positive_on_negatives": "of the notes without a code, one given",
    "trap": "a code given that a naive reader gives",
    "evidence_verbatim": "of the passages quoted, in the note",
    "evidence_overlap": "a passage quoted shares half the words of a gold passage",
    "modifier_recall": "of the right codes with gold modifiers, all of them given",
    "modifier_false": "of the right codes, a modifier given that gold has not",
    "missing_recall": "of the gaps in gold, said (half the words of it)",
    "missing_recall_by_note": "of the notes with gaps in gold, any said",
    "missing_said_where_gold_has_none": "of the notes without gaps in gold, one said",
}
