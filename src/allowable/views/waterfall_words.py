"""A priced claim in the words of its page: title, facts, the claim's table, the heading of each line. The waterfalls stand beneath."""

from __future__ import annotations

from ..kernel.day import day_text
from .price_text import TITLES, besides, unsaid
from .pricing import HEADINGS, OUTPUTS, amount_text, answer_words, cents_of, cents_words, day_of, known_text, name_of, total_cents
from .why import why

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..claims.model import Claim
    from ..engine import PricedClaim, PricedLine
    from .waterfall import Stage

MOST_NAMES = 4  # of codes in a title


def line_reasons(line: PricedLine) -> list[str]:
    """Why a line has no amount or needs a warning, what reduced it, what nobody can say of who pays it, and what is paid besides."""
    return [*line.reasons, *([] if line.amount is None else filter(None, [why(line)])), *unsaid(line), *besides(line)]


def change_words(stage: Stage) -> str:
    """What a stage took off or added; blank where it changed nothing."""
    if stage.before is None or stage.after is None or stage.before == stage.after:
        return ""
    change = stage.after - stage.before
    return f"{'+' if change > 0 else '-'}{cents_words(abs(change))}"


def title(priced: PricedClaim) -> str:
    """What is answered: the codes, or how many lines."""
    names = [name_of(line) for line in priced.lines]
    return f"What Medicare allows: {', '.join(names) if len(names) <= MOST_NAMES else f'a claim of {len(names)} lines'}"


def heading(priced: PricedClaim, line: PricedLine) -> str:
    """A line as billed, with the day and the place where the lines differ in them: what they share stands on top of the page."""
    charge = [f"charged {cents_words(line.line.charge)}"] if line.line.charge is not None else []
    days = [_day(line)] if len({one.line.on for one in priced.lines}) > 1 else []
    place = line.line.place_of_service
    places = [f"place of service {place}"] if len({one.line.place_of_service for one in priced.lines}) > 1 else []
    return ", ".join([name_of(line), *charge, *days, *places])


def facts(priced: PricedClaim, said: str) -> list[tuple[str, str]]:
    """What the answer speaks for, as (name, words); `said` is the place in words."""
    claim = priced.claim
    days = sorted({_day(line) for line in priced.lines})
    found = [("Claim", TITLES[claim.setting]), ("Service day", ", ".join(days))]
    places = sorted({line.line.place_of_service for line in priced.lines if line.line.place_of_service})
    found += [("Place of service", ", ".join(places))] if claim.setting == "physician" else []
    found += [("Place", said), ("Known on", known_text(priced.known_on) or "everything that is held")]
    if claim.setting == "physician":
        standing = "non-participating" if claim.nonparticipating else "participating"
        standing += ", assignment not taken" if claim.unassigned else ""
        found.append(("Practitioner", f"{claim.practitioner or 'physician'}, {standing}"))
    elif stated := _stated(claim):
        found.append(("Facility", ", ".join(stated)))
    left = claim.deductible_remaining
    return [*found, ("Deductible", "taken as met" if left is None else f"{cents_words(left)} left before this claim")]


def _stated(claim: Claim) -> list[str]:
    """What a facility's claim states beyond its place."""
    flags = {
        "quality reporting failed": claim.quality_reduction,
        "rural sole community hospital": claim.rural_sole_community,
        "rural emergency hospital": claim.rural_emergency,
        "procedures ranked as the regulation says": claim.ranking,
    }
    numbers = {
        "type of bill": claim.bill_type,
        "condition code": ", ".join(claim.condition_codes),
        "cost-to-charge ratio": amount_text(claim.cost_to_charge_ratio, 4),
        "device credit": cents_words(claim.device_credit),
        "charges without a code": cents_words(claim.packaged_charges),
    }
    return [*(f"{name} {value}" for name, value in numbers.items() if value), *(name for name, said in flags.items() if said)]


def _day(line: PricedLine) -> str:
    return day_text(day_of(line))


def claim_table(priced: PricedClaim) -> dict[str, Any]:
    """The claim's table: names of its columns of money, a row a line, and the totals."""
    outputs = [name for name, output in OUTPUTS.items() if not output or any(cents_of(line, output) is not None for line in priced.lines)]
    charged = any(line.line.charge is not None for line in priced.lines)
    rows = []
    for line in priced.lines:
        parts = [answer_words(line), *(cents_words(cents_of(line, OUTPUTS[name])) for name in outputs[1:])]
        charge = [cents_words(line.line.charge)] if charged else []
        rows.append((name_of(line), [*charge, *parts], "; ".join(line_reasons(line)), line.amount is None))
    totals = [cents_words(total_cents(priced, OUTPUTS[name])) for name in outputs]
    return {
        "columns": [*(["charge"] if charged else []), *(HEADINGS[name] for name in outputs)],
        "rows": rows,
        "totals": [*([""] if charged else []), totals[0] or "no total", *totals[1:]],
    }
