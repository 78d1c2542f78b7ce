"""On a real socket: requests behind requests, in one packet or in many."""

from __future__ import annotations

import asyncio
import contextlib
import re
import socket
from functools import partial
from typing import Any

import pytest
from sockets import RunningServer
from vectorizer_mock import running
from vectorizer_mock.http.browsers import BrowserGuard
from vectorizer_mock.settings import Settings

HOST = b"Host: localhost\r\n"
JSON = b"Content-Type: application/json\r\n"
POST = b"POST /collections HTTP/1.1\r\n" + HOST + JSON
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"


def get(path: bytes = b"/health", headers: bytes = b"", version: bytes = b"1.1") -> bytes:
    return b"GET " + path + b" HTTP/" + version + b"\r\n" + HOST + headers + b"\r\n"


def post(body: bytes, headers: bytes = b"") -> bytes:
    return POST + headers + b"Content-Length: %d\r\n\r\n" % len(body) + body


LAST = get(headers=b"Connection: close\r\n")


def statuses(answers: bytes) -> list[int]:
    return [int(found) for found in re.findall(rb"HTTP/1\.1 (\d+)", answers)]


def read_to_end(made: socket.socket) -> bytes:
    answers = b""
    with contextlib.suppress(ConnectionResetError):
        while piece := made.recv(65536):
            answers += piece
    return answers


def ask(server: RunningServer | running.MockServer, *parts: bytes, half_close: bool = False) -> bytes:
    """All that is answered until the server ends the connection."""
    port = server.port if isinstance(server, RunningServer) else int(server.url.rsplit(":", 1)[1])
    with socket.create_connection(("127.0.0.1", port), timeout=60) as made:
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for part in parts:
            made.sendall(part)
        if half_close:
            made.shutdown(socket.SHUT_WR)
        return read_to_end(made)


class Slow(BrowserGuard):
    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["raw_path"] == b"/info":
            await asyncio.sleep(1)
        await super().__call__(scope, receive, send)


@pytest.mark.parametrize(
    "closing",
    [
        get(headers=b"Connection: keep-alive\r\n", version=b"1.0"),
        get(headers=b"Connection: close\r\n"),
        b"POST /collections HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ],
    ids=["HTTP/1.0", "close", "refused"],
)
@pytest.mark.parametrize("body", [b"12345", b"12"], ids=["whole", "in part"])
def test_nothing_is_done_behind_the_last_answer(closing: bytes, body: bytes) -> None:
    delete = b"DELETE /collections/c HTTP/1.1\r\n" + HOST + b"Content-Length: 5\r\n\r\n"
    with running.MockServer() as server:
        assert statuses(ask(server, post(b'{"name": "c"}', b"Connection: close\r\n"))) == [201]
        assert len(statuses(ask(server, closing + delete + body))) == 1
        assert statuses(ask(server, get(b"/collections/c", b"Connection: close\r\n"))) == [200]


@pytest.mark.parametrize(
    "broken",
    [
        b"RUBBISH\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        CHUNKED + b"zz\r\n",
        POST + b"Content-Length: 5\r\n\r\n{",
    ],
    ids=["rubbish", "no host", "chunk", "short"],
)
def test_what_came_before_a_broken_request_is_answered_first(server: RunningServer, broken: bytes) -> None:
    for half_close in (False, True):
        answers = ask(server, get(b"/info") + get() + get(b"/none") + broken, half_close=half_close)
        assert statuses(answers) == [200, 200, 404, 400]
        assert answers.count(b"connection: close") == 1


def test_the_end_of_what_a_client_says_leaves_the_answer_under_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "for_browsers", Slow)
    with running.MockServer() as server:
        for broken in (b"RUBBISH\r\n\r\n", b"GET /hea", get(), get() + b"GET /hea"):
            answers = ask(server, get(b"/info") + broken, half_close=True)
            assert statuses(answers)[0] == 200
            assert (
                statuses(answers)[1:]
                == {b"R": [400], b"G": [200] if broken != b"GET /hea" else []}[broken[:1]]
            )


