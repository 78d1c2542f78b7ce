"""`/metrics`: what the server did, in the text that Prometheus reads. It is no operation of the contract."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from ..problems import Problem
from . import responses
from .auth import Gate
from .messages import Headers, Receive, Response, Send, Served

PATH = b"/metrics"
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

    def beside(self, served: Served, gate: Gate) -> WithMetrics:
        """The application with `/metrics`."""
        return WithMetrics(served, self, gate)

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


class WithMetrics:
    """An application beside its `/metrics`, which wants a key where the server has keys; one that only reads is enough."""

    def __init__(self, served: Served, metrics: Metrics, gate: Gate) -> None:
        self._served = served
        self._metrics = metrics
        self._gate = gate
        self.router = served.router
        self.new_request_id = served.new_request_id
        self.stop = served.stop

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].encode() != PATH:
            await self._served(scope, receive, send)
            return
        identity = self.new_request_id()
        try:
            response = self._answer(scope)
        except Problem as problem:
            response = responses.from_problem(problem, identity)
        headers = [
            *response.headers,
            (b"x-request-id", identity.encode("ascii")),
            (b"x-content-type-options", b"nosniff"),
            (b"content-length", str(len(response.body)).encode("ascii")),
        ]
        await send({"type": "http.response.start", "status": response.status, "headers": headers})
        await send({"type": "http.response.body", "body": response.body})

    def _answer(self, scope: dict[str, Any]) -> Response:
        if scope["method"] != "GET":
            raise Problem("method-not-allowed", "The method must be GET.", allow=["GET"])
        self._gate.check(Headers(scope["headers"]), None, reading=True)
        return Response(200, [(b"content-type", _TYPE)], generate_latest(self._metrics.registry))
