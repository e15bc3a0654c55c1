"""Files of claim lines: CSV by the standard library, row by row; Parquet and Arrow by the readers of the bulk fold."""

from __future__ import annotations

from .given import shown
from .rows import BadRow, TableError, check_columns, csv_rows, documents

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from .document import ClaimDocument, ClaimFault

    Rows = Iterator[tuple[str, Mapping[str, Any] | BadRow]]

AT_ONCE = 4_096  # rows that stand as objects at one time
ENDINGS = {"parquet": ".parquet", "arrow": ".arrow"}


def read_table(path: str, kind: str, names: Mapping[str, Any] | None) -> Iterator[ClaimDocument | ClaimFault]:
    """The claims of a table of lines; `names` as in `reading.open_claims`. Raises TableError where it is no such table."""
    renamed = dict(names or {})
    constants = renamed.pop("constant", {})
    if not isinstance(constants, dict) or not all(isinstance(name, str) for name in renamed.values()):
        raise TableError("names are {our name: its name of a column}, with what all lines share in a table under 'constant'")
    columns = {theirs: ours for ours, theirs in renamed.items()}
    rows = _of_csv(path, columns) if kind == "csv" else _of_arrow(path, kind, columns)
    return documents(_with(rows, constants) if constants else rows)


def _with(rows: Rows, constants: Mapping[str, Any]) -> Rows:
    for place, row in rows:
        yield place, row if isinstance(row, BadRow) else {**row, **constants}


def _of_csv(path: str, columns: Mapping[str, str]) -> Rows:
    import io

    from .reading import binary

    with io.TextIOWrapper(binary(path), encoding="utf-8-sig", errors="surrogateescape", newline="") as stream:
        yield from csv_rows(stream, path, columns)


def _of_arrow(path: str, kind: str, columns: Mapping[str, str]) -> Rows:
    from ..runners.bulk.source import KINDS

    opener = next(opener for endings, opener in KINDS if ENDINGS[kind] in endings)
    try:
        table = opener(path)
        theirs = list(table.schema.names)
        names = [columns.get(name, name) for name in theirs]
        check_columns(names, path)
        number = 0
        for batch in table.batches(theirs, ()):
            for start in range(0, len(batch), AT_ONCE):
                for values in batch.slice(start, AT_ONCE).to_pylist():
                    number += 1
                    yield f"row {number}", dict(zip(names, values.values(), strict=True))
    except TableError:
        raise
    except (ValueError, OSError, LookupError, NotImplementedError, OverflowError) as problem:
        raise TableError(f"{path} cannot be read as {kind.capitalize()}: {shown(str(problem))}; copy it again") from None
