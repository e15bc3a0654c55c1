"""Arithmetic and comparison, duck-typed: an int and an int64 array run the same lines.

What is not here (choice, rounding of negatives, least and greatest, look-ups) is written once for one claim and once for arrays, and held
together by the agreement test. Written out, because importing the standard library's operator module costs a first price half a
millisecond.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

APPLY: dict[str, Callable[[Any, Any], Any]] = {
    "add": lambda left, right: left + right,
    "sub": lambda left, right: left - right,
    "mul": lambda left, right: left * right,
    "divide": lambda left, right: left // right,
    "eq": lambda left, right: left == right,
    "ne": lambda left, right: left != right,
    "lt": lambda left, right: left < right,
    "le": lambda left, right: left <= right,
    "gt": lambda left, right: left > right,
    "ge": lambda left, right: left >= right,
}
