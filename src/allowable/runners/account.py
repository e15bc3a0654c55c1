"""The account of one line: every step that was worked out for it, with its reason, its inputs, its sources and its citations.

Command line, pages and tests read this one object; explain.py makes it. `SCHEMA` names its form where it is written out.
"""

from __future__ import annotations

from ..kernel.number import number_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, TypeAlias

    from ..kernel.program import System
    from ..kernel.rule import Rule
    from ..kernel.table import Key, Table
    from .explain import Functions
    from .story import Story
    from .walk import Memory

    Value: TypeAlias = Any  # a scaled int, a truth, a text, a tuple of codes or an Unknown: the kind of the node says which
    Print: TypeAlias = Any  # the store's own word for the print that speaks (releases.point.Print), handed on as it is
    Input: TypeAlias = tuple[str, Value, int, str, Any]  # name, value, places, kind of origin, origin

SCHEMA = "account/1"


class Unknown:
    """No value, and why. `category` is unknown, pends or not_payable."""

    __slots__ = ("category", "detail", "reason")

    def __init__(self, category: str, reason: str, detail: str | None = None) -> None:
        self.category = category
        self.reason = reason
        self.detail = detail

    def __eq__(self, other: object) -> bool:
        return other.__class__ is Unknown and self._says() == other._says()

    def __hash__(self) -> int:
        return hash(self._says())

    def _says(self) -> tuple[str, str, str | None]:
        return self.category, self.reason, self.detail

    def __repr__(self) -> str:
        return f"<{self.category}: {self.reason}>"


class Source:
    """Where a published value stands: table, key and column, and the print (file, release, sha256) that speaks for the day."""

    __slots__ = ("column", "key", "print", "table")

    def __init__(self, table: Table, key: Key, column: str, printed: Print) -> None:
        self.table = table
        self.key = key
        self.column = column
        self.print = printed


class Step:
    """One rule at work: what it decided, from which inputs, because of what. `inputs` are (name, value, places, kind of origin, origin).

    `scope` says for what else than the line's own code it was asked, such as the base code of its family; "" for its own.
    """

    __slots__ = ("because", "inputs", "places", "rule", "scope", "value")

    def __init__(self, rule: Rule, value: Value, places: int, because: str | None, inputs: list[Input], scope: str = "") -> None:
        self.rule = rule
        self.value = value
        self.places = places
        self.because = because
        self.inputs = inputs
        self.scope = scope


class Account:
    """Everything that was worked out for one line, in the order in which it was needed.

    values       {output: value}
    amount       the output that is asked about
    steps        each rule at work, with its inputs
    consulted    the rules and the (dated value, chosen value) pairs that were consulted, without spelling the steps out
    prints       (table, print) of every published row that was consulted
    """

    __slots__ = ("_functions", "_memory", "_spelled", "_told", "amount", "known", "on", "reach", "values")

    def __init__(self, on: int, known: int, memory: Memory, functions: Functions) -> None:
        self.amount = functions.amount
        self.on = on
        self.known = known
        self.values: dict[str, Value] = {}
        self.reach: dict[str, int] = {}  # output -> how much had been consulted when it was worked out
        self._memory = memory
        self._functions = functions
        self._spelled: list[Step] | None = None
        self._told: int | None = None  # how much of what was consulted this account is about; None for all

    @property
    def system(self) -> System:
        """The system of the line."""
        return self._functions.program.system

    @property
    def fields(self) -> Mapping[str, Value]:
        """The fields of the line."""
        fields: Mapping[str, Value] = self._memory[0].fields
        return fields

    @property
    def story(self) -> Story:
        """What was decided, from which the steps are spelled out."""
        from .story import Story

        return Story(self._memory, self._functions)

    @property
    def steps(self) -> list[Step]:
        """Each rule at work. Spelled out when first asked for: pricing itself keeps only what was decided and why."""
        if self._spelled is None:
            self._spelled = self.story.steps()
        return self._spelled

    @property
    def amount_steps(self) -> list[Step]:
        """The steps that were worked out for the amount: what it rests on, without what is worked out from it."""
        return self.steps[: self.story.decided(self.reach[self.amount])]

    def about(self, output: str) -> Account:
        """The same account, asked about another output: what it consulted is what had been consulted when that was worked out."""
        found = Account(self.on, self.known, self._memory, self._functions)
        found.values, found.reach, found._spelled, found.amount = self.values, self.reach, self._spelled, output
        found._told = self.reach[output]
        return found

    def consulted(self) -> list[Any]:
        """Rules, and (dated value, chosen value) pairs, in the order in which they were consulted."""
        return self.story.consulted(self._told)

    def prints(self) -> list[tuple[Table, Print]]:
        """(table, print) of every published row that was consulted, each once."""
        return self.story.prints(self._told)


def value_text(value: Value, places: int) -> str | None:
    """A value of an account as text: a decimal with all its places, yes or no, the text itself, or None for an unknown."""
    if value.__class__ is Unknown:
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return number_text(value, places)
    return " ".join(value) if isinstance(value, tuple) else value
