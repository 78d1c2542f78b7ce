"""The ordinary traffic that everything else must not disturb."""

from __future__ import annotations

import asyncio
import json
import time

from vectorizer_conformance.failure import Failure
from vectorizer_conformance.processes.busy import patience
from vectorizer_conformance.wire import Request, WireClient, WireError

COLLECTION = "endurance"
# What the ordinary traffic is made of.
NEEDED = ("createCollection", "batchInsert", "getVector", "updateVector")
JSON = [("Content-Type", "application/json")]


class NotSeenError(Exception):
    """The machine can't show it, such as the memory of a process where there is no /proc."""


def request(method: str, path: str, body: object = None) -> Request:
    """A request with a JSON body, if it has one."""
    content = b"" if body is None else json.dumps(body).encode()
    return Request(method, path, list(JSON) if content else [], content)


async def prepare(wire: WireClient, ids: int = 1) -> None:
    """A collection with so many vectors."""
    made = await wire.send(request("POST", "/collections", {"name": COLLECTION, "dimension": 4}))
    if made.status != 201:
        raise WireError(f"the collection can't be made: {made.status}")
    vectors = [{"id": f"v{n}", "vector": [1, 0, 0, n]} for n in range(ids)]
    await wire.send(request("POST", f"/collections/{COLLECTION}/batch_insert", {"vectors": vectors}))


async def healthy(wire: WireClient, seconds: float, limit: float) -> list[Failure]:
    """Read and update for a while: every answer is 200, and the 99th percentile within `limit` seconds."""
    taken: list[float] = []
    faults: list[Failure] = []
    until = time.monotonic() + seconds
    number = 0
    while time.monotonic() < until and not faults:
        number += 1
        path = f"/collections/{COLLECTION}/vectors/v0"
        update = request("PATCH", path, {"metadata": {"n": number}}) if number % 2 else request("GET", path)
        started = time.monotonic()
        answer = await wire.send(update)
        taken.append(time.monotonic() - started)
        if answer.status != 200:
            faults.append(Failure(f"a healthy request was answered {answer.status}"))
        await asyncio.sleep(0.01)
    worst = sorted(taken)[int(0.99 * (len(taken) - 1))]
    if worst > limit * patience():
        seen = f"{worst * 1000:.0f} ms, allowed are {limit * 1000:.0f}"
        faults.append(Failure(f"the 99th percentile of {len(taken)} healthy requests is {seen}"))
    return faults
