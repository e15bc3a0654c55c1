"""How often a client may ask: a bucket of requests that fills evenly over the minute."""

from __future__ import annotations

import math
import time

MOST_CLIENTS = 10_000


class Rate:
    """`wait(client)` takes one request; 0 if it may go on, else the seconds to wait. `per_minute` 0 lets everything pass."""

    def __init__(self, per_minute: int) -> None:
        self._most = float(per_minute)
        self._clients: dict[str, tuple[float, float]] = {}  # what is left, and when that was

    def wait(self, client: str) -> int:
        """Seconds to wait before the next request of this client, 0 for none."""
        if not self._most:
            return 0
        now = time.monotonic()
        left, when = self._clients.pop(client, (self._most, now))
        left = min(self._most, left + (now - when) * self._most / 60)
        if len(self._clients) >= MOST_CLIENTS:  # the one that asked longest ago
            del self._clients[next(iter(self._clients))]
        if left >= 1:
            self._clients[client] = (left - 1, now)
            return 0
        self._clients[client] = (left, now)
        return math.ceil((1 - left) * 60 / self._most)
