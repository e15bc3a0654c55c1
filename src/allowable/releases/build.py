"""Build releases from a folder of CMS's files, import one more file, verify what is held.

Everything is written to a folder beside the final one and moved into place at the end: a build that fails or is killed changes nothing.
"""

from __future__ import annotations

import hashlib
import json
import os
import pathlib
import shutil

from .files import open_file, open_tree
from .inference import infer
from .intervals import PREFERENCE, compress, expand, public_day
from .point import PointFile
from .point_write import read_parquet, read_prints, write_atomically, write_parquet, write_point_file
from .problem import NotRecognised, ReleaseProblem
from .recipes import load
from .store import EMBEDDED, user_folder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence
    from typing import Any, TypeAlias

    from ..kernel.table import Table
    from .files import PublishedFile
    from .recipe import Recipe
    from .snapshot import Snapshot

    Progress: TypeAlias = Callable[[pathlib.Path | str], object]  # called with each file read and each table written

# Both forms of every table would pass the size of a wheel that people like to install. Places and diagnoses are looked up one at a time;
# the caps of imaging services follow from the relative values, so that their print serves comparison in bulk alone.
POINT_ONLY = {"diagnosis_codes", "zip_localities", "zip4_localities", "zip_wage_areas", "county_wage_areas", "places_of_service"}
PARQUET_ONLY = {"imaging_caps"}
MANIFEST = "manifest.json"
SCHEMA = "allowable.releases/1"


class Report:
    """What a build or an import did: snapshots by table, files passed over with their reasons, files refused with theirs."""

    def __init__(self) -> None:
        self.snapshots: dict[str, list[Snapshot]] = {}
        self.read: list[tuple[str, str, int]] = []  # file, recipe, rows
        self.passed_over: list[str] = []
        self.refused: list[tuple[str, str]] = []  # file, why
        self.written: dict[str, tuple[int, int]] = {}  # table: prints, rows


def read_files(paths: Iterable[pathlib.Path | str], report: Report, progress: Progress = lambda path: None) -> Report:
    """Read every file with the recipe that recognises it. Refusals are collected, not raised: one bad file must not hide the others."""
    recipes = load()
    for path in paths:
        progress(path)
        try:
            for file in open_file(path):
                _read_file(file, recipes, report)
                file.forget()
        except ReleaseProblem as problem:
            report.refused.append((str(path), str(problem)))
    return report


def _read_file(file: PublishedFile, recipes: Iterable[Recipe], report: Report) -> None:
    for recipe in recipes:
        match = recipe.pattern.search(file.name)
        if not match:
            continue
        try:
            snapshots = list(recipe.read(file, match))
        except NotRecognised:
            continue
        except ReleaseProblem as problem:
            report.refused.append((file.where, str(problem)))
            return
        for snapshot in snapshots:
            report.snapshots.setdefault(snapshot.table.name, []).append(snapshot)
        report.read.append((file.where, recipe.name, sum(len(one.rows) for one in snapshots)))
        return
    report.passed_over.append(file.where)


def build(
    root: pathlib.Path | str, out: pathlib.Path | str, *, exclude: Collection[str] = (), progress: Progress = lambda path: None
) -> Report:
    """Build the releases of a folder of CMS's files into `out`; gives the Report. Raises ReleaseProblem if nothing could be read."""
    from .pairs_write import build_pairs, is_pair_file

    out = pathlib.Path(out)
    paths = list(open_tree(root, exclude=exclude))
    pairs = [path for path in paths if is_pair_file(path)]
    report = read_files([path for path in paths if path not in pairs], Report(), progress)
    if not report.snapshots:
        raise ReleaseProblem(f"{root}: no file of CMS was recognised there; `allowable releases list` shows which kinds are read")
    infer(report.snapshots)
    scratch = _scratch(out)
    try:
        for name in sorted(report.snapshots):
            progress(name)
            _write_table(scratch, report, name, report.snapshots.pop(name))
        for path in pairs:
            progress(path)
            # bulk maps the arrays of the pair file itself, so that a second form would only cost space
            for written in build_pairs(path, scratch, parquet=False):
                report.read.append((path.name, "pairs", written.count))
        write_manifest(scratch)
        _replace(scratch, out)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return report


def import_files(
    paths: Collection[pathlib.Path | str], out: pathlib.Path | str | None = None, *, progress: Progress = lambda path: None
) -> Report:
    """Add a user's own downloads (files, zips, folders) to their store: what was held of the same tables is merged with the new prints.

    Raises ReleaseProblem if any file is refused, NotRecognised if none is read; the store is then as it was.
    """
    from .manuals import is_manual_file, write_manual
    from .pairs_write import build_pairs, is_pair_file

    out = pathlib.Path(out or user_folder())
    files = [file for path in map(pathlib.Path, paths) for file in (open_tree(path) if path.is_dir() else [path])]
    report = Report()
    manuals = _read_manuals([path for path in files if is_manual_file(path)], report, alone=len(files) == 1)
    pairs = [path for path in files if is_pair_file(path)]
    read_files([path for path in files if path not in pairs and not is_manual_file(path)], report, progress)
    if report.refused:
        raise ReleaseProblem("; ".join(why for _, why in report.refused))
    if not report.snapshots and not pairs and not manuals:
        names = ", ".join(str(path) for path in paths)
        kinds = "`allowable releases list` shows which kinds are read"
        raise NotRecognised(f"{names}: no recipe reads this file; {kinds}. Its parts: {', '.join(report.passed_over[:8])}")
    folders = [out, pathlib.Path(EMBEDDED)]
    merged = {name: _newest(_held(fresh[0].table, folders), fresh) for name, fresh in report.snapshots.items()}
    infer(merged, lambda table: _held(table, folders))
    scratch = _scratch(out)
    try:
        for name in sorted(merged):
            progress(name)
            _write_table(scratch, report, name, merged[name])
        for path in pairs:
            progress(path)
            for written in build_pairs(path, scratch, parquet=False):
                report.read.append((path.name, "pairs", written.count))
        out.mkdir(parents=True, exist_ok=True)
        for path in scratch.iterdir():
            os.replace(path, out / path.name)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    for manual in manuals:
        report.read.append((manual["file"], "manual", len(manual["passages"])))
        report.written[write_manual(out, manual).name] = (1, len(manual["passages"]))
    write_manifest(out)
    return report


