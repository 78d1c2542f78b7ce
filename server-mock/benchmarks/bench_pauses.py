"""Prints, for each operation, how long the server's event loop was held at most: nobody else is served meanwhile.

The loop runs in this process over a collection of many vectors. What is measured is the processor time of its thread
between two rounds of the loop, which other work on the machine does not lengthen.
Run: python benchmarks/bench_pauses.py [--quick]
"""

from __future__ import annotations

import asyncio
import base64
import json
import time
from typing import Any

import numpy as np
from measuring import arguments, call
from vectorizer_mock.build import build_application
from vectorizer_mock.http.server import collect_rarely
from vectorizer_mock.log import Log
from vectorizer_mock.settings import Settings

DIMENSION = 384
MISSES = {"$not": {"$or": [{"n": -number} for number in range(20)]}}


class Server:
    """The application, and a task that looks at the clock in each round of the loop."""

    def __init__(self) -> None:
        self._application = build_application(Settings(bodies_bytes=1 << 30), log=Log("off"))
        self.longest = 0.0

    async def watch(self) -> None:
        last = time.thread_time()
        while True:
            await asyncio.sleep(0)
            now = time.thread_time()
            self.longest = max(self.longest, now - last)
            last = now

    async def call(self, *asked: Any) -> None:
        await call(self._application, *asked)


def encoded(body: Any) -> bytes:
    return body if isinstance(body, bytes) else json.dumps(body).encode()


def items(start: int, stop: int, generator: np.random.Generator, form: str) -> list[dict[str, Any]]:
    made = []
    for number in range(start, stop):
        row = generator.normal(size=DIMENSION).astype(np.float32)
        numbers = (
            [float(str(one)) for one in row]
            if form == "numbers"
            else base64.b64encode(row.tobytes()).decode()
        )
        made.append({"id": f"v{number:07}", "vector": numbers, "metadata": {"n": number}})
    return made


async def measure(count: int, batch: int) -> None:
    generator = np.random.default_rng(0)
    server = Server()
    collect_rarely(asyncio.get_running_loop())  # as a server that serves does
    watching = asyncio.ensure_future(server.watch())
    await server.call("POST", "/collections", encoded({"name": "c", "dimension": DIMENSION}))

    async def show(name: str, *asked: tuple[Any, ...]) -> None:
        calls = [(method, path, *map(encoded, bodies)) for method, path, *bodies in asked]
        await asyncio.sleep(0)
        server.longest, began = 0.0, time.process_time()
        await asyncio.gather(*(server.call(*one) for one in calls))
        await asyncio.sleep(0)
        spent = time.process_time() - began
        print(f"{name:44} {server.longest * 1000:>9.1f} ms {spent * 1000:>9.0f} ms", flush=True)

    print(f"{'':44} {'held':>12} {'in all':>12}")
    for start in range(0, count, batch):
        body = json.dumps({"vectors": items(start, start + batch, generator, "base64")}).encode()
        name = f"batch_insert {batch} base64 into {start}"
        await (show if start + batch >= count else lambda _, call: server.call(*call))(
            name, ("POST", "/collections/c/batch_insert", body)
        )
    update, search = "/collections/c/batch_update", "/collections/c/search"
    for form in ("base64", "numbers"):
        size = batch if form == "base64" else batch // 4
        body = json.dumps({"updates": items(0, size, generator, form)}).encode()
        await show(f"batch_update {size} {form}", ("POST", update, body))
    changes = [{"id": f"v{n:07}", "metadata": {"m": n}} for n in range(batch)]
    await show(f"batch_update {batch} metadata", ("POST", update, {"updates": changes}))
    lines = b"\n".join(json.dumps(one).encode() for one in items(0, batch, generator, "base64"))
    await show(f"import {batch}", ("POST", "/collections/c/import?upsert=true", lines))
    one = {"vector": generator.normal(size=DIMENSION).tolist()}
    await show("search", ("POST", search, one))
    await show("64 searches at once", *[("POST", search, one)] * 64)
    await show(
        "search limit 1000 with vectors", ("POST", search, {**one, "limit": 1000, "with_vector": True})
    )
    await show("search with a filter", ("POST", search, {**one, "filter": MISSES}))
    await show("batch_search of 100", ("POST", "/collections/c/batch_search", {"searches": [one] * 100}))
    page = "/collections/c/vectors?limit=1000&with_vector=true"
    await show("list 1000 with vectors", ("GET", page))
    await show("export", ("GET", "/collections/c/export"))
    await show(
        "delete_by_filter, dry",
        ("POST", "/collections/c/delete_by_filter", {"filter": MISSES, "dry_run": True}),
    )
    everything = {"filter": MISSES, "metadata": {"all": True}}
    await show("update_by_filter", ("POST", "/collections/c/update_by_filter", everything))
    ids = [f"v{n:07}" for n in range(batch)]
    await show(f"batch_delete {batch}", ("POST", "/collections/c/batch_delete", {"ids": ids}))
    await show("delete_by_filter", ("POST", "/collections/c/delete_by_filter", {"filter": MISSES}))
    watching.cancel()


def main() -> None:
    given = arguments(__doc__)
    count, batch = (10_000, 1000) if given.quick else (100_000, 10_000)
    asyncio.run(measure(count, batch))


if __name__ == "__main__":
    main()
