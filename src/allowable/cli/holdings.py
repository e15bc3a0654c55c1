"""What the store holds, as plain objects: tables with their prints, pair files, and the kinds of files that can be read."""

import os

from ..kernel.day import day_text
from ..pricing_view import print_json
from ..releases.pairs import PairFile
from ..releases.point import PointFile
from ..releases.recipes import load

SCHEMA = "allowable.releases.list/1"
SHOW_SCHEMA = "allowable.releases.show/1"


def holdings(store):
    """{"schema", "folders", "tables": [...], "pairs": [...], "kinds": [...]}: what is held, the user's own before the embedded, and what can be read."""
    return {
        "schema": SCHEMA,
        "folders": [folder for folder in store.folders if os.path.isdir(folder)],
        "tables": [_table_json(name, path) for name, path in _files(store, ".point")],
        "pairs": [{"name": name, "path": path, **PairFile(path).header} for name, path in _files(store, ".pairs")],
        "kinds": [_kind_json(recipe) for recipe in load()],
    }


def _files(store, ending):
    """Sorted (name, path), the first folder's file of a name winning, as the store itself chooses."""
    found = {}
    for folder in store.folders:
        for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else ():
            if name.endswith(ending):
                found.setdefault(name[: -len(ending)], os.path.join(folder, name))
    return sorted(found.items())


def _table_json(name, path):
    points = PointFile(path)
    shape = shapes().get(name)
    return {
        "name": name,
        "says": shape.says if shape else None,
        "path": path,
        "rows": points.count,
        "first_day": day_text(points.first_day()) if points.prints else None,
        "last_day": day_text(points.last_day() - 1) if points.prints else None,
        "prints": [print_json(one) for one in points.prints],
    }


def _kind_json(recipe):
    says = (recipe.read.__doc__ or "").strip().splitlines()
    return {
        "recipe": recipe.name,
        "system": recipe.system,
        "tables": [table.name for table in recipe.tables],
        "file_names": recipe.pattern.pattern,
        "says": says[0] if says else None,
    }


def shapes():
    """{name: Table} of every table that a recipe can fill."""
    return {table.name: table for recipe in load() for table in recipe.tables}


def show(store, name):
    """A table's shape and prints, or every print of a release; None if nothing is called so."""
    held = holdings(store)
    for entry in held["tables"]:
        if entry["name"] == name:
            return {"schema": SHOW_SCHEMA, "table": entry | {"shape": _shape_json(shapes().get(name))}}
    for entry in held["pairs"]:
        if entry["name"] == name:
            return {"schema": SHOW_SCHEMA, "pairs": entry}
    prints = [one | {"table": entry["name"]} for entry in held["tables"] for one in entry["prints"] if one["release"].lower() == name.lower()]
    return {"schema": SHOW_SCHEMA, "release": prints[0]["release"], "prints": prints} if prints else None


def _shape_json(table):
    if table is None:
        return None
    columns = [{"name": one.name, "says": one.says, "places": one.places} for one in table.columns]
    return {"keys": [{"name": one.name, "says": one.says} for one in table.keys], "columns": columns, "authority": table.authority}


def names(store):
    """Every name that `show` knows: tables, pair files, releases."""
    held = holdings(store)
    releases = {one["release"] for entry in held["tables"] for one in entry["prints"] if not one["bridge"]}
    return [entry["name"] for entry in held["tables"] + held["pairs"]] + sorted(releases)
