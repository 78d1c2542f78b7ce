"""Three databases with collections, calls of servers on them, and writers that know what was acknowledged."""

from __future__ import annotations

import http.client
import json
import os
import signal
import threading
import time
import uuid
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sockets import RunningServer
from vectorizer_mock.stores.postgres import embedded, moving
from vectorizer_mock.stores.postgres.embedded import Embedded

PATIENCE = 120
GROUP = 20
PROGRESS = 10
NAMES = [f"c{number}" for number in range(6)]
Reply = tuple[int, Any, dict[str, str]]


class Node:
    """A PostgreSQL of its own, which can be killed and started again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.embedded: Embedded = embedded.start(folder)
        self.url = f"postgresql://vectorizer@/postgres?host={folder}"

    def kill(self) -> None:
        lines = (self.folder / "postgres" / "postmaster.pid").read_text("utf-8").split("\n")
        os.kill(int(lines[0]), signal.SIGKILL)

    def rows(self, query: str) -> list[Any]:
        with psycopg.connect(self.url, options="-c search_path=vectorizer,public") as connection:
            return connection.execute(query).fetchall()


def call(server: RunningServer, method: str, path: str, body: Any = None, **headers: str) -> Reply:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    try:
        sent = {"content-type": "application/json", **headers}
        connection.request(method, path, None if body is None else json.dumps(body), sent)
        reply = connection.getresponse()
        data = reply.read()
        named = {name.lower(): value for name, value in reply.getheaders()}
        return reply.status, json.loads(data) if data else None, named
    finally:
        connection.close()


class Writer(threading.Thread):
    """Inserts one vector after another, each until it is acknowledged, and batches between them."""

    def __init__(self, server: RunningServer, name: str) -> None:
        super().__init__(daemon=True)
        self.server, self.name_of_collection = server, name
        self.unique = uuid.uuid4()
        self.acknowledged = self.refused = 0
        self.wrong: list[Any] = []
        self.stopped = threading.Event()

    def run(self) -> None:
        path = f"/collections/{self.name_of_collection}"
        number = 0
        while not self.stopped.is_set() and not self.wrong:
            number += 1
            body = {"id": f"{self.name_of_collection}-{number}", "vector": [1, number]}
            # One key, until there is an answer: it happens once.
            self._until(201, "POST", f"{path}/insert", body, **{"idempotency-key": f"{self.unique}-{number}"})
            updates = [
                {"id": f"b{place}", "vector": [1, place], "metadata": {"n": number}} for place in range(GROUP)
            ]
            self._until(
                200, "POST", f"{path}/batch_update", {"updates": updates, "atomic": True, "upsert": True}
            )
            self.acknowledged = number

    def _until(self, status: int, method: str, path: str, body: Any, **headers: str) -> None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                got, answer, named = call(self.server, method, path, body, **headers)
            except (OSError, http.client.HTTPException):
                self.refused += 1
                continue
            if got == status:
                return
            free = got == 503 or answer["code"] == "idempotency-in-progress"
            if not free or "retry-after" not in named:
                self.wrong.append((got, answer))
                return
            self.refused += 1
            time.sleep(0.02)
        self.wrong.append(f"nothing was acknowledged for {PATIENCE} seconds")

    def advance(self) -> None:
        """Wait until more was acknowledged."""
        wanted, until = self.acknowledged + PROGRESS, time.monotonic() + PATIENCE
        while self.acknowledged < wanted and not self.wrong:
            assert time.monotonic() < until
            time.sleep(0.01)
        assert not self.wrong


def start(server: RunningServer, names: list[str]) -> list[Writer]:
    writers = [Writer(server, name) for name in names]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.advance()
    return writers


def finish(server: RunningServer, writers: list[Writer]) -> None:
    """Stop them; all that they wrote is there once, and nothing else."""
    for writer in writers:
        writer.stopped.set()
    for writer in writers:
        writer.join()
        assert not writer.wrong
        status, _, _ = call(server, "GET", f"/collections/{writer.name_of_collection}")
        assert status == 200
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        connection.request("GET", f"/collections/{writer.name_of_collection}/export")
        found = [json.loads(line) for line in connection.getresponse().read().splitlines()]
        connection.close()
        single = {one["id"]: one["version"] for one in found if not one["id"].startswith("b")}
        assert single == {f"{writer.name_of_collection}-{n + 1}": 1 for n in range(writer.acknowledged)}
        stamps = {one["metadata"]["n"] for one in found if one["id"].startswith("b")}
        assert (stamps, len(found)) == ({writer.acknowledged}, writer.acknowledged + GROUP)


def held(nodes: list[Node]) -> list[set[str]]:
    """The collections whose rows are on each node."""
    return [
        {
            name
            for (name,) in node.rows(
                "SELECT DISTINCT name FROM records JOIN collections ON number = collection"
            )
        }
        for node in nodes
    ]


def break_off(nodes: list[Node], target: int = 1, at: str = "_delete") -> None:
    """Move c0, but not to the end: after the copy is committed and before the collection is deleted where it was, or later."""

    def fail(*given: Any) -> Any:
        raise ZeroDivisionError

    real = moving._delete

    def delete(to: Any, name: str) -> None:
        # What an earlier try left is deleted all the same.
        (real if str(to.info.host) == str(nodes[target].folder) else fail)(to, name)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(moving, at, delete if at == "_delete" else fail)
        with pytest.raises(ZeroDivisionError):
            moving.move(nodes[0].url, "c0", target)
