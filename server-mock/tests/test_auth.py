"""Keys: who may do what, and what nobody learns."""

from __future__ import annotations

import asyncio
import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from support import Api
from vectorizer_mock.http.rate_limit import RateLimit
from vectorizer_mock.log import Log, LogHandler
from vectorizer_mock.problems import Problem
from vectorizer_mock.settings import Settings

KEY, READER = "canary-full-key", "canary-read-key"


@pytest.fixture
def locked() -> Iterator[Api]:
    api = Api(Settings(api_keys=(KEY,), read_only_keys=(READER,), mock=True))
    assert api("POST", "/collections", {"name": "c", "dimension": 2}, x_api_key=KEY).status == 201
    yield api
    api.close()


@pytest.mark.parametrize(
    "header",
    [
        {"authorization": f"Bearer {KEY}"},
        {"authorization": f"bearer {KEY}"},
        {"x_api_key": KEY},
        {"x_api_key": READER},
    ],
)
def test_a_right_key_passes(locked: Api, header: dict[str, str]) -> None:
    assert locked("GET", "/info", **header).status == 200


@pytest.mark.parametrize(
    "header",
    [
        {}, {"x_api_key": "wrong"}, {"x_api_key": KEY + "x"}, {"x_api_key": KEY[:-1]}, {"authorization": KEY},
        {"authorization": f"Basic {KEY}"}, {"authorization": "Bearer"}, {"authorization": "Bearer "},
        {"authorization": f"Bearer {KEY}", "x_api_key": KEY}, {"authorization": "Bearer é"}, {"x_api_key": KEY.upper()},
    ],
)  # fmt: skip
def test_everything_else_gets_the_same_refusal(locked: Api, header: dict[str, str]) -> None:
    reply = locked("GET", "/collections", x_request_id="same", **header)
    assert (reply.status, reply.headers["www-authenticate"]) == (401, "Bearer")
    assert reply.body == locked("GET", "/collections", x_request_id="same").body


def test_two_headers_of_one_kind_are_refused(locked: Api) -> None:
    pair = (b"authorization", f"Bearer {KEY}".encode())
    assert locked.run(locked.raw("GET", "/info", [pair, pair], [])).status == 401


def test_the_query_carries_no_key(locked: Api) -> None:
    assert locked("GET", f"/collections?api_key={KEY}&access_token={KEY}&x-api-key={KEY}").status == 401


def test_health_needs_no_key(locked: Api) -> None:
    assert locked("GET", "/health").status == 200
    assert locked("GET", "/health", x_api_key="wrong").status == 200


def test_a_key_is_looked_at_before_the_request(locked: Api) -> None:
    assert locked("POST", "/collections/c/insert", b"{").status == 401
    assert locked("POST", "/collections/c/insert", b"{", content_type="text/plain").status == 401


def test_a_read_only_key_reads(locked: Api) -> None:
    for method, path, body in (
        ("GET", "/collections/c", None), ("GET", "/collections/c/vectors", None), ("GET", "/collections/c/export", None),
        ("POST", "/collections/c/search", {"query": "a"}), ("POST", "/collections/c/batch_search", {"searches": [{"query": "a"}]}),
        ("POST", "/embed", {"texts": ["a"]}),
    ):  # fmt: skip
        assert locked(method, path, body, x_api_key=READER).status == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/collections"), ("DELETE", "/collections/c"), ("POST", "/collections/c/insert"),
        ("POST", "/collections/c/batch_insert"), ("PUT", "/collections/c/vectors/x"), ("PATCH", "/collections/c/vectors/x"),
        ("DELETE", "/collections/c/vectors/x"), ("POST", "/collections/c/batch_update"), ("POST", "/collections/c/batch_delete"),
        ("POST", "/collections/c/delete_by_filter"), ("POST", "/collections/c/update_by_filter"),
        ("POST", "/collections/c/import"), ("POST", "/__mock/reset"),
    ],
)  # fmt: skip
def test_a_read_only_key_does_not_write(locked: Api, method: str, path: str) -> None:
    reply = locked(method, path, {}, x_api_key=READER)
    assert (reply.status, reply.code) == (403, "forbidden")


