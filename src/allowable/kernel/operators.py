"""Arithmetic and comparison, duck-typed: an int and an int64 array run the same lines.

What is not here (choice, rounding of negatives, least and greatest, look-ups) is written once for one claim and once for arrays, and held
together by the agreement test.
"""

from __future__ import annotations

import operator

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

APPLY: dict[str, Callable[[Any, Any], Any]] = {
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "eq": operator.eq,
    "ne": operator.ne,
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
}
