"""On a real socket: what is not HTTP, what is too much, and what is too slow."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import socket
import threading
import time
from functools import partial
from typing import Any

import pytest
from sockets import RawReply, RunningServer, read_answer
from vectorizer_mock import running
from vectorizer_mock.http.browsers import BrowserGuard
from vectorizer_mock.settings import Settings

HOST = b"Host: localhost\r\n"
POST = b"POST /collections HTTP/1.1\r\n" + HOST + b"Content-Type: application/json\r\n"
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n"


def get(path: bytes = b"/health", headers: bytes = b"") -> bytes:
    return b"GET " + path + b" HTTP/1.1\r\n" + HOST + headers + b"\r\n"


def check_health(server: RunningServer) -> None:
    assert server.exchange(get(headers=b"Connection: close\r\n")).status == 200


def check_refusal(reply: RawReply, status: int, code: str) -> None:
    assert (reply.status, reply.closed) == (status, True)
    problem = reply.problem
    assert (problem["code"], problem["status"]) == (code, status)
    assert "content-type: application/problem+json" in reply.head
    assert "connection: close" in reply.head
    assert f"x-request-id: {problem['request_id']}" in reply.head


NOT_HTTP = {
    "tls": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    "words": b"hello there\r\n\r\n",
    "version": b"GET /health HTTP/9.9\r\n" + HOST + b"\r\n",
    "http/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "no slash": b"GET health HTTP/1.1\r\n" + HOST + b"\r\n",
    "bytes in the path": b"GET /collections/\xff HTTP/1.1\r\n" + HOST + b"\r\n",
    "length and chunks": POST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "chunks and length": CHUNKED + b"Content-Length: 5\r\n\r\n0\r\n\r\n",
    "two lengths": POST + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{} ",
    "a list of lengths": POST + b"Content-Length: 2, 2\r\n\r\n{}",
    "a length with a sign": POST + b"Content-Length: +2\r\n\r\n{}",
    "a negative length": POST + b"Content-Length: -2\r\n\r\n{}",
    "an unknown coding": POST + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "a second coding": POST + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    "a folded header": get(headers=b"X-A: b\r\n c\r\n"),
    "bare line feeds": b"GET /health HTTP/1.1\nHost: x\n\n",
    "a bare line feed": b"GET /health HTTP/1.1\r\nHost: x\nX: y\r\n\r\n",
    "a bare carriage return": b"GET /health HTTP/1.1\r\nHost: localhost\rX: y\r\n\r\n",
    "a blank before the colon": b"GET /health HTTP/1.1\r\nHost : x\r\n\r\n",
    "a NUL in a header": get(headers=b"X: a\0b\r\n"),
    "a chunk without a size": CHUNKED + b"\r\nzz\r\n{}\r\n0\r\n\r\n",
    "no host": b"GET /health HTTP/1.1\r\n\r\n",
    "two hosts": get(headers=b"Host: y\r\n"),
    "another version": b"GET /health HTTP/2.0\r\n" + HOST + b"\r\n",
    "bare line feeds in chunks": CHUNKED + b"\r\n2\n{}\n0\n\n",
}


@pytest.mark.parametrize("name", NOT_HTTP)
def test_what_is_not_http_is_400_and_the_end(server: RunningServer, name: str) -> None:
    check_refusal(server.exchange(NOT_HTTP[name]), 400, "malformed-request")
    check_health(server)


@pytest.mark.parametrize(
    "request_bytes",
    [
        get(headers=b"X: " + b"a" * 17_000 + b"\r\n"),
        get(headers=b"".join(b"X%d: %s\r\n" % (n, b"a" * 400) for n in range(50))),
        get(headers=b"".join(b"X%d: y\r\n" % n for n in range(101))),
        get(path=b"/health?" + b"a" * 1_100_000),
        b"GET /health HTTP/1.1\r\n" + HOST + b"X: " + b"a" * 60_000,
    ],
    ids=["one", "together", "101", "target", "unfinished"],
)
def test_headers_beyond_the_limit_are_431(server: RunningServer, request_bytes: bytes) -> None:
    reply = server.exchange(request_bytes)
    check_refusal(reply, 431, "headers-too-large")
    assert reply.seconds < 0.9


def test_headers_within_the_limit_pass(server: RunningServer) -> None:
    assert server.exchange(get(headers=b"".join(b"X%d: y\r\n" % n for n in range(98)))).status == 200
    assert server.exchange(get(headers=b"X: " + b"a" * 16_000 + b"\r\n")).status == 200
    assert server.exchange(get(path=b"/health?" + b"a" * 900_000)).status == 200


@pytest.mark.parametrize("method", [b"HEAD", b"OPTIONS", b"TRACE", b"FOO", b"PROPFIND"])
def test_other_methods_are_405(server: RunningServer, method: bytes) -> None:
    reply = server.exchange(method + b" /health HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n")
    assert (reply.status, reply.closed) == (405, True)
    assert "allow: get" in reply.head


def test_connections_are_kept_and_requests_pipelined(server: RunningServer) -> None:
    reply = server.exchange(get() + get(b"/info") + get(headers=b"Connection: close\r\n"))
    assert (reply.data.count(b"HTTP/1.1 200"), reply.closed) == (3, True)


def test_rubbish_after_a_request_ends_the_connection(server: RunningServer) -> None:
    reply = server.exchange(get() + b"RUBBISH\r\n\r\n")
    assert (reply.data.count(b"HTTP/1.1 200"), reply.closed) == (1, True)


def test_a_broken_request_waits_for_the_answer_to_the_one_before(server: RunningServer) -> None:
    slow = b'{"texts":["%s"],"dimension":2}' % (b"word " * 180_000)
    first = (
        b"POST /embed HTTP/1.1\r\n"
        + HOST
        + b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(slow)
        + slow
    )
    for broken in (b"RUBBISH\r\n\r\n", CHUNKED + b"\r\nzz\r\n", POST + b"Content-Length: 5\r\n\r\n{"):
        reply = server.exchange(first + broken, patience=8)
        assert reply.data.startswith(b"HTTP/1.1 200 ")
        assert reply.closed or broken.endswith(b"{")
    check_health(server)


def test_a_client_that_does_not_read_is_let_go(server: RunningServer) -> None:
    texts = b'{"texts":[%s"a"],"dimension":4096}' % (b'"a",' * 400)
    ask = (
        b"POST /embed HTTP/1.1\r\n"
        + HOST
        + b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(texts)
        + texts
    )
    with server.connect() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.sendall(ask * 4)
        started = time.monotonic()
        with contextlib.suppress(ConnectionError):
            # Once the server has let go, its system refuses what is still sent to it.
            while time.monotonic() - started < 8:
                time.sleep(0.1)
                connection.sendall(b" ")
    assert 1 < time.monotonic() - started < 8
    check_health(server)


def test_a_client_that_only_listens_gets_its_answer(server: RunningServer) -> None:
    reply = server.exchange(get(), half_close=True)
    assert (reply.status, reply.closed) == (200, True)


def test_an_upgrade_is_answered_as_a_plain_request(server: RunningServer) -> None:
    reply = server.exchange(get(headers=b"Connection: Upgrade\r\nUpgrade: websocket\r\n"))
    assert (reply.status, reply.closed) == (200, True)


def test_a_body_that_ends_early_is_400(server: RunningServer) -> None:
    reply = server.exchange(POST + b"Content-Length: 50\r\n\r\n{}", half_close=True)
    check_refusal(reply, 400, "malformed-request")


def test_a_body_that_stops_is_400(server: RunningServer) -> None:
    reply = server.exchange(POST + b"Content-Length: 50\r\n\r\n{}")
    check_refusal(reply, 400, "malformed-request")
    assert 0.4 < reply.seconds < 2


def test_a_body_that_drips_is_400(server: RunningServer) -> None:
    drops: list[bytes | float] = [b" ", 0.3] * 8
    reply = server.exchange(POST + b"Content-Length: 50\r\n\r\n", *drops)
    check_refusal(reply, 400, "malformed-request")


def test_a_body_that_waits_for_the_server_is_not_late(monkeypatch: pytest.MonkeyPatch) -> None:
    class Busy(BrowserGuard):
        async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
            await asyncio.sleep(1)
            await super().__call__(scope, receive, send)

    limits = partial(Settings, body_timeout=0.3, body_idle_timeout=0.2)
    monkeypatch.setattr(running, "Settings", limits)
    monkeypatch.setattr(running, "for_browsers", Busy)
    body = b'{"name": "c", "dimension": 2%s}' % (b" " * 1_000_000)
    with running.MockServer() as server:
        host, port = server.url[7:].split(":")
        with socket.create_connection((host, int(port))) as made:
            made.sendall(POST + b"Content-Length: %d\r\n\r\n" % len(body) + body)
            assert made.recv(65536).startswith(b"HTTP/1.1 201 ")


def test_a_body_that_is_slow_but_never_silent_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    # Longer in all than the silence that is allowed, which no pause of it comes near.
    monkeypatch.setattr(running, "Settings", partial(Settings, body_timeout=60, body_idle_timeout=4))
    body = b'{"name": "c", "dimension": 2}'
    with running.MockServer() as server:
        host, port = server.url[7:].split(":")
        with socket.create_connection((host, int(port))) as made:
            made.sendall(POST + b"Content-Length: %d\r\n\r\n" % len(body))
            for piece in (body[:9], body[9:18], body[18:27], body[27:]):
                time.sleep(1.2)
                made.sendall(piece)
            assert made.recv(65536).startswith(b"HTTP/1.1 201 ")


def test_headers_that_drip_are_400(server: RunningServer) -> None:
    drops: list[bytes | float] = [b"X", 0.3] * 6
    check_refusal(server.exchange(b"GET /health HTTP/1.1\r\n", *drops), 400, "malformed-request")


def test_silence_is_ended(server: RunningServer) -> None:
    reply = server.exchange()
    assert (reply.data, reply.closed) == (b"", True)
    assert reply.seconds < 2


@pytest.mark.parametrize("header", [(b"x", b"1\r\ny: 2"), (b"x\r\ny", b"2"), (b"x", b"1\0")])
def test_a_header_of_the_answer_cannot_bring_others(
    monkeypatch: pytest.MonkeyPatch, header: tuple[bytes, bytes]
) -> None:
    class Splitting(BrowserGuard):
        async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
            await send({"type": "http.response.start", "status": 200, "headers": [header]})
            await send({"type": "http.response.body", "body": b"{}"})

    monkeypatch.setattr(running, "for_browsers", Splitting)
    with running.MockServer() as server:
        host, port = server.url[7:].split(":")
        with socket.create_connection((host, int(port)), timeout=60) as made:
            made.sendall(get())
            assert made.recv(65536) == b""


def test_rest_between_requests_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    class Slow(BrowserGuard):
        async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
            if scope["raw_path"] == b"/info":
                await asyncio.sleep(3)
            await super().__call__(scope, receive, send)

    monkeypatch.setattr(running, "Settings", partial(Settings, keep_alive_timeout=2.0))
    monkeypatch.setattr(running, "for_browsers", Slow)
    with running.MockServer() as server:
        host, port = server.url[7:].split(":")
        with socket.create_connection((host, int(port)), timeout=60) as made:
            # The timer of the first rest ends in the second request, which is no rest.
            for path in (b"/health", b"/info"):
                made.sendall(get(path))
                assert made.recv(65536).startswith(b"HTTP/1.1 200 ")
            assert made.recv(65536) == b""


def test_rest_after_a_body_in_pieces_is_no_late_head(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "Settings", partial(Settings, header_timeout=1.0))
    with running.MockServer() as server:
        host, port = server.url[7:].split(":")
        with socket.create_connection((host, int(port)), timeout=60) as made:
            for piece in (POST + b"Content-Length: 29\r\n\r\n", b'{"name": "c", "dimension": 2}'):
                made.sendall(piece)
                time.sleep(0.2)
            assert made.recv(65536).startswith(b"HTTP/1.1 201 ")
            time.sleep(1.5)
            made.sendall(get())
            assert made.recv(65536).startswith(b"HTTP/1.1 200 ")


def test_slow_clients_do_not_slow_others_down(server: RunningServer) -> None:
    slow = [server.connect() for _ in range(200)]
    for connection in slow:
        connection.sendall(b"GET /hea")
    times = []
    for _ in range(50):
        started = time.perf_counter()
        check_health(server)
        times.append(time.perf_counter() - started)
    for connection in slow:
        connection.close()
    assert sorted(times)[-2] < 1.0


def test_a_length_over_the_limit_is_413_before_the_body(server: RunningServer) -> None:
    reply = server.exchange(POST + b"Content-Length: 33554433\r\n\r\n", patience=0.4)
    assert (reply.status, reply.closed, reply.problem["code"]) == (413, True, "payload-too-large")
    assert reply.seconds < 1


def test_a_body_over_the_limit_is_413(server: RunningServer) -> None:
    piece = b"100000\r\n" + b" " * 0x100000 + b"\r\n"
    reply = server.exchange(CHUNKED + b"\r\n", *[piece] * 33, b"0\r\n\r\n")
    assert (reply.status, reply.problem["limit"]) == (413, 33_554_432)


def test_a_body_is_asked_for_only_when_it_is_wanted(server: RunningServer) -> None:
    expect = b"Expect: 100-continue\r\n"
    with server.connect() as connection:
        connection.sendall(POST + b"Content-Length: 2\r\n" + expect + b"\r\n")
        assert connection.recv(1000) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(b"{}")
        assert read_answer(connection, 1)[0].startswith(b"HTTP/1.1 422 ")
    for refused in (b"Content-Length: 33554433\r\n", b"Content-Length: 2\r\nContent-Encoding: br\r\n"):
        reply = server.exchange(POST + refused + expect + b"\r\n")
        assert (reply.status in (413, 415), reply.closed) == (True, True)


def test_sigterm_lets_running_requests_finish() -> None:
    with RunningServer("--log-level", "warning") as running:
        with running.connect() as idle, running.connect() as connection:
            # The request has begun and its body has not ended when the signal comes.
            body = b'{"name":"' + b"c" * 20 + b'"}'
            connection.sendall(POST + b"Content-Length: %d\r\n\r\n" % len(body) + body[:5])
            time.sleep(0.2)
            running.process.terminate()
            time.sleep(0.3)
            with pytest.raises(ConnectionRefusedError):
                socket.create_connection(("127.0.0.1", running.port))
            connection.sendall(body[5:])
            data, closed = read_answer(connection, 3)
            assert data.startswith(b"HTTP/1.1 201 ")
            assert closed
            assert idle.recv(10) == b""
        assert running.process.wait(timeout=10) == 0
    assert running.output == ""
    assert running.errors == ""


def test_many_clients_at_once(server: RunningServer) -> None:
    statuses: list[int] = []

    def ask() -> None:
        for _ in range(10):
            statuses.append(server.exchange(get(headers=b"Connection: close\r\n")).status)

    threads = [threading.Thread(target=ask) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [200] * 200


def test_a_trailer_is_no_header() -> None:
    body = b'{"name": "c", "dimension": 2}'
    chunk = b"%x\r\n" % len(body) + body + b"\r\n0\r\n"
    with RunningServer("--api-key", "k" * 20) as server:
        refused = server.exchange(CHUNKED + b"\r\n" + chunk + b"X-API-Key: " + b"k" * 20 + b"\r\n\r\n")
        assert refused.status == 401
        key = b"X-API-Key: " + b"k" * 20 + b"\r\n"
        made = server.exchange(CHUNKED + key + b"\r\n" + chunk + b"Content-Type: text/plain\r\n\r\n")
        assert made.status == 201


def test_requests_leave_nothing_to_the_collector_of_cycles() -> None:
    body = b'{"name": "c", "dimension": 2}'
    asked = [get(), get(b"/collections/none"), POST + b"Content-Length: %d\r\n\r\n" % len(body) + body]
    with (
        running.MockServer() as server,
        socket.create_connection(("127.0.0.1", int(server.url.rsplit(":", 1)[1]))) as made,
    ):

        def ask() -> None:
            for one in asked:
                made.sendall(one)
                assert made.recv(65536).startswith(b"HTTP/1.1 ")

        ask()
        gc.collect()
        gc.disable()
        try:
            for _ in range(30):
                ask()
            assert gc.collect() < 30, "not one object for each request"
        finally:
            gc.enable()
