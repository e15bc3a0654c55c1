"""Whether a gap that somebody names is one of gold's, in other words: half the words of gold's, words of the same meaning being one.

Only what is said to be missing is compared, never why: a reason speaks of many things. The words are data (gap_words.toml).
"""

from __future__ import annotations

import pathlib
import re
import tomllib
from functools import cache

HALF = 0.5
WORD = re.compile(r"[a-z0-9]+")
ENDINGS = ("ations", "ation", "ings", "ing", "ed", "ies", "es", "s", "e", "y", "al")
STEM = 6  # letters by which two words are one
SHORTEST = 3


@cache
def _words() -> tuple[frozenset[str], list[list[str]]]:
    content = tomllib.loads((pathlib.Path(__file__).parent / "gap_words.toml").read_text(encoding="utf-8"))
    return frozenset(content["empty"]), content["same"]


def meanings(text: str) -> set[str]:
    """The words of a gap that name something, each as the first of its line of equals, or as its stem."""
    empty, same = _words()
    return {_meaning(word, same) for word in WORD.findall(text.lower()) if word not in empty}


def _meaning(word: str, same: list[list[str]]) -> str:
    for line in same:
        if any(word == one or (len(one) > SHORTEST and word.startswith(one)) for one in line):
            return line[0]
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST:
            return word[: -len(ending)][:STEM]
    return word[:STEM]


def names(said: str, gold: str) -> bool:
    """Whether what is said names the gap of gold."""
    wanted = meanings(gold)
    return bool(wanted) and len(meanings(said) & wanted) >= HALF * len(wanted)
