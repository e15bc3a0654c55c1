"""The lines of a claim, explained: the fold of a tree that keeps every step, its reason, its inputs, its sources and its citations.

Standard library only, and little of it: this is the path of one price. What is needed of a program's trees is written as Python functions
when it is first reached (source.py), or taken as an earlier process has kept it (kept.py); a line then walks only the branches that its
facts take, so nothing that was not needed stands in the account.
"""

from __future__ import annotations

from marshal import dumps, loads

from ..kernel.number import round_half_away
from .account import Account, Unknown
from .explain_within import FOLDS, pair_of
from .walk import FIRST, Walk

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from types import CodeType
    from typing import Any, TypeAlias

    from ..kernel.node import Node
    from ..kernel.program import Program
    from .account import Value
    from .source import Writer
    from .story import Told
    from .walk import LookUp, Memory

    Outline: TypeAlias = Mapping[str, Any]  # see outline.py
    Kept: TypeAlias = dict[str, Any]  # an Outline with the names of the outputs' functions, constants and the functions' code


class Runner:
    """A compiled program. `run(lines, look_up, on, known)` gives the Accounts of the lines of one claim and one service day.

    lines       for each line {name: text or scaled int}, in the claim's order; a name that is absent is unknown
    look_up     function (table, keys) -> (row values, print) or Unknown, for the day
    on, known   the service day and the day on which we look (kernel.day numbers)
    """

    def __init__(self, program: Program | Callable[[], Program], kept: Kept | None = None) -> None:
        self._program = program
        self._layout: tuple[list[Node], dict[Node, int]] | None = None
        self.outline: Outline = kept or self._outline()
        self.whole_claim: bool = self.outline["whole_claim"]
        self.places: dict[str, int] = self.outline["places"]
        self._fields: list[str] = self.outline["fields"]
        self._certain: int = self.outline["certain"]
        self._blank: list[None] = [None] * self.outline["held"]
        self._functions = {True: Functions(self, True, kept)}

    @property
    def program(self) -> Program:
        """The program; of kept functions it is built when it is first asked for."""
        if callable(self._program):
            self._program = self._program()
        return self._program

    @property
    def layout(self) -> tuple[list[Node], dict[Node, int]]:
        """(nodes in the order of their places in a memory, place of each)."""
        if self._layout is None:
            from .outline import held_nodes

            fields, held = held_nodes(self.program)
            self._layout = [*fields, *held], {node: at for at, node in enumerate([*fields, *held], FIRST)}
        return self._layout

    def _outline(self) -> Outline:
        from .outline import outline

        return outline(self.program)

    @staticmethod
    def writer() -> Callable[[Functions], Writer]:
        """What writes the functions."""
        from .source import Writer

        return Writer

    def run(self, lines: Iterable[Mapping[str, Value]], look_up: LookUp, on: int, known: int) -> list[Account]:
        """Work out every output of the system for each line."""
        day: list[Memory] = []
        shared: dict[int, Any] = {}
        trusting = True
        for fields in lines:
            walk, get = Walk(fields, look_up, day, shared), fields.get
            given = [get(name) for name in self._fields]
            trusting = trusting and None not in given[: self._certain]
            day.append([walk, walk.order.append, *given, *self._blank])
        functions = self._functions.get(trusting) or self._distrusting()
        return [functions.account(memory, on, known) for memory in day]

    def _distrusting(self) -> Functions:
        found = self._functions[False] = Functions(self, False)
        return found

    def keep(self) -> Kept:
        """All functions of the program, for another process."""
        return Functions(self, True).keep()


class Name:
    """What a look-up needs of a Table: its name, and the names of its keys."""

    __slots__ = ("keys", "name")

    def __init__(self, name: str, keys: Sequence[Name] = ()) -> None:
        self.name = name
        self.keys = keys


