"""Idempotency keys: what is sent again is answered again, and not done again."""

from __future__ import annotations

from typing import Any

import pytest
from support import Api, vector_path
from vectorizer_mock.front_door.idempotency import IdempotencyStore
from vectorizer_mock.front_door.messages import Response
from vectorizer_mock.problems import Problem
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


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def store(clock: Clock, size: int = 10_000) -> IdempotencyStore:
    return IdempotencyStore(seconds=100, keys=3, size=size, clock=clock)


def keep(kept: IdempotencyStore, key: str, body: bytes = b"") -> None:
    assert kept.begin("", key, b"f") is None
    kept.finish("", key, Response(200, body=body))


def test_keys_go_when_they_are_too_old_or_too_many() -> None:
    clock = Clock()
    kept = store(clock)
    for key in "abcd":
        keep(kept, key)
    assert kept.begin("", "d", b"f") is not None
    assert kept.begin("", "a", b"f") is None
    kept.abandon("", "a")
    clock.now = 101
    assert kept.begin("", "d", b"f") is None


def test_keys_go_when_their_answers_are_too_large() -> None:
    kept = store(Clock())
    keep(kept, "a", b"x" * 6000)
    keep(kept, "b", b"x" * 6000)
    assert kept.begin("", "b", b"f") is not None
    assert kept.begin("", "a", b"f") is None


def test_a_key_whose_request_still_runs_never_goes() -> None:
    kept = store(Clock())
    assert kept.begin("", "running", b"f") is None
    for key in "abcdef":
        keep(kept, key)
    with pytest.raises(Problem, match="idempotency-in-progress"):
        kept.begin("", "running", b"f")
