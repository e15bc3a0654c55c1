"""What the recipes make of a path: shared by the tests of the recipes for edits, code sets and places."""

import functools

from allowable.releases.files import open_file
from allowable.releases.recipes import load


def snapshots(path):
    """Snapshots of a path by whichever recipe recognises each of its files; a sample of their rows is held against the table."""
    found = []
    for file in open_file(path):
        for recipe in load():
            match = recipe.pattern.search(file.name)
            if match:
                found += recipe.read(file, match)
                break
    for one in found:
        for key in list(one.rows)[:: 1 + len(one.rows) // 20_000]:
            row = one.rows[key]
            assert len(key) == len(one.table.keys)
            for column, value in zip(one.table.columns, row, strict=True):
                column.check(value, one.table.name)
    return found


@functools.cache
def only(path):
    """The one Snapshot of a path whose content does not change during the tests."""
    [snapshot] = snapshots(path)
    return snapshot


def named(snapshot, key):
    """A row by the names of its columns."""
    return dict(zip(snapshot.table.column_names, snapshot.rows[key], strict=True))
