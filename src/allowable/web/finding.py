"""Search by words: codes of the families whose own words hold all of them, the best first."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Set

from ..families import family_names, load_family
from ..families.trees.form import tree_files
from .note_words import codes_told, tree

MOST = 40
PLAIN = {  # what people search for, in the words that ours are written with
    "d&c": "womb scraped",
    "d & c": "womb scraped",
    "d and c": "womb scraped",
    "iud": "coil",
    "lavh": "hysterectomy vagina",
    "endometrial": "lining",
    "endometrium": "lining",
    "uterine": "uterus",
    "myoma": "fibroid",
    "myomas": "fibroids",
}
OF_GROUP = 1  # weight of a word that stands only in the title of the family or tree: it says little of one code
OF_NOTES = 2  # of a word that leads a note to the tree of the code; one more where it tells the code itself
OF_OTHERS = 4  # of a word that a tree reads in notes for one of ours
OWN = 6
Texts = list[tuple[list[str], int]]  # (words, weight)
Same = tuple[tuple[str, ...], ...]  # groups of words that mean the same
SHORT_WORDS = {
    "a",
    "does",
    "pay",
    "pays",
    "what",
    "an",
    "and",
    "by",
    "for",
    "from",
    "in",
    "is",
    "it",
    "of",
    "on",
    "or",
    "the",
    "to",
    "through",
    "with",
}


class Found:
    """A code that a search found: its own words, when to choose it, its family's title."""

    __slots__ = ("choose", "family", "hcpcs", "score", "words")

    def __init__(self, hcpcs: str, words: str, choose: str | None, family: str, score: int) -> None:
        self.hcpcs, self.words, self.choose, self.family, self.score = hcpcs, words, choose, family, score


def is_code(text: str) -> bool:
    """Whether a text has the shape of a procedure code: five letters or digits, a digit among them."""
    return re.fullmatch(r"[0-9A-Za-z]{4}[0-9A-Za-z]", text, re.ASCII) is not None and any(one.isdigit() for one in text)


def codes_in(asked: str) -> list[str]:
    """Words of a text that have the shape of a code, in capitals, each once: 58563 and 77030 of "58563 in Houston 77030"."""
    return list(dict.fromkeys(one.upper() for one in re.findall(r"[0-9A-Za-z]+", asked[:200]) if is_code(one)))


def find(asked: str) -> list[Found]:
    """Codes whose words hold every word asked for, at least in its beginning; first those that hold them in their own words.

    Families and trees both hold words; where both have a code, the family's stand. A word that a tree reads in notes finds what the tree
    calls by another: arthroscopy finds "through a scope".
    """
    wanted = [_stem(one) for one in _words(_spelled(asked[:200])) if one not in SHORT_WORDS and len(one) > 1]
    noted = [_in_notes(part) for part in wanted]
    found = []
    for hcpcs, words, choose, family, texts, same in _entries():
        scores = [_score(part, texts, same) or told.get(hcpcs, 0) for part, told in zip(wanted, noted, strict=True)]
        if wanted and all(scores):
            found.append((max(scores) > OF_GROUP, Found(hcpcs, words, choose, family, sum(scores))))
    own = [one for is_own, one in found if is_own] or [one for _, one in found]
    return sorted(own, key=lambda one: (-one.score, one.family not in _titles(), one.hcpcs))[:MOST]


@functools.cache
def _titles() -> frozenset[str]:
    """Titles of the families, whose codes stand before others that fit as well."""
    return frozenset(load_family(name).title for name in family_names())


def _spelled(asked: str) -> str:
    """What was asked in plain words: a D&C is a womb scraped."""
    text = asked.lower()
    for said, word in PLAIN.items():
        text = re.sub(rf"(?<!\w){re.escape(said)}(?!\w)", word, text)
    return text


def _score(part: str, texts: Texts, same: Same) -> int:
    best = max((weight for text, weight in texts if any(one.startswith(part) for one in text)), default=0)
    if best or not same:
        return best
    told = texts[1][0]  # our own words for the code
    return OF_OTHERS if any(_means(part, group) and any(_means(one, group) for one in told) for group in same) else 0


def _in_notes(part: str) -> dict[str, int]:
    """{code: weight} of a word by which a note is told to be of the code, or to be one of its tree's."""
    if len(part) < 4:
        return {}
    telling, entering = codes_told(part)
    return dict.fromkeys(entering, OF_NOTES) | dict.fromkeys(telling, OF_NOTES + 1)


def _means(word: str, group: tuple[str, ...]) -> bool:
    """Whether a word is one of a group that means the same: arthroscop of arthroscopy."""
    return len(word) > 2 and any(word.startswith(one) or one.startswith(word) for one in group)


@functools.cache
def _entries() -> list[tuple[str, str, str | None, str, Texts, Same]]:
    made: list[tuple[str, str, str | None, str, Texts, Same]] = []
    for name in family_names():
        family = load_family(name)
        for code in family.codes:
            texts = [([code.hcpcs.lower()], 9), (_words(code.words), OWN), (_words(code.choose or ""), OF_OTHERS)]
            texts += [(_words(f"{family.title} {family.says}"), OF_GROUP), (_words(" ".join(code.documentation)), OF_GROUP)]
            made.append((code.hcpcs, code.words, code.choose, family.title, texts, ()))
    told = {one[0] for one in made}
    for name in tree_files():
        content = tree(name)
        same = _groups(name)
        for hcpcs, words in content["codes"].items():
            if hcpcs not in told:
                told.add(hcpcs)
                texts = [([hcpcs.lower()], 9), (_words(words), OWN), (_words(f"{content['title']} {content['says']}"), OF_GROUP)]
                made.append((hcpcs, words, None, content["title"], texts, same))
    return made


@functools.cache
def _groups(name: str) -> Same:
    return tuple(_group(word, phrases) for word, phrases in tree(name).get("words", {}).items())


def _group(name: str, phrases: list[str]) -> tuple[str, ...]:
    """The beginnings of words that mean the same in a tree: its name for them, and what stands for it in a note as one word."""
    single = [one.rstrip("*") for one in phrases if re.fullmatch(r"[a-z]{4,}\*?", one)]
    return tuple(dict.fromkeys([name, *single]))


@functools.cache
def _told() -> dict[str, str]:
    return {one[0]: one[1] for one in reversed(_entries())}


def words_of(hcpcs: str) -> str | None:
    """Our own words for a code, or None where none are written."""
    return _told().get(hcpcs)


def with_words() -> Set[str]:
    """Codes for which words of ours are written."""
    return _told().keys()


@functools.cache
def _families() -> list[frozenset[str]]:
    trees = [frozenset(tree(name)["codes"]) for name in tree_files()]
    return [*(frozenset(code.hcpcs for code in load_family(name).codes) for name in family_names()), *trees]


def relatives(hcpcs: str) -> frozenset[str]:
    """Codes of the families and trees in which a code stands."""
    return frozenset().union(*(one for one in _families() if hcpcs in one))


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.findall(r"[a-z0-9]+", plain)


def _stem(word: str) -> str:
    """The beginning that forms of a word share: polyp of polyps, ablat of ablation."""
    for ending in ("ations", "ation", "ings", "ing", "ies", "ions", "ion", "ic", "ed", "es", "s", "y"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word
