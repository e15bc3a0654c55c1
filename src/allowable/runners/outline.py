"""What is read from a program's trees before their functions are written."""

from __future__ import annotations

from ..kernel.tree import nodes_under
from ..kernel.within import OPERATIONS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..kernel.node import Node
    from ..kernel.program import Program
    from .explain import Outline

HELD = OPERATIONS | {"rule", "row"}  # each has a function, and a line holds its value


def chooses(node: Node) -> bool:
    """Whether a choice stands in a tree itself, not in what it reads: then its reason is said at run time."""
    return node.op == "first_of" or (node.op not in HELD and any(chooses(arg) for arg in node.args))


def composes(node: Node) -> bool:
    """Whether a choice within a case of another stands in a tree: then both reasons are told."""
    values = (*node.args[1:-1:2], node.args[-1]) if node.op == "first_of" else ()
    return any(map(chooses, values)) or (node.op not in HELD and any(map(composes, node.args)))


def absence(node: Node) -> tuple[str, str]:
    """(category, reason) of the unknown that a node is, or that it is where nothing is given or printed."""
    if node.op == "unknown":
        return node.data  # type: ignore[no-any-return]  # what an unknown holds is just that
    if node.op == "field":
        return "unknown", f"{node.data} is not given"
    return "unknown", f"{node.args[0].data.name} prints no {node.data} in this row"


def held_nodes(program: Program) -> tuple[list[Node], list[Node]]:
    """(fields, the certain ones first; nodes that are worked out once for a line) of a program's trees."""
    nodes = list(nodes_under(program.roots.values()))
    fields = sorted((node for node in nodes if node.op == "field"), key=lambda node: not node.certain)
    return fields, [node for node in nodes if node.op in HELD or node.op == "parameter"]


def outline(program: Program) -> Outline:
    """What must be known of a program before a line is worked out: its fields, how many nodes a memory holds, and its outputs."""
    fields, held = held_nodes(program)
    return {
        "fields": [node.data for node in fields],
        "certain": sum(1 for node in fields if node.certain),
        "held": len(held),
        "places": {name: node.places for name, node in program.roots.items()},
        "amount": program.system.amount,
        "whole_claim": program.system.whole_claim,
    }
