"""A server in this process: `:memory:`, and what its transports do with an application that misbehaves."""

from __future__ import annotations

import asyncio
import gc
import json
import os
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import trio
from sides import VECTOR, AsyncSide, Side, SyncSide
from vectorizer_client import (
    ConfigurationError,
    ConnectionFailedError,
    DeadlineExceededError,
    SyncVectorizerClient,
    VectorizerClient,
)
from vectorizer_client._http import in_process
from vectorizer_client._http.in_process import AsyncInProcessTransport, InProcessTransport

HEALTH = b'{"status":"ok"}'


def begin(media_type: bytes = b"application/json") -> dict[str, Any]:
    return {"type": "http.response.start", "status": 200, "headers": [(b"content-type", media_type)]}


def piece(body: bytes, *, more: bool = False) -> dict[str, Any]:
    return {"type": "http.response.body", "body": body, "more_body": more}


@pytest.fixture(params=[SyncSide, AsyncSide])
def side(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Side]:
    """A client to open; `serve` says which server `:memory:` is."""
    monkeypatch.delenv("VECTORIZER_API_KEY", raising=False)
    made: Side = request.param()
    yield made
    made.close()


def serve(monkeypatch: pytest.MonkeyPatch, application: Any) -> None:
    monkeypatch.setattr(in_process, "entry_points", lambda group: [_Point(application)])


class _Point:
    """An entry point as a package would declare it."""

    name = "fake"

    def __init__(self, application: Any) -> None:
        self._application = application

    def load(self) -> Any:
        if isinstance(self._application, ImportError):
            raise self._application
        return lambda: self._application


async def healthy(scope: Any, receive: Any, send: Any) -> None:
    await send(begin())
    await send(piece(HEALTH))


def test_without_a_server_the_error_says_what_to_install(side: Side, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_process, "entry_points", lambda group: [])
    with pytest.raises(ConfigurationError, match=r"pip install \./server-mock in the repository"):
        side.open(url=":memory:")


def test_a_server_that_cannot_be_loaded_is_a_configuration_error(
    side: Side, monkeypatch: pytest.MonkeyPatch
) -> None:
    serve(monkeypatch, ImportError("no numpy"))
    with pytest.raises(ConfigurationError, match="no numpy"):
        side.open(url=":memory:")


