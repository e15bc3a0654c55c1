"""One claim checked whole: its findings, what would resolve them, the money they move, and the held quarter's answer where it is needed."""

from __future__ import annotations

from .findings import check_json
from .findings_money import money_json, no_money
from .findings_words import add_words
from .pricing import place_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from ..checking import CheckedClaim
    from ..claims.model import Claim
    from ..engine import Engine

    Json = dict[str, Any]

NO_PLACE = "no place of service is given, and it decides the physician's rate; give --pos (22 hospital outpatient, 24 ASC, 11 office)"


def checked_json(
    engine: Engine,
    checked: CheckedClaim,
    held: Sequence[Json] = (),
    *,
    claim_id: str | None = None,
    at: str | None = None,
    place: Json | None = None,
) -> Json:
    """The whole object of schema allowable.check/1 of a claim; `held` are the answers of other quarters (views/findings_held.py).

    `at` is the claim's place in its file, `place` where it is priced.
    """
    found = check_json(checked, claim_id=claim_id, place=at)
    found["held_quarter"] = list(held) or None
    found["money"] = _money(engine, checked, place)
    add_words(found)
    return found


def _money(engine: Engine, checked: CheckedClaim, place: Json | None) -> Json:
    if lacks_place(checked.claim):
        return no_money(NO_PLACE)
    return money_json(engine, checked, place or place_json(checked.claim))


def lacks_place(claim: Claim) -> bool:
    """Whether a physician's claim has a line without a place of service, so that it cannot be priced."""
    return claim.setting == "physician" and any(line.place_of_service is None for line in claim.lines)
