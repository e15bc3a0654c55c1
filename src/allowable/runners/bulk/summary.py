"""What a run came to: lines, claims, totals, and the reasons for which lines have no amount, by count."""

from __future__ import annotations

import numpy as np
import pyarrow.compute as pc

from .answer import OUTPUTS, Answer
from .types import Array


class Summary:
    """Counts of a run so far. `totals` are cents by amount; `reasons` and `releases` count lines by code."""

    def __init__(self) -> None:
        self.lines = self.claims = self.priced = 0
        self.totals = dict.fromkeys(OUTPUTS, 0)
        self.reasons: dict[int, int] = {}
        self.releases: dict[int, int] = {}

    def add(self, answer: Answer) -> None:
        """Count one answer."""
        self.lines += len(answer)
        self.claims += answer.claims
        self.priced += len(answer) - answer.amounts["allowed"].null_count
        for name, cents in answer.amounts.items():
            self.totals[name] += pc.sum(cents).as_py() or 0
        _count(self.reasons, answer.reasons[answer.reasons != 0])
        _count(self.releases, answer.spans)

    @property
    def unpriced(self) -> int:
        """Lines without an allowed amount."""
        return self.lines - self.priced


def _count(found: dict[int, int], codes: Array) -> None:
    counts = np.bincount(codes)
    for code in np.flatnonzero(counts).tolist():
        found[code] = found.get(code, 0) + int(counts[code])
