"""What changed against the same day of the year before, and what caused it: factor, units, APC, rate, indicator."""

from __future__ import annotations

import datetime

from ..kernel.day import day_date, day_number
from ..kernel.number import number_text, round_half_away, scaled_number
from .amounts import INDICATORS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeAlias

    from ..engine import PricedLine
    from ..runners.account import Account
    from .amounts import Amounts
    from .view import Json

    Inputs: TypeAlias = dict[str, tuple[int, int]]  # name: scaled int, decimal places

CENTS = 2
UNITS = 2  # decimal places of relative value units
PERCENT_PLACES = 2
FACTORS = ("conversion_factor", "qualifying_conversion_factor")
INDICES = ("work_index_with_floor", "work_index_without_floor", "practice_expense_index", "malpractice_index")
INDEX_WORDS = {
    "work_index_with_floor": "work index",
    "work_index_without_floor": "work index without its floor",
    "practice_expense_index": "practice expense index",
    "malpractice_index": "malpractice index",
}
WAGE_INDICES = ("geographic_index", "wage_index")
UNITS_AT_ASC = ("A2", "G2")  # rates that are a weight times the conversion factor


def year_before(day: int) -> int:
    """The same day of the year before; 28 February stands for the 29th."""
    date = day_date(day)
    try:
        return day_number(date.replace(year=date.year - 1))
    except ValueError:
        return day_number(datetime.date(date.year - 1, 2, 28))


def change_rows(before: Amounts, after: Amounts, national: bool) -> list[Json]:
    """Rows of what changed in one code, from its Amounts of both days; `national` allows the parts of a change to be told apart."""
    rows: list[Json] = []
    for setting, words in (("facility", "physician amount, facility"), ("non_facility", "physician amount, office")):
        rows += _physician(before, after, setting, words, national)
    rows += _plain(before, after, "work RVU", lambda one: one.entry["work_rvu"], "units revalued")
    rows += _facility(before, after, "hospital", "hospital amount", _hospital_cause)
    rows += _plain(before, after, "hospital APC", lambda one: one.entry["hospital"]["apc"], "moved to another APC", both=True)
    rows += _plain(before, after, "hospital status", lambda one: one.entry["hospital"]["status"], "status indicator")
    rows += _facility(before, after, "asc", "surgical center amount", _asc_cause)
    rows += _plain(before, after, "surgical center indicator", lambda one: one.entry["asc"]["indicator"], "payment indicator")
    for name in INDICATORS:
        rows += _plain(before, after, name.replace("_", " "), _indicator(name), "indicator", both=True)
    return rows


def _indicator(name: str) -> Callable[[Amounts], str | None]:
    return lambda one: one.entry["indicators"][name]


def _row(after: Amounts, figure: str, before_value: str | None, after_value: str | None, cause: str, **more: Any) -> Json:
    sources = more.pop("sources", [])
    return {
        "hcpcs": after.hcpcs,
        "figure": figure,
        "before": before_value,
        "after": after_value,
        **more,
        "cause": cause,
        "sources": sources,
    }


def _plain(
    before: Amounts, after: Amounts, figure: str, read: Callable[[Amounts], str | None], cause: str, both: bool = False
) -> list[Json]:
    old, new = read(before), read(after)
    if old == new or (both and (old is None or new is None)):
        return []
    if old is None or new is None:
        return []  # the amounts already say why a side is missing
    return [_row(after, figure, old, new, cause)]


def _figure_row(after: Amounts, old: Json, new: Json, figure: str, cause: Callable[[], str]) -> list[Json]:
    """A row for two figures of which at least one has an amount, in a list; an empty list if nothing changed."""
    if old["amount"] == new["amount"]:
        return []
    sources = list(dict.fromkeys([*old["sources"], *new["sources"]]))
    if old["amount"] is None or new["amount"] is None:
        side, figures = ("before", old) if old["amount"] is None else ("now", new)
        because = figures["reasons"][0] if figures["reasons"] else figures["outcome"]
        return [
            _row(after, figure, old["amount"], new["amount"], f"no amount {side}: {because}", change=None, percent=None, sources=sources)
        ]
    first, second = _cents(old["amount"]), _cents(new["amount"])
    change = number_text(second - first, CENTS)
    return [_row(after, figure, old["amount"], new["amount"], cause(), change=change, percent=_percent(first, second), sources=sources)]


