"""A line of a claim as people write it: 58558-51x2@1200.00:denied."""

from __future__ import annotations

from .model import Line
from .values import ClaimError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

FACTS = ("minutes", "base_units", "postoperative_days")
SPELLED = "minutes=45, base-units=7, postoperative-days=80 and denied"


def line_of(text: str) -> Line:
    """A Line of CODE[-MODIFIER...][xUNITS][@CHARGE][:FACT...]: 58558, 58563-51, 96372x2, 58558@1200.00, 00952-AA:minutes=45."""
    billed, *facts = text.split(":")
    code, at, charge = billed.partition("@")
    fields: dict[str, Any] = {"charge": charge} if at else {}
    for fact in facts:
        name, value = _fact(text, fact)
        if name in fields:
            raise ClaimError(f"{text}: {name} is given twice")
        fields[name] = value
    head, _, tail = code.lower().rpartition("x")  # x after a dash is part of a modifier
    if tail.isdigit() and len(head.rpartition("-")[2]) in ((5,) if "-" not in head else (2,)):
        return Line.parse(code[: len(head)], units=int(tail), **fields)
    return Line.parse(code, **fields)


def _fact(text: str, fact: str) -> tuple[str, int | bool]:
    name, equals, value = fact.partition("=")
    name = name.strip().lower().replace("-", "_")
    if name == "denied" and not equals:
        return name, True
    if name not in FACTS:
        raise ClaimError(f"{text}: {fact!r} is no fact of a line; write {SPELLED}, each behind a colon")
    if not (value.isdecimal() and value.isascii()):
        raise ClaimError(f"{text}: {fact!r} needs a whole number, such as {name.replace('_', '-')}=45")
    return name, int(value)
