"""Code pairs of one code, grouped as people read them: which code is denied, and whether a modifier may open the edit."""

from __future__ import annotations

from typing import Any

OPENS = {"0": "no modifier opens it", "1": "a modifier may open it when the record supports it"}


def groups(code: str, partners: list[dict[str, Any]]) -> list[tuple[str, str, list[str]]]:
    """[(words, indicator, partner codes)] by direction and indicator."""
    found: dict[tuple[bool, str], set[str]] = {}
    for pair in partners:
        pays = pair["column_1"] == code
        found.setdefault((not pays, pair["indicator"]), set()).add(pair["column_2"] if pays else pair["column_1"])
    return [
        (
            f"{code} is {'denied beside these' if denied else 'paid, these are denied beside it'}; {OPENS[indicator]}",
            indicator,
            sorted(listed),
        )
        for (denied, indicator), listed in sorted(found.items())
    ]
