"""Kills servers and their database under writers, and looks whether what was acknowledged is there.

`./run kills -- --times 300` prints what it did, and fails with what was lost. Of three times one kills the database, one the
server, and one both.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

PROGRESS = 30
"""Writes that are acknowledged between two kills."""
PATIENCE = 120
"""Seconds."""
GROUP = 20
"""Vectors that one atomic batch writes."""
DEAD = (OSError, http.client.HTTPException)
Value = int | None


class Lost(AssertionError):
    """Something is not as it was acknowledged."""


class World:
    """A server with its database in a folder, killed and started again while writers use it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = 0
        self.stopped = threading.Event()
        self.lost: list[str] = []

    def start(self) -> None:
        command = [sys.executable, "-m", "vectorizer_mock", "serve", "--port", "0", "--log-level", "off"]
        self.process = subprocess.Popen(
            [*command, "--store", "embedded", "--data", str(self.folder)], stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout is not None
        self.port = int(self.process.stdout.readline().rsplit(":", 1)[1])

    def kill_server(self) -> None:
        self.process.kill()
        self.process.communicate()

    def kill_database(self) -> None:
        lines = (self.folder / "postgres" / "postmaster.pid").read_text("utf-8").split("\n")
        with suppress(ProcessLookupError):
            os.kill(int(lines[0]), signal.SIGKILL)

    def stop(self) -> None:
        self.process.terminate()
        self.process.communicate(timeout=60)


class Writer(threading.Thread):
    """Writes to vectors of its own, and knows of each what it may be: several things where an answer was lost."""

    def __init__(self, world: World, number: int) -> None:
        super().__init__(daemon=True)
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
            self.connection = http.client.HTTPConnection("127.0.0.1", self.world.port, timeout=60)
        sent = {"content-type": "application/json", **headers}
        self.connection.request(method, f"/collections/c{path}", json.dumps(body) if body else None, sent)
        reply = self.connection.getresponse()
        data = reply.read()
        return reply.status, json.loads(data) if data else None

    def step(self) -> None:
        self.count += 1
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


def run(folder: Path, kills: int, writers: int = 8, seed: int = 1) -> dict[str, int]:
    """Kill so many times; what was done, or Lost."""
    generator = random.Random(seed)
    world = World(folder)
    world.start()
    team = [Writer(world, number) for number in range(writers)]
    make = http.client.HTTPConnection("127.0.0.1", world.port)
    body = json.dumps({"name": "c", "dimension": 2, "metric": "euclidean"})
    make.request("POST", "/collections", body, {"content-type": "application/json"})
    assert make.getresponse().status == 201
    make.close()
    for writer in team:
        writer.start()
    killed = {"servers": 0, "databases": 0}
    for number in range(kills):
        if number and number % 25 == 0:
            print(
                f"{number} times, {sum(writer.acknowledged for writer in team)} writes",
                file=sys.stderr,
                flush=True,
            )
        _wait_for(world, team, PROGRESS)
        time.sleep(generator.uniform(0, 0.1))
        if world.lost:
            break
        if number % 3 != 0:
            world.kill_database()
            killed["databases"] += 1
        if number % 3 != 1:
            world.kill_server()
            killed["servers"] += 1
            world.start()
    _wait_for(world, team, PROGRESS)
    world.stopped.set()
    for writer in team:
        writer.join()
    try:
        if world.lost:
            raise Lost("; ".join(world.lost))
        for writer in team:
            writer.hang_up()
            until = time.monotonic() + 30
            while True:
                try:
                    writer.check()
                    break
                except DEAD:
                    assert time.monotonic() < until
                    writer.hang_up()
                    time.sleep(0.1)
    finally:
        for writer in team:
            writer.hang_up()
        world.stop()
    return {
        **killed,
        "acknowledged": sum(writer.acknowledged for writer in team),
        "refused": sum(writer.refused for writer in team),
        "without an answer": sum(writer.unknown for writer in team),
    }


def _wait_for(world: World, team: list[Writer], more: int) -> None:
    """Wait until so many more writes were acknowledged."""
    wanted = sum(writer.acknowledged for writer in team) + more
    until = time.monotonic() + PATIENCE
    while sum(writer.acknowledged for writer in team) < wanted and not world.stopped.is_set():
        if time.monotonic() > until:
            raise Lost(f"nothing was acknowledged for {PATIENCE} seconds")
        time.sleep(0.01)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=300)
    parser.add_argument("--writers", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="vectorizer-") as folder:
        try:
            done = run(Path(folder), given.times, given.writers, given.seed)
        except Lost as lost:
            print(f"lost: {lost}")
            return 1
    print(
        f"{given.times} times kill -9, of {done['servers']} servers and {done['databases']} databases, under {given.writers} "
        f"writers: {done['acknowledged']:,} writes acknowledged and there, batches whole, keys kept; "
        f"{done['refused']:,} answered 503, {done['without an answer']:,} not answered"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
