"""The tree that a rule leaves behind when its body runs once on symbols.

Families of operations: leaves (literal, parameter, field, row, column, unknown), whole numbers (add, sub, mul, least, greatest, up,
round, portion, divide), truths (eq, ne, lt, le, gt, ge, in, and, or, not; in choice.py known, undecided), choice (first_of), claim
(within.py), and the transparent wrapper `rule`.

Every node knows, before any claim is seen, what it is: its kind, its decimal places, the bounds of its scaled integer, and whether it can
be unknown. Operands are aligned when the tree is built, so that the folds see plain whole numbers. Equal trees are one object, so a fold
works each out once. A node has no truth value: `if` on it is an author's mistake, and says so.
"""

from __future__ import annotations

from . import operators
from .number import LARGEST, round_half_away

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from . import parameter as dated_values
    from .table import Table

NUMBER, TRUTH, TEXT, ROW = "number", "truth", "text", "row"
NOTHING = "nothing"  # the kind of a tree that is unknown whatever the facts: it fits where any kind is wanted


class TreeError(TypeError):
    """A tree is not sound: kinds that do not fit, headroom that is not there, a truth asked of a symbol. Raised when it is built."""


class Node:
    """`op` names the operation, `args` are nodes, `data` is what else it holds; `certain` is False if the value may be unknown.

    places, low, high   decimal places and bounds of the scaled integer, known before any claim is seen; 0 where the kind is no number
    """

    __slots__ = ("args", "certain", "data", "high", "kind", "low", "op", "places")

    def __init__(self, op: str, kind: str, args: tuple[Node, ...], data: Any, places: int, low: int, high: int, certain: bool) -> None:
        self.op = op
        self.kind = kind
        self.args = args
        self.data = data
        self.places = places
        self.low = low
        self.high = high
        self.certain = certain

    def __bool__(self) -> bool:
        raise TreeError(f"{self!r} has no truth value while its rule is being read: use first_of(case(...), ...), & | ~ and known()")

    __hash__ = object.__hash__

    def __add__(self, other: Operand) -> Node:
        return _arithmetic("add", self, other)

    def __radd__(self, other: Operand) -> Node:
        return _arithmetic("add", other, self)

    def __sub__(self, other: Operand) -> Node:
        return _arithmetic("sub", self, other)

    def __rsub__(self, other: Operand) -> Node:
        return _arithmetic("sub", other, self)

    def __mul__(self, other: Operand) -> Node:
        return _product(self, as_node(other))

    __rmul__ = __mul__

    def __eq__(self, other: Operand) -> Node:  # type: ignore[override]  # a symbol compares to a tree, not to a bool
        return _comparison("eq", self, other)

    def __ne__(self, other: Operand) -> Node:  # type: ignore[override]  # a symbol compares to a tree, not to a bool
        return _comparison("ne", self, other)

    def __lt__(self, other: Operand) -> Node:
        return _comparison("lt", self, other)

    def __le__(self, other: Operand) -> Node:
        return _comparison("le", self, other)

    def __gt__(self, other: Operand) -> Node:
        return _comparison("gt", self, other)

    def __ge__(self, other: Operand) -> Node:
        return _comparison("ge", self, other)

    def __and__(self, other: Operand) -> Node:
        return _truths("and", self, other)

    def __or__(self, other: Operand) -> Node:
        return _truths("or", self, other)

    def __invert__(self) -> Node:
        return _truths("not", self)

    def __repr__(self) -> str:
        return f"<{self.kind} {self.op}{'' if self.data is None else ' ' + str(self.data)}>"


Operand = Node | int | str  # what an author may write where a tree is wanted: a node, a whole number, a truth or a text
Case = tuple[Operand, Operand, str]  # condition, value, reason

_made: dict[tuple[object, ...], Node] = {}  # one object per distinct tree; trees are few (hundreds of nodes), so nothing is ever dropped


