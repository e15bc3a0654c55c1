"""Names of the shapes that the bulk fold passes around."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from ...kernel.node import Node

Array: TypeAlias = npt.NDArray[Any]
Values: TypeAlias = Array | np.generic | int | bool | str
"""int64, bool or text values of lines, or one scalar for all."""
Unknown: TypeAlias = Array | int | None
"""uint16 reason codes of lines (0: known), one code for all, or None where all is known."""
Pair: TypeAlias = tuple[Any, Unknown]
"""Values of a node and why some of them are unknown; any, because arithmetic runs the same on an array and on a scalar."""
Cells: TypeAlias = Callable[[str], tuple[Values, Array | None]]
"""Column name -> values of the rows found, and the mask of cells that CMS left blank."""
Tables: TypeAlias = dict[Node, "tuple[Array, Array | None]"]
"""Node -> values by row and reason codes by row, None where nothing is unknown."""


class Leaves(Protocol):
    """What a fold asks of the lines, or of the combinations of texts, that it runs over."""

    length: int

    def answer(self, node: Node, keys: Pair | None) -> Pair:
        """What a claim operation answers, each line with its key if the operation has one."""

    def paired(self, node: Node, asking: Pair, keys: Pair | None) -> Pair:
        """Whether each line, with the list of its partners, forms a pair with another."""

    def partners(self, node: Node, texts: Values) -> Pair:
        """For each text the number of its list of partners; 0 for none."""

    def given(self, node: Node) -> Pair | None:
        """The value of a node that was worked out elsewhere, None for any other."""

    def holds(self, node: Node) -> bool:
        """Whether `given` has an answer."""

    def field(self, node: Node) -> Pair:
        """Values of a field."""

    def row(self, node: Node, keys: list[Pair]) -> tuple[Cells, Unknown]:
        """Rows of a published table for some keys."""

    def identities(self, texts: list[Values]) -> Values:
        """A number for each text, or for several side by side: alike for alike texts."""

    def take(self, where: Array) -> Leaves:
        """The same for some of the lines."""
