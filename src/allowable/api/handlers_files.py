"""The operations that take a file: spooled to a job's own folder, worked on by its own process, and the answer sent in pieces.

An answer begins when it is whole on disk, with its length: whatever cuts it off after that, the client sees that it is short.
"""

from __future__ import annotations

import asyncio
import contextlib
import pathlib
from typing import Any

import msgspec
from litestar import Response, post
from litestar.datastructures import State
from litestar.response import Stream

from . import answers
from .gate import CLOSERS, REQUEST_ID, Scope
from .handlers import Ask, body, converted, json_answer, query_of
from .jobs import ChildProblem, Job, Jobs, pieces
from .problem import Problem
from .requests import AuditRequest, CheckFileRequest, CheckRequest, NoteFileRequest, NoteRequest, RepriceRequest
from .uploads import receive_upload

JSON = "application/json"


@post("/check", status_code=200)
async def check(request: Ask, state: State) -> Response[bytes] | Stream:
    """Check one claim given as JSON, or every claim of a file."""
    if _is_json(request):
        return json_answer(await state.desk.run(_checked, await body(request, CheckRequest)))
    return await _work(request, state, "check", CheckFileRequest)


@post("/note", status_code=200)
async def note(request: Ask, state: State) -> Response[bytes] | Stream:
    """Read a note given as JSON, or a file."""
    if _is_json(request):
        return json_answer(await state.desk.run(_noted, await body(request, NoteRequest)))
    return await _work(request, state, "note", NoteFileRequest)


@post("/audit", status_code=200)
async def audit(request: Ask, state: State) -> Stream:
    """Audit a guide."""
    return await _work(request, state, "audit", AuditRequest)


@post("/reprice", status_code=200)
async def reprice(request: Ask, state: State) -> Stream:
    """Price a table of lines."""
    return await _work(request, state, "reprice", RepriceRequest)


async def _work(request: Ask, state: State, operation: str, kind: type[msgspec.Struct]) -> Stream:
    jobs: Jobs = state.jobs
    content_type = request.headers.get("content-type", "")
    converted(kind, {name: value for name, value in query_of(request).items() if name != "name"})  # said before the file comes
    job = await jobs.begin()
    scope: Scope = request.scope  # type: ignore[assignment]  # with names of our own
    scope.setdefault(CLOSERS, []).append(job.close)
    upload = await receive_upload(request.stream(), content_type, request.scope["query_string"], job.folder)
    asked = converted(kind, upload.fields)
    order = {"operation": operation, "name": upload.name, "request": msgspec.to_builtins(asked)}
    result = await _unless_gone(request, state, jobs, job, order)
    headers = {"content-length": str(pathlib.Path(result["file"]).stat().st_size)}
    if result["download"]:
        headers["content-disposition"] = f'attachment; filename="{result["download"]}"'
    return Stream(pieces(result["file"]), media_type=result["media"], headers=headers)


async def _unless_gone(request: Ask, state: State, jobs: Jobs, job: Job, order: dict[str, Any]) -> dict[str, Any]:
    """The job's result; nobody works for a client that has left."""
    working = asyncio.create_task(jobs.work(job, order))
    leaving = asyncio.create_task(_gone(request))
    try:
        await asyncio.wait((working, leaving), return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise Problem(408, "The client left before the answer was made.")
        return working.result()
    except ChildProblem as problem:
        if problem.status == 500:
            scope: Scope = request.scope  # type: ignore[assignment]
            state.log.fault_of(scope[REQUEST_ID], scope["path_template"], problem.kind, problem.where)
        raise
    finally:
        for task in (working, leaving):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await task


async def _gone(request: Ask) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _is_json(request: Ask) -> bool:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower() in (JSON, "")


def _checked(engine: Any, asked: CheckRequest) -> bytes:
    return msgspec.json.encode(answers.check(engine, asked))


def _noted(engine: Any, asked: NoteRequest) -> bytes:
    return msgspec.json.encode(answers.note(engine, asked))


HANDLERS = (check, note, audit, reprice)
