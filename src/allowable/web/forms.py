"""What a form sent, read by name; and the days that a form proposes."""

from __future__ import annotations

import functools
import re
from typing import Any

import litestar

from ..kernel.day import day_text
from .site import engine

MOST_LINES = 50
FIRST_LINES = 3
LINE_FIELDS = ("code", "modifiers", "units", "charge")
OTHER_NAMES = {  # of the operations, or natural: an address that somebody writes by hand
    "question": "q",
    "place_of_service": "pos",
    "day": "on",
    "date": "on",
    "zip_code": "zip",
    "hcpcs": "code",
}
LISTED = ("lines", "line", "codes")  # names of lines as people write them: lines=58563-51x2
LINE = re.compile(r"([0-9A-Za-z]{5})((?:-[0-9A-Za-z]{2})*)(?:x(\d{1,4}))?(?:@(.+))?", re.ASCII)


class Form:
    """Texts of a form by name, without blanks around them; a name that was not sent is blank."""

    def __init__(self, found: dict[str, list[str]]) -> None:
        self.found = {name: [one.strip() for one in values] for name, values in _plain(found).items()}
        self._read: set[str] = set()

    @classmethod
    def of(cls, request: litestar.Request[Any, Any, Any]) -> Form:
        """The form in the address of a request."""
        return cls(dict(request.query_params.dict()))

    def __getitem__(self, name: str) -> str:
        self._read.add(name)
        return next(iter(self.found.get(name, ())), "")

    def get(self, name: str, otherwise: str | None = None) -> str | None:
        """The text of a field, or `otherwise` where it is blank."""
        return self[name] or otherwise

    def __contains__(self, name: str) -> bool:
        return bool(self[name])

    @property
    def is_sent(self) -> bool:
        """Whether anything was sent."""
        return any(any(values) for values in self.found.values())

    @property
    def unread(self) -> list[str]:
        """Names that were sent and that nothing has asked for: to be said, because an answer leaves them out."""
        return [name[:40] for name, values in self.found.items() if name not in self._read and any(values)][:5]

    @property
    def lines(self) -> list[dict[str, str]]:
        """The lines of a claim that have a code: {code, modifiers, units, charge}; their fields are sent under equal names, in order."""
        self._read |= {*LINE_FIELDS}
        columns = [self.found.get(name, []) for name in LINE_FIELDS]
        rows = [
            {name: column[at] if at < len(column) else "" for name, column in zip(LINE_FIELDS, columns, strict=True)}
            for at in range(len(columns[0]))
        ]
        return [_with_written(row) for row in rows if row["code"]]

    def rows(self, spare: int = FIRST_LINES) -> list[dict[str, str]]:
        """Rows of the form: the lines that are given, and empty ones."""
        blank = dict.fromkeys(LINE_FIELDS, "")
        given = self.lines[:MOST_LINES]
        return [
            *given,
            *([dict(blank)] * max(1, spare - len(given) + (int(self["more"]) if self["more"].isdigit() and len(self["more"]) < 3 else 0))),
        ][:MOST_LINES]


def _plain(found: dict[str, list[str]]) -> dict[str, list[str]]:
    """The fields by the names of the pages; lines as people write them become those of a form."""
    made: dict[str, list[str]] = {}
    for name, values in found.items():
        if name in LISTED:
            for text in " ".join(values).replace(",", " ").split():
                for field, value in zip(LINE_FIELDS, _line(text), strict=True):
                    made.setdefault(field, []).append(value)
        else:
            made.setdefault(OTHER_NAMES.get(name, name), []).extend(values)
    return made


def _with_written(row: dict[str, str]) -> dict[str, str]:
    """A line whose field of the code holds a whole line, 58563-51x2: a modifier that is pasted with its code is never lost."""
    if len(row["code"]) == 5 or LINE.fullmatch(row["code"]) is None:
        return row
    code, modifiers, units, charge = _line(row["code"])
    return {
        "code": code,
        "modifiers": f"{modifiers} {row['modifiers']}".strip(),
        "units": row["units"] or units,
        "charge": row["charge"] or charge,
    }


def _line(text: str) -> tuple[str, str, str, str]:
    found = LINE.fullmatch(text)
    if found is None:
        return text, "", "", ""  # which is refused as no code, where it is read
    return found[1], found[2].strip("-").replace("-", " "), found[3] or "", found[4] or ""


@functools.cache
def last_day(*more: str) -> str:
    """The last day for which the amounts of all three settings, and `more` tables, are held: what a form proposes, in plain sight."""
    tables = ("relative_values", "addendum_b", "asc_rates", *more)
    ends = [points.last_day() for name in tables if (points := engine().store.table(name))]
    return day_text(min(ends) - 1) if ends else ""
