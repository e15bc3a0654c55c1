"""Tables of lines to read: Parquet, Arrow and CSV, by the ending of the name, as record batches of the columns that are wanted."""

from __future__ import annotations

import pathlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .names import LinesError
from .whole import MOST, ids_of

PARQUET, ARROW, CSV = (".parquet", ".pq"), (".arrow", ".feather", ".ipc", ".arrows"), (".csv", ".csv.gz")
ENDINGS = (*PARQUET, *ARROW, *CSV)
BUFFER = 1 << 18  # bytes read at a time; mapped files and whole column chunks would count as memory of the process
CSV_BLOCK = 1 << 24
KEPT = "a copy that was cut short, or another kind of file"


class Table:
    """One table on disk. `schema` names its columns, `rows` counts its lines where that is known before reading."""

    schema: Any
    rows: int | None = None

    def __init__(self, path: str) -> None:
        raise NotImplementedError

    def batches(self, columns: Sequence[str], coded: Sequence[str]) -> Iterator[Any]:
        """Record batches of some columns in the order of the file; those of `coded` as dictionaries where that saves work."""
        raise NotImplementedError

    def holding(self, column: str, value: int | str) -> Table:
        """The part of the table in which `column` may hold `value`, as far as the file itself tells."""
        return self


def open_table(path: str) -> Table:
    """The table of a file; raises LinesError where its ending or its content is none that can be read."""
    kind = next((kind for endings, kind in KINDS if path.lower().endswith(endings)), None)
    if kind is None:
        raise LinesError(f"{path}: its ending says which kind of table it is; give one of {', '.join(ENDINGS)}")
    if pathlib.Path(path).is_dir():
        raise LinesError(f"{path} is a folder; give one file")
    with _explained(path):
        return kind(path)


@contextmanager
def _explained(path: str) -> Iterator[None]:
    """Errors of the readers as one that names the file."""
    try:
        yield
    except FileNotFoundError:
        raise LinesError(f"{path} is not there; check the path") from None
    except (pa.ArrowException, OSError, EOFError) as problem:
        raise LinesError(f"{path} cannot be read as its ending says ({KEPT}): {problem}") from None


class _Parquet(Table):
    def __init__(self, path: str) -> None:
        import pyarrow.parquet as pq

        self._path = path
        with pq.ParquetFile(path) as file:
            self.schema, self.rows = file.schema_arrow, file.metadata.num_rows
        self._groups: list[int] | None = None

    def holding(self, column: str, value: int | str) -> Table:
        import pyarrow.parquet as pq

        found = _Parquet(self._path)
        with pq.ParquetFile(self._path) as file:
            at = file.schema_arrow.get_field_index(column)
            groups = range(file.metadata.num_row_groups)
            found._groups = [group for group in groups if _may_hold(file.metadata.row_group(group).column(at).statistics, value)]
        return found

    def batches(self, columns: Sequence[str], coded: Sequence[str]) -> Iterator[Any]:
        import pyarrow.parquet as pq

        texts = [name for name in coded if pa.types.is_string(self.schema.field(name).type)]
        with _explained(self._path), pq.ParquetFile(self._path, read_dictionary=texts, pre_buffer=False, buffer_size=BUFFER) as file:
            yield from file.iter_batches(MOST, row_groups=self._groups, columns=list(columns), use_threads=False)


def _may_hold(statistics: Any, value: Any) -> bool:
    if statistics is None or not statistics.has_min_max:
        return True
    low: Any = statistics.min
    high: Any = statistics.max
    return type(low) is not type(value) or (bool(low <= value) and bool(value <= high))


class _Arrow(Table):
    def __init__(self, path: str) -> None:
        self._path = path
        try:
            with pa.ipc.open_file(path) as reader:
                self.schema = reader.schema
            self._opener = pa.ipc.open_file
        except pa.ArrowInvalid as problem:
            try:
                with pa.ipc.open_stream(path) as stream:
                    self.schema = stream.schema
            except pa.ArrowInvalid:
                raise problem from None
            self._opener = pa.ipc.open_stream

    def batches(self, columns: Sequence[str], coded: Sequence[str]) -> Iterator[Any]:
        with _explained(self._path), pa.OSFile(self._path) as file, self._opener(file) as reader:
            at = range(reader.num_record_batches) if hasattr(reader, "num_record_batches") else None
            found = reader if at is None else map(reader.get_batch, at)
            yield from (batch.select(list(columns)) for batch in found)


class _Csv(Table):
    """Every cell is read as text: what a number or a day looks like is decided where bad ones can be given a reason."""

    def __init__(self, path: str) -> None:
        self._path = path
        with self._open(None, 1 << 20) as reader:
            self.schema = pa.schema([(name, pa.string()) for name in reader.schema.names])

    def _open(self, columns: Sequence[str] | None, block: int) -> Any:
        import pyarrow.csv as csv

        kinds = {} if columns is None else {name: pa.string() for name in columns}
        return csv.open_csv(
            self._path,
            csv.ReadOptions(use_threads=False, block_size=block),
            csv.ParseOptions(newlines_in_values=True),
            csv.ConvertOptions(column_types=kinds, include_columns=columns, null_values=[""], strings_can_be_null=True),
        )

    def batches(self, columns: Sequence[str], coded: Sequence[str]) -> Iterator[Any]:
        with _explained(self._path), self._open(list(columns), CSV_BLOCK) as reader:
            yield from reader


KINDS: tuple[tuple[tuple[str, ...], type[Table]], ...] = ((PARQUET, _Parquet), (ARROW, _Arrow), (CSV, _Csv))


class Sorted(Table):
    """A table sorted by claim, the lines of a claim in their order. It is held in memory as a whole, with its texts as dictionaries."""

    def __init__(self, table: Table, claim: str) -> None:
        self._table = table
        self._claim = claim
        self.schema, self.rows = table.schema, table.rows

    def batches(self, columns: Sequence[str], coded: Sequence[str]) -> Iterator[Any]:
        """Record batches in the order of the claims."""
        batches = [_coded(batch, coded) for batch in self._table.batches(columns, coded)]
        if not batches:
            return
        whole = pa.Table.from_batches(batches).unify_dictionaries()
        del batches
        keys = {"claim": ids_of(whole.column(self._claim), self._claim), "row": pa.array(np.arange(len(whole)))}
        order = pc.sort_indices(pa.table(keys), [("claim", "ascending"), ("row", "ascending")])
        for at in range(0, len(whole), MOST):
            yield from whole.take(order.slice(at, MOST)).combine_chunks().to_batches()


def _coded(batch: Any, coded: Sequence[str]) -> Any:
    for name in coded:
        at = batch.schema.get_field_index(name)
        if pa.types.is_string(batch.column(at).type):
            batch = batch.set_column(at, name, batch.column(at).dictionary_encode())
    return batch
