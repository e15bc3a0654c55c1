"""What Prometheus asks for: requests by operation and status, their time, what is under way, and what was read and written."""

from __future__ import annotations

import os

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

MEDIA = CONTENT_TYPE_LATEST.partition("; charset")[0]
BUCKETS = (0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0)
SHARED = "PROMETHEUS_MULTIPROC_DIR"  # where several workers keep their numbers


class Metrics:
    """The numbers of one process; with several workers those of all, which the operating system's files hold."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        labels = ("method", "path", "status")
        self._requests = Counter("allowable_requests", "Requests answered.", labels, registry=self.registry)
        self._seconds = Histogram("allowable_request_seconds", "Time to answer.", labels[:2], buckets=BUCKETS, registry=self.registry)
        self._received = Counter("allowable_received_bytes", "Bytes of requests.", registry=self.registry)
        self._sent = Counter("allowable_sent_bytes", "Bytes of answers.", registry=self.registry)
        self.under_way = Gauge("allowable_under_way", "Requests under way.", registry=self.registry, multiprocess_mode="livesum")
        self._children: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}

    def request(self, method: str, template: str, status: int, seconds: float, received: int, sent: int) -> None:
        """Count one request."""
        key = (method, template, status)
        found = self._children.get(key)
        if found is None:
            found = self._children[key] = (self._requests.labels(method, template, str(status)), self._seconds.labels(method, template))
        found[0].inc()
        found[1].observe(seconds)
        self._received.inc(received)
        self._sent.inc(sent)

    def page(self) -> bytes:
        """The text that Prometheus reads."""
        if SHARED not in os.environ:
            return generate_latest(self.registry)
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry)
