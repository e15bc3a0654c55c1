"""The reader of notes measured against gold: codes, traps, negatives, evidence, modifiers, gaps, time; and with families held out."""

from __future__ import annotations

import time

from ..notes import read_note
from ..notes.problem import NoteError
from .counting import MEASURES, SAYS, counts
from .intervals import RESAMPLES, SEED, measured, share

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from typing import Any

    from ..engine import Engine
    from .intervals import Counts, Measure

    Json = dict[str, Any]

SCHEMA = "allowable.evaluation.notes/1"
GYNECOLOGY = ("hysteroscopy", "gyn")  # how groups of gynecology begin
CONFIDENCES = ("high", "medium", "low", "none")
HELD_OUT: dict[str, Measure] = {
    "abstained": share("abstained", "notes"),
    "nothing_wrong": share("left", "notes"),
    "wrong": share("wrong", "notes"),
    "wrong_only_without_it": share("worse", "notes"),
}


def predicted(gold: Sequence[Json], engine: Engine, without: Collection[str] = ()) -> list[Json]:
    """A prediction for each note: codes, modifiers, evidence, missing, confidence, abstained, seconds. The gold is not looked at."""
    return [_prediction(one["id"], one["text"], engine, without) for one in gold]


def _prediction(name: str, text: str, engine: Engine, without: Collection[str]) -> Json:
    start = time.process_time()
    try:
        record = read_note(text, name=name, engine=engine, without_families=set(without))
    except NoteError as problem:  # one text that is no note ends no measuring
        return {"id": name, "codes": [], "abstained": True, "refused": str(problem)}
    seconds = time.process_time() - start
    spans = [span for code in record["codes"] for span in code["evidence"]]
    for span in spans:
        if text[span["start"] : span["end"]] != span["text"]:
            raise AssertionError(f"{name}: evidence at {span['start']} is not what the note says there")
    return {
        "id": name,
        "codes": [code["hcpcs"] for code in record["codes"]],
        "modifiers": _modifiers(record["codes"]),
        "evidence": [span["text"] for span in spans],
        "missing": [one["what"] for one in record["missing"]],
        "confidence": _least([code["confidence"] for code in record["codes"]]),
        "families": sorted({code["family"] for code in record["codes"]}),
        "abstained": record["abstained"],
        "seconds": round(seconds, 6),
    }


def _modifiers(codes: list[Json]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for code in codes:  # one code may stand twice, once for each side
        if code["modifiers"]:
            found[code["hcpcs"]] = list(dict.fromkeys([*found.get(code["hcpcs"], []), *code["modifiers"]]))
    return found


def _least(found: list[str]) -> str:
    return max(found, key=CONFIDENCES.index) if found else "none"


def report(gold: Sequence[Json], given: dict[str, Json]) -> Json:
    """Every measure with its interval: all notes, each group, gynecology, the gold's confidence and ours.

    A note without a prediction counts as abstained.
    """
    pairs = [(one, given.get(one["id"]) or {"codes": []}) for one in gold]
    rows = [(one, guess, counts(one, guess)) for one, guess in pairs]
    parts = {"all": [row for _, _, row in rows]}
    gynecology = [row for one, _, row in rows if one["group"].startswith(GYNECOLOGY)]
    if gynecology and len(gynecology) < len(rows):
        parts["gynecology"] = gynecology
    for group in dict.fromkeys(one["group"] for one, _, _ in rows):
        parts.setdefault(f"group {group}", [row for one, _, row in rows if one["group"] == group])
    for level in dict.fromkeys(one["confidence"] for one, _, _ in rows):
        parts[f"gold confidence {level}"] = [row for one, _, row in rows if one["confidence"] == level]
    for level in CONFIDENCES:
        chosen = [row for _, guess, row in rows if guess.get("confidence") == level]
        if chosen:
            parts[f"our confidence {level}"] = chosen
    return {
        "schema": SCHEMA,
        "notes": len(rows),
        "without_prediction": sum(one["id"] not in given for one in gold),
        "refused": [guess["refused"] for _, guess in pairs if guess.get("refused")],
        "interval": f"95 % of {RESAMPLES} resamples of the notes, seed {SEED}; none of n found leaves up to about 3 in n possible",
        "says": SAYS,
        "parts": {name: {"n": len(found), "measures": measured(found, MEASURES)} for name, found in parts.items()},
        "time": times([guess["seconds"] for _, guess in pairs if isinstance(guess.get("seconds"), (int, float))]),
        "wrong": [_wrong(one, guess) for one, guess, row in rows if not row["exact_accepted"]],
        "only_accepted": [one["id"] for one, _, row in rows if row["exact_accepted"] and not row["exact"]],
    }


def _wrong(gold: Json, guess: Json) -> Json:
    given, right = set(guess["codes"]), set(gold["gold_codes"])
    return {
        "id": gold["id"],
        "gold": sorted(right),
        "given": sorted(given),
        "lacking": sorted(right - given),
        "too_many": sorted(given - right),
        "traps": sorted(given & set(gold["trap_codes"])),
    }


def times(seconds: Sequence[float]) -> Json | None:
    """Milliseconds of processor time a note: median, the 99th of a hundred, the longest; None without times.

    The first note also loads the rules and stands apart.
    """
    if not seconds:
        return None
    warm = sorted(seconds[1:] or seconds)
    places = {"median": len(warm) // 2, "p99": min(len(warm) - 1, len(warm) * 99 // 100), "longest": len(warm) - 1}
    return {"first": round(seconds[0] * 1000, 2), **{name: round(warm[at] * 1000, 2) for name, at in places.items()}}


def held_out(gold: Sequence[Json], engine: Engine, families: dict[str, Collection[str]]) -> Json:
    """Each family's trees switched off: its notes must be abstained from, or left with nothing wrong.

    families   {name: its codes}; a note is of a family if one of its gold codes is
    """
    found: Json = {}
    everything: list[Counts] = []
    whole = {one["id"]: set(one["codes"]) for one in predicted(gold, engine)}
    for name, codes in families.items():
        mine = [one for one in gold if set(one["gold_codes"]) & set(codes)]
        rows = [_left(one, guess, whole[one["id"]]) for one, guess in zip(mine, predicted(mine, engine, {name}), strict=True)]
        wrong = [one["id"] for one, row in zip(mine, rows, strict=True) if row["wrong"]]
        if rows:
            found[name] = {"n": len(rows), "measures": measured(rows, HELD_OUT), "wrong": wrong}
        everything += rows
    return {"n": len(everything), "measures": measured(everything, HELD_OUT), "families": found}


def _left(gold: Json, guess: Json, whole: set[str]) -> Counts:
    right = set(gold["gold_codes"]).union(*gold["accept_code_sets"])
    wrong = set(guess["codes"]) - right
    worse = bool(wrong - whole)  # a code that only comes where the family is silent
    return {"notes": 1, "abstained": int(not guess["codes"]), "left": int(not wrong), "wrong": int(bool(wrong)), "worse": int(worse)}
