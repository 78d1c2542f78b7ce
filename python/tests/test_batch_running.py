"""How a batch runs: how much at once, what is read when, and what is told when it is ended from outside."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
import vectorizer_client as v
from batches import (
    MANY,
    applied,
    items,
)
from scripted import Seen, Server, reply
from sides import Answer, AsyncSide, Script, Side, SyncSide, problem
from vectorizer_client import Request
from vectorizer_client._batch.send_sync import _Pool

pytestmark = pytest.mark.usefixtures("small_requests")

INTERRUPTED = """
import json, signal, sys
from vectorizer_client import SyncVectorizerClient, report_of
# What a shell starts in the background ignores Ctrl-C, and so does all that it starts.
signal.signal(signal.SIGINT, signal.default_int_handler)
client = SyncVectorizerClient(sys.argv[1], retries=0, read_timeout=600, timeout=600)
try:
    client.batch_delete("c", [f"i{i}" for i in range(int(sys.argv[2]))], batch_size=10_000)
except KeyboardInterrupt as error:
    report = report_of(error)
    print(json.dumps([report.count, len(report["unknown"]), len(report.get("not_sent", []))]))
"""


def never(connection: socket.socket, seen: Seen) -> bool:
    """Says nothing until the other side goes."""
    connection.recv(1)
    return False


@pytest.mark.skipif(sys.platform == "win32", reason="there SIGINT cannot be sent to a process")
@pytest.mark.parametrize(("count", "requests"), [(9_000, 1), (30_000, 3), (60_000, 4)])
def test_ctrl_c_ends_a_batch_and_its_program_with_a_report(server: Server, count: int, requests: int) -> None:
    server.script = [never]
    command = [sys.executable, "-c", INTERRUPTED, server.url, str(count)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        end = time.monotonic() + 60
        while len(server.seen) < requests and time.monotonic() < end:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        # The server would never answer: that it ends at all is the point.
        output, _ = process.communicate(timeout=60)
    unknown = min(count, requests * 10_000)
    assert json.loads(output) == [count, unknown, count - unknown]


class Threads:
    """Threads that run when a test says so; the last of them is met by Ctrl-C as it starts."""

    def __init__(self, interrupted_at: int, run_at_once: tuple[int, ...] = ()) -> None:
        self.interrupted_at, self.run_at_once = interrupted_at, run_at_once
        self.targets: list[Any] = []

    def __call__(self, target: Any, **_: Any) -> Any:
        self.targets.append(target)
        return self

    def start(self) -> None:
        if len(self.targets) == self.interrupted_at:
            raise KeyboardInterrupt
        if len(self.targets) in self.run_at_once:
            self.targets[-1]()


@pytest.mark.parametrize("as_list", [True, False])
def test_what_ctrl_c_leaves_as_not_sent_is_never_sent(monkeypatch: pytest.MonkeyPatch, as_list: bool) -> None:
    """The second request is answered; the first and the third have threads that come late."""
    threads = Threads(interrupted_at=3, run_at_once=(2,))
    monkeypatch.setattr(threading, "Thread", threads)
    side = SyncSide()
    side.open(script := Script(applied))
    given = items(MANY * 5)
    with pytest.raises(KeyboardInterrupt) as caught:
        side.call("batch_update", "c", given if as_list else iter(given), batch_size=MANY)
    report = vars(caught.value)["report"]
    for late in (threads.targets[0], threads.targets[2]):
        late()
    assert [body["updates"][0]["id"] for body in script.bodies()] == [f"v{MANY}"]
    read = MANY * (5 if as_list else 3)
    assert report.not_sent == [*range(MANY), *range(2 * MANY, read)]
    assert (report.updated, report.count, "unknown" in report) == (MANY, read, False)
    side.close()


def test_what_ctrl_c_finds_sent_and_not_answered_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    sent, interrupted = threading.Event(), threading.Event()

    def slow(request: Request) -> Answer:
        sent.set()
        assert interrupted.wait(30)
        return applied(request)

    real = threading.Thread

    def thread(**options: Any) -> Any:
        if sent.is_set():
            raise KeyboardInterrupt
        made = real(**options)
        made.start()
        assert sent.wait(30)
        return Threads(0)

    monkeypatch.setattr(threading, "Thread", thread)
    side = SyncSide()
    side.open(Script(slow))
    with pytest.raises(KeyboardInterrupt) as caught:
        side.call("batch_update", "c", items(MANY * 3), batch_size=MANY)
    interrupted.set()
    report = vars(caught.value)["report"]
    assert (report.unknown, report.not_sent) == ([*range(MANY)], [*range(MANY, MANY * 3)])
    side.close()


def test_a_request_whose_thread_comes_after_a_failure_is_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    threads = Threads(interrupted_at=0, run_at_once=(2,))
    monkeypatch.setattr(threading, "Thread", threads)
    monkeypatch.setattr(_Pool, "finish", lambda pool: threads.targets[0]())
    side = SyncSide()
    side.open(script := Script(problem(401, "unauthorized")))
    with pytest.raises(v.BatchPartialError) as caught:
        side.call("batch_update", "c", items(MANY * 3), batch_size=MANY)
    assert len(script.requests) == 1
    assert caught.value.not_sent == (*range(MANY), *range(MANY * 2, MANY * 3))
    side.close()


AT_EXIT = """
import atexit, sys
from vectorizer_client import SyncVectorizerClient
client = SyncVectorizerClient(sys.argv[1])
atexit.register(lambda: print(client.batch_delete("c", [f"i{i}" for i in range(10_001)]).count))
"""


def test_a_batch_can_be_sent_at_exit(server: Server) -> None:
    def delete(connection: socket.socket, seen: Seen) -> bool:
        ids = json.loads(seen.body)["ids"]
        results = [{"index": n, "id": one, "status": "deleted"} for n, one in enumerate(ids)]
        body = {"collection": "c", "count": len(ids), "deleted": len(ids), "missing": 0, "results": results}
        return reply(body)(connection, seen)

    server.script = [delete]
    command = [sys.executable, "-c", AT_EXIT, server.url]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == "10001\n"


@pytest.mark.parametrize("concurrency", [1, 2, 4])
def test_no_more_requests_than_allowed_are_under_way(concurrency: int) -> None:
    side = SyncSide()
    lock, now, most = threading.Lock(), 0, 0
    barrier = threading.Barrier(concurrency)

    def busy(request: Request) -> Answer:
        nonlocal now, most
        with lock:
            now += 1
            most = max(most, now)
        barrier.wait(5)
        with lock:
            now -= 1
        return applied(request)

    side.open(Script(busy))
    side.call("batch_update", "c", items(MANY * concurrency), concurrency=concurrency)
    assert most == concurrency
    side.close()


@pytest.mark.parametrize("wrong", [0, -1, True, 1.5])
def test_a_width_that_is_none_is_refused(side: Side, wrong: Any) -> None:
    side.open(Script(applied))
    for name in ("concurrency", "batch_size"):
        with pytest.raises(v.ConfigurationError, match=f"^{name} must be"):
            side.call("batch_update", "c", items(1), **{name: wrong})


def test_items_are_read_only_as_they_are_needed(side: Side) -> None:
    read = 0

    def counted() -> Iterator[dict[str, Any]]:
        nonlocal read
        for item in items(200):
            read += 1
            yield item

    side.open(Script(problem(401, "unauthorized")))
    with pytest.raises((v.BatchPartialError, v.UnauthorizedError)):
        side.call("batch_update", "c", counted(), concurrency=1)
    assert read <= 41


@pytest.mark.parametrize(
    ("method", "name"), [("batch_update", "updates"), ("batch_delete", "ids"), ("import_vectors", "records")]
)
def test_async_items_are_refused_where_nothing_is_awaited(method: str, name: str) -> None:
    async def stream() -> AsyncIterator[dict[str, Any]]:
        yield {}

    side = SyncSide()
    side.open(Script(applied))
    with pytest.raises(
        v.ValidationError, match=f"^{name} must be an iterable of items, got async_generator; "
    ):
        side.call(method, "c", stream())
    side.close()


def test_async_items_are_taken() -> None:
    async def stream() -> AsyncIterator[dict[str, Any]]:
        for item in items(11):
            yield item

    side = AsyncSide()
    side.open(Script(applied))
    assert side.call("batch_update", "c", stream()).count == 11
    side.close()
