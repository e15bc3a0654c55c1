"""NCCI code pairs as one table among the others: the pair files of a setting's quarters, asked like a point file.

A quarter that is not held is not answered for; of an excerpt a pair that is not in it is not known. Where a pair has several rows, the one
that is in force on the service day speaks, and indicator 9 (deleted as of its first day) never does.
"""

from __future__ import annotations

import pathlib

from ..kernel.day import ALWAYS, OPEN
from .pairs import PairFile
from .point import Print, Row

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

    from ..kernel.table import Key

ENDING = ".pairs"
NEVER = "9"


def excerpt_reason(name: str) -> str:
    """Why a pair that is not in an excerpt is not known."""
    return f"the {name} release of this day is an excerpt without this key"


class PairTable:
    """Quarters of one setting. `prints` lie in the order of their days, split where rows end within a quarter."""

    def __init__(self, paths: Sequence[str]) -> None:
        self.prints: list[Print] = []
        self._files: dict[Print, PairFile] = {}
        held = sorted(map(PairFile, paths), key=lambda one: (one.effective, not one.complete))
        quarters: dict[int, PairFile] = {}
        for file in held:  # a whole table before an excerpt, the user's own before the embedded one
            quarters.setdefault(file.effective, file)
        for file in quarters.values():
            self._add(file)

    @classmethod
    def open(cls, folders: Sequence[str | os.PathLike[str]], name: str) -> PairTable | None:
        """The table of a name such as code_pairs_practitioner, or None if no quarter of it is held."""
        paths = [str(path) for folder in folders for path in sorted(pathlib.Path(folder).glob(f"{name}_*{ENDING}"))]
        return cls(paths) if paths else None

    def _add(self, file: PairFile) -> None:
        ends = sorted({deletion + 1 for deletion in file.deletion_days() if file.effective <= deletion < file.until - 1})
        starts = [file.effective, *ends]
        source = file.header["sources"][0]
        for first, until in zip(starts, [*ends, file.until], strict=True):
            trust = str(file.header["trust"])
            named = (str(file.header["release"]), str(source["file"]), str(source["member"]), str(source["sha256"]), trust)
            printed = Print(*named, first, until, ALWAYS, "U", False)
            self.prints.append(printed)
            self._files[printed] = file

    def print_for(self, day: int, known: int = OPEN) -> Print | None:
        """The print of the quarter that holds a day, or None."""
        return next((one for one in self.prints if one.effective <= day < one.until), None)

    def file_of(self, printed: Print) -> PairFile:
        """The pair file behind a print."""
        return self._files[printed]

    def is_excerpt(self, printed: Print) -> bool:
        """Whether a row that is absent proves nothing."""
        return not self._files[printed].complete

    def find(self, key: Key, day: int, known: int = OPEN) -> Row | None:
        """The row of (column 1, column 2) in force on a day: values are indicator and the number of the rationale in our words."""
        printed = self.print_for(day, known)
        if printed is None:
            return None
        for first, deletion, indicator, rationale in self._files[printed].rows(*key):
            if indicator != NEVER and (first is None or first <= day) and day <= deletion:
                return Row(key, printed.effective, printed.until, ALWAYS, OPEN, (indicator, rationale))
        return None

    def first_day(self) -> int:
        """The first day of the first quarter that is held."""
        return self.prints[0].effective

    def last_day(self) -> int:
        """The day after the last quarter that is held."""
        return self.prints[-1].until
