"""How a recipe is declared: which files it recognises, and how it reads one of them into snapshots."""

from __future__ import annotations

import re

from .problem import Refused

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from typing import TypeAlias

    from ..kernel.table import Cells, Key, Table
    from .files import PublishedFile
    from .snapshot import Snapshot

    Reader: TypeAlias = Callable[[PublishedFile, re.Match[str]], Iterator[Snapshot]]
    Printed: TypeAlias = Iterator[tuple[int, list[str]]]  # rows as PublishedFile gives them: row number and cells
    Rows: TypeAlias = dict[Key, Cells]
    Lines: TypeAlias = dict[Key, int]  # row number in the file

RECIPES: list[Recipe] = []


class Recipe:
    """`pattern` is matched against a file's own name, case-insensitively; `read(file, match)` yields Snapshots or raises Refused.

    `order` decides which of two recipes that match is asked; the first that matches wins.
    """

    __slots__ = ("name", "pattern", "read", "system", "tables")

    def __init__(self, name: str, system: str, tables: tuple[Table, ...], pattern: str, read: Reader) -> None:
        self.name = name
        self.system = system
        self.tables = tables
        self.pattern = re.compile(pattern, re.IGNORECASE)
        self.read = read

    def __repr__(self) -> str:
        return f"<recipe {self.name}>"


def recipe(system: str, tables: Iterable[Table], pattern: str) -> Callable[[Reader], Reader]:
    """Decorator that registers a reader: @recipe("physician", [RELATIVE_VALUES], r"PPRRVU.*\\.(csv|txt)$")."""

    def register(read: Reader) -> Reader:
        RECIPES.append(Recipe(f"{system}.{read.__name__}", system, tuple(tables), pattern, read))
        return read

    return register


def columns_of(header: Sequence[str], wanted: Mapping[str, Sequence[str]], where: str, row: int | None) -> dict[str, int]:
    """Positions of the wanted columns in a header row, by normalised name; refuses a renamed or missing one by naming what is there.

    `wanted` maps our name to the accepted spellings. Normalised: lower case, runs of anything but letters and digits become one blank.
    """
    seen = {normalised(cell): place for place, cell in reversed(list(enumerate(header)))}
    places = {}
    for name, spellings in wanted.items():
        found = [seen[normalised(spelling)] for spelling in spellings if normalised(spelling) in seen]
        if not found:
            raise Refused(
                where,
                f"no column {' or '.join(repr(s) for s in spellings)}; the header has {', '.join(repr(c) for c in header if c)}",
                row=row,
                advice="if CMS renamed a column, add its new spelling to the recipe",
            )
        places[name] = found[0]
    return places


def normalised(text: str) -> str:
    """Header text for comparison."""
    return re.sub(r"[^a-z0-9]+", " ", text.lower()).strip()
