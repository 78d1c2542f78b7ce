"""Measures whole requests beside the least that any server would have to do for them; prints milliseconds and ratios.

The application is called in this process, without sockets. Beside it stands what cannot be left out: the fastest reader
of the same bytes, the numbers written into a matrix, the matrix product of a search.
Run: python benchmarks/bench_floor.py [--quick] [--json FILE]
"""

from __future__ import annotations

import asyncio
import base64
import math
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from measuring import arguments, both, call, keep, write  # before numpy, whose threads it sets

# isort: split
import numpy as np
import orjson
import simdjson
from vectorizer_mock.build import build_application, build_double
from vectorizer_mock.http.server import collect_rarely
from vectorizer_mock.log import Log

DIMENSION = 384


class Server:
    """The application, called as a server would call it."""

    def __init__(self) -> None:
        self._application = build_application(log=Log("off"))
        self._loop = asyncio.new_event_loop()
        collect_rarely(self._loop)

    def run(self, *calls: tuple[str, str, bytes]) -> None:
        """Requests that are asked at the same time."""
        self._loop.run_until_complete(_all([call(self._application, *one) for one in calls]))


async def _all(calls: list[Any]) -> None:
    await asyncio.gather(*calls)


def main() -> None:
    given = arguments(__doc__)
    scale = 10 if given.quick else 1
    print(f"{'':60} {'ours':>10} {'floor':>10} {'ratio':>8}")
    bench_batches(1000 // scale)
    for count in (10_000, 100_000):
        bench_searches(count // scale)
    bench_reset(1000)
    write(given.json)


def bench_batches(count: int) -> None:
    """A batch of updates, beside the fastest reader of what is in it and the least that it changes."""
    server = Server()
    generator = np.random.default_rng(0)
    # Each round brings other numbers: nothing is left unchanged.
    rounds = [generator.normal(size=(count, DIMENSION)).astype(np.float32) for _ in range(4)]
    numbers = [dumps({"updates": items(list(one))}) for one in rounds]
    packed = [
        dumps({"updates": items([base64.b64encode(row.tobytes()).decode() for row in one])}) for one in rounds
    ]
    metadata = [
        dumps({"updates": [{"id": f"v{n}", "metadata": {"n": n, "seen": turn}} for n in range(count)]})
        for turn in range(4)
    ]
    server.run(("POST", "/collections", b'{"name": "c", "dimension": %d}' % DIMENSION))
    server.run(("POST", "/collections/c/batch_insert", dumps({"vectors": items(list(rounds[0]))})))
    floor = Floor(count)
    flat = [dumps(one.ravel()) for one in rounds]
    for name, beside, made, least, given in (
        ("numbers", "simdjson of the numbers alone, written", numbers, floor.numbers, flat),
        ("base64", "orjson and base64, written", packed, floor.base64, packed),
        ("metadata alone", "orjson, merged", metadata, floor.metadata, metadata),
    ):
        ours, theirs = both(partial(ask, server, made), partial(ask_floor, least, given))
        show(f"batch_update of {count:,} × {DIMENSION}, {name}", ours, beside, theirs)


def dumps(value: Any) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SERIALIZE_NUMPY)


def ask(server: Server, made: list[bytes], turn: int) -> None:
    server.run(("POST", "/collections/c/batch_update", made[turn % len(made)]))


def ask_floor(least: Callable[[bytes], bytes], given: list[bytes], turn: int) -> None:
    least(given[turn % len(given)])


def items(vectors: list[Any]) -> list[dict[str, Any]]:
    return [{"id": f"v{n}", "vector": vector} for n, vector in enumerate(vectors)]


class Floor:
    """The least that a batch of updates changes: a matrix, and for each id its metadata and version."""

    def __init__(self, count: int) -> None:
        self._matrix = np.zeros((count, DIMENSION), dtype=np.float32)
        self._entries: dict[str, tuple[int, int, Any]] = {f"v{n}": (n, 1, {"n": n}) for n in range(count)}

    def numbers(self, raw: bytes) -> bytes:
        read: Any = simdjson.Parser().parse(raw)
        vectors = np.frombuffer(read.as_buffer(of_type="d")).astype(np.float32).reshape(-1, DIMENSION)
        return self._write(list(self._entries), vectors)

    def base64(self, raw: bytes) -> bytes:
        updates = orjson.loads(raw)["updates"]
        packed = b"".join([base64.b64decode(one["vector"]) for one in updates])
        vectors = np.frombuffer(packed, dtype=np.float32).reshape(-1, DIMENSION)
        return self._write([one["id"] for one in updates], vectors)

    def metadata(self, raw: bytes) -> bytes:
        updates = orjson.loads(raw)["updates"]
        return self._answer([one["id"] for one in updates], [one["metadata"] for one in updates])

    def _write(self, ids: list[str], vectors: Any) -> bytes:
        self._matrix[[self._entries[key][0] for key in ids]] = vectors
        return self._answer(ids, [{}] * len(ids))

    def _answer(self, ids: list[str], metadata: list[Any]) -> bytes:
        results = []
        for index, (key, patch) in enumerate(zip(ids, metadata, strict=True)):
            row, version, before = self._entries[key]
            self._entries[key] = (row, version + 1, {**before, **patch})
            results.append({"index": index, "id": key, "status": "updated", "version": version + 1})
        return orjson.dumps({"results": results})


def bench_searches(count: int) -> None:
    """Ten nearest of so many, one search and 64 at once, beside the matrix product alone."""
    server = Server()
    generator = np.random.default_rng(1)
    vectors = generator.normal(size=(count, DIMENSION)).astype(np.float32)
    server.run(("POST", "/collections", b'{"name": "c", "dimension": %d}' % DIMENSION))
    for start in range(0, count, 1000):
        part = [
            {
                "id": f"v{start + n:06}",
                "vector": base64.b64encode(row.tobytes()).decode(),
                "metadata": {"n": n},
            }
            for n, row in enumerate(vectors[start : start + 1000])
        ]
        server.run(("POST", "/collections/c/batch_insert", orjson.dumps({"vectors": part})))
    queries = generator.normal(size=(64, DIMENSION)).astype(np.float32)
    bodies = [
        orjson.dumps({"vector": base64.b64encode(row.tobytes()).decode(), "limit": 10}) for row in queries
    ]
    path = "/collections/c/search"
    single = np.ascontiguousarray(queries[:1])
    ours, theirs = both(
        lambda turn: server.run(("POST", path, bodies[turn % 64])), lambda turn: single @ vectors.T, 40
    )
    show(f"search of {count:,} × {DIMENSION}, a request", ours, "the matrix product", theirs)
    ours, theirs = both(
        lambda turn: server.run(*[("POST", path, body) for body in bodies]), lambda turn: queries @ vectors.T
    )
    show(f"64 searches of {count:,} × {DIMENSION} at once", ours, "one matrix product", theirs)
    batch = b'{"searches": [' + b",".join(bodies) + b"]}"
    ours, theirs = both(
        lambda turn: server.run(("POST", "/collections/c/batch_search", batch)),
        lambda turn: queries @ vectors.T,
    )
    show(f"64 searches of {count:,} × {DIMENSION} in a request", ours, "one matrix product", theirs)


def bench_reset(count: int) -> None:
    """A test double emptied for the next test, beside another one."""
    double = build_double(log=Log("off"))
    loop = asyncio.new_event_loop()
    vectors = [{"id": f"v{n}", "vector": [0.5] * 4, "metadata": {"n": n}} for n in range(count)]
    document = {"collections": [{"name": "c", "dimension": 4, "vectors": vectors}]}
    ours = math.inf
    for _ in range(5):
        loop.run_until_complete(double.seed(document))
        started = time.process_time()
        loop.run_until_complete(double.reset())
        ours = min(ours, time.process_time() - started)
    theirs, _ = both(lambda turn: build_double(log=Log("off")), lambda turn: None)
    show(f"reset of a test double with {count:,} vectors", ours, "another one in the process", theirs)
    loop.close()


def show(what: str, ours: float, beside: str, theirs: float) -> None:
    print(f"{what:60} {ours * 1000:>7.2f} ms {theirs * 1000:>7.2f} ms {ours / theirs:>7.2f}×", flush=True)
    keep(what, ours * 1000, beside, theirs * 1000, "ms")


if __name__ == "__main__":
    main()
