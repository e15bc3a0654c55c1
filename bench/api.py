#!/usr/bin/env python3
"""Measure POST /v1/price of a one-line claim against the same route on FastAPI and pydantic, and what fifty users do to the service.

usage: bench/api.py [--rounds 5] [--seconds 4] [--soak 120]

Both servers run on loopback, one process each, one after the other in every round, and the load comes from this process with plain sockets.
Requests differ in code, locality, place and day, so that no answer is a repetition within a round. Every request is logged by ours, as it
is in service. The median of the ratios of the rounds counts. Exit status 1 if a budget of budgets.toml is not kept.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import pathlib
import socket
import statistics
import subprocess
import sys
import time
import tomllib

from load import Load, drive, post

HERE = pathlib.Path(__file__).resolve().parent
BUDGETS = tomllib.loads((HERE / "budgets.toml").read_text(encoding="utf-8"))
RATIO = BUDGETS["api_price"]["least"]  # times FastAPI
MOST_SECONDS = BUDGETS["api_latency"]["at_most"] / 1000
MOST_GROWTH = BUDGETS["api_soak"]["at_most"] * 2**20  # bytes
CODES = ("58558", "58563", "58555", "99213", "99214", "70553", "45378", "66984", "29881", "47562", "11042", "64721")
PLACES = ("22", "11")
LOCALITIES = (("02102", "01"), ("04412", "18"), ("01112", "05"), ("13202", "01"), ("10112", "00"))
DAYS = tuple(f"{year}-{month:02d}-10" for year in (2024, 2025) for month in range(1, 13))


class Server:
    """A server in a process of its own."""

    def __init__(self, name: str, command: list[str]) -> None:
        self.name = name
        self.address = ("127.0.0.1", free_port())
        words = [word.replace("PORT", str(self.address[1])) for word in command]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(HERE), str(HERE.parent / "src")])}
        self.process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
        self._wait()

    def _wait(self) -> None:
        for _ in range(200):
            try:
                socket.create_connection(self.address, 0.2).close()
                return
            except OSError:
                time.sleep(0.1)
        raise SystemExit(f"{self.name} does not answer")

    def requests(self) -> list[bytes]:
        return [post(self.address, "/v1/price", body) for body in bodies()]

    def resident(self) -> int:
        """Bytes in memory, of the process and its children."""
        pages = sum(int(pathlib.Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in self._pids())
        return pages * os.sysconf("SC_PAGE_SIZE")

    def processor(self) -> float:
        """Seconds of processor time so far, of the process and its children."""
        times = [pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in self._pids()]
        return sum(int(one[11]) + int(one[12]) for one in times) / os.sysconf("SC_CLK_TCK")

    def _pids(self) -> list[str]:
        return [str(self.process.pid), *_children(self.process.pid)]

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(40)


def _children(pid: int) -> list[str]:
    return pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def bodies() -> list[bytes]:
    found = []
    for day, code, place, (mac, locality) in itertools.product(DAYS, CODES, PLACES, LOCALITIES):
        claim = {"lines": [code], "on": day, "place_of_service": place, "mac": mac, "locality": locality}
        found.append(json.dumps(claim).encode())
    return found


def ours() -> Server:
    return Server("allowable", [sys.executable, "-m", "allowable", "serve", "--port", "PORT"])


def theirs() -> Server:
    words = [sys.executable, "-m", "uvicorn", "api_fastapi:app", "--port", "PORT", "--log-level", "warning", "--no-access-log"]
    return Server("FastAPI", words)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--soak", type=float, default=0, help="seconds for which fifty users ask")
    arguments = parser.parse_args()
    one, other = ours(), theirs()
    try:
        kept = compare(one, other, arguments)
        kept &= latency(one, arguments)
        if arguments.soak:
            kept &= soak(one, arguments.soak)
    finally:
        one.stop()
        other.stop()
    return 0 if kept else 1


def compare(one: Server, other: Server, arguments: argparse.Namespace) -> bool:
    check_alike(one, other)
    for server in (one, other):
        drive(server.address, server.requests(), arguments.connections, 3)
    ratios, processor = [], []
    for _ in range(arguments.rounds):
        rates, used = [], []
        for server in (one, other):
            before, load = server.processor(), measured(server, arguments)
            rates.append(load.rate())
            used.append((server.processor() - before) / load.done * 1e6)
        ratios.append(rates[0] / rates[1])
        processor.append(used[1] / used[0])
        print(f"  allowable {rates[0]:6.0f} requests/s, {used[0]:5.0f} µs of processor each", end="")
        print(f"   FastAPI {rates[1]:6.0f}, {used[1]:5.0f}   {ratios[-1]:.2f} times")
    ratio = statistics.median(ratios)
    print(f"price of a line: {ratio:.2f} times FastAPI (budget {RATIO}); by processor time {statistics.median(processor):.2f}")
    return ratio >= RATIO


def check_alike(one: Server, other: Server) -> None:
    """Both give the same record, or there is nothing to compare."""
    answers = []
    for server in (one, other):
        with socket.create_connection(server.address) as connection:
            connection.sendall(server.requests()[0].replace(b"\r\nhost", b"\r\nconnection: close\r\nhost"))
            whole = b"".join(iter(lambda: connection.recv(1 << 16), b""))
        answers.append(json.loads(whole.partition(b"\r\n\r\n")[2]))
    if answers[0] != answers[1] or not answers[0]["total"]["allowed"]:
        raise SystemExit("the two services answer differently")


def measured(server: Server, arguments: argparse.Namespace) -> Load:
    load = drive(server.address, server.requests(), arguments.connections, arguments.seconds)
    if load.errors:
        raise SystemExit(f"{server.name}: {load.errors} errors")
    return load


def latency(one: Server, arguments: argparse.Namespace) -> bool:
    most = measured(one, arguments).rate()
    load = drive(one.address, one.requests(), arguments.connections, max(arguments.seconds, 8), most / 2)
    found = {share: load.percentile(share) * 1000 for share in (0.5, 0.99, 0.999)}
    print(f"at half of {most:.0f} requests/s: p50 {found[0.5]:.2f} ms, p99 {found[0.99]:.2f} ms, p99.9 {found[0.999]:.2f} ms", end="")
    print(f" (budget p99 {MOST_SECONDS * 1000:.0f} ms), {load.errors} errors")
    return found[0.99] < MOST_SECONDS * 1000 and not load.errors


def soak(one: Server, seconds: float) -> bool:
    """Fifty users that ask as fast as they are answered; memory is looked at after a quarter of the time and at the end."""
    requests = one.requests()
    first = drive(one.address, requests, 50, seconds / 4)
    before = one.resident()
    load = drive(one.address, requests, 50, seconds * 3 / 4)
    growth = one.resident() - before
    errors = first.errors + load.errors
    print(
        f"fifty users for {seconds:.0f} s: {first.done + load.done} answers, {errors} errors, p99 {load.percentile(0.99) * 1000:.0f} ms",
        end="",
    )
    print(f", memory {before / 2**20:.0f} MiB, growth {growth / 2**20:+.1f} MiB (budget {MOST_GROWTH / 2**20:.0f})")
    return not errors and growth <= MOST_GROWTH


if __name__ == "__main__":
    sys.exit(main())
