"""A checked claim as the JSON object of `allowable check --json` (schema allowable.check/1); the text and the page say the same object.

Three outcomes: pass, fail, not_checked. A claim's or line's outcome is the worst of its findings: what fails before what was not checked,
and "pass" only where every edit was checked and passed.
"""

from __future__ import annotations

from ..kernel.day import day_text
from .pricing import known_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from ..checking import CheckedClaim, CheckedLine, Finding
    from ..claims.model import Line

    Json = dict[str, Any]

SCHEMA = "allowable.check/1"
OUTCOMES = ("fail", "not_checked", "pass")  # the worst first
OUTCOME_WORDS = {"fail": "fails", "not_checked": "not checked", "pass": "passes"}


def check_json(checked: CheckedClaim, *, claim_id: str | None = None, place: str | None = None) -> Json:
    """The object of schema allowable.check/1 without money, the held quarter's answer and words of advice: which findings_money.py,
    findings_held.py and findings_words.py add.

    `claim_id` and `place` say which claim of which place in a file it is; both None for codes on the command line.
    """
    claim = checked.claim
    lines = [_line_json(number, line) for number, line in enumerate(checked.lines, 1)]
    findings = [finding for line in lines for finding in line["findings"]]
    return {
        "schema": SCHEMA,
        "claim": claim_id,
        "place": place,
        "setting": claim.setting,
        "known_on": known_text(checked.known_on),
        "outcome": worst(line["outcome"] for line in lines if not line["denied_before"]),
        "counts": counts(findings),
        "lines": lines,
        "money": None,
        "held_quarter": None,
    }


def worst(outcomes: Iterable[str]) -> str:
    """The worst of some outcomes: fail, then not_checked; of none, not_checked, because no check is no pass."""
    found = set(outcomes)
    return next((one for one in OUTCOMES if one in found), "not_checked")


def counts(findings: Iterable[Json]) -> dict[str, int]:
    """How many findings there are of each outcome."""
    found = dict.fromkeys(OUTCOMES, 0)
    for one in findings:
        found[one["outcome"]] += 1
    return found


def billed(line: Line) -> str:
    """A line as it was billed: 58563-51 x 2."""
    return f"{line!r}{'' if line.units == 1 else f' x {line.units}'}"


def _line_json(number: int, checked: CheckedLine) -> Json:
    line = checked.line
    findings = [finding_json(one) for one in checked.findings]
    assert line.on is not None  # a Claim refuses a line without a day
    return {
        "line": number,
        "billed": billed(line),
        "hcpcs": line.hcpcs,
        "modifiers": list(line.modifiers),
        "units": line.units,
        "on": day_text(line.on),
        "place_of_service": line.place_of_service,
        "outcome": worst(one["outcome"] for one in findings),
        "denied_before": line.denied,
        "findings": findings,
    }


def finding_json(found: Finding) -> Json:
    """One finding: edit, what it asks, outcome and because, the lines concerned, the rows that say so, citations, what resolves it.

    A finding that passes says its edit and outcome alone: the rest is read where it matters.
    """
    told = found.outcome != "pass"
    return {
        "edit": found.edit,
        "says": found.says,
        "outcome": found.outcome,
        "category": found.category,
        "because": found.because if told else None,
        "lines": [at + 1 for at in found.concerned] if told else [found.at + 1],
        "rows": _rows(found) if told else [],
        "cites": found.cites if told else [],
        "evidence": found.evidence if told else None,
        "resolves_with": list(found.resolves_with),
    }


def _rows(found: Finding) -> list[Json]:
    """The rows that decided: of a code pair the pairs, else the rows of the line's own code, each with its columns and its release."""
    if found.edit == "code_pair":
        return [_pair_row(one) for one in found.pairs]
    rows: dict[tuple[str, str], Json] = {}
    own = found.checked.claim.lines[found.at].hcpcs
    for one in found.sources:
        if one["key"].split(" ")[0] == own:
            made: Json = {"table": one["table"], "key": one["key"], "columns": {}, "release": one["release"], "file": None, "sha256": None}
            rows.setdefault((one["table"], one["key"]), made)["columns"][one["column"]] = one["value"]
    return list(rows.values())


def _pair_row(pair: Json) -> Json:
    return {
        "table": "code_pairs",
        "key": f"{pair['column_1']} {pair['column_2']}",
        "columns": {"modifier_indicator": pair["modifier_indicator"], "rationale": pair["rationale"]},
        **{name: pair[name] for name in ("release", "file", "sha256")},
    }
