"""Code pairs of one code, grouped as people read them: which code is denied, and whether a modifier may open the edit.

A code may have fourteen thousand partners. A page shows the first of each group and counts the others; those of the code's own family come
first, then those that have words of ours, then the others by number. No count of services is held here, so none ranks them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..guides.sources import Sources
from ..law.edits.tables import PAIR_RATIONALES
from ..pages.code_edits import pair_table
from ..releases.pair_partners import is_active, partners_by_kind
from .finding import relatives, with_words

if TYPE_CHECKING:
    from ..engine import Engine

Json = dict[str, Any]

OPENS = {"0": "no modifier opens it", "1": "a modifier may open it when the record supports it"}
FIRST = 24  # of a group on the page of a code
A_PAGE = 1_500  # of all groups on a page of their own


def first_pairs(engine: Engine, code: str, day: int, setting: str, sources: Sources) -> Json:
    """The entry of pages/code_edits.code_pairs, with `groups` in the place of partners: the first of each, and how many there are."""
    return _entry(engine, code, day, setting, sources, FIRST)


def all_pairs(engine: Engine, code: str, day: int, setting: str, sources: Sources) -> Json:
    """The same with every partner in its group."""
    return _entry(engine, code, day, setting, sources, None)


def _entry(engine: Engine, code: str, day: int, setting: str, sources: Sources, most: int | None) -> Json:
    found, pairs, reading = pair_table(engine, day, setting, sources)
    groups = [] if pairs is None else list(partners_by_kind(pairs, code, reading).items())
    shown: list[Json] = [
        {"says": _says(code, *kind), "count": len(listed), "codes": _ranked(code, listed, most)} for kind, listed in groups
    ]
    return found | {"groups": shown, "count": sum(one["count"] for one in shown)}


def _says(code: str, is_denied: bool, indicator: str) -> str:
    return f"{code} is {'denied beside these' if is_denied else 'paid, these are denied beside it'}; {OPENS[indicator]}"


def _ranked(code: str, listed: set[str], most: int | None) -> list[str]:
    own = listed & relatives(code)
    worded = (listed & with_words()) - own
    found = sorted(own) + sorted(worded)
    return found[:most] if most is not None and len(found) >= most else (found + sorted(listed - own - worded))[:most]


def beside(engine: Engine, code: str, other: str, day: int, setting: str) -> list[str]:
    """What the table of a setting that `first_pairs` reads says of two codes on one claim."""
    _, pairs, reading = pair_table(engine, day, setting, Sources())
    if pairs is None:
        return []
    says = [
        f"{two} is denied beside {one}; {OPENS[kind[2]]}. Why: {PAIR_RATIONALES[kind[3]]}."
        for one, two in ((code, other), (other, code))
        for kind in pairs.rows(one, two)
        if kind[2] in OPENS and is_active(kind, reading)
    ]
    return says or [f"No edit between {code} and {other} is active in this table."]


def pages_of(entries: list[tuple[str, Json]]) -> list[list[tuple[str, str, list[str]]]]:
    """Pages of [(title, group, partners)] with at most A_PAGE partners each, of [(title, entry of all_pairs)]."""
    pages: list[list[tuple[str, str, list[str]]]] = [[]]
    room = A_PAGE
    for title, entry in entries:
        for group in entry["groups"]:
            rest = group["codes"]
            while rest:
                if not room:
                    pages.append([])
                    room = A_PAGE
                pages[-1].append((title, group["says"], rest[:room]))
                taken, rest = rest[:room], rest[room:]
                room -= len(taken)
    return pages
