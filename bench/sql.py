#!/usr/bin/env python3
"""Price the same lines in bulk and as SQL, and report every difference between the two.

usage: sql.py [LINES | LINES.parquet]

Without a file the claim lines are made by ../shared/bench/make_lines.py (1,000,000 by default). Allowed, medicare and patient amounts are
compared line by line, and the reason of the first that is missing. Needs duckdb. Exit status 1 if any line differs.
"""

from __future__ import annotations

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

import duckdb
import pyarrow.parquet as pq

from allowable.engine import Engine
from allowable.releases.store import EMBEDDED, Store
from allowable.runners.bulk.stream import reprice
from allowable.runners.sql import price_file

MAKE_LINES = pathlib.Path(__file__).resolve().parents[2] / "shared" / "bench" / "make_lines.py"
AMOUNTS = {"allowed": "allowed", "medicare": "medicare_payment", "patient": "patient_share"}


def differences(bulk: str, sql: str) -> tuple[int, int, int, list[tuple[object, ...]]]:
    """(lines of bulk, lines of SQL, lines that differ, some of them) of two files of answers."""
    texts = json.loads(pq.read_metadata(bulk).metadata[b"allowable"])["reasons"]
    database = duckdb.connect()
    database.execute("CREATE TABLE reasons (code INTEGER, words VARCHAR)")
    database.executemany("INSERT INTO reasons VALUES (?, ?)", [(code, text or None) for code, text in enumerate(texts)])
    amounts = ", ".join(f"{output} AS {name}" for name, output in AMOUNTS.items())
    reason = f"coalesce({', '.join(f'reason_of_{output}' for output in AMOUNTS.values())})"
    columns = ", ".join(["claim_id", "line", *AMOUNTS, "words"])
    database.execute(
        f"CREATE VIEW ours AS SELECT {columns} FROM read_parquet('{bulk}') AS answer JOIN reasons ON reasons.code = answer.reason"
    )
    database.execute(f"CREATE VIEW witness AS SELECT claim_id, line, {amounts}, {reason} AS words FROM read_parquet('{sql}')")
    apart = " OR ".join(f"ours.{name} IS DISTINCT FROM witness.{name}" for name in (*AMOUNTS, "words"))
    both = f"FROM ours FULL JOIN witness USING (claim_id, line) WHERE {apart}"
    (count,) = database.execute(f"SELECT count(*) {both}").fetchall()[0]
    lines = [database.execute(f"SELECT count(*) FROM {name}").fetchall()[0][0] for name in ("ours", "witness")]
    some = database.execute(f"SELECT claim_id, line, ours, witness {both} LIMIT 10").fetchall() if count else []
    return lines[0], lines[1], count, some


def main(wanted: str) -> int:
    """Price, compare, report."""
    engine = Engine(Store([EMBEDDED]))
    with tempfile.TemporaryDirectory() as folder:
        source = wanted
        if wanted.isdigit():
            source = os.path.join(folder, "lines.parquet")
            subprocess.run([sys.executable, str(MAKE_LINES), wanted, source], check=True)
        bulk, sql = (os.path.join(folder, f"{name}.parquet") for name in ("bulk", "sql"))
        start = time.perf_counter()
        reprice(engine, "physician", source, bulk)
        middle = time.perf_counter()
        price_file(engine, "physician", source, sql, outputs=AMOUNTS.values())
        end = time.perf_counter()
        ours, witness, count, some = differences(bulk, sql)
    print(f"bulk: {ours:,} lines in {middle - start:.1f} s; SQL: {witness:,} lines in {end - middle:.1f} s; {count:,} differ")
    for claim, line, one, other in some:
        print(f"  claim {claim}, line {line}: bulk {one}, SQL {other}")
    return 1 if count or ours != witness else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if sys.argv[1:] else "1000000"))
