"""The costs of one client for the others: slow senders, readers that stopped, logs that nobody reads."""

from __future__ import annotations

import asyncio
import gzip
import io
import json
import os
import random
import socket
import subprocess
import sys
import time
import urllib.request
from types import SimpleNamespace
from typing import Any

import pytest
from sockets import RunningServer
from support import Api
from vectorizer_mock.http.exchange import Exchange
from vectorizer_mock.log import Log
from vectorizer_mock.settings import Settings

EMPTY_MEMBER = gzip.compress(b"", mtime=0)


def get(port: int, path: str = "/health") -> int:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=60) as answer:
        answer.read()
        return int(answer.status)


def test_a_log_that_nobody_reads_stops_neither_requests_nor_the_end() -> None:
    with RunningServer() as running:  # its standard error is a pipe, read at the end
        for _ in range(800):
            assert get(running.port) == 200
        running.process.terminate()
        assert running.process.wait(timeout=15) == 0


def test_an_answer_that_the_end_cuts_off_is_no_failure() -> None:
    said = io.StringIO()

    async def go() -> None:
        connection: Any = SimpleNamespace(
            loop=asyncio.get_running_loop(),
            log=Log(stream=said),
            state=SimpleNamespace(tasks=set()),
            transport=SimpleNamespace(close=lambda: None),
        )
        exchange = Exchange(connection, {"method": "GET"}, keep_alive=True, wants_continue=False)
        exchange.begin(lambda *_: asyncio.sleep(3600))
        (task,) = connection.state.tasks
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait({task})

    asyncio.run(go())
    (line,) = map(json.loads, said.getvalue().splitlines())
    assert (line["level"], line["event"]) == ("warning", "answer cut off")


def test_a_closed_log_is_no_failure() -> None:
    with RunningServer() as running:
        assert running.process.stderr is not None
        running.process.stderr.close()
        for _ in range(20):
            assert get(running.port) == 200
        running.process.terminate()
        assert running.process.wait(timeout=15) == 0
        running.process.stderr = None


def test_lines_that_nobody_reads_are_counted_when_there_is_room_again() -> None:
    reader, writer = os.pipe()
    code = "\n".join(
        [
            "from vectorizer_mock.log import Log, Sink",
            "Sink.WAITING = 50",
            "log = Log()",
            "for n in range(3000): log.write('info', 'x' * 200, n=n)",
            "input()",
            "log.drain(30)",
            "log.write('info', 'last')",
            "log.drain(30)",
        ]
    )
    process = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stderr=writer)
    os.close(writer)
    time.sleep(1)
    assert process.stdin is not None
    process.stdin.write(b"\n")
    process.stdin.close()
    with os.fdopen(reader, "rb") as file:
        lines = [json.loads(line) for line in file]
    assert process.wait(timeout=30) == 0
    dropped = sum(line.get("lines", 0) for line in lines if line["event"] == "log lines dropped")
    assert lines[-1]["event"] == "last"
    assert dropped > 0
    assert dropped + sum("n" in line for line in lines) == 3000


def test_standard_output_that_is_full_is_told_without_a_traceback() -> None:
    with open("/dev/full", "w") as full:
        command = [sys.executable, "-m", "vectorizer_mock", "serve", "--port", "0"]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, timeout=30)
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr
    assert b"standard output" in done.stderr


def test_slow_senders_take_nobodys_place() -> None:
    head = b"POST /collections HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 90\r\n\r\n"
    with RunningServer("--requests-in-flight", "4", "--log-level", "off") as running:
        slow = [socket.create_connection(("127.0.0.1", running.port)) for _ in range(40)]
        try:
            for connection in slow:
                connection.sendall(head + b"{")
            assert get(running.port) == 200
            assert get(running.port, "/collections") == 200
        finally:
            for connection in slow:
                connection.close()