def make(
    op: str, kind: str, args: tuple[Node, ...] = (), data: Any = None, *, places: int = 0, low: int = 0, high: int = 0, certain: bool = True
) -> Node:
    """The one node for this operation on these arguments."""
    key = (op, kind, tuple(id(arg) for arg in args), data, places, low, high, certain)
    node = _made.get(key)
    if node is None:
        if kind == NUMBER and max(-low, high) > LARGEST:
            whole = f"{op} of {', '.join(map(repr, args))}"
            raise TreeError(f"{whole} could reach {max(-low, high):.3g}, more than an int64 holds: state tighter maxima")
        node = _made[key] = Node(op, kind, args, data, places, low, high, certain)
    return node


def as_node(value: Operand) -> Node:
    """A node as it is; a text, an int or a decimal text-like literal as a literal node."""
    if isinstance(value, Node):
        return value
    if isinstance(value, bool):
        return make("literal", TRUTH, data=value)
    if isinstance(value, int):
        return number_literal(value, 0)
    if isinstance(value, str):
        return make("literal", TEXT, data=value)
    raise TreeError(f"{value!r} cannot stand in a rule: money and shares come from dated values, not from a literal")


def number_literal(value: int, places: int) -> Node:
    """A whole number of `places` decimal places as a leaf."""
    return make("literal", NUMBER, data=value, places=places, low=value, high=value)


def field(name: str, kind: str, places: int = 0, below: int | None = None, optional: bool = False) -> Node:
    """A field of the claim line. `below` is the exclusive maximum of a number's magnitude, in units; an optional one may be unknown."""
    bound = 0 if below is None else below * 10**places - 1
    return make("field", kind, data=name, places=places, low=-bound, high=bound, certain=not optional)


def parameter(dated: dated_values.Parameter, choice: dated_values.Value | None) -> Node:
    """The value of a dated parameter in this span, or unknown if none is in force."""
    if choice is None:
        return unknown("unknown", f"no value of {dated.name} is in force on this day")
    value = choice.value
    if isinstance(value, int):
        return make("parameter", NUMBER, data=(dated, choice), places=dated.places, low=value, high=value)
    return make("parameter", TEXT, data=(dated, choice))


def row(table: Table, keys: Iterable[Node]) -> Node:
    """The row of a published schedule that is in force on the line's day; unknown when there is none."""
    return make("row", ROW, tuple(keys), data=table, certain=False)


def column(of_row: Node, name: str) -> Node:
    """One column of a row; unknown when the row is, or when CMS left it blank."""
    table: Table = of_row.data
    shape = table.columns[table.where[name]]
    if shape.places is None:
        return make("column", TEXT, (of_row,), data=name, certain=False)
    bound = shape.largest - 1
    return make("column", NUMBER, (of_row,), data=name, places=shape.places, low=-bound, high=bound, certain=False)


def unknown(category: str, reason: str) -> Node:
    """No value, and why. `category`: unknown (a fact is not held), pends (somebody must decide), not_payable (not by this schedule)."""
    return make("unknown", NOTHING, data=(category, reason), certain=False)


def up(node: Node, places: int) -> Node:
    """The same number with more decimal places."""
    if node.kind == NOTHING or node.places == places:
        return node
    unit = 10 ** (places - node.places)
    return make("up", NUMBER, (node,), data=unit, places=places, low=node.low * unit, high=node.high * unit, certain=node.certain)


def round_to(value: Operand, places: int) -> Node:
    """Rounded to `places` decimal places, half away from zero: the only rounding there is, always a visible node."""
    node = _number(as_node(value))
    fewer = node.places - places
    if fewer <= 0:
        return up(node, places)
    low, high = round_half_away(node.low, fewer), round_half_away(node.high, fewer)
    return make("round", NUMBER, (node,), data=fewer, places=places, low=low, high=high, certain=node.certain)


