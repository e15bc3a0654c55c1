"""Values of some lines out of those of all, and back."""

from __future__ import annotations

from typing import Any

import numpy as np

from .types import Array, Pair, Unknown


def whole_of(values: Any, length: int) -> Array:
    """Values of all lines, one for each."""
    return values if isinstance(values, np.ndarray) and values.ndim else np.broadcast_to(values, (length,))


def taken(values: Any, where: Array) -> Any:
    """Values of some lines."""
    if not isinstance(values, np.ndarray) or not values.ndim:
        return values
    return values[where] if isinstance(where, slice) else values.take(where)


def pruned(unknown: Unknown) -> Unknown:
    """None where nothing is unknown: later operations then have nothing to carry."""
    if isinstance(unknown, np.ndarray):
        return unknown if unknown.any() else None
    return unknown or None


def scattered(pair: Pair, where: Array, length: int) -> Pair:
    """Values of some lines, `where`, as those of all; zero for the others."""
    values, unknown = pair
    if isinstance(values, np.ndarray) and values.ndim:
        whole = np.zeros(length, values.dtype)
        whole[where] = values
        values = whole
    if isinstance(unknown, np.ndarray):
        spread = np.zeros(length, np.uint16)
        spread[where] = unknown
        unknown = spread
    return values, unknown
