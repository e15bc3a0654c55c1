"""Measures as sums over notes, and how far they would move with other notes of the same kind: percentile bootstrap, one seed for ever."""

from __future__ import annotations

import random

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Counts = dict[str, int]
    Measure = Callable[[Counts], float | None]

SEED = 20250310
RESAMPLES = 1000
INSIDE = 0.95


def total(rows: Sequence[Counts]) -> Counts:
    """The sum of the counts of all notes."""
    found: Counts = {}
    for row in rows:
        for name, count in row.items():
            found[name] = found.get(name, 0) + count
    return found


def share(part: str, whole: str) -> Measure:
    """The measure part / whole; None where the whole is empty."""
    return lambda counts: counts.get(part, 0) / counts[whole] if counts.get(whole) else None


def measured(rows: Sequence[Counts], measures: dict[str, Measure]) -> dict[str, dict[str, float | int | list[float] | None]]:
    """{name: {"value", "interval": [low, high]}}; None where there is nothing to measure, no interval for less than two notes."""
    whole = total(rows)
    drawn: dict[str, list[float]] = {name: [] for name in measures}
    if len(rows) > 1:
        chance = random.Random(SEED)
        for _ in range(RESAMPLES):
            counts = total(chance.choices(rows, k=len(rows)))
            for name, measure in measures.items():
                value = measure(counts)
                if value is not None:
                    drawn[name].append(value)
    return {
        name: {"value": _rounded(measure(whole)), "interval": _inside(drawn[name]) if measure(whole) is not None else None}
        for name, measure in measures.items()
    }


def _inside(values: list[float]) -> list[float] | None:
    if not values:
        return None
    ordered = sorted(values)
    left = (1 - INSIDE) / 2
    low, high = (ordered[min(int(part * len(ordered)), len(ordered) - 1)] for part in (left, 1 - left))
    return [round(low, 4), round(high, 4)]


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
