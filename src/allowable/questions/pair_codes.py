"""What the physician fee schedule says of the codes of a pair: visits, organs in pairs, and codes that are not paid by themselves."""

from __future__ import annotations

from ..law.physician.tables import RELATIVE_VALUES
from ..releases.store import Missing
from ..views.indicator_words import PHYSICIAN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .facts import Facts
    from .pair_rows import Pair

MINOR = "only one that is significant and separate is reported, with 25"
PERIODS = {"000": MINOR, "010": MINOR, "090": "only one at which the operation was decided (57), or one that is separate (25), is reported"}
UNPAID = ("B", "I", "M", "N", "P")  # statuses of the physician fee schedule
PAIRED = ("1", "3")  # bilateral indicators of what is done on one of two sides
DISTINCT = ["59", "XS", "XE", "XP", "XU"]


def is_visit(code: str) -> bool:
    """Whether a code is an evaluation and management visit, which takes 24, 25, 27 or 57 and not 59."""
    return code.isdigit() and (99202 <= int(code) <= 99499 or code in ("92002", "92004", "92012", "92014"))


def opens_by(facts: Facts, pair: Pair, column_1: str, column_2: str) -> list[str]:
    """The modifiers that may open an edit of indicator 1, by what the codes are."""
    if not is_visit(column_2):
        return [*DISTINCT, *_sides(facts, pair)] if not is_visit(column_1) else ["25"]
    return ["57", "25"] if _cell(facts, pair, column_1, "global_days") == "090" else ["25"]


def _sides(facts: Facts, pair: Pair) -> list[str]:
    """LT and RT, where both codes are of paired organs, so that the other side is the distinct place."""
    return ["LT", "RT"] if all(_cell(facts, pair, code, "bilateral") in PAIRED for code in pair.codes) else []


def _cell(facts: Facts, pair: Pair, code: str, name: str) -> str | None:
    """A cell of the code's row in the physician fee schedule on the day of the pair."""
    found = facts.engine.store.find(RELATIVE_VALUES, (code, ""), pair.day, facts.known)
    return None if isinstance(found, Missing) else found[0].values[RELATIVE_VALUES.where[name]]


def not_paid(facts: Facts, pair: Pair) -> str:
    """Codes of the pair that Medicare does not pay by themselves, whatever NCCI says of them."""
    found = {code: _cell(facts, pair, code, "status") or "" for code in pair.codes}
    words = PHYSICIAN["status"][2]
    return "".join(
        f" {code} itself has status {status} in the physician fee schedule: {words[status]}."
        for code, status in found.items()
        if status in UNPAID
    )


def visits_beside(facts: Facts, pair: Pair) -> str:
    """What decides on a visit beside a procedure that no edit ties to it: the rules of the global period. Blank for another pair."""
    for visit, code in (pair.codes, pair.codes[::-1]):
        period = _cell(facts, pair, code, "global_days")
        if is_visit(visit) and not is_visit(code) and period in PERIODS:
            return f" The global period of {code} ({period}) decides on the visit: on its day {PERIODS[period]}."
    return ""
