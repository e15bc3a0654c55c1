"""The whole vocabulary of an author of law: @rule, case, first_of, pends, not_payable, missing, the arithmetic of node.py, and the
claim operations of within.py.

    @rule("Share of the fee that is payable", cites=MANUAL, since="1995-01-01")
    def payable_share(multiple_procedure_indicator, full_share):
        return first_of(case(multiple_procedure_indicator != "2", full_share, "the code is exempt from the reduction"), otherwise=...)

Argument names are the names of other rules of the system, of its dated values, of columns of its tables and of fields of the line.
The body runs once, on symbols. What it returns is the tree that every fold reads.
"""

from __future__ import annotations

from .choice import choose, is_in, known, undecided
from .cite import all_cites, weakest
from .day import ALWAYS, OPEN, day_number
from .node import Case, Node, as_node, greatest, least, portion, round_to, unknown
from .within import any_pair, any_within, max_within, place_within, sum_before, sum_within

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date
    from typing import TypeAlias

    from .cite import Cite
    from .node import Operand

    Body: TypeAlias = Callable[..., Node]

__all__ = [
    "Case",
    "Node",
    "Rule",
    "any_pair",
    "any_within",
    "case",
    "first_of",
    "greatest",
    "is_in",
    "known",
    "least",
    "max_within",
    "missing",
    "not_payable",
    "otherwise",
    "pends",
    "place_within",
    "portion",
    "round_to",
    "rule",
    "sum_before",
    "sum_within",
    "undecided",
    "yes",
]


class RuleError(TypeError):
    """A rule is not written as the vocabulary asks."""


class Rule:
    """A named, cited, dated definition. `inputs` are the names its body takes; `evidence` is the weakest tag of its citations."""

    __slots__ = ("body", "cites", "evidence", "inputs", "name", "says", "since", "until")

    def __init__(
        self,
        body: Body,
        says: str,
        cites: Cite | Iterable[Cite],
        since: date | str | int | None,
        until: date | str | int | None,
        name: str | None,
    ) -> None:
        self.name = name or body.__name__
        self.says = says
        self.cites = all_cites(cites)
        self.evidence = weakest(self.cites)
        self.since = ALWAYS if since is None else day_number(since)
        self.until = OPEN if until is None else day_number(until)
        self.body = body
        code = body.__code__
        if code.co_kwonlyargcount or code.co_flags & 0x0C:
            raise RuleError(f"rule {self.name}: take plain arguments only, no *args and no keyword-only ones")
        self.inputs = code.co_varnames[: code.co_argcount]

    def __repr__(self) -> str:
        return f"<rule {self.name}>"


def rule(
    says: str,
    *,
    cites: Cite | Iterable[Cite],
    since: date | str | int | None = None,
    until: date | str | int | None = None,
    name: str | None = None,
) -> Callable[[Body], Rule]:
    """Declare a rule. `since` is its first service day, `until` the day after its last; an amendment is a sibling of the same `name`."""
    if not says:
        raise RuleError("a rule says in words what it decides")

    def declare(body: Body) -> Rule:
        return Rule(body, says, cites, since, until, name)

    return declare


def case(condition: Operand, value: Operand, reason: str) -> Case:
    """One case of first_of: under `condition` the answer is `value`, because of `reason`."""
    if not reason:
        raise RuleError("a case needs its reason in words")
    return condition, value, reason


def otherwise(value: Operand, reason: str) -> tuple[Operand, str]:
    """The last case with its reason; plain `otherwise=value` where no words are needed."""
    return value, reason


def first_of(*cases: Case, otherwise: Operand | tuple[Operand, str | None]) -> Node:
    """The value of the first case that holds. An unknown condition makes the result unknown: nothing is skipped on a guess."""
    last, reason = otherwise if isinstance(otherwise, tuple) else (otherwise, None)
    return choose(cases, last, reason)


def yes() -> Node:
    """The truth that always holds, for a regime in which nothing needs to be decided."""
    return as_node(True)


def pends(reason: str) -> Node:
    """No value until somebody decides: a contractor, a report, a reviewer."""
    return unknown("pends", reason)


def not_payable(reason: str) -> Node:
    """No value because this schedule does not pay it: an answer, not a gap."""
    return unknown("not_payable", reason)


def missing(reason: str) -> Node:
    """No value because a fact is not held."""
    return unknown("unknown", reason)
