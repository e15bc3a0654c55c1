"""Reasons as stable codes: their number is their line in law/reasons.txt, a list that only ever grows.

Bulk output stores the code and the file's metadata holds the table of texts. `make reasons` appends the
reasons of new rules; a test fails while one is missing.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable

import numpy as np

from ...kernel.node import Node
from ...kernel.program import System
from ...kernel.table import Table
from ...kernel.tree import nodes_under
from ...kernel.within import MOST_LINES, NOBODY
from . import faults

REGISTRY = os.path.join(os.path.dirname(__file__), "..", "..", "law", "reasons.txt")


class UnregisteredReason(LookupError):
    """A rule gives a reason that has no code yet; run `make reasons`."""


class Reasons:
    """Texts by code, and codes by text. Code 0 means known.

    undecided   by code: whether an amount may still come; False for what a schedule does not pay
    """

    def __init__(self, texts: Iterable[str], refusals: Collection[str] = ()) -> None:
        self.texts = ["", *texts]
        self._codes = {text: code for code, text in enumerate(self.texts)}
        self.undecided = np.array([bool(text) and text not in refusals for text in self.texts])

    @classmethod
    def registered(cls, refusals: Collection[str] = ()) -> Reasons:
        """The registry of the package; `refusals` are the texts of what a schedule does not pay."""
        with open(REGISTRY, encoding="utf-8") as stream:
            return cls([line.rstrip("\n") for line in stream], refusals)

    def code(self, text: str) -> int:
        """The stable code of a reason."""
        found = self._codes.get(text)
        if found is None:
            raise UnregisteredReason(f"{text!r} has no code; run `make reasons` and commit law/reasons.txt")
        return found

    def text(self, code: int) -> str:
        """The reason of a code."""
        return self.texts[code]


TOO_LONG = f"more than {MOST_LINES} lines of one claim and day"


class TwoWays(TypeError):
    """One reason stands for what a schedule refuses to pay and for what is still open: give them different words."""


def refusals_of(roots: Iterable[Node]) -> frozenset[str]:
    """The reasons that mean: not payable. Raises TwoWays for a text that also means something else."""
    meant: dict[str, set[bool]] = {}
    for node in nodes_under(roots):
        if node.op == "unknown":
            meant.setdefault(node.data[1], set()).add(node.data[0] == "not_payable")
    for text, ways in meant.items():
        if len(ways) > 1:
            raise TwoWays(f"{text!r} is said of what is not payable and of what is open")
    return frozenset(text for text, ways in meant.items() if True in ways)


def reasons_of(system: System) -> list[str]:
    """Every reason for which a value of the system can be unknown, over all its spans, in order of appearance."""
    found: dict[str, bool] = {}
    found[TOO_LONG] = True
    for border in system.borders():
        for root in system.program(border).roots.values():
            _collect(root, found, set())
    for name in system.parameters:  # on an early day of knowledge any dated value may be absent
        found[f"no value of {name} is in force on this day"] = True
    return list(found)


def _collect(node: Node, found: dict[str, bool], seen: set[Node]) -> None:
    if node in seen:
        return
    seen.add(node)
    for arg in node.args:
        _collect(arg, found, seen)
    if node.op == "unknown":
        found[node.data[1]] = True
    elif node.op == "row":
        for text in store_reasons(node.data.name):
            found[text] = True
    elif node.op == "partners":
        for text in (*store_reasons(node.data[0].name), *excerpt_reasons(node.data[0])):
            found[text] = True
    elif node.op == "field" and not node.certain:
        found[f"{node.data} is not given"] = True
    elif node.op == "max_within":
        found[NOBODY] = True
    elif node.op == "column":
        found[f"{node.args[0].data.name} prints no {node.data} in this row"] = True


def store_reasons(table: str) -> tuple[str, ...]:
    """The reasons that the store itself can give for a table."""
    return (
        f"no release of {table} is held",
        f"no release of {table} is held for this day",
        f"no release of {table} for this day was public yet",
        f"the {table} release of this day is not held and its neighbours differ",
        f"no row of {table} is in force for this key",
    )


def excerpt_reason(table: str) -> str:
    """What the store says of a pair that an excerpt does not hold."""
    return f"the {table} release of this day is an excerpt without this key"


def excerpt_reasons(table: Table) -> tuple[str, ...]:
    """What only tables of code pairs can say."""
    return (excerpt_reason(table.name),) if table.of_pairs else ()


def append_missing(systems: Iterable[System], path: str = REGISTRY) -> int:
    """Append the reasons that have no code yet; gives their number."""
    with open(path, encoding="utf-8") as stream:
        held = [line.rstrip("\n") for line in stream]
    fresh = [*faults.TEXTS, *(text for system in systems for text in reasons_of(system))]
    fresh = [text for text in dict.fromkeys(fresh) if text not in set(held)]
    with open(path, "a", encoding="utf-8") as stream:
        stream.writelines(text + "\n" for text in fresh)
    return len(fresh)
