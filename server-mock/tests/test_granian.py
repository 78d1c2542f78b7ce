"""Under another HTTP server, granian: what is hostile is refused, and nothing is answered 500."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from sockets import RawReply, read_answer
from test_json_bodies import MALFORMED
from test_wire import CHUNKED, NOT_HTTP, POST, get

APPLICATION = "vectorizer_mock.build:build_quiet_application"
# What granian takes of itself: lines that end with LF alone, chunks before a length, and any number of hosts.
TAKEN = {
    "bare line feeds",
    "a bare line feed",
    "bare line feeds in chunks",
    "length and chunks",
    "chunks and length",
    "no host",
    "two hosts",
}


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        number = int(free.getsockname()[1])
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "asginl",
        "--http",
        "1",
        "--factory",
        APPLICATION,
    ]
    with subprocess.Popen([*command, "--port", str(number), "--log-level", "critical"]) as process:
        try:
            until = time.monotonic() + 60
            while exchange(number, get()).status != 200:
                assert process.poll() is None
                assert time.monotonic() < until
                time.sleep(0.1)
            yield number
        finally:
            process.terminate()


def exchange(port: int, sent: bytes) -> RawReply:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
            connection.sendall(sent)
            return RawReply(*read_answer(connection, 10.0), 0.0)
    except OSError:
        return RawReply(b"", True, 0.0)


@pytest.mark.parametrize("name", NOT_HTTP)
def test_what_is_not_http_is_refused(port: int, name: str) -> None:
    status = exchange(port, NOT_HTTP[name]).status
    # Without a status the connection is ended in silence.
    assert status < 500
    assert name in TAKEN or status == 0 or status >= 400
    assert exchange(port, get()).status == 200


@pytest.mark.parametrize("name", MALFORMED)
def test_what_is_not_json_is_400(port: int, name: str) -> None:
    body = MALFORMED[name] or b" "
    reply = exchange(port, POST + f"Content-Length: {len(body)}\r\n\r\n".encode() + body)
    assert (reply.status, reply.problem["code"]) == (400, "malformed-json")


def test_headers_beyond_the_limit_are_431(port: int) -> None:
    reply = exchange(port, get(headers=b"X: " + b"a" * 17_000 + b"\r\n"))
    assert (reply.status, reply.problem["code"]) == (431, "headers-too-large")


def test_a_body_that_cannot_be_read_is_400(port: int) -> None:
    reply = exchange(port, CHUNKED + b"\r\nzz\r\n{}\r\n0\r\n\r\n")
    assert (reply.status, reply.problem["code"]) == (400, "malformed-request")


def test_a_collection_is_made_and_asked_for(port: int) -> None:
    body = json.dumps({"name": "c", "dimension": 2}).encode()
    assert exchange(port, POST + f"Content-Length: {len(body)}\r\n\r\n".encode() + body).status == 201
    assert exchange(port, get(b"/collections/c")).status == 200