def test_health_is_answered_however_busy_the_server_is() -> None:
    api = Api(Settings(requests_in_flight=1))
    api.collection()
    work = [api.send("POST", "/collections/c/insert", {"text": f"{n} word " * 30_000}) for n in range(3)]
    *inserts, health = api.gather([*work, api.send("GET", "/health")])
    assert sorted(reply.status for reply in inserts) == [201, 503, 503]
    assert health.status == 200
    api.close()


def test_many_compressed_members_are_refused_in_time_that_grows_with_the_body() -> None:
    api = Api()
    api.collection(dimension=3)
    whole = gzip.compress(b'{"id":"a","vector":[1,2,3]}')
    started = time.process_time()
    reply = api(
        "POST",
        "/collections/c/insert",
        EMPTY_MEMBER * (8 * 2**20 // len(EMPTY_MEMBER)) + whole,
        content_type="application/json",
        content_encoding="gzip",
    )
    assert (reply.status, reply.code) == (400, "malformed-request")
    assert time.process_time() - started < 5
    blocks = b"".join(gzip.compress(piece) for piece in (b'{"id":"a",', b'"vector":', b"[1,2,3]}"))
    reply = api(
        "POST", "/collections/c/insert", EMPTY_MEMBER * 100 + blocks,
        content_type="application/json", content_encoding="gzip",
    )  # fmt: skip
    assert reply.status == 201
    api.close()


def test_a_member_may_end_anywhere_in_a_piece() -> None:
    api = Api()
    api.collection(dimension=3)
    text = b'{"id":"%d","vector":[1,2,3],"text":"' + random.Random(1).randbytes(40_000).hex().encode() + b'"}'
    for n, cut in enumerate((1, 16_383, 16_384, 16_385, 50_000)):
        body = text % n
        packed = b"".join(gzip.compress(part, level) for level, part in ((1, body[:cut]), (9, body[cut:])))
        reply = api(
            "POST", "/collections/c/insert", packed, content_type="application/json", content_encoding="gzip"
        )
        assert reply.status == 201, (cut, reply.text)
        reply = api(
            "POST",
            "/collections/c/insert",
            packed[:-1],
            content_type="application/json",
            content_encoding="gzip",
        )
        assert (reply.status, reply.code) == (400, "malformed-request")
    api.close()


@pytest.mark.parametrize("host", ["a b", "x/y", "u@x", "a,b", "x:y", "[::1", "a\\b", "<x>"])
def test_a_host_that_is_none_is_400(host: str) -> None:
    with RunningServer("--log-level", "off") as running:
        reply = running.exchange(f"GET /health HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
        assert (reply.status, reply.problem["code"]) == (400, "malformed-request")


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:15002", "[::1]:80", "a-b.example:", "", "x%20y"])
def test_a_host_as_rfc_9110_writes_it_is_taken(host: str) -> None:
    with RunningServer("--log-level", "off", "--api-key", "k") as running:
        assert running.exchange(f"GET /health HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()).status == 200


def test_an_export_ends_with_its_reader_and_gives_others_their_turn() -> None:
    api = Api()
    api.collection(dimension=1024)
    vectors = [{"id": f"v{n}", "vector": [0.125 + n] * 1024} for n in range(2000)]
    assert api("POST", "/collections/c/batch_insert", {"vectors": vectors}).status == 200
    whole = api("GET", "/collections/c/export").text
    taken: list[bytes] = []
    turns = 0

    async def receive() -> dict[str, object]:
        while len(taken) < 3:
            await asyncio.sleep(0)
        return {"type": "http.disconnect"}

    async def send(message: dict[str, object]) -> None:
        if body := message.get("body"):
            taken.append(bytes(str(body), "ascii"))

    async def others() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    async def run() -> None:
        beside = asyncio.ensure_future(others())
        path = "/collections/c/export"
        scope = {"type": "http", "method": "GET", "path": path, "raw_path": path.encode(), "headers": []}
        await api.app(scope, receive, send)
        beside.cancel()

    api.run(run())
    assert turns >= 3
    assert len(taken) < 10
    assert sum(map(len, taken)) < len(whole) / 2
    api.close()
