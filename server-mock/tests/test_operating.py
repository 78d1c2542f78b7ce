"""`/ready`, and spans of requests: what those who run servers ask of one."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode
from support import Api
from vectorizer_mock.build import MissingExtraError, build_application, make_tracing
from vectorizer_mock.http.tracing import Tracing
from vectorizer_mock.log import Log
from vectorizer_mock.settings import Settings
from vectorizer_mock.stores import MemoryStore, StoreUnavailableError


class LostStore(MemoryStore):
    """A store whose database is away."""

    async def count_collections(self) -> int:
        raise StoreUnavailableError("08006 ConnectionFailure")


def test_ready_is_503_while_the_database_cannot_be_used() -> None:
    api = Api(Settings(ready=True, api_keys=("k",)))
    reply = api("GET", "/ready")
    assert (reply.status, reply.json) == (200, {"status": "ready"})
    lost = Api(Settings(ready=True), store=LostStore())
    reply = lost("GET", "/ready")
    assert (reply.code, reply.headers["retry-after"]) == ("unavailable", "1")
    assert "08006 ConnectionFailure" in reply.json["detail"]
    assert lost("GET", "/health").status == 200
    api.close()
    lost.close()


def test_ready_is_there_only_where_asked_for_and_is_only_read(api: Api) -> None:
    assert api("GET", "/ready").code == "route-not-found"
    ready = Api(Settings(ready=True, mock=True, metrics=True))
    reply = ready("POST", "/ready")
    assert (reply.code, reply.headers["allow"]) == ("method-not-allowed", "GET")
    assert [ready("GET", path).status for path in ("/ready", "/metrics", "/__mock/faults")] == [200] * 3
    ready.close()


@pytest.fixture
def spans() -> Iterator[tuple[Api, InMemorySpanExporter]]:
    kept = InMemorySpanExporter()
    tracing = Tracing(SimpleSpanProcessor(kept))
    api = Api(application=build_application(log=Log("off"), tracing=tracing))
    yield api, kept
    tracing.close()
    api.close()


def one(kept: InMemorySpanExporter) -> ReadableSpan:
    (span,) = kept.get_finished_spans()
    kept.clear()
    return span


def test_a_request_is_a_span_of_the_trace_that_it_names(spans: tuple[Api, InMemorySpanExporter]) -> None:
    api, kept = spans
    trace, parent = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
    api.collection()
    kept.clear()
    api(
        "PATCH",
        "/collections/c/vectors/secret-id",
        {"metadata": {"a": "secret"}},
        traceparent=f"00-{trace}-{parent}-01",
        x_request_id="mine",
    )
    span = one(kept)
    assert span.name == "PATCH /collections/{collection}/vectors/{id}"
    assert (span.kind, span.status.status_code) == (SpanKind.SERVER, StatusCode.UNSET)
    assert span.context is not None
    assert f"{span.context.trace_id:032x}" == trace
    assert span.parent is not None
    assert f"{span.parent.span_id:016x}" == parent
    assert dict(span.attributes or {}) == {
        "http.request.method": "PATCH",
        "http.request.body.size": 29,
        "http.route": "/collections/{collection}/vectors/{id}",
        "http.response.status_code": 404,
        "error.type": "vector-not-found",
        "vectorizer.operation": "updateVector",
        "vectorizer.request_id": "mine",
    }
    assert span.start_time is not None
    assert span.end_time is not None
    assert 0 < span.end_time - span.start_time < 60e9
    assert "secret" not in span.to_json()


def test_a_request_without_a_trace_begins_one(spans: tuple[Api, InMemorySpanExporter]) -> None:
    api, kept = spans
    api("GET", "/nowhere", traceparent="nonsense")
    span = one(kept)
    assert (span.name, span.parent) == ("GET", None)
    assert span.resource.attributes["service.name"] == "vectorizer-mock"


def test_a_method_that_nobody_knows_is_in_no_span(spans: tuple[Api, InMemorySpanExporter]) -> None:
    api, kept = spans
    api("SECRET", "/health")
    span = one(kept)
    assert span.name == "_OTHER"
    assert "SECRET" not in span.to_json()


def test_a_failure_is_an_error_of_its_span() -> None:
    kept = InMemorySpanExporter()
    tracing = Tracing(SimpleSpanProcessor(kept))
    full = build_application(Settings(requests_in_flight=0), log=Log("off"), tracing=tracing)
    api = Api(application=full)
    assert api("GET", "/health").status == 503
    assert one(kept).status.status_code == StatusCode.ERROR
    tracing.close()
    api.close()


def test_the_name_of_a_service_may_be_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_SERVICE_NAME", "search")
    kept = InMemorySpanExporter()
    tracing = Tracing(SimpleSpanProcessor(kept))
    api = Api(application=build_application(log=Log("off"), tracing=tracing))
    api("GET", "/health")
    assert one(kept).resource.attributes["service.name"] == "search"
    tracing.close()
    api.close()


def test_what_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.trace", None)
    monkeypatch.delitem(sys.modules, "vectorizer_mock.http.tracing", raising=False)
    with pytest.raises(MissingExtraError, match=r"--traces needs opentelemetry-sdk: pip install"):
        make_tracing()
