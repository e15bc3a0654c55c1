"""The functions of a program, kept as Python keeps compiled modules: in `__pycache__` beside the law, and only while all that they were
made from is as it was, by time and size.

So a new process prices its first line without reading the law. What cannot be written or read is made anew: nothing depends on it.
"""

from __future__ import annotations

import os
import sys
import time
from marshal import dumps, loads

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    from .explain import Kept

    Stamp: TypeAlias = list[tuple[str, str, int, int]]  # folder, file, time and size of every source

HERE = os.path.dirname(__file__)
KERNEL = os.path.join(os.path.dirname(HERE), "kernel")
BEGUN = time.time_ns() - 2_000_000_000  # a source that changed since then may not be what this process has read
ENDING = f".{sys.implementation.cache_tag}-{sys.hexversion:x}.kept"


def read_kept(law: str, day: int) -> tuple[int, int, Kept] | None:
    """(first day, day after the last, functions) of the program of a law's folder for a day; None where none is kept, or not any more."""
    try:
        for first, until, path in _files(law):
            if first <= day < until:
                with open(path, "rb") as stream:
                    stamp, kept = loads(stream.read())
                if stamp == _stamp(law):
                    return first, until, kept
    except (OSError, ValueError, EOFError, TypeError):
        pass
    return None


def can_keep(law: str) -> bool:
    """Whether functions that this process makes may be kept: it may write there, and has read all sources as they are now."""
    folder = os.path.join(law, "__pycache__")
    return not sys.dont_write_bytecode and os.access(folder, os.W_OK) and _is_as_read(_stamp(law))


def write_kept(law: str, first: int, until: int, kept: Kept) -> None:
    """Keep the functions of the days from `first` to before `until`, in place of older ones of these days."""
    stamp, path = _stamp(law), os.path.join(law, "__pycache__", f"program-{first}-{until}{ENDING}")
    if not _is_as_read(stamp):
        return
    try:
        for begins, ends, old in _files(law):
            if begins < until and first < ends:
                os.remove(old)
        with open(f"{path}.{os.getpid()}", "wb") as stream:
            stream.write(dumps((stamp, kept)))
        os.replace(f"{path}.{os.getpid()}", path)
    except OSError:  # another process does the same
        pass


def _files(law: str) -> list[tuple[int, int, str]]:
    """(first day, day after the last, path) of what is kept of a law, for this Python."""
    found = []
    with os.scandir(os.path.join(law, "__pycache__")) as entries:
        for entry in entries:
            if entry.name.startswith("program-") and entry.name.endswith(ENDING):
                first, until = entry.name[len("program-") : -len(ENDING)].split("-")
                found.append((int(first), int(until), entry.path))
    return found


def _is_as_read(stamp: Stamp) -> bool:
    return all(changed < BEGUN for _, _, changed, _ in stamp)


def _stamp(law: str) -> Stamp:
    found = []
    for folder in (KERNEL, HERE, law):
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.endswith((".py", ".yaml")):
                    status = entry.stat()
                    found.append((folder, entry.name, status.st_mtime_ns, status.st_size))
    return sorted(found)
