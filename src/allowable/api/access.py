"""The access log: one JSON object a line, of what was asked and how it went.

Never in it: a value of a query, a body, the name of a file, a token, the message of an error.
"""

from __future__ import annotations

import os
import pathlib
import sys
import time
import traceback
from typing import Any

import msgspec

ENCODE = msgspec.json.Encoder().encode


class AccessLog:
    """Writes to a file descriptor, a line at once, so that lines of several processes do not mix."""

    def __init__(self, descriptor: int | None = None, *, is_on: bool = True) -> None:
        self._descriptor = descriptor if descriptor is not None else 2
        self._is_on = is_on

    def request(self, request_id: str, method: str, template: str, status: int, seconds: float, received: int, sent: int) -> None:
        """One request: the template of its path, not the path."""
        if self._is_on:
            self._write(
                {
                    "time": _now(),
                    "event": "request",
                    "id": request_id,
                    "method": method,
                    "path": template,
                    "status": status,
                    "milliseconds": round(seconds * 1000, 3),
                    "received": received,
                    "sent": sent,
                }
            )

    def fault(self, request_id: str, template: str, error: BaseException) -> None:
        """A fault of the program: its kind and where it happened. Its message is left out, because it may hold what was sent."""
        self.fault_of(request_id, template, type(error).__name__, frames_of(error))

    def fault_of(self, request_id: str, template: str, kind: str, where: list[str]) -> None:
        """A fault of another process, which it has described so."""
        self._write({"time": _now(), "event": "fault", "id": request_id, "path": template, "kind": kind, "where": where})

    def _write(self, entry: dict[str, Any]) -> None:
        try:
            os.write(self._descriptor, ENCODE(entry) + b"\n")
        except OSError:  # a log that cannot be written stops nobody
            if self._descriptor != 2:
                sys.stderr.write("the access log cannot be written\n")


def frames_of(error: BaseException) -> list[str]:
    """Where an error came from, the innermost last: file, line and function."""
    frames = traceback.extract_tb(error.__traceback__)[-12:]
    return [f"{pathlib.PurePath(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]


def _now() -> str:
    seconds = time.time()
    return f"{time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(seconds))}.{int(seconds * 1000) % 1000:03d}Z"
