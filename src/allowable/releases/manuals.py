"""Manuals of CMS that a user imported as PDF: recognised, cut into numbered passages with their pages, kept in the user's own store.

NCCI policy manuals (whole, or one chapter) and the chapters of Medicare's internet-only manuals (Pub. 100-04 and the like) are read. Their
text never leaves the store; `allowable ask` quotes a passage of it with chapter, section and page.
"""

from __future__ import annotations

import hashlib
import json
import os
import pathlib
import re

from .problem import NotRecognised, Refused

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any

    Json = dict[str, Any]
    PageLine = tuple[int, float, float, str]  # page, gap above it, height, text

SCHEMA = "allowable.manual/1"
FOLDER = "manuals"
ENDING = ".manual.json"
NCCI = re.compile(r"national correct coding initiative|\bncci\b", re.IGNORECASE)
POLICY = re.compile(r"policy manual|coding policy", re.IGNORECASE)
ONLINE = re.compile(r"\b(Medicare [A-Z][A-Za-z-]+(?: [A-Z][A-Za-z-]+){0,3} Manual)\b")
CHAPTER = re.compile(r"^\s*chapter\s+([ivxl]+|\d{1,2})\b\s*[-–:.]?\s*(.{0,120})$", re.IGNORECASE)
DOTS = re.compile(r"\.{4,}|(?:\. ){4,}|(?:\t| {3,})\d+$")
LETTER = re.compile(r"^([A-Z])\.\s+([A-Z][^.]{2,90})$")
ITEM = re.compile(r"^(\d{1,2})\.\s+(?=\S)")
NUMBERED = re.compile(r"^(\d{1,3}(?:\.\d{1,2}){0,4})\s*[-–—]\s*([A-Z].{2,140})$")
DATE = re.compile(
    r"(?:revision date|revised|effective|rev\.?)(?: \([a-z]+\))?\W{0,10}"
    r"((?:\d{1,2}/\d{1,2}/\d{4})|(?:\d{1,6},? ?(?:issued:? ?)?\d{2}-\d{2}-\d{2})|(?:january|april|july|october) 1, \d{4})",
    re.IGNORECASE,
)
REVISION = re.compile(r"^\(Rev\..*\)?$")
LONGEST = 1_600  # characters of a passage; a longer paragraph is cut at a sentence
SHORTEST = 40
PARAGRAPH_GAP = 0.3  # of the line's height: a gap above a line that is wider than the usual one by more begins a paragraph
FEWEST = 3  # passages of a manual that was read well
HEAD_LINES = 2
REPEATED = 3  # pages on which a running head stands


def is_manual_file(path: pathlib.Path) -> bool:
    """Whether a file is a PDF, which is read as a manual and as nothing else."""
    return path.suffix.lower() == ".pdf"


def read_manual(path: pathlib.Path) -> Json:
    """The manual of a PDF: schema, document, edition, file, sha256, pages, passages [{chapter, section, number, page, text}].

    Raises NotRecognised where it is no manual of CMS that is known here, Refused where it is damaged, locked or a picture of text.
    """
    try:
        raw = path.read_bytes()
    except OSError as problem:
        raise Refused(str(path), f"it cannot be read ({problem.strerror})", advice="check the path and its permissions") from None
    lines, pages, heads = _lines(raw, path.name)
    start = " ".join(text for page, _, _, text in lines if page <= 2)
    document = _document(start, path.name)
    passages = list(_passages(lines, _chapter_of(start)))
    if len(passages) < FEWEST:
        raise Refused(
            path.name, f"only {len(passages)} passages were found in its {pages} pages", advice="give CMS's own PDF of the manual"
        )
    dated = DATE.search(start) or DATE.search(heads)
    return {
        "schema": SCHEMA,
        "document": document,
        "edition": dated[1] if dated else None,
        "file": path.name,
        "sha256": hashlib.sha256(raw).hexdigest(),
        "pages": pages,
        "passages": passages,
    }


def write_manual(folder: pathlib.Path, manual: Json) -> pathlib.Path:
    """Keep a manual in a store; an earlier import of the same document and chapters is replaced. Gives the path."""
    from .point_write import write_atomically

    chapters = sorted({one["chapter"] for one in manual["passages"] if one["chapter"]})
    which = chapters[0] if len(chapters) == 1 else "whole"
    name = re.sub(r"[^a-z0-9]+", "-", f"{manual['document']} {which}".lower()).strip("-")
    path = folder / FOLDER / f"{name}{ENDING}"
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, json.dumps(manual, indent=1, ensure_ascii=False).encode())
    return path


def load_manuals(folders: Iterable[str | os.PathLike[str]]) -> list[Json]:
    """Every manual of the stores, by file name; a damaged file raises Refused and says to import it again."""
    found = []
    for folder in folders:
        for path in sorted(pathlib.Path(folder).glob(f"{FOLDER}/*{ENDING}")):
            try:
                manual = json.loads(path.read_bytes())
            except ValueError:
                manual = {}
            if manual.get("schema") != SCHEMA:
                raise Refused(
                    str(path), "it is no manual as this program keeps it", advice="import the PDF again with `allowable releases import`"
                )
            found.append(manual)
    return found


