"""Codes and figures in a text: where they stand and how they are printed. Nothing is decided here about what a figure means."""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from .shapes import Held

CODE = re.compile(r"(?<![\w$.-])([0-9]{4}[0-9A-Z]|[A-Z][0-9]{4})(?:-(26|TC|[0-9A-Z]{2})(?![\w]))?(?![\w]|[.,][0-9]|-[0-9]{4})")
RANGE = re.compile(r"\b([0-9]{5})\s?(?:-|to|through)\s?([0-9]{5})\b")
WHOLE = r"[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+"
MONEY = re.compile(rf"(?:(?<![+-])(?:US|USD\s?)?\$\s?|(?<![\w.,$])USD\s)(?P<whole>{WHOLE})(?:\.(?P<part>[0-9]+))?(?![\w%]|[.,][0-9])")
NUMBER = re.compile(rf"(?<![\w.,$/:#+-])(?P<whole>{WHOLE})(?:\.(?P<part>[0-9]{{1,4}}))?(?!\w|\s?%|[.,:/-][0-9])")
MONTHS = (
    "Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?"
)
DAY_WORDS = re.compile(rf"\b(?:{MONTHS})\.?\s+[0-9]{{1,2}}(?:st|nd|rd|th)?,?\s+[0-9]{{4}}\b", re.IGNORECASE)


class Token:
    """A printed figure: `value` scaled by 10**`places`, `text` as printed, its `start` and `end`, `dollars` if it has a dollar sign."""

    __slots__ = ("dollars", "end", "places", "start", "text", "value")

    def __init__(self, text: str, value: int, places: int, start: int, end: int, dollars: bool) -> None:
        self.text = text
        self.value = value
        self.places = places
        self.start = start
        self.end = end
        self.dollars = dollars

    def __repr__(self) -> str:
        return f"<{self.text}>"


class CodeToken:
    """A printed code: `hcpcs`, `modifiers`, where it stands."""

    __slots__ = ("end", "hcpcs", "modifiers", "start")

    def __init__(self, hcpcs: str, modifiers: tuple[str, ...], start: int, end: int) -> None:
        self.hcpcs = hcpcs
        self.modifiers = modifiers
        self.start = start
        self.end = end

    def __repr__(self) -> str:
        return f"<{self.hcpcs}>"


def code_tokens(text: str, is_held: Held) -> list[CodeToken]:
    """CodeTokens of a text whose code some held release knows; a range of codes gives the held codes from its first to its last."""
    found, ranges = [], []
    for match in RANGE.finditer(text):
        first, last = int(match[1]), int(match[2])
        if is_held(match[1]) and is_held(match[2]) and 0 < last - first <= 60:
            ranges.append(match.span())
            found += [CodeToken(f"{code:05}", (), *match.span()) for code in range(first, last + 1) if is_held(f"{code:05}")]
    for match in CODE.finditer(text):
        if any(start <= match.start() < end for start, end in ranges):
            continue
        if is_held(match[1]):
            found.append(CodeToken(match[1], (match[2],) if match[2] else (), *match.span()))
    return sorted(found, key=lambda one: one.start)


def money_tokens(text: str) -> list[Token]:
    """Tokens of the amounts with a dollar sign."""
    found = []
    for match in MONEY.finditer(text):
        part = match["part"] or ""
        found.append(Token(match[0], int(match["whole"].replace(",", "") + part), len(part), *match.span(), True))
    return found


def number_tokens(text: str, codes: Iterable[CodeToken] = ()) -> list[Token]:
    """Tokens of the plain numbers: decimals, numbers with commas and whole numbers, none of them part of a code, a day or an amount."""
    closed = (
        [(one.start, one.end) for one in codes]
        + [match.span() for match in DAY_WORDS.finditer(text)]
        + [(one.start, one.end) for one in money_tokens(text)]
    )
    found = []
    for match in NUMBER.finditer(text):
        if any(start <= match.start() < end for start, end in closed):
            continue
        part = match["part"] or ""
        found.append(Token(match[0], int(match["whole"].replace(",", "") + part), len(part), *match.span(), False))
    return found


def is_decimal(token: Token) -> bool:
    """Whether a plain number is printed so that it can be an amount or units: with decimals or a thousands comma."""
    return token.places > 0 or "," in token.text
