#!/usr/bin/env python3
"""Write synthetic lines of hospital outpatient or ambulatory surgical center claims to Parquet, for benchmarks.

usage: facility_lines.py asc|hospital LINES OUT.parquet [SEED]

Claims of 1 to 4 (asc) or 1 to 8 (hospital) lines on one day of 2025; codes Zipf-weighted over those of the addenda that are paid or
packaged; modifiers at realistic rates; a wage index for each claim's facility; charges around the rate. Everything comes from the releases
that the package holds.
"""

from __future__ import annotations

import sys

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from allowable.kernel.day import EPOCH_ORDINAL, day_number
from allowable.law.ambulatory.tables import ASC_ANCILLARY_RATES, ASC_RATES
from allowable.law.outpatient.tables import ADDENDUM_B
from allowable.releases.store import Store

UNIX_EPOCH = 719_163
FIRST_DAY, DAYS = day_number("2025-01-01"), 365
MODIFIERS = {"": 0.82, "LT": 0.04, "RT": 0.04, "59": 0.05, "76": 0.01, "73": 0.01, "74": 0.01, "52": 0.01, "50": 0.01}
LISTS = {
    # table, its column of indicators, the indicators, and how many of a hundred lines come from there
    "asc": ((ASC_RATES, "payment_indicator", "A2 G2 J8 P2 P3 R2", 80), (ASC_ANCILLARY_RATES, "payment_indicator", "K2 Z2 Z3 N1 L1", 20)),
    "hospital": (
        (ADDENDUM_B, "status", "J1", 12),
        (ADDENDUM_B, "status", "S T V", 38),
        (ADDENDUM_B, "status", "Q1 Q2 Q4", 15),
        (ADDENDUM_B, "status", "N", 25),
        (ADDENDUM_B, "status", "K R", 10),
    ),
}
LONGEST = {"asc": 4, "hospital": 8}


def codes_of(store: Store, table: object, column: str, indicators: str) -> list[tuple[str, int]]:
    """(code, rate in dollars) of a table's codes with some indicators, as in force in the middle of 2025."""
    found, day = [], day_number("2025-06-15")
    place, rate = table.where[column], table.where["payment_rate"]
    for key in store.table(table.name).keys():  # noqa: SIM118  # a method of the file, no dict
        row = store.find(table, key, day)
        if isinstance(row, tuple) and row[0].values[place] in indicators.split():
            found.append((key[0], (row[0].values[rate] or 0) // 10 ** table.columns[rate].places))
    return found


def main(setting: str, count: int, out: str, seed: int = 7) -> None:
    rng, store = np.random.default_rng(seed), Store()
    lists = [(codes_of(store, *one[:3]), one[3]) for one in LISTS[setting]]
    codes = np.array([code for some, _ in lists for code, _ in some])
    rates = np.array([rate for some, _ in lists for _, rate in some])
    weights = np.concatenate([_zipf(rng, len(some)) * share for some, share in lists])
    pick = rng.choice(len(codes), count, p=weights / weights.sum())
    size = rng.integers(1, LONGEST[setting] + 1, count)
    size = size[: np.searchsorted(np.cumsum(size), count) + 1]
    size[-1] -= size.sum() - count
    claim = np.repeat(np.arange(len(size), dtype=np.int64), size)
    line = (np.arange(count) - np.repeat(np.cumsum(size) - size, size) + 1).astype(np.int16)
    day = rng.integers(0, DAYS, len(size)).astype(np.int32)[claim] + FIRST_DAY + EPOCH_ORDINAL - UNIX_EPOCH
    index = rng.integers(7_000, 15_000, 400)[rng.integers(0, 400, len(size))][claim]
    charge = (rates[pick] * rng.integers(150, 400, count) + rng.integers(1_000, 50_000, count)).astype(np.int64)
    modifiers = rng.choice(list(MODIFIERS), count, p=list(MODIFIERS.values()))
    table = pa.table(
        {
            "claim_id": claim,
            "line": line,
            "service_date": pa.array(day.astype(np.int32)).cast(pa.date32()),
            "hcpcs": _texts(codes[pick]),
            "modifier_1": _texts(modifiers),
            "units": rng.choice(np.array([1, 2, 3], np.int16), count, p=[0.95, 0.04, 0.01]),
            "charge": _decimals(charge, 2),
            "wage_index": _decimals(index, 4),
        }
    )
    pq.write_table(table, out, row_group_size=1 << 18)


def _zipf(rng: np.random.Generator, count: int) -> np.ndarray:
    weights = 1 / np.arange(1, count + 1) ** 0.8
    return rng.permutation(weights / weights.sum())


def _texts(values: np.ndarray) -> pa.Array:
    return pa.array(values).dictionary_encode().cast(pa.string())


def _decimals(values: np.ndarray, places: int) -> pa.Array:
    wide = np.empty((len(values), 2), np.int64)
    wide[:, 0], wide[:, 1] = values, values >> 63
    return pa.Array.from_buffers(pa.decimal128(12, places), len(values), [None, pa.py_buffer(wide)])


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3], *map(int, sys.argv[4:]))
