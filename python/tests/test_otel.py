"""Spans of operations and of their requests, in memory."""

from __future__ import annotations

import json
from typing import Any

import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind
from sides import VECTOR, WRITTEN, Answer, Script, Side, problem
from vectorizer_client import (
    ConfigurationError,
    NotFoundError,
    RetryPolicy,
    SyncVectorizerClient,
    VectorNotFoundError,
)
from vectorizer_client.otel import instrument

PROBLEM = {"Content-Type": "application/problem+json"}
SERVER = {"server.address": "localhost", "server.port": 15002}


class Spans:
    """The spans, in the order in which they began."""

    def __init__(self) -> None:
        self._exporter = InMemorySpanExporter()
        self.provider = TracerProvider()
        self.provider.add_span_processor(SimpleSpanProcessor(self._exporter))

    def all(self) -> list[ReadableSpan]:
        return sorted(self._exporter.get_finished_spans(), key=lambda span: span.start_time or 0)


@pytest.fixture
def spans() -> Spans:
    return Spans()


def opened(side: Side, spans: Spans, *steps: Any, **options: Any) -> Script:
    script = Script(*steps)
    side.open(script, **options)
    side.client = instrument(side.client, tracer_provider=spans.provider)
    return script


def parents(found: list[ReadableSpan]) -> list[str | None]:
    names = {span.context.span_id: span.name for span in found if span.context}
    return [names.get(span.parent.span_id) if span.parent else None for span in found]


def test_an_operation_and_each_of_its_attempts_is_a_span(side: Side, spans: Spans) -> None:
    script = opened(
        side, spans, Answer(503), Answer(200, WRITTEN), retries=RetryPolicy(base_delay=0), api_key="secret"
    )
    side.call("update_vector", "c", "v", text="private")
    found = spans.all()
    assert [span.name for span in found] == ["updateVector c", "PATCH", "PATCH"]
    assert parents(found) == [None, "updateVector c", "updateVector c"]
    assert all(span.kind is SpanKind.CLIENT for span in found)
    assert dict(found[0].attributes or {}) == {
        "db.system.name": "vectorizer",
        "db.operation.name": "updateVector",
        "db.collection.name": "c",
        **SERVER,
    }
    http = {"http.request.method": "PATCH", "url.full": script.requests[0].url, **SERVER}
    assert dict(found[1].attributes or {}) == {**http, "http.response.status_code": 503, "error.type": "503"}
    assert dict(found[2].attributes or {}) == {
        **http,
        "http.response.status_code": 200,
        "http.request.resend_count": 1,
    }
    assert [span.status.is_ok for span in found] == [True, False, True]
    told = "".join(span.to_json() for span in found)
    assert "secret" not in told
    assert "private" not in told


def test_a_filter_in_a_query_is_in_no_span(side: Side, spans: Spans) -> None:
    script = opened(side, spans, Answer(200, {"vectors": [], "next_cursor": None}))
    side.call("list_vectors", "c", filter={"patient": "private"}, ids=["v"])
    assert "private" in script.requests[0].url
    attributes = dict(spans.all()[1].attributes or {})
    assert attributes["url.full"] == "http://localhost:15002/collections/c/vectors"
    assert "private" not in "".join(span.to_json() for span in spans.all())


def test_the_server_is_told_of_the_attempt_and_gets_the_key(side: Side, spans: Spans) -> None:
    script = opened(side, spans, Answer(200, VECTOR), Answer(200, VECTOR), api_key="secret")
    side.call("get_vector", "c", "v", with_vector=False)
    headers = dict(script.requests[0].headers)
    context = spans.all()[1].context
    assert context is not None
    assert headers["traceparent"][:-2] == f"00-{context.trace_id:032x}-{context.span_id:016x}-"
    assert "secret" in headers["authorization"]
    side.call("get_vector", "c", "v", with_vector=False, headers={"traceparent": "of my own"})
    assert dict(script.requests[1].headers)["traceparent"] == "of my own"


