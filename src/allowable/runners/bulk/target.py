"""A file that appears under its final name when it is whole, and not before.

The lines are written beside it, into a temporary file of this process alone, which is locked while the process lives. What a killed
process left behind carries no lock any more, and the next run to the same name removes it.
"""

from __future__ import annotations

import contextlib
import glob
import os
import pathlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

try:
    import fcntl
except ImportError:  # Windows does not let anybody remove a file that is open, which is lock enough
    fcntl = None  # type: ignore[assignment]


@contextmanager
def whole_file(target: str) -> Iterator[str]:
    """The path of a temporary file that takes the name `target` at the end; an error or an interruption removes it."""
    remove_abandoned(target)
    temporary, handle = _create(target)
    try:
        yield temporary
        if fcntl is None:
            handle.close()
        os.replace(temporary, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.remove(temporary)
        raise
    finally:
        handle.close()


def remove_abandoned(target: str) -> list[str]:
    """Remove the temporary files of processes that ended without removing them; gives their paths."""
    path = pathlib.Path(target)
    removed = []
    for one in path.parent.glob(f".{glob.escape(path.name)}.*.part"):
        with contextlib.suppress(OSError), open(one, "rb") as handle:
            _lock(handle)  # an OSError if its process lives
            os.remove(one)
            removed.append(str(one))
    return removed


def _create(target: str) -> tuple[str, IO[bytes]]:
    folder, name = os.path.split(target)
    while True:
        path = os.path.join(folder, f".{name}.{secrets.token_hex(4)}.part")
        handle = open(path, "xb")  # noqa: SIM115 - it carries the lock, and is closed at the end of the run
        try:
            _lock(handle)
        except BlockingIOError:  # another run looks whether it is abandoned
            handle.close()
            continue
        except OSError:  # a file system without locks: nobody will take it for abandoned either
            return path, handle
        if os.path.exists(path):
            return path, handle
        handle.close()


def _lock(handle: IO[bytes]) -> None:
    if fcntl is not None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
