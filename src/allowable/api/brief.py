"""Shorter forms of the records, for readers who pay by the word: the same values and citations, without what only a page unfolds.

Nothing is worked out here. What is left out is named in `left_out`, with how to get it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    Json = dict[str, Any]

FULL = "ask again with detail=full"
GUIDE_LEFT_OUT = ("pairs_hospital", "changes", "chart", "words_sources")
PASSED = ("edit", "says", "outcome", "lines")
STEP = ("rule", "says", "value", "because", "cites", "evidence")
LEFT_OUT = {"Step": ("inputs", "trivial"), "Account": ("on", "known_on", "fields")}  # fields of schemas.py that a short form lacks


def brief(operation: str, record: Json) -> Json:
    """The short form of an operation's record; the record itself where it has none."""
    shorten = SHORT.get(operation)
    return shorten(record) if shorten else record


def _price(record: Json) -> Json:
    if "before" in record:  # with its edits: the claim before and after them
        return {**record, "check": _check(record["check"]), "before": _price(record["before"]), "after": _price(record["after"])}
    lines = [{**line, "account": _account(line["account"])} if line.get("account") else line for line in record["lines"]]
    return {**record, "lines": lines, "left_out": f"inputs of each step, and steps that changed nothing: {FULL}"}


def _account(account: Mapping[str, Any]) -> Json:
    steps = [step for step in account["steps"] if not step.get("trivial")]
    rows = {str(source): source for step in steps for source in _rows(step)}
    return {
        "schema": account["schema"],
        "system": account["system"],
        "steps": [{name: step.get(name) for name in STEP} for step in steps],
        "rows": list(rows.values()),
    }


def _rows(step: Mapping[str, Any]) -> list[Json]:
    found = [entry["source"] for entry in step.get("inputs", {}).values() if isinstance(entry, dict) and entry.get("source")]
    return [{name: one[name] for name in ("table", "row", "release", "file", "sha256", "effective", "until")} for one in found]


def _check(record: Json) -> Json:
    """A finding that passed keeps what it asked; what fails, and what was not checked, keeps all."""
    lines = [{**line, "findings": [_finding(one) for one in line["findings"]]} for line in record["lines"]]
    return {**record, "lines": lines, "left_out": f"citations of the edits that passed: {FULL}"}


def _finding(finding: Json) -> Json:
    return {name: finding[name] for name in PASSED} if finding["outcome"] == "pass" else finding


def _code(record: Json) -> Json:
    pairs = [{**one, "partners": len(one["partners"])} for one in record["pairs"]]
    return {
        **record,
        "pairs": pairs,
        "left_out": f"the partners of its code pairs, which are counted: {FULL}, or ask `check` or `ask` about two codes",
    }


def _guide(record: Json) -> Json:
    """Of each pair its codes and indicator, of each truth its answer, of a modifier its share and not each amount."""
    kept = {name: value for name, value in record.items() if name not in GUIDE_LEFT_OUT}
    kept["codes"] = [_guide_code(one) for one in record["codes"]]
    kept["modifiers"] = [
        {**one, "sites": {name: _without(site, "amounts") for name, site in one["sites"].items()}} for one in record["modifiers"]
    ]
    pairs = record["pairs"]
    kept["pairs"] = {**_without(pairs, "without_edit"), "cells": [_pair(cell) for cell in pairs["cells"]]}
    left_out = ", ".join((*GUIDE_LEFT_OUT, "words and reasons of pairs", "amounts after a modifier"))
    return {**kept, "left_out": f"{left_out}: {FULL}, or ask `check` about two codes"}


def _guide_code(code: Json) -> Json:
    truths = {name: {"answer": one["answer"], "because": one["because"]} for name, one in code["truths"].items()}
    return {**_without(code, "words_sources"), "truths": truths}


def _pair(cell: Json) -> Json:
    return {name: cell[name] for name in ("column_1", "column_2", "indicator")}


def _without(record: Json, name: str) -> Json:
    return {other: value for other, value in record.items() if other != name}


def _note(record: Json) -> Json:
    return {**_without(record, "sections"), "left_out": f"sections: {FULL}"}


SHORT: dict[str, Callable[[Json], Json]] = {"price": _price, "check": _check, "code": _code, "guide": _guide, "note": _note}
