"""What is left of a tree when the answers of some of its truths are settled: choices fall away, and with them what they chose between.

Most lines of a file are plain: no modifier that matters, no ranking. For them a tree of hundreds of nodes comes down to a few. The rest of
the tree keeps its meaning: a condition that is not settled stays, and so does whatever may be unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ...kernel.node import Node, as_node, make
from ...kernel.within import OPERATIONS
from .alone import by_itself
from .shapes import shared_of


class Residual:
    """Rewrites nodes under settled facts.

    settled  for a node of the frontier: the literal of a truth whose answer is settled, `gathered` of what is known, the node itself if it
             may be unknown, or for an optional field that no line gives the reason; None for any other node
    beside   the claim operations in which other lines take part; None where all may be such
    shared   what several others ask for of all that is asked, once `left_of` has seen it; None before
    """

    def __init__(self, settled: Callable[[Node], Node | None], beside: frozenset[Node] | None = None) -> None:
        self.beside = beside
        self.shared: frozenset[Node] | None = None
        self._settled = settled
        self._memo: dict[Node, Node] = {}

    def of(self, node: Node) -> Node:
        """The node under the facts."""
        found = self._memo.get(node)
        if found is None:
            found = self._settled(node)
            if found is None:
                found = self._rewritten(node)
            self._memo[node] = found
        return found

    def left_of(self, nodes: Iterable[Node]) -> tuple[Node, ...]:
        """All that is asked, under the facts."""
        asked = tuple(nodes)
        found = tuple(self.of(node) for node in asked)
        self.shared = shared_of(found)
        # nothing else will be asked: the facts, and what was rewritten on the way, are let go
        self._settled = lambda node: None
        self._memo = dict(zip(asked, found, strict=True))
        return found

    def _rewritten(self, node: Node) -> Node:
        if node.op in OPERATIONS:
            return node if self.beside is None or node in self.beside else self.of(by_itself(node))
        if not node.args or node.op in ("column", "row"):
            return node
        if node.op == "rule":
            return self.of(node.args[0])
        if node.op == "first_of":
            return self._choice(node)
        args = tuple(self.of(arg) for arg in node.args)
        settled = _settled(node.op, args)
        if settled is not None:
            return settled
        if all(arg is held for arg, held in zip(args, node.args, strict=True)):
            return node
        certain = node.op in ("known", "undecided") or all(arg.certain for arg in args)
        return make(node.op, node.kind, args, data=node.data, places=node.places, low=node.low, high=node.high, certain=certain)

    def _choice(self, node: Node) -> Node:
        args: list[Node] = []
        reasons: list[str | None] = []
        for at in range(0, len(node.args) - 1, 2):
            condition = self.of(node.args[at])
            if condition.op == "unknown":
                return self._closed(node, args, condition, reasons)  # from here on nobody can know
            if condition.op != "literal":
                args += [condition, self.of(node.args[at + 1])]
                reasons.append(node.data[at // 2])
            elif condition.data:
                return self._closed(node, args, self.of(node.args[at + 1]), reasons)
        return self._closed(node, args, self.of(node.args[-1]), reasons)

    def _closed(self, node: Node, args: list[Node], last: Node, reasons: list[str | None]) -> Node:
        if not args:
            return last
        args = [*args, last]
        certain = all(arg.certain for arg in args)
        return make(
            "first_of", node.kind, tuple(args), data=(*reasons, None), places=node.places, low=node.low, high=node.high, certain=certain
        )


def gathered(node: Node) -> Node:
    """A node of the frontier that is known for all lines at hand."""
    return make("gathered", node.kind, (node,), places=node.places, low=node.low, high=node.high)


def _settled(op: str, args: tuple[Node, ...]) -> Node | None:
    """The answer of an operation that its arguments settle by what they are, None where lines decide."""
    if op == "known":
        return as_node(args[0].certain) if args[0].certain or args[0].op == "unknown" else None
    if op == "undecided":
        return as_node(args[0].op == "unknown" and args[0].data[0] != "not_payable") if args[0].certain or args[0].op == "unknown" else None
    if op == "eq" and args[0] is args[1] and args[0].certain:
        return as_node(True)
    if op == "not":
        return as_node(not args[0].data) if args[0].op == "literal" else None
    if op in ("and", "or"):
        left, right = args
        decides = op == "or"
        for one, other in ((left, right), (right, left)):
            if one.op == "literal" and (one.data is not decides):
                return other
            if one.op == "literal" and other.certain:
                return as_node(decides)
    return None
