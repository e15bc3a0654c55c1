"""Where the work is done: an engine for each thread, because an engine keeps what it has looked up, and threads must not share that."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from ..engine import Engine
from .problem import Problem
from .settings import Settings

Answer = TypeVar("Answer")
SECONDS_TO_SIT_DOWN = 5
WAITING = 16  # questions that may wait for each thread
_HERE = threading.local()
_FILES = ThreadPoolExecutor(4, "files")  # reading and writing, which waits for no answer


async def with_files(function: Callable[..., Answer], *arguments: Any) -> Answer:
    """`function(*arguments)`, which reads or writes a file, off the loop that serves."""
    return await asyncio.get_running_loop().run_in_executor(_FILES, function, *arguments)


def engine_here() -> Engine:
    """The engine of this thread; one is made where it has none yet."""
    try:
        found: Engine = _HERE.engine
    except AttributeError:
        found = _HERE.engine = Engine()
    return found


class Desk:
    """Answers questions in threads, each with its own engine. `engine` is the one of the thread that serves, for what takes no time."""

    def __init__(self, settings: Settings, make_engine: Callable[[], Engine] = Engine) -> None:
        self.settings = settings
        self.engine = make_engine()
        self._make_engine = make_engine
        self.pool = ThreadPoolExecutor(settings.threads, "answers", self._sit_down)
        self._busy = 0

    def _sit_down(self) -> None:
        _HERE.engine = self._make_engine()

    async def run(self, function: Callable[..., Answer], *arguments: Any, seconds: int | None = None) -> Answer:
        """`function(engine, *arguments)` in a thread; Problem 503 where too many wait, or the time that an answer may take is over.

        Of a function whose time is over nothing is seen any more, but its thread is held until it ends, so that no more begin than there
        are threads.
        """
        if self._busy >= self.settings.threads * (WAITING + 1):
            raise Problem(503, f"{self._busy} requests are being answered or wait.", headers={"Retry-After": "2"})
        self._busy += 1
        future = self.pool.submit(lambda: function(_HERE.engine, *arguments))
        waiting = asyncio.wrap_future(future)
        waiting.add_done_callback(self._done)
        allowed = seconds or self.settings.answer_seconds
        done, _ = await asyncio.wait((waiting,), timeout=allowed)
        if not done:
            future.cancel()
            raise Problem(503, f"The answer took longer than {allowed} seconds: ask for less at once.", headers={"Retry-After": "10"})
        return waiting.result()

    def warm(self, function: Callable[[Engine], object]) -> None:
        """Let each thread ask its engine once what most pages ask, so that the first reader does not wait for the law to be loaded."""
        together = threading.Barrier(self.settings.threads)  # so that no thread does another's

        def once() -> None:
            with contextlib.suppress(threading.BrokenBarrierError):
                together.wait(SECONDS_TO_SIT_DOWN)
            with contextlib.suppress(ValueError):  # a store without the day warms nothing
                function(_HERE.engine)

        for _ in range(self.settings.threads):
            self.pool.submit(once)

    def _done(self, future: asyncio.Future[Any]) -> None:
        self._busy -= 1
        if not future.cancelled():
            future.exception()  # it was asked for: nobody waits for it any more

    def close(self) -> None:
        """Let the threads end."""
        self.pool.shutdown(wait=False, cancel_futures=True)
