"""A tree as the source of Python functions: what `explain.py` runs. One function for each rule, row and argument of a claim operation.

A line's memory is a list: its Walk, the note-taker of its Walk's order, its fields, and a place for whatever is worked out once. Inside a
function a block `while 1` is what an unknown leaves at once, and a local name holds what was read before on the same path.
"""

from __future__ import annotations

from ..kernel.within import NOBODY
from .outline import HELD, absence, chooses, composes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TypeAlias

    from ..kernel.node import Node
    from .explain import Functions

    Path: TypeAlias = tuple[dict[Node, str], dict[Node, bool]]
    Fail: TypeAlias = Callable[[str], list[str]]  # the name of an unknown -> the statements that leave with it

INFIX = {"add": "+", "sub": "-", "mul": "*", "divide": "//", "eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}
AS_IT_IS = HELD | {"field", "unknown"}  # a value that is read as it is, known or not
SURE = frozenset({"literal", "parameter", "known", "undecided"})


class Writer:
    """Writes one function. `strict` and `loose` give an expression for a node and write the statements that it needs before it."""

    def __init__(self, code: Functions) -> None:
        self.code = code
        self._lines: list[str] = []
        self._depth = 1
        self._count = 0
        self._names: dict[Node, str] = {}  # what a local name holds on this path
        self._sure: dict[Node, bool] = {}  # what is known, or noted, on this path
        self._note = ""  # form of what `b` holds: the reason, or slot and reason where no reason is put together; blank for none

    def rule(self, node: Node, name: str) -> str:
        """The function of a rule: it works out its body, and notes value and reason."""
        body, slot = node.args[0], self.code.slots[node]
        self._note = f"({slot}, %s)" if chooses(body) and not composes(body) else "%s" if chooses(body) else ""
        if self._note:
            self.write(f"b = {self._note % None}")
        self._into(body, "v")
        noted = "b" if self._note[:1] == "(" else f"({slot}, {'b' if self._note else None})"
        return self._function(name, f"m[{slot}] = v", f"m[1]({noted})", "return v")

    def row(self, node: Node, name: str) -> str:
        """The function of a look-up."""
        slot = self.code.slots[node]
        before = self._begin("while 1:")
        key = "".join(f"{self.strict(arg, _leave('v'))}, " for arg in node.args)
        self.write(f"k = ({key})", f"v = m[0].look_up({self.code.constant(node.data)}, k)")
        self.write("if v.__class__ is not Unknown:", " v, found = v", f" m[0].prints[{slot}] = (k, found)")
        self._end(before)
        return self._function(name, f"m[{slot}] = v", f"m[1](({slot}, None))", "return v")

    def part(self, node: Node, name: str) -> str:
        """The function of what a line brings to a claim operation: (key, number, weight); the number is None if it takes no part."""
        key = self.loose(node.args[-1]) if node.data else "''"
        if node.data and not self._is_certain(node.args[-1]):
            self.write(f"if {key}.__class__ is Unknown: return {key}, None, 0")
        nothing = f"return {key}, None, 0"
        where = self.strict(node.args[node.op != "any_within"], lambda _: [nothing])
        self.write(f"if not {where}: {nothing}")
        if node.op == "any_within":
            return self._function(name, f"return {key}, 1, 1")
        number, weight = self._all([node.args[0], *node.args[2 : 2 + (node.op == "place_within")]], lambda _: [nothing]), "1"
        return self._function(name, f"return {key}, {', '.join([*number, weight][:2])}")

    def within(self, node: Node, name: str) -> str:
        """The function of a claim operation: every line of the day is asked for its part, once."""
        slot, part = self.code.slots[node], self.code.part(node)
        if node.op == "any_pair":
            table, asking_second, only = node.args[2].data
            self.write("w = m[0]", f"q = w.shared.get({slot})", f"if q is None: q = w.shared[{slot}] = [{part}(o) for o in w.day]")
            taken = None if only is None else (table.where[only[0]], tuple(sorted(only[1])))
            pair = f"{slot}, {self.code.constant(table)}, {asking_second}, {taken!r}, {self.loose(node.args[2])}"
            self.write(f"v = m[{slot}] = pair_of(w, q, {pair})")
            return self._function(name, "return v")
        answer = "v" if node.op != "max_within" else f"{self.code.unknown('unknown', NOBODY)} if v is None else v"
        self.write("d = m[0].day", f"for o, v in zip(d, {node.op}([{part}(o) for o in d])): o[{slot}] = {answer}")
        return self._function(name, f"return m[{slot}]")

    def value(self, node: Node, name: str) -> str:
        """A function that works out a tree and notes nothing of its own."""
        return self._function(name, f"return {self.loose(node)}")

    def _function(self, name: str, *last: str) -> str:
        return "\n".join([f"def {name}(m):", *self._lines, *(f" {line}" for line in last), ""])

    # ---- statements

    def write(self, *lines: str) -> None:
        """Statements at the place that is reached."""
        self._lines += [" " * self._depth + line for line in lines]

    def _fresh(self) -> str:
        self._count += 1
        return f"t{self._count}"

    def _local(self, node: Node, expression: str) -> str:
        name = self._fresh()
        self.write(f"{name} = {expression}")
        return self._hold(node, name)

    def _hold(self, node: Node, name: str) -> str:
        if not chooses(node):  # a choice that is read again gives its reason again
            self._names[node] = name
        return name

    def _check(self, node: Node, name: str, fail: Fail) -> None:
        if node not in self._sure and not self._is_certain(node):
            self.write(f"if {name}.__class__ is Unknown:", *(f" {line}" for line in fail(name)))
        self._sure[node] = True

    def _is_certain(self, node: Node) -> bool:
        return node.op in SURE or (node.certain and self.code.trusting)

    # ---- values

    def loose(self, node: Node) -> str:
        """An expression for a value that may be unknown."""
        held = self._names.get(node)
        if held is not None:
            return held
        if node.op in HELD:
            name = self._local(node, f"m[{self.code.slots[node]}]")
            self.write(f"if {name} is None: {name} = {self.code.function(node)}(m)")
            return name
        if node.op == "field":
            place = f"m[{self.code.slots[node]}]"
            if self._is_certain(node):
                return place
            name = self._local(node, place)
            self.write(f"if {name} is None: {name} = {self._absence(node)}")
            return name
        if node.op == "unknown":
            return self._absence(node)
        if node.op == "partners":
            return self.loose(node.args[0])  # one by one, the pairs are looked up when they are asked for
        if self._is_certain(node) and node.op != "first_of":
            return self.strict(node, _never)
        name = self._fresh()
        self._into(node, name)
        return self._hold(node, name)

    def strict(self, node: Node, fail: Fail) -> str:
        """An expression for a value that is known: an unknown leaves by `fail` before it."""
        if node in self._sure and node in self._names:
            return self._names[node]
        write: Callable[[Node, Fail], str] | None = getattr(self, f"_{node.op}", None)
        if write is not None:
            return write(node, fail)
        if node.op in INFIX:
            left, right = (self.strict(arg, fail) for arg in node.args)
            expression = f"({left} {INFIX[node.op]} {right})"
            return expression if node.kind == "truth" else self._keep(node, expression)
        name = self.loose(node)
        self._check(node, name, fail)
        return name

    def _absence(self, node: Node) -> str:
        return self.code.unknown(*absence(node))

    def _keep(self, node: Node, expression: str) -> str:
        self._sure[node] = True
        return self._local(node, expression)

    def _literal(self, node: Node, fail: Fail) -> str:
        return repr(node.data)

    def _parameter(self, node: Node, fail: Fail) -> str:
        if node not in self._sure:
            slot = self.code.slots[node]
            self.write(f"if m[{slot}] is None:", f" m[{slot}] = {node.data[1].value!r}", f" m[1](({slot}, None))")
            self._sure[node] = True
        return repr(node.data[1].value)

    def _column(self, node: Node, fail: Fail) -> str:
        row = node.args[0]
        values = self.strict(row, fail)
        name = self._keep(node, f"{values}[{row.data.where[node.data]}]")
        self.write(f"if {name} is None:", *(f" {line}" for line in fail(self._absence(node))))
        return name

    def _up(self, node: Node, fail: Fail) -> str:
        if node.args[0].op == "literal":
            return repr(node.args[0].data * node.data)
        return self._keep(node, f"{self.strict(node.args[0], fail)} * {node.data}")

    def _portion(self, node: Node, fail: Fail) -> str:
        return self._keep(node, f"{self.strict(node.args[0], fail)} // {node.data}")

    def _round(self, node: Node, fail: Fail) -> str:
        return self._keep(node, f"round_half_away({self.strict(node.args[0], fail)}, {node.data})")

    def _not(self, node: Node, fail: Fail) -> str:
        return f"(not {self.strict(node.args[0], fail)})"

    def _in(self, node: Node, fail: Fail) -> str:
        for listed in node.args[1:]:
            self.strict(listed, fail)
        value, codes = self.strict(node.args[0], fail), sorted(node.data)
        return f"({value} == {codes[0]!r})" if len(codes) == 1 else f"({value} in {{{', '.join(map(repr, codes))}}})" if codes else "False"

    def _and(self, node: Node, fail: Fail) -> str:
        # strict: both sides are looked at, so that an unknown on either side is an unknown in every fold
        left, right = (self.strict(arg, fail) for arg in node.args)
        return f"({left} {node.op} {right})"

    _or = _and

    def _known(self, node: Node, fail: Fail) -> str:
        return f"({self.loose(node.args[0])}.__class__ is not Unknown)"

    def _undecided(self, node: Node, fail: Fail) -> str:
        name = self._fresh()
        self.write(f"{name} = {self.loose(node.args[0])}")
        return f"({name}.__class__ is Unknown and {name}.category != 'not_payable')"

    def _least(self, node: Node, fail: Fail) -> str:
        return self._keep(node, f"min({', '.join(self._all(node.args, fail))})")

    def _greatest(self, node: Node, fail: Fail) -> str:
        return self._keep(node, f"max({', '.join(self._all(node.args, fail))})")

    def _identity(self, node: Node, fail: Fail) -> str:
        return self._keep(node, f"({''.join(f'{part}, ' for part in self._all(node.args, fail))})")

    def _all(self, nodes: Sequence[Node], fail: Fail) -> list[str]:
        """Values of which all are looked at before an unknown one leaves."""
        if all(node.op == "literal" for node in nodes[1:]):
            return [self.strict(node, fail) for node in nodes]
        parts = [self.loose(node) for node in nodes]
        for node, part in zip(nodes, parts, strict=True):
            self._check(node, part, fail)
        return parts

    # ---- choice

    def _into(self, node: Node, target: str) -> None:
        """Put a value, known or not, into a name."""
        if node.op == "first_of":
            self._first_of_into(node, target)
        elif node.op in AS_IT_IS:
            self.write(f"{target} = {self.loose(node)}")
        else:
            before = self._begin("while 1:")
            self.write(f"{target} = {self.strict(node, _leave(target))}")
            self._end(before)

    def _first_of_into(self, node: Node, target: str) -> None:
        before = self._begin("while 1:")
        for at in range(len(node.data) - 1):
            inside = self._begin(f"if {self.strict(node.args[2 * at], _leave(target))}:")
            self.case(node, at, node.args[2 * at + 1], target)
            self._end(inside)
        self.case(node, len(node.data) - 1, node.args[-1], target)
        self._end(before)

    def case(self, node: Node, at: int, value: Node, target: str) -> None:
        """The statements of the case of a choice that is taken: its value into the target, its reason into `b`."""
        reason = node.data[at]
        within = chooses(value)
        if self._note:
            self.write(f"b = {self._note % repr(None if within else reason or None)}")
        if not within:
            self.write(f"{target} = {self.loose(value) if value.op in AS_IT_IS else self.strict(value, _leave(target))}")
            return
        self._into(value, target)
        if self._note and reason:
            self.write(f"b = {reason!r} + '; ' + b if b else {reason!r}")

    def _begin(self, head: str) -> Path:
        """Begin a block: what is read inside is not held behind it."""
        before = self._names, self._sure
        self.write(head)
        self._names, self._sure = dict(self._names), dict(self._sure)
        self._depth += 1
        return before

    def _end(self, before: Path) -> None:
        self.write("break")
        self._names, self._sure = before
        self._depth -= 1


def _leave(target: str) -> Fail:
    return lambda name: [f"{target} = {name}", "break"]


def _never(name: str) -> list[str]:
    raise AssertionError(f"{name} is certain")
