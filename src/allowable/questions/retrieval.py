"""BM25 over short texts, and how much of a question a text covers. Both are asked: rank alone would answer anything.

PyStemmer is imported when the first text is indexed, bm25s when the first question is ranked, never before.
"""

from __future__ import annotations

import math
import re

from .words import patterns

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from typing import Any

WORD = re.compile(r"[a-z_]+[0-9]?|[0-9]+[a-z0-9%]*")
STOP = frozenset(patterns()["stop"]["words"].split())  # words that every question has and that tell no note from another


class Index:
    """Texts by number: `scores(question)` their BM25 scores, `coverage(question, number)` the share of the question's weight it has."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._stem = _stemmer()
        self._tokens = [self.stems(text) for text in texts]
        self._sets = [frozenset(one) for one in self._tokens]
        held: dict[str, int] = {}
        for one in self._sets:
            for word in one:
                held[word] = held.get(word, 0) + 1
        count = len(texts)
        self._weights = {word: math.log(1 + (count - number + 0.5) / (number + 0.5)) for word, number in held.items()}
        self._heaviest = math.log(1 + (count + 0.5) / 0.5)
        self._retriever: Any = None

    def stems(self, text: str) -> list[str]:
        """The stems of a text's words without those that tell nothing."""
        words = [word for word in WORD.findall(text) if word not in STOP]
        return list(self._stem(words))

    def scores(self, text: str) -> list[float]:
        """BM25 scores of every text."""
        known = [word for word in dict.fromkeys(self.stems(text)) if word in self._weights]
        if not known:
            return [0.0] * len(self._tokens)
        if self._retriever is None:
            import bm25s

            self._retriever = bm25s.BM25(k1=1.2, b=0.6)
            self._retriever.index(self._tokens, show_progress=False)
        return [float(one) for one in self._retriever.get_scores(known)]

    def coverage(self, text: str, number: int, also: Collection[str] = ()) -> float:
        """Share, 0 to 1, of the question's weight that a text holds, or `also` does; rare words weigh more, words no text has most of all.

        A question without a word of weight is covered in full: what it asks then lies in its codes and patterns alone.
        """
        held = self._sets[number] | set(self.stems(" ".join(also)))
        weights = {word: self._weights.get(word, self._heaviest) for word in set(self.stems(text))}
        total = sum(weights.values())
        return sum(weight for word, weight in weights.items() if word in held) / total if total else 1.0


def _stemmer() -> Any:
    import Stemmer

    return Stemmer.Stemmer("english").stemWords
