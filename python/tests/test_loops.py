"""An async client in several event loops, one after another and at once: each has connections and waits of its own."""

from __future__ import annotations

import asyncio
import gc
import json
import socket
import threading
from collections.abc import Awaitable, Callable
from typing import Any

import anyio
import httpx
import pytest
import trio
import vectorizer_client as v
from scripted import Seen, Server, http, reply
from sides import VECTOR, WRITTEN

LONG = 60
"""Seconds that nothing here takes, on any machine."""
RUN: dict[str, Callable[[Callable[[], Awaitable[Any]]], Any]] = {
    "asyncio": lambda call: asyncio.run(call()),  # type: ignore[arg-type]
    "trio": trio.run,
    "anyio": anyio.run,
}


@pytest.mark.parametrize("run", RUN)
def test_each_run_sends_on_connections_of_its_own_and_closes_them(server: Server, run: str) -> None:
    server.script = [reply(WRITTEN)]
    client = v.VectorizerClient(server.url)

    async def call() -> None:
        for _ in range(3):
            await client.update_vector("c", "v", vector=[1.0], timeout=LONG)

    for number in range(1, 4):
        RUN[run](call)
        assert server.connections == number
        assert server.settled(LONG), "a connection outlives its loop"
    assert (server.asked_info, len(server.seen)) == (1, 9)


@pytest.mark.parametrize("run", RUN)
@pytest.mark.parametrize("entered", [True, False])
def test_what_a_first_call_loads_does_not_hold_the_loop(
    server: Server, monkeypatch: pytest.MonkeyPatch, run: str, entered: bool
) -> None:
    threads: list[int] = []
    prepare = v.AsyncHttpxTransport.prepare

    def prepare_here(self: v.AsyncHttpxTransport) -> None:
        threads.append(threading.get_ident())
        prepare(self)

    monkeypatch.setattr(v.AsyncHttpxTransport, "prepare", prepare_here)
    server.script = [reply(WRITTEN)]
    client = v.VectorizerClient(server.url)

    async def call() -> None:
        if entered:
            await client.__aenter__()
        for _ in range(2):
            await client.update_vector("c", "v", text="a", timeout=LONG)
        await client.aclose()

    RUN[run](call)
    assert len(threads) == 1
    assert threads[0] != threading.get_ident()


def test_trio_and_asyncio_may_take_turns(server: Server) -> None:
    server.script = [reply(WRITTEN)]
    client = v.VectorizerClient(server.url)

    async def call() -> None:
        await client.update_vector("c", "v", text="a", timeout=LONG)

    for run in ("asyncio", "trio", "asyncio"):
        RUN[run](call)
    assert server.connections == 3


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
def test_a_loop_that_was_closed_without_ending_its_generators(server: Server) -> None:
    server.script = [reply(WRITTEN)]
    client = v.VectorizerClient(server.url)
    loop = asyncio.new_event_loop()
    loop.run_until_complete(client.update_vector("c", "v", text="a", timeout=LONG))
    loop.close()
    asyncio.run(client.update_vector("c", "v", text="a", timeout=LONG))
    assert (server.connections, len(server.seen)) == (2, 2)
    del loop
    gc.collect()
    assert server.settled(LONG), "the pool of the dead loop is kept"


def test_a_task_that_asked_on_a_dead_loop_is_not_waited_for(server: Server) -> None:
    server.script = [reply(WRITTEN)]
    client = v.VectorizerClient(server.url)

    async def dies() -> None:
        client._core.handshake.asking[asyncio.get_running_loop()] = anyio.Event()

    asyncio.run(dies())
    asyncio.run(client.update_vector("c", "v", vector=[1.0], timeout=LONG))
    assert server.asked_info == 1


def test_loops_at_once_in_threads(server: Server) -> None:
    def behave(connection: socket.socket, seen: Seen) -> bool:
        connection.sendall(http({**VECTOR, "id": seen.target.rpartition("/")[2]}, 200))
        return True

    server.script = [behave]
    client = v.VectorizerClient(server.url)
    wrong: list[object] = []

    async def ask(name: str) -> None:
        for _ in range(20):
            got = (await client.get_vector("c", name, timeout=LONG)).id
            if got != name:
                wrong.append((name, got))

    def work(name: str) -> None:
        try:
            asyncio.run(ask(name))
        except BaseException as error:
            wrong.append(error)

    threads = [threading.Thread(target=work, args=(f"v{number}",)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert server.connections == 6


def test_a_stream_goes_on_in_the_loop_that_began_it_alone(server: Server) -> None:
    line = json.dumps({**VECTOR, "vector": [1.0]}).encode() + b"\n"

    def export(connection: socket.socket, seen: Seen) -> bool:
        head = http(None, 200, {}, "application/x-ndjson").replace(b"Content-Length: 0", b"Connection: close")
        connection.sendall(head + line)
        connection.settimeout(LONG)
        connection.recv(1)
        return False

    server.script = [export]
    client = v.VectorizerClient(server.url)
    stream = client.export_vectors("c")

    async def first() -> None:
        await anext(stream)

    asyncio.run(first())
    with pytest.raises(v.ConnectionFailedError, match="belongs to the event loop"):
        asyncio.run(first())


def test_a_client_of_the_users_own_with_connections_is_refused_in_a_second_loop(server: Server) -> None:
    server.script = [reply(VECTOR)]
    own = httpx.AsyncClient()
    client = v.VectorizerClient(server.url, transport=v.AsyncHttpxTransport(own))

    async def first() -> None:
        await client.get_vector("c", "v", timeout=LONG)
        await own.aclose()

    asyncio.run(first())
    with pytest.raises(v.ConfigurationError, match="another event loop"):
        asyncio.run(client.get_vector("c", "v"))
    assert len(server.seen) == 1

    mock = httpx.AsyncClient(transport=httpx.MockTransport(lambda _: httpx.Response(200, json=VECTOR)))
    client = v.VectorizerClient(transport=v.AsyncHttpxTransport(mock))
    for _ in range(2):
        assert asyncio.run(client.get_vector("c", "v")).id == "v"


def test_a_closed_client_is_closed_in_every_loop(server: Server) -> None:
    server.script = [reply(VECTOR)]
    client = v.VectorizerClient(server.url)
    copy = client.with_options(timeout=LONG)

    async def call() -> None:
        await copy.get_vector("c", "v")
        await client.aclose()

    asyncio.run(call())
    assert server.settled(LONG)
    for each in (client, copy):
        with pytest.raises(v.ConfigurationError, match="closed"):
            asyncio.run(each.get_vector("c", "v"))
