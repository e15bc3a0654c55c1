"""Notes with the codes that a coder gave them, one JSON object a line, and predictions of the same form.

A line of gold: id, text, gold_codes; and where known group, confidence, accept_code_sets (other right sets), trap_codes (what a naive
reader gives), modifiers {code: [..]}, evidence [passage], missing_documentation [what]. Other fields are left alone.
A line of predictions: id, codes; and where there are any modifiers, evidence, missing, confidence, seconds.
"""

from __future__ import annotations

import json
import pathlib

from .problem import EvaluationError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Json = dict[str, Any]

LARGEST = 256 * 2**20
TEXTS = ("gold_codes", "trap_codes", "evidence", "missing_documentation")  # lists of texts
GIVEN_TEXTS = ("codes", "evidence", "missing")


def read_gold(path: str) -> list[Json]:
    """The lines of a gold file, the fields that may be left out filled; EvaluationError names the line that cannot be used."""
    found = []
    for number, one in _objects(path):
        where = f"{path}, line {number}"
        for name in ("id", "text"):
            if not isinstance(one.get(name), str) or not one[name].strip():
                raise EvaluationError(f"{where}: {name!r} is missing or no text; each line needs id, text and gold_codes")
        if "gold_codes" not in one:
            raise EvaluationError(f"{where}: there are no gold_codes; give [] for a note without a code")
        for name in TEXTS:
            _need_texts(one.setdefault(name, []), f"{where}: {name}")
        if not isinstance(one.setdefault("accept_code_sets", []), list):
            raise EvaluationError(f"{where}: accept_code_sets is no list of sets of codes")
        for codes in one["accept_code_sets"]:
            _need_texts(codes, f"{where}: accept_code_sets: each set")
        _need_modifiers(one, where)
        found.append({**one, "group": str(one.get("group") or "all"), "confidence": str(one.get("confidence") or "not stated")})
    return _once(found, path)


def _need_texts(found: Any, what: str) -> None:
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise EvaluationError(f'{what} is no list of texts, such as ["58558"]')


def _need_modifiers(one: Json, where: str) -> None:
    if not isinstance(one.setdefault("modifiers", {}), dict):
        raise EvaluationError(f"{where}: modifiers is no object of code: list")
    for code, modifiers in one["modifiers"].items():
        _need_texts(modifiers, f"{where}: modifiers of {code}")


def read_predictions(path: str) -> dict[str, Json]:
    """{id: prediction} of a file of predictions."""
    found = []
    for number, one in _objects(path):
        where = f"{path}, line {number}"
        if not isinstance(one.get("id"), str) or not isinstance(one.get("codes"), list):
            raise EvaluationError(f"{where}: each line needs an id and a list of codes")
        for name in GIVEN_TEXTS:
            _need_texts(one.setdefault(name, []), f"{where}: {name}")
        _need_modifiers(one, where)
        found.append(one)
    return {one["id"]: one for one in _once(found, path)}


def _objects(path: str) -> list[tuple[int, Json]]:
    file = pathlib.Path(path)
    try:
        if file.stat().st_size > LARGEST:
            raise EvaluationError(f"{path}: the file is larger than 256 MiB; give a part of it")
        lines = file.read_text(encoding="utf-8-sig").split("\n")  # not splitlines: a text may hold other line ends
    except OSError as problem:
        raise EvaluationError(f"{path}: {problem.strerror or problem}; check the path") from None
    except UnicodeDecodeError:
        raise EvaluationError(f"{path}: this is no UTF-8 text; give one JSON object a line") from None
    found = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            one = json.loads(line)
        except (ValueError, RecursionError):
            one = None
        if not isinstance(one, dict):
            raise EvaluationError(f"{path}, line {number}: this is no JSON object; give one object a line")
        found.append((number, one))
    if not found:
        raise EvaluationError(f"{path}: the file holds nothing; give one JSON object a line")
    return found


def _once(found: list[Json], path: str) -> list[Json]:
    seen: set[str] = set()
    for one in found:
        if one["id"] in seen:
            raise EvaluationError(f"{path}: {one['id']!r} stands twice; each id once")
        seen.add(one["id"])
    return found
