"""JSON as it comes in files of claims, one value at a time: a list, a bundle's entries, a line each, or one object. Memory is bounded.

The standard library decodes the values; what is here only finds where each one begins, because a list of claims may be larger than memory.
A value that is broken is handed on as Broken, and reading goes on behind it wherever its braces still say where it ends.
"""

from __future__ import annotations

import codecs
import json
import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any, BinaryIO

CHUNK = 1 << 18  # bytes read at a time
LARGEST_VALUE = 1 << 24  # characters of one claim: 16 MiB, a hundred times what 999 lines need
SPACE = re.compile(r"[ \t\n\r]*")
MARK = re.compile(r'"(?:[^"\\]++|\\.)*+"|[{}\[\]]|"', re.DOTALL)  # a whole text, a brace, or a text that does not end here
SEVERAL = ("{", "[")


class Broken:
    """A value that is no JSON: `message` says what is wrong with it."""

    __slots__ = ("message",)

    def __init__(self, message: str) -> None:
        self.message = message


class BrokenText(ValueError):
    """The text ends, or stops being JSON, where nothing says how to go on."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"{next(name for name in names if names.count(name) > 1)!r} is given twice in one object")
    return found


# a decimal stays the text it is: 0.1 would not be exact as a float
DECODER = json.JSONDecoder(parse_float=str, parse_constant=str, object_pairs_hook=_once)


def json_lines(stream: BinaryIO) -> Iterator[tuple[int, object]]:
    """(number of the line from 1, its value or Broken) of a file with one JSON value a line; blank lines are passed over."""
    number = 0
    while line := stream.readline(LARGEST_VALUE + 1):
        number += 1
        if len(line) > LARGEST_VALUE:
            yield number, Broken(_too_large())
            while line and not line.endswith(b"\n"):
                line = stream.readline(CHUNK)
        elif line.strip():
            yield number, _decoded(line)


def _decoded(line: bytes) -> object:
    try:
        return DECODER.decode(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as problem:
        return Broken(_said(problem))


def are_lines(stream: BinaryIO) -> bool:
    """Whether the second line that is not blank begins an object too, so that each line is one: pretty printing never does so."""
    begun = begins = 0
    is_start = True
    while part := stream.readline(CHUNK):
        start = part.removeprefix(b"\xef\xbb\xbf").strip()[:1] if is_start or not begins else b""
        if start:
            if start != b"{" or begun:
                return begun > 0 and part[:1] == b"{"
            begins = 1
        is_start = part.endswith(b"\n")
        begun = begins if is_start else begun
    return False


def json_values(stream: BinaryIO, within: str) -> Iterator[tuple[int | None, object]]:
    """(number from 1, value or Broken) of each element of a list, or of the list that the one object names `within`.

    The object itself comes last, without that list and without a number; an unnumbered Broken says that nothing behind it can be read.
    """
    text = _Text(stream)
    try:
        opening = text.peek()
        if opening == "[":
            yield from _elements(text)
        elif opening == "{":
            yield from _object(text, within)
        else:
            raise BrokenText("neither an object nor a list")
        if text.peek():
            raise BrokenText("more text behind the end of the first value; for one claim a line, end every line behind its claim")
    except (BrokenText, UnicodeDecodeError) as problem:
        yield None, Broken(_said(problem))


def _elements(text: _Text) -> Iterator[tuple[int, object]]:
    text.take("[")
    number = 0
    while text.peek() != "]":
        if number:
            text.take(",")
        number += 1
        yield number, text.value()
    text.take("]")


def _object(text: _Text, within: str) -> Iterator[tuple[int | None, object]]:
    found: dict[str, object] = {}
    text.take("{")
    while text.peek() != "}":
        if found:
            text.take(",")
        name = text.value()
        if not isinstance(name, str):
            raise BrokenText("a name of a value is expected" if not isinstance(name, Broken) else name.message)
        if name in found:
            raise BrokenText(f"{name!r} is given twice in one object")
        text.take(":")
        found[name] = None
        if name == within and text.peek() == "[":
            yield from _elements(text)
        else:
            found[name] = value = text.value()
            if isinstance(value, Broken):
                raise BrokenText(f"{name}: {value.message}")
    text.take("}")
    yield None, found


class _Text:
    """The text of a stream, held as far as it is needed: from the value that is being read on."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")()
        self._held = ""
        self._at = 0
        self._passed = 0
        self._is_whole = False

    def peek(self) -> str:
        """The next character that is no space; blank at the end."""
        while True:
            self._at = SPACE.match(self._held, self._at).end()  # type: ignore[union-attr]  # matches always, if nothing
            if self._at < len(self._held) or not self._more():
                return self._held[self._at : self._at + 1]

    def take(self, mark: str) -> None:
        """Pass over the next character, which must be `mark`."""
        found = self.peek()
        if found != mark:
            what = f"{found!r}" if found else "the end of the file"
            raise BrokenText(f"{mark!r} is expected at character {self._passed + self._at + 1:,}, not {what}")
        self._at += 1

    def value(self) -> object:
        """The next value, or Broken if it is none; raises BrokenText where nothing says where it ends."""
        opening = self.peek()
        while True:
            try:
                found, end = DECODER.raw_decode(self._held, self._at)
                if end < len(self._held) or opening in SEVERAL or opening == '"' or not self._more():
                    self._at = end
                    return found
            except (ValueError, RecursionError) as problem:
                said = _said(problem)
                if opening in SEVERAL and (end := _end(self._held, self._at)):
                    self._at = end
                    return Broken(said)
                if len(self._held) - self._at > LARGEST_VALUE:
                    raise BrokenText(_too_large()) from None
                if not self._more():
                    raise BrokenText(f"{said}; the file may have been cut short") from None

    def _more(self) -> bool:
        """Read as much again as is held, so that a long value is tried but a few times; False at the end."""
        if self._is_whole:
            return False
        held = self._held[self._at :]
        read = self._stream.read(max(CHUNK, len(held)))
        self._is_whole = not read
        self._passed += self._at
        self._held, self._at = held + self._decoder.decode(read, final=not read), 0
        return True


def _end(text: str, at: int) -> int:
    """Where the braces that open at `at` close; 0 if they do not in this text."""
    depth = 0
    for mark in MARK.finditer(text, at):
        sign = mark.group()
        if sign == '"':
            return 0
        depth += 1 if sign in SEVERAL else -1 if sign in ("}", "]") else 0
        if depth <= 0:
            return mark.end()
    return 0


def _too_large() -> str:
    return f"one value is larger than {LARGEST_VALUE >> 20} MiB, which no claim is; give one claim a line"


def _said(problem: BaseException) -> str:
    if isinstance(problem, RecursionError):
        return "objects within objects deeper than any claim"
    if isinstance(problem, UnicodeDecodeError):
        return f"no UTF-8 text ({problem.reason}); save the file as UTF-8"
    if isinstance(problem, json.JSONDecodeError):
        return f"no JSON: {problem.msg}" if problem.lineno == 1 else f"no JSON: {problem.msg}, {problem.lineno} lines into it"
    return str(problem)
