"""A claim as a user writes it: lines such as 58558-51x2@1200.00:denied on the command line, or one JSON file."""

from __future__ import annotations

from ..claims.json_form import document_of
from ..claims.model import Line
from .failures import BadInput

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..claims.model import Claim

FACTS = ("minutes", "base_units", "postoperative_days")
SPELLED = "minutes=45, base-units=7, postoperative-days=80 and denied"
LARGEST_FILE = 1 << 20  # bytes: 999 lines with every fact need a third of it


def line_of(text: str) -> Line:
    """A Line of CODE[-MODIFIER...][xUNITS][@CHARGE][:FACT...]: 58558, 58563-51, 96372x2, 58558@1200.00, 00952-AA:minutes=45."""
    billed, *facts = text.split(":")
    code, at, charge = billed.partition("@")
    fields: dict[str, Any] = {"charge": charge} if at else {}
    for fact in facts:
        name, value = _fact(text, fact)
        if name in fields:
            raise BadInput(f"{text}: {name} is given twice")
        fields[name] = value
    head, _, tail = code.lower().rpartition("x")  # x after a dash is part of a modifier
    if tail.isdigit() and len(head.rpartition("-")[2]) in ((5,) if "-" not in head else (2,)):
        return Line.parse(code[: len(head)], units=int(tail), **fields)
    return Line.parse(code, **fields)


def _fact(text: str, fact: str) -> tuple[str, int | bool]:
    name, equals, value = fact.partition("=")
    name = name.strip().lower().replace("-", "_")
    if name == "denied" and not equals:
        return name, True
    if name not in FACTS:
        raise BadInput(f"{text}: {fact!r} is no fact of a line; write {SPELLED}, each behind a colon")
    if not (value.isdecimal() and value.isascii()):
        raise BadInput(f"{text}: {fact!r} needs a whole number, such as {name.replace('_', '-')}=45")
    return name, int(value)


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
