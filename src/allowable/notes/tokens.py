"""Words of a note with their places. A token is a word, a number, or one of & % # +; everything else separates.

Offsets are into the text as it was given, so that whatever is found can be quoted as it stands there.
"""

from __future__ import annotations

import re
from bisect import bisect_left

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

TOKEN = re.compile(r"[^\W\d_]+|\d+(?:,\d{3})*(?:\.\d+)?|\.\d+|[&%#+]")


class Tokens:
    """`words[i]` in lower case, from `starts[i]` to `ends[i]` of the text. Words are found by a bisection over the distinct ones."""

    __slots__ = ("_distinct", "_places", "ends", "starts", "words")

    def __init__(self, text: str) -> None:
        self.words: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        places: dict[str, list[int]] = {}
        for at, found in enumerate(TOKEN.finditer(text)):
            word = found.group().lower()
            self.words.append(word)
            self.starts.append(found.start())
            self.ends.append(found.end())
            places.setdefault(word, []).append(at)
        self._places = places
        self._distinct = sorted(places)

    def __len__(self) -> int:
        return len(self.words)

    def at(self, pattern: str) -> Sequence[int]:
        """Places of a word, of every word that begins so (`polyp*`), or of every number (`#`), in order."""
        if pattern == "#":
            found = [word for word in self._distinct if word[0].isdigit() or (word[0] == "." and len(word) > 1)]
        elif pattern.endswith("*"):
            stem = pattern[:-1]
            first = bisect_left(self._distinct, stem)
            found = []
            while first < len(self._distinct) and self._distinct[first].startswith(stem):
                found.append(self._distinct[first])
                first += 1
        else:
            return self._places.get(pattern, ())
        if len(found) == 1:
            return self._places[found[0]]
        return sorted(at for word in found for at in self._places[word])

    def first_from(self, offset: int) -> int:
        """The first token that starts at or after an offset."""
        return bisect_left(self.starts, offset)
