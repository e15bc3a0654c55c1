"""What a file of claims came to: counts of pass, fail and not checked for each edit, why edits were not checked, and the money."""

from __future__ import annotations

from ..kernel.number import number_text, scaled_number
from .findings import OUTCOMES, worst

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..checking import CheckedClaim
    from ..claims.document import ClaimFault

    Json = dict[str, Any]

SCHEMA = "allowable.check.summary/1"


class Summary:
    """Counts over a file; it grows with the number of edits and reasons, never with the claims."""

    def __init__(self, path: str, *, with_money: bool = True) -> None:
        self.path = path
        self.with_money = with_money  # False where the claims are not priced
        self.lines = 0
        self.faults = 0
        self.claims = dict.fromkeys(OUTCOMES, 0)
        self.edits: dict[str, dict[str, int]] = {}
        self.says: dict[str, str] = {}
        self.reasons: dict[tuple[str, str], int] = {}
        self.would_fail = 0  # claims where nothing fails, but the nearest quarter that is held would deny something
        self.change = 0  # cents that the edits move, over claims whose change is known
        self.unknown_change = 0  # claims that fail and whose change is not known

    def add(self, checked: CheckedClaim) -> bool:
        """Count a claim's findings; gives whether something fails."""
        outcomes = set()
        self.lines += len(checked.lines)
        for line in checked.lines:
            for finding in line.findings:
                outcomes.add(finding.outcome)
                self.count(finding.edit, finding.says, finding.outcome, 1)
                if finding.outcome == "not_checked":
                    self.count_reason(finding.edit, finding.reason, 1)
        outcome = worst(outcomes)
        self.claims[outcome] += 1
        return outcome == "fail"

    def count(self, edit: str, says: str, outcome: str, number: int) -> None:
        """Count findings of one edit."""
        self.says[edit] = says
        self.edits.setdefault(edit, dict.fromkeys(OUTCOMES, 0))[outcome] += number

    def count_reason(self, edit: str, because: str, number: int) -> None:
        """Count why an edit was not checked."""
        self.reasons[edit, because] = self.reasons.get((edit, because), 0) + number

    def add_fault(self, fault: ClaimFault) -> None:
        """Count what could not be read."""
        self.faults += 1

    def add_money(self, money: Json) -> None:
        """Count what the edits of a failing claim move."""
        if money["change"] is None:
            self.unknown_change += 1
        else:
            self.change += scaled_number(money["change"], 2)


def summary_json(summary: Summary) -> Json:
    """The object of schema allowable.check.summary/1."""
    return {
        "schema": SCHEMA,
        "file": summary.path,
        "claims": {"read": sum(summary.claims.values()), **summary.claims, "faults": summary.faults, "would_fail": summary.would_fail},
        "lines": summary.lines,
        "edits": {edit: {"says": summary.says[edit], **counts} for edit, counts in by_failures(summary)},
        "not_checked": [
            {"edit": edit, "because": because, "findings": count}
            for (edit, because), count in sorted(summary.reasons.items(), key=lambda one: (-one[1], one[0]))
        ],
        "money": {"change": number_text(summary.change, 2), "claims_without": summary.unknown_change} if summary.with_money else None,
    }


def by_failures(summary: Summary) -> list[tuple[str, dict[str, int]]]:
    """The edits with their counts, what fails most first, then what was not checked most."""
    return sorted(summary.edits.items(), key=lambda one: (-one[1]["fail"], -one[1]["not_checked"], one[0]))
