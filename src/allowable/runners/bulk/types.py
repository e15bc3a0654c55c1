"""Names of the shapes that the bulk fold passes around."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from ...kernel.node import Node

if TYPE_CHECKING:
    from .words import Words

Array: TypeAlias = npt.NDArray[Any]
Values: TypeAlias = Array | np.generic | int | bool
"""int64 or bool values of lines, or one scalar for all; a text is the number that words.py gives it."""
Unknown: TypeAlias = Array | int | None
"""uint16 reason codes of lines (0: known), one code for all, or None where all is known."""
Pair: TypeAlias = tuple[Any, Unknown]
"""Values of a node and why some of them are unknown; any, because arithmetic runs the same on an array and on a scalar."""
Cells: TypeAlias = Callable[[str], tuple[Values, Array | None]]
"""Column name -> values of the rows found, and the mask of cells that CMS left blank."""


class Facts(NamedTuple):
    """What is settled of the combinations of a group, by row: which truths hold, and why each node of the frontier is unknown.

    Reason codes are None where nothing is unknown; nodes that are unknown alike share one array.
    """

    rows: int
    truths: Mapping[Node, Array]
    reasons: Mapping[Node, Array | None]


class Table(NamedTuple):
    """A node of the frontier for some lines: the row of each line's value and of its reason, and values and reasons by row."""

    rows: Array
    values: Array
    reason_rows: Array
    reasons: Array | None


class Leaves(Protocol):
    """What a fold asks of the lines, or of the combinations of texts, that it runs over."""

    length: int
    words: Words
    tables: Mapping[Node, Table]  # what was worked out elsewhere

    def answer(self, node: Node, keys: Pair | None) -> Pair:
        """What a claim operation answers, each line with its key if the operation has one."""

    def paired(self, node: Node, asking: Pair, keys: Pair | None) -> Pair:
        """Whether each line, with the list of its partners, forms a pair with another."""

    def partners(self, node: Node, texts: Values) -> Pair:
        """For each text the number of its list of partners; 0 for none."""

    def given(self, node: Node) -> Pair:
        """The value of a node of `tables`."""

    def field(self, node: Node) -> Pair:
        """Values of a field."""

    def row(self, node: Node, keys: list[Pair]) -> tuple[Cells, Unknown]:
        """Rows of a published table for some keys."""

    def take(self, where: Array) -> Leaves:
        """The same for some of the lines."""
