"""The store in PostgreSQL beside bare psycopg and pgvector, on the same database, in one run.

It prints what CPU 1,000 updated vectors of 384 numbers take: as a `batch_update` of the server, body and answer included, and
as a transaction of its store. Beside them stands the least that does the same in SQL: for the store one UPDATE from arrays
in pgvector's binary form, for the server the same from the same body, read by orjson and base64, with an answer that has
each version; and what pgvector's own adapter and psycopg's `executemany` make of it. Rounds of all of them take turns, and
their medians are shown. Needs `vectorizer-mock[embedded]`.
"""

from __future__ import annotations

import base64
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson
import psutil
import psycopg
from measuring import call
from vectorizer_mock.build import build_application
from vectorizer_mock.http.server import new_event_loop
from vectorizer_mock.log import Log
from vectorizer_mock.settings import Settings
from vectorizer_mock.stores import Collection, Query, Record
from vectorizer_mock.stores.postgres import PostgresStore, embedded
from vectorizer_mock.stores.postgres.codec import Packed, PackedDumper, packed_vectors

COUNT, DIMENSION = 1000, 384
ROUNDS = 15
Vectors = npt.NDArray[np.float32]


class Meter:
    """Measures the CPU of this process and of a database's, as the time on the wall is that of a busy machine too."""

    def __init__(self, folder: Path) -> None:
        first = int((folder / "postgres" / "postmaster.pid").read_text("utf-8").split("\n")[0])
        self._backends = [process.pid for process in psutil.Process(first).children()]

    def _now(self) -> float:
        # Nanoseconds on a processor: the times that psutil knows are hundredths of a second.
        ran = [int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) for pid in self._backends]
        return 1000.0 * time.process_time() + sum(ran) / 1e6

    def milliseconds(self, *works: Callable[[], Any]) -> list[float]:
        """The median time of each, which take turns."""
        taken: list[list[float]] = [[] for _ in works]
        for number in range(ROUNDS + 1):
            for work, times in zip(works, taken, strict=True):
                began = self._now()
                work()
                if number:
                    times.append(self._now() - began)
        return [statistics.median(times) for times in taken]


def vectors(seed: int) -> Vectors:
    return np.random.default_rng(seed).normal(size=(COUNT, DIMENSION)).astype(np.float32)


IDS = [f"v{number:04}" for number in range(COUNT)]


class Bare:
    """A table with the least that the server keeps: ids, vectors, metadata and versions."""

    def __init__(self, url: str) -> None:
        self.connection = psycopg.connect(url)
        self.connection.adapters.register_dumper(Packed, PackedDumper)
        execute = self.connection.execute
        execute(
            "CREATE TABLE bare (id text PRIMARY KEY, embedding vector(384), metadata jsonb, version bigint)"
        )
        execute(
            "INSERT INTO bare SELECT id, array_fill(1, ARRAY[384])::vector, '{}', 1 FROM unnest(%s::text[]) AS id",
            (IDS,),
        )
        row = execute("SELECT 'vector'::regtype::oid::bigint").fetchone()
        assert row is not None
        self.element = row[0]
        self.connection.commit()
        self.round = 0

    def arrays(self) -> None:
        """One UPDATE."""
        self.round += 1
        self.update(IDS, list(vectors(self.round)), ['{"n": 1}'] * COUNT)

    def update(self, ids: list[str], new: list[Vectors], metadata: list[str]) -> list[Any]:
        changed = self.connection.execute(
            "UPDATE bare SET embedding = given.embedding, metadata = given.metadata::jsonb, version = version + 1"
            " FROM unnest(%s::text[], %s::vector[], %s::text[]) AS given (id, embedding, metadata)"
            " WHERE bare.id = given.id RETURNING given.id, version",
            (ids, packed_vectors(new, self.element), metadata),
        ).fetchall()
        self.connection.commit()
        return changed

    def body(self, body: bytes) -> None:
        """The same from what a client sends, with an answer to it."""
        updates = orjson.loads(body)["updates"]
        changed = self.update(
            [one["id"] for one in updates],
            [np.frombuffer(base64.b64decode(one["vector"]), dtype="<f4") for one in updates],
            [orjson.dumps(one["metadata"]).decode() for one in updates],
        )
        orjson.dumps({"results": [{"id": key, "version": version} for key, version in changed]})

    def many(self) -> None:
        """An UPDATE for each, in a pipeline, with vectors as text."""
        self.round += 1
        rows = [
            (json.dumps(vector.tolist()), '{"n": 1}', key)
            for key, vector in zip(IDS, vectors(self.round), strict=True)
        ]
        with self.connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE bare SET embedding = %s::vector, metadata = %s, version = version + 1 WHERE id = %s",
                rows,
            )
        self.connection.commit()


