"""An X12 file cut into segments: delimiters from each ISA, in parts of constant size, with the place of every segment.

Bytes are taken as latin-1, so that a character is a byte and a place is exact; `elements` reads UTF-8 where a value holds it.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Protocol

    class Source(Protocol):
        """A binary stream."""

        def read(self, size: int, /) -> bytes:
            """At most `size` bytes, none at the end."""


PART = 1 << 17  # bytes that are read at once: what is held of a file
LONGEST_SEGMENT = 1 << 20  # characters; the longest that the standard allows are far below
ISA_ELEMENTS, ISA_LENGTH = 16, 106
LONGEST_ISA = 400  # with elements of wrong width
BLANKS = " \t\r\n\x00\x1a"


class Delimiters:
    """What separates elements and components and ends segments, as an ISA declares them."""

    __slots__ = ("component", "element", "segment")

    def __init__(self, element: str, component: str, segment: str) -> None:
        self.element = element
        self.component = component
        self.segment = segment

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Delimiters) and all(getattr(self, name) == getattr(other, name) for name in self.__slots__)

    __hash__ = None  # type: ignore[assignment]


def isa_of(text: str) -> tuple[Delimiters, int] | None:
    """(delimiters, length with the terminator) of an ISA at the beginning of a text; None where it cannot be told apart.

    An ISA of another length than 106 is taken where its sixteen elements are there and a GS follows.
    """
    if len(text) < 4 or text[3].isalnum() or text[3] in BLANKS:
        return None
    separator, at = text[3], 3
    for _ in range(ISA_ELEMENTS - 1):
        at = text.find(separator, at + 1, LONGEST_ISA)
        if at < 0:
            return None
    component, segment = text[at + 1 : at + 2], text[at + 2 : at + 3]
    kinds = {separator, component, segment}
    if not segment or len(kinds) < 3 or any(one.isalnum() or one == " " for one in kinds):
        return None
    if at + 3 != ISA_LENGTH and not text[at + 3 :].lstrip(BLANKS).startswith("GS" + separator):
        return None
    return Delimiters(separator, component, segment), at + 3


class Segments:
    """The segments of a file in lists, interchange after interchange.

    delimiters     of the interchange that is being read
    first          number in the file, from 1, of the first segment of the list that was given last
    isa_length     of the ISA that was read last
    problems       (place, message, remedy) of what could not be cut; the reader takes them out, after each list
    too_long       place of a segment that was left out because of its length, or None; the reader resets it
    unterminated   the last segment of the list is the end of the file, without a terminator
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self.first = 1
        self.delimiters = Delimiters("*", ":", "~")
        self.isa_length = ISA_LENGTH
        self.problems: list[tuple[str, str, str]] = []
        self.too_long: str | None = None
        self.failed = False  # an interchange could not be opened
        self.unterminated = False
        self._raw = ""  # what was read and is not given yet
        self._given = ""  # the text of the list that was given last
        self._count = 0  # its segments
        self._offset = 0  # bytes of the file before it
        self._lines = 0  # line ends before it
        self._ended = False
        self._at = self._counted = (0, 0)  # (segments, characters), (characters, line ends) that `place` has counted already in the list

    def lists(self) -> Iterator[list[str]]:
        """Lists of segments without terminators and line ends; empty where there is a problem to take out. A list holds one set of
        delimiters."""
        self._fill()
        while self._raw.strip(BLANKS):
            if self._open():
                yield from self._interchanges()
            else:
                yield []

    def _fill(self) -> None:
        """Read on until there is a part, or the file ends."""
        while len(self._raw) < PART and not self._ended:
            self._read()

    def _read(self) -> None:
        part = self._source.read(PART)
        if not isinstance(part, bytes):
            raise TypeError("an X12 file is read from a binary stream; open it with mode 'rb'")
        self._ended = not part
        self._raw += part.decode("latin-1")

    def _take(self, length: int) -> None:
        """Give `length` characters away; the caller says how many segments they are."""
        self._offset += len(self._given)
        self._lines += self._given.count("\n")
        self.first += self._count
        self._given, self._raw = self._raw[:length], self._raw[length:]
        self._at = self._counted = (0, 0)
        self._count = 0

    def _open(self) -> bool:
        """Find the ISA at the beginning of what is left, and its delimiters; else go to the next ISA that can be read, if there is one."""
        self._take(len(self._raw) - len(self._raw.lstrip(BLANKS + "\xef\xbb\xbf")))
        self._fill()
        self._take(0)
        found = isa_of(self._raw) if self._raw.startswith("ISA") else None
        if found is not None:
            self.delimiters, self.isa_length = found
            return True
        if self._raw:
            at_start, self.failed = self._offset < PART, True
            self.problems.append((self.place(self.first), *_no_isa(self._raw)))
            self._seek(only_here=at_start)
        return False

    def _seek(self, only_here: bool) -> None:
        """Pass over everything before the next ISA that can be read; a file that begins with none is asked in its first part."""
        at = 1 if self._raw.startswith("ISA") else 0
        while True:
            at = self._raw.find("ISA", at)
            if at >= 0 and isa_of(self._raw[at : at + 2 * LONGEST_ISA]) is not None:
                self._take(at)
                return
            if at >= 0 and len(self._raw) - at > 2 * LONGEST_ISA:
                at += 1
                continue
            self._take(len(self._raw) if only_here or self._ended else max(0, len(self._raw) - 2 * LONGEST_ISA))
            if self._ended or only_here:
                self._raw, self._ended = "", True
                return
            self._fill()
            at = 0

    def _interchanges(self) -> Iterator[list[str]]:
        """Lists of segments until an ISA declares other delimiters, or the file ends."""
        end, opened = self.delimiters.segment, True
        while True:
            self._fill()
            if not opened and self._opens_otherwise():
                return
            cut = self._raw.rfind(end) + 1
            if not cut and not self._ended:
                self._skip(end)
                continue
            self._take(cut or len(self._raw))
            if not self._given:
                return
            segments = self._cut(end)
            other = self._other_delimiters(segments, opened) if "ISA" in self._given else None
            opened = False
            if other is not None:
                segments = segments[:other]
                length = self._characters(other)
                self._raw, self._given, self.unterminated = self._given[length:] + self._raw, self._given[:length], False
            self._count = len(segments)
            if segments:
                yield segments
            if other is not None:
                return

    def _opens_otherwise(self) -> bool:
        """Whether what is left begins with an ISA that declares other delimiters; its segments may have none of those in force."""
        if self._raw[:1] not in BLANKS + "I":
            return False
        text = self._raw.lstrip(BLANKS)
        if not text.startswith("ISA"):
            return False
        found = isa_of(text[: 2 * LONGEST_ISA])
        return found is None or found[0] != self.delimiters

    def _cut(self, end: str) -> list[str]:
        text = self._given
        for one in "\r\n":
            if one != end:
                text = text.replace(one, "")
        segments = text.split(end)
        self.unterminated = bool(segments[-1].strip(BLANKS))
        if not self.unterminated:
            segments.pop()
        return segments

    def _other_delimiters(self, segments: list[str], opened: bool) -> int | None:
        """Position in a list of the first ISA that declares other delimiters than those in force; after `opened` the first is known."""
        for at, segment in enumerate(segments):
            if "ISA" in segment[:40] and (at or not opened):
                text = segment.lstrip(BLANKS)
                if text.startswith("ISA"):
                    found = isa_of(f"{text}{self.delimiters.segment}GS{text[3:4]}")
                    if found is None or found[0] != self.delimiters:
                        return at
                    self.isa_length = found[1]
        return None

    def _skip(self, end: str) -> None:
        """A segment longer than anything known: leave it out, up to its terminator, without holding it."""
        if len(self._raw) <= LONGEST_SEGMENT:
            self._read()
            return
        self.too_long = self.place(self.first + self._count)
        while True:
            self._take(len(self._raw))
            self._fill()
            cut = self._raw.find(end)
            if cut >= 0 or self._ended:
                self._take(cut + 1 if cut >= 0 else len(self._raw))
                self._count = 1
                return

    def _characters(self, count: int) -> int:
        """How many characters the first `count` segments of the list take with their terminators."""
        seen, at = self._at if self._at[0] <= count else (0, 0)
        while seen < count:
            found = self._given.find(self.delimiters.segment, at)
            at = found + 1 if found >= 0 else len(self._given)
            seen += 1
        self._at = (seen, at)
        return at

    def place(self, number: int, name: str = "") -> str:
        """Where the segment of a number of the last list stands: segment 23 CLM (line 23, byte 1042); line and byte count from 1."""
        at = self._characters(number - self.first) if self._given else 0
        while at < len(self._given) and self._given[at] in "\r\n":
            at += 1
        seen, lines = self._counted if self._counted[0] <= at else (0, 0)
        self._counted = at, lines + self._given.count("\n", seen, at)
        line = self._lines + self._counted[1] + 1
        return f"segment {number}{' ' + name if name else ''} (line {line}, byte {self._offset + at + 1})"


def _no_isa(text: str) -> tuple[str, str]:
    """(what is wrong, what to do) of a beginning that is no ISA."""
    start = "".join(one if one.isascii() and one.isprintable() else "." for one in text[:12])
    if text.startswith("PK\x03\x04"):
        return "a zip archive, not an X12 file", "unpack it first"
    if text.startswith("ISA"):
        return (
            "the ISA segment cannot be read: its sixteen elements and the three delimiters after them are not there",
            "ask the sender for the file again; an ISA is 106 characters long, in elements of fixed width",
        )
    if text[:2] in ("GS", "ST") and not text[2:3].isalnum():
        return (
            f"begins with {text[:2]}: the ISA segment is missing, which says how segments and elements are separated",
            "ask the sender for the whole interchange, from ISA to IEA",
        )
    return f"no X12 file: it begins with {start!r} instead of ISA", "give a file of 837 claims, from ISA to IEA"
