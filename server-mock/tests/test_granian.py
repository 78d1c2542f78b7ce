"""Under another HTTP server, granian: what is hostile is refused, and nothing is answered 500."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from sockets import RawReply, read_answer
from support import Api
from test_json_bodies import MALFORMED
from test_wire import CHUNKED, NOT_HTTP, POST, get
from vectorizer_mock.arguments import make_parser
from vectorizer_mock.asgi import TAKEN as VARIABLES
from vectorizer_mock.asgi import make_application
from vectorizer_mock.config import PREFIX, ConfigError

APPLICATION = "vectorizer_mock.asgi:make_application"
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
    command += ["--port", str(number), "--log-level", "critical"]
    with subprocess.Popen(command, env={**os.environ, "VECTORIZER_MOCK_LOG_LEVEL": "off"}) as process:
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


def test_another_name_is_421_and_another_origin_403(port: int) -> None:
    headers = b"GET /collections HTTP/1.1\r\nHost: %b\r\n%b\r\n"
    assert exchange(port, headers % (b"localhost", b"")).status == 200
    rebound = exchange(port, headers % (b"somewhere.example", b""))
    assert (rebound.status, rebound.problem["code"]) == (421, "misdirected-request")
    page = exchange(port, headers % (b"localhost", b"Origin: https://somewhere.example\r\n"))
    assert (page.status, page.problem["code"]) == (403, "origin-not-allowed")


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for variable in [name for name in os.environ if name.startswith("VECTORIZER_")]:
        monkeypatch.delenv(variable)
    monkeypatch.setenv("VECTORIZER_MOCK_LOG_LEVEL", "off")
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "1")
    return monkeypatch


def test_keys_are_those_of_the_environment(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("VECTORIZER_API_KEY", "writes")
    environment.setenv("VECTORIZER_MOCK_API_KEY", "writes-too")
    environment.setenv("VECTORIZER_READ_ONLY_KEY", "reads")
    api = Api(application=make_application())
    new = {"name": "c", "dimension": 2}
    assert api("GET", "/collections").status == 401
    assert api("POST", "/collections", new, x_api_key="reads").status == 403
    assert api("GET", "/collections", x_api_key="reads").status == 200
    assert api("POST", "/collections", new, x_api_key="writes").status == 201
    assert api("GET", "/collections/c", x_api_key="writes-too").status == 200
    api.close()
    environment.setenv("VECTORIZER_READ_ONLY_KEY", "writes")
    with pytest.raises(ConfigError, match="must not be one of"):
        make_application()


def test_an_allowed_name_is_taken(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("VECTORIZER_MOCK_ALLOW_HOST", "db.example")
    api = Api(application=make_application())
    assert api("GET", "/collections", host="db.example").status == 200
    assert api("GET", "/collections", host="somewhere.example").status == 421
    api.close()


def refused() -> list[str]:
    """The variables of all flags of `serve` but those that are taken."""
    flags = [option for action in make_parser()[1]["serve"]._actions for option in action.option_strings]
    names = {f"{PREFIX}{flag[2:].upper().replace('-', '_')}" for flag in flags if flag.startswith("--")}
    assert names > VARIABLES
    return sorted(names - VARIABLES)


@pytest.mark.parametrize("variable", refused())
def test_a_setting_that_it_cannot_keep_to_is_named(environment: pytest.MonkeyPatch, variable: str) -> None:
    environment.setenv(variable, "1")
    with pytest.raises(ConfigError, match=f"^{variable} is set"):
        make_application()
