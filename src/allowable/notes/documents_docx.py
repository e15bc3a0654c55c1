"""Word documents: paragraphs, the cells of tables and the words of text boxes, in the order of the document.

A paragraph is a line; the cells of a row stand on one line, a tabulator between them. What Word has marked as deleted is left out, what
it has marked as inserted is in: this is what the reader of the document sees. What its author struck through or hid is left out too: a
procedure that was struck out was not done. Headers, footers, comments and footnotes are left out; of the last two the answer says so.
"""

from __future__ import annotations

import io
import zipfile

from .problem import NoteError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

LARGEST_PART = 64 * 2**20  # bytes of the unpacked document: a small zip can hold a huge one
WORDS = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"  # the same text box once more, for old programs
SIGNS = {f"{WORDS}tab": "\t", f"{WORDS}br": "\n", f"{WORDS}cr": "\n", f"{WORDS}noBreakHyphen": "-"}
LEFT_OUT = {f"{WORDS}del", f"{WORDS}moveFrom", FALLBACK}
VOIDED = (f"{WORDS}strike", f"{WORDS}dstrike", f"{WORDS}vanish")  # of a run: struck through, or hidden
ASIDE = {"/comments": "comments", "/footnotes": "footnotes", "/endnotes": "endnotes"}  # how the kind of a part's relation ends
OFF = {"0", "false", "off"}
BOX = f"{WORDS}txbxContent"


def docx_text(raw: bytes, name: str) -> tuple[str, list[str]]:
    """(text, notes) of a .docx; NoteError if it is damaged or another kind of zip."""
    import docx

    _refuse_other_zip(raw, name)
    try:
        document = docx.Document(io.BytesIO(raw))
        body = document.element.body
    except Exception:  # python-docx raises what its zip and XML readers raise
        raise NoteError(f"{name}: the Word file is damaged; open it in a word processor and save it again as .docx") from None
    text = "\n".join(_lines(body))
    notes = []
    if any(True for _ in body.iter(f"{WORDS}del", f"{WORDS}moveFrom")):
        notes.append("The document holds tracked changes: what is marked as deleted was not read.")
    if any(_is_voided(run) and (words.text or "").strip() for run in body.iter(f"{WORDS}r") for words in run.iter(f"{WORDS}t")):
        notes.append("The document holds words that are struck through or hidden: they were not read.")
    if aside := [what for part, what in ASIDE.items() if _holds_words(document, part)]:
        notes.append(f"The document also holds {' and '.join(aside)}: they were not read.")
    if not text.strip():
        raise NoteError(f"{name}: the Word file holds no text; if it shows a picture of the note, run text recognition (OCR) on it")
    return text, notes


def _holds_words(document: Any, part: str) -> bool:
    related = (one.target_part.blob for one in document.part.rels.values() if one.reltype.endswith(part) and not one.is_external)
    return any(b"<w:t>" in blob or b"<w:t " in blob for blob in related)


def _refuse_other_zip(raw: bytes, name: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            parts = {one.filename: one.file_size for one in archive.infolist()}
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise NoteError(f"{name}: the Word file is damaged or cut short; download or save it again as .docx") from None
    if "word/document.xml" not in parts:
        raise NoteError(f"{name}: this is a zip or another Office file, no Word document; give the note as .txt, .docx or .pdf")
    if sum(parts.values()) > LARGEST_PART:
        raise NoteError(f"{name}: unpacked the file is larger than 64 MiB; give the note alone, without its pictures")


def _lines(holder: Any) -> Iterator[str]:
    """One line a paragraph or row of a table, in order; content controls are looked into."""
    for element in holder.iterchildren():
        if element.tag == f"{WORDS}p":
            yield from _paragraph(element)
        elif element.tag == f"{WORDS}tbl":
            yield from _rows(element)
        elif element.tag in (f"{WORDS}sdt", f"{WORDS}sdtContent", f"{WORDS}ins", f"{WORDS}customXml"):
            yield from _lines(element)


def _rows(table: Any) -> Iterator[str]:
    for row in _kin(table, f"{WORDS}tr"):
        cells = ["\n".join(_lines(cell)) for cell in _kin(row, f"{WORDS}tc")]
        yield "\t".join(cells)


def _kin(holder: Any, tag: str) -> Iterator[Any]:
    """The children of a tag, also those within a content control or an insertion."""
    for element in holder.iterchildren():
        if element.tag == tag:
            yield element
        elif element.tag in (f"{WORDS}sdt", f"{WORDS}sdtContent", f"{WORDS}ins", f"{WORDS}customXml"):
            yield from _kin(element, tag)


def _paragraph(element: Any) -> Iterator[str]:
    """The paragraph's own line, then the lines of the text boxes anchored in it."""
    boxes: list[Any] = []
    yield "".join(_pieces(element, boxes))
    for box in boxes:
        yield from _lines(box)


def _pieces(element: Any, boxes: list[Any]) -> Iterator[str]:
    for child in element.iterchildren():
        if child.tag == f"{WORDS}t":
            yield child.text or ""
        elif child.tag in SIGNS:
            yield SIGNS[child.tag]
        elif child.tag == BOX:
            boxes.append(child)
        elif child.tag not in LEFT_OUT and not _is_voided(child):
            yield from _pieces(child, boxes)


def _is_voided(run: Any) -> bool:
    """Whether a run shows its words struck through or not at all."""
    if run.tag != f"{WORDS}r":
        return False
    marks = (run.find(f"{WORDS}rPr/{mark}") for mark in VOIDED)
    return any(mark is not None and mark.get(f"{WORDS}val", "1") not in OFF for mark in marks)
