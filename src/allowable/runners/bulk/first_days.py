"""Lines of a system that prices all days of a claim at once: the claim's first day speaks for every line, as claims/fields.py has it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from ...kernel.day import EPOCH_ORDINAL, OPEN
from .legible import UNIX_EPOCH
from .types import Array

NO_DAY = 0  # of a line that cannot be read: it takes no part, and so does not say when its claim begins


def on_first_days(days: Array, claims: Array | None) -> tuple[dict[str, Any], Array]:
    """({service_day, crosses_quarter: their columns}, first day of each line's claim)."""
    if claims is None:
        starts = np.arange(len(days))
    else:
        starts = np.flatnonzero(np.append(True, claims[1:] != claims[:-1])) if len(days) else np.zeros(0, np.int64)
    lengths = np.diff(np.append(starts, len(days)))
    first = np.minimum.reduceat(np.where(days > NO_DAY, days, OPEN), starts) if len(days) else days
    last = np.maximum.reduceat(days, starts) if len(days) else days
    first = np.where(first == OPEN, NO_DAY, first)
    crosses = (first != last) & (_quarters(first) != _quarters(last))
    first = np.repeat(first, lengths)
    number = np.clip(days - first, 0, None)
    words = pa.array([str(at + 1) for at in range(int(number.max(initial=0)) + 1)], pa.string())
    columns = {"service_day": (words, number), "crosses_quarter": (pa.array(["", "yes"]), np.repeat(crosses, lengths).astype(np.int64))}
    return columns, first


def _quarters(days: Array) -> Array:
    months = (days.astype(np.int64) + (EPOCH_ORDINAL - UNIX_EPOCH)).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return np.asarray(months // 3)
