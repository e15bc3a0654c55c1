"""Load on a server over loopback, from one process with plain sockets that stay open: `drive` as fast as it goes, or at a given rate."""

from __future__ import annotations

import selectors
import socket
import time
from collections import deque


class Load:
    """What came of a run: requests answered, seconds it took, latencies in seconds, answers that were no 200 or broke off."""

    def __init__(self) -> None:
        self.done = 0
        self.seconds = 0.0
        self.latencies: list[float] = []
        self.errors = 0

    def rate(self) -> float:
        return self.done / self.seconds

    def percentile(self, share: float) -> float:
        found = sorted(self.latencies)
        return found[min(len(found) - 1, int(len(found) * share))]


class _Connection:
    __slots__ = ("due", "held", "socket", "wanted")

    def __init__(self, address: tuple[str, int]) -> None:
        self.socket = socket.create_connection(address)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.due = 0.0
        self.held = bytearray()
        self.wanted = -1

    def send(self, request: bytes, due: float) -> None:
        self.due = due
        self.held.clear()
        self.wanted = -1
        self.socket.sendall(request)

    def receive(self) -> bool | None:
        """True if the answer is whole and a 200, False if it is anything else, None while it is on its way."""
        piece = self.socket.recv(1 << 18)
        if not piece:
            return False
        self.held += piece
        if self.wanted < 0:
            end = self.held.find(b"\r\n\r\n")
            if end < 0:
                return None
            head = bytes(self.held[:end]).lower()
            at = head.index(b"content-length:") + 15
            self.wanted = end + 4 + int(head[at : (head + b"\r\n").index(b"\r\n", at)])
        if len(self.held) < self.wanted:
            return None
        return self.held.startswith(b"HTTP/1.1 200")


def post(address: tuple[str, int], path: str, body: bytes) -> bytes:
    """The bytes of a request."""
    head = (
        f"POST {path} HTTP/1.1\r\nhost: {address[0]}:{address[1]}\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def drive(address: tuple[str, int], requests: list[bytes], connections: int, seconds: float, rate: float | None = None) -> Load:
    """Send the requests in turn for some seconds. At a `rate`, each is due at its time, and its latency counts from then: a server that
    stalls does not slow its own test down."""
    chosen, load = selectors.DefaultSelector(), Load()
    idle = deque(_Connection(address) for _ in range(connections))
    for one in idle:
        chosen.register(one.socket, selectors.EVENT_READ, one)
    start = time.perf_counter()
    end, next_due, at, busy = start + seconds, start, 0, 0
    while True:
        now = time.perf_counter()
        if now >= end and not busy:
            break
        while idle and now < end and (rate is None or next_due <= now):
            one = idle.popleft()
            one.send(requests[at % len(requests)], now if rate is None else next_due)
            at, busy = at + 1, busy + 1
            if rate is not None:
                next_due += 1 / rate
        wait = 0.5 if rate is None or not idle or now >= end else max(0.0, min(0.5, next_due - now))
        for key, _ in chosen.select(wait):
            found = key.data.receive()
            if found is None:
                continue
            busy -= 1
            if found:
                load.done += 1
                load.latencies.append(time.perf_counter() - key.data.due)
                idle.append(key.data)
            else:
                load.errors += 1
                chosen.unregister(key.data.socket)
                key.data.socket.close()
                fresh = _Connection(address)
                chosen.register(fresh.socket, selectors.EVENT_READ, fresh)
                idle.append(fresh)
    load.seconds = time.perf_counter() - start
    for key in list(chosen.get_map().values()):
        key.data.socket.close()
    return load
