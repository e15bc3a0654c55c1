"""The held quarter's answer where the table of the service day is not held: offered as that quarter's, never as the answer."""

from __future__ import annotations

from copy import copy

from ..kernel.day import day_text
from .findings import finding_json, worst

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from ..checking import CheckedClaim, Finding
    from ..claims.model import Claim
    from ..engine import Engine

    Json = dict[str, Any]

BEFORE, AFTER = "no release of ", " is held for this day"


def held_quarters(engine: Engine, checked: CheckedClaim, facts: Mapping[str, Any] | None = None) -> list[Json]:
    """For each table whose release of the service day is not held: the same claim on a day of the nearest release that is.

    Each is {table, release, from, to, on, says, outcome, lines}; `lines` hold only the edits that were not checked for want of that table.
    Nothing is given for a table that is not held at all. `facts` are those with which the claim was checked.
    """
    wanted: dict[str, set[tuple[int, str]]] = {}
    for at, line in enumerate(checked.lines):
        for finding in line.findings:
            table = missing_table(finding)
            if table is not None:
                wanted.setdefault(table, set()).add((at, finding.edit))
    answers = [_answer(engine, checked, facts, table, edits) for table, edits in wanted.items()]
    return [one for one in answers if one is not None]


def missing_table(finding: Finding) -> str | None:
    """The table whose release of this day is not held, where that is why an edit was not checked."""
    if finding.outcome != "not_checked" or not (finding.reason.startswith(BEFORE) and finding.reason.endswith(AFTER)):
        return None
    return finding.reason[len(BEFORE) : -len(AFTER)]


def _answer(engine: Engine, checked: CheckedClaim, facts: Mapping[str, Any] | None, table: str, edits: set[tuple[int, str]]) -> Json | None:
    days = [line.on for line in checked.claim.lines if line.on is not None]
    found = _nearest(engine, table, min(days), max(days))
    if found is None:
        return None
    printed, shift = found
    again = engine.check(_moved(checked.claim, shift), checked.known_on, facts)
    lines = []
    for at, line in enumerate(again.lines):
        findings = [finding_json(one) for one in line.findings if (at, one.edit) in edits and missing_table(one) is None]
        if findings:
            lines.append({"line": at + 1, "outcome": worst(one["outcome"] for one in findings), "findings": findings})
    if not lines:
        return None
    first, last = day_text(printed.effective), day_text(printed.until - 1)
    on = day_text(min(days) + shift)
    return {
        "table": table,
        "release": printed.release,
        "from": first,
        "to": last,
        "on": on,
        "says": f"{printed.release} ({first} to {last}) about the same claim on {on}: not the answer for the day of the claim",
        "outcome": worst(str(line["outcome"]) for line in lines),
        "lines": lines,
    }


def _nearest(engine: Engine, table: str, first: int, last: int) -> tuple[Any, int] | None:
    """The print of a table nearest to a claim's days, whole tables before excerpts, and by how many days to move the claim into it."""
    points = engine.store.table(table)
    is_excerpt = getattr(points, "is_excerpt", lambda printed: False)
    moves = []
    for printed in points.prints if points else ():
        shift = max(printed.effective - first, 0) or min(printed.until - 1 - last, 0)
        if not printed.bridge and shift and printed.effective <= first + shift and last + shift < printed.until:
            moves.append((is_excerpt(printed), abs(shift), printed, shift))
    best = min(moves, key=lambda one: one[:2], default=None)
    return None if best is None else (best[2], best[3])


def _moved(claim: Claim, shift: int) -> Claim:
    """The same claim, every line so many days later; the claim that came in stays as it is."""
    found = copy(claim)
    found.lines = [copy(line) for line in claim.lines]
    for line in found.lines:
        assert line.on is not None
        line.on += shift
    return found
