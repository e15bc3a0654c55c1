"""Words by which the trees of notes tell a code, for those who search in the words of a chart: septum, curettage, hysterectomy."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import Any

from ..families.trees.form import read_trees, tree_files, vocabulary

MOST_CODES = 40  # a word that tells more codes than this tells none
REFUSED = re.compile(r"\bnot (?:\([^)]*\)|[\w.]+)")  # "not other_way_in": its words speak of another code
WORD = re.compile(r"[a-z]{4,}\*?")
SHORT = 5  # letters of a beginning that is too short for a longer word to stand for it
Json = dict[str, Any]
Index = dict[str, frozenset[str]]


def codes_told(part: str) -> tuple[frozenset[str], frozenset[str]]:
    """(codes for which a word decides, codes to whose trees it leads) of the beginning of a word."""
    return _matching(part, *_words_of("when")), _matching(part, *_words_of("enter"))


def _matching(part: str, exact: Index, beginnings: Index) -> frozenset[str]:
    found = [codes for word, codes in exact.items() if word.startswith(part)]
    found += [codes for word, codes in beginnings.items() if word.startswith(part) or (len(word) > SHORT and part.startswith(word))]
    return frozenset().union(*found)


@functools.cache
def _words_of(part: str) -> tuple[Index, Index]:
    """(whole words, beginnings of words) -> their codes; of what decides, only words that tell few codes."""
    whole: dict[str, set[str]] = {}
    begun: dict[str, set[str]] = {}
    for code, words in _told(part).items():
        for word in words:
            (begun if word.endswith("*") else whole).setdefault(word.rstrip("*"), set()).add(code)
    most = MOST_CODES if part == "when" else None
    kept = [{word: frozenset(codes) for word, codes in one.items() if most is None or len(codes) <= most} for one in (whole, begun)]
    return kept[0], kept[1]


@functools.cache
def tree(name: str) -> Json:
    """A file of trees, read once."""
    return read_trees(name)


def _told(part: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for name in tree_files():
        content = tree(name)
        for one in content["trees"]:
            for branch in one["branches"]:
                if "hcpcs" in branch:
                    says = one["enter"] if part == "enter" else branch.get("when", "")
                    found.setdefault(branch["hcpcs"], set()).update(_of_signs(content, says))
    return found


def _of_signs(content: Json, says: str) -> Iterator[str]:
    for sign in re.findall(r"[a-z]\w*", REFUSED.sub("", says)):
        for group in content.get("signs", {}).get(sign, {}).get("any", ()):
            for choice in group:
                yield from _words(content, choice)


def _words(content: Json, choice: str) -> Iterator[str]:
    for phrase in (one.strip() for one in choice.split("|")):
        named = phrase.removeprefix("@")
        listed = content.get("words", {}).get(named) or _common().get(named, ()) if phrase.startswith("@") else (phrase,)
        yield from (one for one in listed if WORD.fullmatch(one))


@functools.cache
def _common() -> dict[str, list[str]]:
    words: dict[str, list[str]] = vocabulary()["words"]
    return words