def _lines(raw: bytes, name: str) -> tuple[list[PageLine], int, str]:
    """Lines of all pages without running heads, the number of pages, and the running heads of the first two."""
    import io
    import logging

    import pdfplumber

    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    found: list[list[PageLine]] = []
    try:
        with pdfplumber.open(io.BytesIO(raw)) as pdf:
            for number, page in enumerate(pdf.pages, 1):
                found.append(list(_page_lines(page, number)))
                page.close()
    except Exception:  # pdfminer raises many kinds for damaged and locked files
        what = "the PDF is damaged, cut short or locked by a password"
        raise Refused(name, what, advice="download it again from CMS, or save an unlocked copy") from None
    if not any(found):
        raise Refused(name, "its pages hold no text (a scan)", advice="give CMS's own PDF, not a scan of it")
    heads = _running_heads(found)
    kept = [line for page in found for line in page if _levelled(line[3]) not in heads]
    return kept, len(found), " ".join(line[3] for page in found[:2] for line in page if _levelled(line[3]) in heads)


def _page_lines(page: Any, number: int) -> Iterator[PageLine]:
    before = None
    for line in page.extract_text_lines(return_chars=False):
        text = " ".join(line["text"].split())
        if not text:
            continue
        height = line["bottom"] - line["top"]
        yield number, (line["top"] - before if before is not None else 0.0), height, text
        before = line["bottom"]


def _running_heads(pages: Sequence[Sequence[PageLine]]) -> set[str]:
    seen: dict[str, int] = {}
    for page in pages:
        for text in {_levelled(line[3]) for line in [*page[:HEAD_LINES], *page[-HEAD_LINES:]]}:
            seen[text] = seen.get(text, 0) + 1
    return {text for text, count in seen.items() if count >= REPEATED}


def _levelled(text: str) -> str:
    return re.sub(r"\d+", "0", text)


def _document(start: str, name: str) -> str:
    if NCCI.search(start) and POLICY.search(start):
        whose = "Medicaid " if re.search(r"\bmedicaid\b", start[:1_500], re.IGNORECASE) else ""
        return f"{whose}NCCI Policy Manual" if whose else "NCCI Policy Manual for Medicare Services"
    match = ONLINE.search(start)
    if match:
        return match[1]
    raise NotRecognised(
        f"{name}: no recipe reads this file: it is neither an NCCI policy manual nor a chapter of a Medicare manual such as Pub. 100-04; "
        "`allowable releases list` shows which kinds are read, and `allowable audit` checks somebody's guide"
    )


def _chapter_of(start: str) -> str | None:
    match = re.search(r"\bchapter\s+([ivxl]+|\d{1,2})\b", start, re.IGNORECASE)
    return match[1].upper() if match else None


class _Place:
    """Where the reading stands: chapter, section, number of the item."""

    def __init__(self, chapter: str | None) -> None:
        self.chapter: str | None = chapter
        self.section: str | None = None
        self.number: str | None = None

    def heading(self, text: str) -> bool:
        """Take a heading; whether the line was one."""
        if match := CHAPTER.match(text):
            self.chapter, self.section, self.number = match[1].upper(), None, None
            return True
        if match := NUMBERED.match(text):
            self.section, self.number = f"{match[1]} {match[2]}", None
            return True
        if match := LETTER.match(text):
            self.section, self.number = f"{match[1]}. {match[2].strip()}", None
            return True
        return False

    def entry(self, page: int, text: str) -> Json:
        """A passage at this place."""
        return {"chapter": self.chapter, "section": self.section, "number": self.number, "page": page, "text": text}


def _passages(lines: Sequence[PageLine], chapter: str | None) -> Iterator[Json]:
    place = _Place(chapter)
    held: list[str] = []
    first_page = 1
    before_page = 0
    usual = _usual_gap(lines)
    for page, gap, height, text in lines:
        if DOTS.search(text) or REVISION.match(text):
            continue
        heading = len(text) <= 160 and place_is_heading(text)
        item = ITEM.match(text)
        turned = page != before_page and bool(held) and held[-1].endswith((".", ":", ";"))
        if heading or item or gap > usual + PARAGRAPH_GAP * height or turned:
            yield from _cut(place, first_page, held)
            held = []
        before_page = page
        if heading:
            place.heading(text)
            continue
        if item:
            place.number = item[1]
        if not held:
            first_page = page
        held.append(text)
    yield from _cut(place, first_page, held)


def _usual_gap(lines: Sequence[PageLine]) -> float:
    gaps = sorted(gap for _, gap, _, _ in lines if gap > 0)
    return gaps[len(gaps) // 2] if gaps else 0.0


def place_is_heading(text: str) -> bool:
    """Whether a line is the heading of a chapter or section."""
    return any(pattern.match(text) for pattern in (CHAPTER, NUMBERED, LETTER))


def _cut(place: _Place, page: int, held: list[str]) -> Iterator[Json]:
    text = " ".join(held).strip()
    while len(text) > LONGEST:
        end = text.rfind(". ", SHORTEST, LONGEST) + 1 or LONGEST
        yield place.entry(page, text[:end].strip())
        text = text[end:].strip()
    if len(text) >= SHORTEST:
        yield place.entry(page, text)
