#!/usr/bin/env python3
"""Measure the benchmarks and compare them with their budgets (bench/budgets.toml).

usage: bench.py [NAME ...]

Each benchmark runs ours and its reference in turn, after one warm-up of each, and takes the median of the ratios pair by pair, so that a
comparison holds while the machine's speed drifts. The bulk benchmark needs ../shared/bench (make_lines.py, io_floor.py) and polars.
Exit status 1 if a budget is not kept.
"""

from __future__ import annotations

import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time
import tomllib

HERE = pathlib.Path(__file__).resolve().parent
SHARED = HERE.parent.parent / "shared" / "bench"
FIRST_PRICE = (
    "from allowable import Claim, Line, price\n"
    "price(Claim([Line('58558', on='2025-03-10', place_of_service='22', mac='02102', locality='01')])).total.cents\n"
)


# compiled modules are kept, as on a user's machine: the warm-up writes them
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def seconds(command: list[str]) -> float:
    """Wall seconds of one run; a command that fails stops the benchmark (status 1 only says that an answer holds an unknown)."""
    start = time.perf_counter()
    status = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=ENVIRONMENT).returncode
    taken = time.perf_counter() - start
    if status > 1:
        raise SystemExit(f"{' '.join(command)} ended with status {status}")
    return taken


def pairs(ours: list[str], reference: list[str], count: int) -> tuple[float, float, float]:
    """(median ratio, median seconds of ours, of the reference) over interleaved pairs after one warm-up of each."""
    seconds(ours), seconds(reference)
    runs = [(seconds(ours), seconds(reference)) for _ in range(count)]
    return (
        statistics.median(one / other for one, other in runs),
        statistics.median(one for one, _ in runs),
        statistics.median(other for _, other in runs),
    )


def lines_file(folder: str, count: int = 10_000_000) -> str:
    """The benchmark's claim lines, made once."""
    path = os.path.join(folder, f"lines-{count}.parquet")
    if not os.path.exists(path):
        subprocess.run([sys.executable, str(SHARED / "make_lines.py"), str(count), path], check=True)
    return path


def script(folder: str, name: str, text: str) -> str:
    """A small program as a file, because a program given on the command line is compiled at each start."""
    path = os.path.join(folder, name)
    pathlib.Path(path).write_text(text, encoding="utf-8")
    return path


def commands(name: str, folder: str) -> tuple[list[str], list[str] | None]:
    """(ours, reference) of a benchmark; the reference of a budget in seconds is None."""
    python, bare = sys.executable, script(folder, "bare.py", "")
    allowable = os.path.join(os.path.dirname(python), "allowable")
    if name == "first_price":
        return [python, script(folder, "first_price.py", FIRST_PRICE)], [python, bare]
    if name == "command_line_price":
        return [allowable, "price", "58558", "--pos", "22", "--on", "2025-03-10"], [python, bare]
    if name == "guide_pdf":
        return [allowable, "guide", "hysteroscopy", "--on", "2025-03-10", "-o", os.path.join(folder, "guide.pdf")], None
    lines = lines_file(folder)
    if name == "reprice_linear":
        return reprice(allowable, lines, folder), reprice(allowable, lines_file(folder, 1_000_000), folder)
    floor = [python, str(SHARED / "io_floor.py"), lines, os.path.join(folder, "floor.parquet")]
    return reprice(allowable, lines, folder), floor


def reprice(allowable: str, lines: str, folder: str) -> list[str]:
    """The command that prices a file of lines with every claim rule."""
    return [allowable, "reprice", lines, "-o", os.path.join(folder, "slim.parquet"), "--quiet"]


def peak(command: list[str]) -> float:
    """MiB that one run takes at most."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=ENVIRONMENT) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode > 1:
        raise SystemExit(f"{' '.join(command)} ended with status {process.returncode}")
    return usage.ru_maxrss / 1024


def measured(name: str, entry: dict, folder: str) -> tuple[float, str]:
    """(figure to compare with the budget, the figure in words) of a benchmark."""
    ours, reference = commands(name, folder)
    if name == "reprice_memory":
        figure = peak(ours)
        return figure, f"{figure:.0f} MiB"
    if reference is None:
        seconds(ours)
        figure = statistics.median(seconds(ours) for _ in range(entry["pairs"]))
        return figure, f"{figure:.2f} s"
    ratio, own, other = pairs(ours, reference, entry["pairs"])
    ratio = ratio / 10 if name == "reprice_linear" else ratio
    return ratio, f"{ratio:.2f}x ({own:.3f} s against {other:.3f} s)"


def main(wanted: list[str]) -> int:
    """Run the wanted benchmarks, all of this file by default."""
    budgets = tomllib.loads((HERE / "budgets.toml").read_text(encoding="utf-8"))
    kept = True
    with tempfile.TemporaryDirectory() as folder:
        for name in wanted or [one for one in budgets if "budget" in budgets[one]]:
            entry = budgets[name]
            if name.startswith("reprice") and not SHARED.exists():
                print(f"{name}: not measured: {SHARED} is absent")
                continue
            figure, words = measured(name, entry, folder)
            within = figure <= entry["budget"]
            kept &= within
            print(f"{name}: {words}, budget {entry['budget']}: {'kept' if within else 'NOT KEPT'} - {entry['says']}", flush=True)
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
