"""What takes a sentence out of "done now, by this surgeon": denial, past, plan, another surgeon, another person, mere attempt.

The words are data (terms/assertion.toml); their reach ends at the words that end a thought. Nothing here knows a procedure.
"""

from __future__ import annotations

from functools import cache

from .phrases import Phrase
from .terms import load_terms

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .note import Note, Sentence

KINDS = ("negated", "history", "planned", "other_surgeon", "other_person", "uncertain")


class Term:
    """One group of trigger phrases with its reach."""

    __slots__ = ("after", "back", "kind", "phrases", "scope", "stops_at_verbs", "whole")

    def __init__(self, kind: str, entry: dict[str, object]) -> None:
        self.kind = kind
        self.phrases = [Phrase(str(words)) for words in entry["words"]]  # type: ignore[attr-defined]
        self.scope = int(entry.get("scope", 0))  # type: ignore[call-overload]
        self.back = bool(entry.get("back"))
        self.whole = bool(entry.get("whole"))
        self.stops_at_verbs = bool(entry.get("stops_at_verbs"))
        self.after = [Phrase(str(words)) for words in entry.get("after", ())]  # type: ignore[attr-defined]


@cache
def _terms() -> tuple[list[Term], list[Phrase], list[Phrase], frozenset[str]]:
    content = load_terms("assertion")
    terms = [Term(kind["kind"], entry) for kind in content["kinds"] for entry in kind["terms"]]
    return terms, [Phrase(words) for words in content["ends"]], [Phrase(words) for words in content["none"]], frozenset(content["verbs"])


class Contexts:
    """The reaches of a note's trigger words: `kinds_at(sentence, first, last)` says what they make of the words between."""

    __slots__ = ("_note", "_reaches")

    def __init__(self, note: Note) -> None:
        self._note = note
        self._reaches: dict[int, list[tuple[int, int, str]]] = {}
        terms, ends, harmless, verbs = _terms()
        stops = sorted(first for phrase in ends for first, _ in phrase.find(note.tokens))
        void = {at for phrase in harmless for first, last in phrase.find(note.tokens) for at in range(first, last + 1)}
        for term in terms:
            for phrase in term.phrases:
                for first, last in phrase.find(note.tokens):
                    if first not in void:
                        self._add(term, first, last, stops, verbs)

    def _add(self, term: Term, first: int, last: int, stops: list[int], verbs: frozenset[str]) -> None:
        sentence = self._note.sentence_of(first)
        if sentence is None or last > sentence.last or (term.after and not self._follows(term, sentence)):
            return
        start, end = sentence.first, sentence.last
        if term.back:
            before = [stop for stop in stops if start <= stop < first]
            start, end = max(start, first - term.scope, *before), last
        elif not term.whole:
            beyond = [stop for stop in stops if last < stop <= end]
            end = min(end, last + term.scope, *(stop - 1 for stop in beyond))
            start = first
            if term.stops_at_verbs:
                words = self._note.tokens.words
                end = next((at - 1 for at in range(last + 1, end + 1) if words[at] in verbs), end)
        self._reaches.setdefault(sentence.number, []).append((start, end, term.kind))

    def _follows(self, term: Term, sentence: Sentence) -> bool:
        before = self._note.sentences[max(0, sentence.number - 2) : sentence.number]
        return any(one.first <= at <= one.last for phrase in term.after for at, _ in phrase.find(self._note.tokens) for one in before)

    def kinds_at(self, sentence: int, first: int, last: int) -> frozenset[str]:
        """The kinds of context that reach any of the words from first to last of a sentence."""
        reaches = self._reaches.get(sentence)
        if not reaches:
            return NOTHING
        return frozenset(kind for start, end, kind in reaches if first <= end and last >= start)


NOTHING: frozenset[str] = frozenset()
