"""What bulk answers for a batch of lines: three amounts in cents, a reason where one is missing, and the releases that spoke."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from ...kernel.day import OPEN, day_text
from ...kernel.program import System
from .lines import Bulk
from .names import LinesError
from .prepare import Preparation
from .types import Array
from .whole import Piece, id_type, ids_of

OUTPUTS = {"allowed": "allowed", "medicare": "medicare_payment", "patient": "patient_share"}
OURS = (*OUTPUTS, "reason", "reason_text", "release")
SCHEMA_NAME = "allowable.slim/2"


def amounts_of(system: System) -> dict[str, str]:
    """{column: output of the system} of the amounts that it has."""
    return {name: output for name, output in OUTPUTS.items() if output in system.outputs}


class Answer:
    """`kept` are the columns of the table that go into the output; `amounts` are Arrow arrays of cents, null where `reasons` (uint16) say
    why; `spans` number the releases."""

    __slots__ = ("amounts", "claims", "kept", "reasons", "spans")

    def __init__(self, kept: Any, claims: int, amounts: dict[str, Any], reasons: Array, spans: Array) -> None:
        self.kept = kept
        self.claims = claims
        self.amounts = amounts
        self.reasons = reasons
        self.spans = spans

    def __len__(self) -> int:
        return len(self.reasons)


class Pricing:
    """Prices Pieces, from any number of threads. `kept` are the columns of the table that go into the output."""

    def __init__(self, bulk: Bulk, preparation: Preparation, kept: Sequence[str]) -> None:
        self.bulk = bulk
        self.preparation = preparation
        self.kept = list(kept)
        self._outputs = amounts_of(bulk.system)

    def __call__(self, piece: Piece) -> Answer:
        """Answer the lines of a piece, in their order."""
        ready = self.preparation(piece.batch, piece.claims, piece.is_too_long)
        values, unknown, spans = self.bulk.price(ready.columns, ready.days, piece.claims)
        amounts, reasons = {}, None
        for name, output in self._outputs.items():
            why = unknown[output] if ready.faults is None else np.where(ready.faults != 0, ready.faults, unknown[output])
            missing = why != 0
            amounts[name] = pa.array(values[output], mask=missing if missing.any() else None)
            reasons = why if reasons is None else np.where(reasons != 0, reasons, why)
        assert reasons is not None  # every system has an amount
        return Answer(piece.batch.select(self.kept), piece.count, amounts, np.asarray(reasons, np.uint16), np.asarray(spans, np.uint16))


class Columns:
    """The columns of an output. `codes` gives the reason and the releases as numbers, for files that say elsewhere what they mean.

    `offered` is the schema of the table that is priced; `keep_all` puts its columns before ours, instead of claim and line alone.
    """

    def __init__(self, bulk: Bulk, bound: dict[str, str], offered: Any, keep_all: bool, where: str = "the table") -> None:
        self._texts = pa.array(bulk.reasons.texts, pa.string())
        self._labels = pa.array(labels(bulk))
        self._bound = bound
        self.kept = list(offered) if keep_all else []
        taken = [one.name for one in self.kept if one.name in OURS]
        if taken:
            raise LinesError(f"{where} has columns named {', '.join(taken)}, as the answer has; rename them, or leave `--columns all` away")
        names = [
            ("claim_id", id_type(_plain(offered, bound["claim_id"]), "claim_id")),
            ("line", _line_type(_plain(offered, bound["line"]))),
        ]
        self.identity = [] if keep_all else [pa.field(*one) for one in names]
        self.taken = offered.names if keep_all else [bound[one.name] for one in self.identity]

    def fields(self, *ours: Any) -> Any:
        """The schema: kept columns or claim and line, the amounts, then `ours`."""
        return pa.schema([*self.kept, *self.identity, *(pa.field(name, pa.int64()) for name in OUTPUTS), *ours])

    def arrays(self, answer: Answer) -> list[Any]:
        """The arrays of the kept columns or of claim and line, and of the amounts."""
        identity = [ids_of(answer.kept.column(self._bound[one.name]), one.name).cast(one.type) for one in self.identity]
        kept = [answer.kept.column(one.name) for one in self.kept]
        blank = pa.nulls(len(answer), pa.int64())
        return [*kept, *identity, *(answer.amounts.get(name, blank) for name in OUTPUTS)]

    def reason_texts(self, answer: Answer) -> Any:
        """The reason of each line as a dictionary of texts, null where every amount is there."""
        places = pa.array(answer.reasons.astype(np.int32), mask=answer.reasons == 0)
        return pa.DictionaryArray.from_arrays(places, self._texts)

    def release_texts(self, answer: Answer) -> Any:
        """The releases of each line as a dictionary of texts."""
        return pa.DictionaryArray.from_arrays(pa.array(answer.spans.astype(np.int32)), self._labels)


def _plain(schema: Any, name: str) -> Any:
    kind = schema.field(name).type
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def _line_type(kind: Any) -> Any:
    found = id_type(kind, "line")
    small = pa.types.is_integer(kind) and (kind.bit_width < 32 or pa.types.is_int32(kind))
    return pa.int32() if small else found


def span_releases(bulk: Bulk) -> list[dict[str, str | None]]:
    """For each span of days its first day and {table: release}, None where none is held."""
    borders = bulk.borders
    days = [int(borders[0]) - 1, *map(int, borders)] if len(borders) else [OPEN]
    return [{"from": day_text(max(day, 0)), **_prints(bulk, day)} for day in days]


def _prints(bulk: Bulk, day: int) -> dict[str, str | None]:
    files = {name: bulk.store.table(name) for name in bulk.tables}
    found = {name: points and points.print_for(day, bulk.known) for name, points in files.items()}
    return {name: printed.release if printed else None for name, printed in found.items()}


def labels(bulk: Bulk) -> list[str]:
    """For each span of days the releases that speak for it, as one text."""
    found = [dict.fromkeys(name for table, name in one.items() if table != "from" and name) for one in span_releases(bulk)]
    return ["; ".join(names) or "no release is held" for names in found]


def metadata(bulk: Bulk, met: set[int] | None = None) -> dict[str, Any]:
    """What the codes of an output mean, for its metadata: all spans, or those that were met."""
    spans = {str(at): one for at, one in enumerate(span_releases(bulk)) if met is None or at in met}
    return {
        "schema": SCHEMA_NAME,
        "system": bulk.system.name,
        "amounts": amounts_of(bulk.system),
        "places": 2,
        "known_on": None if bulk.known == OPEN else day_text(bulk.known),
        "reasons": bulk.reasons.texts,
        "releases": spans,
    }
