"""Files of answers: Parquet and Arrow hold cents and codes, CSV holds dollars and texts."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .answer import OUTPUTS, Answer, Columns
from .source import ARROW, CSV, PARQUET

ROWS = 1 << 18  # of a row group: one batch, so that none waits for others in memory
DOLLARS = pa.decimal128(18, 2)
CODES = (pa.field("reason", pa.uint16()), pa.field("release", pa.uint16()))
Metadata = Callable[[], dict[str, Any]]
"""What the codes mean; asked for at the end, when all of them have been met, or at the beginning where the format wants it there."""


class Writer:
    """Takes answers in the order of the lines and writes to `path`, in the format that the ending of `target` says.

    `close` ends the file; without it the file is no whole one.
    """

    def __init__(self, path: str, target: str, columns: Columns, metadata: Metadata) -> None:
        raise NotImplementedError

    def write(self, answer: Answer) -> None:
        """Append the lines of an answer."""

    def close(self) -> None:
        """End the file."""


def writer_of(target: str) -> type[Writer] | None:
    """The kind of file that an ending asks for."""
    return next((kind for endings, kind in KINDS if target.lower().endswith(endings)), None)


class _Parquet(Writer):
    def __init__(self, path: str, target: str, columns: Columns, metadata: Metadata) -> None:
        self._path = path
        self._columns, self._metadata = columns, metadata
        self._schema = columns.fields(*CODES)
        self._written: Any = None  # the schema of what is written: texts that were read as dictionaries are written as such
        self._file: Any = None
        self._held: list[Any] = []
        self._rows = 0

    def write(self, answer: Answer) -> None:
        arrays = [*self._columns.arrays(answer), pa.array(answer.reasons), pa.array(answer.spans)]
        if self._file is None:
            self._open(pa.schema([field.with_type(array.type) for field, array in zip(self._schema, arrays, strict=True)]))
        cast = [array.cast(field.type) for array, field in zip(arrays, self._written, strict=True)]
        self._held.append(pa.RecordBatch.from_arrays(cast, schema=self._written))
        self._rows += len(answer)
        if self._rows >= ROWS:
            self._flush()

    def _open(self, schema: Any) -> None:
        import pyarrow.parquet as pq

        packed = {field.name: "DELTA_BINARY_PACKED" for field in schema if pa.types.is_integer(field.type)}
        others = [name for name in schema.names if name not in packed]
        self._written = schema
        self._file = pq.ParquetWriter(
            self._path,
            schema,
            compression="snappy" if others else "none",  # packed whole numbers hardly shrink any more
            use_dictionary=others or False,
            column_encoding=packed,
            write_statistics=False,
            store_schema=False,
        )

    def _flush(self) -> None:
        if self._held:
            self._file.write_table(pa.Table.from_batches(self._held))
        self._held, self._rows = [], 0

    def close(self) -> None:
        if self._file is None:
            self._open(self._schema)
        self._flush()
        schema = base64.b64encode(self._schema.serialize()).decode()
        self._file.add_key_value_metadata({"allowable": json.dumps(self._metadata()), "ARROW:schema": schema})
        self._file.close()


class _Arrow(Writer):
    def __init__(self, path: str, target: str, columns: Columns, metadata: Metadata) -> None:
        self._columns = columns
        self._schema = columns.fields(*CODES).with_metadata({"allowable": json.dumps(metadata())})
        opener = pa.ipc.new_stream if target.lower().endswith(".arrows") else pa.ipc.new_file
        self._file = opener(path, self._schema, options=pa.ipc.IpcWriteOptions(unify_dictionaries=True))

    def write(self, answer: Answer) -> None:
        arrays = [*self._columns.arrays(answer), pa.array(answer.reasons), pa.array(answer.spans)]
        cast = [array.cast(field.type) for array, field in zip(arrays, self._schema, strict=True)]
        self._file.write_batch(pa.RecordBatch.from_arrays(cast, schema=self._schema))

    def close(self) -> None:
        self._file.close()


class _Csv(Writer):
    def __init__(self, path: str, target: str, columns: Columns, metadata: Metadata) -> None:
        import pyarrow.csv as csv

        self._columns = columns
        fields = columns.fields(*(pa.field(name, pa.dictionary(pa.int32(), pa.string())) for name in ("reason", "release")))
        self._schema = pa.schema([pa.field(one.name, DOLLARS) if one.name in OUTPUTS else one for one in fields])
        self._sink = pa.output_stream(path, compression="gzip" if target.lower().endswith(".gz") else None)
        self._file = csv.CSVWriter(self._sink, self._schema, write_options=csv.WriteOptions(quoting_style="needed"))

    def write(self, answer: Answer) -> None:
        kept = self._columns.arrays(answer)
        arrays = [*kept[: -len(OUTPUTS)], *map(dollars, kept[-len(OUTPUTS) :])]
        arrays += [self._columns.reason_texts(answer), self._columns.release_texts(answer)]
        cast = [array.cast(field.type) for array, field in zip(arrays, self._schema, strict=True)]
        self._file.write_batch(pa.RecordBatch.from_arrays(cast, schema=self._schema))

    def close(self) -> None:
        self._file.close()
        self._sink.close()


def dollars(cents: Any) -> Any:
    """Cents (int64) as decimal dollars, exactly: the same whole number with two decimal places."""
    low = cents.fill_null(0).to_numpy(zero_copy_only=False)
    words = np.empty((len(low), 2), np.int64)
    words[:, 0], words[:, 1] = low, low >> 63
    filled = pa.Array.from_buffers(DOLLARS, len(low), [None, pa.py_buffer(words)])
    return pc.if_else(pc.is_valid(cents), filled, pa.scalar(None, DOLLARS)) if cents.null_count else filled


KINDS: tuple[tuple[tuple[str, ...], type[Writer]], ...] = ((PARQUET, _Parquet), (ARROW, _Arrow), (CSV, _Csv))
