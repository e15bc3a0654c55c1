"""A query in layers: every layer adds columns to the one below it, so that what several rules share is worked out once.

Layer 0 is the relation of the lines; layer n + 1 may use the columns of layer n in expressions, windows and joins, and hands on those that
are used above it. A window is worked out aside, over the few columns that it needs, because it carries along whatever its source has.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ...kernel.node import Node
from .text import TYPES, Cell

SHORT = 48  # characters of value and reason up to which an expression is repeated where it is used instead of being named
NAME = re.compile(r'(?<![.\w"])(?:[vr]\d+|"f_\w+"|position|claim_id|line|service_date)(?![\w"])')  # of a column that a layer hands on


class _Layer:
    """Columns and windows as {name: expression}, and look-ups as joins."""

    def __init__(self) -> None:
        self.columns: dict[str, str] = {}
        self.windows: dict[str, str] = {}
        self.joins: list[str] = []

    def keep(self, used: set[str]) -> None:
        """Drop what no layer above uses."""
        self.columns = {name: text for name, text in self.columns.items() if name in used}
        self.windows = {name: text for name, text in self.windows.items() if name in used}

    def needs(self) -> set[str]:
        """The columns of the layer below that this one reads."""
        return {"position"} | _names([*self.columns.values(), *self.windows.values(), *self.joins])


class Layers:
    """Collects what each layer adds; layer n stands at place n - 1."""

    def __init__(self) -> None:
        self._layers: list[_Layer] = []
        self._count = 0

    def settle(self, node: Node, value: str, reason: str | None, layer: int) -> Cell:
        """The cell of an expression over the columns of a layer: short ones as they are, others as columns of the next layer."""
        if len(value) + len(reason or "") <= SHORT:
            return Cell(value, reason, layer)
        return self.named(node.kind, value, reason, layer)

    def named(self, kind: str, value: str, reason: str | None, layer: int, *, window: bool = False) -> Cell:
        """The cell of an expression as columns of the next layer."""
        number, above = self.number(), self._layer(layer + 1)
        (above.windows if window else above.columns)[f"v{number}"] = f"({value})::{TYPES[kind]}"
        if reason is not None and not reason.lstrip("-").isdigit():
            above.columns[f"r{number}"] = f"({reason})::SMALLINT"
            reason = f"r{number}"
        return Cell(f"v{number}", reason, layer + 1)

    def number(self) -> int:
        """A number that no column and no join has yet."""
        self._count += 1
        return self._count

    def add(self, layer: int, name: str, expression: str) -> None:
        """A column of a layer."""
        self._layer(layer).columns[name] = expression

    def join(self, layer: int, table: str, alias: str, on: str) -> None:
        """A look-up in a layer: every line stays, whether or not it finds a row."""
        self._layer(layer).joins.append(f"LEFT JOIN {table} AS {alias} ON {on}")

    def _layer(self, number: int) -> _Layer:
        while len(self._layers) < number:
            self._layers.append(_Layer())
        return self._layers[number - 1]

    def texts(self, first: str, wanted: str) -> list[str]:
        """Layer 0, whose source is `first`, and those above as common table expressions; `wanted` is the text that reads the top layer."""
        found, used, is_read_twice = [], _names([wanted]), False
        for at in range(len(self._layers), 0, -1):
            layer = self._layers[at - 1]
            layer.keep(used)
            handed = used - {*layer.columns, *layer.windows}
            aside = [f"JOIN w{at} ON w{at}.place = l{at - 1}.position"] if layer.windows else []
            columns = [", ".join(sorted({*handed, *layer.windows})), *_named(layer.columns)]
            found.append(_expression(f"l{at}", columns, " ".join([f"l{at - 1}", *aside, *layer.joins]), is_read_twice))
            if layer.windows:
                narrow = ", ".join(sorted({"position"} | _names(layer.windows.values())))
                found.append(_expression(f"w{at}", ["position AS place", *_named(layer.windows)], f"(SELECT {narrow} FROM l{at - 1})"))
            used, is_read_twice = handed | layer.needs(), bool(layer.windows)
        found.append(_expression("l0", [", ".join(sorted(used))], first, is_read_twice))
        return found[::-1]

    @property
    def top(self) -> str:
        """Name of the highest layer."""
        return f"l{len(self._layers)}"


def _names(texts: Iterable[str]) -> set[str]:
    return set(NAME.findall(" ".join(texts)))


def _named(columns: dict[str, str]) -> list[str]:
    return [f"{text} AS {name}" for name, text in columns.items()]


def _expression(name: str, columns: list[str], source: str, is_read_twice: bool = False) -> str:
    listed = ",\n    ".join(columns)
    return f"{name} AS {'MATERIALIZED ' if is_read_twice else ''}(\n  SELECT {listed}\n  FROM {source})"
