"""The command, and what has to hold before a server starts."""

from __future__ import annotations

import asyncio
import gc
import os
import socket
import subprocess
import sys

import pytest
from sockets import RunningServer
from vectorizer_mock import __version__
from vectorizer_mock.cli import main
from vectorizer_mock.http.app import Application
from vectorizer_mock.http.server import collect_rarely
from vectorizer_mock.log import Log
from vectorizer_mock.operations.complete import MissingHandlerError
from vectorizer_mock.operations.handlers import OperationHandlers
from vectorizer_mock.settings import Settings
from vectorizer_mock.stores import MemoryStore


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (["--host", "0.0.0.0"], "--insecure"),
        (["--host", "::"], "--insecure"),
        (["--host", "example.org"], "--insecure"),
        (["--port", "70000"], "0 to 65535"),
        (["--port", "x"], "--port: must be an integer"),
        (["--port", "-1"], "--port"),
        (["--api-key", ""], "--api-key: must not be empty"),
        (["--read-only-key", ""], "--read-only-key: must not be empty"),
        (["--api-key", "a", "--api-key", "k", "--read-only-key", "k"], "--read-only-key must not be one of"),
        (["--api-key-file", "/does/not/exist"], "--api-key-file: /does/not/exist cannot be read"),
        (["--read-only-key-file", "/dev/null"], "--read-only-key-file: /dev/null must hold a key"),
        (["--allow-host", "a/b"], "--allow-host: must be a host name"),
        (["--allow-host", "a:80"], "without a port"),
        (["--allow-origin", "pages.test"], "must be an origin like"),
        (["--allow-origin", "http://pages.test/x"], "must be an origin like"),
        (["--header-timeout", "x"], "--header-timeout: must be a number of seconds"),
        (["--rate-limit", "many"], "10/s"),
        (["--rate-limit", "0/s"], "10/s"),
        (["--requests-in-flight", "-1"], "--requests-in-flight"),
        (["--requests-in-flight", "1.5"], "--requests-in-flight: must be an integer"),
        (["--body-timeout", "0"], "more than 0"),
        (["--seed", "x"], "--seed"),
        (["--store", "sqlite://u:hunter2@h"], "--store: must be memory, embedded, or a URL"),
        (["--store", "embedded"], "need each other"),
        (["--data", "d"], "need each other"),
        (["--store", "postgresql://h/d", "--mock"], "--mock needs the store in memory"),
        (["--store", "postgresql://h/d", "--strict"], "--strict needs the store in memory"),
        (["--store", "postgresql://h/d", "--seed", "1"], "--seed needs the store in memory"),
        (["--store", "postgresql://h/d", "--index-above"], "--index-above needs the store in memory"),
        (["--index-above", "many"], "--index-above: must be an integer"),
        (
            ["--store", "postgresql://h/d", "--replica", "h:hunter2@x"],
            "--replica: must be a URL like postgresql://",
        ),
        (["--replica", "postgresql://h/d"], "--replica needs a --store with a URL"),
        (["--nonsense"], "--nonsense"),
    ],
)
def test_wrong_flags_are_refused_with_a_reason(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, flags: list[str], said: str
) -> None:
    monkeypatch.delenv("VECTORIZER_API_KEY", raising=False)
    with pytest.raises(SystemExit) as caught:
        main(["serve", *flags])
    assert caught.value.code == 2
    assert said in capsys.readouterr().err


def test_an_address_that_is_taken_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["serve", "--port", str(port)]) == 1
    assert f"cannot listen on 127.0.0.1:{port}" in capsys.readouterr().err


def test_the_server_says_where_it_listens_and_nothing_else() -> None:
    with RunningServer("--host", "0.0.0.0", "--insecure", "--mock", "--log-level", "off") as running:
        assert running.line == f"vectorizer-mock listening on http://0.0.0.0:{running.port}\n"
        reset = b"POST /__mock/reset HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        assert running.exchange(reset).status == 204
    assert (running.output, running.errors) == ("", "")


def test_a_key_may_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VECTORIZER_API_KEY", "from-outside")
    info = b"GET /info HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
    with RunningServer("--host", "0.0.0.0") as running:
        assert running.exchange(info + b"\r\n").status == 401
        assert running.exchange(info + b"X-API-Key: from-outside\r\n\r\n").status == 200
    assert "from-outside" not in running.errors


def test_a_server_that_may_take_no_request_answers_503() -> None:
    with RunningServer("--requests-in-flight", "0", "--log-level", "off") as running:
        answer = running.exchange(b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    assert answer.status == 503
    assert "\r\nretry-after: 1" in answer.head


def test_the_version_is_told() -> None:
    command = [sys.executable, "-m", "vectorizer_mock", "--version"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=os.environ)
    assert done.stdout == f"vectorizer-mock {__version__}\n"


def test_an_operation_without_a_handler_stops_the_server() -> None:
    with pytest.raises(MissingHandlerError, match=r"getHealth .*GET /health"):
        Application(object(), MemoryStore(), Settings(), Log("off"), str)  # type: ignore[arg-type]


def test_the_command_says_which_handler_is_missing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(OperationHandlers, "get_health", None)
    monkeypatch.setattr(OperationHandlers, "get_info", None)
    assert main(["serve", "--port", "0"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    named = [line.partition(",")[0] for line in said.err.splitlines()]
    assert named == [
        "vectorizer-mock: openapi.yaml has the operation getHealth (GET /health)",
        "openapi.yaml has the operation getInfo (GET /info)",
    ]


def test_stored_records_are_not_searched_for_cycles_during_requests() -> None:
    before = gc.get_threshold()
    loop = asyncio.new_event_loop()
    try:
        collect_rarely(loop)
        assert gc.get_threshold()[:2] == before[:2]
        searches = gc.get_stats()[2]["collections"]
        kept = [
            {"n": number} for number in range(200_000)
        ]  # enough for several such searches by Python's own rule
        assert gc.get_stats()[2]["collections"] == searches
        del kept
    finally:
        gc.set_threshold(*before)
        loop.close()
