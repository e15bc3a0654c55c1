"""Edits on one claim before it is priced: each line with its findings, what each rests on, and what would resolve it.

Three outcomes, never two: pass, fail, not_checked. A finding that was not checked says why (a list or quarter that is not held, a fact that
the claim does not state, or somebody who must decide). The rules are those of law/edits, worked out as amounts are.
"""

from __future__ import annotations

import copy

from ..claims.fields import line_fields, whole_claim_fields
from ..kernel.day import OPEN, day_number
from ..runners.account import Source, Unknown, value_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from ..claims.model import Claim, Line
    from ..runners.account import Account, Step

PASS, FAIL, NOT_CHECKED = "pass", "fail", "not_checked"
SYSTEMS = {
    "physician": ("practitioner_edits",),
    "asc": ("center_edits",),
    "hospital": ("hospital_edits", "hospital_claim_edits"),
}
STERILIZATION_DIAGNOSIS = "Z302"


class Finding:
    """One edit on one line.

    edit, says        its name and what it asks
    outcome           pass, fail or not_checked
    category          of what was not checked: unknown (a fact is not held) or pends (somebody must decide); else None
    because           the words of the case that decided, or why it was not checked
    """

    __slots__ = ("_checked", "account", "at", "category", "edit", "outcome", "system")

    def __init__(self, checked: CheckedClaim, system: str, at: int, account: Account, edit: str) -> None:
        value = account.values[edit]
        self._checked = checked
        self.system = system
        self.at = at
        self.account = account
        self.edit = edit
        self.category: str | None = None
        if isinstance(value, Unknown):
            self.outcome, self.category = NOT_CHECKED, value.category
        else:
            self.outcome = PASS if value else FAIL

    @property
    def says(self) -> str:
        """What the edit asks, as its rule says it."""
        rule: str = self.account.system.rules[self.edit][0].says
        return rule

    @property
    def because(self) -> str:
        """Why this is the outcome."""
        value = self.account.values[self.edit]
        if isinstance(value, Unknown):
            return f"{value.reason} ({value.detail})" if value.detail else value.reason
        step = self._step(self.edit)
        return (step.because if step else None) or self.says

    @property
    def reason(self) -> str:
        """The stable words of `because`, without the detail of this claim."""
        value = self.account.values[self.edit]
        return value.reason if isinstance(value, Unknown) else self.because

    @property
    def concerned(self) -> list[int]:
        """Places in the claim of the lines that the finding is about: its own, and those that it stands against."""
        from .resolving import partners_of

        return sorted({self.at, *(at for at, _, _ in partners_of(self))})

    @property
    def pairs(self) -> list[dict[str, Any]]:
        """Rows of code pairs behind a finding: line, column_1, column_2, modifier_indicator, rationale (in words), release, sha256."""
        from .resolving import pair_rows

        return pair_rows(self)

    @property
    def sources(self) -> list[dict[str, str]]:
        """The published rows that were read: table, key, column, value, release."""
        found = {}
        for step in self._steps():
            for _, value, places, _, origin in step.inputs:
                if isinstance(origin, Source):
                    text = value_text(value, places)
                    row = {"table": origin.table.name, "key": " ".join(origin.key), "column": origin.column}
                    found[tuple(row.values())] = {**row, "value": text or "", "release": origin.print.release}
        return list(found.values())

    @property
    def cites(self) -> list[str]:
        """The documents on which the rules behind the finding rest."""
        return list(dict.fromkeys(str(cite) for step in self._steps() for cite in step.rule.cites))

    @property
    def evidence(self) -> str:
        """The weakest evidence tag of the rules and values that decided."""
        from ..kernel.cite import WEAKEST_FIRST

        tags = {step.rule.evidence for step in self._steps()}
        tags |= {origin[1].cite.evidence for step in self._steps() for *_, origin in step.inputs if isinstance(origin, tuple)}
        return next((tag for tag in WEAKEST_FIRST if tag in tags), "V")

    @property
    def resolves_with(self) -> tuple[str, ...]:
        """What would resolve it, as names of resolving.HINTS; empty where nothing needs to be done."""
        from .resolving import hints

        return hints(self)

    @property
    def elsewhere(self) -> dict[str, str] | None:
        """What the nearest held quarter says where this day's is not held: its answer, never this day's. None where it does not apply."""
        from .resolving import held_quarter

        return held_quarter(self)

    @property
    def checked(self) -> CheckedClaim:
        """The claim to which the finding belongs."""
        return self._checked

    def _step(self, name: str) -> Step | None:
        return next((step for step in self.account.steps if step.rule.name == name), None)

    def _steps(self) -> Iterator[Step]:
        """The edit's own step and those of the rules that it read."""
        wanted, seen = [self.edit], set()
        while wanted:
            name = wanted.pop()
            step = None if name in seen else self._step(name)
            seen.add(name)
            if step:
                yield step
                wanted += [origin.name for _, _, _, kind, origin in step.inputs if kind == "rule" and origin is not None]

    def as_dict(self) -> dict[str, Any]:
        """The finding as plain data, for doors."""
        names = ("edit", "says", "outcome", "category", "because", "concerned", "pairs", "sources", "cites", "evidence", "elsewhere")
        return {name: getattr(self, name) for name in names} | {"resolves_with": list(self.resolves_with)}

    def __repr__(self) -> str:
        return f"<{self.edit}: {self.outcome}>"


