"""Writers that know of each vector what it may be, and say where it is anything else."""

from __future__ import annotations

import http.client
import json
import random
import threading
import time
from collections.abc import Iterable
from typing import Any

from .crash_world import World

GROUP = 20
"""Vectors that one atomic batch writes."""
TURN = 10
"""Writes by way of one server."""
DEAD = (OSError, http.client.HTTPException)
Value = int | None


class Lost(AssertionError):
    """Something is not as it was acknowledged."""


class Writer(threading.Thread):
    """Writes to vectors of its own, and knows of each what it may be: several things where an answer was lost."""

    def __init__(self, world: World, number: int) -> None:
        super().__init__(daemon=True)
        self.collection = world.names[number % len(world.names)]
        self.world = world
        self.random = random.Random(number)
        self.prefix = f"w{number}"
        self.connection: http.client.HTTPConnection | None = None
        self.values: dict[str, set[Value]] = {f"{self.prefix}-{n}": {None} for n in range(5)}
        self.stamps: set[Value] = {None}
        self.count = self.acknowledged = self.unknown = self.refused = 0
        self.key: tuple[str, int] | None = None

    def run(self) -> None:
        try:
            while not self.world.stopped.is_set():
                try:
                    self.check()
                    while not self.world.stopped.is_set():
                        self.step()
                except DEAD:
                    self.hang_up()
                    time.sleep(0.05)
        except Lost as error:
            self.world.lost.append(f"{self.prefix}: {error}")
            self.world.stopped.set()

    def hang_up(self) -> None:
        if self.connection is not None:
            self.connection.close()
        self.connection = None

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        if self.connection is None:
            port = self.random.choice(self.world.ports)
            self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        sent = {"content-type": "application/json", **headers}
        self.connection.request(
            method, f"/collections/{self.collection}{path}", json.dumps(body) if body else None, sent
        )
        reply = self.connection.getresponse()
        data = reply.read()
        return reply.status, json.loads(data) if data else None

    def step(self) -> None:
        self.count += 1
        if self.count % TURN == 0:
            self.hang_up()  # for another server
        self.random.choice((self.update, self.delete, self.batch, self.insert))()

    def settle(self, status: int, done: Iterable[int], known: set[Value], value: Value) -> set[Value]:
        """The values that may be there after an answer. Until it came, `known` had the new one beside those before."""
        if status in done:
            self.acknowledged += 1
            return {value}
        if status == 503:
            self.refused += 1
            return known
        raise Lost(f"an answer {status}")

    def write(self, ids: list[str], value: Value, method: str, path: str, body: Any) -> None:
        before = {key: self.values[key] for key in ids}
        for key in ids:
            self.values[key] = before[key] | {value}
        self.unknown += 1
        status, _ = self.call(method, path, body)
        self.unknown -= 1
        for key in ids:
            done = (200, 201, 204, 404) if value is None else (200, 201)
            self.values[key] = self.settle(status, done, before[key], value)

    def update(self) -> None:
        key = self.random.choice(list(self.values))
        body = {"vector": [1, self.count], "metadata": {"n": self.count}}
        self.write([key], self.count, "PUT", f"/vectors/{key}?upsert=true", body)

    def delete(self) -> None:
        key = self.random.choice(list(self.values))
        self.write([key], None, "DELETE", f"/vectors/{key}", None)

    def batch(self) -> None:
        before = self.stamps
        self.stamps = before | {self.count}
        updates = [
            {"id": f"{self.prefix}-b{n}", "vector": [1, n], "metadata": {"n": self.count}}
            for n in range(GROUP)
        ]
        self.unknown += 1
        status, _ = self.call("POST", "/batch_update", {"updates": updates, "atomic": True, "upsert": True})
        self.unknown -= 1
        self.stamps = self.settle(status, (200,), before, self.count)

    def insert(self) -> None:
        """Under a key: sent again until it is answered, it happens once."""
        if self.key is None:
            self.key = f"{self.prefix}-k{self.count}", self.count
        key, number = self.key
        body = {"id": key, "vector": [1, number], "metadata": {"n": number}}
        status, answer = self.call("POST", "/insert", body, **{"idempotency-key": key})
        if status in (409, 503) and answer["code"] in ("idempotency-in-progress", "unavailable"):
            return
        if status != 201:
            raise Lost(f"{key} is answered {status} {answer}: it was executed without its key")
        self.acknowledged += 1
        self.key = None
        status, found = self.call("GET", f"/vectors/{key}?with_vector=false")
        if (status == 200 and (found["version"], found["metadata"]) != (1, {"n": number})) or status == 404:
            raise Lost(f"{key} was inserted, and is {found}")

    def check(self) -> None:
        """Look at all vectors: each is one of the things that it may be."""
        for key, possible in self.values.items():
            status, found = self.call("GET", f"/vectors/{key}?with_vector=false")
            if status == 503:
                raise ConnectionError
            value = found["metadata"]["n"] if status == 200 else None
            if value not in possible:
                raise Lost(f"{key} is {value}, and not one of {possible}")
            self.values[key] = {value}
        ids = "&".join(f"ids={self.prefix}-b{n}" for n in range(GROUP))
        status, found = self.call("GET", f"/vectors?{ids}&limit=100&with_vector=false")
        if status == 503:
            raise ConnectionError
        stamps = [one["metadata"]["n"] for one in found["vectors"]]
        whole = len(stamps) in (0, GROUP) and len(set(stamps)) <= 1
        value = stamps[0] if stamps else None
        if not whole or value not in self.stamps:
            raise Lost(f"the batch is {stamps}, and not one of {self.stamps} as a whole")
        self.stamps = {value}
