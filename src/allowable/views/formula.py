"""The arithmetic of a step with its numbers filled in: 4.17 x 1.000 + ..., for a person who checks it by hand.

The account keeps a step's value and inputs, not the way through nested choices. The way is found again here from the inputs, and the
formula is shown only if it gives the step's own value: a formula that does not is no explanation.
"""

from __future__ import annotations

from ..kernel.number import round_half_away
from ..kernel.operators import APPLY
from ..runners.account import Unknown, value_text
from ..runners.words import phrase

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..engine import Engine
    from ..kernel.node import Node
    from ..runners.account import Account, Step

    Values = dict[Node, Any]

MANY: dict[str, Callable[[list[Any]], Any]] = {"and": all, "or": any, "least": min, "greatest": max}
ARITHMETIC = ("add", "sub", "mul", "round", "portion", "least", "greatest")


class _NotKnown(Exception):
    """A value that the step did not consult is needed."""


def formula(engine: Engine, account: Account, step: Step) -> str | None:
    """The step's arithmetic in words, or None where it only chooses or its way cannot be shown."""
    if step.value.__class__ is Unknown:
        return None
    prefix = next((scope.prefix for scope in account.system.scopes if scope.says == step.scope), "")
    node = engine.system(account.system.name).program(account.on, account.known).node(prefix + step.rule.name)
    given = {name: (value, places) for name, value, places, _, _ in step.inputs}
    named = [(arg, name) for name, arg in zip(node.data[1], node.args[1:], strict=True) if name in given]
    values = {arg: given[name][0] for arg, name in named}
    try:
        branch = _taken(node.args[0], values)
        if branch in values or branch.op not in ARITHMETIC or _value(branch, values) != step.value:
            return None
    except _NotKnown:
        return None
    return phrase(branch, {arg: value_text(*given[name]) or name for arg, name in named})


def _taken(node: Node, values: Values) -> Node:
    """The branch that the choices of a tree lead to."""
    while node.op == "first_of" and node not in values:
        pairs = zip(node.args[0:-1:2], node.args[1:-1:2], strict=True)
        node = next((branch for condition, branch in pairs if _value(condition, values)), node.args[-1])
    return node


def _value(node: Node, values: Values) -> Any:
    """The value of a node from the values of a step's inputs; raises _NotKnown if it needs another."""
    if node in values and values[node].__class__ is not Unknown:
        return values[node]
    op, args = node.op, node.args
    if op == "literal":
        return node.data
    if op == "known":
        return values.get(args[0]).__class__ is not Unknown
    if op == "in":
        return _value(args[0], values) in node.data
    if op == "first_of":
        return _value(_taken(node, values), values)
    if op == "up":
        return _value(args[0], values) * node.data
    if op == "round":
        return round_half_away(_value(args[0], values), node.data)
    if op == "portion":
        return _value(args[0], values) // int(node.data)
    if op == "not":
        return not _value(args[0], values)
    if op in MANY:
        return MANY[op]([_value(arg, values) for arg in args])
    if op in APPLY:
        return APPLY[op](*(_value(arg, values) for arg in args))
    raise _NotKnown