def _read_manuals(paths: Iterable[pathlib.Path], report: Report, *, alone: bool) -> list[dict[str, Any]]:
    """Manuals of the PDFs among the files; another PDF is passed over, or refused where it is the only file."""
    from .manuals import read_manual

    found = []
    for path in paths:
        try:
            found.append(read_manual(path))
        except NotRecognised:
            if alone:
                raise
            report.passed_over.append(str(path))
    return found


def _held(table: Table, folders: Iterable[pathlib.Path]) -> list[Snapshot]:
    name = table.name
    for folder in folders:
        if (folder / f"{name}.point").exists():
            points = PointFile(folder / f"{name}.point")
            rows = [
                (row.key, row.starts, row.until, row.known, row.superseded, row.values)
                for key in points.keys()  # noqa: SIM118  a PointFile is no mapping
                for row in points.history(key)
            ]
            return list(expand(points.prints, rows, table))
        if (folder / f"{name}.parquet").exists():
            return list(expand(*read_parquet(folder / f"{name}.parquet", table), table))
    return []


def _newest(held: Iterable[Snapshot], fresh: list[Snapshot]) -> list[Snapshot]:
    """Held prints, less those that the new files print again; a later print of the same release stays a revision of it.

    A more trusted print stays too: where a converted table is read again, compress keeps CMS's own bytes.
    """
    again = {(one.release, one.effective, public_day(one)): PREFERENCE.index(one.trust) for one in fresh}
    kept = [one for one in held if PREFERENCE.index(one.trust) < again.get((one.release, one.effective, public_day(one)), len(PREFERENCE))]
    return kept + fresh


def _write_table(folder: pathlib.Path, report: Report, name: str, snapshots: Sequence[Snapshot]) -> None:
    table = snapshots[0].table
    prints, rows = compress(snapshots)
    if name not in PARQUET_ONLY:
        write_point_file(folder / f"{name}.point", table, prints, rows)
    if name not in POINT_ONLY:
        write_parquet(folder / f"{name}.parquet", table, prints, rows)
    report.written[name] = (len(prints), len(rows))


def _scratch(out: pathlib.Path) -> pathlib.Path:
    scratch = out.with_name(out.name + ".building")
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    return scratch


def _replace(scratch: pathlib.Path, out: pathlib.Path) -> None:
    old = out.with_name(out.name + ".old")
    shutil.rmtree(old, ignore_errors=True)
    if out.exists():
        os.replace(out, old)
    os.replace(scratch, out)
    shutil.rmtree(old, ignore_errors=True)


def write_manifest(folder: pathlib.Path) -> None:
    """Write manifest.json: every file with its size and sha256, every print with its source."""
    tables = {}
    for path in sorted([*folder.glob("*.point"), *folder.glob("*.parquet")]):
        if path.stem not in tables and not path.stem.startswith("code_pairs"):
            tables[path.stem] = [one.entry() for one in read_prints(path)]
    files = {
        path.name: {"bytes": path.stat().st_size, "sha256": _hash(path)}
        for path in sorted(folder.iterdir())
        if path.suffix in (".point", ".parquet", ".pairs")
    }
    content = json.dumps({"schema": SCHEMA, "files": files, "tables": tables}, indent=1) + "\n"
    write_atomically(folder / MANIFEST, content.encode())


def _hash(path: pathlib.Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def verify(folder: pathlib.Path | str) -> list[str]:
    """Problems of a built folder as texts: files missing, changed, or not listed. Empty when all is as built."""
    folder = pathlib.Path(folder)
    try:
        listed = json.loads((folder / MANIFEST).read_bytes())["files"]
    except (OSError, ValueError, KeyError):
        return [f"{folder / MANIFEST} is missing or damaged: build the releases again"]
    problems = []
    for name, entry in listed.items():
        path = folder / name
        if not path.exists():
            problems.append(f"{name} is missing: build the releases again")
        elif _hash(path) != entry["sha256"]:
            problems.append(f"{name} is not the file that was built (its sha256 differs): build the releases again")
    extra = {path.name for path in folder.iterdir() if path.suffix in (".point", ".parquet", ".pairs")} - set(listed)
    return problems + [f"{name} is not listed in {MANIFEST}" for name in sorted(extra)]
