"""Claims of a file, whatever its form: X12 837, FHIR, our JSON, or a table of lines. The form is told by the content, not by the name.

Files are read as they are consumed: memory does not grow with them, but for the parties of a FHIR bundle.
"""

from __future__ import annotations

from .document import ClaimDocument, ClaimFault
from .values import ClaimError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Mapping
    from typing import Any, BinaryIO

X12, FHIR, JSON, CSV, PARQUET, ARROW = KINDS = ("x12", "fhir", "json", "csv", "parquet", "arrow")
HEAD = 1 << 16  # bytes that tell the form
BUFFER = 1 << 18
ABOVE = "the claims before this stand; correct the file and read it again"
PARTS_OF_X12 = (b"ISA", b"GS*", b"ST*", b"BHT")  # a file without its ISA is an 837 all the same: its reader says what is missing
OTHERS = (
    (b"PK\x03\x04", "a zip archive: unpack it, and give the file of claims in it"),
    (b"%PDF", "a PDF: give the claim as the 837, FHIR, JSON or CSV file that it was printed from"),
    (b"<", "XML or HTML: FHIR is read as JSON; ask the system for application/fhir+json"),
    (b"BZh", "packed by bzip2: unpack it first"),
    (b"\x28\xb5\x2f\xfd", "packed by zstd: unpack it first"),
)


class FileError(ClaimError):
    """A file that holds no claims of any form that is read here; the message says what to do."""


def open_claims(
    path: str | os.PathLike[str], kind: str | None = None, names: Mapping[str, Any] | None = None
) -> Iterator[ClaimDocument | ClaimFault]:
    """The claims of a file in their order, and a ClaimFault in the place of each that cannot be read.

    kind    one of KINDS, where the content is not to tell
    names   of a table of lines: {our name: its name of a column}, and under "constant" what is the same for all lines

    Raises FileError where the file as a whole is none; OSError where it cannot be opened.
    """
    path = str(path)
    found = kind_of(path) if kind is None else kind
    if found not in KINDS:
        raise FileError(f"kind {found!r} is none of {', '.join(KINDS)}")
    if found in (CSV, PARQUET, ARROW):
        from .tables import read_table

        return _whole(read_table(path, found, names))
    if found == X12:
        from .x12.read import read_837

        return read_837(path)
    from .json_files import read_json

    return _whole(read_json(path))


def kind_of(path: str) -> str:
    """One of KINDS, by the first bytes of a file; FileError where they are none of them."""
    with binary(path) as stream:
        head = stream.read(HEAD)
    if head[:4] == b"PAR1":
        return PARQUET
    if head[:6] == b"ARROW1" or head[:4] == b"\xff\xff\xff\xff":
        return ARROW
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start:
        raise FileError(f"{path}: the file is empty")
    if start[:3].upper() in PARTS_OF_X12:
        return X12
    if start[:1] in (b"{", b"["):
        return JSON
    said = next((what for mark, what in OTHERS if start.startswith(mark)), None)
    if said is not None:
        raise FileError(f"{path} is {said}")
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise FileError(f"{path} is UTF-16 text; save it as UTF-8")
    line = start.splitlines()[0]
    if b"\0" in line or not any(name in line.lower() for name in (b"claim", b"hcpcs", b",", b"\t", b";", b"|")):
        raise FileError(f"{path}: neither an 837 (it would begin with ISA), nor JSON, nor a table of claim lines with a header")
    return CSV


def _whole(claims: Iterator[ClaimDocument | ClaimFault]) -> Iterator[ClaimDocument | ClaimFault]:
    """Claims up to where the file itself breaks off, and then what is wrong with it."""
    try:
        yield from claims
    except ClaimError as problem:
        yield ClaimFault("the whole file", str(problem), ABOVE, concerns="file")


def binary(path: str) -> BinaryIO:
    """A file's bytes, unpacked where it is gzip; FileError ends a file that is cut short, or unpacks to far more than claims ever do."""
    import io

    from .x12.unpack import Unpacked, UnpackError

    class Raw(io.RawIOBase):
        """The bytes as a stream that can be read by line."""

        def __init__(self) -> None:
            self._stream = open(path, "rb")  # noqa: SIM115  # closed with this stream
            self._source = Unpacked(self._stream)

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any) -> int:
            try:
                read = self._source.read(len(buffer))
            except UnpackError as problem:
                raise FileError(f"{path}: {problem}; copy or pack it again") from None
            buffer[: len(read)] = read
            return len(read)

        def close(self) -> None:
            self._stream.close()
            super().close()

    return io.BufferedReader(Raw(), BUFFER)
