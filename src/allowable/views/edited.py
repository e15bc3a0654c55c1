"""A claim priced before and after its edits, as one object (schema allowable.edited/1): what `allowable price --edit --json` prints."""

from __future__ import annotations

from ..engine import NOT_APPLIED, PricedClaim
from .checked import checked_json
from .pricing import price_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from ..claims.model import Claim
    from ..engine import Engine

    Json = dict[str, Any]

SCHEMA = "allowable.edited/1"
APPLIED = "Edits are applied, as far as they could be checked: `allowable check` says what each rests on."


class Edited:
    """A claim as billed (`before`), what is left of it (`after`), and `record`, the object that holds both with the findings."""

    __slots__ = ("after", "before", "record")

    def __init__(self, before: PricedClaim, after: PricedClaim, record: Json) -> None:
        self.before = before
        self.after = after
        self.record = record


def edited(
    engine: Engine,
    claim: Claim,
    known: int | None = None,
    facts: Mapping[str, Any] | None = None,
    *,
    claim_id: str | None = None,
    at: str | None = None,
    place: Json | None = None,
) -> Edited:
    """Price a claim, apply its edits, and price what stands. `facts` are what its document says of the patient."""
    before = engine.price(claim, known)
    checked = engine.check(claim, known, facts)
    after = surviving(engine.price(checked.edited(), known))
    found = checked_json(engine, checked, claim_id=claim_id, at=at, place=place)
    both = {"before": price_json(before, NOT_APPLIED, place), "after": price_json(after, APPLIED, place)}
    return Edited(before, after, {"schema": SCHEMA, "check": found, **both})


def surviving(priced: PricedClaim) -> PricedClaim:
    """The lines of a priced claim that no edit has denied: their total is the claim's."""
    return PricedClaim(priced.claim, [line for line in priced.lines if not line.line.denied], priced.known_on)