class Ours:
    """The server, called in process, and its store."""

    def __init__(self, url: str) -> None:
        self.loop = new_event_loop()  # what it is served on
        self.store = PostgresStore.prepared(url)
        self.app = build_application(Settings(), store=self.store, log=Log("off"))
        self.round = 1000
        records = [
            Record(key, vector, None, {}, 1, 1, 1) for key, vector in zip(IDS, vectors(0), strict=True)
        ]
        self.loop.run_until_complete(self.store.create(Collection("c", DIMENSION, "cosine", "hashing", 1, 1)))
        self.write(records)

    def write(self, records: list[Record]) -> None:
        async def put() -> None:
            async with self.store.transaction("c") as transaction:
                await transaction.get(IDS, {one.id: one.vector for one in records})
                await transaction.put(records)

        self.loop.run_until_complete(put())

    def transaction(self) -> None:
        """Write a batch as the engine asks it of the store."""
        self.round += 1
        self.write(
            [
                Record(key, vector, None, {"n": 1}, self.round, 1, self.round)
                for key, vector in zip(IDS, vectors(self.round), strict=True)
            ]
        )

    def make_bodies(self) -> list[bytes]:
        """The bodies that clients send."""
        bodies = []
        for number in range(ROUNDS + 1):
            updates = [
                {"id": key, "vector": base64.b64encode(vector.tobytes()).decode(), "metadata": {"n": number}}
                for key, vector in zip(IDS, vectors(number), strict=True)
            ]
            bodies.append(json.dumps({"updates": updates}).encode())
        return bodies

    def batch_update(self, body: bytes) -> None:
        assert b'"updated":1000' in self.call("/collections/c/batch_update", body)

    def call(self, path: str, body: bytes) -> bytes:
        return b"".join(self.loop.run_until_complete(call(self.app, "POST", path, body)))

    def search(self) -> None:
        query = Query(vectors(7)[0], 10)
        self.loop.run_until_complete(self.store.search("c", [query]))

    def close(self) -> None:
        self.loop.run_until_complete(self.store.close())
        self.loop.close()


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="vectorizer-") as folder:
        database = embedded.start(Path(folder))
        try:
            ours, bare = Ours(database.url), Bare(database.url)
            milliseconds = Meter(Path(folder)).milliseconds
            mine, theirs = iter(ours.make_bodies()), iter(ours.make_bodies())
            making, arrays, body, many, transaction, batch = milliseconds(
                lambda: vectors(3),
                bare.arrays,
                lambda: bare.body(next(theirs)),
                bare.many,
                ours.transaction,
                lambda: ours.batch_update(next(mine)),
            )
            # What makes up numbers is not counted.
            floor = arrays - making
            rows = [
                ("bare: one UPDATE from arrays", floor, floor),
                ("bare: executemany", many - making, floor),
                ("store: a transaction", transaction - making, floor),
                ("bare: the body, one UPDATE, an answer", body, body),
                ("server: batch_update, base64", batch, body),
            ]
            print(f"{COUNT:,} × {DIMENSION} replaced, durable: CPU of this process and the database")
            for name, taken, least in rows:
                print(f"  {name:40} {taken:8.1f} ms   {taken / least:5.2f} ×")
            if "--json" in sys.argv:
                measured = [
                    {
                        "name": f"replace {COUNT:,} × {DIMENSION}, {name}",
                        "ours": taken,
                        "beside": "one UPDATE from arrays"
                        if least == floor
                        else "the body read, one UPDATE, an answer",
                        "theirs": least,
                        "unit": "ms",
                    }
                    for name, taken, least in rows
                    if taken != least
                ]
                file = Path(sys.argv[sys.argv.index("--json") + 1])
                file.write_text(json.dumps(measured), "utf-8")
            query = "SELECT id FROM bare ORDER BY embedding <=> (SELECT embedding FROM bare LIMIT 1) LIMIT 10"
            least, taken = milliseconds(lambda: bare.connection.execute(query).fetchall(), ours.search)
            print(
                f"nearest 10 of {COUNT:,}, exact: store {taken:.1f} ms, bare {least:.1f} ms: {taken / least:.2f} ×"
            )
            bare.connection.close()
            ours.close()
        finally:
            database.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
