"""Three servers on one database answer as one."""

from __future__ import annotations

import asyncio
import http.client
import json
import random
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack
from itertools import count, cycle
from typing import Any

import pytest
from sockets import RunningServer
from support import Api


@pytest.fixture
def servers(api: Api, database: str, request: pytest.FixtureRequest) -> Iterator[list[int]]:
    """The ports of three servers, or of as many as the test names; `api` is one more, and has made `c`."""
    url = "postgresql://vectorizer@/postgres?" + database.split()[0]
    with ExitStack() as stack:
        yield [
            stack.enter_context(RunningServer("--store", url, "--log-level", "warning")).port
            for _ in range(getattr(request, "param", 3))
        ]


async def send(port: int, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, bytes, str]:
    """Status, body and entity tag of an answer, over a connection of its own."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    sent = b"" if body is None else json.dumps(body).encode()
    lines = [f"{method} /collections{path} HTTP/1.1", "host: localhost", "connection: close"]
    lines += ["content-type: application/json", f"content-length: {len(sent)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + sent)
    head, _, content = (await reader.read()).partition(b"\r\n\r\n")
    writer.close()
    await writer.wait_closed()
    tags = [line for line in head.decode().lower().split("\r\n") if line.startswith("etag: ")]
    return int(head.split()[1]), content, tags[0][6:] if tags else ""


async def export(port: int) -> tuple[int, bytes, str]:
    """The same of an export, which comes in pieces."""

    def read() -> tuple[int, bytes, str]:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request("GET", "/collections/c/export")
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        return answer.status, content, ""

    return await asyncio.to_thread(read)


async def call(port: int, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any, str]:
    """The same of the collection, with JSON."""
    status, content, tag = await send(port, method, f"/c{path}", body, **headers)
    return status, json.loads(content), tag


@pytest.mark.parametrize("servers", [1, 3], indirect=True)
def test_changes_of_one_vector_by_servers_all_arrive(api: Api, servers: list[int]) -> None:
    api.insert("x", metadata={"n": 0})
    ports = cycle(servers)

    async def patch(key: int) -> int:
        body = {"metadata": {f"k{key}": key}}
        return (await call(next(ports), "PATCH", "/vectors/x", body))[0]

    async def increment() -> int:
        for tries in count(1):
            port = next(ports)
            _, found, tag = await call(port, "GET", "/vectors/x")
            body = {"metadata": {"n": found["metadata"]["n"] + 1}}
            status, _, _ = await call(port, "PATCH", "/vectors/x", body, if_match=tag)
            if status != 412:
                return status
            await asyncio.sleep(random.uniform(0, 0.2 * tries))
        raise AssertionError

    assert set(api.gather([patch(key) for key in range(100)])) == {200}
    assert set(api.gather([increment() for _ in range(100)])) == {200}
    found = api.get("x")
    assert found["metadata"] == {"n": 100, **{f"k{key}": key for key in range(100)}}
    assert found["version"] == 201


def test_one_of_many_with_a_key_executes(api: Api, servers: list[int]) -> None:
    ports = cycle(servers)
    body = {"id": "a", "text": "Tides follow the moon."}
    calls = [call(next(ports), "POST", "/insert", body, idempotency_key="k") for _ in range(30)]
    replies = api.gather(calls)
    assert {status for status, _, _ in replies} <= {201, 409}
    made = [found for status, found, _ in replies if status == 201]
    assert all(found == made[0] for found in made)
    assert {found.get("code", "idempotency-in-progress") for _, found, _ in replies} == {
        "idempotency-in-progress"
    }
    assert [one["version"] for one in api.everything()] == [1]


def test_a_cursor_of_one_server_is_good_on_another(api: Api, servers: list[int]) -> None:
    for key in "abc":
        api.insert(key)
    _, first, _ = api.run(call(servers[0], "GET", "/vectors?limit=2"))
    _, rest, _ = api.run(call(servers[1], "GET", f"/vectors?cursor={first['next_cursor']}"))
    assert [one["id"] for one in rest["vectors"]] == ["c"]


@pytest.mark.parametrize("servers", [1, 3], indirect=True)
def test_a_collection_that_is_made_again_is_one_or_the_other(api: Api, servers: list[int]) -> None:
    ports, stamps = cycle(servers), count()
    is_over = False
    seen = {"batches": 0, "reads": 0}

    async def make_again() -> None:
        nonlocal is_over
        for dimension in (3, 2) * 5:
            assert (await send(next(ports), "DELETE", "/c"))[0] == 204
            assert (await send(next(ports), "POST", "", {"name": "c", "dimension": dimension}))[0] == 201
            wanted = seen["batches"] + 1, seen["reads"] + 3
            while seen["batches"] < wanted[0] or seen["reads"] < wanted[1]:
                await asyncio.sleep(0.01)
        is_over = True

    async def write(dimension: int) -> None:
        while not is_over:
            stamp = next(stamps)
            vectors = [
                {"id": f"{stamp}-{n}", "vector": [1] * dimension, "metadata": {"of": stamp}}
                for n in range(20)
            ]
            body = {"vectors": vectors, "atomic": True}
            key = {"idempotency_key": str(stamp)} if stamp % 2 else {}
            status, content, _ = await send(next(ports), "POST", "/c/batch_insert", body, **key)
            assert status in (200, 404, 422), content
            seen["batches"] += status == 200

    async def read(ask: Callable[[int], Awaitable[tuple[int, bytes, str]]], member: str) -> None:
        while not is_over:
            status, content, _ = await ask(next(ports))
            assert status in (200, 404) or (status == 422 and member == "results"), content
            if status == 200:
                records = (
                    json.loads(content)[member] if member else list(map(json.loads, content.splitlines()))
                )
                assert len({len(one["vector"]) for one in records}) <= 1
                of = [one["metadata"]["of"] for one in records]
                # All of a batch or none of it, but for the one that a limit cuts.
                assert sum(of.count(stamp) != 20 for stamp in set(of)) <= (len(of) == 1000)
                seen["reads"] += 1

    search = {"vector": [1, 1], "limit": 1000, "with_vector": True}
    readers = [
        read(export, ""),
        read(lambda port: send(port, "GET", "/c/vectors?limit=1000&with_vector=true"), "vectors"),
        read(lambda port: send(port, "POST", "/c/search", search), "results"),
    ]
    api.gather([make_again(), *map(write, (2, 3, 2, 3)), *readers])
