"""From a file of lines to a file of amounts, batch by batch, in memory that does not grow with the file.

A thread reads ahead and cuts between claims, two price, one writes behind. Slim output: claim_id, line, allowed, medicare, patient (cents,
null where there is no amount), reason (why not; 0 where all three amounts are there) and release (which releases spoke). The final name
appears when the file is whole.
"""

from __future__ import annotations

import os
import pathlib
from collections.abc import Callable
from typing import Any

import pyarrow as pa

from ...kernel.day import OPEN
from .answer import Columns, Pricing, amounts_of, metadata
from .between import ahead, behind, in_order
from .lines import Bulk, Source
from .names import FLAGS, TEXTS, LinesError, Names
from .prepare import Preparation
from .source import ENDINGS, Sorted, Table, open_table
from .summary import Summary
from .target import whole_file
from .whole import whole_claims
from .worker import beside
from .write import Writer, writer_of

SEVERAL = 2_000_000  # lines from which on a second process gains more than its start costs
READ_AHEAD = WRITE_BEHIND = 1
CONTENTS = ("slim", "all")


def bulk_of(engine: Source, name: str, known: int = OPEN) -> Bulk:
    """A Bulk of the amounts that a system has."""
    return Bulk(engine, name, known, tuple(amounts_of(engine.system(name)).values()))


class Opened:
    """A table with what its columns mean to one system: `bulk` prices, `bound` gives the column of each field."""

    def __init__(
        self, engine: Source, name: str, table: Table, where: str, names: Names, known: int = OPEN, bulk: Bulk | None = None
    ) -> None:
        system = engine.system(name)
        self.table = table
        self.bound = names.bind(table.schema.names, system.fields, where)
        self.bulk = bulk or bulk_of(engine, name, known)
        self.preparation = Preparation(self.bulk, names, self.bound)

    def pieces(self, wanted: list[str]) -> Any:
        """The table's lines in whole claims."""
        coded = [column for name, column in self.bound.items() if name in (*TEXTS, *FLAGS)]
        return whole_claims(self.table.batches(wanted, coded), self.bound["claim_id"])


def reprice(
    engine: Source,
    name: str,
    source: str,
    target: str,
    *,
    known: int = OPEN,
    names: Names | None = None,
    contents: str = "slim",
    is_sorted_first: bool = False,
    workers: int | None = None,
    progress: Callable[[int, int | None], None] = lambda lines, of: None,
) -> tuple[Summary, dict[str, Any]]:
    """Price a file of lines into another; gives what it came to, and what the codes mean. Raises LinesError where that cannot be done,
    and then leaves nothing behind.

    `workers` processes price; None leaves their number to the size of the file and to the processors at hand. `progress` is told the lines
    that are done, and how many there are where that is known.
    """
    kind = check_target(source, target)
    opened = Opened(engine, name, open_table(source), source, names or Names(), known)
    table = opened.table
    if is_sorted_first:
        opened.table = Sorted(table, opened.bound["claim_id"])
    wanted = table.schema.names if contents == "all" else list(dict.fromkeys(opened.bound.values()))
    columns = Columns(opened.bulk, opened.bound, table.schema, contents == "all", source)
    summary = Summary()
    with whole_file(target) as temporary:
        writer = _writer(kind, temporary, target, columns, lambda: metadata(opened.bulk, set(summary.releases) or None))
        pricing = Pricing(opened.bulk, opened.preparation, columns.taken)
        _run(opened, wanted, pricing, writer, summary, workers or _workers(table.rows), progress)
        writer.close()
    return summary, metadata(opened.bulk, set(summary.releases))


def _workers(rows: int | None) -> int:
    return min(2, os.cpu_count() or 1) if rows is not None and rows >= SEVERAL else 1


def check_target(source: str, target: str) -> type[Writer]:
    """The writer for a target; raises LinesError if it has another ending, lies nowhere, or is the source itself."""
    kind = writer_of(target)
    if kind is None:
        raise LinesError(f"{target}: its ending says which kind of table to write; give one of {', '.join(ENDINGS)}")
    path, source_path = pathlib.Path(target), pathlib.Path(source)
    if not path.parent.is_dir():
        raise LinesError(f"{target}: there is no folder {path.parent}; make it, or write elsewhere")
    if path.is_dir():
        raise LinesError(f"{target} is a folder; give the name of a file")
    if path.exists() and source_path.exists() and path.samefile(source_path):
        raise LinesError(f"{target} is the file that is read; give another name to write")
    return kind


def _writer(kind: type[Writer], temporary: str, target: str, columns: Columns, content: Callable[[], dict[str, Any]]) -> Writer:
    try:
        return kind(temporary, target, columns, content)
    except pa.ArrowException as problem:
        raise LinesError(f"{target} cannot hold one of the columns: {problem}; write Parquet, or leave `--columns all` away") from None


def _run(
    opened: Opened,
    wanted: list[str],
    pricing: Pricing,
    writer: Writer,
    summary: Summary,
    workers: int,
    progress: Callable[[int, int | None], None],
) -> None:
    with beside(pricing, workers - 1) as price:
        pieces = ahead(opened.pieces(wanted), READ_AHEAD)
        answers = in_order(price, pieces, workers)
        try:
            with behind(writer.write, WRITE_BEHIND) as write:
                for answer in answers:
                    write(answer)
                    summary.add(answer)
                    progress(summary.lines, opened.table.rows)
        finally:
            answers.close()
            pieces.close()
