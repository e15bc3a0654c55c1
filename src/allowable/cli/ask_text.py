"""An answer of schema allowable.answer/1 as plain text: the answer first, then why, then what it rests on."""

from __future__ import annotations

from ..kernel.cite import EVIDENCE
from ..views.price_text import wrapped
from .terminal import bold, width

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    Json = dict[str, Any]

INDENT = 11


def answer_text(found: Json) -> Iterator[str]:
    """The lines of the page."""
    wide = width()
    if not found["answered"]:
        first, *rest = wrapped(f"Not answered: {found['refused_because']}", wide)
        yield bold(first)
        yield from rest
        return
    for line in wrapped(found["answer"], wide):
        yield bold(line)
    for at, note in enumerate(found["notes"]):
        yield from _under("Why" if at == 0 else "", note, wide)
    for at, one in enumerate(found["citations"]):
        yield from _under("Source" if at == 0 else "", _cited(one), wide)


def _under(label: str, text: str, wide: int) -> Iterator[str]:
    for at, line in enumerate(wrapped(text, wide - INDENT)):
        yield f"{label if at == 0 else '':<{INDENT}}{line}".rstrip()


def _cited(one: Json) -> str:
    words = f"{one['document']}, {one['place']}"
    if one["release"]:
        words += f", release {one['release']}"
    row = one.get("row")
    if row:
        words += f" ({', '.join(f'{name} {_cell(value)}' for name, value in row.items())})"
    if one["url"]:
        words += f", {one['url']}"
    return words if one["evidence"] != "U" else f"{words} [{EVIDENCE['U']}]"


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return " and ".join(map(str, value))
    return "none" if value is None else str(value)
