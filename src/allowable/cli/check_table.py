"""What a file of claims comes to, worked out in arrays: counts of every edit, and of a table each line's outcome in a file.

No finding is spelled out and nothing is priced here: `allowable check` without --summary does that, claim by claim.
"""

from __future__ import annotations

import contextlib
import sys

from ..checking.findings import SYSTEMS, facts_of
from ..claims.document import ClaimFault
from ..claims.fields import line_fields
from ..kernel.day import OPEN
from ..runners.bulk.checks import FAIL, NOT_CHECKED, PASS, Checks, Counts, TableChecks
from ..runners.bulk.checks_write import outcomes_file
from ..runners.bulk.names import Names
from ..runners.bulk.source import ENDINGS, open_table
from ..runners.bulk.worker import use_little_memory
from ..views.checked_summary import Summary, summary_json
from .check_summary import summary_text
from .failures import BAD_INPUT
from .terminal import bold, width

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from ..claims.document import ClaimDocument
    from ..claims.model import Claim
    from ..engine import Engine

CODES = {"pass": PASS, "fail": FAIL, "not_checked": NOT_CHECKED}
BATCH = 1 << 13  # claims checked at a time


def is_table(path: str) -> bool:
    """Whether a file is a table of lines, by its ending."""
    return path.lower().endswith(ENDINGS)


def check_table(engine: Engine, values: dict[str, Any], known: int | None) -> int:
    """Check a table and show what it came to; gives 2 if a line could not be read, else 1 if something fails, else 0."""
    use_little_memory()
    path = values["words"][0]
    names = Names.read(values["mapping"]) if values["mapping"] else Names()
    systems = SYSTEMS[values["setting"] or "physician"]
    checks = TableChecks(engine, systems, open_table(path), path, names, OPEN if known is None else known)
    counts = Counts()
    with outcomes_file(values["out"]) if values["out"] else contextlib.nullcontext() as target:
        for checked in checks.checked():
            counts.add(checked)
            if target is not None:
                target.add(checks, checked)
    summary = Summary(path, with_money=False)
    _take(summary, checks, counts)
    return _show(summary, values)


def check_documents(
    engine: Engine, claims: Iterable[tuple[ClaimDocument, Claim] | ClaimFault], values: dict[str, Any], known: int | None
) -> int:
    """The same of claims as they came, each by the edits of its setting."""
    use_little_memory()
    summary = Summary(values["words"][0], with_money=False)
    settings: dict[str, Waiting] = {}
    for one in claims:
        if isinstance(one, ClaimFault):
            summary.add_fault(one)
            continue
        document, claim = one
        waiting = settings.get(claim.setting)
        if waiting is None:
            waiting = settings[claim.setting] = Waiting(Checks(engine, SYSTEMS[claim.setting], OPEN if known is None else known))
        waiting.add(claim, document.facts())
    for waiting in settings.values():
        waiting.check()
        _take(summary, waiting.checks, waiting.counts)
    return _show(summary, values)


class Waiting:
    """Claims of one setting that wait to be checked together, and what those before them came to."""

    def __init__(self, checks: Checks) -> None:
        self.checks = checks
        self.counts = Counts()
        self._claims = 0
        self._rows: list[dict[str, Any]] = []
        self._days: list[int] = []
        self._numbers: list[int] = []

    def add(self, claim: Claim, facts: dict[str, Any]) -> None:
        """Add a claim with what is said of the patient; now and then those that wait are checked."""
        said = facts_of(facts)
        for line in claim.lines:
            assert line.on is not None  # a Claim refuses a line without a day
            self._rows.append(line_fields(claim, line, None) | said)
            self._days.append(line.on)
            self._numbers.append(self._claims)
        self._claims += 1
        if self._claims == BATCH:
            self.check()

    def check(self) -> None:
        """Check and count the claims that wait."""
        if self._rows:
            self.counts.add(self.checks.of_rows(self._rows, self._days, self._numbers))
        self._claims, self._rows, self._days, self._numbers = 0, [], [], []


def _take(summary: Summary, checks: Checks, counts: Counts) -> None:
    """Add counts of arrays to a summary."""
    summary.lines += counts.lines
    summary.faults += sum(counts.unread.values())
    says, texts = checks.says(), checks.reason_texts
    for name, code in CODES.items():
        summary.claims[name] += counts.claims[code]
        for edit, found in counts.edits.items():
            summary.count(edit, says[edit], name, found[code])
    for edit, reasons in counts.reasons.items():
        for code, count in reasons.items():
            summary.count_reason(edit, texts[code], count)
    for code, count in counts.unread.items():
        summary.count_reason("line not read", texts[code], count)


def _show(summary: Summary, values: dict[str, Any]) -> int:
    if values["as_json"]:
        from .terminal import print_json

        print_json(summary_json(summary))
    else:
        lines = summary_text(summary, width(), bold)
        sys.stdout.write("\n".join([*lines, *([f"wrote {values['out']}"] if values["out"] else [])]) + "\n")
    return BAD_INPUT if summary.faults else 1 if summary.claims["fail"] else 0
