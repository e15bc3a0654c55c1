"""`allowable releases`: what CMS published and is held here."""

from __future__ import annotations

import pathlib

import click

from ..engine import Engine
from .failures import BadInput, say
from .options import JSON, Option, with_options
from .terminal import console, error_console, print_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable
    from typing import Any

    from ..releases.build import Report

OUT = Option(
    "--out", "out", "DIR", "Folder to write into; by default your own store, which is asked before the facts that came with the program."
)


@click.group(no_args_is_help=True)
def command() -> None:
    """What CMS published and is held here: build, list, show, verify, import."""


@command.command()
@click.argument("folder", type=click.Path(path_type=pathlib.Path))
@click.option("-o", "--out", type=click.Path(path_type=pathlib.Path), metavar="DIR", help=OUT.says)
@click.option("--exclude", multiple=True, metavar="NAME", help="Pass over folders and files of this name; may be given more than once.")
def build(folder: pathlib.Path, out: pathlib.Path | None, exclude: tuple[str, ...]) -> int:
    """Build the releases of a FOLDER of CMS's files, from nothing. What was in DIR is replaced, all at once, at the end.

    Exit status 1 when a file was refused: it is named with the row and the reason, and the others are built.
    """
    from ..releases.build import build as build_releases
    from ..releases.files import open_tree
    from ..releases.store import user_folder

    if not folder.is_dir():
        raise BadInput(f"{folder} is no folder; give the folder that holds CMS's files")
    out = pathlib.Path(out or user_folder())
    with _Progress(len(list(open_tree(folder, exclude=exclude)))) as step:
        report = build_releases(folder, out, exclude=exclude, progress=step)
    _show_report(report, out)
    return 1 if report.refused else 0


@command.command(name="import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=pathlib.Path), metavar="FILE...")
@click.option("-o", "--out", type=click.Path(path_type=pathlib.Path), metavar="DIR", help=OUT.says)
def import_(files: tuple[pathlib.Path, ...], out: pathlib.Path | None) -> int:
    """Add CMS's own downloads to your store: whole zips, their members, a folder of them, or a manual as PDF.

    A manual is the NCCI policy manual, whole or one chapter, or a chapter of Medicare's manuals, such as of Pub. 100-04: `allowable ask`
    quotes it from then on.

    CMS shows a licence page before some downloads: accept it there yourself. A file that is cut short, renamed inside or not what it says
    is refused with its row and the reason (exit status 2), and nothing is changed.
    """
    from ..releases.build import import_files
    from ..releases.files import open_tree
    from ..releases.store import user_folder

    out = pathlib.Path(out or user_folder())
    paths = [path for one in files for path in (open_tree(one) if one.is_dir() else [one])]
    with _Progress(len(paths)) as step:
        report = import_files(paths, out, progress=step)
    _show_report(report, out)
    return 0


class _Progress:
    """A progress bar on standard error while files are read; silent without a terminal. Gives the function to call at each file."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.seen = 0

    def __enter__(self) -> Callable[[Any], None]:
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        screen = error_console()
        columns = (BarColumn(bar_width=24), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}", markup=False))
        self.bar = Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal)
        self.bar.start()
        self.task = self.bar.add_task("", total=self.total)
        return self.step

    def step(self, what: pathlib.Path | str) -> None:
        """Say which file is being read, or which table is being written."""
        if isinstance(what, pathlib.Path):
            self.bar.update(self.task, completed=self.seen, description=f"reading {what.name}")
            self.seen += 1
        else:
            self.bar.update(self.task, completed=self.total, description=f"writing {what}")

    def __exit__(self, *problem: object) -> None:
        self.bar.stop()


def _show_report(report: Report, out: pathlib.Path) -> None:
    from rich.table import Table

    screen = console()
    if report.written:
        table = Table(box=None, pad_edge=False, header_style="bold")
        table.add_column("Table")
        table.add_column("prints", justify="right")
        table.add_column("rows", justify="right")
        for name, (prints, rows) in sorted(report.written.items()):
            table.add_row(name, f"{prints:,}", f"{rows:,}")
        screen.print(table)
    files = "file" if len(report.read) == 1 else "files"
    screen.print(
        f"{len(report.read)} {files} read, {len(report.passed_over)} passed over (no recipe for them), {len(report.refused)} refused"
    )
    screen.print(f"Written to {out}", soft_wrap=True)
    for where, why in report.refused:
        say(f"refused: {why}" if pathlib.Path(where).name in why else f"refused: {where}: {why}")


@command.command(name="list")
@with_options((JSON,))
def list_(as_json: bool) -> int:
    """What is held: tables with their releases and days, code pairs, and the kinds of CMS files that can be read."""
    from ..releases.holdings import holdings

    store = Engine().store
    held = {**holdings(store), "manuals": _manuals(store.folders)}
    if as_json:
        print_json(held)
    else:
        from .holdings_page import show_list

        show_list(console(), held)
    return 0


def _manuals(folders: Iterable[str | os.PathLike[str]]) -> list[dict[str, Any]]:
    """The imported manuals, without their text."""
    from ..releases.manuals import load_manuals

    return [
        {
            **{name: one[name] for name in ("document", "edition", "file", "sha256", "pages")},
            "chapters": sorted({passage["chapter"] for passage in one["passages"] if passage["chapter"]}),
            "passages": len(one["passages"]),
        }
        for one in load_manuals(folders)
    ]


@command.command()
@click.argument("name")
@with_options((JSON,))
def show(name: str, as_json: bool) -> int:
    """A table (its columns and every print of it) or a release (every table it prints). NAME is as `list` shows it."""
    from ..releases.holdings import names
    from ..releases.holdings import show as find

    store = Engine().store
    found = find(store, name)
    if found is None:
        from difflib import get_close_matches

        near = get_close_matches(name, names(store), 4, 0.4)
        hint = f"; near names are {', '.join(near)}" if near else ""
        raise BadInput(f"nothing that is held is called {name!r}{hint}; `allowable releases list` shows all")
    if as_json:
        print_json(found)
    else:
        from .holdings_page import show_one

        show_one(console(), found)
    return 0


@command.command()
@click.argument("folder", required=False, type=click.Path(path_type=pathlib.Path))
@with_options((JSON,))
def verify(folder: pathlib.Path | None, as_json: bool) -> int:
    """Recompute the hash of every built file and compare it with the manifest. Without FOLDER: every folder of the store."""
    from ..releases.build import verify as problems_of

    store = Engine().store
    folders = (
        [folder]
        if folder
        else [pathlib.Path(one) for one in store.folders if pathlib.Path(one).is_dir() and any(pathlib.Path(one).glob("*.point"))]
    )
    if not folders or (folder and not folder.is_dir()):
        raise BadInput(f"{folder or 'the store'}: there is nothing to verify; build releases with `allowable releases build DIR`")
    found = [{"folder": str(one), "problems": problems_of(one)} for one in folders]
    if as_json:
        print_json({"schema": "allowable.releases.verify/1", "folders": found})
    else:
        for one in found:
            problems = one["problems"]
            click.echo(f"{one['folder']}: {len(problems)} problems" if problems else f"{one['folder']}: every file is as it was built")
            for problem in problems:
                click.echo(f"  {problem}")
    return 1 if any(one["problems"] for one in found) else 0
