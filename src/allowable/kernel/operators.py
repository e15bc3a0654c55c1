"""Arithmetic and comparison, duck-typed: an int and an int64 array run the same lines.

What is not here (choice, rounding of negatives, least and greatest, look-ups) is written once for one claim and once for arrays, and held
together by the agreement test.
"""

import operator

APPLY = {
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