class Functions:
    """The functions of a program's trees by name, each made when it is first called.

    `trusting` functions rest on it that every field that is never unknown is given.
    """

    def __init__(self, runner: Runner, trusting: bool, kept: Kept | None = None) -> None:
        self._runner = runner
        self.trusting = trusting
        self.amount: str = runner.outline["amount"]
        self.scope: dict[str, Any] = {"Unknown": Unknown, "round_half_away": round_half_away, "pair_of": pair_of, **FOLDS}
        self._constants: dict[object, str] = {}
        self._written: dict[str, tuple[Node, str]] = {}  # node and kind of each function that is to be written
        self.told: dict[int, list[Told]] = {}  # see story.py
        self._kept: Mapping[str, bytes] = kept["code"] if kept else {}
        if kept is None:
            self.roots = [(name, self.value(node)) for name, node in self.program.roots.items()]
            return
        self.roots = kept["roots"]
        self.scope.update((name, Unknown(*words)) for name, words in kept["unknowns"])
        self.scope.update((name, Name(table, [Name(key) for key in keys])) for name, table, keys in kept["tables"])
        self.scope.update((name, self._first(name)) for name in self._kept)

    @property
    def program(self) -> Program:
        """The program."""
        return self._runner.program

    @property
    def nodes(self) -> list[Node]:
        """The nodes that a memory holds, in the order of their places."""
        return self._runner.layout[0]

    @property
    def slots(self) -> dict[Node, int]:
        """Place of each node in a memory."""
        return self._runner.layout[1]

    def account(self, memory: Memory, on: int, known: int) -> Account:
        """The Account of a line."""
        scope, order = self.scope, memory[0].order
        account = Account(on, known, memory, self)
        for name, function in self.roots:
            account.values[name] = scope[function](memory)
            account.reach[name] = len(order)
        return account

    def value(self, node: Node) -> str:
        """Name of a function that gives the value of any tree."""
        return self._later(self._constants.setdefault(node, f"v{len(self.scope)}"), node, "value")

    def function(self, node: Node) -> str:
        """Name of the function that works out a node which a memory holds."""
        return self._later(f"f{self.slots[node]}", node, "row" if node.op == "row" else "rule" if node.op == "rule" else "within")

    def part(self, node: Node) -> str:
        """Name of the function of what a line brings to a claim operation."""
        return self._later(f"p{self.slots[node]}", node, "part")

    def unknown(self, category: str, reason: str) -> str:
        """Name of an unknown."""
        return self._constant((category, reason), Unknown(category, reason))

    def constant(self, thing: Any) -> str:
        """Name of a thing, such as a table."""
        return self._constant(id(thing), thing)

    def _constant(self, key: object, thing: Any) -> str:
        name = self._constants.get(key)
        if name is None:
            name = self._constants[key] = f"c{len(self.scope)}"
            self.scope[name] = thing
        return name

    def _later(self, name: str, node: Node, kind: str) -> str:
        if name not in self.scope:
            self._written[name] = node, kind
            self.scope[name] = self._first(name)
        return name

    def _first(self, name: str) -> Callable[[Memory], Value]:
        def first(memory: Memory) -> Value:
            kept = self._kept.get(name)
            exec(self._compiled(name) if kept is None else loads(kept), self.scope)
            made: Callable[[Memory], Value] = self.scope[name]
            return made(memory)

        return first

    def _compiled(self, name: str) -> CodeType:
        node, kind = self._written[name]
        source = getattr(self._runner.writer()(self), kind)(node, name)
        return compile(source, f"<{kind} of {self._runner.program.system.name}>", "exec")

    def keep(self) -> Kept:
        """The outline, with every function that a line may reach."""
        code: dict[str, bytes] = {}
        while len(code) < len(self._written):
            code.update((name, dumps(self._compiled(name))) for name in list(self._written) if name not in code)
        constants = [(name, self.scope[name]) for name in self._constants.values() if name[0] == "c"]
        return {
            **self._runner.outline,
            "roots": self.roots,
            "unknowns": [(name, (one.category, one.reason)) for name, one in constants if one.__class__ is Unknown],
            "tables": [(name, one.name, [key.name for key in one.keys]) for name, one in constants if one.__class__ is not Unknown],
            "code": code,
        }
