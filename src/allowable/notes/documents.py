"""A file becomes the text of a note: plain text, Word or PDF, told by its content. Nothing is written, logged or kept.

Of plain text not a character changes: offsets into the text are offsets into the file as decoded, without its byte order mark.
"""

from __future__ import annotations

import codecs
import pathlib

from .problem import NoteError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os
    from collections.abc import Callable

LARGEST_FILE = 20 * 2**20  # bytes
LARGEST_TEXT = 1_000_000  # characters: some two hundred pages
ENDINGS = (".txt", ".text", ".md", ".docx", ".pdf", "")
MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
WITHOUT_WORDS = "\x00\x01\x02\x03\x04\x05\x06\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f\x7f"
MOST_CONTROLS = 100  # one control character in so many is still a text
GIVE = "give the note as .txt, .docx or .pdf"


class Document:
    """The text of a note; `name` of its file, `form` (txt, docx, pdf), `notes` on what of the file is not in the text."""

    __slots__ = ("form", "name", "notes", "text")

    def __init__(self, text: str, name: str, form: str, notes: list[str] | None = None) -> None:
        self.text = text
        self.name = name
        self.form = form
        self.notes = notes or []

    def __repr__(self) -> str:
        return f"<note {self.name!r}, {self.form}, {len(self.text)} characters>"  # never the text: it would end up in a traceback


def read_document(path: str | os.PathLike[str]) -> Document:
    """The Document of a .txt, .docx or .pdf file; NoteError if it is none, empty, damaged, too large, a scan, or no note at all."""
    path = pathlib.Path(path)
    name, ending = path.name, path.suffix.lower()
    if not path.exists():
        raise NoteError(f"{path}: there is no such file; check the path")
    if path.is_dir():
        raise NoteError(f"{path}: this is a folder; give one note's file")
    try:
        with path.open("rb") as stream:
            raw = stream.read(LARGEST_FILE + 1)
    except OSError as problem:
        raise NoteError(f"{path}: {problem.strerror or problem}; check the path and its permissions") from None
    document = document_of(raw, name)
    if ending not in ENDINGS:
        raise NoteError(f"{name}: the ending {ending!r} is not read; {GIVE}")
    if document.form != "txt" and ending != f".{document.form}":
        raise NoteError(f"{name}: the content is a .{document.form}, not {ending or 'plain text'}; give the file its true ending")
    if document.form == "txt" and ending in (".docx", ".pdf"):
        raise NoteError(f"{name}: this is no {ending} but plain text; give the file its true ending, or export it again")
    return document


def document_of(raw: bytes, name: str) -> Document:
    """The Document of a file's bytes, its form told by the content; NoteError says what to do with any other."""
    if len(raw) > LARGEST_FILE:
        raise NoteError(f"{name}: the file is larger than 20 MiB; give the one note that is meant")
    if not raw.strip():
        raise NoteError(f"{name}: the file is empty; give the file that holds the note")
    _refuse_by_content(raw, name)
    reader = next((reader for start, reader in READERS.items() if raw.startswith(start)), _text)
    return reader(raw, name)


def document_of_text(text: str, name: str) -> Document:
    """The Document of a text that came as text; NoteError if it is empty, too long or no text."""
    if len(text) > LARGEST_TEXT:
        raise NoteError(f"{name}: the text has more than {LARGEST_TEXT:,} characters; give the one note that is meant")
    if not text.strip():
        raise NoteError(f"{name}: the note is empty; give its text")
    controls = sum(text.count(character) for character in WITHOUT_WORDS)
    if controls * MOST_CONTROLS > len(text):
        raise NoteError(f"{name}: this is no text (it holds control characters); {GIVE}")
    return Document(text, name, "txt")


def decode(raw: bytes, name: str) -> str:
    """Text of bytes in UTF-8, UTF-16 or Windows-1252, told by the content; the byte order mark is left out, line ends stay."""
    for mark, encoding in MARKS:
        if raw.startswith(mark):
            return _decoded(raw[len(mark) :], encoding, name)
    unmarked = _unmarked_utf_16(raw)
    if unmarked is not None:
        return _decoded(raw, unmarked, name)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def _decoded(raw: bytes, encoding: str, name: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as problem:
        raise NoteError(f"{name}: its first bytes say {encoding}, but byte {problem.start} is not; save the note as UTF-8") from None


def _unmarked_utf_16(raw: bytes) -> str | None:
    """The encoding of a Latin text in UTF-16 without its mark: every second byte is zero."""
    sample = raw[:4096]
    half = len(sample) // 2
    if half == 0 or len(raw) % 2:
        return None
    if sample[1::2].count(0) * 10 > half * 9 and not sample[::2].count(0):
        return "utf-16-le"
    if sample[::2].count(0) * 10 > half * 9 and not sample[1::2].count(0):
        return "utf-16-be"
    return None


def _refuse_by_content(raw: bytes, name: str) -> None:
    start = raw[:1024].lstrip().lower()
    if start.startswith(b"{\\rtf"):
        raise NoteError(f"{name}: this is rich text (RTF), which is not read; open it in a word processor and save it as .docx or .txt")
    if raw.startswith(b"\xd0\xcf\x11\xe0") and "EncryptedPackage".encode("utf-16-le") in raw:
        raise NoteError(f"{name}: the Office file is locked by a password; open it with the password and save an unlocked copy")
    if raw.startswith(b"\xd0\xcf\x11\xe0"):
        raise NoteError(f"{name}: this is a file of an old Office program; open it in a word processor and save it as .docx")
    if start.startswith((b"<!doctype", b"<html", b"<?xml")) or b"<html" in start:
        raise NoteError(f"{name}: this is HTML or XML, which is not read; save the note's own text as .txt")
    for mark, what in ((b"\x89png", "a picture"), (b"\xff\xd8\xff", "a picture"), (b"ii*\x00", "a picture"), (b"mm\x00*", "a picture")):
        if start.startswith(mark):
            raise NoteError(f"{name}: this is {what}; run text recognition (OCR) on it, check what it read, and give that text")


def _text(raw: bytes, name: str) -> Document:
    return document_of_text(decode(raw, name), name)


def _docx(raw: bytes, name: str) -> Document:
    from .documents_docx import docx_text

    text, notes = docx_text(raw, name)
    return _checked(text, name, "docx", notes)


def _pdf(raw: bytes, name: str) -> Document:
    from .documents_pdf import pdf_text

    text, notes = pdf_text(raw, name)
    return _checked(text, name, "pdf", notes)


def _checked(text: str, name: str, form: str, notes: list[str]) -> Document:
    document_of_text(text, name)
    return Document(text, name, form, notes)


READERS: dict[bytes, Callable[[bytes, str], Document]] = {b"PK": _docx, b"%PDF-": _pdf}
