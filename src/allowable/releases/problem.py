"""Errors of the releases: each names the file and the row, and says what to do next."""

from __future__ import annotations


class ReleaseProblem(Exception):
    """Base of every refusal here. The message is for a person: place, what is wrong, what to do."""


class NotRecognised(ReleaseProblem):
    """No recipe reads this file. The build lists it and goes on."""


class Refused(ReleaseProblem):
    """A recipe reads this kind of file, but this one is damaged, mislabelled or invented."""

    def __init__(self, where: str, why: str, *, row: int | None = None, advice: str = "take the file again from CMS's own page") -> None:
        self.where = where
        self.row = row
        self.why = why
        place = f"{where}, row {row}" if row is not None else where
        super().__init__(f"{place}: {why}; {advice}")
