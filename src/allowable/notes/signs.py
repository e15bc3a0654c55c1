"""Signs: patterns of words in one sentence, found in a note with what the sentence makes of them.

A sign says nothing by itself. Where it counts (done, title, findings, ...) is asked by the trees; see places.py.
"""

from __future__ import annotations

from functools import cache
from itertools import islice, pairwise, product

from .phrases import Phrase

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from .note import Note

    Span = tuple[int, int]
    Group = tuple[Phrase, ...]

LONGEST_REACH = 30  # words between the first and the last of a sign, where it does not say otherwise
MOST_COMBINATIONS = 200


class Hit:
    """A sign found: sentences from first to last, the kinds of context that reach it, and its words' places."""

    __slots__ = ("first", "kinds", "last", "words")

    def __init__(self, first: int, last: int, kinds: frozenset[str], words: Span) -> None:
        self.first = first
        self.last = last
        self.kinds = kinds
        self.words = words


class Pointed(Hit):
    """A hit that somebody else pointed to, such as a language model."""

    __slots__ = ()


class Sign:
    """One sign of a family's file, compiled. `find` gives its hits in the note's order."""

    __slots__ = ("also", "alternatives", "name", "near", "ordered", "says", "sentences", "voids")

    def __init__(self, name: str, entry: Mapping[str, object], phrases: Phrases) -> None:
        self.name = name
        self.says = str(entry["says"])
        self.alternatives = [tuple(phrases.group(group) for group in groups) for groups in entry["any"]]  # type: ignore[attr-defined]
        self.voids = tuple(one for group in entry.get("not", ()) for one in phrases.group(group))  # type: ignore[attr-defined]
        self.near = int(entry.get("near", 0)) or LONGEST_REACH  # type: ignore[call-overload]
        self.ordered = bool(entry.get("ordered"))
        self.sentences = int(entry.get("sentences", 1))  # type: ignore[call-overload]
        self.also = frozenset(str(kind) for kind in entry.get("also", ()))  # type: ignore[attr-defined]

    def find(self, note: Note) -> list[Hit]:
        """Every place where one of the alternatives stands whole and nothing voids it; the freest reading of each sentence first."""
        found: dict[tuple[int, int], Hit] = {}
        void = note.by_sentence(self.voids).keys()
        for groups in self.alternatives:
            for hit in self._alternative(note, groups):
                if any(at in void for at in range(hit.first, hit.last + 1)):
                    continue
                held = found.get((hit.first, hit.last))
                if held is None or (held.kinds - self.also and not hit.kinds - self.also):
                    found[hit.first, hit.last] = hit
        return sorted(found.values(), key=lambda hit: (hit.first, hit.last))

    def _alternative(self, note: Note, groups: Sequence[Group]) -> Iterator[Hit]:
        for group in sorted(groups, key=len):  # a short group soonest says that there is nothing
            if not note.by_sentence(group):
                return
        places = [note.by_sentence(group) for group in groups]
        rarest = min(places, key=len)
        starts = sorted({number - back for number in rarest for back in range(self.sentences)})
        for start in starts:
            window = self._window(note, start)
            spans = [[span for number in window for span in by_sentence.get(number, ())] for by_sentence in places]
            if window and all(spans) and (hit := self._best(note, spans)) is not None:
                yield hit

    def _window(self, note: Note, start: int) -> range:
        if start < 0 or start >= len(note.sentences):
            return range(0)
        section, end = note.sentences[start].section, start
        while end - start < self.sentences and end < len(note.sentences) and note.sentences[end].section == section:
            end += 1
        return range(start, end)

    def _best(self, note: Note, spans: Sequence[Sequence[Span]]) -> Hit | None:
        best: Hit | None = None
        for chosen in islice(product(*spans), MOST_COMBINATIONS):
            first, last = min(span[0] for span in chosen), max(span[1] for span in chosen)
            if last - first > self.near * self.sentences or (self.ordered and list(chosen) != sorted(chosen)) or _overlap(chosen):
                continue
            numbers = [note.sentence_of(span[0]).number for span in chosen]  # type: ignore[union-attr]
            kinds = frozenset().union(*(note.contexts.kinds_at(at, *span) for at, span in zip(numbers, chosen, strict=True)))
            hit = Hit(min(numbers), max(numbers), kinds, (first, last))
            if not kinds - self.also:
                return hit
            best = best or hit
        return best


def _overlap(spans: Sequence[Span]) -> bool:
    ordered = sorted(spans)
    return any(one[1] >= two[0] for one, two in pairwise(ordered))


@cache
def phrase(text: str) -> Phrase:
    """The phrase of a text, compiled once for all families, so that a note is searched for it once."""
    return Phrase(text)


class Phrases:
    """Phrases of a file; `@name` stands for a list of words, ` | ` joins alternatives."""

    def __init__(self, lists: Mapping[str, Sequence[str]]) -> None:
        self._lists = lists

    def group(self, text: str, within: tuple[str, ...] = ()) -> Group:
        """The phrases of one group. KeyError names a list that there is not; ValueError a phrase that is none."""
        made: list[Phrase] = []
        for part in (one.strip() for one in text.split("|")):
            if part.startswith("@"):
                if part[1:] in within:
                    raise ValueError(f"{part} leads back to itself")
                for words in self._lists[part[1:]]:
                    made.extend(self.group(words, (*within, part[1:])))
            else:
                made.append(phrase(part))
        return tuple(made)
