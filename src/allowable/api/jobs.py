"""Jobs on uploaded files, from the side of the server: a process for each (child.py), only so many at a time, ended with its request."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import sys
from collections.abc import AsyncIterator
from typing import Any, BinaryIO

import msgspec

from .desk import with_files
from .problem import Problem
from .settings import Settings

Json = dict[str, Any]

PIECE = 256 * 1024
MOST_UPLOADS = 8  # under way at once, for each worker
PATIENCE = 10  # seconds for a process to begin, or to remove its folder
LONGEST_LINE = 1 << 20


class Jobs:
    """Begins jobs, and lets only some work at a time."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._uploads = 0
        self._working = asyncio.Semaphore(settings.file_jobs)

    async def begin(self) -> Job:
        """A job with a folder to upload to. Problem 503 where too many are under way."""
        if self._uploads >= MOST_UPLOADS:
            raise Problem(503, f"{self._uploads} files are being worked on.", headers={"Retry-After": "10"})
        self._uploads += 1
        try:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", f"{__package__}.child"),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,  # what libraries say there may quote the file
                limit=LONGEST_LINE,
                start_new_session=True,  # what ends the server does not end it: it has a folder to remove
            )
            job = Job(process, self)
            await job.hear()
        except BaseException:
            self._uploads -= 1
            raise
        return job

    async def work(self, job: Job, order: Json) -> Json:
        """The result of a job; Problem says why there is none."""
        seconds = self._settings.file_seconds
        try:
            async with asyncio.timeout(seconds), self._working:
                said = await job.ask({**order, "most_lines": self._settings.most_lines})
        except TimeoutError:
            raise Problem(503, f"The file took longer than {seconds} seconds: send it in parts.", headers={"Retry-After": "60"}) from None
        if "problem" in said:
            raise ChildProblem(said["problem"])
        result: Json = said["result"]
        return result

    def over(self) -> None:
        """One job less is under way."""
        self._uploads -= 1


class ChildProblem(Problem):
    """What a job's process could not do; of a fault of the program `kind` and `where` say more, for the log."""

    def __init__(self, said: Json) -> None:
        super().__init__(said["status"], said["detail"], errors=said["errors"])
        self.kind = str(said.get("kind", ""))
        self.where = list(said.get("where", ()))


class Job:
    """One process and its `folder`."""

    def __init__(self, process: asyncio.subprocess.Process, jobs: Jobs) -> None:
        self._process = process
        self._jobs = jobs
        self._is_closed = False
        self.folder = ""

    async def hear(self) -> None:
        """Learn the folder."""
        async with asyncio.timeout(PATIENCE):
            self.folder = (await self._line())["folder"]

    async def ask(self, order: Json) -> Json:
        """Hand the order over and wait for what comes of it."""
        assert self._process.stdin is not None
        self._process.stdin.write(msgspec.json.encode(order) + b"\n")
        await self._process.stdin.drain()
        return await self._line()

    async def _line(self) -> Json:
        assert self._process.stdout is not None
        line = await self._process.stdout.readline()
        if not line:
            raise Problem(422, "The file could not be read: it takes more memory than is allowed here, or is made to break its reader.")
        found: Json = msgspec.json.decode(line)
        return found

    async def close(self) -> None:
        """Let the process remove its folder and end; one that does not is killed."""
        if self._is_closed:
            return
        self._is_closed = True
        self._jobs.over()
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            async with asyncio.timeout(PATIENCE):
                await self._process.wait()
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()
        if self.folder:  # one that was killed has left it
            await with_files(shutil.rmtree, self.folder, True)


def _open(path: str) -> BinaryIO:
    return open(path, "rb")


async def pieces(path: str) -> AsyncIterator[bytes]:
    """A file in pieces, read off the loop that serves."""
    stream = await with_files(_open, path)
    try:
        while piece := await with_files(stream.read, PIECE):
            yield piece
    finally:
        stream.close()
