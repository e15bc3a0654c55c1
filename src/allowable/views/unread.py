"""Modifiers of a claim that nothing here reads: the amount beside one of them is the amount without it, and that is said."""

from __future__ import annotations

import functools

from ..claims.modifiers import MODIFIERS
from ..engine import SYSTEM_OF_SETTING, read_law

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..engine import PricedClaim
    from ..kernel.node import Node
    from ..kernel.program import Program

FIELDS = tuple(f"modifier_{place}" for place in range(1, 5))


def with_unread(priced: PricedClaim, not_applied: str) -> str:
    """What an answer leaves out, and the modifiers of its claim that no rule reads and no list of modifiers here has."""
    return " ".join([*(f"No rule reads modifier {one}: the amount is the same without it." for one in unread(priced)), not_applied])


def unread(priced: PricedClaim) -> list[str]:
    """Each modifier of the claim that no rule of its day reads and that is no modifier known here, once, with its line: 'ZZ (line 1)'."""
    found = []
    for number, line in enumerate(priced.lines, 1):
        strange = [one for one in line.line.modifiers if one not in MODIFIERS]
        on = line.line.on
        read = _read(read_law(SYSTEM_OF_SETTING[priced.claim.setting]).program(on)) if strange and on is not None else frozenset()
        found += [f"{one} (line {number})" for one in dict.fromkeys(strange) if one not in read]
    return found


@functools.lru_cache(maxsize=64)
def _read(program: Program) -> frozenset[str]:
    """Every text with which a rule of the program compares a modifier."""
    seen: set[Node] = set()
    waiting = list(program.roots.values())
    found: set[str] = set()
    while waiting:
        node = waiting.pop()
        if node not in seen:
            seen.add(node)
            waiting += node.args
            found.update(_compared(node))
    return frozenset(found)


def _compared(node: Node) -> Iterator[str]:
    if not any(arg.op == "field" and arg.data in FIELDS for arg in node.args):
        return
    if node.op == "in" and isinstance(node.data, frozenset):
        yield from node.data
    elif node.op in ("eq", "ne"):
        yield from (arg.data for arg in node.args if arg.op == "literal" and isinstance(arg.data, str))
