"""Claims given as fields, handed to the bulk fold as the columns that it reads. A claim is a list of (fields, day) in the claim's order."""

import numpy as np
import pyarrow as pa

from allowable.kernel.day import OPEN
from allowable.kernel.node import NUMBER


def columns_of(system, claims):
    """({field: column}, days, claim numbers) of claims; equal numbers stand together."""
    lines = [fields for claim in claims for fields, _ in claim]
    columns = {name: _column(field, [line.get(name) for line in lines]) for name, field in system.fields.items()}
    days = np.array([day for claim in claims for _, day in claim], np.int64)
    numbers = np.repeat(np.arange(len(claims), dtype=np.int64), [len(claim) for claim in claims])
    return columns, days, numbers


def _column(field, cells):
    if field.kind == NUMBER:
        values = np.array([0 if cell is None else cell for cell in cells], np.int64)
        return (values, np.array([cell is None for cell in cells])) if field.optional else values
    words = list(dict.fromkeys(cell or "" for cell in cells))
    places = {word: at for at, word in enumerate(words)}
    return pa.array(words, pa.string()), np.array([places[cell or ""] for cell in cells], np.int64)


def price_in_bulk(bulk, claims):
    """{output: [(value, "") or (None, reason)]} of the claims' lines, in order."""
    columns, days, numbers = columns_of(bulk.system, claims)
    amounts, reasons, _ = bulk.price(columns, days, numbers)
    return {name: _answers(bulk, amounts[name], reasons[name]) for name in amounts}


def _answers(bulk, amounts, codes):
    texts = {code: bulk.reasons.text(code) for code in np.unique(codes).tolist()}
    return [(None, texts[code]) if code else (value, "") for value, code in zip(amounts.tolist(), codes.tolist(), strict=True)]


def in_bulk(engine, name, claims, known=OPEN, outputs=None):
    """The same by a fresh Bulk of every output of a system, or of some."""
    from allowable.runners.bulk.lines import Bulk

    return price_in_bulk(Bulk(engine, name, known, outputs=outputs or engine.system(name).outputs), claims)
