"""Threads between the steps of a stream: one that reads ahead, several that work and keep the order, one that writes behind.

Whatever ends the stream - an error in any step, an interruption - ends every thread, and the error comes out in the caller's thread.
"""

from __future__ import annotations

import queue
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

PATIENCE = 1  # seconds after which a thread that waits looks whether the stream has ended
_END = object()


class _Failure:
    def __init__(self, problem: BaseException) -> None:
        self.problem = problem


def ahead(items: Iterable[Item], depth: int) -> Generator[Item]:
    """The items, made in a thread of their own, at most `depth` ahead of their reader."""
    box: queue.Queue[Any] = queue.Queue(depth)
    over = threading.Event()

    def put(item: object) -> bool:
        while not over.is_set():
            try:
                box.put(item, timeout=PATIENCE)
                return True
            except queue.Full:
                continue
        return False

    def work() -> None:
        try:
            for item in items:
                if not put(item):
                    return
            put(_END)
        except BaseException as problem:
            put(_Failure(problem))

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        while (item := box.get()) is not _END:
            if isinstance(item, _Failure):
                raise item.problem
            yield item
    finally:
        over.set()
        while thread.is_alive():  # a full box must not hold it
            while not box.empty():
                box.get()
            thread.join(PATIENCE)


def in_order(work: Callable[[Item], Result], items: Iterable[Item], workers: int) -> Generator[Result]:
    """The results of `work` in the order of the items, worked out by several threads."""
    most = workers if workers == 1 else workers + 1  # one more than work at once, so that none of them waits for another's turn
    with ThreadPoolExecutor(workers) as pool:
        pending: deque[Future[Result]] = deque()
        try:
            for item in items:
                pending.append(pool.submit(work, item))
                if len(pending) >= most:
                    yield pending.popleft().result()
            while pending:
                yield pending.popleft().result()
        finally:
            for one in pending:
                one.cancel()


@contextmanager
def behind(work: Callable[[Item], object], depth: int) -> Generator[Callable[[Item], None]]:
    """Gives a function that hands an item to `work`, done in a thread of its own; the end waits until all is done."""
    with ThreadPoolExecutor(1) as pool:
        pending: deque[Future[object]] = deque()

        def hand(item: Item) -> None:
            if len(pending) > depth:
                pending.popleft().result()
            pending.append(pool.submit(work, item))

        try:
            yield hand
            while pending:
                pending.popleft().result()
        finally:
            for one in pending:
                one.cancel()
