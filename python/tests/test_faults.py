"""A server that breaks off, stalls, lies or is not there: the same table for both clients."""

from __future__ import annotations

import json
import socket
import ssl
import threading
import time
from typing import Any

import pytest
import trustme
import vectorizer_client as v
from scripted import EOF_AT_ONCE, RESET, STALL, Behaviour, Seen, Server, raw, reply
from scripted import http as http_bytes
from sides import VECTOR, WRITTEN, Side, Took

FAST = v.RetryPolicy(base_delay=0.0)
CALLS: dict[str, tuple[str, dict[str, Any], Any]] = {
    "GET": ("get_vector", {"collection": "c", "id": "v"}, VECTOR),
    "PUT": ("replace_vector", {"collection": "c", "id": "v", "text": "t"}, WRITTEN),
    "PATCH": ("update_vector", {"collection": "c", "id": "v", "text": "t"}, WRITTEN),
    "POST": (
        "batch_update",
        {"collection": "c", "updates": [{"id": "v", "text": "t"}]},
        {
            "collection": "c",
            "count": 1,
            "created": 0,
            "updated": 1,
            "unchanged": 0,
            "failed": 0,
            "aborted": 0,
            "errors": [],
            "atomic": False,
            "results": [{"index": 0, "id": "v", "status": "updated", "version": 2}],
        },
    ),
}
CUT = http_bytes(VECTOR, 200)[:-5]

TRANSIENT: dict[str, Behaviour] = {
    "end before an answer": EOF_AT_ONCE,
    "reset before an answer": RESET,
    "end within the headers": raw(b"HTTP/1.1 200 OK\r\nContent-T"),
    "end within the body": raw(CUT),
    "reset within the body": raw(CUT, then="reset"),
    "503": reply(status=503),
    "503 with Retry-After 0": reply(status=503, headers={"Retry-After": "0"}),
    "429 with a date in the past": reply(
        status=429, headers={"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}
    ),
    "429 with garbage": reply(status=429, headers={"Retry-After": "soon"}),
    "429 with a negative": reply(status=429, headers={"Retry-After": "-1"}),
    "502": reply(status=502),
    "504": reply(status=504),
    "408": reply(status=408),
}


@pytest.fixture(params=CALLS)
def call(request: pytest.FixtureRequest) -> tuple[str, dict[str, Any], Any]:
    return CALLS[request.param]


@pytest.mark.parametrize("fault", TRANSIENT)
def test_what_passes_is_tried_again_with_the_same_key(
    side: Side, server: Server, call: tuple[str, dict[str, Any], Any], fault: str
) -> None:
    method, arguments, answer = call
    server.script = [TRANSIENT[fault], reply(answer)]
    side.open(url=server.url, retries=FAST)
    made = side.raw(method, **arguments)
    assert made.attempts == 2
    assert len(server.seen) == 2
    assert len({seen.headers.get("idempotency-key") for seen in server.seen}) == 1
    assert len({seen.headers["x-request-id"] for seen in server.seen}) == 1
    assert server.seen[0].body == server.seen[1].body
    if server.seen[0].method in ("POST", "PATCH"):
        assert server.seen[0].headers["idempotency-key"]


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (EOF_AT_ONCE, v.ConnectionFailedError),
        (RESET, v.ConnectionFailedError),
        (raw(CUT), v.ConnectionFailedError),
        (reply(status=503), v.UnavailableError),
        (reply(status=429), v.RateLimitedError),
    ],
    ids=["end", "reset", "cut", "503", "429"],
)
def test_what_does_not_pass_is_given_up_after_three_attempts(
    side: Side,
    server: Server,
    call: tuple[str, dict[str, Any], Any],
    fault: Behaviour,
    error: type[v.VectorizerError],
) -> None:
    method, arguments, _ = call
    server.script = [fault]
    side.open(url=server.url, retries=FAST)
    with pytest.raises(error) as caught:
        side.call(method, **arguments)
    assert len(server.seen) == caught.value.attempts == 3
    assert caught.value.is_retryable
    if isinstance(caught.value, v.ConnectionFailedError):
        assert caught.value.sent


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 412, 422, 500, 501])
def test_what_another_attempt_cannot_help_is_not_tried_again(
    side: Side, server: Server, call: tuple[str, dict[str, Any], Any], status: int
) -> None:
    method, arguments, _ = call
    server.script = [reply(status=status, headers={"Retry-After": "0"})]
    side.open(url=server.url, retries=FAST)
    with pytest.raises(v.APIStatusError):
        side.call(method, **arguments)
    assert len(server.seen) == 1


