"""A PricedClaim as plain text: what each line is allowed, who pays it, why, and from which files.

Plain Python and no import that is not needed: this stands on the path of one price through the command line.
"""

from __future__ import annotations

from ..engine import unverified_steps
from ..kernel.day import day_text
from ..runners.account import Unknown
from .pricing import (
    HEADINGS,
    OUTPUTS,
    answer_words,
    cents_of,
    cents_words,
    day_of,
    known_text,
    name_of,
    place_json,
    short_hash,
    total_cents,
)
from .unread import with_unread

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from ..claims.model import Claim
    from ..engine import PricedClaim, PricedLine
    from ..runners.account import Account, Print
    from .pricing import Json

UNVERIFIED = "rests on unverified rules or values [U]"  # how engine.PricedLine begins that reason
TITLES = {"physician": "Physician fee schedule", "hospital": "Hospital outpatient (OPPS)", "asc": "Ambulatory surgical center"}


def price_text(
    priced: PricedClaim, not_applied: str, place: Json | None = None, *, width: int = 80, bold: Callable[[str], str] = str
) -> list[str]:
    """Lines of plain text for a PricedClaim, at most `width` columns wide where words allow; `bold` marks the total."""
    claim = priced.claim
    said = (place or place_json(claim))["says"]
    lines = [*wrapped(f"{TITLES[claim.setting]}, {_days_words(priced)}{_places_words(claim)}, {said}", width), ""]
    lines += _claim_table(priced, width, bold)
    lines.append("")
    for at, one in enumerate(prints_of([line.account for line in priced.lines])):
        lines += hanging("From  " if at == 0 else "      ", print_words(one), width)
    unverified = list(dict.fromkeys(name for line in priced.lines for name in unverified_steps(line.account)))
    if unverified:
        lines += hanging("[U]   ", f"{UNVERIFIED}: {', '.join(unverified)}", width)
    return [*lines, *hanging("Note  ", with_unread(priced, not_applied), width)]


def _claim_table(priced: PricedClaim, width: int, bold: Callable[[str], str]) -> list[str]:
    """Rows of name, allowed and, where the setting has them, Medicare's and the patient's part; then reasons, or what reduced the line."""
    paid = any(cents_of(line, "medicare_payment") is not None for line in priced.lines)
    outputs = list(OUTPUTS.values()) if paid else [""]
    rows = [[name_of(line), answer_words(line), *(cents_words(cents_of(line, one)) for one in outputs[1:])] for line in priced.lines]
    nothing = "no total" if priced.total.cents is None else ""
    total = ["total", *(cents_words(total_cents(priced, one)) or nothing * (one == "") for one in outputs)]
    head = [["", *(HEADINGS[name] for name in OUTPUTS)]] if paid else []
    wide = [max(map(len, column)) for column in zip(*head, *rows, total, strict=True)]
    found = [_row(one, wide) for one in head]
    for line, row in zip(priced.lines, rows, strict=True):
        reasons = [one for one in line.reasons if not one.startswith(UNVERIFIED)]
        found += _with_reasons(_row(row, wide), [*reasons, *_reduced(line), *unsaid(line), *besides(line)], width)
    if len(rows) > 1 or priced.total.cents is None:
        found.append(bold(_row(total, wide)))
    return found


def _row(cells: Sequence[str], wide: Sequence[int]) -> str:
    return f"  {cells[0]:<{wide[0]}}" + "".join(f"  {cell:>{room}}" for cell, room in zip(cells[1:], wide[1:], strict=True))


def _reduced(line: PricedLine) -> list[str]:
    """Why a line's amount is not its unreduced fee, if it is not."""
    if line.amount is None or line.account.values.get("unreduced_amount") == line.amount:
        return []
    from .why import why

    return [words] if (words := why(line)) else []


def unsaid(line: PricedLine) -> list[str]:
    """Why a line that has an amount has no word on who pays it, if it has none: `Medicare, patient: reason`."""
    found: dict[str, list[str]] = {}
    for name, output in OUTPUTS.items():
        value = line.account.values.get(output)
        if output and line.amount is not None and value.__class__ is Unknown:
            found.setdefault(value.reason, []).append(HEADINGS[name])
    return [f"{', '.join(names)}: {reason}" for reason, names in found.items()]


def besides(line: PricedLine) -> list[str]:
    """What Medicare pays for a line of a hospital besides what it is allowed."""
    cents = cents_of(line, "outlier_payment")
    return [f"besides, an outlier payment of {cents_words(cents)}, before sequestration"] if cents else []


def _with_reasons(start: str, reasons: Sequence[str], width: int) -> list[str]:
    if not reasons:
        return [start]
    indent = len(start) + 2
    if width - indent < 30:
        return [start, *(part for reason in reasons for part in hanging("      ", reason, width))]
    found: list[str] = []
    for reason in reasons:
        found += hanging(f"{start}  " if not found else " " * indent, reason, width)
    return found


def hanging(start: str, text: str, width: int) -> list[str]:
    """`text` behind `start`, wrapped, further lines indented to the same column."""
    parts = wrapped(text, max(width - len(start), 20))
    return [f"{start}{parts[0]}", *(" " * len(start) + part for part in parts[1:])]


def wrapped(text: str, width: int) -> list[str]:
    """Lines of at most `width` columns; a longer word stands alone."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        if line and len(line) + 1 + len(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return [*lines, line]


def prints_of(accounts: Iterable[Account]) -> list[Print]:
    """The distinct prints on which accounts rest, in the order in which they were needed."""
    found: dict[tuple[str, str, str], Print] = {}
    for account in accounts:
        for step in account.steps:
            for _, _, _, kind, origin in step.inputs:
                if kind == "column" and origin:
                    found[(origin.table.name, origin.print.release, origin.print.sha256)] = origin.print
    return list(found.values())


def print_words(one: Print) -> str:
    """A print in one line: release, file, short hash, and what it is worth if it is not CMS's own bytes."""
    trust = "" if one.trust == "official" else f", {one.trust}"
    return f"{one.release} ({one.member}, sha256 {short_hash(one.sha256)}{trust})"


def _days_words(priced: PricedClaim) -> str:
    days = sorted({day_of(line) for line in priced.lines})
    known = known_text(priced.known_on)
    return ", ".join(map(day_text, days)) + (f" as known on {known}" if known else "")


def _places_words(claim: Claim) -> str:
    places = sorted({line.place_of_service for line in claim.lines if line.place_of_service})
    return f", place of service {', '.join(places)}" if claim.setting == "physician" else ""
