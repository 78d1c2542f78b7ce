"""Cancelling takes effect at once, wherever a call stands, and leaves no socket."""

from __future__ import annotations

import asyncio
import time

import anyio
import pytest
import trio
import vectorizer_client as v
from scripted import STALL, Behaviour, Server, http, raw, reply
from sides import VECTOR


@pytest.mark.parametrize(
    "fault",
    [
        STALL,
        raw(http(VECTOR, 200)[:-5], then="stall"),
        reply(status=503, headers={"Retry-After": "30"}),
    ],
    ids=["before an answer", "within the body", "in the wait between attempts"],
)
@pytest.mark.parametrize("method", ["get_vector", "update_vector"])
def test_cancelling_a_task_ends_the_call_at_once(server: Server, fault: Behaviour, method: str) -> None:
    server.script = [fault]

    async def run() -> None:
        async with v.VectorizerClient(server.url) as client:
            task = asyncio.create_task(getattr(client, method)("c", "v"))
            await asyncio.sleep(0.3)
            began = time.monotonic()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert time.monotonic() - began < 0.1
            if fault is STALL:
                assert server.settled()
            server.script = [reply(VECTOR)]
            assert (await client.get_vector("c", "v")).id == "v"
        assert server.settled()

    asyncio.run(run())
    assert len(server.seen) == 2


def test_a_callers_own_timeout_is_respected(server: Server) -> None:
    server.script = [STALL]

    async def run() -> None:
        async with v.VectorizerClient(server.url) as client:
            with pytest.raises(asyncio.TimeoutError):
                await asyncio.wait_for(client.get_vector("c", "v"), 0.2)

    asyncio.run(run())


def test_cancelling_a_batch_sends_nothing_more(server: Server) -> None:
    server.script = [STALL]

    async def run() -> None:
        async with v.VectorizerClient(server.url) as client:
            items = ({"id": f"v{i}", "text": "t"} for i in range(200_000))
            task = asyncio.create_task(client.batch_update("c", items, concurrency=2))
            while len(server.seen) < 2:
                await asyncio.sleep(0.01)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert server.settled()
            assert len(server.seen) <= 2

    asyncio.run(run())


@pytest.mark.parametrize("by", ["wait_for", "cancel scope"])
def test_a_deadline_around_a_batch_leaves_its_report(server: Server, by: str) -> None:
    server.script = [STALL]

    async def run() -> BaseException:
        async with v.VectorizerClient(server.url) as client:

            async def call() -> None:
                sending = client.upsert_vectors("c", [{"id": "v", "text": "t"}])
                if by == "wait_for":
                    await asyncio.wait_for(sending, 1)
                else:
                    with anyio.fail_after(1):
                        await sending

            with pytest.raises((TimeoutError, asyncio.TimeoutError)) as caught:
                await call()
            return caught.value

    report = v.report_of(asyncio.run(run()))
    # On a slow machine the time may be over before the request went out.
    assert (report.count, len(report.unknown) + len(report.not_sent)) == (1, 1)


def test_an_exception_without_a_batch_behind_it_has_no_report() -> None:
    first, second = ValueError("a"), ValueError("b")
    first.__cause__, second.__cause__ = second, first
    assert v.report_of(first) is None


def test_many_calls_share_a_client(server: Server) -> None:
    server.script = [reply(VECTOR)]

    async def run() -> None:
        async with v.VectorizerClient(server.url) as client:
            made = await asyncio.gather(*(client.get_vector("c", "v") for _ in range(50)))
            assert len(made) == 50

    asyncio.run(run())


def test_the_client_works_under_trio(server: Server) -> None:
    server.script = [reply(status=503, headers={"Retry-After": "0"}), reply(VECTOR)]

    async def run() -> None:
        async with v.VectorizerClient(server.url) as client:
            assert (await client.get_vector("c", "v")).id == "v"

    trio.run(run)
