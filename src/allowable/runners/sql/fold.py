"""The fold of trees to SQL: for every node the text of its value and the text of the code of its reason.

Semantics are those of runners/explain: strict, the left operand's reason first; an unknown condition makes a choice unknown. A reason is a
small number of this query alone: positive where a value may still come, negative where the schedule does not pay.
"""

from __future__ import annotations

from collections.abc import Callable

from ...kernel.node import Node
from ...kernel.number import LARGEST
from ...kernel.within import NOBODY
from .layers import Layers
from .schedules import Schedule
from .text import Cell, either, literal, unless_unknown

OPERATORS = {"add": "+", "sub": "-", "mul": "*", "eq": "=", "ne": "<>", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}
EARLIER = "ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING"


class Fold:
    """Cells of nodes, each node once. `schedule` gives the Schedule of a table's name."""

    def __init__(self, schedule: Callable[[Node], Schedule]) -> None:
        self.layers = Layers()
        self.schedule = schedule
        self.reasons: dict[tuple[bool, str], int] = {}
        self._cells: dict[Node, Cell] = {}

    def cell(self, node: Node) -> Cell:
        """The cell of a node."""
        found = self._cells.get(node)
        if found is None:
            found = self._cells[node] = getattr(self, f"_{node.op}", self._plain)(node)
        return found

    def code(self, category: str, reason: str) -> str:
        """The number of a reason in this query, as SQL."""
        payable = category != "not_payable"
        number = self.reasons.setdefault((payable, reason), len(self.reasons) + 1)
        return str(number if payable else -number)

    # ---- leaves

    def _literal(self, node: Node) -> Cell:
        return Cell(literal(node.data), None, 0)

    def _parameter(self, node: Node) -> Cell:
        return Cell(literal(node.data[1].value), None, 0)

    def _unknown(self, node: Node) -> Cell:
        return Cell("NULL", self.code(*node.data), 0)

    def _field(self, node: Node) -> Cell:
        value = f'"f_{node.data}"'
        if node.certain:
            return Cell(value, None, 0)
        return Cell(value, f"CASE WHEN {value} IS NULL THEN {self.code('unknown', f'{node.data} is not given')} END", 0)

    def _row(self, node: Node) -> Cell:
        """The cell of a row: its value is the alias of the look-up."""
        schedule = self.schedule(node)
        keys = [self.cell(arg) for arg in node.args]
        unknown_key = either(*(key.reason for key in keys))
        layer = max((key.layer for key in keys), default=0)
        if schedule.refusal is not None:
            refused = either(unknown_key, self.code("unknown", schedule.refusal))
            return Cell("", refused, layer)
        number = self.layers.number()
        alias = f"t{number}"
        names = [key.name for key in node.data.keys]
        on = " AND ".join(f'{alias}."{name}" = {key.value}' for name, key in zip(names, keys, strict=True))
        self.layers.join(layer + 1, schedule.relation, alias, on)
        absent = f'CASE WHEN {alias}."{names[0]}" IS NULL THEN {self.code("unknown", schedule.absent)} END'
        self.layers.add(layer + 1, f"r{number}", f"({either(unknown_key, absent)})::SMALLINT")
        return Cell(alias, f"r{number}", layer + 1)

    def _column(self, node: Node) -> Cell:
        row = self.cell(node.args[0])
        if not row.value:
            return Cell("NULL", row.reason, row.layer)
        schedule = self.schedule(node.args[0])
        schedule.ask(node.data)
        value = f"v{self.layers.number()}"
        self.layers.add(row.layer, value, f'{row.value}."{node.data}"')
        blank = self.code("unknown", f"{node.args[0].data.name} prints no {node.data} in this row")
        return Cell(value, either(row.reason, f"CASE WHEN {value} IS NULL THEN {blank} END"), row.layer)

    # ---- numbers and truths

    def _rule(self, node: Node) -> Cell:
        return self.cell(node.args[0])

    def _strict(self, node: Node, spell: Callable[..., str]) -> Cell:
        cells = [self.cell(arg) for arg in node.args]
        value = spell(*(cell.value for cell in cells))
        return self.layers.settle(node, value, either(*(cell.reason for cell in cells)), _layer(cells))

    def _plain(self, node: Node) -> Cell:
        return self._strict(node, lambda left, right: f"({left} {OPERATORS[node.op]} {right})")

    def _up(self, node: Node) -> Cell:
        return self._strict(node, lambda value: f"({value} * {literal(node.data)})")

    def _portion(self, node: Node) -> Cell:
        return self._strict(node, lambda value: f"({value} // {literal(node.data)})")

    def _divide(self, node: Node) -> Cell:
        return self._strict(node, lambda value, by: f"({value} // greatest({by}, 1))")

    def _not(self, node: Node) -> Cell:
        return self._strict(node, lambda value: f"(NOT {value})")

    def _round(self, node: Node) -> Cell:
        unit = 10**node.data
        half, inner = literal(unit // 2), node.args[0]
        wide = max(-inner.low, inner.high) + unit // 2 > LARGEST
        cell = self.cell(inner)
        number = cell if len(cell.value) < 8 else self.layers.named(inner.kind, cell.value, cell.reason, cell.layer)
        value = f"{number.value}::HUGEINT" if wide else number.value
        away = f"CASE WHEN {number.value} < 0 THEN {value} - {half} ELSE {value} + {half} END"  # SQL's // cuts towards zero
        return self.layers.settle(node, f"(({away}) // {literal(unit)})", number.reason, number.layer)

    def _in(self, node: Node) -> Cell:
        codes = ", ".join(literal(code) for code in sorted(node.data))
        cell = self.cell(node.args[0])
        value = f"({cell.value} IN ({codes}))" if codes else unless_unknown([cell], "FALSE")
        return self.layers.settle(node, value, cell.reason, cell.layer)

    def _together(self, node: Node, spell: Callable[[list[str]], str]) -> Cell:
        cells = [self.cell(arg) for arg in node.args]
        value = unless_unknown(cells, spell([cell.value for cell in cells]))
        return self.layers.settle(node, value, either(*(cell.reason for cell in cells)), _layer(cells))

    def _and(self, node: Node) -> Cell:
        return self._together(node, lambda values: f"({' AND '.join(values)})")

    def _or(self, node: Node) -> Cell:
        return self._together(node, lambda values: f"({' OR '.join(values)})")

    def _least(self, node: Node) -> Cell:
        return self._together(node, lambda values: f"least({', '.join(values)})")

    def _greatest(self, node: Node) -> Cell:
        return self._together(node, lambda values: f"greatest({', '.join(values)})")

    def _known(self, node: Node) -> Cell:
        cell = self.cell(node.args[0])
        return self.layers.settle(node, "TRUE" if cell.reason is None else f"(({cell.reason}) IS NULL)", None, cell.layer)

    def _undecided(self, node: Node) -> Cell:
        cell = self.cell(node.args[0])
        return self.layers.settle(node, "FALSE" if cell.reason is None else f"coalesce(({cell.reason}) > 0, FALSE)", None, cell.layer)

    # ---- choice

    def _first_of(self, node: Node) -> Cell:
        cells = [self.cell(arg) for arg in node.args]
        if len(cells) == 1:
            return cells[0]
        values, reasons = [], []
        for at in range(0, len(cells) - 1, 2):
            condition, taken = cells[at], cells[at + 1]
            if condition.reason is not None:
                values.append(f"WHEN {condition.value} IS NULL THEN NULL")
                reasons.append(f"WHEN {condition.value} IS NULL THEN {condition.reason}")
            values.append(f"WHEN {condition.value} THEN {taken.value}")
            reasons.append(f"WHEN {condition.value} THEN {taken.reason or 'NULL'}")
        last = cells[-1]
        value = f"CASE {' '.join(values)} ELSE {last.value} END"
        reason = f"CASE {' '.join(reasons)} ELSE {last.reason or 'NULL'} END"
        return self.layers.named(node.kind, value, None if node.certain else reason, _layer(cells))

    # ---- what a line asks of the other lines of its day

    def _any_within(self, node: Node) -> Cell:
        return self._keyed(node, lambda over: f"coalesce(bool_or({self.cell(node.args[0]).value}) OVER ({over}), FALSE)")

    def _sum_within(self, node: Node) -> Cell:
        return self._keyed(node, lambda over: f"coalesce(sum({self._taking_part(node)}) OVER ({over}), 0)")

    def _max_within(self, node: Node) -> Cell:
        found = self._keyed(node, lambda over: f"max({self._taking_part(node)}) OVER ({over})")
        nobody = f"CASE WHEN {found.value} IS NULL THEN {self.code('unknown', NOBODY)} END"
        return Cell(found.value, either(found.reason, nobody), found.layer)

    def _sum_before(self, node: Node) -> Cell:
        over = f"{_day([])} ORDER BY position {EARLIER}"
        cells = [self.cell(arg) for arg in node.args]
        return self.layers.named(node.kind, f"coalesce(sum({self._taking_part(node)}) OVER ({over}), 0)", None, _layer(cells), window=True)

    def _place_within(self, node: Node) -> Cell:
        number, where, weight = (self.cell(arg) for arg in node.args[:3])
        same = self._same(node)
        cells = [number, where, weight, *same]
        known = [f"{cell.value} IS NOT NULL" for cell in (number, weight, *same) if cell.reason is not None]
        takes = self.layers.named("truth", " AND ".join([f"coalesce({where.value}, FALSE)", *known]), None, _layer(cells))
        over = f"{_day([*(key.value for key in same), takes.value])} ORDER BY {number.value} DESC, position {EARLIER}"
        place = f"1 + coalesce(sum({weight.value}) OVER ({over}), 0)"
        return self.layers.named(node.kind, f"CASE WHEN {takes.value} THEN {place} ELSE 0 END", None, takes.layer, window=True)

    def _any_pair(self, node: Node) -> Cell:
        """Over the texts of all lines that take part, less the asking line's own where it takes part itself."""
        theirs, partners, same = self.cell(node.args[0].args[0]), node.args[2], self._same(node)
        mine, taking, schedule = self.cell(partners.args[0]), self.cell(node.args[1]), self.schedule(partners)
        takes = self.layers.named("truth", f"coalesce({taking.value}, FALSE)", None, _layer([theirs, mine, taking, *same]))
        own = f"CASE WHEN {takes.value} THEN {theirs.value} END"
        met = f"coalesce(string_agg({own}, ' ') OVER ({_day([key.value for key in same])}), '')"
        others = self.layers.named("text", met, None, takes.layer, window=True)
        unknown_key = either(*(key.reason for key in same))
        if schedule.refusal is not None:
            any_other = f"{others.value} <> '' AND NOT ({takes.value} AND {others.value} = {theirs.value})"
            refused = f"CASE WHEN {any_other} THEN {self.code('unknown', schedule.refusal)} END"
            value = unless_unknown(same, f"CASE WHEN {any_other} THEN NULL ELSE FALSE END")
            return self.layers.named(node.kind, value, either(unknown_key, refused), others.layer)
        partners_of = self._partners_of(schedule, mine, partners, others.layer + 1)
        hits = f"list_filter(string_split({others.value}, ' '), lambda one: list_contains({partners_of}, one))"
        own_hit = f"(CASE WHEN list_contains({partners_of}, {own}) THEN 1 ELSE 0 END)"
        value = unless_unknown(same, f"coalesce(len({hits}) - {own_hit} > 0, FALSE)")
        return self.layers.named(node.kind, value, unknown_key, others.layer)

    def _partners_of(self, schedule: Schedule, asking: Cell, partners: Node, layer: int) -> str:
        """The texts that form a row of a table of pairs with the asking line's, joined in a layer."""
        _, asking_second, only = partners.data
        first, second = [f'"{key.name}"' for key in schedule.table.keys][:: -1 if asking_second else 1]
        alias, said = f"t{self.layers.number()}", ""
        if only is not None:
            schedule.ask(only[0])
            said = f' WHERE "{only[0]}" IN ({", ".join(map(literal, sorted(only[1])))})'
        listed = f"(SELECT {first} AS asking, list({second}) AS partners FROM {schedule.relation}{said} GROUP BY {first})"
        self.layers.join(layer, listed, alias, f"{alias}.asking = {asking.value}")
        return f"{alias}.partners"

    def _same(self, node: Node) -> list[Cell]:
        """The texts that lines must share with the asking line."""
        return [self.cell(text) for text in node.args[-1].args] if node.data else []

    def _taking_part(self, node: Node) -> str:
        number, where = self.cell(node.args[0]), self.cell(node.args[1])
        return f"CASE WHEN {where.value} THEN {number.value} END::BIGINT"

    def _keyed(self, node: Node, spell: Callable[[str], str]) -> Cell:
        same = self._same(node)
        layer = _layer([*same, *(self.cell(arg) for arg in node.args if arg.op != "identity")])
        value = unless_unknown(same, spell(_day([key.value for key in same])))
        return self.layers.named(node.kind, value, either(*(key.reason for key in same)), layer, window=True)


def _layer(cells: list[Cell]) -> int:
    return max((cell.layer for cell in cells), default=0)


def _day(keys: list[str]) -> str:
    return f"PARTITION BY {', '.join(['claim_id', 'service_date', *keys])}"
