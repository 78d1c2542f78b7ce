"""Clients that are slow, idle or too many."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import Counter

from vectorizer_conformance.failure import Failure
from vectorizer_conformance.layers.endurance.traffic import COLLECTION, healthy, prepare, request
from vectorizer_conformance.processes.busy import patience
from vectorizer_conformance.processes.tasks import patiently, together, within
from vectorizer_conformance.targets.servers import ServerProcess
from vectorizer_conformance.wire import WireClient, WireError
from vectorizer_conformance.wire.client import Connection

PERCENTILE = 0.25
HEAD, BODY = 30.0, 60.0
_HEAD_START = b"GET /health HTTP/1.1\r\nHost: localhost\r\nX-Slow: "
_BODY_START = b"POST /collections HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n"


async def _connect(wire: WireClient, number: int) -> list[Connection]:
    return [await asyncio.open_connection(wire.host, wire.port) for _ in range(number)]


def _close(connections: list[Connection]) -> None:
    for _, writer in connections:
        writer.close()


async def idle_connections(server: ServerProcess, brief: bool) -> list[Failure]:
    """Kept connections that ask nothing."""
    wire = WireClient(server.url, 10)
    idle: list[Connection] = []
    try:
        await prepare(wire)
        for _ in range(200 if brief else 1000):
            # Asked at once: a server may close a connection on which nothing came for long.
            reader, writer = connection = await asyncio.open_connection(wire.host, wire.port)
            idle.append(connection)
            writer.write(b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
            try:
                line = await patiently(reader.readline(), 10)
            except ConnectionError:  # as it may be where a server closes what it has not read
                line = b""
            if not line.startswith(b"HTTP/1.1 200"):
                told = line.decode("latin-1").strip() or "nothing"
                return [
                    Failure(f"one of the connections was not served before it fell idle: it was told {told}")
                ]
        return await healthy(wire, 1 if brief else 5, PERCENTILE)
    except asyncio.TimeoutError:
        return [Failure("a connection got no answer within 10 s")]
    finally:
        _close(idle)
        await wire.close()


async def slow_clients(server: ServerProcess, brief: bool) -> list[Failure]:
    """Half of them are slow in the headers, half in the body: a byte every 10 s."""
    wire = WireClient(server.url, 10)
    connections: list[Connection] = []
    try:
        await prepare(wire)
        connections = await _connect(wire, 500)
        slow = [
            asyncio.create_task(_slow(one, _HEAD_START if n % 2 else _BODY_START, HEAD if n % 2 else BODY))
            for n, one in enumerate(connections)
        ]
        faults = await healthy(wire, 10, PERCENTILE)
        late = Counter(fault for fault in await together(*slow) if fault)
        return faults + [
            Failure(f"{number} of {len(slow)} connections: {fault}") for fault, number in late.items()
        ]
    finally:
        _close(connections)
        await wire.close()


async def _slow(connection: Connection, start: bytes, limit: float) -> str | None:
    reader, writer = connection
    started = time.monotonic()
    writer.write(start)
    allowed = limit + 2 * patience()
    while time.monotonic() - started < allowed:
        with contextlib.suppress(asyncio.TimeoutError, OSError):
            while await within(reader.read(4096), 10):
                pass
            return None
        if reader.at_eof() or writer.is_closing():
            return None
        writer.write(b"a")
    return f"still open after {limit:g} s of a byte every 10 s"


async def overload(server: ServerProcess, brief: bool) -> list[Failure]:
    """400 connections ask all the time, for a minute."""
    wire = WireClient(server.url, 10)
    seen: Counter[str] = Counter()
    until = time.monotonic() + 60

    async def hammer(number: int) -> None:
        own = WireClient(server.url, 30)
        try:
            while time.monotonic() < until:
                body = {"id": f"v{number}", "text": "word " * 2000}
                updates = {"updates": [body], "upsert": True}
                try:
                    answer = await own.send(
                        request("POST", f"/collections/{COLLECTION}/batch_update", updates)
                    )
                except WireError as error:
                    seen[f"no answer: {error}"] += 1
                    continue
                waits = "" if answer.index.get("retry-after") else " without Retry-After"
                seen[f"{answer.status}{waits if answer.status in (429, 503) else ''}"] += 1
        finally:
            await own.close()

    try:
        await prepare(wire)
        await together(*(hammer(number) for number in range(400)))
        faults = [Failure(f"{n} × {what}") for what, n in seen.items() if what not in ("200", "429", "503")]
        started = time.monotonic()
        while (await wire.send(request("GET", "/health"))).status != 200:
            if time.monotonic() - started > 5 * patience():
                return [*faults, Failure("it is not well 5 s after the load has ended")]
            await asyncio.sleep(0.1)
        return faults
    finally:
        await wire.close()
