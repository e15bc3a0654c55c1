"""Texts as numbers: lines, dated values and published tables name a text by one number, and comparing is cheap."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence

import numpy as np

from .types import Array, Values

BETWEEN = "\x1f"  # no text of a claim or of a published table holds it
BLANK = 0  # the number of the empty text
LOW = (1 << 32) - 1


class Words:
    """Every text that a run has met, by number and back; they are only ever added."""

    def __init__(self) -> None:
        self._texts = [""]
        self._numbers = {"": BLANK}
        self._lists: dict[frozenset[str], Array] = {}
        self._lock = threading.RLock()
        self._pairs: tuple[Array, Array] = (np.zeros(1, np.int64), self.numbers([BETWEEN]))  # two texts as one key, ascending; their number

    def __len__(self) -> int:
        return len(self._texts)

    def number(self, text: str) -> int:
        """The number of one text."""
        found = self._numbers.get(text)
        if found is None:
            with self._lock:
                found = self._numbers.setdefault(text, len(self._texts))
                if found == len(self._texts):
                    self._texts.append(text)
        return found

    def numbers(self, texts: Iterable[str | None]) -> Array:
        """The numbers of several texts; None counts as blank."""
        return np.array([self.number(text or "") for text in texts], np.int32)

    def are_in(self, values: Array, codes: frozenset[str]) -> Array:
        """Whether each text is one of some codes."""
        held = self._lists.get(codes)
        if held is None or len(held) < len(self):
            if held is None:
                numbers = self.numbers(codes)
                held = np.zeros(len(self), bool)
                held[numbers] = True
            # texts that were met later are none of the codes: those were met first
            held = self._lists[codes] = np.append(held, np.zeros(len(self) - len(held), bool))
        return held.take(values)

    def joined(self, columns: Sequence[Values]) -> Values:
        """One number for several texts side by side, alike for alike ones."""
        found = columns[0]
        for more in columns[1:]:
            found = self._beside(found, more)
        return found

    def _beside(self, left: Values, right: Values) -> Values:
        if not np.ndim(left) and not np.ndim(right):
            return self.number(self._texts[int(left)] + BETWEEN + self._texts[int(right)])
        wanted = np.asarray(left, np.int64) << 32 | np.asarray(right)
        keys, numbers = self._pairs
        at = np.searchsorted(keys, wanted)
        at[at == len(keys)] = 0
        fresh = np.unique(wanted[keys[at] != wanted])
        if len(fresh):
            texts = ((self._texts[key >> 32], self._texts[key & LOW]) for key in fresh.tolist())
            with self._lock:
                keys, numbers = np.append(keys, fresh), np.append(numbers, self.numbers(BETWEEN.join(pair) for pair in texts))
                order = np.argsort(keys, kind="stable")
                keys, numbers = self._pairs = keys[order], numbers[order]
            at = np.searchsorted(keys, wanted)
        return np.asarray(numbers[at])
