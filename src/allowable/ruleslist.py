"""Every rule and every dated value of the law as the object of `allowable rules --json` (schema allowable.rules/1)."""

from .engine import ALL_SYSTEMS
from .kernel.day import ALWAYS, OPEN, day_number, day_text
from .pricing_view import cite_json

SCHEMA = "allowable.rules/1"
FIRST_DAY = day_number("2020-01-01")  # the first day for which releases are held: undated rules are read as of it


def rules_list(engine, systems=None, names=()):
    """{"schema", "rules": [...]}: rules and dated values of the given systems (all by default), where `names` occur in their names (any by default).

    A rule has name, says, cites, since, until, evidence; a dated value has name, says, unit, values. Days are texts, None where open.
    """
    found = []
    for system_name in systems or ALL_SYSTEMS:
        system = engine.system(system_name)
        found += [rule_json(system, rule) for siblings in system.rules.values() for rule in siblings]
        found += [value_json(system, dated) for dated in system.parameters.values()]
    return {"schema": SCHEMA, "rules": [one for one in found if not names or any(name in one["name"] for name in names)]}


def rule_json(system, rule):
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
        "words": _words(system, rule),
    }


def _words(system, rule):
    from .runners.words import rule_words

    day = min(max(rule.since, FIRST_DAY), rule.until - 1)
    return [line[2:] for line in rule_words(system.program(day).node(rule.name))[1:]]


def value_json(system, dated):
    """One dated value: what it says, its unit, and each value with its first service day, the day it became public, and its citation."""
    return {
        "kind": "value",
        "system": system.name,
        "name": dated.name,
        "says": dated.says,
        "unit": dated.unit,
        "values": [_dated_json(value) for value in dated.values],
    }


def _dated_json(value):
    found = {
        "from": day_text(value.starts),
        "until": None if value.until == OPEN else day_text(value.until),
        "known": day_text(value.known),
        "known_evidence": value.known_evidence,
        "value": value.written,
        "cite": cite_json(value.cite),
    }
    return found | {"note": value.note} if value.note else found