def test_a_long_retry_after_fails_at_once(side: Side, server: Server) -> None:
    server.script = [reply(status=429, headers={"Retry-After": "1000000000"})]
    side.open(url=server.url)
    with Took() as took, pytest.raises(v.RateLimitedError):
        side.call("get_vector", "c", "v")
    assert took.seconds < 1
    assert len(server.seen) == 1


def test_retry_after_is_waited_for(side: Side, server: Server) -> None:
    server.script = [reply(status=429, headers={"Retry-After": "1"}), reply(VECTOR)]
    side.open(url=server.url)
    with Took() as took:
        side.call("get_vector", "c", "v")
    assert 1.0 <= took.seconds < 3


def test_a_wait_that_the_deadline_does_not_allow_is_not_begun(side: Side, server: Server) -> None:
    server.script = [reply(status=503, headers={"Retry-After": "30"})]
    side.open(url=server.url)
    with Took() as took, pytest.raises(v.UnavailableError):
        side.call("get_vector", "c", "v", timeout=5)
    assert took.seconds < 2


def test_a_slow_answer_in_single_bytes_is_read(side: Side, server: Server) -> None:
    server.script = [raw(http_bytes(VECTOR, 200), slice_by=1, then="keep")]
    side.open(url=server.url)
    assert side.call("get_vector", "c", "v").id == "v"


@pytest.mark.parametrize(
    "fault",
    [
        STALL,
        raw(b"HTTP/1.1 200 OK\r\nContent-Type: appl", then="stall"),
        raw(CUT, then="stall"),
        raw(http_bytes(VECTOR, 200), slice_by=1, pause=0.1),
        raw(http_bytes(VECTOR, 200)[:130] + b" " * 500, slice_by=1, pause=0.1),
    ],
    ids=["no answer", "headers", "body", "trickle of headers", "trickle of body"],
)
def test_the_deadline_bounds_everything(
    side: Side, server: Server, call: tuple[str, dict[str, Any], Any], fault: Behaviour
) -> None:
    method, arguments, _ = call
    server.script = [fault]
    side.open(url=server.url)
    with Took() as took, pytest.raises(v.DeadlineExceededError) as caught:
        side.call(method, **arguments, timeout=0.5)
    assert took.seconds < 1.0
    assert caught.value.sent
    assert caught.value.attempts == 1


def test_attempts_share_one_deadline(side: Side, server: Server) -> None:
    server.script = [STALL]
    side.open(url=server.url, read_timeout=0.2, timeout=0.5, retries=v.RetryPolicy(retries=9, base_delay=0))
    with Took() as took, pytest.raises(v.DeadlineExceededError):
        side.call("get_vector", "c", "v")
    assert took.seconds < 1.0
    assert 2 <= len(server.seen) <= 3


def test_a_silent_server_is_tried_again(side: Side, server: Server) -> None:
    server.script = [STALL, reply(VECTOR)]
    side.open(url=server.url, read_timeout=0.2, retries=FAST)
    assert side.raw("get_vector", "c", "v").attempts == 2


def test_a_refused_connection_was_not_sent(side: Side) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    side.open(url=f"http://127.0.0.1:{port}", retries=FAST, api_key="canary")
    with pytest.raises(v.ConnectionFailedError, match=f"http://127.0.0.1:{port}, 3 attempts") as caught:
        side.call("update_vector", "c", "v", text="t")
    assert "canary" not in str(caught.value)
    assert not caught.value.sent
    assert caught.value.attempts == 3


def test_a_name_that_does_not_resolve_was_not_sent(side: Side) -> None:
    side.open(url="http://nowhere.invalid", retries=0)
    with pytest.raises(v.ConnectionFailedError) as caught:
        side.call("get_health")
    assert not caught.value.sent


def test_a_connection_closed_while_idle_is_replaced(side: Side, server: Server) -> None:
    server.script = [raw(http_bytes(VECTOR, 200)), reply(VECTOR)]
    side.open(url=server.url, retries=FAST)
    side.call("get_vector", "c", "v")
    time.sleep(0.1)
    assert side.call("get_vector", "c", "v").id == "v"
    assert server.connections == 2