def test_a_call_reaches_the_application_as_http_would(side: Side, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[dict[str, Any]] = []

    async def application(scope: Any, receive: Any, send: Any) -> None:
        seen.append(scope | {"body": (await receive())["body"]})
        await healthy(scope, receive, send)

    serve(monkeypatch, application)
    client = side.open(url=":memory:", api_key="k")
    assert client.base_url == ":memory:"
    assert repr(client).endswith("(':memory:')")
    assert side.call("get_health").status == "ok"
    assert (seen[0]["method"], seen[0]["raw_path"], seen[0]["body"]) == ("GET", b"/health", b"")
    assert (b"authorization", b"Bearer k") in seen[0]["headers"]


def test_the_variable_may_name_it(side: Side, monkeypatch: pytest.MonkeyPatch) -> None:
    serve(monkeypatch, healthy)
    monkeypatch.setenv("VECTORIZER_URL", ":memory:")
    made = side.open(url=":memory:").with_options(timeout=5)
    assert made.base_url == ":memory:"
    assert side.call("get_health").status == "ok"


@pytest.mark.parametrize("after", [0, 1, 2], ids=["nothing", "the status", "half a body"])
def test_an_application_that_breaks_is_a_broken_connection(
    side: Side, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    async def application(scope: Any, receive: Any, send: Any) -> None:
        for message in [begin(), piece(b'{"sta', more=True)][:after]:
            await send(message)
        raise RuntimeError

    serve(monkeypatch, application)
    side.open(url=":memory:", retries=0)
    with pytest.raises(ConnectionFailedError):
        side.call("get_health")


def test_a_silent_application_meets_the_deadline(side: Side, monkeypatch: pytest.MonkeyPatch) -> None:
    told = threading.Event()

    async def application(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        assert (await receive())["type"] == "http.disconnect"
        told.set()

    serve(monkeypatch, application)
    side.open(url=":memory:", timeout=0.2)
    started = time.monotonic()
    with pytest.raises(DeadlineExceededError):
        side.call("get_health")
    assert time.monotonic() - started < 5
    assert told.wait(5), "the application is told that its client is gone"


def test_a_closed_client_ends_its_server(side: Side, monkeypatch: pytest.MonkeyPatch) -> None:
    serve(monkeypatch, healthy)
    side.open(url=":memory:")
    before = threading.active_count()
    side.call("get_health")
    assert threading.active_count() == before + 1
    if isinstance(side, AsyncSide):
        assert side.client is not None
        side.loop.run_until_complete(side.client.aclose())
    else:
        side.client.close()
    assert threading.active_count() == before
    with pytest.raises(ConfigurationError, match="closed"):
        side.call("get_health")


def test_a_client_that_nobody_closes_ends_with_its_last_reference() -> None:
    transport = InProcessTransport(healthy)
    client = SyncVectorizerClient("http://localhost", transport=transport)
    before = threading.active_count()
    assert client.get_health().status == "ok"
    del client, transport
    gc.collect()
    assert threading.active_count() == before


def test_an_application_waits_for_a_reader_that_is_slow_and_stops_for_one_that_left() -> None:
    line = json.dumps(VECTOR).encode() + b"\n"
    sent: list[int] = []
    stopped = threading.Event()

    async def application(scope: Any, receive: Any, send: Any) -> None:
        if not scope["path"].endswith("/export"):
            await healthy(scope, receive, send)
            return
        await receive()
        await send(begin(b"application/x-ndjson"))
        leaving = asyncio.create_task(receive())
        while not leaving.done():
            sent.append(1)
            await send(piece(line, more=True))
        stopped.set()

    with SyncVectorizerClient("http://localhost", transport=InProcessTransport(application)) as client:
        with client.export_vectors("c") as records:
            next(iter(records))
            time.sleep(0.1)
            assert len(sent) < 10
        assert stopped.wait(5)


def test_many_threads_and_every_kind_of_event_loop_share_one_server() -> None:
    loops = set()

    async def application(scope: Any, receive: Any, send: Any) -> None:
        loops.add(id(asyncio.get_running_loop()))
        await healthy(scope, receive, send)

    with SyncVectorizerClient("http://localhost", transport=InProcessTransport(application)) as client:
        threads = [threading.Thread(target=client.get_health) for _ in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(loops) == 1
    loops.clear()
    shared = VectorizerClient("http://localhost", transport=AsyncInProcessTransport(application))

    async def ask() -> None:
        assert (await shared.get_health()).status == "ok"

    asyncio.run(ask())
    asyncio.run(ask())
    trio.run(ask)
    asyncio.run(shared.aclose())
    assert len(loops) == 1


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_forked_process_is_told_to_make_its_own() -> None:
    client = SyncVectorizerClient("http://localhost", transport=InProcessTransport(healthy))
    client.get_health()
    child = os.fork()
    if not child:
        try:
            client.get_health()
        except ConfigurationError as error:
            os._exit(0 if "forked" in str(error) else 3)
        finally:
            os._exit(2)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    client.close()


def test_cancelling_a_task_ends_its_wait_at_once() -> None:
    async def application(scope: Any, receive: Any, send: Any) -> None:
        await asyncio.Event().wait()

    async def main() -> float:
        async with VectorizerClient(
            "http://x.test", transport=AsyncInProcessTransport(application)
        ) as client:
            task = asyncio.create_task(client.get_health())
            await asyncio.sleep(0.1)
            started = time.monotonic()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            return time.monotonic() - started

    assert asyncio.run(main()) < 5


def test_the_module_is_loaded_by_those_who_ask_only() -> None:
    code = "import sys, vectorizer_client; sys.exit('vectorizer_client._http.in_process' in sys.modules)"
    assert os.spawnv(os.P_WAIT, sys.executable, [sys.executable, "-c", code]) == 0
