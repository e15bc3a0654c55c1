"""What of a tree depends on what: which fields are looked up together, and the maximal sub-trees that need one such group alone.

A claim operation depends on the line itself, whatever it asks of the others.

Fields that feed one look-up are one group (union-find over the rows of the tree). A text field that meets a single group joins it, so that
the sub-tree over both is worked out once for each combination instead of once for each line.
"""

from __future__ import annotations

from collections.abc import Iterable

from ...kernel.node import Node
from ...kernel.within import OPERATIONS

Uses = dict[str, dict[frozenset[str], bool] | None]


class Shapes:
    """`groups` is a list of tuples of field names; `frontier[g]` the nodes to work out once for each combination of group g.

    shared   the nodes that several others ask for, so that a fold keeps their values
    """

    def __init__(self, roots: list[Node]) -> None:
        self._support: dict[Node, frozenset[str | None]] = {}
        self._parent: dict[str, str] = {}
        self._looked_up: set[str | None] = set()
        for root in roots:
            self._join_rows(root, set())
        for root in roots:
            self._adopt(root, set())
        members: dict[str, list[str]] = {}
        for name in self._parent:
            members.setdefault(self._find(name), []).append(name)
        self.groups = [tuple(sorted(one)) for one in members.values()]
        self._group_of = {name: at for at, group in enumerate(self.groups) for name in group}
        self.frontier: list[list[Node]] = [[] for _ in self.groups]
        seen: set[Node] = set()
        for root in roots:
            self._cut(root, seen)
        self.shared = shared_of(roots)

    def support(self, node: Node) -> frozenset[str | None]:
        """The text fields on which a node depends; a number field counts as the line itself, named None."""
        found = self._support.get(node)
        if found is None:
            if node.op == "field":
                found = frozenset([node.data if node.kind == "text" else None])
            elif node.op in OPERATIONS:
                found = frozenset([None])
            else:
                found = frozenset().union(*(self.support(arg) for arg in asked_of(node)))
            self._support[node] = found
        return found

    def group_of(self, node: Node) -> int | None:
        """The one group on which a node depends, or None if it depends on several or on the line itself."""
        groups = {None if name is None else self._group_of[name] for name in self.support(node)}
        return groups.pop() if len(groups) == 1 else None

    def _find(self, name: str) -> str:
        while self._parent.setdefault(name, name) != name:
            name = self._parent[name]
        return name

    def _union(self, names: list[str]) -> None:
        for name in names:
            self._parent[self._find(name)] = self._find(names[0])

    def _join_rows(self, node: Node, seen: set[Node]) -> None:
        if node in seen:
            return
        seen.add(node)
        if node.op == "row":
            self._union(sorted(name for arg in node.args for name in self.support(arg) if name))
            self._looked_up |= self.support(node)
        for arg in node.args:
            self._join_rows(arg, seen)

    def _adopt(self, node: Node, seen: set[Node]) -> None:
        """Let a field that is looked up nowhere join the one group that it meets first, going from the leaves up."""
        if node in seen:
            return
        seen.add(node)
        for arg in node.args:
            self._adopt(arg, seen)
        names = {name for name in self.support(node) if name is not None}
        looked_up = self._looked_up
        groups = {self._find(name) for name in names & looked_up}
        loose = sorted(names - looked_up)
        if len(groups) == 1 and loose and all(self._find(name) not in groups and self._is_loose(name, looked_up) for name in loose):
            self._union([groups.pop(), *loose])
        else:
            for name in loose:
                self._find(name)

    def _is_loose(self, name: str, looked_up: set[str | None]) -> bool:
        home = self._find(name)
        return not any(self._find(other) == home for other in looked_up if other is not None)

    def _cut(self, node: Node, seen: set[Node]) -> None:
        if node in seen or not self.support(node):
            return
        seen.add(node)
        group = self.group_of(node)
        if group is not None and node.kind != "row":
            self.frontier[group].append(node)
            return
        for arg in asked_of(node):
            self._cut(arg, seen)


def asked_of(node: Node) -> tuple[Node, ...]:
    """The nodes that a node's value is worked out from: of a rule its body, not the inputs that an account shows."""
    return node.args[:1] if node.op == "rule" else node.args


def shared_of(roots: Iterable[Node]) -> frozenset[Node]:
    """The nodes that several others ask for."""
    asked: dict[Node, int] = dict.fromkeys(roots, 1)
    waiting = list(asked)
    while waiting:
        for arg in asked_of(waiting.pop()):
            asked[arg] = asked.get(arg, 0) + 1
            if asked[arg] == 1:
                waiting.append(arg)
    return frozenset(node for node, count in asked.items() if count > 1)


def comparisons(roots: Iterable[Node], uses: Uses | None = None, seen: set[Node] | None = None) -> Uses:
    """{text field: tests} where each test is a set of texts that the trees compare the field with; None for a field used otherwise."""
    uses = {} if uses is None else uses
    seen = set() if seen is None else seen
    for node in roots:
        if node in seen:
            continue
        seen.add(node)
        fields = [arg for arg in node.args if arg.op == "field" and arg.kind == "text"]
        if fields and node.op != "rule":
            _note(node, fields, uses)
        comparisons(node.args, uses, seen)
    return uses


def _note(node: Node, fields: list[Node], uses: Uses) -> None:
    literals = [arg for arg in node.args if arg.op == "literal"]
    test = node.data if node.op == "in" else frozenset([literals[0].data]) if node.op in ("eq", "ne") and literals else None
    for field in fields:
        held = uses.setdefault(field.data, {})
        uses[field.data] = None if test is None or held is None else {**held, test: True}
