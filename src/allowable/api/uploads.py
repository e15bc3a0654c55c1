"""An uploaded file: multipart/form-data with one file and fields beside it, or the bytes of the file as the body.

It goes to disk as it comes, into a folder that nobody else may read and that is removed when the request is over. Of its name only
harmless letters are kept, and nothing of a path.
"""

from __future__ import annotations

import os
import pathlib
import re
from collections.abc import AsyncIterator
from typing import Any, BinaryIO

from multipart import MultipartError, PushMultipartParser, parse_options_header

from .desk import with_files
from .problem import Problem
from .query import query_fields

LARGEST_FIELD = 64 * 1024
MOST_PARTS = 30
PIECE = 1 << 20  # bytes written at once
HARMLESS = re.compile(r"[^A-Za-z0-9._ -]+")
HOW = "Send multipart/form-data with the part `file`, or the bytes of the file with `?name=` and its name."


class Upload:
    """What was uploaded: `path` of the file in its folder, `name` as it is shown, `fields` that came with it."""

    __slots__ = ("fields", "name", "path")

    def __init__(self, path: pathlib.Path, name: str, fields: dict[str, Any]) -> None:
        self.path = path
        self.name = name
        self.fields = fields


def safe_name(given: str | None, default: str = "upload") -> str:
    """A name without any path, of at most 80 harmless characters; its ending stays."""
    last = re.split(r"[/\\]", given or "")[-1]
    clean = HARMLESS.sub("_", last).strip(" ._") or default
    stem, dot, ending = clean.rpartition(".")
    return f"{stem[: 79 - len(ending[:10])]}.{ending[:10]}" if dot and stem else clean[:80]


async def receive_upload(stream: AsyncIterator[bytes], content_type: str, query: bytes, folder: str) -> Upload:
    """Spool the body into the folder. Problem 400, 413 or 415 where it is none."""
    fields: dict[str, Any] = dict(query_fields(query))
    kind, options = parse_options_header(content_type)
    if kind == "multipart/form-data":
        return await _multipart(stream, options.get("boundary", ""), fields, folder)
    if kind in ("", "application/json", "application/x-www-form-urlencoded"):
        raise Problem(415, f"A file is read here, and no {kind or 'body without a content type'}. {HOW}")
    name = safe_name(str(fields.pop("name", "")))
    target = _Target(folder, name)
    try:
        async for chunk in stream:
            await target.write(chunk)
    finally:
        await target.close()
    return Upload(target.path, name, fields)


async def _multipart(stream: AsyncIterator[bytes], boundary: str, fields: dict[str, Any], folder: str) -> Upload:
    if not boundary:
        raise Problem(400, f"The content type multipart/form-data names no boundary. {HOW}")
    target: _Target | None = None
    name = ""
    told = str(fields.pop("name", ""))
    try:
        with PushMultipartParser(boundary, max_segment_count=MOST_PARTS, strict=True) as parser:
            part: Any = None
            async for chunk in stream:
                if not chunk:
                    continue
                for event in parser.parse(chunk):
                    if event is None:
                        part = None
                    elif isinstance(event, bytes | bytearray):
                        if isinstance(part, _Target):
                            await part.write(bytes(event))
                        else:
                            fields[part] += _text(event, part, fields[part])
                    elif event.filename is not None:
                        if target is not None:
                            raise Problem(400, "Several files came; send one file at a time.")
                        name = safe_name(told or event.filename)
                        part = target = _Target(folder, name)
                    else:
                        part = event.name
                        fields[part] = ""
    except MultipartError as problem:
        raise Problem(400, f"The multipart/form-data is malformed: {problem}.") from None
    finally:
        if target is not None:
            await target.close()
    if target is None:
        raise Problem(400, f"No file came. {HOW}")
    return Upload(target.path, name, {key: value for key, value in fields.items() if value != ""})


def _text(event: bytes | bytearray, name: str, before: str) -> str:
    if len(before) + len(event) > LARGEST_FIELD:
        raise Problem(413, f"The field {name!r} is longer than {LARGEST_FIELD:,} bytes.")
    try:
        return event.decode()
    except UnicodeDecodeError:
        raise Problem(400, f"The field {name!r} is no text in UTF-8.") from None


class _Target:
    """A file that is written in large pieces, off the loop that serves."""

    def __init__(self, folder: str, name: str) -> None:
        self.path = pathlib.Path(folder) / name
        handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self._file: BinaryIO = os.fdopen(handle, "wb", buffering=0)
        self._held: list[bytes] = []
        self._size = 0

    async def write(self, chunk: bytes) -> None:
        self._held.append(chunk)
        self._size += len(chunk)
        if self._size >= PIECE:
            await self._flush()

    async def _flush(self) -> None:
        held, self._held, self._size = b"".join(self._held), [], 0
        await with_files(_write_all, self._file, held)

    async def close(self) -> None:
        try:
            if self._held:
                await self._flush()
        finally:
            self._file.close()


def _write_all(file: BinaryIO, content: bytes) -> None:
    view = memoryview(content)
    while view:
        view = view[file.write(view) :]
