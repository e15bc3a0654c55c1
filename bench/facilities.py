#!/usr/bin/env python3
"""Claims of hospitals and surgical centers: Parquet to slim Parquet by the command line, and arrays in memory.

usage: facilities.py [LINES]        (4,000,000 by default)

The peer's figure of 11,400 claims/s for centers (Myelin 1.0.2, build and price, streamed) was measured elsewhere on the same kind of
machine; `times` is ours over it. Exit status 1 if a budget of budgets.toml is not kept.
"""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
import tempfile
import time
import tomllib

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from allowable.engine import SYSTEM_OF_SETTING, Engine
from allowable.kernel.day import EPOCH_ORDINAL
from allowable.runners.bulk.lines import Bulk
from bench import ENVIRONMENT, HERE

PEER = 11_400
UNIX_EPOCH = 719_163
OUTPUTS = ("allowed", "medicare_payment", "patient_share")
PLACES = {"charge": 2, "wage_index": 4}


def columns_of(table: pa.Table) -> tuple[dict, np.ndarray, np.ndarray]:
    """(columns, days, claims) as Bulk.price takes them."""
    columns: dict = {}
    for name in ("hcpcs", "modifier_1"):
        coded = table[name].combine_chunks()
        columns[name] = (coded.dictionary, coded.indices.to_numpy())
    columns["units"] = table["units"].to_numpy().astype(np.int64)
    for name, places in PLACES.items():
        cells = table[name].combine_chunks()
        assert cells.type.scale == places
        columns[name] = np.frombuffer(cells.buffers()[1], np.int64)[::2][cells.offset : cells.offset + len(cells)]
    days = table["service_date"].cast(pa.int32()).to_numpy().astype(np.int64) + (UNIX_EPOCH - EPOCH_ORDINAL)
    return columns, days, table["claim_id"].to_numpy()


def in_memory(setting: str, path: str) -> float:
    """Claims a second of arrays with every rule, one thread, after a pass that meets every combination."""
    bulk = Bulk(Engine(), SYSTEM_OF_SETTING[setting], outputs=OUTPUTS)
    table = pq.ParquetFile(path, read_dictionary=["hcpcs", "modifier_1"]).read().unify_dictionaries().combine_chunks()
    claims = table["claim_id"].to_numpy()
    cuts = [0, *(int(np.searchsorted(claims, claims[at], "left")) for at in range(1 << 18, len(claims), 1 << 18)), len(claims)]
    work = [columns_of(table.slice(first, last - first)) for first, last in itertools.pairwise(cuts)]
    taken = 0.0
    for _ in range(2):
        start = time.perf_counter()
        for one in work:
            bulk.price(*one)
        taken = time.perf_counter() - start
    return (int(claims[-1]) + 1) / taken


def by_command(setting: str, path: str, folder: str) -> float:
    """Claims a second of `allowable reprice`, the start of the process included; the better of two runs."""
    command = [os.path.join(os.path.dirname(sys.executable), "allowable"), "reprice", path, "-o", os.path.join(folder, "slim.parquet")]
    best = 0.0
    for _ in range(2):
        start = time.perf_counter()
        subprocess.run([*command, "--setting", setting, "--quiet"], check=True, env=ENVIRONMENT)
        best = max(best, pq.read_metadata(path).num_rows and _claims(path) / (time.perf_counter() - start))
    return best


def _claims(path: str) -> int:
    last = pq.ParquetFile(path).read_row_group(pq.ParquetFile(path).num_row_groups - 1, columns=["claim_id"])["claim_id"]
    return int(last[-1].as_py()) + 1


def main(count: int) -> int:
    """Both settings both ways, each against its budget."""
    budgets = tomllib.loads((HERE / "budgets.toml").read_text(encoding="utf-8"))
    kept = True
    with tempfile.TemporaryDirectory() as folder:
        for setting in ("asc", "hospital"):
            path = os.path.join(folder, f"{setting}.parquet")
            subprocess.run([sys.executable, str(HERE / "facility_lines.py"), setting, str(count), path], check=True)
            for way, figure in (("reprice", by_command(setting, path, folder)), ("in_memory", in_memory(setting, path))):
                entry = budgets[f"{setting}_{way}"]
                kept &= figure >= entry["least"]
                times = f" ({figure / PEER:.0f} times {PEER:,})" if setting == "asc" else ""
                says = f"least {entry['least']:,}: {'kept' if figure >= entry['least'] else 'NOT KEPT'} - {entry['says']}"
                print(f"{setting}_{way}: {figure:,.0f} claims/s{times}, {says}", flush=True)
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 4_000_000))
