"""Modifiers of a claim that nothing here reads: the amount beside one of them is the amount without it, and that is said."""

from __future__ import annotations

from ..claims.modifiers import KNOWN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..engine import PricedClaim


def with_unread(priced: PricedClaim, not_applied: str) -> str:
    """What an answer leaves out, after the modifiers of its claim that no rule reads."""
    return " ".join([*(f"No rule reads modifier {one}: the amount is the same without it." for one in unread(priced)), not_applied])


def unread(priced: PricedClaim) -> list[str]:
    """Each modifier of the claim that is none known here, once for a line: 'ZZ (line 1)'. A rule reads known ones alone."""
    return [
        f"{one} (line {number})"
        for number, line in enumerate(priced.lines, 1)
        for one in dict.fromkeys(line.line.modifiers)
        if one not in KNOWN
    ]
