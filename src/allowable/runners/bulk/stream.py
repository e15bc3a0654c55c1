"""Parquet to Parquet, batch by batch, in constant memory: a reader thread, two that price, a writer thread.

Slim output: claim_id, line, allowed (int64 cents, null where there is no amount), reason (uint16 code, 0 where there is an amount) and
release (which span of releases spoke). The file's metadata holds the texts of both codes. The final name appears when the file is whole.
"""

from __future__ import annotations

import json
import os
import queue
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ...kernel.day import EPOCH_ORDINAL, OPEN
from .lines import Bulk, Source
from .types import Array

BATCH = 1 << 18
WORKERS = 2
MOST_UNITS = 9_999  # as claims/model.py, and below the maximum from which the systems prove their headroom
TEXTS = (
    "hcpcs",
    "modifier_1",
    "modifier_2",
    "modifier_3",
    "modifier_4",
    "place_of_service",
    "mac",
    "locality",
    "cbsa",
    "qualifying_participant",
)
REQUIRED = ("claim_id", "line", "service_date", "hcpcs", "units")
UNIX_EPOCH = 719_163  # ordinal of 1970-01-01, from which Arrow counts days
SLIM = pa.schema(
    [("claim_id", pa.int64()), ("line", pa.int32()), ("allowed", pa.int64()), ("reason", pa.uint16()), ("release", pa.uint16())]
)


class LinesError(ValueError):
    """The file of lines lacks a column or holds one of a wrong type; the message names it."""


def reprice(
    engine: Source, name: str, source: str, target: str, *, known: int = OPEN, progress: Callable[[int], None] = lambda lines: None
) -> tuple[int, int]:
    """Price a Parquet file of lines into a slim one; gives the number of lines and of those without an amount."""
    file = _open(source)
    bulk = Bulk(engine, name, known)
    wanted = [field for field in (*REQUIRED, *TEXTS[1:]) if field in file.schema_arrow.names]
    read: queue.Queue[Any] = queue.Queue(3)
    write: queue.Queue[Any] = queue.Queue(3)
    failures: list[Exception] = []
    temporary = f"{target}.part"
    threads = [
        threading.Thread(target=_guarded, args=(_read, failures, read, file, wanted), daemon=True),
        threading.Thread(target=_guarded, args=(_drained, failures, None, write, temporary, bulk, target), daemon=True),
    ]
    for thread in threads:
        thread.start()
    lines = blank = 0
    try:
        for table, without in _priced(bulk, read, failures):
            write.put(table)
            lines, blank = lines + len(table), blank + without
            progress(lines)
    except Exception as problem:
        failures.append(problem)
    write.put(failures[0] if failures else None)
    threads[1].join()
    if failures:
        if os.path.exists(temporary):
            os.remove(temporary)
        raise failures[0]
    return lines, blank


def _priced(bulk: Bulk, read: queue.Queue[Any], failures: list[Exception]) -> Iterator[tuple[Any, int]]:
    """Priced batches in the order in which they were read, a few of them under way at a time."""
    with ThreadPoolExecutor(WORKERS) as workers:
        pending: deque[Any] = deque()
        more = True
        while (more or pending) and not failures:
            while more and len(pending) <= WORKERS:
                batch = read.get()
                more = batch is not None
                if more:
                    pending.append(workers.submit(_price, bulk, batch))
            if pending:
                yield pending.popleft().result()


def _open(source: str) -> Any:
    try:
        names = pq.read_schema(source).names
        file = pq.ParquetFile(source, read_dictionary=[name for name in TEXTS if name in names], memory_map=True)
    except (OSError, pa.ArrowInvalid) as problem:
        raise LinesError(f"{source} cannot be read as Parquet: {problem}") from None
    absent = [name for name in REQUIRED if name not in file.schema_arrow.names]
    if absent:
        raise LinesError(f"{source} lacks the columns {', '.join(absent)}; it has {', '.join(file.schema_arrow.names)}")
    return file


