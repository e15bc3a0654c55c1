"""The row of the NCCI table for two codes, in either order, or its absence in a whole table of a quarter that is held."""

from __future__ import annotations

from ..kernel.day import day_text, quarter_of
from ..law.edits.tables import CODE_PAIRS_HOSPITAL, CODE_PAIRS_PRACTITIONER, PAIR_RATIONALES
from ..law.physician.tables import RELATIVE_VALUES
from ..releases.store import Missing
from .answer import Refusal, of_row

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..kernel.table import Table
    from ..releases.store import Print
    from .facts import Facts

WHOSE = {"practitioner": "claims of physicians and surgical centers", "hospital": "claims of hospital outpatient departments"}
TABLES = {"practitioner": CODE_PAIRS_PRACTITIONER, "hospital": CODE_PAIRS_HOSPITAL}
DOCUMENT = "CMS NCCI procedure-to-procedure edits"


class Pair:
    """Two codes in one setting on a day: `edit` is (column 1, column 2, indicator, rationale), or None where a whole table has none."""

    __slots__ = ("codes", "day", "edit", "printed", "setting", "table")

    def __init__(self, setting: str, codes: tuple[str, str], day: int, printed: Print, edit: tuple[str, str, str, str] | None) -> None:
        self.setting = setting
        self.table: Table = TABLES[setting]
        self.codes = codes
        self.day = day
        self.printed = printed
        self.edit = edit

    @property
    def quarter(self) -> str:
        """The quarter of the table, such as 2024 Q3."""
        year, quarter = quarter_of(self.day)
        return f"{year} Q{quarter + 1}"

    def cite(self) -> dict[str, Any]:
        """The row, or its absence in both orders."""
        if self.edit is None:
            row: dict[str, Any] = {"codes": list(self.codes), "edit": None, "looked_in": "both orders, the whole table of the quarter"}
        else:
            row = dict(zip(("column_1", "column_2", "indicator", "rationale"), self.edit, strict=True))
        return of_row(f"{DOCUMENT}, {WHOSE[self.setting]}", self.printed, row)


def find(facts: Facts, setting: str, codes: tuple[str, str]) -> Pair:
    """The Pair of two codes for the time asked about: the latest table that speaks of it, or the first of a named time."""
    table = TABLES[setting]
    points = facts.engine.store.table(table.name)
    if points is None:
        raise Refusal("no table of NCCI code pairs is held; import one with `allowable releases import FILE`")
    for day in facts.days(table.name):
        for key in (codes, codes[::-1]):
            found = facts.engine.store.find(table, key, day, facts.known)
            if not isinstance(found, Missing):
                row, printed = found
                indicator, rationale = (row.values[table.where[name]] for name in ("modifier_indicator", "rationale"))
                return Pair(setting, codes, day, printed, (*key, str(indicator), PAIR_RATIONALES.get(rationale or 0, "")))
        speaking = points.print_for(day, facts.known)
        if speaking is not None and not points.is_excerpt(speaking):
            return Pair(setting, codes, day, speaking, None)
    raise Refusal(_not_held(facts, points, setting))


def absent(facts: Facts, pair: Pair) -> str:
    """That a code of the pair was no code on its day: deleted before, or not there yet. No edit then means nothing. Else blank."""
    store = facts.engine.store
    points = store.table(RELATIVE_VALUES.name)
    if points is None or points.print_for(pair.day, facts.known) is None:
        return ""
    rows = {code: store.find(RELATIVE_VALUES, (code, ""), pair.day, facts.known) for code in pair.codes if points.under(code)}
    gone = [code for code, row in rows.items() if isinstance(row, Missing)]
    named = f"{' and '.join(gone)} {'was' if len(gone) == 1 else 'were'}"
    return f"{named} in no fee schedule of that time, deleted before or not there yet, so that this allows nothing." if gone else ""


def _not_held(facts: Facts, points: Any, setting: str) -> str:
    whole = [one for one in points.prints if not points.is_excerpt(one)]
    held = ", ".join(sorted({f"{day_text(one.effective)} to {day_text(one.until - 1)}" for one in whole})) or "no whole quarter"
    return (
        f"the NCCI table of the time asked about is not held (for {WHOSE[setting]}: {held}), and another quarter does not speak for it; "
        "ask without a date for what the held quarter says, or import the quarter with `allowable releases import FILE`"
    )


__all__ = ["WHOSE", "Pair", "absent", "find"]
