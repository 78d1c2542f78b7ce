"""`/metrics`: counts of what was answered, for whoever may read, and nothing that a request says."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest
from support import Api
from vectorizer_mock.build import MissingExtraError, build_application
from vectorizer_mock.settings import Settings


@pytest.fixture
def counted() -> Iterator[Api]:
    made = Api(Settings(metrics=True))
    yield made
    made.close()


def test_requests_are_counted_by_operation_status_and_problem(counted: Api) -> None:
    counted.collection()
    counted("POST", "/collections/c/insert", {"id": "secret-id", "vector": [1, 0]})
    for _ in range(2):
        counted("GET", "/collections/c/vectors/none")
    counted("GET", "/nowhere")
    reply = counted("GET", "/metrics")
    assert (reply.status, reply.headers["content-type"]) == (200, "text/plain; version=0.0.4; charset=utf-8")
    lines = reply.text.splitlines()
    for line in (
        'vectorizer_requests_total{operation="insertVector",problem="",status="201"} 1.0',
        'vectorizer_requests_total{operation="getVector",problem="vector-not-found",status="404"} 2.0',
        'vectorizer_requests_total{operation="none",problem="route-not-found",status="404"} 1.0',
        'vectorizer_request_seconds_count{operation="getVector"} 2.0',
        'vectorizer_request_seconds_bucket{le="+Inf",operation="insertVector"} 1.0',
        "vectorizer_requests_in_flight 0.0",
    ):
        assert line in lines, line
    assert "secret-id" not in reply.text
    # Scrapes themselves are no requests of the contract.
    assert counted("GET", "/metrics").text.count("_total{") == reply.text.count("_total{")


def test_it_is_there_only_where_asked_for(api: Api, counted: Api) -> None:
    assert api("GET", "/metrics").code == "route-not-found"
    reply = counted("POST", "/metrics")
    assert (reply.code, reply.headers["allow"]) == ("method-not-allowed", "GET")


def test_a_key_that_may_read_is_needed_where_there_are_keys() -> None:
    api = Api(Settings(metrics=True, api_keys=("k",), read_only_keys=("r",)))
    assert api("GET", "/metrics").code == "unauthorized"
    for key in ("k", "r"):
        assert api("GET", "/metrics", x_api_key=key).status == 200
    api.close()


def test_a_page_of_another_origin_may_not_read_it(counted: Api) -> None:
    assert counted("GET", "/metrics", origin="https://somewhere.example").code == "origin-not-allowed"


def test_it_stands_beside_what_tests_ask_of_the_double() -> None:
    api = Api(Settings(metrics=True, mock=True))
    api("GET", "/collections")
    assert 'operation="listCollections"' in api("GET", "/metrics").text
    assert api("POST", "/__mock/reset").status == 204
    api.close()


def test_what_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "prometheus_client", None)
    monkeypatch.delitem(sys.modules, "vectorizer_mock.http.metrics", raising=False)
    with pytest.raises(MissingExtraError, match=r"--metrics needs prometheus-client: pip install"):
        build_application(Settings(metrics=True))
