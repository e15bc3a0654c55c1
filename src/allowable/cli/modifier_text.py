"""The answer of `allowable modifier` as lines for the terminal."""

from __future__ import annotations

from ..views.price_text import hanging
from .terminal import bold, width

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

LABEL = 11
ROWS = (("in full", "in_full"), ("as billed", "as_billed"))
AMOUNTS = (("allowed", "allowed"), ("Medicare pays", "medicare_payment"), ("patient", "patient_share"))


def modifier_text(found: dict[str, Any], on: str | None) -> list[str]:
    """Lines of at most the terminal's width. `on` is the service day as it was given, None without one."""
    columns = width()
    code, modifier = found["hcpcs"], found["modifier"]
    heading = f"{code}-{modifier}" if modifier else f"{code}: no modifier"
    lines = [bold(heading), *_part("Why", found["reason"], columns), *_part("Payment", found["payment"], columns)]
    if found["use"]:
        lines += _part("Used when", found["use"], columns)
    lines += _list("Mind", found["notes"], columns)
    lines += _list("Document", found["document"], columns)
    lines += ["", *_money(found, on, columns)]
    lines += ["", *_list("Taken as", found["taken_as_said"].values(), columns)]
    lines += _list("Sources", (f"{one['document']}, {one['place']} [{one['evidence']}]" for one in found["cites"]), columns)
    return [line for at, line in enumerate(lines) if line or (at and lines[at - 1])]


def _part(label: str, text: str, columns: int) -> list[str]:
    return hanging(f"{label:<{LABEL}}", text, columns)


def _list(label: str, texts: Any, columns: int) -> list[str]:
    found: list[str] = []
    for text in texts:
        found += _part("" if found else label, text, columns)
    return found


def _money(found: dict[str, Any], on: str | None, columns: int) -> list[str]:
    effect = found["effect"]
    if effect is None:
        why = "as the code of what was done is paid" if found["other_code"] else "give --on DAY for what it does to the payment"
        return _part("In money", why, columns)
    place = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in effect["place"].items()) or "national"
    lines = _part("In money", f"one unit, alone on its claim, {on}, {place}; the deductible is taken as met", columns)
    lines.append(" " * LABEL + f"{'':<10}" + "".join(f"{label:>15}" for label, _ in AMOUNTS))
    for label, name in ROWS:
        row = effect[name]
        lines.append(" " * LABEL + f"{label:<10}" + "".join(f"{_shown(row[key]):>15}" for _, key in AMOUNTS))
        lines += _reasons(row, columns)
    return lines


def _reasons(row: dict[str, Any], columns: int) -> Iterator[str]:
    if row["status"] not in ("priced", "nothing billed"):
        for reason in row["reasons"]:
            yield from hanging(" " * (LABEL + 2), reason, columns)


def _shown(amount: str | None) -> str:
    return "-" if amount is None else with_commas(amount)


def with_commas(amount: str) -> str:
    """Dollars and cents with commas between thousands, from the text itself."""
    dollars, _, cents = amount.partition(".")
    return f"{int(dollars):,}.{cents}"
