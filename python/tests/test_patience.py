"""No call waits beyond its deadline for what another does: reading /info, or a place in the pool."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import vectorizer_client as v
from scripted import Seen, Server, http, reply
from sides import Took

SHORT = 1.0
"""Seconds that a call may take."""
SLOW = 30.0
"""Seconds that the server takes; far above what a busy machine adds to SHORT."""


class SlowInfo(Server):
    """Answers /info when it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.asked, self.go = threading.Event(), threading.Event()
        self.script = [reply({"results": []})]

    def _next(self, seen: Seen):  # type: ignore[no-untyped-def]
        behave = super()._next(seen)
        if seen.target != "/info":
            return behave

        def slow(connection: socket.socket, seen: Seen) -> bool:
            self.asked.set()
            self.go.wait(SLOW)
            return behave(connection, seen)

        return slow


@pytest.fixture
def slow() -> Iterator[SlowInfo]:
    server = SlowInfo()
    with server:
        yield server
        server.go.set()


@contextmanager
def in_time() -> Iterator[None]:
    with Took() as took:
        yield
    assert took.seconds < SLOW / 6 - 1, "it waited for another call's /info, which takes up to 5 s"


def test_a_thread_does_not_wait_for_anothers_handshake(slow: SlowInfo) -> None:
    client = v.SyncVectorizerClient(slow.url)
    first = threading.Thread(target=lambda: client.search("c", vector=[1.0], timeout=SLOW))
    first.start()
    slow.asked.wait()
    with in_time():
        client.search("c", vector=[1.0], timeout=SHORT)
    slow.go.set()
    first.join()
    client.close()


def test_nor_does_a_task(slow: SlowInfo) -> None:
    async def run() -> None:
        async with v.VectorizerClient(slow.url) as client:
            first = asyncio.create_task(client.search("c", vector=[1.0], timeout=SLOW))
            await asyncio.to_thread(slow.asked.wait)
            with in_time():
                await client.search("c", vector=[1.0], timeout=SHORT)
            slow.go.set()
            await first

    asyncio.run(run())


def test_a_task_that_is_cancelled_while_it_asks_leaves_the_asking_to_the_next(slow: SlowInfo) -> None:
    async def run() -> None:
        async with v.VectorizerClient(slow.url) as client:
            first = asyncio.create_task(client.search("c", vector=[1.0], timeout=SLOW))
            await asyncio.to_thread(slow.asked.wait)
            second = asyncio.create_task(client.search("c", vector=[1.0], timeout=SLOW))
            await asyncio.sleep(0)
            first.cancel()
            slow.go.set()
            await second
            assert client._core.handshake.said.known

    asyncio.run(run())
    assert slow.asked_info == 2


def test_a_missing_route_is_not_looked_into_beyond_the_deadline(slow: SlowInfo) -> None:
    problem = {"type": "about:blank", "title": "t", "status": 404, "detail": "d", "code": "route-not-found"}
    slow.script = [reply({**problem, "request_id": "r"}, 404, content_type="application/problem+json")]
    client = v.SyncVectorizerClient(slow.url)
    with in_time(), pytest.raises(v.NotSupportedByServerError):
        client.get_vector("c", "v", timeout=SHORT)

    async def run() -> None:
        async with v.VectorizerClient(slow.url) as client:
            with in_time(), pytest.raises(v.NotSupportedByServerError):
                await client.get_vector("c", "v", timeout=SHORT)

    asyncio.run(run())
    client.close()


def test_a_place_in_the_pool_is_waited_for_within_the_deadline(server: Server) -> None:
    go = threading.Event()

    def held(connection: socket.socket, seen: Seen) -> bool:
        go.wait(SLOW)
        connection.sendall(http(None, 204, None))
        return True

    server.script = [held]

    def hold() -> None:
        with pytest.raises(v.VectorizerError):
            client.get_vector("c", "v", timeout=SLOW, retries=0)

    client = v.SyncVectorizerClient(server.url)
    threads = [threading.Thread(target=hold) for _ in range(100)]
    for thread in threads:
        thread.start()
    end = time.monotonic() + SLOW
    while len(server.seen) < 100 and time.monotonic() < end:
        time.sleep(0.01)
    with in_time(), pytest.raises(v.DeadlineExceededError) as caught:
        client.get_vector("c", "v", timeout=SHORT)
    assert not caught.value.in_doubt
    go.set()
    for thread in threads:
        thread.join()
    client.close()
