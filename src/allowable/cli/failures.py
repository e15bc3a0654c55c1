"""Errors of the command line: one line on standard error that names the place and says what to do next; never a traceback."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

BAD_INPUT = 2
FAULT = 3


class BadInput(ValueError):
    """What the user gave cannot be used; the message is for a person and says what to do next."""


def report(problem: Exception) -> int:
    """Say what went wrong in one line and give the exit status: 2 for bad input, 3 for a fault of the program itself.

    A fault is told by its kind and place: its own message may hold words of a note or a claim, and the line is meant to be reported.
    """
    if os.environ.get("ALLOWABLE_DEBUG"):
        import traceback

        traceback.print_exception(problem, file=sys.stderr)
        say("the lines above may quote what was given, a patient's data too: look before you send them to anybody")
    if is_for_people(problem):
        say(str(problem))
        return BAD_INPUT
    if isinstance(problem, OSError) and problem.filename:
        say(f"{problem.filename}: {problem.strerror or problem}; check the path and its permissions")
        return BAD_INPUT
    if isinstance(problem, OSError) and problem.strerror:
        say(f"the answer could not be written or a file not read: {problem.strerror}")
        return BAD_INPUT
    say(f"this is a fault of the program ({problem.__class__.__name__}{_place(problem)}); report it; ALLOWABLE_DEBUG=1 shows all of it")
    return FAULT


def _place(problem: Exception) -> str:
    """Where in this package an error was raised: ` in edits.py, line 12`; blank where it was not there."""
    import pathlib
    import traceback

    own = [one for one in traceback.extract_tb(problem.__traceback__) if os.sep + "allowable" + os.sep in one.filename]
    return f" in {pathlib.PurePath(own[-1].filename).name}, line {own[-1].lineno}" if own else ""


def is_for_people(problem: Exception) -> bool:
    """Whether an error was raised on purpose by this package: its message then already says what to do."""
    return problem.__class__.__module__.split(".")[0] == __name__.split(".")[0]


def say(message: str) -> None:
    """One line on standard error."""
    print(f"allowable: {' '.join(message.split())}", file=sys.stderr)


def refuse_bad_files(files: Iterable[str], endings: Iterable[str]) -> None:
    """Raise BadInput before any work if a file to write has another ending, or its folder is not there: all are written, or none."""
    import pathlib

    for file in files:
        path = pathlib.Path(file)
        if path.suffix.lower() not in endings:
            raise BadInput(f"{file}: its ending says which kind of file to write; give one of {', '.join(endings)}")
        if not path.parent.is_dir():
            raise BadInput(f"{file}: there is no folder {path.parent}; make it, or write elsewhere")