def test_a_head_behind_a_long_body_is_no_larger_for_it(server: RunningServer) -> None:
    body = b'{"name": "%s"}' % (b" " * 100_000)
    whole = post(body)
    assert statuses(ask(server, whole[:300], whole[300:] + LAST[:9], LAST[9:])) == [422, 200]


def test_thousands_of_requests_at_once_are_answered(server: RunningServer) -> None:
    """More than is read at a time, and no part of it ends where a request does."""
    many = 4000
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as made:
        asked = get(headers=b"X: " + b"a" * 170 + b"\r\n") * many + LAST
        made.setblocking(False)
        answers = b""
        while asked:
            with contextlib.suppress(BlockingIOError):
                asked = asked[made.send(asked) :]
            with contextlib.suppress(BlockingIOError):
                answers += made.recv(1 << 20)
        made.settimeout(60)
        answers += read_to_end(made)
    assert statuses(answers) == [200] * (many + 1)


def test_a_head_that_waits_for_the_server_is_not_late(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "Settings", partial(Settings, header_timeout=0.3))
    monkeypatch.setattr(running, "for_browsers", Slow)
    with running.MockServer() as server:
        made = socket.create_connection(("127.0.0.1", int(server.url.rsplit(":", 1)[1])), timeout=60)
        with made:
            made.sendall(get(b"/info") + get(b"/info") + LAST[:9])
            answers = made.recv(65536)
            made.sendall(LAST[9:])
            assert statuses(answers + read_to_end(made)) == [200, 200, 200]


@pytest.mark.parametrize(
    "endless", [b"3\r\n{ }\r\n0\r\nX: ", b"3\r\n{ }\r\n0\r\nX", b"3;x="], ids=["value", "name", "extension"]
)
def test_what_is_around_a_body_has_a_limit(server: RunningServer, endless: bytes) -> None:
    reply = server.exchange(CHUNKED + endless + b"a" * 100_000)
    assert (reply.status, reply.closed, reply.problem["code"]) == (431, True, "headers-too-large")
    assert reply.seconds < 0.9


def test_http_1_0_gets_no_chunks_and_nothing_before_its_answer() -> None:
    with running.MockServer() as server:
        made = post(b'{"name": "c"}', b"Expect: 100-continue\r\n").replace(b"HTTP/1.1", b"HTTP/1.0")
        assert statuses(ask(server, made)) == [201]
        line = b'{"id": "a", "text": "b"}\n'
        store = post(line, b"Connection: close\r\n").replace(b"/collections", b"/collections/c/import")
        assert statuses(ask(server, store.replace(b"/json", b"/x-ndjson"))) == [200]
        head, _, body = ask(server, get(b"/collections/c/export", version=b"1.0")).partition(b"\r\n\r\n")
        assert b"transfer-encoding" not in head
        assert body.startswith(b"{")
        assert body.endswith(b"}\n")


def test_answers_are_the_same_however_requests_are_cut(server: RunningServer) -> None:
    asked = (
        get()
        + b"HEAD /health HTTP/1.1\r\n"
        + HOST
        + b"\r\n"
        + CHUNKED
        + b"3;x=y\r\n{ }\r\n0\r\nX: y\r\n\r\n"
        + post(b"{}", b"Expect: 100-continue\r\n")
        + b"\r\n"
        + get(b"http://localhost/none")
        + LAST
    )

    def fixed(answers: bytes) -> bytes:
        return re.sub(rb"(?m)^date: .*$|[0-9a-f]{8}-[0-9a-f-]{27}", b"", answers)

    whole = fixed(ask(server, asked))
    assert statuses(whole) == [200, 405, 422, 100, 422, 404, 200]
    for cut in range(1, len(asked)):
        assert fixed(ask(server, asked[:cut], asked[cut:])) == whole, cut
    assert fixed(ask(server, *(asked[at : at + 1] for at in range(len(asked))))) == whole
