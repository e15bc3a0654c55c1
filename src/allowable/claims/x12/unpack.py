"""A file as a binary stream, unpacked where it is gzip, within bounds."""

from __future__ import annotations

from contextlib import contextmanager

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os
    from collections.abc import Iterator
    from typing import Any

    from .segments import Source

GZIP = b"\x1f\x8b"
MOST_GROWTH, FREE_BYTES = 200, 1 << 26  # claims shrink to a tenth or so; what grows more than this holds none
TEXT_STREAM = "an X12 file is read from a binary stream; open it with mode 'rb'"


class UnpackError(ValueError):
    """Packed bytes are broken, or grow beyond measure."""


@contextmanager
def binary(source: str | os.PathLike[str] | Source) -> Iterator[Source]:
    """A binary stream of a path or of a stream; only what is opened here is closed here."""
    given: Any = source
    if hasattr(given, "read"):
        yield Unpacked(given)
        return
    with open(given, "rb") as stream:
        yield Unpacked(stream)


class Unpacked:
    """Reads plain bytes as they are, and unpacks gzip a part at a time."""

    def __init__(self, stream: Source) -> None:
        self._stream = stream
        self._inflate: Any = None
        self._packed = b""
        self._begun = False
        self._taken = self._given = 0

    def read(self, size: int) -> bytes:
        """At most `size` bytes, none at the end; raises UnpackError."""
        if self._inflate is not None:
            return self._unpack(size)
        data = self._stream.read(size)
        if not isinstance(data, bytes):
            raise TypeError(TEXT_STREAM)
        if not self._begun and data:
            self._begun = True
            if len(data) == 1:
                data += self._stream.read(1)
            if data[:2] == GZIP:
                import zlib

                self._inflate = zlib.decompressobj(31)
                self._packed, self._taken = data, len(data)
                return self._unpack(size)
        return data

    def _unpack(self, size: int) -> bytes:
        import zlib

        while True:
            if not self._packed:
                self._packed = self._stream.read(size)
                self._taken += len(self._packed)
                if not self._packed:
                    if self._inflate.eof or not self._given:
                        return b""
                    raise UnpackError("the gzip file is cut short")
            if self._inflate.eof:  # another member, or padding
                if not self._packed.startswith(GZIP):
                    return b""
                self._inflate = zlib.decompressobj(31)
            try:
                data: bytes = self._inflate.decompress(self._packed, size)
            except zlib.error:
                raise UnpackError("the gzip file is broken") from None
            self._packed = self._inflate.unconsumed_tail or self._inflate.unused_data
            self._given += len(data)
            if self._given > FREE_BYTES + MOST_GROWTH * self._taken:
                raise UnpackError(f"the gzip file grows to more than {MOST_GROWTH} times its size, which no claims do")
            if data:
                return data
