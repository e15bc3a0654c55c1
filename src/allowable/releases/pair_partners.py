"""The partners of one code in a table of code pairs, by which code is denied and by indicator: for a code that has thousands of them.

The same answer as PairFile.partners, without a look at each row; NumPy is loaded when it is first asked for.
"""

from __future__ import annotations

from bisect import bisect_left

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .pairs import Kind, PairFile

INDICATORS = ("0", "1")  # never together, with a modifier; 9 is no edit


def partners_by_kind(pairs: PairFile, code: str, day: int) -> dict[tuple[bool, str], set[str]]:
    """{(whether the code is the denied one, indicator): partners} of the edits of a code that are active on a day; no empty set."""
    import numpy

    place = bisect_left(pairs.codes, code)
    if place == len(pairs.codes) or pairs.codes[place] != code:
        return {}
    held = pairs.arrays()
    starts, second, kind = numpy.asarray(held[0]), numpy.asarray(held[1]), numpy.asarray(held[2])
    active = numpy.array([is_active(one, day) for one in held[3]])
    indicators = numpy.array([one[2] for one in held[3]])
    names = numpy.array(pairs.codes)
    paid = numpy.arange(starts[place], starts[place + 1])
    denied = numpy.flatnonzero(second == place)
    firsts = numpy.searchsorted(starts, denied, side="right") - 1
    found = {}
    for is_denied, rows, partners in ((False, paid, second[paid]), (True, denied, firsts)):
        for indicator in INDICATORS:
            listed = set(names[partners[(active & (indicators == indicator))[kind[rows]]]].tolist())
            if listed:
                found[is_denied, indicator] = listed
    return found


def is_active(kind: Kind, day: int) -> bool:
    """Whether an edit of a kind is in force on a day."""
    first, deletion, _, _ = kind
    return deletion >= day and (first is None or first <= day)


def load_arrays() -> None:
    """Load what reads the tables, so that the first who asks does not wait for it."""
    import numpy

    del numpy
