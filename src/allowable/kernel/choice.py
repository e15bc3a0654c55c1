"""Truths about a value, and the choice between values: what an author writes as is_in, known, undecided and first_of."""

from __future__ import annotations

from .node import NOTHING, NUMBER, TEXT, TRUTH, Node, TreeError, as_node, make, truth_of, up

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .node import Case, Operand


def is_in(value: Operand, codes: Node | Iterable[str]) -> Node:
    """Whether a text is one of the codes of a parameter or of a list of texts."""
    node = as_node(value)
    if isinstance(codes, Node) and codes.kind == NOTHING:
        return codes
    if node.kind == NOTHING:
        return node
    if node.kind != TEXT or isinstance(codes, str) or (isinstance(codes, Node) and (codes.op != "parameter" or codes.kind != TEXT)):
        raise TreeError(f"is_in compares a text with a dated list of codes, or with several texts: not {value!r} with {codes!r}")
    names = codes.data[1].value if isinstance(codes, Node) else tuple(codes)
    holder = (codes,) if isinstance(codes, Node) else ()
    return make("in", TRUTH, (node, *holder), data=frozenset(names), certain=node.certain)


def known(value: Operand) -> Node:
    """Whether a value is known: the only operation that answers where others pass the unknown on."""
    node = as_node(value)
    return make("literal", TRUTH, data=True) if node.certain else make("known", TRUTH, (node,))


def undecided(value: Operand) -> Node:
    """Whether a value is not there yet but may still come: it pends, or a fact is not held. Always known itself."""
    node = as_node(value)
    return make("literal", TRUTH, data=False) if node.certain else make("undecided", TRUTH, (node,))


def choose(cases: Sequence[Case], otherwise: Operand, last_reason: str | None = None) -> Node:
    """The value of the first case whose condition holds, else `otherwise`; `cases` are (condition, value, reason)."""
    values = [as_node(value) for _, value, _ in cases] + [as_node(otherwise)]
    bounds = [value for value in values if value.kind != NOTHING]
    kinds = {value.kind for value in bounds}
    if len(kinds) > 1:
        raise TreeError(f"the cases of one choice give {' and '.join(sorted(kinds))}")
    kind = kinds.pop() if kinds else NOTHING
    places = max((value.places for value in bounds), default=0)
    if kind == NUMBER:
        values = [up(value, places) for value in values]
        bounds = [value for value in values if value.kind != NOTHING]
    conditions = [truth_of(as_node(condition)) for condition, _, _ in cases]
    args = [node for pair in zip(conditions, values, strict=False) for node in pair] + [values[-1]]
    certain = all(node.certain for node in args)
    low, high = (min((v.low for v in bounds), default=0), max((v.high for v in bounds), default=0)) if kind == NUMBER else (0, 0)
    reasons = (*(reason for _, _, reason in cases), last_reason)
    return make("first_of", kind, tuple(args), data=reasons, places=places, low=low, high=high, certain=certain)
