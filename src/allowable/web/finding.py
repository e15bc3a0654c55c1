"""Search by words: codes of the families whose own words hold all of them, the best first."""

from __future__ import annotations

import functools
import re
import unicodedata

from ..families import family_names, load_family
from ..families.trees.form import read_trees, tree_files

MOST = 40
SHORT_WORDS = {"a", "an", "and", "by", "for", "from", "in", "is", "it", "of", "on", "or", "the", "to", "through", "with"}


class Found:
    """A code that a search found: its own words, when to choose it, its family's title."""

    __slots__ = ("choose", "family", "hcpcs", "score", "words")

    def __init__(self, hcpcs: str, words: str, choose: str | None, family: str, score: int) -> None:
        self.hcpcs, self.words, self.choose, self.family, self.score = hcpcs, words, choose, family, score


def is_code(text: str) -> bool:
    """Whether a text has the shape of a procedure code: five letters or digits, a digit among them."""
    return re.fullmatch(r"[0-9A-Za-z]{4}[0-9A-Za-z]", text, re.ASCII) is not None and any(one.isdigit() for one in text)


def find(asked: str) -> list[Found]:
    """Codes whose words hold every word asked for, at least in its beginning; first those that hold them in their own words.

    Families and trees both hold words; where both have a code, the family's stand.
    """
    wanted = [_stem(one) for one in _words(asked[:200]) if one not in SHORT_WORDS]
    found = []
    for hcpcs, words, choose, family, texts in _entries():
        scores = [max((weight for text, weight in texts if any(one.startswith(part) for one in text)), default=0) for part in wanted]
        if wanted and all(scores):
            found.append(Found(hcpcs, words, choose, family, sum(scores)))
    return sorted(found, key=lambda one: (-one.score, one.hcpcs))[:MOST]


@functools.cache
def _entries() -> list[tuple[str, str, str | None, str, list[tuple[list[str], int]]]]:
    made = []
    for name in family_names():
        family = load_family(name)
        for code in family.codes:
            texts = [([code.hcpcs.lower()], 9), (_words(code.words), 4), (_words(code.choose or ""), 2)]
            texts += [(_words(f"{family.title} {family.says}"), 2), (_words(" ".join(code.documentation)), 1)]
            made.append((code.hcpcs, code.words, code.choose, family.title, texts))
    told = {one[0] for one in made}
    for name in tree_files():
        content = read_trees(name)
        for hcpcs, words in content["codes"].items():
            if hcpcs not in told:
                told.add(hcpcs)
                texts = [([hcpcs.lower()], 9), (_words(words), 4), (_words(f"{content['title']} {content['says']}"), 1)]
                made.append((hcpcs, words, None, content["title"], texts))
    return made


def words_of(hcpcs: str) -> str | None:
    """Our own words for a code, or None where none are written."""
    return next((words for code, words, *_ in _entries() if code == hcpcs), None)


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.findall(r"[a-z0-9]+", plain)


def _stem(word: str) -> str:
    """The beginning that forms of a word share: polyp of polyps, ablat of ablation."""
    for ending in ("ations", "ation", "ings", "ing", "ies", "ions", "ion", "ic", "ed", "es", "s", "y"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word
