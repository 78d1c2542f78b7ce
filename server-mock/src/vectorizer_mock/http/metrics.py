"""`/metrics`: what the server did, in the text that Prometheus reads. It is no operation of the contract."""

from __future__ import annotations

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from .auth import Gate
from .beside import Page
from .messages import Headers, Response

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_TYPE = b"text/plain; version=0.0.4; charset=utf-8"


class Metrics:
    """Counts of requests by operation, status and problem; never a name of a collection, an id or a key."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        labels = ("operation", "status", "problem")
        self._requests = Counter("vectorizer_requests", "Requests answered.", labels, registry=self.registry)
        self._seconds = Histogram(
            "vectorizer_request_seconds",
            "Seconds from a request's headers to the end of its answer.",
            ("operation",),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._bytes = Counter(
            "vectorizer_request_body_bytes",
            "Bytes of bodies that were read.",
            ("operation",),
            registry=self.registry,
        )
        self._in_flight = Gauge(
            "vectorizer_requests_in_flight", "Requests that are worked on.", registry=self.registry
        )

    def page(self, gate: Gate) -> Page:
        """`/metrics`, which wants a key where the server has keys; one that only reads is enough."""

        async def answer(headers: Headers) -> Response:
            gate.check(headers, None, reading=True)
            return Response(200, [(b"content-type", _TYPE)], generate_latest(self.registry))

        return answer

    def work_on(self, count: Callable[[], int]) -> None:
        """Where the number of requests that are worked on stands."""
        self._in_flight.set_function(count)

    def took(self, operation: str | None, status: int, problem: str, size: int, seconds: float) -> None:
        """A request has ended; status 0 where its client was gone before."""
        name = operation or "none"
        self._requests.labels(name, str(status), problem).inc()
        self._seconds.labels(name).observe(seconds)
        if size:
            self._bytes.labels(name).inc(size)
