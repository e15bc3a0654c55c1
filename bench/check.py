#!/usr/bin/env python3
"""Edits: a table of claims in arrays by the command line, and one claim in a warm process.

usage: check.py [CLAIMS]        (1,000,000 by default, of 3 lines each)

The claims are made: common codes of offices and operating rooms in the quarter whose tables are held, with modifiers on a fifth of the
lines. Exit status 1 if a budget of budgets.toml is not kept.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
import tomllib

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from allowable import Claim, Line
from allowable.engine import Engine
from bench import HERE, peak

OPERATIONS = ("58558", "58563", "58555", "58561", "58565", "58100", "57410", "57454", "11042", "45378", "45385", "43239", "66984", "29881")
OTHERS = ("99213", "99214", "76830", "76831", "96372", "36415", "58340", "20610", "93000", "71046", "80053", "85025", "64483")
CODES = (*OPERATIONS, *OTHERS)
MODIFIERS = ("", "26", "59", "51", "XS", "25", "RT", "50")
FIRST_DAY, DAYS = np.datetime64("2024-07-01"), 92
LINES, BATCH, WARM = 3, 1 << 17, 2_000


def write(path: str, claims: int) -> None:
    """A Parquet file of so many claims of three lines."""
    random = np.random.default_rng(5)
    schema = pa.schema(
        [
            ("claim_id", pa.int64()),
            ("line", pa.int32()),
            ("service_date", pa.date32()),
            *((name, pa.dictionary(pa.int32(), pa.string())) for name in ("hcpcs", "modifier_1", "place_of_service")),
            ("units", pa.int32()),
        ]
    )
    with pq.ParquetWriter(path, schema) as target:
        for first in range(0, claims, BATCH):
            count = min(BATCH, claims - first)
            ids = np.repeat(np.arange(first, first + count), LINES)
            days = np.repeat(FIRST_DAY + random.integers(0, DAYS, count), LINES)
            texts = [
                (CODES, random.integers(0, len(CODES), count * LINES)),
                (MODIFIERS, np.where(random.random(count * LINES) < 0.2, random.integers(1, len(MODIFIERS), count * LINES), 0)),
                (("11", "22"), np.repeat(random.integers(0, 2, count), LINES)),
            ]
            coded = [pa.DictionaryArray.from_arrays(pa.array(places.astype(np.int32)), pa.array(words)) for words, places in texts]
            numbers = np.tile(np.arange(1, LINES + 1, dtype=np.int32), count)
            units = np.where(random.random(count * LINES) < 0.05, 3, 1).astype(np.int32)
            arrays = [pa.array(ids), pa.array(numbers), pa.array(days).cast(pa.date32()), *coded, pa.array(units)]
            target.write_batch(pa.RecordBatch.from_arrays(arrays, schema=schema))


def by_command(path: str) -> tuple[float, float]:
    """(seconds, MiB at most) of `allowable check FILE --summary`, the start of the process included."""
    command = [os.path.join(os.path.dirname(sys.executable), "allowable"), "check", path, "--summary"]
    start = time.perf_counter()
    memory = peak(command)
    return time.perf_counter() - start, memory


def one_claim() -> tuple[float, float]:
    """Median milliseconds of one claim of three lines: its outcomes, and its outcomes with every reason of what fails."""
    engine = Engine()
    claim = Claim([Line(code) for code in ("58558", "58563", "58555")], on="2024-08-01", place_of_service="22")
    plain, told = [], []
    for _ in range(WARM):
        start = time.perf_counter()
        checked = engine.check(claim)
        assert checked.outcome == "fail"
        plain.append(time.perf_counter() - start)
        for line in checked.lines:
            assert all(finding.because for finding in line.failed)
        told.append(time.perf_counter() - start)
    return statistics.median(plain) * 1000, statistics.median(told) * 1000


def main(claims: int) -> int:
    """Measure, and compare with the budgets."""
    budgets = tomllib.loads((HERE / "budgets.toml").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "claims.parquet")
        write(path, claims)
        seconds, memory = by_command(path)
    plain, told = one_claim()
    figures = {"check_claims": seconds * 1_000_000 / claims, "check_memory": memory, "check_one": plain}
    kept = True
    for name, figure in figures.items():
        within = figure <= budgets[name]["at_most"]
        kept &= within
        unit, words = budgets[name]["unit"], "kept" if within else "NOT KEPT"
        print(f"{name}: {figure:.2f} {unit}, at most {budgets[name]['at_most']}: {words} - {budgets[name]['says']}")
    print(f"one claim with the reason of all that fails: {told:.2f} ms")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000))
