"""What the store holds, as plain objects: tables with their prints, pair files, and the kinds of files that can be read."""

from __future__ import annotations

import functools
import pathlib

from ..kernel.day import OPEN, day_text
from .pairs import PairFile
from .point_write import read_prints_and_count
from .recipes import load

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..kernel.table import Table
    from .point import Print
    from .recipe import Recipe
    from .store import Store

SCHEMA = "allowable.releases.list/1"
SHOW_SCHEMA = "allowable.releases.show/1"


def holdings(store: Store) -> dict[str, Any]:
    """{"schema", "folders", "tables", "pairs", "kinds"}: what is held, the user's own before the embedded, and what can be read."""
    return {
        "schema": SCHEMA,
        "folders": [str(folder) for folder in store.folders if pathlib.Path(folder).is_dir()],
        "tables": _tables(store),
        "pairs": [{"name": name, "path": path, **PairFile(path).header} for name, path in _files(store, ".pairs")],
        "kinds": [_kind_json(recipe) for recipe in load()],
    }


def _files(store: Store, ending: str) -> list[tuple[str, str]]:
    """Sorted (name, path), the first folder's file of a name winning, as the store itself chooses."""
    found: dict[str, str] = {}
    for folder in map(pathlib.Path, store.folders):
        for path in folder.glob(f"*{ending}"):
            found.setdefault(path.stem, str(path))
    return sorted(found.items())


def _tables(store: Store) -> list[dict[str, Any]]:
    """Tables by name: point files, and Parquet for a table that is kept in that form alone."""
    points = _files(store, ".point")
    alone = [(name, path) for name, path in _files(store, ".parquet") if name not in dict(points) and not name.startswith("code_pairs")]
    return [_table_json(name, path) for name, path in sorted(points + alone)]


def _table_json(name: str, path: str) -> dict[str, Any]:
    prints, rows = read_prints_and_count(pathlib.Path(path))
    shape = shapes().get(name)
    end = max((one.until for one in prints), default=OPEN)
    return {
        "name": name,
        "says": shape.says if shape else None,
        "path": path,
        "rows": rows,
        "first_day": day_text(min(one.effective for one in prints)) if prints else None,
        "last_day": day_text(end - 1) if end < OPEN else None,
        "gaps": gaps(prints),
        "prints": [one.entry() for one in prints],
    }


def gaps(prints: list[Print]) -> list[dict[str, str]]:
    """Spans of service days between the first and the last print for which none speaks, as {"from", "to"}."""
    found, reached = [], OPEN
    for one in sorted(prints, key=lambda one: one.effective):
        if reached < one.effective:
            found.append({"from": day_text(reached), "to": day_text(one.effective - 1)})
        reached = one.until if reached == OPEN else max(reached, one.until)
    return found


def _kind_json(recipe: Recipe) -> dict[str, Any]:
    says = (recipe.read.__doc__ or "").strip().splitlines()
    return {
        "recipe": recipe.name,
        "system": recipe.system,
        "tables": [table.name for table in recipe.tables],
        "file_names": recipe.pattern.pattern,
        "says": says[0] if says else None,
    }


@functools.cache
def shapes() -> dict[str, Table]:
    """{name: Table} of every table that a recipe can fill."""
    return {table.name: table for recipe in load() for table in recipe.tables}


def show(store: Store, name: str) -> dict[str, Any] | None:
    """A table's shape and prints, or every print of a release; None if nothing is called so."""
    held = holdings(store)
    for entry in held["tables"]:
        if entry["name"] == name:
            return {"schema": SHOW_SCHEMA, "table": entry | {"shape": _shape_json(shapes().get(name))}}
    for entry in held["pairs"]:
        if entry["name"] == name:
            return {"schema": SHOW_SCHEMA, "pairs": entry}
    prints = [
        one | {"table": entry["name"]} for entry in held["tables"] for one in entry["prints"] if one["release"].lower() == name.lower()
    ]
    return {"schema": SHOW_SCHEMA, "release": prints[0]["release"], "prints": prints} if prints else None


def _shape_json(table: Table | None) -> dict[str, Any] | None:
    if table is None:
        return None
    columns = [{"name": one.name, "says": one.says, "places": one.places} for one in table.columns]
    return {"keys": [{"name": one.name, "says": one.says} for one in table.keys], "columns": columns, "authority": table.authority}


def names(store: Store) -> list[str]:
    """Every name that `show` knows: tables, pair files, releases."""
    held = holdings(store)
    releases = {one["release"] for entry in held["tables"] for one in entry["prints"] if not one["bridge"]}
    return [entry["name"] for entry in held["tables"] + held["pairs"]] + sorted(releases)
