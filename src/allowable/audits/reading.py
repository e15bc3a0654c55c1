"""A file becomes a Document: the ending chooses the reader, the content must bear it out."""

from __future__ import annotations

import codecs
import hashlib
import pathlib

from .blocks import AuditError, Document

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os

    from .shapes import Block

LARGEST = 64 * 2**20
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def read_document(path: str | os.PathLike[str]) -> Document:
    """The Document of a .txt, .md, .html, .pdf or .docx file; raises AuditError if it is none of them, empty, damaged or a picture."""
    path = pathlib.Path(path)
    name, ending = path.name, path.suffix.lower()
    if not path.exists():
        raise AuditError(f"{path}: there is no such file; check the path")
    if ending not in READERS:
        said = f"the ending {ending!r}" if ending else "a name without an ending"
        raise AuditError(f"{name}: {said} is not read; give a file that ends in {', '.join(sorted(READERS))}")
    try:
        with path.open("rb") as stream:
            raw = stream.read(LARGEST + 1)
    except OSError as problem:
        raise AuditError(f"{path}: {problem.strerror or problem}; give the path of a document") from None
    if not raw.strip():
        raise AuditError(f"{name}: the file is empty")
    if len(raw) > LARGEST:
        raise AuditError(f"{name}: the file is larger than 64 MiB; give the part that holds the codes and figures")
    _refuse_other_kind(name, ending, raw)
    return Document(name, hashlib.sha256(raw).hexdigest(), READERS[ending](raw, name))


def decode(raw: bytes, name: str) -> str:
    """Text of bytes in UTF-8, UTF-16 with its mark, or Windows-1252."""
    for mark, encoding in MARKS:
        if raw.startswith(mark):
            try:
                return raw.decode(encoding)
            except UnicodeDecodeError as problem:
                raise AuditError(
                    f"{name}: its first bytes say {encoding}, but byte {problem.start} is not; save the file as UTF-8"
                ) from None
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
    if text.count("\0"):
        raise AuditError(
            f"{name}: this is no text (it holds zero bytes at {raw.find(0)}); save it as UTF-8 text, or give it its true ending"
        )
    return text


def _refuse_other_kind(name: str, ending: str, raw: bytes) -> None:
    is_zip, is_pdf = raw.startswith(b"PK"), raw.lstrip()[:5] == b"%PDF-"
    if ending == ".pdf" and not is_pdf:
        raise AuditError(f"{name}: this is no PDF (it does not begin with %PDF); give the file its true ending or download it again")
    if ending == ".docx" and not is_zip:
        raise AuditError(f"{name}: this is no .docx (it does not begin with PK); an older .doc must be saved as .docx first")
    if ending in (".txt", ".md", ".html", ".htm") and (is_zip or is_pdf):
        raise AuditError(
            f"{name}: the content is {'a zip or an Office file' if is_zip else 'a PDF'}, not {ending}; give the file its true ending"
        )


def _text(raw: bytes, name: str) -> list[Block]:
    from .read_text import text_blocks

    return text_blocks(decode(raw, name))


def _markdown(raw: bytes, name: str) -> list[Block]:
    from .read_text import text_blocks

    return text_blocks(decode(raw, name), markdown=True)


def _html(raw: bytes, name: str) -> list[Block]:
    from .read_html import html_blocks

    return html_blocks(decode(raw, name))


def _pdf(raw: bytes, name: str) -> list[Block]:
    from .read_pdf import pdf_blocks

    return pdf_blocks(raw, name)


def _docx(raw: bytes, name: str) -> list[Block]:
    from .read_docx import docx_blocks

    return docx_blocks(raw, name)


READERS = {".txt": _text, ".md": _markdown, ".markdown": _markdown, ".html": _html, ".htm": _html, ".pdf": _pdf, ".docx": _docx}
