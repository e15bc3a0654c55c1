"""The tree in English: what a rule says, in the order in which it decides. For `allowable rules`, the manual and the guide."""

from __future__ import annotations

from ..kernel.number import number_text
from ..kernel.within import OPERATIONS
from .words_within import within_words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TypeAlias

    from ..kernel.node import Node
    from ..kernel.rule import Rule

    Names: TypeAlias = Mapping[Node, str]  # the nodes that the author of a rule gave a name

SIGNS = {
    "add": "+",
    "sub": "-",
    "mul": "x",
    "eq": "is",
    "ne": "is not",
    "lt": "<",
    "le": "<=",
    "gt": ">",
    "ge": ">=",
    "and": "and",
    "or": "or",
}
STATES = {"not": "not ({})", "known": "{} is known", "undecided": "{} is still open"}
LOOSE = {"add", "sub", "and", "or"}


def rule_words(node: Node) -> list[str]:
    """Lines of English for the node of a rule: the sentence that names it, then its cases or its formula."""
    rule: Rule = node.data[0]
    names = dict(zip((arg for arg in node.args[1:]), node.data[1], strict=True))
    return [f"{rule.says}:", *_body(node.args[0], names, "  ")]


def _body(node: Node, names: Names, indent: str) -> list[str]:
    if node in names or node.op != "first_of":
        return [indent + phrase(node, names)]
    lines = []
    for at in range(0, len(node.args) - 1, 2):
        lines += _case(f"if {phrase(node.args[at], names)}", node.args[at + 1], node.data[at // 2], names, indent)
    return lines + _case("otherwise", node.args[-1], node.data[-1], names, indent)


def _case(condition: str, value: Node, reason: str | None, names: Names, indent: str) -> list[str]:
    because = f", because {reason}" if reason and value.op != "unknown" else ""
    if value.op == "first_of" and value not in names:
        return [f"{indent}{condition}{because}:", *_body(value, names, indent + "  ")]
    return [f"{indent}{condition}: {phrase(value, names)}{because}"]


def phrase(node: Node, names: Names | None = None) -> str:
    """One node in words; `names` are the nodes that the author gave a name."""
    names = names or {}
    if node in names:
        return names[node].replace("_", " ")
    op, args = node.op, node.args
    if op == "literal":
        return _literal(node)
    if op in SIGNS:
        return f" {SIGNS[op]} ".join(_operand(arg, op, names) for arg in args)
    if op == "round":
        return f"{_operand(args[0], op, names)} rounded half up to {node.places} places"
    if op == "up":
        return phrase(args[0], names)
    if op == "in":
        listed = phrase(args[1], names) if len(args) > 1 else ", ".join(sorted(node.data))
        return f"{phrase(args[0], names)} is one of {listed}"
    if op in STATES:
        return STATES[op].format(phrase(args[0], names))
    if op == "portion":
        return f"{_operand(args[0], 'mul', names)} / {node.data} cut off to {node.places} places"
    if op == "divide":
        return f"{_operand(args[0], 'mul', names)} / {_operand(args[1], 'mul', names)} cut off to {node.places} places"
    if op in OPERATIONS:
        return within_words(node, lambda arg: phrase(arg, names))
    if op in ("least", "greatest"):
        return f"the {op} of {', '.join(phrase(arg, names) for arg in args)}"
    if op == "unknown":
        return {"pends": "pends", "not_payable": "not payable", "unknown": "unknown"}[node.data[0]] + f": {node.data[1]}"
    if op == "first_of":
        return "; ".join(_body(node, names, ""))
    return _leaf(node)


def _literal(node: Node) -> str:
    if node.kind == "number":
        return number_text(node.data, node.places)
    if node.kind == "truth":
        return "yes" if node.data else "no"
    return f"“{node.data}”" if node.data else "blank"


def _leaf(node: Node) -> str:
    name = node.data[0].name if node.op in ("rule", "parameter") else node.data
    return str(name).replace("_", " ")


def _operand(node: Node, op: str, names: Names) -> str:
    text = phrase(node, names)
    inner = node.args[0] if node.op == "up" else node
    named = node in names or inner in names
    loose = inner.op in LOOSE and op in ("mul", "sub", "round", "and", "or") and (inner.op != op or op == "sub")
    rounded = inner.op in ("round", "least", "greatest") and op in ("add", "sub", "mul")
    return f"({text})" if not named and (loose or rounded) else text
