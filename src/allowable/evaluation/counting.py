"""What one prediction got right and wrong of one note's gold, as counts; every measure is a quotient of their sums.

Modifier 51 is never counted: Medicare does not need it. Evidence is compared by words, without case and punctuation.
"""

from __future__ import annotations

import re

from .gaps import names
from .intervals import share

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .intervals import Counts, Measure

    Json = dict[str, Any]

IGNORED = {"51"}
OVERLAP = 0.5  # of the words of a gold passage


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
        "strict_tp": len(codes & right),
        "strict_fp": len(codes - right),
        "strict_fn": len(right - codes),
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
    said: list[str] = predicted.get("missing") or []
    wanted = [part.strip() for line in gold["missing_documentation"] for part in line.split(";") if part.strip()]
    return {
        "gaps": len(wanted),
        "gaps_said": sum(any(names(one, gap) for one in said) for gap in wanted),
        "said": len(said),
        "said_in_gold": sum(any(names(one, gap) for gap in wanted) for one in said),
        "with_gaps": int(bool(wanted)),
        "with_gaps_said": int(bool(wanted and said)),
        "without_gaps": int(not wanted),
        "without_gaps_said": int(not wanted and bool(said)),
    }


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text).lower().strip()


def _f1(before: str = "") -> Measure:
    """2 right / (2 right + too many + lacking)."""

    def measure(found: Counts) -> float | None:
        right, wrong = 2 * found.get(f"{before}tp", 0), found.get(f"{before}fp", 0) + found.get(f"{before}fn", 0)
        return right / (right + wrong) if right + wrong else None

    return measure


def _of(one: str, other: str) -> Measure:
    """one / (one + other)."""
    return lambda found: found[one] / (found[one] + found[other]) if found[one] + found[other] else None


MEASURES: dict[str, Measure] = {
    "exact": share("exact", "notes"),
    "exact_accepted": share("exact_accepted", "notes"),
    "precision_strict": _of("strict_tp", "strict_fp"),
    "recall_strict": _of("strict_tp", "strict_fn"),
    "f1_strict": _f1("strict_"),
    "precision": _of("tp", "fp"),
    "recall": _of("tp", "fn"),
    "f1": _f1(),
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
    "missing_precision": share("said_in_gold", "said"),
    "missing_said_where_gold_has_none": share("without_gaps_said", "without_gaps"),
}
SAYS = {
    "exact": "the set of codes is the gold set",
    "exact_accepted": "the set of codes is the gold set or another accepted one",
    "precision_strict": "of the codes given, in the gold set",
    "recall_strict": "of the gold codes, given",
    "f1_strict": "both together",
    "precision": "of the codes given, right; where an accepted set was given, it counts as gold",
    "recall": "of the gold codes, given; likewise",
    "f1": "both together; likewise",
    "any_right": "of the notes with codes, one right at least",
    "abstained": "no code given",
    "accepted_where_given": "of the notes with a code given, the set accepted",
    "false_positive_on_negatives": "of the notes without a code, one given",
    "trap": "a code given that a naive reader gives",
    "evidence_verbatim": "of the passages quoted, in the note",
    "evidence_overlap": "a passage quoted shares half the words of a gold passage",
    "modifier_recall": "of the right codes with gold modifiers, all of them given",
    "modifier_false": "of the right codes, a modifier given that gold has not",
    "missing_recall": "of the gaps in gold, said (half of what gold's words mean)",
    "missing_precision": "of the gaps said, in gold (gold may not name all)",
    "missing_recall_by_note": "of the notes with gaps in gold, any said",
    "missing_said_where_gold_has_none": "of the notes without gaps in gold, one said",
}
