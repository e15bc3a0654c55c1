"""A note as it is read: its text, words, sections, sentences, and what takes a sentence out of "done now"."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property

from .account import sections
from .assertion import Contexts
from .sections import NARRATIVE
from .sentences import sentence_spans
from .tokens import Tokens

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .phrases import Phrase
    from .signs import Group

NARRATIVE_WORDS = 40
SIDES = re.compile(
    r"\b(?:bilateral(?:ly)?|both\s+(?:sides|tubes|ovaries|ears|eyes|breasts|knees|feet|hands|wrists|adnexa\w*|temples))\b", re.IGNORECASE
)


LINE_ENDS = str.maketrans("\r\v\f\x1c\x1d\x1e\x85\u2028\u2029\u00a0", "\n" * 9 + " ")


def _lines(text: str) -> str:
    """The text with one kind of line end, every character in its place."""
    return text.replace("\r\n", " \n").translate(LINE_ENDS)


class Sentence:
    """Tokens from first to last, offsets from start to end, and the kind of its section."""

    __slots__ = ("end", "first", "kind", "last", "number", "section", "start")

    def __init__(self, number: int, span: tuple[int, int], words: tuple[int, int], section: int, kind: str) -> None:
        self.number = number
        self.start, self.end = span
        self.first, self.last = words
        self.section = section
        self.kind = kind


class Note:
    """A text with everything that reading it once gives. Offsets are into `text`."""

    def __init__(self, text: str) -> None:
        self.text = text
        lines = _lines(text)
        self.tokens = Tokens(text)
        self.sections = sections(lines)
        self.sentences: list[Sentence] = []
        for number, section in enumerate(self.sections):
            for start, end in sentence_spans(lines, section.start, section.end):
                first, after = self.tokens.first_from(start), self.tokens.first_from(end)
                if first < after:
                    self.sentences.append(Sentence(len(self.sentences), (start, end), (first, after - 1), number, section.kind))
        self._firsts = [sentence.first for sentence in self.sentences]
        self._found: dict[Phrase, list[tuple[int, int]]] = {}
        self._grouped: dict[Group, dict[int, list[tuple[int, int]]]] = {}

    @cached_property
    def contexts(self) -> Contexts:
        """What takes words out of "done now"."""
        return Contexts(self)

    @cached_property
    def has_narrative(self) -> bool:
        """Whether the note tells what was done in so many words that its silence means something."""
        return sum(one.last - one.first + 1 for one in self.sentences if one.kind in NARRATIVE) >= NARRATIVE_WORDS

    @cached_property
    def titled(self) -> bool:
        """Whether there is a list of procedures; a header with nothing below it is none."""
        return any(one.kind == "title" for one in self.sentences)

    @cached_property
    def bilateral(self) -> bool:
        """Whether the list of procedures or the account says both sides."""
        return any(SIDES.search(self.text, one.start, one.end) for one in self.sentences if one.kind in (*NARRATIVE, "title"))

    def sentence_of(self, token: int) -> Sentence | None:
        """The sentence in which a token stands; None for a word of a header."""
        at = bisect_right(self._firsts, token) - 1
        if at < 0 or token > self.sentences[at].last:
            return None
        return self.sentences[at]

    def find(self, phrase: Phrase) -> list[tuple[int, int]]:
        """Every place of a phrase, looked for once."""
        found = self._found.get(phrase)
        if found is None:
            found = self._found[phrase] = phrase.find(self.tokens) if phrase.head in self.tokens.heads else []
        return found

    def by_sentence(self, group: Group) -> dict[int, list[tuple[int, int]]]:
        """{number of a sentence: places in it of any phrase of the group}, looked for once: many signs ask for the same."""
        found = self._grouped.get(group)
        if found is None:
            found = self._grouped[group] = {}
            heads = self.tokens.heads
            for span in (span for phrase in group if phrase.head in heads for span in self.find(phrase)):
                sentence = self.sentence_of(span[0])
                if sentence is not None and span[1] <= sentence.last:
                    found.setdefault(sentence.number, []).append(span)
        return found
