"""An answer of schema allowable.answer/1 as plain text: the answer first, then why, then what it rests on."""

from __future__ import annotations

import re

from ..kernel.cite import EVIDENCE
from ..views.price_text import wrapped
from .terminal import bold, width

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    Json = dict[str, Any]

INDENT = 11
EACH_PAIR = re.compile(r"(?<=\.) (?=\w{5} and \w{5}: )")  # an answer on several pairs is one line each


def answer_text(found: Json) -> Iterator[str]:
    """The lines of the page."""
    wide = width()
    if not found["answered"]:
        first, *rest = wrapped(f"Not answered: {found['refused_because']}", wide)
        yield bold(first)
        yield from rest
        return
    for part in EACH_PAIR.split(found["answer"]):
        for line in wrapped(part, wide):
            yield bold(line)
    for at, note in enumerate(found["notes"]):
        yield from _under("Why" if at == 0 else "", note, wide)
    for at, words in enumerate(_sources(found["citations"])):
        yield from _under("Source" if at == 0 else "", words, wide)


def _under(label: str, text: str, wide: int) -> Iterator[str]:
    for at, line in enumerate(wrapped(text, wide - INDENT)):
        yield f"{label if at == 0 else '':<{INDENT}}{line}".rstrip()


def _sources(citations: list[Json]) -> Iterator[str]:
    """Each source once, with every row of it that was read."""
    rows: dict[tuple[str, str], list[str]] = {}
    for one in citations:
        release = f", release {one['release']}" if one["release"] else ""
        more = (f", {one['url']}" if one["url"] else "") + (f" [{EVIDENCE['U']}]" if one["evidence"] == "U" else "")
        found = rows.setdefault((f"{one['document']}, {_place(one['place'])}{release}", more), [])
        if row := one.get("row"):
            found.append(", ".join(f"{name} {_cell(value)}" for name, value in row.items()))
    for (words, more), found in rows.items():
        yield f"{words} ({'; '.join(found)}){more}" if found else f"{words}{more}"


def _place(words: str) -> str:
    """A place without its file's name said twice: `a.csv: ncci/a.csv` is ncci/a.csv."""
    name, _, path = words.partition(": ")
    return path if path.endswith(f"/{name}") else words


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return " and ".join(map(str, value))
    return "none" if value is None else str(value)
