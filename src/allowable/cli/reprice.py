"""`allowable reprice`: a file of claim lines in, a file of amounts out."""

from __future__ import annotations

import contextlib
import signal
import sys
import time

import click

from ..engine import NOT_APPLIED, SYSTEM_OF_SETTING, Engine
from ..kernel.day import OPEN, day_number
from .failures import BadInput, say
from .options import KNOWN_ON, Option, with_options
from .terminal import error_console

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from ..runners.bulk.names import Names

    Progress = Callable[[int, int | None], None]

SECONDS = 10  # between two lines of progress where there is no terminal
OPTIONS = (
    Option("--setting", "setting", "NAME", "Whose claims: physician (default), hospital or asc.", choices=tuple(SYSTEM_OF_SETTING)),
    Option(
        "--columns",
        "contents",
        "NAME",
        "slim (default): claim_id, line, allowed, medicare, patient, reason, release. all: the columns of IN, and then these.",
        choices=("slim", "all"),
    ),
    Option("--map", "mapping", "FILE", 'TOML file for other names: hcpcs = "PROC_CD"; what all lines share stands under [constant].'),
    KNOWN_ON,
    Option("--sort", "is_sorted_first", None, "Sort by claim_id first, where lines of a claim do not stand together; holds IN in memory."),
    Option("--account", "account", "CLAIM_ID", "Write nothing; show how the amounts of this one claim come about."),
    Option("--quiet", "quiet", None, "Say nothing unless something is wrong."),
)
NEXT = """\b
Columns of IN:
  needed     claim_id line service_date hcpcs units; physician: place_of_service
  may be     modifier_1 to modifier_4, mac and locality (blank: national),
             charge minutes base_units postoperative_days
             deductible_remaining mips_percent practitioner
             nonparticipating unassigned denied qualifying_participant
  facilities cbsa wage_index bill_type condition_w2 quality_reduction
             rural_sole_community rural_emergency cost_to_charge_ratio
             device_credit packaged_charges ranking: alike for a whole claim
deductible_remaining is what is left before the lines of a day, of a hospital's
claim before all its days. A hospital's outlier payment is in no amount of OUT.
Amounts are cents in Parquet and Arrow, whose metadata ("allowable") says what
the codes of reason and release mean; in CSV they are dollars and texts.

\b
Examples:
  allowable reprice lines.parquet -o amounts.parquet
  allowable reprice export.csv.gz -o amounts.csv --map names.toml --sort
  allowable reprice lines.parquet --account 10442

The file appears under its name when it is whole. A run that was killed leaves
no part of it; start it again, it begins anew.

Exit status: 0 OUT is whole (lines without an amount are counted), 2 bad input."""


@click.command(epilog=NEXT, no_args_is_help=True)
@click.argument("source", metavar="IN")
@click.option("-o", "--out", "target", metavar="OUT", help="File to write: .parquet, .arrow, .feather, .csv or .csv.gz.")
@with_options(OPTIONS)
@click.option("--workers", type=click.IntRange(1, 64), help="Processes that price; by default two for a large file of known length.")
def command(source: str, target: str | None, **values: Any) -> int:
    """What Medicare allows for every claim line of a file: Parquet, Arrow or CSV in and out, by the ending of the name.

    Lines of one claim must stand together. A line that cannot be read, or for which no amount can be given, comes out with its reason.
    """
    from ..runners.bulk.names import Names

    known = OPEN if values["known_on"] is None else day_number(values["known_on"])
    names = Names.read(values["mapping"]) if values["mapping"] else Names()
    setting = values["setting"] or "physician"
    if values["account"] is not None:
        return _account(source, target, values["account"], setting, known, names)
    if target is None:
        raise BadInput("no file to write: give -o OUT, such as -o amounts.parquet, or --account CLAIM_ID to look at one claim")
    return _reprice(source, target, setting, known, names, values)


def _account(source: str, target: str | None, claim_id: str, setting: str, known: int, names: Names) -> int:
    from .reprice_account import show_account

    if target is not None:
        raise BadInput("--account shows one claim and writes nothing: leave -o out")
    return show_account(source, claim_id, setting, known, names)


def _reprice(source: str, target: str, setting: str, known: int, names: Names, values: dict[str, Any]) -> int:
    from ..runners.bulk.stream import reprice
    from ..runners.bulk.worker import use_little_memory
    from .reprice_summary import summary_lines

    use_little_memory()
    engine, start = Engine(), time.monotonic()
    with _ended_cleanly(), _progress(values["quiet"]) as progress:
        summary, meaning = reprice(
            engine,
            SYSTEM_OF_SETTING[setting],
            source,
            target,
            known=known,
            names=names,
            contents=values["contents"] or "slim",
            is_sorted_first=values["is_sorted_first"],
            workers=values["workers"],
            progress=progress,
        )
    if not values["quiet"]:
        taken = max(1, round(time.monotonic() - start))
        lines = [*summary_lines(summary, meaning), NOT_APPLIED, f"wrote {target} in {taken} s"]
        sys.stdout.write("\n".join(lines) + "\n")
    return 0


@contextlib.contextmanager
def _ended_cleanly() -> Iterator[None]:
    """An order to end (SIGTERM) is treated as Ctrl-C is: what was begun is removed."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    try:
        before = signal.signal(signal.SIGTERM, interrupt)
    except ValueError:  # not the main thread, where no handler can be set
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextlib.contextmanager
def _progress(is_quiet: bool) -> Iterator[Progress]:
    """A bar on a terminal, else a line every ten seconds, both on standard error."""
    if is_quiet:
        yield lambda lines, of: None
    elif sys.stderr.isatty():
        with _bar() as show:
            yield show
    else:
        yield _said_now_and_then()


def _said_now_and_then() -> Progress:
    last = time.monotonic()

    def show(lines: int, of: int | None) -> None:
        nonlocal last
        if time.monotonic() - last >= SECONDS:
            last = time.monotonic()
            say(f"{lines:,}{'' if of is None else f' of {of:,}'} lines")

    return show


@contextlib.contextmanager
def _bar() -> Iterator[Progress]:
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=error_console(), transient=True) as bar:
        task = bar.add_task("reading", total=None)

        def show(lines: int, of: int | None) -> None:
            bar.update(task, completed=lines, total=of, description=f"{lines:,}{'' if of is None else f' of {of:,}'} lines")

        yield show
