"""Whole files of lines through SQL: every span of days that they meet, in parts of whole claims, so that memory stays bounded."""

from __future__ import annotations

import os
import tempfile
from bisect import bisect_right
from collections.abc import Iterable
from typing import Any

from ...kernel.day import EPOCH_ORDINAL, OPEN, day_date
from ...kernel.node import TEXT
from ...kernel.number import LARGEST
from ...kernel.program import Field, System
from ...kernel.tree import tables_of
from .query import query
from .text import quoted

PART = 1 << 19  # lines of one query, about
MEMORY = "6GB"
WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER")


class LinesError(ValueError):
    """The lines lack a column, or hold a number that is none, or two rows of a table stood in force for one key."""


def sql_of(engine: Any, system_name: str, day: int, known: int = OPEN, outputs: Iterable[str] | None = None) -> str:
    """The query that prices a relation `lines` of one span of days (see query.query); `engine` has `store` and `system(name)`."""
    return query(engine.store, engine.system(system_name).program(day, known), day, known, outputs)


def price(engine: Any, system_name: str, lines: Any, known: int = OPEN, outputs: Iterable[str] | None = None) -> Any:
    """An Arrow table of claim_id, line and the outputs with their reasons, in the lines' order.

    `lines` is an Arrow table or the path of a Parquet file: claim_id, line, service_date, and what there is of the system's fields. Numbers
    are decimals or whole numbers in their own unit (dollars), a text or an optional number that is absent or null is not given.
    """
    import pyarrow.parquet as pq

    with tempfile.TemporaryDirectory() as folder:
        source = lines
        if not isinstance(lines, str | os.PathLike):
            source = os.path.join(folder, "lines.parquet")
            pq.write_table(lines, source)
        target = os.path.join(folder, "priced.parquet")
        price_file(engine, system_name, os.fspath(source), target, known, outputs)
        return pq.read_table(target)


