"""Lists of words by which notes are read, as data: headers, negation and history, kinds of documents."""

from __future__ import annotations

import pathlib
import tomllib
from functools import cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

FOLDER = pathlib.Path(__file__).parent


@cache
def load_terms(name: str) -> dict[str, Any]:
    """The content of terms/NAME.toml."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
