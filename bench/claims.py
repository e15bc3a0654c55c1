#!/usr/bin/env python3
"""Claims in one warm process: arrays in memory, accounts one by one, and a plain loop over dicts, side by side on the same lines.

usage: claims.py [LINES]        (1,000,000 by default; needs ../shared/bench/make_lines.py)

The loop multiplies relative value units, indices and factor from dicts, one line after the other, and applies no claim rule at all: it is
what one would write first. Arrays and accounts apply every rule. Exit status 1 if a budget of budgets.toml is not kept.
"""

from __future__ import annotations

import itertools
import sys
import tempfile
import time
import tomllib
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from allowable import Claim, Line
from allowable.engine import Engine
from allowable.kernel.day import EPOCH_ORDINAL, day_number
from allowable.kernel.number import round_half_away
from allowable.kernel.table import Table
from allowable.law.physician.tables import GEOGRAPHIC_INDICES, RELATIVE_VALUES
from allowable.runners.bulk.lines import Bulk
from bench import HERE, lines_file

TEXTS = ("hcpcs", "modifier_1", "modifier_2", "place_of_service", "mac", "locality")
UNIX_EPOCH = 719_163
OUTPUTS = ("allowed", "medicare_payment", "patient_share")
CLAIMS, LOOPED = 3_000, 200_000
WANTED = {
    "relative_values": ("work_rvu", "non_facility_pe_rvu", "facility_pe_rvu", "malpractice_rvu"),
    "geographic_indices": ("work_index_with_floor", "practice_expense_index", "malpractice_index"),
}


def batches(path: str) -> list[tuple[dict, np.ndarray, np.ndarray]]:
    """(columns, days, claims) of the file, each of whole claims, as Bulk.price takes them."""
    table = pq.ParquetFile(path, read_dictionary=list(TEXTS)).read()
    claims = table["claim_id"].to_numpy()
    ends = [0, *(np.searchsorted(claims, claims[at], "left") for at in range(1 << 18, len(claims), 1 << 18)), len(claims)]
    return [_batch(table.slice(start, end - start).combine_chunks()) for start, end in itertools.pairwise(ends)]


def _batch(table: pa.Table) -> tuple[dict, np.ndarray, np.ndarray]:
    columns = {}
    for name in TEXTS:
        column = table[name].unify_dictionaries().combine_chunks()
        column = column.chunk(0) if isinstance(column, pa.ChunkedArray) else column
        columns[name] = (column.dictionary, column.indices.to_numpy())
    columns["units"] = table["units"].to_numpy().astype(np.int64)
    columns["charge"] = np.array([int(one.scaleb(2)) for one in table["charge"].to_pylist()], np.int64)
    days = table["service_date"].cast(pa.int32()).to_numpy() + (UNIX_EPOCH - EPOCH_ORDINAL)
    return columns, days, table["claim_id"].to_numpy()


def in_memory(engine: Engine, path: str) -> float:
    """Million lines a second of arrays with every rule, two threads, after one pass that meets every combination."""
    work = batches(path)
    bulk = Bulk(engine, "physician", outputs=OUTPUTS)
    with ThreadPoolExecutor(2) as threads:
        for _ in range(2):
            start = time.perf_counter()
            list(threads.map(lambda one: bulk.price(*one), work))
            taken = time.perf_counter() - start
    return sum(len(days) for _, days, _ in work) / taken / 1e6


def claims_of(path: str) -> list[Claim]:
    """The first claims of the file as Claim objects."""
    rows = pq.ParquetFile(path).read_row_group(0).slice(0, 4 * CLAIMS).to_pylist()
    found = []
    for _, lines in itertools.groupby(rows, key=lambda row: row["claim_id"]):
        found.append(Claim([_line(row) for row in lines]))
    return found[:CLAIMS]


def _line(row: dict) -> Line:
    modifiers = [row[name] for name in ("modifier_1", "modifier_2") if row[name]]
    more = {name: row[name] for name in ("place_of_service", "mac", "locality", "units", "charge")}
    return Line(row["hcpcs"], on=row["service_date"], modifiers=modifiers, **more)


def accounts(engine: Engine, claims: list[Claim], spelled: bool) -> float:
    """Claims a second through the account; `spelled` also spells out every step with its inputs and sources."""
    for claim in claims[:300]:
        engine.price(claim)
    start = time.perf_counter()
    for claim in claims:
        priced = engine.price(claim)
        if spelled:
            for line in priced.lines:
                len(line.account.steps)
    return len(claims) / (time.perf_counter() - start)


def dict_loop(engine: Engine, path: str) -> float:
    """Million lines a second of a plain loop that knows no claim rule, on the first lines of the file."""
    rows = pq.ParquetFile(path).read_row_group(0).slice(0, LOOPED).to_pylist()
    day = day_number("2025-03-01")
    fees: dict[tuple[str, str], tuple[int, ...]] = {}
    places: dict[tuple[str, str], tuple[int, ...]] = {}
    for row in rows:
        component = row["modifier_1"] if row["modifier_1"] in ("26", "TC", "53") else ""
        fees.setdefault((row["hcpcs"], component), _cells(engine, RELATIVE_VALUES, (row["hcpcs"], component), day))
        places.setdefault((row["mac"], row["locality"]), _cells(engine, GEOGRAPHIC_INDICES, (row["mac"], row["locality"]), day))
    start = time.perf_counter()
    for row in rows:
        fee = fees[row["hcpcs"], row["modifier_1"] if row["modifier_1"] in ("26", "TC", "53") else ""]
        place = places[row["mac"], row["locality"]]
        expense = fee[1] if row["place_of_service"] == "11" else fee[2]
        round_half_away((fee[0] * place[0] + expense * place[1] + fee[3] * place[2]) * 323_465, 7) * row["units"]
    return len(rows) / (time.perf_counter() - start) / 1e6


def _cells(engine: Engine, table: Table, key: tuple[str, ...], day: int) -> tuple[int, ...]:
    found = engine.fact(table, key, day)
    return tuple(found[0].values[table.where[name]] or 0 for name in WANTED[table.name]) if isinstance(found, tuple) else (0, 0, 0, 0)


def main(count: int) -> int:
    """Measure and compare with the budgets."""
    budgets = tomllib.loads((HERE / "budgets.toml").read_text(encoding="utf-8"))
    engine = Engine()
    with tempfile.TemporaryDirectory() as folder:
        path = lines_file(folder, count)
        claims = claims_of(path)
        loop = dict_loop(engine, path)
        figures = {
            "in_memory": in_memory(engine, path),
            "accounts": accounts(engine, claims, False),
            "accounts_spelled_out": accounts(engine, claims, True),
        }
    print(f"a plain loop over dicts, no claim rule: {loop:.2f} million lines/s; arrays with every rule: {figures['in_memory'] / loop:.1f}x")
    kept = True
    for name, figure in figures.items():
        entry = budgets[name]
        within = figure >= entry["least"]
        kept &= within
        print(f"{name}: {figure:,.2f} {entry['unit']}, at least {entry['least']:,}: {'kept' if within else 'NOT KEPT'} - {entry['says']}")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000))
