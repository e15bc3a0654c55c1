"""One line of a comparison: what it is allowed and by whom it is billed, as a plain object."""

from __future__ import annotations

from ..kernel.number import scaled_number
from ..law.ambulatory.tables import ASC_ANCILLARY_RATES, ASC_RATES
from ..law.outpatient.tables import ADDENDUM_B
from ..law.physician.tables import RELATIVE_VALUES
from ..releases.store import Missing
from ..runners.account import Unknown
from ..runners.notes import notes
from ..views.price_text import UNVERIFIED, unsaid
from ..views.pricing import amount_text, cents_of, name_of
from ..views.why import why

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from ..engine import Engine, PricedLine
    from ..guides.sources import Sources

    Json = dict[str, Any]

PARTS = {"allowed": "allowed", "medicare": "medicare_payment", "patient": "patient_share"}
FIRST_OUTPUT = ""
NOT_BILLED = "not_billed"
OTHER_SCHEDULES = ("E", "X")  # statuses of what the physician fee schedule leaves to others, such as drugs


def line_entry(line: PricedLine, sources: Sources) -> Json:
    """One priced line: what was billed, the amounts of PARTS, status, reasons, and what reduced it."""
    status, reasons = answer_of(line)
    reduced = status == "priced" and line.account.values.get("unreduced_amount") != line.account.values.get("allowed")
    cents = {part: cents_of(line, output if output in line.outputs else part_of(part)) for part, output in PARTS.items()}
    return {
        "billed": name_of(line),
        "hcpcs": line.line.hcpcs,
        **{part: amount_text(amount, 2) for part, amount in cents.items()},
        "deductible": amount_text(cents_of(line, "deductible_applied"), 2),
        "status": status,
        "reasons": reasons,
        "why": why(line) if reduced else "",
        "sources": sources.of_account(line.account),
    }


def is_of_facility(engine: Engine, hcpcs: str, day: int, known: int) -> bool:
    """Whether a code is no physician's service in a facility: the fee schedule leaves it to others, or only facilities' lists have it."""
    found = engine.store.find(RELATIVE_VALUES, (hcpcs, ""), day, known)
    if not isinstance(found, Missing):
        return found[0].values[RELATIVE_VALUES.where["status"]] in OTHER_SCHEDULES
    points = engine.store.table(RELATIVE_VALUES.name)
    if points is None or points.print_for(day, known) is None:
        return False  # no schedule of the day is held: that the code is absent from it proves nothing
    lists = (ADDENDUM_B, ASC_RATES, ASC_ANCILLARY_RATES)
    return any(not isinstance(engine.store.find(table, (hcpcs,), day, known), Missing) for table in lists)


def not_billed(name: str) -> Json:
    """A line that the physician does not bill where the facility does."""
    amounts = dict.fromkeys((*PARTS, "deductible"))
    says = ["the facility bills it, not the physician"]
    return {"billed": name, "hcpcs": name[:5], **amounts, "status": NOT_BILLED, "reasons": says, "why": "", "sources": []}


def totals(lines: Sequence[Json]) -> Json:
    """Sum of each part over the lines that are billed; None where one is lacking."""
    return {part: added([line[part] for line in lines if line["status"] != NOT_BILLED]) for part in PARTS}


def answer_of(line: PricedLine) -> tuple[str, list[str]]:
    """(status, reasons) of what a line is allowed: that output's own where the law has it."""
    found = line.account.values.get("allowed")
    own = [f"{found.reason} ({found.detail})" if found.detail else found.reason] if isinstance(found, Unknown) else []
    status = line.status if found is None else found.category if isinstance(found, Unknown) else "priced"
    reasons = line.reasons if found is None else [*own, *notes(line.account)]
    shares = [] if own else unsaid(line)
    return status, list(dict.fromkeys([*(one for one in reasons if not one.startswith(UNVERIFIED)), *shares]))


def part_of(part: str) -> str:
    """The output that stands for a part in a law without outputs of that name: the first one for what is allowed, none for the shares."""
    return FIRST_OUTPUT if part == "allowed" else PARTS[part]


def added(amounts: Sequence[str | None]) -> str | None:
    """Sum of amounts in dollars and cents as a text; None where one is lacking."""
    cents = [scaled_number(one, 2) for one in amounts if one is not None]
    return amount_text(sum(cents), 2) if len(cents) == len(amounts) else None


def without_amounts(claim: Json, reason: str) -> Json:
    """A claim priced nationally, its amounts taken out because the place's are not known; refused lines keep their own reasons."""
    lines = [
        line if line["status"] != "priced" else {**line, "status": "unknown", "reasons": [reason], "why": "", **dict.fromkeys(PARTS)}
        for line in claim["lines"]
    ]
    return {**claim, "lines": lines, "total": dict.fromkeys(PARTS)}