class CheckedLine:
    """One line and its findings, in the order of their system."""

    __slots__ = ("findings", "line")

    def __init__(self, line: Line, findings: list[Finding]) -> None:
        self.line = line
        self.findings = findings

    @property
    def outcome(self) -> str:
        """fail if an edit fails; else not_checked if one was not checked; else pass."""
        outcomes = {one.outcome for one in self.findings}
        return next((one for one in (FAIL, NOT_CHECKED) if one in outcomes), PASS)

    @property
    def failed(self) -> list[Finding]:
        """The findings that fail."""
        return [one for one in self.findings if one.outcome == FAIL]

    @property
    def not_checked(self) -> list[Finding]:
        """The findings that were not checked."""
        return [one for one in self.findings if one.outcome == NOT_CHECKED]


class CheckedClaim:
    """The claim, and its lines with their findings; `known_on` is the day on which we looked, `facts` what was said of the patient."""

    __slots__ = ("claim", "engine", "facts", "known_on", "lines")

    def __init__(self, engine: Any, claim: Claim, known_on: int, facts: Mapping[str, str]) -> None:
        self.engine = engine
        self.claim = claim
        self.known_on = known_on
        self.facts = facts
        self.lines = [CheckedLine(line, []) for line in claim.lines]

    @property
    def outcome(self) -> str:
        """fail if a line fails; else not_checked if something was not checked; else pass."""
        outcomes = {one.outcome for one in self.lines}
        return next((one for one in (FAIL, NOT_CHECKED) if one in outcomes), PASS)

    def edited(self) -> Claim:
        """The claim with the lines that fail denied, to be priced after editing. The claim itself is left as it is."""
        found = copy.copy(self.claim)
        found.lines = [copy.copy(line) for line in self.claim.lines]
        for line, checked in zip(found.lines, self.lines, strict=True):
            line.denied = line.denied or checked.outcome == FAIL
        return found

    def fields(self, at: int) -> dict[str, Any]:
        """The fields of a line as the edits read them."""
        days = [line.on for line in self.claim.lines if line.on is not None]
        return line_fields(self.claim, self.claim.lines[at], None) | dict(self.facts) | whole_claim_fields(days)[at]


def check(engine: Any, claim: Claim, known_on: Any = None, facts: Mapping[str, Any] | None = None) -> CheckedClaim:
    """Every edit on every line of a claim that is not denied already, by the systems of its setting.

    facts   what the claim's document says of the patient (ClaimDocument.facts): sex F or M, diagnoses as codes without dots
    """
    known = OPEN if known_on is None else day_number(known_on)
    checked = CheckedClaim(engine, claim, known, facts_of(facts or {}))
    fields = {at: checked.fields(at) for at in range(len(claim.lines))}
    for name in SYSTEMS[claim.setting]:
        for day, places in _groups(engine, name, claim):
            for at, account in zip(places, engine.accounts(name, [fields[at] for at in places], day, known), strict=True):
                if not claim.lines[at].denied:
                    checked.lines[at].findings += [Finding(checked, name, at, account, edit) for edit in account.values]
    return checked


def _groups(engine: Any, name: str, claim: Claim) -> Iterator[tuple[int, Sequence[int]]]:
    """(day whose rules speak, places of the lines that stand together)."""
    days = [line.on for line in claim.lines if line.on is not None]
    if engine.system(name).whole_claim:
        yield min(days), range(len(days))
        return
    for day in sorted(set(days)):
        yield day, [at for at, on in enumerate(days) if on == day]


def facts_of(facts: Mapping[str, Any]) -> dict[str, str]:
    """{field: text} of what is said of the patient."""
    diagnoses = {str(one).replace(".", "").upper() for one in facts.get("diagnoses") or ()}
    sex = str(facts.get("sex") or "").upper()
    return {
        "sex": sex if sex in ("F", "M") else "",
        "sterilization_diagnosis": "yes" if STERILIZATION_DIAGNOSIS in diagnoses else "",
    }


def days_held(engine: Any, table: str) -> list[tuple[str, int, int]]:
    """(release, first day, day after the last) of what is held of a table."""
    points = engine.store.table(table)
    return [] if points is None else [(one.release, one.effective, one.until) for one in points.prints if not one.bridge]