def portion(value: Operand, denominator: int | Node, places: int) -> Node:
    """A number that is never negative, divided by a positive one and cut off, not rounded, to `places` decimals.

    The denominator is a whole number of the author's, or a number of the line or claim that its bounds keep above zero.
    """
    number = _number(as_node(value))
    if number.kind == NOTHING:
        return number
    if isinstance(denominator, Node):
        return _quotient(number, _number(denominator), places)
    if denominator < 1 or number.places > places or number.low < 0:
        raise TreeError(f"{number!r} cannot be portioned by {denominator} to {places} places")
    node = up(number, places)
    return make("portion", NUMBER, (node,), data=denominator, places=places, high=node.high // denominator, certain=node.certain)


def _quotient(number: Node, denominator: Node, places: int) -> Node:
    if denominator.kind == NOTHING:
        return denominator
    needed = places + denominator.places
    if number.low < 0 or denominator.low < 1 or number.places > needed:
        raise TreeError(f"{number!r} cannot be portioned by {denominator!r} to {places} places: keep the one from 0, the other above 0")
    node = up(number, needed)
    certain = node.certain and denominator.certain
    return make("divide", NUMBER, (node, denominator), places=places, high=node.high // denominator.low, certain=certain)


def least(*values: Operand) -> Node:
    """The smallest of several numbers."""
    return _extreme("least", values, min)


def greatest(*values: Operand) -> Node:
    """The largest of several numbers."""
    return _extreme("greatest", values, max)


def _number(node: Node) -> Node:
    if node.kind not in (NUMBER, NOTHING):
        raise TreeError(f"{node!r} is no number")
    return node


def truth_of(node: Node) -> Node:
    """The node, if it is a truth."""
    if node.kind not in (TRUTH, NOTHING):
        raise TreeError(f"{node!r} is no truth")
    return node


def _aligned(first: Operand, second: Operand) -> tuple[Node, Node]:
    left, right = _number(as_node(first)), _number(as_node(second))
    places = max(left.places, right.places)
    return up(left, places), up(right, places)


def _arithmetic(op: str, first: Operand, second: Operand) -> Node:
    left, right = _aligned(first, second)
    apply = operators.APPLY[op]
    ends = [apply(a, b) for a in (left.low, left.high) for b in (right.low, right.high)]
    places = max(left.places, right.places)
    return make(op, NUMBER, (left, right), places=places, low=min(ends), high=max(ends), certain=left.certain and right.certain)


def _product(left: Node, right: Node) -> Node:
    ends = [a * b for a in (_number(left).low, left.high) for b in (_number(right).low, right.high)]
    places = left.places + right.places
    return make("mul", NUMBER, (left, right), places=places, low=min(ends), high=max(ends), certain=left.certain and right.certain)


def _extreme(op: str, values: Iterable[Operand], end: Callable[[Iterable[int]], int]) -> Node:
    nodes = [_number(as_node(value)) for value in values]
    places = max(node.places for node in nodes)
    nodes = [up(node, places) for node in nodes]
    low, high = end(node.low for node in nodes), end(node.high for node in nodes)
    return make(op, NUMBER, tuple(nodes), places=places, low=low, high=high, certain=all(node.certain for node in nodes))


def _comparison(op: str, first: Operand, second: Operand) -> Node:
    left, right = as_node(first), as_node(second)
    if NOTHING in (left.kind, right.kind):
        return left if left.kind == NOTHING else right
    if left.kind == NUMBER == right.kind:
        left, right = _aligned(left, right)
    elif left.kind != TEXT or right.kind != TEXT or op not in ("eq", "ne"):
        raise TreeError(f"{left!r} and {right!r} cannot be compared by {op}")
    return make(op, TRUTH, (left, right), certain=left.certain and right.certain)


def _truths(op: str, *args: Operand) -> Node:
    nodes = tuple(truth_of(as_node(arg)) for arg in args)
    return make(op, TRUTH, nodes, certain=all(node.certain for node in nodes))