@pytest.mark.parametrize(
    "answer",
    [
        reply(b"<html>", content_type="text/html"),
        reply(b"{", content_type="application/json"),
        reply({"code": "vector-not-found", "status": 404}),
        reply(b"x", headers={"Content-Encoding": "gzip"}),
        reply(b"\x1f\x8b" + b"\x00" * 20, headers={"Content-Encoding": "gzip"}),
    ],
    ids=["html", "bad json", "a problem under 200", "no gzip", "bad gzip"],
)
def test_a_wrong_answer_is_a_response_error_at_once(
    side: Side, server: Server, call: tuple[str, dict[str, Any], Any], answer: Behaviour
) -> None:
    method, arguments, _ = call
    server.script = [answer]
    side.open(url=server.url, retries=FAST)
    with pytest.raises(v.ResponseError):
        side.call(method, **arguments)
    assert len(server.seen) == 1


def test_a_body_without_end_is_cut_at_the_cap(side: Side, server: Server) -> None:
    chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    server.script = [
        raw(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
            + chunk * 64
        )
    ]
    side.open(url=server.url, retries=FAST, max_response_bytes=1_000_000)
    with pytest.raises(v.ResponseError, match="1000000"):
        side.call("get_vector", "c", "v")


@pytest.mark.parametrize(
    "bad", [b"HTTP/1.1 OK\r\n\r\n", b"SSH-2.0-x\r\n", b"HTTP/1.1 200 OK\r\nBad Header\r\n\r\n", b"\x00" * 50]
)
def test_what_is_not_http_is_a_failed_connection(side: Side, server: Server, bad: bytes) -> None:
    server.script = [raw(bad)]
    side.open(url=server.url, retries=0)
    with pytest.raises(v.ConnectionFailedError):
        side.call("get_vector", "c", "v")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_certificate_that_is_not_trusted_or_for_another_host_is_refused_once(side: Side, host: str) -> None:
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    with Server(tls=context) as server:
        server.script = [reply(VECTOR)]
        url = server.url.replace("127.0.0.1", host)
        side.open(url=url, retries=FAST, tls=trusting, api_key="canary")
        if host == "localhost":
            assert side.call("get_vector", "c", "v").id == "v"
        else:
            with pytest.raises(v.ConnectionFailedError) as caught:
                side.call("get_vector", "c", "v")
            assert not caught.value.is_retryable
            assert caught.value.attempts == server.connections == 1
            assert server.seen == []


def test_connections_are_closed_with_the_client(side: Side, server: Server) -> None:
    server.script = [reply(VECTOR)]
    side.open(url=server.url)
    side.call("get_vector", "c", "v")
    assert server.connections == server.open == 1
    client: Any = side.client
    if side.name == "sync":
        client.close()
    else:
        side.loop.run_until_complete(client.aclose())  # type: ignore[attr-defined]
    assert server.settled()
    with pytest.raises(v.ConfigurationError, match="closed"):
        side.call("get_vector", "c", "v")


@pytest.mark.parametrize("answer", [b"", CUT, b"HTTP/1.1 200 OK\r\n\r\n"], ids=["head", "body", "no length"])
def test_a_call_ends_when_another_thread_closes_the_client(server: Server, answer: bytes) -> None:
    released = threading.Event()

    def hold(connection: socket.socket, seen: Seen) -> bool:
        connection.sendall(answer)
        return not released.wait(300)

    server.script = [hold]
    client = v.SyncVectorizerClient(server.url, timeout=300, read_timeout=300, retries=5)
    ended: list[v.VectorizerError] = []

    def call() -> None:
        try:
            client.get_vector("c", "v")
        except v.VectorizerError as error:
            ended.append(error)

    thread = threading.Thread(target=call, daemon=True)
    thread.start()
    waited = time.monotonic() + 60
    while not server.seen and time.monotonic() < waited:
        time.sleep(0.01)
    client.close()
    thread.join(60)
    released.set()
    assert [type(error) for error in ended] == [v.ConnectionFailedError]
    assert str(ended[0]).startswith("the client is closed (")
    assert server.connections == 1


def test_the_deadline_leaves_no_socket(side: Side, server: Server) -> None:
    server.script = [raw(CUT, then="stall")]
    side.open(url=server.url)
    with pytest.raises(v.DeadlineExceededError):
        side.call("get_vector", "c", "v", timeout=0.3)
    assert server.settled()


def test_bodies_are_json_the_server_can_read(side: Side, server: Server) -> None:
    server.script = [reply(WRITTEN)]
    side.open(url=server.url)
    side.call("update_vector", "c", "v", text="é")
    assert json.loads(server.seen[0].body) == {"text": "é"}
    assert server.seen[0].headers["content-length"] == str(len(server.seen[0].body))
