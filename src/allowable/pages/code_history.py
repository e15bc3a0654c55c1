"""The amounts of one code over all held days, in the three settings: one row for each stretch of days without a change."""

from __future__ import annotations

from itertools import pairwise

from ..claims.model import Claim, Line
from ..guides.view import PLACES_OF_SERVICE
from ..kernel.day import ALWAYS, OPEN, day_text
from ..kernel.number import number_text
from ..views.pricing import day_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from ..engine import Engine, PricedLine

TABLES = {"physician": ("relative_values",), "hospital": ("addendum_b", "apc_rates"), "asc": ("asc_rates", "asc_ancillary_rates")}


def history(engine: Engine, code: str, known: int = OPEN) -> dict[str, list[dict[str, Any]]]:
    """{"physician": rows, "hospital": rows, "asc": rows}; a row has from, until (day after the last), figures as texts or None, and why."""
    return {
        "physician": _rows(engine, "physician", lambda day: _physician(engine, code, day, known)),
        "hospital": _rows(engine, "hospital", lambda day: _facility(engine, code, day, known, "hospital")),
        "asc": _rows(engine, "asc", lambda day: _facility(engine, code, day, known, "asc")),
    }


def _rows(engine: Engine, setting: str, figures: Callable[[int], dict[str, Any]]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for starts, until in _spans(engine, setting):
        found = figures(starts)
        if rows and rows[-1]["until"] == starts and all(rows[-1][name] == value for name, value in found.items()):
            rows[-1]["until"] = until
        else:
            rows.append({"from": starts, "until": until, **found})
    return [row | {"from": day_text(row["from"]), "until": day_text(row["until"])} for row in rows]


def _spans(engine: Engine, setting: str) -> Iterable[tuple[int, int]]:
    """Stretches between every border of the setting's prints and of its dated values, within what is held."""
    system = engine.system({"hospital": "outpatient", "asc": "ambulatory"}.get(setting, setting))
    prints = [one for name in TABLES[setting] if (points := engine.store.table(name)) for one in points.prints]
    if not prints:
        return []
    first, last = min(one.effective for one in prints), max(one.until for one in prints)
    borders = {one.effective for one in prints} | {one.until for one in prints} | set(system.borders())
    days = sorted(day for day in borders if first <= day <= last and day > ALWAYS)
    return pairwise(days)


def _physician(engine: Engine, code: str, day: int, known: int) -> dict[str, Any]:
    lines = {
        name: engine.price(Claim([Line(code)], on=day, place_of_service=place), known).lines[0] for name, place in PLACES_OF_SERVICE.items()
    }
    inputs = _inputs(lines["facility"])
    row = {"work_rvu": inputs.get("work_rvu"), "conversion_factor": inputs.get("conversion_factor")}
    for name, line in lines.items():
        row[f"{name}_total_rvu"] = _output(line, "total_rvu")
        row[f"{name}_amount"] = _amount(line)
        row[f"{name}_why"] = _why(line)
    return row


def _facility(engine: Engine, code: str, day: int, known: int, setting: str) -> dict[str, Any]:
    line = engine.price(Claim([Line(code)], on=day, setting=setting), known).lines[0].about("unreduced_amount")
    inputs = _inputs(line)
    indicator = inputs.get("status_in_force") or inputs.get("status") if setting == "hospital" else inputs.get("payment_indicator")
    row = {"indicator": indicator, "amount": _amount(line), "why": _why(line)}
    return row | {"apc": inputs.get("apc_in_force")} if setting == "hospital" else row


def _inputs(line: PricedLine) -> dict[str, str]:
    """{name: text} of every number and text that the account worked out or read."""
    found: dict[str, str] = {}
    for step in line.account.steps:
        for name, value, places, kind, _ in [*step.inputs, (step.rule.name, step.value, step.places, "rule", None)]:
            if isinstance(value, (int, str)) and not isinstance(value, bool) and kind != "field":
                found[name] = number_text(value, places) if isinstance(value, int) else value
    return found


def _output(line: PricedLine, name: str) -> str | None:
    value = line.account.values[name]
    places = line.account.system.program(day_of(line), line.account.known).roots[name].places
    return number_text(value, places) if isinstance(value, int) else None


def _amount(line: PricedLine) -> str | None:
    return None if line.amount is None else number_text(line.amount, line.places)


def _why(line: PricedLine) -> str | None:
    """A stable word for a row without an amount: none (priced), not_payable, pends, unknown, with the reason."""
    return None if line.status == "priced" else f"{line.status}: {line.account.values['unreduced_amount'].reason}"
