"""Words of a question in one form, and the codes that words name. Both lists are data (words.toml), written for this project."""

from __future__ import annotations

import os
import re
import tomllib
from functools import lru_cache

from .problem import NotesError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

FILE = "words.toml"
SCHEMA = "allowable.question-words/1"
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@lru_cache(maxsize=1)
def _content() -> tuple[list[tuple[re.Pattern[str], str]], list[tuple[re.Pattern[str], str]], dict[str, str]]:
    """(synonyms, names of codes, {misspelt: word}), compiled."""
    content = read_toml(FILE, SCHEMA, {"synonyms": {"from", "to"}, "names": {"code", "words"}, "spelled": None})
    synonyms = [(compiled(one["from"], FILE), one["to"]) for one in content["synonyms"]]
    names = [(compiled(pattern, FILE), one["code"]) for one in content["names"] for pattern in one["words"]]
    return synonyms, names, _misspelt(content["spelled"].split())


def _misspelt(words: list[str]) -> dict[str, str]:
    """{word with one letter missing, doubled, wrong, or in its neighbour's place: word}, of words that are no other word of the list.

    The last letter stays, for "include" and "modified" are no slips of "included" and "modifier".
    """
    found: dict[str, str] = {}
    for word in words:
        for at in range(1, len(word)):
            found[word[:at] + word[at] + word[at:]] = word
            found[word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :]] = word
        for at in range(1, len(word) - 1):
            found |= {word[:at] + letter + word[at + 1 :]: word for letter in ("", *LETTERS)}
    return {wrong: word for wrong, word in found.items() if wrong not in words}


def spelled(text: str) -> str:
    """The text with misspelt words of the list put right."""
    return re.sub(r"[A-Za-z]{5,}", lambda match: _content()[2].get(match[0].lower(), match[0]), text)


def read_toml(name: str, schema: str, shape: Mapping[str, set[str] | None]) -> dict[str, Any]:
    """The content of a file of this folder; NotesError where its schema, its parts or the keys of an entry are others (None: any keys)."""
    with open(os.path.join(os.path.dirname(__file__), name), "rb") as stream:
        try:
            content = tomllib.load(stream)
        except tomllib.TOMLDecodeError as problem:
            raise NotesError(f"{name}: this is no TOML: {problem}") from None
    if content.get("schema") != schema or set(content) != {"schema", *shape}:
        raise NotesError(f"{name}: it needs schema {schema} and the parts {', '.join(shape)}, and no other")
    for part, keys in shape.items():
        for at, entry in enumerate(content[part] if keys is not None else (), 1):
            if set(entry) != keys:
                raise NotesError(f"{name}: entry {at} of {part} needs the keys {', '.join(sorted(keys or ()))}, and no other")
    return content


def read_patterns(name: str, schema: str) -> dict[str, Any]:
    """The content of a file of single patterns; NotesError where its schema is another or a pattern is none."""
    with open(os.path.join(os.path.dirname(__file__), name), "rb") as stream:
        content = tomllib.load(stream)
    if content.pop("schema", None) != schema:
        raise NotesError(f"{name}: it needs schema {schema}")
    for value in content.values():
        for one in value.values() if isinstance(value, dict) else [value]:
            compiled(one, name)
    return content


@lru_cache(maxsize=1)
def patterns() -> dict[str, Any]:
    """Patterns of whole questions (patterns.toml), as texts."""
    with open(os.path.join(os.path.dirname(__file__), "patterns.toml"), "rb") as stream:
        content = tomllib.load(stream)
    if content.get("schema") != "allowable.question-patterns/1":
        raise NotesError("patterns.toml: it needs schema allowable.question-patterns/1")
    return content


def compiled(pattern: str, where: str) -> re.Pattern[str]:
    """A pattern, compiled; NotesError if it is none."""
    try:
        return re.compile(pattern)
    except re.error as problem:
        raise NotesError(f"{where}: {pattern!r} is no pattern: {problem}") from None


def canonical(text: str) -> str:
    """The text in lower case, with the synonyms of words.toml put in one form."""
    found = " ".join(text.lower().replace("’", "'").replace("–", "-").split())
    for pattern, word in _content()[0]:
        found = pattern.sub(word, found)
    return " ".join(found.split())


def named_codes(words: str, codes: Sequence[str] = ()) -> list[str]:
    """Codes that the words name, in the order of words.toml, without those that are written as codes already."""
    return list(dict.fromkeys(code for pattern, code in _content()[1] if code not in codes and pattern.search(words)))


def span_of(words: str, code: str) -> tuple[int, int] | None:
    """Where a code stands in the words, written or named; None where nowhere."""
    written = words.find(code.lower())
    if written >= 0:
        return written, written + len(code)
    return next((match.span() for pattern, named in _content()[1] if named == code and (match := pattern.search(words))), None)
