"""A file of outcomes: a row a line, Parquet or CSV."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa

from .checks import FAIL, NOT_CHECKED, CheckedLines, TableChecks
from .names import LinesError
from .source import PARQUET
from .target import whole_file
from .types import Array
from .whole import ids_of

OUTCOMES = ("pass", "fail", "not_checked")  # by code
ENDINGS = (".parquet", ".pq", ".csv")


@contextlib.contextmanager
def outcomes_file(target: str) -> Iterator[Outcomes]:
    """An Outcomes to add checked lines to; the file appears under its name when it is whole. Raises LinesError for another ending."""
    if not target.lower().endswith(ENDINGS):
        raise LinesError(f"{target}: its ending says which kind of table to write; give one of {', '.join(ENDINGS)}")
    with whole_file(target) as temporary:
        found = Outcomes(temporary, target.lower().endswith(PARQUET))
        yield found
        found.close()


class Outcomes:
    """Writes claim_id, line, outcome, and the names of the edits that fail and of those that were not checked, with blanks between."""

    def __init__(self, path: str, is_parquet: bool) -> None:
        self._path = path
        self._is_parquet = is_parquet
        self._writer: Any = None

    def add(self, checks: TableChecks, checked: CheckedLines) -> None:
        """Append the lines of a piece."""
        batch = checked.batch
        ids = [ids_of(batch.column(checks.bound[name]), name) for name in ("claim_id", "line")]
        texts = [_edits(checked, code) for code in (FAIL, NOT_CHECKED)]
        outcome = pa.DictionaryArray.from_arrays(pa.array(checked.worst().astype(np.int32)), pa.array(OUTCOMES))
        fields = ("claim_id", "line", "outcome", "fails", "not_checked")
        self._write(pa.RecordBatch.from_arrays([*ids, outcome, *texts], names=list(fields)))

    def _write(self, batch: Any) -> None:
        if not self._is_parquet:
            batch = batch.cast(pa.schema([_plain(field) for field in batch.schema]))
        if self._writer is None:
            self._writer = _writer(self._path, batch.schema, self._is_parquet)
        self._writer.write_batch(batch)

    def close(self) -> None:
        """End the file; of a table without lines it holds the columns alone."""
        if self._writer is None:
            named = [("claim_id", pa.int64()), ("line", pa.int64()), *((name, pa.string()) for name in ("outcome", "fails", "not_checked"))]
            self._writer = _writer(self._path, pa.schema(named), self._is_parquet)
        self._writer.close()


def _edits(checked: CheckedLines, code: int) -> Any:
    """The names of the edits with an outcome, as a dictionary of texts: few combinations occur."""
    mask = np.zeros(len(checked), np.uint64)
    names = list(checked.outcomes)
    for bit, name in enumerate(names):
        mask |= (checked.outcomes[name] == code).astype(np.uint64) << np.uint64(bit)
    masks, places = np.unique(mask, return_inverse=True)
    return pa.DictionaryArray.from_arrays(pa.array(places.astype(np.int32)), pa.array(_texts(masks, names), pa.string()))


def _texts(masks: Array, names: list[str]) -> list[str]:
    return [" ".join(name for bit, name in enumerate(names) if mask >> bit & 1) for mask in masks.tolist()]


def _plain(field: Any) -> Any:
    return field.with_type(pa.string()) if pa.types.is_dictionary(field.type) else field


def _writer(path: str, schema: Any, is_parquet: bool) -> Any:
    if is_parquet:
        import pyarrow.parquet as pq

        return pq.ParquetWriter(path, schema)
    import pyarrow.csv as csv

    return csv.CSVWriter(path, schema)
