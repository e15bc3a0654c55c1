"""The tree in English: what a rule says, in the order in which it decides. For `allowable rules`, the manual and the guide."""

from ..kernel.number import number_text

SIGNS = {"add": "+", "sub": "-", "mul": "x", "eq": "is", "ne": "is not", "lt": "<", "le": "<=", "gt": ">", "ge": ">=", "and": "and", "or": "or"}
LOOSE = {"add", "sub", "and", "or"}


def rule_words(node):
    """Lines of English for the node of a rule: the sentence that names it, then its cases or its formula."""
    rule = node.data[0]
    names = dict(zip((arg for arg in node.args[1:]), node.data[1], strict=True))
    return [f"{rule.says}:", *_body(node.args[0], names, "  ")]


def _body(node, names, indent):
    if node in names or node.op != "first_of":
        return [indent + phrase(node, names)]
    lines = []
    for at in range(0, len(node.args) - 1, 2):
        lines += _case(f"if {phrase(node.args[at], names)}", node.args[at + 1], node.data[at // 2], names, indent)
    return lines + _case("otherwise", node.args[-1], node.data[-1], names, indent)


def _case(condition, value, reason, names, indent):
    because = f", because {reason}" if reason and value.op != "unknown" else ""
    if value.op == "first_of" and value not in names:
        return [f"{indent}{condition}{because}:", *_body(value, names, indent + "  ")]
    return [f"{indent}{condition}: {phrase(value, names)}{because}"]


def phrase(node, names=None):
    """One node in words; `names` are the nodes that the author gave a name."""
    if names and node in names:
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
    if op == "not":
        return f"not ({phrase(args[0], names)})"
    if op == "known":
        return f"{phrase(args[0], names)} is known"
    if op in ("least", "greatest"):
        return f"the {op} of {', '.join(phrase(arg, names) for arg in args)}"
    if op == "unknown":
        return {"pends": "pends", "not_payable": "not payable", "unknown": "unknown"}[node.data[0]] + f": {node.data[1]}"
    if op == "first_of":
        return "; ".join(_body(node, names, ""))
    return _leaf(node)


def _literal(node):
    if node.kind == "number":
        return number_text(node.data, node.places)
    if node.kind == "truth":
        return "yes" if node.data else "no"
    return f"“{node.data}”" if node.data else "blank"


def _leaf(node):
    if node.op == "rule":
        return node.data[0].name.replace("_", " ")
    if node.op == "parameter":
        return node.data[0].name.replace("_", " ")
    return str(node.data).replace("_", " ")


def _operand(node, op, names):
    text = phrase(node, names)
    inner = node.args[0] if node.op == "up" else node
    named = names and (node in names or inner in names)
    return f"({text})" if not named and inner.op in LOOSE and op in ("mul", "sub", "round", "and", "or") and inner.op != op else text
