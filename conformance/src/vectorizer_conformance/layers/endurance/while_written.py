"""Long reads while others write: an export whose client reads slowly, and searches of much."""

from __future__ import annotations

import asyncio
import base64
import itertools
import json
import socket
from array import array
from typing import Any

from vectorizer_conformance.failure import Failure
from vectorizer_conformance.layers.endurance.traffic import request
from vectorizer_conformance.processes.tasks import patiently
from vectorizer_conformance.targets.servers import ServerError, ServerProcess
from vectorizer_conformance.wire import Request, Response, WireClient, WireError
from vectorizer_conformance.wire.message import read_body, read_fields, read_line

# Far more than what the two systems hold of an answer that nobody reads: 17 MB.
COUNT, DIMENSION = 768, 4096
_PATH = "/collections/written"
_EXPORT = f"{_PATH}/export?vector_format=base64"
_FEW = 65_536
_ROUNDS = 12
_MOVED = 8
_MOVING = [f"v{n:03}" for n in range(700, 700 + _MOVED)]


async def slow_export(server: ServerProcess, brief: bool) -> list[Failure]:
    """What is written once the answer has begun, also twice, is not in it, wherever the client is in its reading."""
    wire = WireClient(server.url, 60)
    try:
        await _fill(wire)
        before = _records(await _done(wire, "GET", _EXPORT))
        reader, writer = await _begin(wire)
        try:
            status = (await patiently(read_line(reader), 60)).decode("latin-1")
            if not status.startswith("HTTP/1.1 200"):
                return [Failure(f"an export is answered {status!r}")]
            await _write(wire)
            headers = await patiently(read_fields(reader), 60)
            seen = _records(await patiently(read_body(reader, headers, to_end=True), 60))
        finally:
            writer.close()
        return _differences(before, seen)
    finally:
        await wire.close()


async def searches_under_writes(server: ServerProcess, brief: bool) -> list[Failure]:
    """Each search finds what stays as it is, and what is written beside it at one of its values."""
    wire = WireClient(server.url, 60)
    try:
        await _fill(wire)
        for _ in range(_ROUNDS if brief else 10 * _ROUNDS):
            searching = asyncio.create_task(
                wire.send(request("POST", f"{_PATH}/batch_search?vector_format=base64", _SEARCHES))
            )
            writing = asyncio.create_task(_move(wire, searching))
            answer = await searching
            await writing
            if faults := _misses(answer):
                return faults
        return []
    finally:
        await wire.close()


async def _move(wire: WireClient, until: asyncio.Task[Response]) -> None:
    """Move some records to where searches find them and away again, for as long as a search is under way."""
    at = itertools.cycle((*(n + 0.3 for n in range(_MOVED)), *(float(5000 + n) for n in range(_MOVED))))
    for ident, place in zip(itertools.cycle(_MOVING), at, strict=False):
        await _done(wire, "PATCH", f"{_PATH}/vectors/{ident}", {"vector": _vector(place)})
        if until.done():
            return


def _misses(answer: Response) -> list[Failure]:
    """Whether each search found the nearest of what is not moved, in order."""
    if answer.status != 200:
        return [Failure(f"searches beside updates are answered {answer.status}: {answer.body[:160]!r}")]
    for number, found in enumerate(json.loads(answer.body)["results"]):
        ids = [hit["id"] for hit in found["results"]]
        nearest = [f"v{n:03}" for n in (number, number - 1, number + 1, number + 2) if n >= 0]
        seen = [ident for ident in ids if ident not in _MOVING]
        if len(ids) != 3 or len(set(ids)) != 3 or seen != nearest[: len(seen)]:
            return [
                Failure(
                    f"a search beside updates found {ids}; of what is not written, {nearest[:3]} are nearest"
                )
            ]
        away = [abs(_place(hit["vector"]) - number - 0.25) for hit in found["results"]]
        if away != sorted(away):
            return [
                Failure(f"a search beside updates found {ids} in another order than that of their vectors")
            ]
    return []


async def _fill(wire: WireClient) -> None:
    made = {"name": "written", "dimension": DIMENSION, "metric": "euclidean"}
    await _done(wire, "POST", "/collections", made)
    vectors = [{"id": f"v{n:03}", "vector": _vector(n + 0.5), "metadata": {"n": n}} for n in range(COUNT)]
    await _done(wire, "POST", f"{_PATH}/batch_insert", {"vectors": vectors})


def _vector(place: float) -> str:
    return base64.b64encode(array("f", [place] * DIMENSION).tobytes()).decode()


def _place(vector: str) -> float:
    return float(array("f", base64.b64decode(vector[:8])[:4])[0])


_SEARCHES = {"searches": [{"vector": _vector(n + 0.25), "limit": 3, "with_vector": True} for n in range(40)]}


async def _done(wire: WireClient, method: str, path: str, body: object = None) -> bytes:
    answer = await wire.send(request(method, path, body))
    if not 200 <= answer.status < 300:
        raise ServerError(
            f"what the export is asked of can't be made: {method} {path} is answered {answer.status}"
        )
    return answer.body


async def _begin(wire: WireClient) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Ask for the export on a connection that takes little before it is read."""
    own = socket.create_connection((wire.host, wire.port), 60)
    own.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _FEW)
    own.setblocking(False)
    reader, writer = await asyncio.open_connection(sock=own, limit=_FEW)
    writer.write(Request("GET", wire.prefix + _EXPORT, [("Host", wire.authority)]).to_bytes())
    return reader, writer


async def _write(wire: WireClient) -> None:
    """Change the first and the last records twice, delete one and make it again, and make one that was not there."""
    for number in (1, 2):
        updates = [
            {"id": f"v{n:03}", "vector": _vector(1000 * number), "metadata": {"again": number}}
            for n in (0, COUNT - 1, COUNT - 2, COUNT - 3)
        ]
        await _done(wire, "POST", f"{_PATH}/batch_update", {"updates": updates})
    made_again = f"v{COUNT - 4:03}"
    await _done(wire, "DELETE", f"{_PATH}/vectors/{made_again}")
    await _done(wire, "DELETE", f"{_PATH}/vectors/v{COUNT - 5:03}")
    for ident in ("v", made_again, f"v{COUNT - 6:03}new"):
        await _done(wire, "POST", f"{_PATH}/insert", {"id": ident, "vector": _vector(3000)})


def _records(body: bytes) -> dict[str, Any]:
    try:
        return {record["id"]: record for record in map(json.loads, body.splitlines())}
    except (ValueError, KeyError, TypeError) as error:
        raise WireError(f"the export must be NDJSON of records: {error}") from error


def _differences(before: dict[str, Any], seen: dict[str, Any]) -> list[Failure]:
    """One failure for each record of the two that is not the same, of the first few."""
    faults = []
    for ident in sorted(before.keys() | seen.keys()):
        if ident not in seen:
            faults.append(f"an export lacks {ident!r}, which was there when it began")
        elif ident not in before:
            faults.append(f"an export has {ident!r}, which was made after it began")
        elif wrong := [key for key, value in before[ident].items() if seen[ident].get(key) != value]:
            faults.append(f"an export has another {' and '.join(wrong)} of {ident!r} than when it began")
    return list(map(Failure, faults[:3]))
