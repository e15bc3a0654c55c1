"""What changed for a code between two days, of all that its page shows."""

from __future__ import annotations

from typing import Any

from ..kernel.number import scaled_number
from ..views.pricing import cents_words, dollars
from .held import held

Json = dict[str, Any]


def changes(code: str, first: str, second: str, known_on: str | None) -> Json:
    """{"from", "to", "rows": [(what, then, now, change in words)]} of a code between two days; only what differs."""
    one, two = sorted((first, second))
    then, now = held(code, one, known_on), held(code, two, known_on)
    rows = []
    for title, before, after in _compared(then, now):
        if before != after:
            rows.append((title, before, after, _change(before, after)))
    return {"from": one, "to": two, "rows": rows}


def _compared(then: Json, now: Json) -> list[tuple[str, str, str]]:
    found = []
    for title, path in (
        ("Physician in a facility", ("physician", "facility")),
        ("Physician in the office", ("physician", "non_facility")),
        ("Hospital outpatient", ("hospital",)),
        ("Surgical center", ("asc",)),
    ):
        figures = [_at(one, path) for one in (then, now)]
        found.append((title, _amount(figures[0]), _amount(figures[1])))
        for name, words in (("total_rvu", "total RVU"), ("apc", "APC"), ("status", "status"), ("indicator", "indicator")):
            if any(name in one for one in figures):
                found.append((f"{title}: {words}", _held(figures[0], name), _held(figures[1], name)))
    found.append(("Work RVU", _held(then, "work_rvu"), _held(now, "work_rvu")))
    for before, after in zip(then["indicators"], now["indicators"], strict=True):
        if before["schedule"] == "physician":
            found.append((before["says"].capitalize(), before["value"] or "none held", after["value"] or "none held"))
    return found


def _held(found: Json, name: str) -> str:
    return str(found.get(name) or "none held")


def _at(found: Json, path: tuple[str, ...]) -> Json:
    for name in path:
        found = found[name]
    return found


def _amount(figure: Json) -> str:
    return dollars(figure["amount"]) if figure["amount"] is not None else f"no amount: {figure['reasons'][0]}"


def _change(before: str, after: str) -> str:
    if not (before.startswith("$") and after.startswith("$")):
        return ""
    cents = [scaled_number(one[1:].replace(",", ""), 2) for one in (before, after)]
    change = cents[1] - cents[0]
    return f"{'+' if change > 0 else '−'}{cents_words(abs(change))}"
