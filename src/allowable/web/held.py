"""Everything that is held about a code, kept for a while: its history takes most of the time of a page, and pages are read again."""

from __future__ import annotations

import functools
from typing import Any

from ..pages.code import MAIN_TABLES, code_page
from .pair_groups import first_pairs
from .site import engine


@functools.lru_cache(maxsize=48)
def held(code: str, on: str | None, known_on: str | None) -> dict[str, Any]:
    """The object of `allowable code --json`, of its pairs only the first of each group. Nobody may change it."""
    return code_page(engine(), code, on, known_on, first_pairs)


def is_held(code: str) -> bool:
    """Whether any release that is held prints a code."""
    tables = [engine().store.table(name) for name in MAIN_TABLES]
    return any(points and points.under(code) for points in tables)
