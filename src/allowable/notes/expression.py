"""The conditions of a tree: names with and, or, not, parentheses, comparisons of a measure, and unknown(measure)."""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    Expression = tuple[
        Any, ...
    ]  # ("and", a, b), ("or", a, b), ("not", a), ("name", place, name), ("compare", measure, op, number), ("unknown", measure)

PART = re.compile(
    r"\s*(?:(?P<open>\()|(?P<close>\))|(?P<compare>>=|<=|==|>|<)|(?P<number>\d+(?:\.\d+)?)"
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z0-9_]+)?))"
)


class ExpressionError(ValueError):
    """A condition cannot be read; the message shows where."""


def parse(text: str) -> Expression:
    """The tree of a condition."""
    parts = list(_parts(text))
    found, at = _either(parts, 0, text)
    if at != len(parts):
        raise ExpressionError(f"{text!r}: nothing was expected at {parts[at][1]!r}")
    return found


def names(expression: Expression) -> Iterator[tuple[str, str]]:
    """(place, name) of every name; place is "" for done, "measure" for a measure."""
    kind = expression[0]
    if kind == "name":
        yield expression[1], expression[2]
    elif kind in ("compare", "unknown"):
        yield "measure", expression[1]
    else:
        for part in expression[1:]:
            yield from names(part)


def _parts(text: str) -> Iterator[tuple[str, str]]:
    at = 0
    while at < len(text.rstrip()):
        found = PART.match(text, at)
        if found is None:
            raise ExpressionError(f"{text!r}: {text[at:].strip()[:20]!r} is no part of a condition")
        yield str(found.lastgroup), str(found[str(found.lastgroup)])
        at = found.end()


def _either(parts: list[tuple[str, str]], at: int, text: str) -> tuple[Expression, int]:
    left, at = _both(parts, at, text)
    while at < len(parts) and parts[at] == ("name", "or"):
        right, at = _both(parts, at + 1, text)
        left = ("or", left, right)
    return left, at


def _both(parts: list[tuple[str, str]], at: int, text: str) -> tuple[Expression, int]:
    left, at = _one(parts, at, text)
    while at < len(parts) and parts[at] == ("name", "and"):
        right, at = _one(parts, at + 1, text)
        left = ("and", left, right)
    return left, at


def _one(parts: list[tuple[str, str]], at: int, text: str) -> tuple[Expression, int]:
    if at >= len(parts):
        raise ExpressionError(f"{text!r}: it ends too early")
    kind, word = parts[at]
    if (kind, word) == ("name", "not"):
        inner, at = _one(parts, at + 1, text)
        return ("not", inner), at
    if kind == "open":
        inner, at = _either(parts, at + 1, text)
        if at >= len(parts) or parts[at][0] != "close":
            raise ExpressionError(f"{text!r}: a parenthesis is not closed")
        return inner, at + 1
    if kind != "name" or word in ("and", "or"):
        raise ExpressionError(f"{text!r}: a name was expected, not {word!r}")
    if word == "unknown" and at + 3 < len(parts) + 1 and parts[at + 1 : at + 2] == [("open", "(")]:
        return ("unknown", parts[at + 2][1]), at + 4
    if at + 2 < len(parts) + 0 and parts[at + 1][0] == "compare":
        if parts[at + 2][0] != "number":
            raise ExpressionError(f"{text!r}: a number was expected after {parts[at + 1][1]}")
        return ("compare", word, parts[at + 1][1], float(parts[at + 2][1])), at + 3
    place, _, name = word.rpartition(".")
    return ("name", place, name), at + 1
