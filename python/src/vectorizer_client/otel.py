"""OpenTelemetry: a span for each operation and for each request that it takes, by the conventions for databases and HTTP.

    from vectorizer_client.otel import instrument

    client = instrument(SyncVectorizerClient("http://localhost:15002"))

With the extra `otel`. What a span says holds no text, vector, metadata or key; ids are in the addresses of requests.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar
from urllib.parse import urlsplit

from ._call.exchange import Answer, Call
from ._call.raw import RawResponse
from ._client.async_client import VectorizerClient
from ._client.sync_client import SyncVectorizerClient
from ._generated.errors import BY_CODE
from ._http.transport import AsyncReply, AsyncTransport, Failure, Reply, Request, Transport
from ._types.errors import ConfigurationError, VectorizerError, type_name
from ._types.models import ListAnswer
from ._types.operation import Arguments, BatchOptions, Operation
from ._version import __version__

try:
    from opentelemetry import propagate, trace
except ImportError as error:  # pragma: no cover
    raise ImportError(
        "vectorizer_client.otel needs the SDK's extra 'otel': pip install './python[otel]' in the repository"
    ) from error

T = TypeVar("T")
ClientT = TypeVar("ClientT", VectorizerClient, SyncVectorizerClient)

SYSTEM = "vectorizer"
_FAILED = 400


def instrument(client: ClientT, *, tracer_provider: trace.TracerProvider | None = None) -> ClientT:
    """A copy of the client that makes spans, on the same connections; closing either closes both.

    Args:
        client: What is to be traced; it stays as it is.
        tracer_provider: Where spans go; the global one by default.
    """
    spans: type[Any] = _Spans if isinstance(client, SyncVectorizerClient) else _AsyncSpans
    if not isinstance(client, (VectorizerClient, SyncVectorizerClient)):
        raise ConfigurationError(f"client must be a client of this package, got {type_name(client)}")
    if isinstance(client, (_Spans, _AsyncSpans)):
        raise ConfigurationError("client makes spans already")
    tracer = trace.get_tracer("vectorizer_client", __version__, tracer_provider)
    own = type(client)
    members = {"_tracer": tracer, "__module__": own.__module__, "__qualname__": own.__qualname__}
    made: Any = object.__new__(type(own.__name__, (spans, own), members))
    vars(made).update(vars(client.with_options()))
    made._transport = made._transport_in_spans(made._transport)
    instrumented: ClientT = made
    return instrumented


if TYPE_CHECKING:
    _Blocking: TypeAlias = SyncVectorizerClient
    _Awaited: TypeAlias = VectorizerClient
else:
    # Stands before the client's own class, in a class that is made of both.
    _Blocking = _Awaited = object


class _Spans(_Blocking):
    _tracer: trace.Tracer

    def _transport_in_spans(self, transport: Transport) -> Transport:
        return _Attempts(transport, self._tracer)

    def _respond(self, operation: Operation[T], arguments: Arguments) -> RawResponse[T]:
        with _span(self._tracer, self.base_url, operation, arguments) as span:
            return _answered(span, super()._respond(operation, arguments))

    def _open(self, operation: Operation[Any], arguments: Arguments) -> tuple[Call, Answer]:
        with _span(self._tracer, self.base_url, operation, arguments):
            return super()._open(operation, arguments)

    def _send_batch(
        self, operation: Operation[T], arguments: Arguments, items: Any, options: BatchOptions
    ) -> RawResponse[T]:
        with _span(self._tracer, self.base_url, operation, arguments, items):
            return super()._send_batch(operation, arguments, items, options)


class _AsyncSpans(_Awaited):
    _tracer: trace.Tracer

    def _transport_in_spans(self, transport: AsyncTransport) -> AsyncTransport:
        return _AsyncAttempts(transport, self._tracer)

    async def _respond(self, operation: Operation[T], arguments: Arguments) -> RawResponse[T]:
        with _span(self._tracer, self.base_url, operation, arguments) as span:
            return _answered(span, await super()._respond(operation, arguments))

    async def _open(self, operation: Operation[Any], arguments: Arguments) -> tuple[Call, Answer]:
        with _span(self._tracer, self.base_url, operation, arguments):
            return await super()._open(operation, arguments)

    async def _send_batch(
        self, operation: Operation[T], arguments: Arguments, items: Any, options: BatchOptions
    ) -> RawResponse[T]:
        with _span(self._tracer, self.base_url, operation, arguments, items):
            return await super()._send_batch(operation, arguments, items, options)


@contextmanager
def _span(
    tracer: trace.Tracer, url: str, operation: Operation[Any], arguments: Arguments, items: Any = None
) -> Iterator[trace.Span]:
    """The span of an operation."""
    body: Mapping[str, Any] = arguments.body or {}
    collection = arguments.path.get("collection", body.get("name"))
    said: dict[str, Any] = {"db.system.name": SYSTEM, "db.operation.name": operation.id, **_server(url)}
    name = operation.id
    if isinstance(collection, str):
        said["db.collection.name"] = collection
        name = f"{name} {collection}"
    # As the conventions have it: one thing is no batch.
    if isinstance(items, (list, tuple)) and len(items) > 1:
        said["db.operation.batch.size"] = len(items)
    with tracer.start_as_current_span(
        name,
        kind=trace.SpanKind.CLIENT,
        attributes=said,
        record_exception=False,
        set_status_on_exception=False,
    ) as span:
        try:
            yield span
        except BaseException as error:
            _failed(span, error)
            raise


class _Attempts:
    """A transport that makes a span of each request, and tells the server of it by `traceparent`."""

    def __init__(self, transport: Transport, tracer: trace.Tracer) -> None:
        self._transport, self._tracer = transport, tracer

    def send(self, request: Request) -> Reply:
        with _attempt(self._tracer, request) as (span, sent):
            reply = self._transport.send(sent)
            _status(span, reply.status)
            return reply

    def close(self) -> None:
        self._transport.close()


class _AsyncAttempts:
    """The same, awaited."""

    def __init__(self, transport: AsyncTransport, tracer: trace.Tracer) -> None:
        self._transport, self._tracer = transport, tracer

    async def send(self, request: Request) -> AsyncReply:
        with _attempt(self._tracer, request) as (span, sent):
            reply = await self._transport.send(sent)
            _status(span, reply.status)
            return reply

    async def aclose(self) -> None:
        await self._transport.aclose()


@contextmanager
def _attempt(tracer: trace.Tracer, request: Request) -> Iterator[tuple[trace.Span, Request]]:
    """The span of a request, from its beginning to the head of its answer, and the request that names it."""
    said: dict[str, Any] = {
        "http.request.method": request.method,
        # Without the query: a filter has values of the metadata in it.
        "url.full": request.url.partition("?")[0],
        **_server(request.url),
    }
    if request.attempt > 1:
        said["http.request.resend_count"] = request.attempt - 1
    with tracer.start_as_current_span(
        request.method,
        kind=trace.SpanKind.CLIENT,
        attributes=said,
        record_exception=False,
        set_status_on_exception=False,
    ) as span:
        carrier: dict[str, str] = {}
        propagate.inject(carrier)
        # What the caller gave stays.
        given = {name.lower() for name, _ in request.headers}
        more = [(name, value) for name, value in carrier.items() if name not in given]
        try:
            yield span, _with(request, more)
        except BaseException as error:
            _failed(span, error)
            raise


def _with(request: Request, headers: list[tuple[str, str]]) -> Request:
    if not headers:
        return request
    keyless = request.keyless and _with(request.keyless, headers)
    return replace(request, headers=[*request.headers, *headers], keyless=keyless)


def _server(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    said = {"server.address": parts.hostname, "server.port": parts.port}
    # A server in process has neither.
    return {name: value for name, value in said.items() if value is not None}


def _status(span: trace.Span, status: int) -> None:
    span.set_attribute("http.response.status_code", status)
    if status >= _FAILED:
        span.set_attribute("error.type", str(status))
        span.set_status(trace.StatusCode.ERROR)


def _failed(span: trace.Span, error: BaseException) -> None:
    """Put down the kind of a failure; its words may be the server's."""
    status = error.status if isinstance(error, VectorizerError) else None
    code = (
        error.code
        if isinstance(error, VectorizerError)
        else error.kind
        if isinstance(error, Failure)
        else None
    )
    if status is not None:
        span.set_attribute("db.response.status_code", str(status))
    # A server may give any text as its code: only those of the contract are names of kinds.
    kind = code if status is None or code in BY_CODE else str(status)
    span.set_attribute("error.type", kind or type(error).__name__)
    span.set_status(trace.StatusCode.ERROR)


def _answered(span: trace.Span, response: RawResponse[T]) -> RawResponse[T]:
    if isinstance(response.value, ListAnswer):
        span.set_attribute("db.response.returned_rows", len(response.value))
    return response


__all__ = ["instrument"]
