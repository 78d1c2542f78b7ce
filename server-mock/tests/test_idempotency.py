"""Idempotency keys: what is sent again is answered again, and not done again."""

from __future__ import annotations

from typing import Any

import pytest
from support import Api, vector_path
from vectorizer_mock.http import responses
from vectorizer_mock.http.messages import Response
from vectorizer_mock.operation import Answer
from vectorizer_mock.settings import Settings

INSERT = "/collections/c/insert"


def test_the_answer_is_replayed(api: Api) -> None:
    body = {"text": "a"}
    first = api("POST", INSERT, body, idempotency_key="k")
    second = api("POST", INSERT, body, idempotency_key="k")
    assert (second.status, second.body) == (201, first.body)
    assert (second.headers["idempotency-replayed"], "idempotency-replayed" in first.headers) == (
        "true",
        False,
    )
    assert second.headers["location"] == first.headers["location"]
    assert second.headers["etag"] == '"1"'
    assert second.headers["x-request-id"] != first.headers["x-request-id"]
    assert len(api.everything()) == 1
    assert api("POST", INSERT, body, idempotency_key="K").json["id"] != first.json["id"]


def test_a_patch_is_replayed_whatever_happened_since(api: Api) -> None:
    api.insert("x")
    path = vector_path("x")
    first = api("PATCH", path, {"metadata": {"a": 1}}, idempotency_key="k")
    api("PATCH", path, {"metadata": {"a": 2}})
    assert api("PATCH", path, {"metadata": {"a": 1}}, idempotency_key="k").body == first.body
    assert api.get("x")["metadata"] == {"a": 2}


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", INSERT, {"text": "b"}),
        ("POST", "/collections/d/insert", {"text": "a"}),
        ("POST", "/collections/c/search?vector_format=base64", {"query": "a"}),
    ],
)
def test_another_request_with_the_key_is_refused(api: Api, method: str, path: str, body: Any) -> None:
    api.collection("d")
    api("POST", INSERT, {"text": "a"}, idempotency_key="k")
    reply = api(method, path, body, idempotency_key="k")
    assert (reply.status, reply.code) == (422, "idempotency-key-reused")
    assert reply.pointers == ["/header/idempotency-key"]


def test_another_condition_is_another_request(api: Api) -> None:
    api.insert("x")
    api("PATCH", vector_path("x"), {"metadata": {"a": 1}}, idempotency_key="k", if_match='"1"')
    reply = api("PATCH", vector_path("x"), {"metadata": {"a": 1}}, idempotency_key="k", if_match='"2"')
    assert reply.code == "idempotency-key-reused"


@pytest.mark.parametrize("body", [b"{", b'{"text":""}', b'{"vector":[1,2,3]}', b'{"vector":[0,0]}'])
def test_what_executed_nothing_is_not_kept(api: Api, body: bytes) -> None:
    assert api("POST", INSERT, body, idempotency_key="k").status in (400, 422)
    assert api("POST", INSERT, {"text": "a"}, idempotency_key="k").status == 201


def test_a_refusal_by_state_is_kept(api: Api) -> None:
    body = {"id": "x", "text": "a"}
    api.insert("x")
    first = api("POST", INSERT, body, idempotency_key="k")
    api("DELETE", vector_path("x"))
    second = api("POST", INSERT, body, idempotency_key="k")
    assert (first.code, second.code) == ("vector-exists", "vector-exists")
    assert second.headers["idempotency-replayed"] == "true"


@pytest.mark.parametrize("key", ["a b", "é", "a" * 256, "\t", " "])
def test_what_is_no_key_is_400(api: Api, key: str) -> None:
    reply = api("POST", INSERT, {"text": "a"}, idempotency_key=key)
    assert (reply.status, reply.pointers) == (400, ["/header/idempotency-key"])
    assert api("POST", INSERT, {"text": "a"}, idempotency_key="a" * 255).status == 201


def test_keys_belong_to_their_caller() -> None:
    api = Api(Settings(api_keys=("one", "two")))
    api("POST", "/collections", {"name": "c", "dimension": 2}, x_api_key="one")
    first = api("POST", INSERT, {"text": "a"}, idempotency_key="k", x_api_key="one")
    second = api("POST", INSERT, {"text": "a"}, idempotency_key="k", x_api_key="two")
    api.close()
    assert (first.status, second.status) == (201, 201)
    assert first.json["id"] != second.json["id"]


def test_what_was_kept_goes_with_a_reset() -> None:
    api = Api(Settings(mock=True))
    api.collection()
    assert api("POST", INSERT, {"text": "a"}, idempotency_key="k").status == 201
    assert api("POST", "/__mock/reset").status == 204
    api.collection()
    reply = api("POST", INSERT, {"text": "b"}, idempotency_key="k")
    api.close()
    assert (reply.status, "idempotency-replayed" in reply.headers) == (201, False)


def test_a_kept_problem_has_the_id_of_the_request_that_asks_again(api: Api) -> None:
    api.insert("x")
    body = {"id": "x", "text": "a"}
    first = api("POST", INSERT, body, idempotency_key="k", x_request_id="one")
    second = api("POST", INSERT, body, idempotency_key="k", x_request_id="two")
    assert (first.json["request_id"], second.json["request_id"]) == ("one", "two")
    assert {**first.json, "request_id": ""} == {**second.json, "request_id": ""}


def test_no_effect_stays_when_the_answer_cannot_be_made(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(answer: Answer) -> Response:
        raise RuntimeError("no answer")

    with monkeypatch.context() as patch:
        patch.setattr(responses, "from_answer", fail)
        assert api("POST", INSERT, {"id": "x", "text": "a"}, idempotency_key="k").status == 500
    assert api.everything() == []
    assert api("POST", INSERT, {"id": "x", "text": "a"}, idempotency_key="k").status == 201
