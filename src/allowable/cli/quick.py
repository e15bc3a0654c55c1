"""The arguments of `allowable price`, read by hand: importing click alone costs more than pricing a claim.

Only what is plainly right is read here. Help, errors, repeated options, anything unusual gives None, and click takes over.
"""

from __future__ import annotations

from .options import PRICE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any


def quick_values(argv: Sequence[str]) -> dict[str, Any] | None:
    """{name: value} of every option of `price`, and `codes`, as click would give them; None to let click decide."""
    flags = {one.flag: one for one in PRICE}
    values: dict[str, Any] = {one.name: False if one.metavar is None else None for one in PRICE}
    seen: set[str] = set()
    codes: list[str] = []
    rest = iter(argv)
    for word in rest:
        if not word.startswith("-"):
            codes.append(word)
            continue
        flag, equals, value = word.partition("=")
        one = flags.get(flag)
        if one is None or flag in seen or (one.metavar is None and equals):
            return None
        seen.add(flag)
        if one.metavar is None:
            values[one.name] = True
            continue
        value = value if equals else next(rest, "-")
        if (value.startswith("-") and not equals) or (one.choices and value not in one.choices):
            return None
        values[one.name] = value
    if not codes and values["claim_file"] is None:
        return None
    values["codes"] = tuple(codes)
    values["files"] = ()  # writing a file takes longer than click does
    return values
