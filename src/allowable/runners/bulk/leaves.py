"""Where a fold's fields and tables come from: the texts of combinations, or the lines of a block."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from ...kernel.node import Node
from .taking import pruned, taken
from .types import Array, Cells, Pair, Table, Unknown, Values

if TYPE_CHECKING:
    from .lines import Bulk
    from .spans import Span


class Texts:
    """Combinations of texts, on which everything that one group's fields decide is worked out."""

    def __init__(self, span: Span, columns: Mapping[str, Array]) -> None:
        self._span = span
        self._columns = columns
        self.tables: Mapping[Node, Table] = {}
        self.words = span.bulk.words
        self.length = len(next(iter(columns.values())))

    def answer(self, node: Node, keys: Pair | None) -> Pair:
        """Combinations are no claims."""
        raise LookupError(f"{node!r} is asked of combinations of texts")

    def paired(self, node: Node, asking: Pair, keys: Pair | None) -> Pair:
        """Combinations are no claims."""
        raise LookupError(f"{node!r} is asked of combinations of texts")

    def partners(self, node: Node, texts: Values) -> Pair:
        """For each text the number of its list of partners in a table of pairs; 0 for none."""
        return self._span.partners(node, texts)

    def given(self, node: Node) -> Pair:
        """Nothing is worked out before."""
        raise LookupError(f"{node!r} was not worked out before")

    def field(self, node: Node) -> Pair:
        """Texts of a field."""
        return self._columns[node.data], None

    def row(self, node: Node, keys: list[Pair]) -> tuple[Cells, Unknown]:
        """Rows of a published table."""
        return self._span.find(node, keys)

    def take(self, where: Array) -> Texts:
        """Some of the combinations."""
        return Texts(self._span, {name: column[where] for name, column in self._columns.items()})


class Lines:
    """Lines of one block: `tables` hold what was worked out for their combinations, `rows` say which row of them is whose.

    answers   function of a claim operation: what it has to say to the lines of the block
    """

    def __init__(
        self,
        bulk: Bulk,
        tables: Mapping[Node, Table],
        numbers: Mapping[str, Any],
        length: int,
        answers: Callable[[Node], Any],
    ) -> None:
        self._bulk = bulk
        self.words = bulk.words
        self.tables = tables
        self._numbers = numbers
        self._answers = answers
        self._above: tuple[Lines, Array] | None = None
        self._at: Array | None = None
        self._rows: dict[int, Array] = {}
        self._unknowns: dict[int, Unknown] = {}
        self.length = length

    def answer(self, node: Node, keys: Pair | None) -> Pair:
        """What a claim operation answers these lines, each with its key if the operation has one."""
        values, unknown = keys or (None, None)
        found: Pair = self._answers(node).heard(self._places(), values, unknown)
        return found

    def paired(self, node: Node, asking: Pair, keys: Pair | None) -> Pair:
        """Whether these lines, each with the list of its partners, form a pair with another line."""
        found: Pair = self._answers(node).paired(self._places(), asking, keys)
        return found

    def partners(self, node: Node, texts: Values) -> Pair:
        """Partners are found by a text, so never by line."""
        raise LookupError(f"{node!r} is looked up by more than the texts of one group")

    def _places(self) -> Any:
        """Places of these lines in the block."""
        if self._above is None:
            return slice(None)
        if self._at is None:
            above, where = self._above
            places = above._places()
            self._at = where if isinstance(places, slice) else places[where]
        return self._at

    def given(self, node: Node) -> Pair:
        """What was worked out for the combinations, gathered."""
        table = self.tables[node]
        found = table.values.take(self._own(table.rows))
        return (found.astype(np.int64) if found.dtype == np.int32 else found), self._reasons(table.reason_rows, table.reasons)

    def _reasons(self, rows: Array, unknown: Array | None) -> Unknown:
        if unknown is None:
            return None
        if id(unknown) not in self._unknowns:
            self._unknowns[id(unknown)] = pruned(unknown.take(self._own(rows)))
        return self._unknowns[id(unknown)]

    def _own(self, rows: Array) -> Array:
        """The rows of these lines; `rows` are those of the whole block."""
        if self._above is None:
            return rows
        found = self._rows.get(id(rows))
        if found is None:
            above, where = self._above
            found = self._rows[id(rows)] = above._own(rows).take(where)
        return found

    def field(self, node: Node) -> Pair:
        """Numbers of a field; why they are unknown where they are absent."""
        if self._above is not None:
            above, where = self._above
            values, unknown = above.field(node)
            return taken(values, where), pruned(taken(unknown, where))
        column = self._numbers.get(node.data)
        code = None if node.certain else self._bulk.reasons.code(f"{node.data} is not given")
        if column is None:
            return 0, code
        if isinstance(column, tuple):
            values, absent = column
            return values, np.where(absent, np.uint16(code or 0), np.uint16(0)) if absent.any() else None
        return column, None

    def row(self, node: Node, keys: list[Pair]) -> tuple[Cells, Unknown]:
        """A row is looked up by texts, so never by line."""
        raise LookupError(f"{node!r} is looked up by more than the texts of one group")

    def take(self, where: Array) -> Lines:
        """Some of the lines."""
        some = Lines(self._bulk, self.tables, self._numbers, len(where), self._answers)
        some._above = (self, where)
        return some
