"""A claim as a user writes it in one JSON file."""

from __future__ import annotations

from ..claims.json_form import document_of
from .failures import BadInput

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..claims.model import Claim

LARGEST_FILE = 1 << 20  # bytes: 999 lines with every fact need a third of it


def claim_of_file(path: str) -> Claim:
    """The Claim of a JSON file in our form (claims/json_form.py); BadInput names what is wrong."""
    try:
        return document_of(_read(path), path).to_claim()
    except ValueError as problem:
        said = str(problem).removeprefix("a claim without a number: ")
        raise BadInput(said if said.startswith(path) else f"{path}: {said}") from None


def _read(path: str) -> object:
    import json

    try:
        with open(path, "rb") as stream:
            content = stream.read(LARGEST_FILE + 1)
        if len(content) > LARGEST_FILE:
            raise BadInput(f"{path}: larger than one claim can be; price files of claims with `allowable reprice`")
        # a decimal stays the text it is: 0.1 would not be exact as a float
        found: object = json.loads(content, parse_float=str, parse_constant=str, object_pairs_hook=lambda pairs: _once(pairs, path))
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError) as problem:
        raise BadInput(f"{path}: no JSON: {problem}") from None
    return found


def _once(pairs: list[tuple[str, Any]], path: str) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise BadInput(f"{path}: {next(name for name in names if names.count(name) > 1)!r} is given twice in one object")
    return found
