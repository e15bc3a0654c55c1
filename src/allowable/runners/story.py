"""What one line's walk decided, told: its steps with their inputs and sources, and all that it consulted."""

from __future__ import annotations

from .account import Source, Step, Unknown
from .outline import absence
from .walk import FIRST

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any, TypeAlias

    from ..kernel.node import Node
    from ..kernel.rule import Rule
    from ..kernel.table import Table
    from .account import Input, Print, Value
    from .explain import Functions
    from .walk import Memory

    # name, whether it must have been consulted, place of what holds it (0: a function does), the unknown that it is without a value,
    # decimal places, kind, and the origin: of a column the node, of what a function does its name
    Reading: TypeAlias = tuple[str, bool, int, Unknown | None, int, str, Any]
    Told: TypeAlias = tuple[Rule, int, str, list[Reading]]  # a rule, its decimal places, its scope, and how its inputs are read

CONSULTED = ("rule", "parameter", "column")


class Story:
    """A line's memory after its walk and the program's functions, from which every step can be spelled out afterwards."""

    __slots__ = ("_functions", "memory", "walk")

    def __init__(self, memory: Memory, functions: Functions) -> None:
        self.memory = memory
        self.walk = memory[0]
        self._functions = functions

    def consulted(self, reach: int | None = None) -> list[Any]:
        """Rules, and (dated value, chosen value) pairs, in the order in which they were consulted; `reach` is how many of all to tell."""
        held = self._functions.nodes
        nodes = [held[slot - FIRST] for slot, _ in self.walk.order[:reach]]
        return [node.data[0] if node.op == "rule" else node.data for node in nodes if node.op != "row"]

    def decided(self, reach: int) -> int:
        """How many rules had decided when so much had been consulted."""
        return sum(1 for slot, _ in self.walk.order[:reach] if self._node(slot).op == "rule")

    def prints(self, reach: int | None = None) -> list[tuple[Table, Print]]:
        """(table, print) of every published row that was consulted, each once; `reach` as for `consulted`."""
        told = None if reach is None else {slot for slot, _ in self.walk.order[:reach]}
        found = self.walk.prints.items()
        nodes = ((self._node(slot), printed) for slot, (_, printed) in found if told is None or slot in told)
        return list(dict.fromkeys((node.data if node.op == "row" else node.args[2].data[0], printed) for node, printed in nodes))

    def steps(self) -> list[Step]:
        """Each rule at work, in the order in which it decided."""
        memory, functions, order = self.memory, self._functions, self.walk.order
        decided = {slot: at for at, (slot, _) in enumerate(order)}
        known = functions.told
        told = {slot: known[slot] if slot in known else _told(functions, slot) for slot in decided}
        return [
            Step(rule, memory[slot], places, because, self._inputs(readings, decided, at), scope)
            for at, (slot, because) in enumerate(order)
            for rule, places, scope, readings in told[slot]
        ]

    def decisions(self) -> tuple[dict[int, int], list[tuple[int, int, str | None, Told]]]:
        """What steps() spells out, for a door that spells it its own way.

        ({place: when it was consulted}, [(when, place, because of what, the rule and how its inputs are read) of each rule at work]). An
        input that must have been consulted is one of the step only if it was consulted before the rule.
        """
        known, functions, order = self._functions.told, self._functions, self.walk.order
        return {slot: at for at, (slot, _) in enumerate(order)}, [
            (at, slot, because, told)
            for at, (slot, because) in enumerate(order)
            for told in (known[slot] if slot in known else _told(functions, slot))
        ]

    def read(self, reading: Reading) -> tuple[Value, Source | None]:
        """(value, source) of an input that no rule decides: of a column the published row, of what a function gives no source."""
        _, _, slot, blank, _, op, origin = reading
        if op == "column":
            return self._cell(self.memory[slot], slot, blank, origin)
        value = self.memory[slot] if slot else self._functions.scope[origin](self.memory)
        return blank if value is None else value, None

    def _inputs(self, readings: Sequence[Reading], decided: Mapping[int, int], at: int) -> list[Input]:
        memory = self.memory
        inputs = []
        for name, needed, slot, blank, places, op, origin in readings:
            # an input of a branch that was not taken is not shown; re-reading a leaf costs nothing and decides nothing
            if needed and decided.get(slot, at) >= at:
                continue
            value = memory[slot]
            if op == "column":
                value, origin = self._cell(value, slot, blank, origin)
            elif not slot:
                value, origin = self._functions.scope[origin](memory), None
            inputs.append((name, blank if value is None else value, places, op, origin))
        return inputs

    def _cell(self, row: Any, slot: int, blank: Unknown | None, column: Node) -> tuple[Value, Source | None]:
        """(value, source) of a column of the row in a place."""
        table, name = column.args[0].data, column.data
        value = row if row.__class__ is Unknown else row[table.where[name]]
        found = self.walk.prints.get(slot)
        return blank if value is None else value, Source(table, found[0], name, found[1]) if found else None

    def _node(self, slot: int) -> Node:
        return self._functions.nodes[slot - FIRST]


def _told(functions: Functions, slot: int) -> Sequence[Told]:
    """The rule in a place; nothing where no rule stands."""
    found = functions.told.get(slot)
    if found is None:
        node = functions.nodes[slot - FIRST]
        found = functions.told[slot] = [_rule(functions, node)] if node.op == "rule" else []
    return found


def _rule(functions: Functions, node: Node) -> Told:
    rule, names, scope = node.data
    return rule, node.places, scope, [_reading(functions, name, arg) for name, arg in zip(names, node.args[1:], strict=True)]


def _reading(functions: Functions, name: str, node: Node) -> Reading:
    slot = functions.slots[node.args[0] if node.op == "column" else node] if node.op in (*CONSULTED, "field") else 0
    origins = {"rule": node.data[0] if node.op == "rule" else None, "parameter": node.data, "column": node, "field": None}
    blank = Unknown(*absence(node)) if node.op in ("field", "column") else None
    return name, node.op in CONSULTED, slot, blank, node.places, node.op, origins[node.op] if slot else functions.value(node)
