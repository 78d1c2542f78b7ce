"""Three servers on one database answer as one."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Iterator
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


async def call(port: int, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any, str]:
    """Status, JSON and entity tag of an answer, over a connection of its own."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    sent = b"" if body is None else json.dumps(body).encode()
    lines = [f"{method} /collections/c{path} HTTP/1.1", "host: localhost", "connection: close"]
    lines += ["content-type: application/json", f"content-length: {len(sent)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + sent)
    head, _, content = (await reader.read()).partition(b"\r\n\r\n")
    writer.close()
    await writer.wait_closed()
    tags = [line for line in head.decode().lower().split("\r\n") if line.startswith("etag: ")]
    return int(head.split()[1]), json.loads(content), tags[0][6:] if tags else ""


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
