"""A process for one uploaded file: it makes the folder that the file goes to, works on it, and removes the folder at the end.

The end is when its standard input is closed: because the answer has been sent, or because the server has gone, for whatever reason. So no
part of what was uploaded outlives the server, and work that nobody waits for stops. Lines of JSON go in and out: the folder out, the job
in, the result or the problem out.
"""

from __future__ import annotations

import contextlib
import os
import pathlib
import shutil
import signal
import sys
import tempfile
import threading
from typing import Any, NoReturn

import msgspec

try:
    import fcntl
except ImportError:  # Windows does not let anybody remove a file that is open
    fcntl = None  # type: ignore[assignment]

NAME = "allowable-upload-"
LOCK = ".lock"


def main() -> NoReturn:
    """Serve one job on standard input and output."""
    for number in (signal.SIGTERM, signal.SIGINT):  # the server ends this process by closing its input
        signal.signal(number, signal.SIG_IGN)
    folder, handle = make_folder()
    try:
        _say({"folder": folder})
        line = sys.stdin.buffer.readline()
        if line:
            threading.Thread(target=_watch, args=(folder,), daemon=True).start()
            _say(_done(msgspec.json.decode(line), folder))
            threading.Event().wait()  # the watch ends the process
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(handle)
    sys.exit(0)


def _watch(folder: str) -> None:
    while sys.stdin.buffer.read(1):
        pass
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(0)


def _done(job: dict[str, Any], folder: str) -> dict[str, Any]:
    from .access import frames_of
    from .files import OPERATIONS
    from .problem import problem_of

    try:
        return {"result": OPERATIONS[job["operation"]](job, folder)}
    except Exception as error:
        problem = problem_of(MemoryProblem() if isinstance(error, MemoryError) else error)
        detail = problem.detail.replace(f"{folder}{os.sep}", "").replace(folder, "the upload")
        said: dict[str, Any] = {"status": problem.status, "detail": detail, "errors": problem.errors}
        if problem.status == 500:
            said |= {"kind": type(error).__name__, "where": frames_of(error)}
        return {"problem": said}


class MemoryProblem(ValueError):
    """A file takes more memory to read than is allowed."""

    def __init__(self) -> None:
        super().__init__("the file takes more memory to read than is allowed here: send it in smaller parts")


def _say(record: dict[str, Any]) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(record) + b"\n")
    sys.stdout.buffer.flush()


def make_folder() -> tuple[str, int]:
    """(a new folder that only this user may read, handle of its lock, which is held while the process lives)."""
    folder = tempfile.mkdtemp(prefix=NAME)
    handle = os.open(os.path.join(folder, LOCK), os.O_RDWR | os.O_CREAT, 0o600)
    if fcntl is not None:
        with contextlib.suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return folder, handle


def remove_abandoned() -> int:
    """Remove the folders of processes that were killed before they could; gives how many."""
    removed = 0
    for lock in pathlib.Path(tempfile.gettempdir()).glob(f"{NAME}*/{LOCK}"):
        try:
            handle = os.open(lock, os.O_RDWR)
        except OSError:
            continue
        try:
            if fcntl is not None:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)  # an OSError while its process lives
                shutil.rmtree(lock.parent, ignore_errors=True)
                removed += 1
        except OSError:
            pass
        finally:
            os.close(handle)
    return removed


if __name__ == "__main__":
    main()
