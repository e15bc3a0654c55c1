"""Processes that price beside the first one: each holds a Bulk of its own, takes Pieces over a pipe and gives their Answers back.

A process and not a thread, because pricing holds the interpreter half of the time. It starts while the first lines are read, and ends
when the other end of its pipe is closed, for whatever reason.
"""

from __future__ import annotations

import contextlib
import importlib.abc
import multiprocessing
import pickle
import queue
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pyarrow as pa

from .answer import Answer, Pricing
from .lines import Bulk
from .names import Names
from .prepare import Preparation
from .whole import Piece

PATIENCE = 5  # seconds for a process to end by itself


@contextmanager
def beside(pricing: Pricing, count: int) -> Iterator[Callable[[Piece], Answer]]:
    """A function like `pricing` for several threads: one of them prices here, the others let one of `count` processes do it."""
    if not count:
        yield pricing
        return
    bulk, prepare = pricing.bulk, pricing.preparation
    setup = pickle.dumps((bulk.source, bulk.system.name, bulk.known, bulk.outputs, prepare.constants, dict(prepare.bound)))
    free: queue.SimpleQueue[Callable[[Piece], Answer]] = queue.SimpleQueue()
    free.put(pricing)

    def price(piece: Piece) -> Answer:
        one = free.get()
        try:
            return one(piece)
        finally:
            free.put(one)

    with contextlib.ExitStack() as stack:
        for _ in range(count):
            process = _Process(setup, list(dict.fromkeys(prepare.bound.values())), pricing.kept)
            stack.callback(process.close)
            free.put(process)
        yield price


class _Process:
    """One process. `needed` are the columns that it is sent, `kept` those that its answers are given here."""

    def __init__(self, setup: bytes, needed: Sequence[str], kept: Sequence[str]) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, other = context.Pipe()
        self._process = context.Process(target=_serve, args=(other, setup), daemon=True)
        self._process.start()
        other.close()
        self._needed, self._kept = list(needed), list(kept)

    def __call__(self, piece: Piece) -> Answer:
        self._pipe.send(Piece(piece.batch.select(self._needed), piece.claims, piece.count, piece.is_too_long))
        try:
            answer = self._pipe.recv()
        except EOFError:
            raise RuntimeError("a pricing process has ended before its work was done; run again with --workers 1") from None
        if isinstance(answer, BaseException):
            raise answer
        answer.kept = piece.batch.select(self._kept)
        return answer  # type: ignore[no-any-return]  # what came over the pipe

    def close(self) -> None:
        """End the process."""
        self._pipe.close()
        self._process.join(PATIENCE)
        if self._process.is_alive():
            self._process.terminate()


def use_little_memory() -> None:
    """For a process that does nothing else: Arrow's own allocator keeps more than the system's, and is no faster here; and with its first
    array Arrow looks for pandas, which would take a quarter of a second and forty megabytes for nothing."""
    pa.set_memory_pool(pa.system_memory_pool())
    sys.meta_path.insert(0, _NoPandas)
    try:
        pa.array([])
    finally:
        sys.meta_path.remove(_NoPandas)


class _NoPandas(importlib.abc.MetaPathFinder):
    @classmethod
    def find_spec(cls, name: str, path: Any, target: Any = None) -> None:
        """No module, and for pandas no other finder is asked."""
        if name == "pandas":
            raise ModuleNotFoundError(name)


def _serve(pipe: Any, setup: bytes) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interruption is for the first process, which closes the pipe
    use_little_memory()
    source, name, known, outputs, constants, bound = pickle.loads(setup)
    bulk = Bulk(source, name, known, outputs)
    price = Pricing(bulk, Preparation(bulk, Names(None, constants), bound), [])
    with contextlib.suppress(EOFError, BrokenPipeError):  # the other end was closed
        while True:
            piece = pipe.recv()
            try:
                answer: Answer | Exception = price(piece)
            except Exception as problem:
                answer = problem
            pipe.send(answer)
