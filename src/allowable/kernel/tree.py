"""Walks over trees: every node under some roots, and the tables that they look up."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .node import Node


def nodes_under(roots: Iterable[Node]) -> Iterator[Node]:
    """The roots and all that they are made of, each node once; of a rule also the inputs that an account shows."""
    seen: set[Node] = set()
    waiting = list(roots)
    while waiting:
        node = waiting.pop()
        if node not in seen:
            seen.add(node)
            waiting += node.args
            yield node


def tables_of(roots: Iterable[Node]) -> tuple[str, ...]:
    """Names of the tables that the trees look up, sorted."""
    rows = (node for node in nodes_under(roots) if node.op in ("row", "partners"))
    return tuple(sorted({(node.data if node.op == "row" else node.data[0]).name for node in rows}))
