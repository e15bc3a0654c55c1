"""A file that a form sent: worked on by a process of its own (api/jobs.py), whose folder is removed when the page has been sent."""

from __future__ import annotations

import pathlib
from typing import TYPE_CHECKING, Any

import litestar
import msgspec
from litestar.datastructures import UploadFile

from ..api.gate import CLOSERS
from ..api.uploads import safe_name
from .problems import PageError

if TYPE_CHECKING:
    from collections.abc import Mapping

LARGEST = 20_000_000  # bytes
Sent = dict[str, UploadFile | str]


async def sent_with(request: litestar.Request[Any, Any, Any]) -> Sent:
    """The fields and the file of a form, by name; of several under one name the last."""
    return dict((await request.form()).multi_items())


async def content_of(sent: Mapping[str, UploadFile | str], field: str = "file") -> tuple[str, bytes]:
    """(name, bytes) of an uploaded file, of its name only what is harmless. PageError if none was chosen, it is empty, or too large."""
    file = sent.get(field)
    if file is None or isinstance(file, str) or not file.filename:
        raise PageError("choose a file first")
    content = await file.read(LARGEST + 1)
    if not content:
        raise PageError(f"{safe_name(file.filename)}: the file is empty; choose another")
    if len(content) > LARGEST:
        raise PageError(f"the file is larger than {LARGEST // 1_000_000} MB, which a page does not take; use the command line for it")
    return safe_name(file.filename), content


async def answer_of(
    request: litestar.Request[Any, Any, Any], operation: str, name: str, content: bytes, asked: msgspec.Struct, **more: Any
) -> bytes:
    """Bytes of the answer of an operation of api/files.py to a file. Problem says why there is none."""
    jobs = request.app.state.jobs
    job = await jobs.begin()
    scope: dict[str, Any] = request.scope  # type: ignore[assignment]  # which holds a name of the gate's own
    scope.setdefault(CLOSERS, []).append(job.close)
    (pathlib.Path(job.folder) / name).write_bytes(content)
    result = await jobs.work(job, {"operation": operation, "name": name, "request": msgspec.to_builtins(asked), **more})
    return pathlib.Path(result["file"]).read_bytes()


def texts_of(sent: Mapping[str, UploadFile | str]) -> dict[str, list[str]]:
    """The fields beside the file."""
    return {name: [value] for name, value in sent.items() if isinstance(value, str)}
