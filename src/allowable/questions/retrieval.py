"""BM25 over short texts, and how much of a question a text covers. Both are asked: rank alone would answer anything.

PyStemmer is imported when the first text is indexed, bm25s when the first question is ranked, never before.
"""

from __future__ import annotations

import math
import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from typing import Any

WORD = re.compile(r"[a-z_]+[0-9]?|[0-9]+[a-z0-9%]*")
# Words that every question has and that tell no note from another.
STOP = frozenset(
    ["a", "an", "the", "of", "for", "to", "in", "on", "at", "by", "with", "and", "or", "is", "are", "was", "were", "be", "been", "being", "do", "does", "did", "can", "may", "might", "must", "should", "shall", "will", "would", "could", "it", "its", "this", "that", "these", "those", "there", "what", "which", "who", "whom", "whose", "when", "where", "why", "how", "if", "then", "than", "as", "from", "into", "onto", "about", "any", "some", "all", "each", "other", "such", "i", "we", "you", "he", "she", "they", "my", "our", "your", "their", "me", "us", "them", "not", "no", "yes", "so", "only", "just", "also", "please", "tell", "say", "explain", "mean", "means", "medicare", "cms", "code", "codes", "procedure", "procedures", "service", "services", "patient", "patients", "performed", "perform", "done", "do", "doing", "did", "use", "used", "using", "report", "reported", "reporting", "reportable", "bill", "billed", "billing", "billable", "code", "coded", "coding", "charge", "charged", "claim", "claims", "separately", "separate", "same", "get", "give", "given", "has", "have", "had", "make", "made", "need", "needs", "one", "ones", "two", "both", "allowed", "allow", "correct", "right", "ok", "okay", "appropriate", "proper", "q", "question", "hi", "hello", "thanks", "cpt", "hcpcs", "rule", "rules", "policy", "apply", "applies", "under", "during", "after", "before", "while", "because", "own", "more", "most", "much", "many", "very", "still", "ever", "always", "never", "usually", "per", "via", "vs", "versus", "s", "t", "m", "re", "ve", "ll", "d", "e", "g", "etc", "eg", "ie", "surgeon", "physician", "doctor", "provider", "pay", "pays", "paid", "payable", "payment", "payments", "reimbursed", "out", "up", "down"]
)


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