def _guarded(work: Callable[..., None], failures: list[Exception], ends: queue.Queue[Any] | None, *args: Any) -> None:
    try:
        work(*args) if ends is None else work(ends, *args)
    except Exception as problem:
        failures.append(problem)
    finally:
        if ends is not None:
            ends.put(None)


def _read(into: queue.Queue[Any], file: Any, wanted: list[str]) -> None:
    for batch in file.iter_batches(BATCH, columns=wanted):
        into.put(batch)


def _drained(tables: queue.Queue[Any], *args: Any) -> None:
    """`_write`, and after a failure the rest of the queue thrown away, so that nobody waits for room in it."""
    try:
        _write(tables, *args)
    except Exception:
        while isinstance(tables.get(), pa.Table):
            pass
        raise


def _write(tables: queue.Queue[Any], temporary: str, bulk: Bulk, target: str) -> None:
    with pq.ParquetWriter(
        temporary, SLIM, compression="none", use_dictionary=False, column_encoding="DELTA_BINARY_PACKED", write_statistics=False
    ) as writer:
        held: list[Any] = []
        while isinstance(table := tables.get(), pa.Table):
            held.append(table)
            if len(held) == 4:
                writer.write_table(pa.concat_tables(held))
                held = []
        if isinstance(table, Exception):
            return
        if held:
            writer.write_table(pa.concat_tables(held))
        writer.add_key_value_metadata({"allowable": json.dumps(_texts(bulk))})
    os.replace(temporary, target)


def _texts(bulk: Bulk) -> dict[str, Any]:
    return {
        "schema": "allowable.slim/1",
        "system": bulk.system.name,
        "places": bulk.places,
        "reasons": bulk.reasons.texts,
        "releases": bulk.releases(),
    }


def batch_columns(bulk: Bulk, batch: Any) -> tuple[dict[str, Any], Array]:
    """({field: texts and places, or numbers}, day numbers) of an Arrow record batch of lines."""
    columns: dict[str, Any] = {}
    for name in TEXTS:
        if name in batch.schema.names and name in bulk.system.fields:
            column = batch.column(name)
            column = column if isinstance(column, pa.DictionaryArray) else column.dictionary_encode()
            words, places = column.dictionary, column.indices
            if column.null_count:
                words, places = pa.concat_arrays([words, pa.array([""], words.type)]), places.fill_null(len(words))
            columns[name] = (words, places.to_numpy(zero_copy_only=False))
    for name in ("units", "service_date"):
        if batch.column(name).null_count:
            raise LinesError(
                f"column {name} is blank in {_first_line(batch, batch.column(name).is_null())}; nothing is assumed: fill it in"
            )
    units = batch.column("units").to_numpy(zero_copy_only=False).astype(np.int64)
    if len(units) and not 1 <= units.min() <= units.max() <= MOST_UNITS:
        wrong = _first_line(batch, pa.array((units < 1) | (units > MOST_UNITS)))
        raise LinesError(f"column units is no whole number from 1 to {MOST_UNITS} in {wrong}; mend it")
    columns["units"] = units
    days = batch.column("service_date").cast(pa.date32()).cast(pa.int32()).to_numpy(zero_copy_only=False) + (UNIX_EPOCH - EPOCH_ORDINAL)
    return columns, days


def _first_line(batch: Any, wrong: Any) -> str:
    """The claim and line of the first cell that is wrong."""
    at = pc.index(wrong, True).as_py()
    return f"claim {batch.column('claim_id')[at]}, line {batch.column('line')[at]}"


def _price(bulk: Bulk, batch: Any) -> tuple[Any, int]:
    columns, days = batch_columns(bulk, batch)
    amounts, reasons, spans = bulk.price(columns, days)
    unknown = reasons != 0
    without = int(np.count_nonzero(unknown))
    return pa.table(
        [
            batch.column("claim_id").cast(pa.int64()),
            batch.column("line").cast(pa.int32()),
            pa.array(amounts, mask=unknown if without else None),
            pa.array(reasons),
            pa.array(spans.astype(np.uint16)),
        ],
        schema=SLIM,
    ), without
