"""A client that was used before a fork: the child shares no socket, lock or wait with its parent."""

from __future__ import annotations

import asyncio
import gc
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable

import httpx
import pytest
import vectorizer_client as v
from scripted import Seen, Server, http, reply
from sides import VECTOR

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")

IDLE = 5
"""Seconds after which a client lets an idle connection go: on a slow machine, in the midst of a test."""
LONG = 60
"""Seconds after which a child hangs, on any machine."""


def named_as_asked(connection: socket.socket, seen: Seen) -> bool:
    """Answers with the vector that was asked for."""
    connection.sendall(http({**VECTOR, "id": seen.target.rpartition("/")[2]}, 200))
    return True


def start(child: Callable[[], None]) -> int:
    """Fork; the child runs `child`, and ends with 0 unless it raises."""
    pid = os.fork()
    if pid:
        return pid
    try:
        signal.alarm(LONG)
        child()
        gc.collect()
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def ends_well(pid: int) -> None:
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0


def ask(client: v.SyncVectorizerClient, name: str) -> None:
    for _ in range(5):
        assert client.get_vector("c", name, timeout=LONG).id == name


def test_children_and_parent_get_their_own_answers(server: Server) -> None:
    server.script = [named_as_asked]
    client = v.SyncVectorizerClient(server.url)
    began = time.monotonic()
    copy = client.with_options(timeout=LONG)
    ask(client, "before")
    children = [start(lambda name=name: ask(copy, name)) for name in "abcd"]  # type: ignore[misc]
    ask(client, "parent")
    for child in children:
        ends_well(child)
    assert server.connections == 5 or time.monotonic() - began >= IDLE
    client.close()


def test_an_async_client_too(server: Server) -> None:
    server.script = [named_as_asked]
    client = v.VectorizerClient(server.url)
    began = time.monotonic()

    async def call(name: str) -> None:
        assert (await client.get_vector("c", name, timeout=LONG)).id == name

    async def parent() -> None:
        await call("before")
        # The loop of the parent is alive here and must not be woken by the child.
        child = start(lambda: in_another_loop(call("child")))
        await call("parent")
        await asyncio.to_thread(ends_well, child)
        await client.aclose()

    asyncio.run(parent())
    assert server.connections == 2 or time.monotonic() - began >= IDLE


def in_another_loop(coroutine: object) -> None:
    # What asyncio itself remembers of the parent's loop is in the way of a second one.
    asyncio._set_running_loop(None)
    asyncio.run(coroutine)  # type: ignore[arg-type]


def test_a_fork_while_locks_are_held(server: Server) -> None:
    asked, go = threading.Event(), threading.Event()

    class Slow(v.HttpxTransport):
        def send(self, request: v.Request):  # type: ignore[no-untyped-def]
            if request.url.endswith("/info") and os.getpid() == parent:
                asked.set()
                go.wait()
            return super().send(request)

    parent = os.getpid()
    server.script = [reply({"results": []})]
    transport = Slow(url=server.url)
    client = v.SyncVectorizerClient(server.url, transport=transport)
    thread = threading.Thread(target=lambda: client.search("c", vector=[1.0], timeout=LONG))
    thread.start()
    asked.wait()
    # Now the lock of the handshake is held; and here that of the transport.
    with transport._lock:
        child = start(lambda: search(client))
    ends_well(child)
    go.set()
    thread.join()
    client.close()


SLOW_IMPORT = f"""
import importlib.abc, os, signal, sys, threading, time

class Slow(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name == "h11":
            importing.set()
            time.sleep(0.5)

importing = threading.Event()
sys.meta_path.insert(0, Slow())
import vectorizer_client as v
client = v.SyncVectorizerClient(sys.argv[1])
thread = threading.Thread(target=client.get_vector, args=("c", "parent"))
thread.start()
importing.wait()
pid = os.fork()
if not pid:
    signal.alarm({LONG})
    assert client.get_vector("c", "child", timeout={LONG}).id == "child"
    os._exit(0)
thread.join()
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
"""


def test_a_fork_in_the_middle_of_the_import_of_a_first_call(server: Server) -> None:
    server.script = [named_as_asked]
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", SLOW_IMPORT, server.url], capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")


def search(client: v.SyncVectorizerClient) -> None:
    client.search("c", vector=[1.0], timeout=LONG)
    assert client._core.handshake.said.known, "the child did not wait for a thread that it does not have"


def test_a_child_that_ends_or_closes_leaves_the_parents_connection_alone(server: Server) -> None:
    server.script = [named_as_asked]
    client = v.SyncVectorizerClient(server.url)
    began = time.monotonic()
    ask(client, "before")
    ends_well(start(client.close))
    ends_well(start(lambda: None))
    ask(client, "after")
    assert server.connections == 1 or time.monotonic() - began >= IDLE
    client.close()


def test_a_stream_goes_on_in_the_process_that_began_it_alone(server: Server) -> None:
    line = json.dumps({**VECTOR, "vector": [1.0]}).encode() + b"\n"
    go = threading.Event()

    def export(connection: socket.socket, seen: Seen) -> bool:
        head = http(None, 200, {}, "application/x-ndjson").replace(b"Content-Length: 0", b"Connection: close")
        connection.sendall(head + line)
        go.wait(LONG)
        connection.sendall(line)
        return False

    server.script = [export]
    with v.SyncVectorizerClient(server.url) as client:
        stream = client.export_vectors("c")
        next(stream)

        def child() -> None:
            with pytest.raises(v.ConnectionFailedError, match="belongs to the process"):
                next(stream)

        ends_well(start(child))
        go.set()
        assert len(list(stream)) == 1


def test_a_client_of_the_users_own_with_connections_is_refused_once_used(server: Server) -> None:
    server.script = [named_as_asked]
    with httpx.Client() as own:
        client = v.SyncVectorizerClient(server.url, transport=v.HttpxTransport(own))

        def refused() -> None:
            with pytest.raises(v.ConfigurationError, match="before this process was forked"):
                client.get_vector("c", "a")

        ends_well(start(lambda: ask(client, "unused-before")))
        ask(client, "parent")
        ends_well(start(refused))


def test_a_client_of_the_users_own_that_answers_by_itself_is_used_anywhere() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={**VECTOR, "id": "a"})

    with httpx.Client(transport=httpx.MockTransport(answer)) as mock:
        client = v.SyncVectorizerClient(transport=v.HttpxTransport(mock))
        ask(client, "a")
        ends_well(start(lambda: ask(client, "a")))
