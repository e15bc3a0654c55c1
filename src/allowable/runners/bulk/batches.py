"""Record batches of lines in, record batches of amounts out: the face for any engine that hands on Arrow batches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from weakref import WeakKeyDictionary

import pyarrow as pa

from ...kernel.day import OPEN
from .answer import Answer, Columns, Pricing
from .lines import Bulk, Source
from .names import LinesError, Names
from .source import Table
from .stream import CONTENTS, Opened, bulk_of
from .whole import whole_claims

REASONS = (
    pa.field("reason", pa.uint16()),
    pa.field("reason_text", pa.dictionary(pa.int32(), pa.string())),
    pa.field("release", pa.dictionary(pa.int32(), pa.string())),
)
SCHEMA = pa.schema(
    [
        ("claim_id", pa.int64()),
        ("line", pa.int32()),
        ("allowed", pa.int64()),
        ("medicare", pa.int64()),
        ("patient", pa.int64()),
        *REASONS,
    ]
)
"""What `price_batches` gives. Amounts are cents, null where there is none; `reason` is 0 and `reason_text` null where all three are there.
claim_id and line are int64 and int32 where whole numbers came in (line: int64 where such came in), and text where texts did."""


_BULKS: WeakKeyDictionary[Source, dict[tuple[str, int], Bulk]] = WeakKeyDictionary()


class _Batches(Table):
    def __init__(self, schema: Any) -> None:
        self.schema = schema


def price(
    engine: Source,
    name: str,
    batches: Iterable[Any],
    known: int = OPEN,
    mapping: Names | Mapping[str, Any] | None = None,
    contents: str = "slim",
) -> Iterator[Any]:
    """Priced batches of any record batches, in the order of their lines; see `allowable.bulk.price_batches`."""
    if contents not in CONTENTS:
        raise LinesError(f"columns={contents!r} is none of {', '.join(CONTENTS)}")
    names = mapping if isinstance(mapping, Names) else Names.of(mapping)
    rest = iter(batches)
    first = next(rest, None)
    if first is None:
        return
    opened = Opened(engine, name, _Batches(first.schema), "the table", names, known, _bulk(engine, name, known))
    columns = Columns(opened.bulk, opened.bound, first.schema, contents == "all")
    wanted = first.schema.names if contents == "all" else list(dict.fromkeys(opened.bound.values()))
    pricing = Pricing(opened.bulk, opened.preparation, columns.taken)
    schema = columns.fields(*REASONS)
    for piece in whole_claims(_alike(first, rest, wanted), opened.bound["claim_id"]):
        yield _batch(pricing(piece), columns, schema)


def _bulk(engine: Source, name: str, known: int) -> Bulk:
    """One for all calls with an engine: a partition of some other tool's is often small, and a new one costs more than its lines."""
    held = _BULKS.setdefault(engine, {})
    if (name, known) not in held:
        held[name, known] = bulk_of(engine, name, known)
    return held[name, known]


def _alike(first: Any, rest: Iterator[Any], wanted: list[str]) -> Iterator[Any]:
    yield first.select(wanted)
    for batch in rest:
        if not batch.schema.equals(first.schema):
            raise LinesError(
                f"a batch has another schema than the first one: {batch.schema.names} against {first.schema.names}, or their types"
            )
        yield batch.select(wanted)


def _batch(answer: Answer, columns: Columns, schema: Any) -> Any:
    reason = [pa.array(answer.reasons), columns.reason_texts(answer), columns.release_texts(answer)]
    arrays = [*columns.arrays(answer), *reason]
    return pa.RecordBatch.from_arrays([array.cast(field.type) for array, field in zip(arrays, schema, strict=True)], schema=schema)
