"""Words of a note with their places. A token is a word, a number, or one of & % # +; everything else separates.

Offsets are into the text as it was given, so that whatever is found can be quoted as it stands there.
"""

from __future__ import annotations

import re
from bisect import bisect_left

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

HEAD = 3  # letters by which a word is known to be absent
TOKEN = re.compile(r"[^\W\d_]+|\d+(?:,\d{3})*(?:\.\d+)?|\.\d+|[&%#+]")


class Tokens:
    """`words[i]` in lower case, from `starts[i]` to `ends[i]` of the text. Words are found by a bisection over the distinct ones."""

    __slots__ = ("_begun", "_distinct", "_places", "ends", "heads", "starts", "words")

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
        self.heads = {word[:HEAD] for word in places} | {""}  # how the words begin; the blank is of phrases that cannot be told by it
        self._begun: dict[str, Sequence[int]] = {}

    def __len__(self) -> int:
        return len(self.words)

    def at(self, pattern: str) -> Sequence[int]:
        """Places of a word, of every word that begins so (`polyp*`), or of every number (`#`), in order."""
        found: Sequence[int] | None = None if pattern == "#" else self._places.get(pattern)  # "#14" of a note is a word like another
        if found is None and (pattern[-1] == "*" or pattern == "#"):
            found = self._begun.get(pattern)
            if found is None:
                found = self._begun[pattern] = self._beginning(pattern)
        return found or ()

    def _beginning(self, pattern: str) -> Sequence[int]:
        if pattern == "#":
            words = [word for word in self._distinct if word[0].isdigit() or (word[0] == "." and len(word) > 1)]
        else:
            stem = pattern[:-1]
            first = after = bisect_left(self._distinct, stem)
            while after < len(self._distinct) and self._distinct[after].startswith(stem):
                after += 1
            words = self._distinct[first:after]
        return sorted(at for word in words for at in self._places[word])

    def first_from(self, offset: int) -> int:
        """The first token that starts at or after an offset."""
        return bisect_left(self.starts, offset)
