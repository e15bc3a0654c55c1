"""Scores answers to questions by the facts in them: yes or no, codes, modifiers, indicators, numbers. Never by wording.

A reference answer is free text, such as "No; indicator 0." or "37.32 non-facility, 6.94 facility.". Its facts are read from it; an answer
is right if it states them all and contradicts none, wrong if it contradicts one or leaves one out, refused if it was refused.
"""

from __future__ import annotations

import json
import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    import pathlib
    from collections.abc import Iterable
    from typing import Any

    Json = dict[str, Any]

YES_NO = re.compile(r"^\s*(yes|no)\b", re.IGNORECASE)
NO_EDIT = re.compile(r"\bno (?:ncci |ptp )?(?:\w+ )?edit\b", re.IGNORECASE)
CODE = re.compile(r"\b(?:[0-9]{4}[0-9A-Z]|[A-Z][0-9]{4})\b")
INDICATOR = re.compile(r"\bindicator\s*(?:is |of )?(?:=\s*)?['\"]?([A-Z]?\d)\b", re.IGNORECASE)
STATUS = re.compile(r"\bstatus\s+(?:indicator\s+)?([A-Z]\d?)\b")
DECIMAL = re.compile(r"(?<![\d.])\d+\.\d+(?!\d)")
PERCENT = re.compile(r"(?<![\d.])(\d+(?:\.\d+)?)\s*(?:%|percent)", re.IGNORECASE)
ALONE = re.compile(r"^\s*([0-9]{1,3}|[A-Z]{2})\b(?!\s*(?:%|percent))(?=\s*(?:\.(?!\d)|[;,(]|$|and\b|on\b))")
MODIFIERS = re.compile(r"\b[Mm]odifiers?\s+([0-9A-Z]{2})\b")
LIST = re.compile(r"^\s*((?:[0-9A-Z]{2}(?:,\s*|\s+and\s+|\s+or\s+))+[0-9A-Z]{2})\b")
NEGATIVE = ("no", "only with a modifier", "only with documentation")
POSITIVE = ("yes", "only with a modifier", "only with documentation", "sometimes")
RIGHT, WRONG, REFUSED = "right", "wrong", "refused"


class QuestionFileError(ValueError):
    """A file of questions is not as this reads it; the message names the line."""


def facts_of(reference: str, question: str = "") -> dict[str, Any]:
    """The facts of a reference answer: yes_no, no_edit, codes (not those of the question), indicators, numbers, percents, modifiers."""
    lead = YES_NO.match(reference)
    asked = set(CODE.findall(question))
    modifiers = set(MODIFIERS.findall(reference))
    for pattern in (ALONE, LIST):
        if match := pattern.match(reference):
            modifiers |= set(re.findall(r"\b[0-9A-Z]{2}\b", match[1]))
    bare = ALONE.match(reference)
    single = {bare[1]} if bare and len(bare[1]) != 2 else set()
    return {
        "yes_no": lead[1].lower() if lead else None,
        "no_edit": NO_EDIT.search(reference) is not None,
        "codes": sorted({code for code in CODE.findall(reference) if not re.fullmatch(r"20\d\d.", code)} - asked),
        "indicators": sorted(set(INDICATOR.findall(reference)) | set(STATUS.findall(reference)) | single),
        "numbers": sorted(set(DECIMAL.findall(reference))),
        "percents": sorted(set(PERCENT.findall(reference))),
        "modifiers": sorted(modifiers),
    }


def judged(reference: str, question: str, answer: Json) -> tuple[str, list[str]]:
    """(right, wrong or refused, what is missing or contradicted) of an object of schema allowable.answer/1."""
    if not answer["answered"]:
        return REFUSED, []
    facts, value = facts_of(reference, question), answer["value"] or {}
    text = " ".join([answer["answer"], *answer["notes"], json.dumps(value)])
    problems = []
    said = value.get("yes_no")
    if facts["yes_no"] and said is not None and said not in (POSITIVE if facts["yes_no"] == "yes" else NEGATIVE):
        problems.append(f"says {said}, the reference {facts['yes_no']}")
    if facts["yes_no"] and said is None and YES_NO.match(answer["answer"]) is None and not _has_facts(facts):
        problems.append(f"does not say {facts['yes_no']}")
    if value.get("kind") == "pair" and facts["no_edit"] == bool(value.get("edit")):
        problems.append("an edit where the reference has none" if facts["no_edit"] else "no edit where the reference has one")
    for name in ("codes", "indicators", "numbers", "percents"):
        problems += [f"lacks {one}" for one in facts[name] if not _stands(one, text)]
    modifiers = {value.get("modifier"), *(value.get("modifiers") or ()), *(value.get("by_site") or {}).values()}
    if facts["modifiers"] and modifiers - {None} and not set(facts["modifiers"]) & modifiers:
        problems.append(f"names {', '.join(sorted(modifiers - {None}))}, the reference {', '.join(facts['modifiers'])}")
    problems += [f"lacks modifier {one}" for one in facts["modifiers"] if not _stands(one, text)]
    if not answer["citations"]:
        problems.append("has no citation")
    return (WRONG if problems else RIGHT), problems


def _has_facts(facts: dict[str, Any]) -> bool:
    return any(facts[name] for name in ("codes", "indicators", "numbers", "percents", "modifiers"))


def _stands(fact: str, text: str) -> bool:
    return re.search(rf"(?<![\w.]){re.escape(fact)}(?![\w]|\.\d)", text) is not None


def read_questions(path: pathlib.Path) -> list[Json]:
    """The entries of a file of JSON lines, each with id, question and answer; QuestionFileError names a line that is none."""
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").split("\n"), 1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
        except ValueError:
            entry = None
        if not isinstance(entry, dict) or not all(isinstance(entry.get(key), str) for key in ("id", "question", "answer")):
            raise QuestionFileError(f"{path}, line {number}: it needs one JSON object with the texts id, question and answer")
        found.append(entry)
    return found


def score(entries: Iterable[Json], answers: Iterable[Json]) -> Json:
    """Totals (questions, right, wrong, refused, uncited), the same by kind, and each question's judgement."""
    rows = []
    for entry, answer in zip(entries, answers, strict=True):
        outcome, problems = judged(entry["answer"], entry["question"], answer)
        rows.append({"id": entry["id"], "kind": entry.get("kind"), "outcome": outcome, "problems": problems, "intent": answer["intent"],
                     "unverified": answer["unverified"], "cited": bool(answer["citations"])})  # fmt: skip
    kinds = sorted({str(row["kind"]) for row in rows})
    return {
        "schema": "allowable.questions-score/1",
        "total": _totals(rows),
        "by_kind": {kind: _totals([row for row in rows if str(row["kind"]) == kind]) for kind in kinds},
        "questions": rows,
    }


def _totals(rows: list[Json]) -> Json:
    counts = {outcome: sum(row["outcome"] == outcome for row in rows) for outcome in (RIGHT, WRONG, REFUSED)}
    uncited = sum(row["outcome"] != REFUSED and not row["cited"] for row in rows)
    return {"questions": len(rows), **counts, "uncited": uncited, "unverified": sum(row["unverified"] for row in rows)}
