"""The command line. `allowable price` is parsed by hand, for speed, where nothing is unusual; the rest goes through click, lazily.

Exit status: 0 fine, 1 a finding or an unknown in the answer, 2 bad usage or bad input, 3 a fault of the program, 130 interrupted.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NoReturn

PIPE_CLOSED = 141  # what a shell reports for a program ended by a closed pipe


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Run the command line on `argv` (default: the arguments of the process) and end the process with its status."""
    sys.exit(status_of(sys.argv[1:] if argv is None else list(argv)))


def status_of(argv: Sequence[str]) -> int:
    """Run one command; gives its exit status. Every error is one line on standard error, never a traceback."""
    _forgive_encodings()
    try:
        status = _run(argv)
        sys.stdout.flush()
        return status
    except KeyboardInterrupt:
        print("allowable: interrupted; nothing half-written is left", file=sys.stderr)
        return 130
    except BrokenPipeError:
        _silence_output()
        return PIPE_CLOSED
    except Exception as problem:
        from .failures import report

        return report(problem)


def _run(argv: Sequence[str]) -> int:
    if argv[:1] == ["price"]:
        from .quick import quick_values

        values = quick_values(argv[1:])
        if values is not None:
            from .price import run

            return run(values)
    from .group import run_click

    return run_click(argv)


def _forgive_encodings() -> None:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a terminal without Unicode shows ? rather than failing
            stream.reconfigure(errors="replace")


def _silence_output() -> None:
    import contextlib
    import os

    with contextlib.suppress(OSError, ValueError):  # the interpreter flushes once more at its end: give it somewhere to write
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
