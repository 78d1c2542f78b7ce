"""The server's process as seen from outside: its memory, and how it ends."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from pathlib import Path

from vectorizer_conformance.failure import Failure
from vectorizer_conformance.layers.endurance.traffic import COLLECTION, NotSeenError, prepare, request
from vectorizer_conformance.processes.busy import patience
from vectorizer_conformance.processes.tasks import within
from vectorizer_conformance.targets.servers import ServerProcess
from vectorizer_conformance.wire import Response, WireClient, WireError

DRAIN = 10.0
UPDATES, IDS = 1_000_000, 1_000
GROWTH = 0.05


async def memory(server: ServerProcess, brief: bool) -> list[Failure]:
    """The resident memory after a tenth of the updates and after all of them."""
    wire = WireClient(server.url, 60)
    try:
        await prepare(wire, IDS)
        rounds = UPDATES // IDS
        early = 0
        for number in range(rounds):
            updates = [{"id": f"v{n}", "metadata": {"n": number}} for n in range(IDS)]
            answer = await wire.send(
                request("POST", f"/collections/{COLLECTION}/batch_update", {"updates": updates})
            )
            if answer.status != 200:
                return [Failure(f"batch {number} of updates was answered {answer.status}")]
            if number == rounds // 10:
                early = resident(server.process.pid)
        late = resident(server.process.pid)
    finally:
        await wire.close()
    if late > early * (1 + GROWTH):
        grown = (late - early) / early
        words = f"{early >> 20} MiB after {UPDATES // 10:,} updates, {late >> 20} MiB after {UPDATES:,}: +{grown:.0%}"
        return [Failure(words)]
    return []


def resident(group: int) -> int:
    """Bytes of memory of a process group."""
    total = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == group:
            total += int(fields[21]) * os.sysconf("SC_PAGE_SIZE")
    if not total:
        raise NotSeenError("not applicable: no /proc tells the memory of a process here")
    return total


async def stops_on_sigterm(server: ServerProcess, brief: bool) -> list[Failure]:
    """A request in flight is answered, a new one is not taken, and the exit code is 0."""
    wire = WireClient(server.url, DRAIN * 2)
    try:
        await prepare(wire)
        texts = [{"id": f"t{n}", "text": f"{n} word " * 2000} for n in range(60)]
        body = {"vectors": texts}
        running = asyncio.create_task(
            wire.send(request("POST", f"/collections/{COLLECTION}/batch_insert", body))
        )
        await asyncio.sleep(0.2)
        told = time.monotonic()
        os.kill(server.process.pid, signal.SIGTERM)
        faults = await _ended(running)
        try:
            code = await within(server.process.wait(), DRAIN * patience() + 1)
        except asyncio.TimeoutError:
            return [*faults, Failure(f"it still runs {time.monotonic() - told:.0f} s after SIGTERM")]
        if code != 0:
            faults.append(Failure(f"its exit code is {code}"))
        return faults + await _refused(server.url)
    finally:
        await wire.close()


async def _ended(running: asyncio.Task[Response]) -> list[Failure]:
    try:
        answer = await running
    except WireError as error:
        return [Failure(f"the request in flight got no answer: {error}")]
    # What did not end in time may be refused, if it is said: a 503 has done nothing.
    if answer.status in (200, 503):
        return []
    return [Failure(f"the request in flight was answered {answer.status}")]


async def _refused(url: str) -> list[Failure]:
    late = WireClient(url, 5)
    try:
        answer = await late.send(request("GET", "/health"))
    except WireError:
        return []
    finally:
        await late.close()
    return [Failure(f"a new connection was answered {answer.status} after the end")]