def _physician(before: Amounts, after: Amounts, setting: str, figure: str, national: bool) -> list[Json]:
    old, new = before.entry["physician"][setting], after.entry["physician"][setting]
    lines = before.lines[setting], after.lines[setting]
    return _figure_row(after, old, new, figure, lambda: _physician_cause(*lines, old, new, national))


def _physician_cause(before: PricedLine, after: PricedLine, old: Json, new: Json, national: bool) -> str:
    first, second = _inputs(before.account), _inputs(after.account)
    old_factor, new_factor = _factor(first), _factor(second)
    total = old["total_rvu"], new["total_rvu"]
    parts: list[list[str]] = []
    if old_factor and new_factor and old_factor != new_factor:
        parts.append(["conversion factor", number_text(*old_factor), number_text(*new_factor)])
    if total[0] != total[1] and all(total):
        parts.append(["total units", *total])
    if national and new_factor and len(parts) == 2:
        at_new_factor = round_half_away(scaled_number(total[0], UNITS) * new_factor[0], UNITS + new_factor[1] - CENTS)
        effect = at_new_factor - _cents(old["amount"])
        rest = _cents(new["amount"]) - at_new_factor
        for part, amount in zip(parts, (effect, rest), strict=True):
            part.append(_signed(amount))
    words = [f"{name} {was} to {now}{f' ({by[0]})' if by else ''}" for name, was, now, *by in parts]
    words += [
        f"{INDEX_WORDS[name]} {number_text(*first[name])} to {number_text(*second[name])}"
        for name in INDICES
        if _differ(first, second, name)
    ]
    return "; ".join(words) or "units moved between work, practice expense and malpractice"


def _factor(inputs: Inputs) -> tuple[int, int] | None:
    return next((inputs[name] for name in FACTORS if name in inputs), None)


def _differ(first: Inputs, second: Inputs, name: str) -> bool:
    return name in first and name in second and first[name] != second[name]


def _inputs(account: Account) -> Inputs:
    """{name: (scaled int, places)} of the numbers that an account took from tables and dated values."""
    return {
        name: (value, places)
        for step in account.amount_steps
        for name, value, places, kind, _ in step.inputs
        if kind in ("column", "parameter") and isinstance(value, int) and not isinstance(value, bool)
    }


def _facility(
    before: Amounts, after: Amounts, setting: str, figure: str, cause: Callable[[Amounts, Amounts, Json, Json], str]
) -> list[Json]:
    old, new = before.entry[setting], after.entry[setting]
    return _figure_row(after, old, new, figure, lambda: cause(before, after, old, new))


def _hospital_cause(before: Amounts, after: Amounts, old: Json, new: Json) -> str:
    if old["status"] != new["status"]:
        return f"status {old['status']} to {new['status']}"
    if old["apc"] is None or new["apc"] is None:
        return "rate; whether the APC changed is not checked, because it is not held for both days"
    if old["apc"] != new["apc"]:
        return f"moved from APC {old['apc']} to {new['apc']}"
    return f"rate of APC {new['apc']}{_index_words(before, after, 'hospital')}"


def _index_words(before: Amounts, after: Amounts, setting: str) -> str:
    """The wage index on both days, where a local amount took it and it moved."""
    first, second = (_inputs(one.lines[setting].account) for one in (before, after))
    moved = [name for name in WAGE_INDICES if _differ(first, second, name)]
    return "".join(f"; wage index {number_text(*first[name])} to {number_text(*second[name])}" for name in moved)


def _asc_cause(before: Amounts, after: Amounts, old: Json, new: Json) -> str:
    if old["indicator"] != new["indicator"]:
        return f"payment indicator {old['indicator']} to {new['indicator']}"
    index = _index_words(before, after, "asc")
    was, now = before.asc_weight, after.asc_weight
    if new["indicator"] in UNITS_AT_ASC and was and now:
        return (f"weight {was} to {now}; the rest is the conversion factor" if was != now else "conversion factor") + index
    return f"rate of payment indicator {new['indicator']}{index}"


def _cents(amount: str) -> int:
    return scaled_number(amount, CENTS)


def _signed(cents: int) -> str:
    return ("+" if cents >= 0 else "") + number_text(cents, CENTS)


def _percent(first: int, second: int) -> str | None:
    if first == 0:
        return None
    change = abs(second - first) * 10 ** (PERCENT_PLACES + 3) // first  # percent with one digit more, which the rounding drops
    return number_text(round_half_away(change if second >= first else -change, 1), PERCENT_PLACES)
