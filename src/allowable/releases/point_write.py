"""Write point files and Parquet of a table: temporary name first, so that nothing half-written ever bears the final name."""

from __future__ import annotations

import os
import struct

from .point import ABSENT, BLANKS, DAYS, MAGIC, PointFile, Print

TYPE_CHECKING = False
if TYPE_CHECKING:
    import pathlib
    from collections.abc import Sequence

    from ..kernel.table import Column, Table
    from .point import Spanned


def write_atomically(path: pathlib.Path, content: bytes) -> None:
    """Write bytes under a temporary name and move them into place."""
    temporary = path.with_name(path.name + ".part")
    temporary.write_bytes(content)
    os.replace(temporary, path)


def write_point_file(path: pathlib.Path, table: Table, prints: Sequence[Print], rows: Sequence[Spanned]) -> None:
    """Write `rows` (sorted, from intervals.compress) of `table` as a point file."""
    widths = [max((len(row[0][at].encode()) for row in rows), default=1) or 1 for at in range(len(table.keys))]
    formats, vocabularies = zip(*(_layout(column, at, rows) for at, column in enumerate(table.columns)), strict=True)
    head = [MAGIC, f"table\t{table.name}", "keys\t" + "\t".join(map(str, widths)), f"count\t{len(rows)}"]
    for column, one, vocabulary in zip(table.columns, formats, vocabularies, strict=True):
        head.append("\t".join(["column", column.name, one, *(vocabulary or ())]))
    head += [one.line() for one in prints]
    pack = struct.Struct("<" + DAYS + "".join(formats)).pack
    places = [None if vocabulary is None else {text: at for at, text in enumerate(vocabulary)} for vocabulary in vocabularies]
    blanks = [BLANKS.get(one) for one in formats]
    packed_rows = []
    for key, starts, until, known, superseded, values in rows:
        packed = b"".join(part.encode().ljust(width) for part, width in zip(key, widths, strict=True))
        cells = [
            where[ABSENT if value is None else value] if where is not None else (blank if value is None else value)
            for value, where, blank in zip(values, places, blanks, strict=True)
        ]
        packed_rows.append(packed + pack(starts, until, known, superseded, *cells))
    packed_rows.sort(key=lambda packed: packed[: sum(widths)])  # by key alone: days are little-endian and do not sort as bytes
    body = b"".join(packed_rows)
    write_atomically(path, ("\n".join(head) + "\n\n").encode() + body)


def _layout(column: Column, at: int, rows: Sequence[Spanned]) -> tuple[str, list[str] | None]:
    if column.is_text:
        vocabulary = sorted({ABSENT if row[5][at] is None else row[5][at] for row in rows})
        for word in vocabulary:
            if "\t" in word or "\n" in word:
                raise ValueError(f"column {column.name}: a tab or line end stands in {word!r}")
        return ("B" if len(vocabulary) <= 256 else "H" if len(vocabulary) <= 65_536 else "I"), vocabulary
    largest = max((abs(row[5][at]) for row in rows if row[5][at] is not None), default=0)
    return next(one for one in "hiq" if largest < -BLANKS[one]), None


def write_parquet(path: pathlib.Path, table: Table, prints: Sequence[Print], rows: Sequence[Spanned]) -> None:
    """Write the same rows as Parquet (zstd): keys and texts as dictionaries, numbers as int64, days as int32 numbers of kernel.day."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = {}
    for at, key in enumerate(table.keys):
        columns[key.name] = pa.array([row[0][at] for row in rows], pa.string()).dictionary_encode()
    for at, name in enumerate(("starts", "until", "known", "superseded"), 1):
        columns[name] = pa.array([row[at] for row in rows], pa.int32())
    for at, column in enumerate(table.columns):
        values = [row[5][at] for row in rows]
        columns[column.name] = pa.array(values, pa.string()).dictionary_encode() if column.is_text else pa.array(values, pa.int64())
    metadata = {"table": table.name, "prints": "\n".join(one.line() for one in prints)}
    temporary = path.with_name(path.name + ".part")
    pq.write_table(pa.table(columns).replace_schema_metadata(metadata), temporary, compression="zstd", compression_level=19)
    os.replace(temporary, path)


def read_parquet(path: pathlib.Path, table: Table) -> tuple[list[Print], list[Spanned]]:
    """(prints, rows) of a Parquet file as `write_parquet` wrote it."""
    import pyarrow.parquet as pq

    arrow, prints = pq.read_table(path), read_prints(path)
    keys = zip(*(arrow[key.name].to_pylist() for key in table.keys), strict=True)
    days = (arrow[name].to_pylist() for name in ("starts", "until", "known", "superseded"))
    values = zip(*(arrow[name].to_pylist() for name in table.column_names), strict=True)
    return prints, list(zip(keys, *days, values, strict=True))


def read_prints(path: pathlib.Path) -> list[Print]:
    """The prints that a point file or a Parquet file of a table holds."""
    return read_prints_and_count(path)[0]


def read_prints_and_count(path: pathlib.Path) -> tuple[list[Print], int]:
    """(prints, number of rows) that a point file or a Parquet file of a table holds."""
    if path.suffix == ".point":
        points = PointFile(path)
        return points.prints, points.count
    import pyarrow.parquet as pq

    metadata = pq.read_metadata(path)
    return [Print(*line.split("\t")[1:]) for line in metadata.metadata[b"prints"].decode().split("\n")], int(metadata.num_rows)