def price_file(engine: Any, system_name: str, source: str, target: str, known: int = OPEN, outputs: Iterable[str] | None = None) -> None:
    """Price a Parquet file of lines into another; see `price`."""
    import duckdb

    system = engine.system(system_name)
    names = None if outputs is None else tuple(outputs)
    with tempfile.TemporaryDirectory(dir=os.path.dirname(os.path.abspath(target))) as folder:
        database = duckdb.connect()
        database.execute(f"SET memory_limit = '{MEMORY}'; SET temp_directory = {quoted(folder)}; SET preserve_insertion_order = false")
        database.execute(f"CREATE VIEW given AS {_staged(database, system, source)}")
        _check(database, system)
        borders = all_borders(engine.store, system, known)
        written = 0
        for at, (first, end, lines) in enumerate(_spans(database, borders)):
            text = sql_of(engine, system_name, first, known, names)
            count = -(-lines // PART)
            for part in range(count):
                database.execute(f"CREATE OR REPLACE TEMP VIEW lines AS SELECT * FROM given WHERE {_days(first, end, borders)}"
                                 f" AND hash(claim_id) % {count} = {part}")  # fmt: skip
                database.execute(f"COPY ({text}) TO {quoted(os.path.join(folder, f'priced-{at}-{part}.parquet'))} (FORMAT parquet)")
            written += lines
        _join_up(database, folder, target, written)


def all_borders(store: Any, system: System, known: int = OPEN) -> list[int]:
    """First days of the spans in which rules, dated values and schedules stay the same."""
    days = set(system.borders())
    for name in tables_of(root for day in system.borders() for root in system.program(day, known).roots.values()):
        points = store.table(name)
        for printed in points.prints if points else ():
            days |= {printed.effective, printed.until}
    return sorted(days)


def _staged(database: Any, system: System, source: str) -> str:
    """The lines with every field of the system, as the fold reads them: texts without nulls, numbers as scaled BIGINT."""
    read = f"read_parquet({quoted(source)}, file_row_number = true)"
    held = {row[0]: row[1] for row in database.execute(f"DESCRIBE SELECT * FROM {read}").fetchall()}
    absent = [name for name in ("claim_id", "service_date") if name not in held]
    if absent:
        raise LinesError(f"{source} lacks the columns {', '.join(absent)}")
    columns = ["file_row_number AS position", "claim_id", "line" if "line" in held else "0 AS line", "service_date::DATE AS service_date"]
    for name, field in system.fields.items():
        columns.append(f'{_field(source, field, held.get(name))} AS "f_{name}"')
    found = f"SELECT {', '.join(columns)} FROM {read}"
    return _on_first_days(found, system) if system.whole_claim else found


def _on_first_days(lines: str, system: System) -> str:
    """The same on the first day of each line's claim, which speaks for all its days, as claims/fields.py has it."""
    first, last = (f"{end}(service_date) OVER (PARTITION BY claim_id)" for end in ("min", "max"))
    of_days = {
        "f_service_day": f"(service_date - {first} + 1)::VARCHAR",
        "f_crosses_quarter": f"CASE WHEN date_trunc('quarter', {first}) <> date_trunc('quarter', {last}) THEN 'yes' ELSE '' END",
    }
    columns = [f"{text} AS {name}" for name, text in of_days.items() if name[2:] in system.fields]
    return f"SELECT * REPLACE ({', '.join([f'{first} AS service_date', *columns])}) FROM ({lines})"


def _field(source: str, field: Field, kind: str | None) -> str:
    if field.kind == TEXT:
        return "''" if kind is None else f"coalesce(\"{field.name}\"::VARCHAR, '')"
    if kind is None:
        if not field.optional:
            raise LinesError(f"{source} lacks the column {field.name}")
        return "NULL::BIGINT"
    if not _fits(kind, field.places):
        raise LinesError(f"{source}: column {field.name} is {kind}, neither whole nor a decimal of at most {field.places} places")
    return f'("{field.name}"::DECIMAL(28, {field.places}) * {10**field.places})::BIGINT'


def _fits(kind: str, places: int) -> bool:
    """Whether a type of DuckDB is whole, or DECIMAL(width,scale) with a scale of at most `places`."""
    return kind in WHOLE or (kind.startswith("DECIMAL(") and int(kind.rstrip(")").rpartition(",")[2]) <= places)


def _check(database: Any, system: System) -> None:
    """Refuse numbers that are absent, or beyond the bounds from which the headroom is proved."""
    for name, field in system.fields.items():
        if field.kind != TEXT:
            bound = LARGEST if field.below is None else field.below * 10**field.places - 1
            wrong = f'abs("f_{name}") > {bound}' + ("" if field.optional else f' OR "f_{name}" IS NULL')
            found = database.execute(f"SELECT claim_id, line FROM given WHERE {wrong} LIMIT 1").fetchall()
            if found:
                raise LinesError(f"column {name} holds no number below {field.below} in claim {found[0][0]}, line {found[0][1]}")


def _spans(database: Any, borders: list[int]) -> list[tuple[int, int, int]]:
    """(first day, day after the last, number of lines) of the spans that the lines meet; days before all borders are one span."""
    ends = [borders[0] - 1, *borders, OPEN]
    counts: dict[int, int] = {}
    for day, lines in database.execute("SELECT service_date, count(*) FROM given GROUP BY service_date").fetchall():
        if day is None:
            raise LinesError("a line has no service_date")
        at = bisect_right(borders, day.toordinal() - EPOCH_ORDINAL)
        counts[at] = counts.get(at, 0) + lines
    return [(ends[at], ends[at + 1], lines) for at, lines in sorted(counts.items())]


def _days(first: int, end: int, borders: list[int]) -> str:
    since = f"service_date >= DATE '{day_date(first)}' AND " if first >= borders[0] else ""
    return f"{since}service_date < DATE '{day_date(end)}'"


def _join_up(database: Any, folder: str, target: str, written: int) -> None:
    parts = quoted(os.path.join(folder, "priced-*.parquet"))
    (found,) = database.execute(f"SELECT count(*) FROM read_parquet({parts})").fetchall()[0]
    if found != written:
        raise LinesError(f"{written} lines gave {found} answers: two rows of a table are in force for one key")
    database.execute(
        f"COPY (SELECT * EXCLUDE (position) FROM read_parquet({parts}) ORDER BY position) TO {quoted(target)} (FORMAT parquet)"
    )
