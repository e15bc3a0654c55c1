"""Every rule and every dated value of the law as the object of `allowable rules --json` (schema allowable.rules/1)."""

from __future__ import annotations

import functools

from ..engine import ALL_SYSTEMS
from ..kernel.day import ALWAYS, OPEN, day_number, day_text
from .pricing import cite_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from ..engine import Engine
    from ..kernel.parameter import Parameter, Value
    from ..kernel.program import System
    from ..kernel.rule import Rule

SCHEMA = "allowable.rules/1"
FIRST_DAY = day_number("2020-01-01")  # the first day for which releases are held: undated rules are read as of it


def rules_list(engine: Engine, systems: Sequence[str] | None = None, names: Sequence[str] = ()) -> dict[str, Any]:
    """{"schema", "rules": [...]}: rules and dated values of the given systems, by default all, in whose names one of `names` occurs.

    A rule has name, says, cites, since, until, evidence; a dated value has name, says, unit, values. Days are texts, None where open.
    """
    found: list[dict[str, Any]] = []
    for system_name in systems or ALL_SYSTEMS:
        system = engine.system(system_name)
        found += [rule_json(system, rule) for siblings in system.rules.values() for rule in siblings]
        found += [value_json(system, dated) for dated in system.parameters.values()]
    return {"schema": SCHEMA, "rules": [one for one in found if not names or any(name in one["name"] for name in names)]}


def rule_json(system: System, rule: Rule) -> dict[str, Any]:
    """One rule: what it says, its citations, its span of service days, its weakest evidence, and its cases in words."""
    return {
        "kind": "rule",
        "system": system.name,
        "name": rule.name,
        "says": rule.says,
        "cites": [cite_json(cite) for cite in rule.cites],
        "since": None if rule.since == ALWAYS else day_text(rule.since),
        "until": None if rule.until == OPEN else day_text(rule.until),
        "evidence": rule.evidence,
        "inputs": list(rule.inputs),
        "words": list(_words(system, rule)),
    }


@functools.lru_cache(maxsize=2_048)  # more than there are rules: a page shows them all, and the law does not change while it runs
def _words(system: System, rule: Rule) -> tuple[str, ...]:
    from ..runners.words import rule_words

    day = min(max(rule.since, FIRST_DAY), rule.until - 1)
    return tuple(line[2:] for line in rule_words(system.program(day).node(rule.name))[1:])


def value_json(system: System, dated: Parameter) -> dict[str, Any]:
    """One dated value: what it says, its unit, and each value with its first service day, the day it became public, and its citation."""
    return {
        "kind": "value",
        "system": system.name,
        "name": dated.name,
        "says": dated.says,
        "unit": dated.unit,
        "values": [_dated_json(value) for value in dated.values],
    }


def _dated_json(value: Value) -> dict[str, Any]:
    found: dict[str, Any] = {
        "from": day_text(value.starts),
        "until": None if value.until == OPEN else day_text(value.until),
        "known": day_text(value.known),
        "known_evidence": value.known_evidence,
        "value": value.written,
        "cite": cite_json(value.cite),
    }
    return found | {"note": value.note} if value.note else found