def test_hop_headers_mean_nothing(locked: Api) -> None:
    spoofed = {
        "x_forwarded_for": "127.0.0.1",
        "host": "evil",
        "x_hivehub_service": "true",
        "x_forwarded_host": "evil",
    }
    assert locked("GET", "/info", **spoofed).status == 401
    reply = locked("POST", "/collections", {"name": "d"}, x_api_key=KEY, **spoofed)
    assert reply.headers["location"] == "/collections/d"
    assert not any(name.startswith("access-control") for name in reply.headers)


def test_no_secret_and_no_content_is_logged() -> None:
    stream = io.StringIO()
    api = Api(Settings(api_keys=(KEY,)), log=Log("debug", stream))
    api("POST", "/collections", {"name": "canary-c", "dimension": 2}, authorization=f"Bearer {KEY}")
    body = {"id": "canary-id", "text": "canary text", "metadata": {"canary": "canary"}}
    api("POST", "/collections/canary-c/insert", body, x_api_key=KEY)
    api("POST", "/collections/canary-c/insert", body, x_api_key="canary-wrong", idempotency_key="canary-idem")
    api("GET", "/collections/canary-c/vectors/canary-id?cursor=canary", x_api_key=KEY)
    api("CANARY", "/canary")
    api.close()
    logged = stream.getvalue()
    assert logged.count("\n") == 5
    assert "canary" not in logged.lower().replace('"method":"canary"', "")
    assert '"operation":"insertVector","status":201' in logged


def test_the_server_says_nothing_of_its_own_failures() -> None:
    stream = io.StringIO()
    api = Api(log=Log("error", stream))

    async def broken(**_: Any) -> None:
        raise RuntimeError("canary: what was in the request")

    api.app._application._handlers["getInfo"] = broken
    reply = api("GET", "/info")
    api.close()
    assert (reply.status, reply.code, reply.json["detail"]) == (
        500,
        "internal-error",
        "The server failed on this request.",
    )
    assert '"error":"RuntimeError"' in stream.getvalue()
    assert "canary" not in stream.getvalue()


def test_a_request_that_runs_out_of_time_at_the_end_is_503(api: Api) -> None:
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        await asyncio.sleep(60)
        return {}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    async def cut_off() -> None:
        headers = [(b"content-type", b"application/json")]
        scope = {
            "type": "http",
            "method": "POST",
            "path": "/embed",
            "raw_path": b"/embed",
            "query_string": b"",
            "headers": headers,
        }
        task = asyncio.ensure_future(api.app(scope, receive, send))
        await asyncio.sleep(0.01)
        task.cancel()
        await task

    api.run(cut_off())
    assert sent[0]["status"] == 503
    assert (b"retry-after", b"1") in sent[0]["headers"]
    assert b"shutting down" in sent[1]["body"]


def test_what_libraries_log_is_one_line_too() -> None:
    stream = io.StringIO()
    logger = logging.Logger("library")
    logger.addHandler(LogHandler(Log("info", stream)))
    logger.info("chatter")
    logger.warning("a warning")
    try:
        raise RuntimeError("canary")
    except RuntimeError:
        logger.exception("canary, multi\nline")
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert [(line["level"], line["event"]) for line in lines] == [
        ("warning", "library"),
        ("error", "library"),
    ]
    assert "canary" not in stream.getvalue()


def test_the_rate_limit_lets_a_burst_through_and_fills_up() -> None:
    now = [0.0]
    limit = RateLimit(2, clock=lambda: now[0])
    limit.take()
    limit.take()
    with pytest.raises(Problem) as caught:
        limit.take()
    assert (caught.value.code, caught.value.retry_after) == ("rate-limited", 1)
    now[0] = 0.5
    limit.take()


def test_whoever_has_no_key_takes_nothing_from_the_rate() -> None:
    api = Api(Settings(rate_limit=1 / 60, api_keys=("k",)))
    assert [api("GET", "/info").status for _ in range(3)] == [401] * 3
    assert api("GET", "/info", x_api_key="k").status == 200
    api.close()


def test_the_rate_limit_answers_429() -> None:
    api = Api(Settings(rate_limit=1 / 60))
    assert api("GET", "/info").status == 200
    reply = api("GET", "/info")
    assert api("GET", "/health").status == 200, "a probe is not counted"
    api.close()
    assert (reply.status, reply.code) == (429, "rate-limited")
    assert 1 <= int(reply.headers["retry-after"]) <= 60
