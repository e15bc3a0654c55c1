"""What the terminal can show: its width, whether it takes bold, and a rich console for the pages that need one."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TextIO

    from rich.console import Console

USUAL_WIDTH = 80
WIDEST = 120  # longer lines are hard to read


def width(stream: TextIO | None = None) -> int:
    """Columns to write in: COLUMNS, else the terminal's, else 80; never beyond 120."""
    given = os.environ.get("COLUMNS", "")
    if given.isdigit() and int(given) > 0:
        return max(40, min(int(given), WIDEST))
    try:
        return max(40, min(os.get_terminal_size((stream or sys.stdout).fileno()).columns or USUAL_WIDTH, WIDEST))
    except (OSError, ValueError, AttributeError):
        return USUAL_WIDTH


def is_styled(stream: TextIO | None = None) -> bool:
    """Whether to write bold: on a terminal that is not dumb and without NO_COLOR."""
    stream = stream or sys.stdout
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def bold(text: str) -> str:
    """`text` in bold where the terminal takes it."""
    return f"\033[1m{text}\033[0m" if is_styled() else text


def console() -> Console:
    """A rich console on standard output; plain without a terminal or with NO_COLOR."""
    from typing import IO, cast

    from rich.console import Console

    class Screen(Console):
        def on_broken_pipe(self) -> None:  # rich would end the process with status 1, which means a finding here
            raise BrokenPipeError

    file = sys.stdout if sys.stdout.isatty() else cast("IO[str]", _Trimmed(sys.stdout))
    return Screen(file=file, width=width(), highlight=False)


class _Trimmed:
    """A text stream without blanks at line ends: rich fills its tables with them, and a file or a pipe has no use for that."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.encoding = getattr(stream, "encoding", "utf-8")

    def write(self, text: str) -> int:
        """Write `text`, each line's end trimmed."""
        return self._stream.write("\n".join(line.rstrip(" ") for line in text.split("\n")))

    def flush(self) -> None:
        """Flush the stream beneath."""
        self._stream.flush()

    def isatty(self) -> bool:
        """Never a terminal."""
        return False


def error_console() -> Console:
    """A rich console on standard error, for progress bars: they must not mix with the answer."""
    from rich.console import Console

    return Console(stderr=True, highlight=False)


def print_json(value: Any) -> None:
    """One JSON object on standard output, readable and with a line end."""
    import json

    sys.stdout.write(json.dumps(value, indent=2) + "\n")
