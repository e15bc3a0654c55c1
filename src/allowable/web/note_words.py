"""Words by which the trees of notes tell a code, for those who search in the words of a chart: septum, curettage, hysterectomy."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from ..families.trees.form import read_trees, tree_files, vocabulary

MOST_CODES = 24  # a word that tells more codes than this tells none
REFUSED = re.compile(r"\bnot (?:\([^)]*\)|[\w.]+)")  # "not other_way_in": its words speak of another code
WORD = re.compile(r"[a-z]{4,}\*?")
Json = dict[str, Any]


@functools.cache
def telling_words() -> dict[str, tuple[str, ...]]:
    """Code -> beginnings of the words that decide for it."""
    found = {code: frozenset(words) for code, words in _told("when").items()}
    counted = Counter(word for words in found.values() for word in words)
    return {code: tuple(word for word in sorted(words) if counted[word] <= MOST_CODES) for code, words in found.items()}


@functools.cache
def entering_words() -> dict[str, tuple[str, ...]]:
    """Code -> beginnings of the words that lead to its tree."""
    return {code: tuple(sorted(words)) for code, words in _told("enter").items()}


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
                yield from _beginnings(content, choice)


def _beginnings(content: Json, choice: str) -> Iterator[str]:
    for phrase in (one.strip() for one in choice.split("|")):
        named = phrase.removeprefix("@")
        listed = content.get("words", {}).get(named) or _common().get(named, ()) if phrase.startswith("@") else (phrase,)
        yield from (one.rstrip("*") for one in listed if WORD.fullmatch(one))


@functools.cache
def _common() -> dict[str, list[str]]:
    words: dict[str, list[str]] = vocabulary()["words"]
    return words
