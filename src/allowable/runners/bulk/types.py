"""Names of the shapes that the bulk fold passes around."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

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
Given: TypeAlias = Mapping[Node, Pair]