def test_a_failure_is_named_without_its_words(side: Side, spans: Spans) -> None:
    opened(side, spans, problem(404, "vector-not-found"))
    with pytest.raises(VectorNotFoundError):
        side.call("get_vector", "c", "v", with_vector=False)
    operation, _ = spans.all()
    said = dict(operation.attributes or {})
    assert (said["error.type"], said["db.response.status_code"]) == ("vector-not-found", "404")
    assert not operation.status.is_ok
    assert (operation.events, operation.status.description) == ((), None)


@pytest.mark.parametrize("code", ["private words", "vector-not-found 7", None])
def test_a_code_that_the_contract_lacks_is_in_no_span(side: Side, spans: Spans, code: str | None) -> None:
    opened(side, spans, Answer(404, {"title": "t", "status": 404, "code": code}, PROBLEM))
    with pytest.raises(NotFoundError):
        side.call("get_vector", "c", "v", with_vector=False)
    said = dict(spans.all()[0].attributes or {})
    assert (said["error.type"], said["db.response.status_code"]) == ("404", "404")


def test_a_batch_is_one_operation_of_many_requests(side: Side, spans: Spans) -> None:
    def report(request: Any) -> Answer:
        ids = [item["id"] for item in json.loads(request.content)["updates"]]
        counts = {"created": 0, "updated": len(ids), "unchanged": 0, "failed": 0, "aborted": 0}
        results = [
            {"index": at, "id": name, "status": "updated", "version": 2} for at, name in enumerate(ids)
        ]
        made = {
            "collection": "c",
            "count": len(ids),
            **counts,
            "atomic": False,
            "results": results,
            "errors": [],
        }
        return Answer(200, made)

    opened(side, spans, report, report, report)
    side.call("batch_update", "c", [{"id": f"v{n}", "text": "t"} for n in range(3)], batch_size=1)
    found = spans.all()
    assert [span.name for span in found] == ["batchUpdate c", "POST", "POST", "POST"]
    assert parents(found) == [None, *["batchUpdate c"] * 3]
    assert (found[0].attributes or {})["db.operation.batch.size"] == 3


def test_pages_are_operations_each_and_a_stream_is_one_to_its_head(side: Side, spans: Spans) -> None:
    pages = [Answer(200, {"vectors": [VECTOR], "next_cursor": cursor}) for cursor in ("more", None)]
    lines = Answer(200, (json.dumps(VECTOR) + "\n").encode(), {"Content-Type": "application/x-ndjson"})
    opened(side, spans, *pages, lines)
    assert len(side.call("list_vectors", "c")) == 2
    assert len(side.call("export_vectors", "c")) == 1
    found = [span for span in spans.all() if span.name != "GET"]
    assert [span.name for span in found] == ["listVectors c", "listVectors c", "exportVectors c"]
    assert [(span.attributes or {}).get("db.response.returned_rows") for span in found] == [1, 1, None]


def test_a_server_in_process_has_no_address(side: Side, spans: Spans) -> None:
    opened(side, spans, Answer(200, WRITTEN), url=":memory:")
    side.call("update_vector", "c", "v", text="x")
    said = dict(spans.all()[1].attributes or {})
    assert said == {
        "http.request.method": "PATCH",
        "url.full": ":memory:/collections/c/vectors/v",
        "http.response.status_code": 200,
    }


def test_the_client_that_is_given_stays_as_it_is() -> None:
    with SyncVectorizerClient() as client:
        made = instrument(client)
        assert (type(made).__name__, repr(made)) == ("SyncVectorizerClient", repr(client))
        assert isinstance(made, SyncVectorizerClient)
        assert type(client) is SyncVectorizerClient
        assert type(made.with_options(timeout=1)) is type(made)


def test_a_client_makes_each_span_once(side: Side, spans: Spans) -> None:
    opened(side, spans)
    for client in (side.client, side.client.with_options(timeout=1)):
        with pytest.raises(ConfigurationError, match="client makes spans already"):
            instrument(client, tracer_provider=spans.provider)


def test_what_is_no_client_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="client must be a client of this package, got str"):
        instrument("http://localhost:15002")  # type: ignore[type-var]
