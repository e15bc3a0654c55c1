"""What would resolve a finding, and what the chart must show for it: our own words, as data (findings.toml)."""

from __future__ import annotations

import os
from functools import cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Json = dict[str, Any]

WORDS = os.path.join(os.path.dirname(__file__), "findings.toml")
BOTH_COLUMNS_SINCE = "2019-07-01"
SUBSET_SINCE = "2015-01-01"  # XE, XP, XS and XU
NO_MODIFIER = "0"  # indicator of a pair that nothing opens


@cache
def _words() -> Json:
    import tomllib

    with open(WORDS, "rb") as stream:
        return tomllib.load(stream)


def documentation(edit: str) -> list[str]:
    """What the chart must show for an edit; empty for one that findings.toml does not name."""
    return next((list(entry["document"]) for entry in _words()["edits"] if edit in entry["edits"]), [])


def add_words(claim: Json) -> None:
    """Give every finding of an object of schema allowable.check/1 `resolve` and `documentation`, empty for what did not fail."""
    for answer in (claim, *(claim["held_quarter"] or ())):
        for line in answer["lines"]:
            for finding in line["findings"]:
                told = finding["outcome"] == "fail" and answer is claim
                finding["resolve"] = resolve(finding, line["line"], claim["lines"]) if told else []
                finding["documentation"] = documentation_of(finding) if told else []


def documentation_of(finding: Json) -> list[str]:
    """What the chart must show for a finding; of a pair that nothing opens, that no record opens it."""
    return [_words()["closed"]] if is_closed(finding) else documentation(finding["edit"])


def is_closed(finding: Json) -> bool:
    """Whether a finding is of a code pair that no modifier opens."""
    return NO_MODIFIER in {row["columns"].get("modifier_indicator") for row in finding["rows"]}


def resolve(finding: Json, number: int, lines: list[Json]) -> list[str]:
    """What would resolve a failed finding of line `number`, a sentence each, the surest first.

    A modifier is never proposed for a pair of indicator 0, whatever the finding's own hints say.
    """
    kinds = finding["resolves_with"] or ["none"]
    if is_closed(finding):
        kinds = ["drop_line_closed"]
    payers = [f"{lines[at - 1]['billed']} (line {at})" for at in finding["lines"] if at != number]
    if "drop_line" in kinds and not payers:
        kinds = ["drop_line_alone" if one == "drop_line" else one for one in kinds]
    words, own = _words()["resolves"], lines[number - 1]
    named = {"denied": f"{own['billed']} (line {number})", "payer": " and ".join(payers), "modifiers": _modifiers(own["on"])}
    return [words[one].format(**named) for one in kinds]


def _modifiers(on: str) -> str:
    named = "XS, XE, XP, XU or 59" if on >= SUBSET_SINCE else "59"
    return f"{named}, on either line" if on >= BOTH_COLUMNS_SINCE else f"{named}, on the line that is denied"
