"""Spans for OpenTelemetry: one for each request, of the trace that its `traceparent` names."""

from __future__ import annotations

import threading
import time

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import SpanKind, Status, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from .._generated.routes import OPERATIONS
from .._version import __version__
from .messages import Request

_ROUTES = {operation.operation_id: operation.path for operation in OPERATIONS}
_METHODS = {"CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE"}
"""Others are words of a client's own."""
_SECONDS = 2.0
"""For what is left to be sent at the end."""


class Tracing:
    """Sends spans where the variables `OTEL_…` say; never a name of a collection, an id or a key."""

    def __init__(self, processor: SpanProcessor | None = None) -> None:
        if processor is None:
            processor = BatchSpanProcessor(OTLPSpanExporter())
        # What OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES say comes before this.
        own = Resource({"service.name": "vectorizer-mock", "service.version": __version__})
        given = Resource.create()
        named = {
            name: value
            for name, value in given.attributes.items()
            if not (name == "service.name" and str(value).startswith("unknown_service"))
        }
        self._provider = TracerProvider(resource=own.merge(Resource(named)), shutdown_on_exit=False)
        self._provider.add_span_processor(processor)
        self._tracer = self._provider.get_tracer("vectorizer_mock", __version__)
        self._propagator = TraceContextTextMapPropagator()

    def took(self, request: Request, status: int, seconds: float) -> None:
        """A request has ended; status 0 where its client was gone before."""
        ended = time.time_ns()
        carrier = {
            name: value
            for name in ("traceparent", "tracestate")
            if (value := request.headers.get(name)) is not None
        }
        route = _ROUTES.get(request.operation)
        attributes: dict[str, str | int] = {
            "http.request.method": request.method if request.method in _METHODS else "_OTHER",
            "http.request.body.size": request.body_bytes,
            "vectorizer.request_id": request.id,
        }
        if route is not None:
            attributes |= {"http.route": route, "vectorizer.operation": request.operation}
        if status:
            attributes["http.response.status_code"] = status
        if request.problem:
            attributes["error.type"] = request.problem
        method = attributes["http.request.method"]
        span = self._tracer.start_span(
            f"{method} {route}" if route is not None else str(method),
            context=self._propagator.extract(carrier),
            kind=SpanKind.SERVER,
            attributes=attributes,
            start_time=ended - round(seconds * 1e9),
        )
        if status >= 500:
            span.set_status(Status(StatusCode.ERROR))
        span.end(ended)

    def close(self) -> None:
        """Send what is left, for two seconds at most."""
        # Not waited for any longer: whoever receives spans may be gone, and a server ends all the same.
        ending = threading.Thread(target=self._provider.shutdown, name="spans", daemon=True)
        ending.start()
        ending.join(_SECONDS)
