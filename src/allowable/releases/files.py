"""Files as CMS offers them: plain, gzipped, members of a zip; text in the encodings CMS uses; rows with their numbers.

A recipe never opens a path itself: it gets a `PublishedFile` and asks it for text, rows or sheet. So a folder, a zip and a converted
table are read by the same lines, and the sha256 that the release records is always that of the file a user can hold in their hands.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import pathlib
import zipfile
from functools import partial

from .problem import Refused

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from python_calamine import CalamineWorkbook

LARGEST_MEMBER = 1 << 30  # an unpacked member above 1 GiB is no CMS schedule: a zip bomb


class PublishedFile:
    """One file, or one member of a zip.

    `name` is the file's own name (a trailing .gz removed), `where` names it for messages (zip and member), `sha256` is the hash of the
    outermost file on disk, `origin` that file's name.
    """

    __slots__ = ("_content", "_load", "folder", "name", "origin", "sha256", "where")

    def __init__(self, name: str, where: str, origin: str, sha256: str, folder: pathlib.Path, load: Callable[[], bytes]) -> None:
        self.name = name
        self.where = where
        self.origin = origin
        self.sha256 = sha256
        self.folder = folder
        self._load = load
        self._content: bytes | None = None

    def content(self) -> bytes:
        """The bytes, unpacked."""
        if self._content is None:
            self._content = self._load()
        return self._content

    def forget(self) -> None:
        """Drop the bytes from memory; they are read again when asked for."""
        self._content = None

    def text(self) -> str:
        """The text: UTF-8 if it is valid UTF-8 (a byte order mark is dropped), else cp1252, CMS's usual encoding, else latin-1."""
        content = self.content()
        if b"\0" in content[:4096]:
            raise Refused(self.where, "this is no text file (it holds NUL bytes)")
        for encoding in ("utf-8-sig", "cp1252"):
            try:
                return content.decode(encoding)
            except UnicodeDecodeError:
                continue
        return content.decode("latin-1")

    def rows(self, delimiter: str = ",") -> Iterator[tuple[int, list[str]]]:
        """Yield (row number from 1, cells stripped of blanks and non-breaking spaces)."""
        head = self.content()[:512].lstrip().lower()
        if head.startswith((b"<!doctype", b"<html", b"<head")):
            advice = "accept the licence on CMS's page yourself and save the file it then offers"
            raise Refused(self.where, "this is a web page, not a table", advice=advice)
        number = 0
        try:
            for number, cells in enumerate(csv.reader(io.StringIO(self.text(), newline=""), delimiter=delimiter), 1):
                yield number, [cell.strip(" \t\r\n\xa0\x1a") for cell in cells]
        except csv.Error as problem:
            raise Refused(self.where, f"this is no well-formed table ({problem})", row=number + 1) from None

    def sheets(self) -> list[str]:
        """Names of the sheets of a workbook."""
        return self._workbook().sheet_names

    def sheet_rows(self, sheet: str | None = None) -> Iterator[tuple[int, list[str]]]:
        """Yield (row number from 1, cells as text) of a workbook sheet; the first sheet by default. Whole numbers lose a trailing .0."""
        book = self._workbook()
        name = sheet or book.sheet_names[0]
        if name not in book.sheet_names:
            raise Refused(self.where, f"it has no sheet {name!r}; its sheets are {', '.join(book.sheet_names)}")
        for number, cells in enumerate(book.get_sheet_by_name(name).to_python(skip_empty_area=False), 1):
            yield number, [_cell_text(cell) for cell in cells]

    def _workbook(self) -> CalamineWorkbook:
        import python_calamine

        try:
            return python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(self.content()))
        except Exception as problem:
            raise Refused(self.where, f"this workbook cannot be opened ({problem})") from None

    def __repr__(self) -> str:
        return f"<file {self.where}>"


def _cell_text(cell: object) -> str:
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    return str(cell).strip(" \t\r\n\xa0\x1a")


def open_file(path: str | pathlib.Path) -> Iterator[PublishedFile]:
    """Yield the PublishedFiles of one path: itself, or each member if it is a zip. Raises Refused if it says zip and is none."""
    path = pathlib.Path(path)
    try:
        raw = path.read_bytes()
    except OSError as problem:
        raise Refused(str(path), f"it cannot be read ({problem.strerror})", advice="check the path") from None
    sha256 = hashlib.sha256(raw).hexdigest()
    where = f"{path.parent.name}/{path.name}" if path.parent.name else path.name
    if path.suffix.lower() == ".zip":
        yield from _members(path, raw, sha256)
    elif path.suffix.lower() == ".gz":
        yield PublishedFile(path.name[:-3], where, path.name, sha256, path.parent, lambda: _gunzip(path, raw))
    else:
        yield PublishedFile(path.name, where, path.name, sha256, path.parent, lambda: raw)


def open_tree(root: str | pathlib.Path, *, exclude: Collection[str] = ()) -> Iterator[pathlib.Path]:
    """Yield the paths of the files of a folder, sorted; folders named in `exclude` are passed over."""
    root = pathlib.Path(root)
    for path in sorted(root.rglob("*")):
        if path.is_file() and not set(path.relative_to(root).parts) & set(exclude):
            yield path


def _gunzip(path: pathlib.Path, raw: bytes) -> bytes:
    try:
        with gzip.open(io.BytesIO(raw)) as stream:
            content = stream.read(LARGEST_MEMBER + 1)
    except (OSError, EOFError) as problem:
        raise Refused(path.name, f"the gzip stream is damaged ({problem})") from None
    if len(content) > LARGEST_MEMBER:
        raise Refused(path.name, "it unpacks to more than 1 GiB")
    return content


def _members(path: pathlib.Path, raw: bytes, sha256: str) -> Iterator[PublishedFile]:
    if not raw.startswith(b"PK"):
        kind = "a web page saved as .zip" if raw[:200].lstrip().lower().startswith((b"<!doctype", b"<html")) else "no zip archive"
        advice = "accept the licence on CMS's page yourself and save the zip it then offers"
        raise Refused(path.name, f"it is {kind} (its first bytes are not PK)", advice=advice)
    try:
        archive = zipfile.ZipFile(io.BytesIO(raw))
    except zipfile.BadZipFile as problem:
        raise Refused(path.name, f"the zip is damaged or cut short ({problem})") from None
    for info in archive.infolist():
        if info.is_dir():
            continue
        if info.file_size > LARGEST_MEMBER:
            raise Refused(f"{path.name}:{info.filename}", "it unpacks to more than 1 GiB")
        name = pathlib.PurePosixPath(info.filename).name
        where = f"{path.name}:{info.filename}"
        yield PublishedFile(name, where, path.name, sha256, path.parent, partial(_unzip, archive, info, path))


def _unzip(archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: pathlib.Path) -> bytes:
    try:
        return archive.read(info)
    except Exception as problem:
        raise Refused(f"{path.name}:{info.filename}", f"this member of the zip is damaged ({problem})") from None
