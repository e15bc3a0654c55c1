"""The NCCI code pairs among a family's codes, from the quarter that is held: what is denied beside what, and if a modifier may open it.

Three outcomes: a row that speaks for the day, no row in a whole table that speaks for the day, or not checked, because another quarter is
held. What another quarter says is shown as that quarter's word, never as the answer for the day.
"""

from __future__ import annotations

import pathlib
from itertools import combinations

from ..kernel.day import OPEN, day_text
from ..law.edits.tables import PAIR_INDICATORS, PAIR_RATIONALES
from ..releases.pairs import PairFile, find_pair_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Sequence

    from ..engine import Engine
    from .sources import Sources
    from .view import Json

APPLIES_TO = {
    "practitioner": "claims of physicians and of ambulatory surgical centers",
    "hospital": "claims of hospital outpatient departments",
}
OUTCOMES = {"0": "fail", "1": "fail unless a modifier applies"}
NOTHING = "No table of NCCI code pairs is held: nothing is checked. Import one with `allowable releases import FILE`."


def pair_matrix(engine: Engine, codes: Sequence[str], day: int, setting: str, sources: Sources) -> Json:
    """The pairs of a setting among codes: held, speaks_for, cells, without_edit, note. `codes` in the guide's order."""
    pairs, held = held_pairs(engine.store.folders, setting, day)
    if pairs is None:
        return _matrix(setting, False, None, codes, [], [], NOTHING, [])
    reading = min(max(day, pairs.effective), pairs.until - 1)
    cells = [cell for one in codes for two in codes if one != two for cell in _cells(pairs, one, two, reading, held)]
    paired = {frozenset((cell["column_1"], cell["column_2"])) for cell in cells}
    silent = [[one, two] for one, two in combinations(codes, 2) if frozenset((one, two)) not in paired]
    note = _note(pairs, held, day)
    return _matrix(setting, held, pairs, codes, cells, silent, note, sources.of_pairs(pairs))


def held_pairs(folders: Sequence[str | os.PathLike[str]], setting: str, day: int) -> tuple[PairFile | None, bool]:
    """(PairFile, whether it speaks for the day): the quarter of the day, else the nearest whole one held, else (None, False)."""
    found = find_pair_file(folders, setting, day)
    if found is not None and found.complete:
        return found, True
    paths = {path for folder in folders for path in pathlib.Path(folder).glob(f"code_pairs_{setting}_*.pairs")}
    whole = [pairs for pairs in map(PairFile, sorted(paths)) if pairs.complete]
    nearest = min(whole, key=lambda pairs: max(pairs.effective - day, day - pairs.until), default=None)
    return nearest, False


def _cells(pairs: PairFile, one: str, two: str, reading: int, held: bool) -> Iterator[Json]:
    for first, deletion, indicator, rationale in pairs.rows(one, two):
        if indicator not in OUTCOMES or deletion < reading or (first is not None and first > reading):
            continue
        how = "no modifier opens it" if indicator == "0" else "an NCCI modifier opens it where the record supports it"
        yield {
            "column_1": one,
            "column_2": two,
            "indicator": indicator,
            "deletion": None if deletion >= OPEN else day_text(deletion),
            "rationale": PAIR_RATIONALES[rationale],
            "outcome": OUTCOMES[indicator] if held else "not checked",
            "says": f"{two} is denied beside {one}: {how} ({PAIR_INDICATORS[indicator]})",
        }


def _quarter(pairs: PairFile) -> str:
    year, quarter = pairs.header["quarter"].split("Q")
    return f"{year} Q{quarter}"


def _note(pairs: PairFile, held: bool, day: int) -> str:
    table = f"NCCI table of {_quarter(pairs)} ({day_text(pairs.effective)} to {day_text(pairs.until - 1)})"
    if held:
        note = f"{table}. A pair without a row has no edit in that quarter."
    else:
        note = (
            f"Not checked for {day_text(day)}: the table of that quarter is not held. "
            f"The {table} says what is shown, and of no other pair does it hold an edit."
        )
    if pairs.header["first_days"] == "not in the source":
        note += " The source does not state the first days of the edits."
    return note


def _matrix(
    setting: str,
    held: bool,
    pairs: PairFile | None,
    codes: Sequence[str],
    cells: list[Json],
    silent: list[list[str]],
    note: str,
    sources: list[int],
) -> Json:
    return {
        "setting": setting,
        "applies_to": APPLIES_TO[setting],
        "held": held,
        "speaks_for": _quarter(pairs) if pairs else None,
        "codes": list(codes),
        "cells": cells,
        "without_edit": silent,
        "note": note,
        "sources": sources,
    }
