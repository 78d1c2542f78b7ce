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

pytestmark = pytest.mark.usefixtures("small_requests")

INTERRUPTED = """
import json, signal, sys
from vectorizer_client import SyncVectorizerClient
# What a shell starts in the background ignores Ctrl-C, and so does all that it starts.
signal.signal(signal.SIGINT, signal.default_int_handler)
client = SyncVectorizerClient(sys.argv[1], retries=0, read_timeout=600, timeout=600)
try:
    client.batch_delete("c", [f"i{i}" for i in range(int(sys.argv[2]))], batch_size=10_000)
except KeyboardInterrupt as error:
    report = error.report
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


def test_async_items_are_taken() -> None:
    async def stream() -> AsyncIterator[dict[str, Any]]:
        for item in items(11):
            yield item

    side = AsyncSide()
    side.open(Script(applied))
    assert side.call("batch_update", "c", stream()).count == 11
    side.close()
