"""What money a check moves: the claim priced as billed, and again with the lines denied that fail."""

from __future__ import annotations

from .pricing import OUTPUTS, amount_text, cents_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..checking import CheckedClaim
    from ..engine import Engine, PricedClaim

    Json = dict[str, Any]


def money_json(engine: Engine, checked: CheckedClaim, place: Json) -> Json:
    """Before and after editing: totals and, by line, what is allowed; `change` is after less before. Amounts are texts, None where unknown.

    `before` prices every line as if no edit were applied; `after` leaves the lines out that an edit denies, so that the others take
    their ranks. A total is None while a line that is not denied has no amount.
    """
    before = engine.price(checked.claim, checked.known_on)
    if checked.outcome != "fail":
        return _money(before, before, place)
    return _money(before, engine.price(checked.edited(), checked.known_on), place)


def _money(before: PricedClaim, after: PricedClaim, place: Json) -> Json:
    first, second = surviving_total(before, ""), surviving_total(after, "")
    return {
        "place": place,
        "before": totals_json(before),
        "after": totals_json(after),
        "change": None if first is None or second is None else amount_text(second - first, 2),
        "lines": [
            {"line": number, "before": _line_json(before, number - 1), "after": _line_json(after, number - 1)}
            for number in range(1, len(before.lines) + 1)
        ],
        "why_not": None,
    }


def no_money(why_not: str) -> Json:
    """The same object where nothing can be priced, with the reason and what to give."""
    nothing = dict.fromkeys(OUTPUTS)
    return {"place": None, "before": nothing, "after": nothing, "change": None, "lines": [], "why_not": why_not}


def totals_json(priced: PricedClaim) -> Json:
    """Allowed, medicare and patient of the lines that are not denied, as texts."""
    return {name: amount_text(surviving_total(priced, output), 2) for name, output in OUTPUTS.items()}


def surviving_total(priced: PricedClaim, output: str) -> int | None:
    """Cents of an output over the lines that no edit has denied; None while one of them has no amount."""
    found = [cents_of(line, output) for line in priced.lines if not line.line.denied]
    known = [cents for cents in found if cents is not None]
    return sum(known) if len(known) == len(found) else None


def _line_json(priced: PricedClaim, at: int) -> Json:
    line = priced.lines[at]
    status = "denied" if line.line.denied else line.status
    return {"status": status, "allowed": None if line.line.denied else amount_text(cents_of(line, ""), 2), "reasons": list(line.reasons)}
