"""A phrase of a pattern: words in a row, `*` for any ending, `#` for a number, `#year` for a year, `...` for up to three other words."""

from __future__ import annotations

from .tokens import HEAD, TOKEN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from .tokens import Tokens

GAP = "..."
LONGEST_GAP = 3


class Phrase:
    """Compiled once; `find` gives the (first, last) tokens of every place, none of which need lie in one sentence."""

    __slots__ = ("head", "steps")

    def __init__(self, text: str) -> None:
        self.steps = tuple(phrase_words(text))
        if not self.steps or self.steps[0] == GAP or self.steps[-1] == GAP:
            raise ValueError(f"{text!r} is no phrase: it must begin and end with a word")
        stem = self.steps[0].rstrip("*")
        # a note in which no word begins so has no place of the phrase
        self.head = stem[:HEAD] if len(stem) >= HEAD and stem[0] != "#" else ""

    def find(self, tokens: Tokens) -> list[tuple[int, int]]:
        """Places as (first token, last token), in order."""
        first, *rest = self.steps
        if not rest:
            return [(at, at) for at in tokens.at(first)]
        found = []
        for at in tokens.at(first):
            last = self._follow(tokens.words, at + 1, 1)
            if last is not None:
                found.append((at, last))
        return found

    def _follow(self, words: list[str], at: int, step: int) -> int | None:
        if step == len(self.steps):
            return at - 1
        if self.steps[step] == GAP:
            for jump in range(LONGEST_GAP + 1):
                last = self._follow(words, at + jump, step + 1)
                if last is not None:
                    return last
            return None
        if at < len(words) and fits(self.steps[step], words[at]):
            return self._follow(words, at + 1, step + 1)
        return None


def fits(pattern: str, word: str) -> bool:
    """Whether one word is what one word of a phrase asks for."""
    if pattern == "#year":
        return is_year(word)
    if pattern == "#":
        return word[0].isdigit() or word[0] == "."
    if pattern[-1] == "*":
        return word.startswith(pattern[:-1])
    return word == pattern


def is_year(word: str) -> bool:
    """Whether a number is a year in which somebody may have been operated on."""
    return len(word) == 4 and word.isdigit() and "1930" <= word <= "2039"


def phrase_words(text: str) -> Iterator[str]:
    """The words of a phrase as tokens of a note are, keeping `*`, `#` and `...`."""
    for part in text.lower().split():
        if part in (GAP, "#", "#year"):
            yield part
            continue
        found = list(TOKEN.finditer(part))
        for one in found:
            star = "*" if part[one.end() : one.end() + 1] == "*" else ""
            yield one.group() + star
