"""Collections on one, two and three databases, each a PostgreSQL of its own on this machine; and postgres_fdw beside it.

It prints what CPU a batch of 1,000 replaced vectors of 384 numbers takes of the server, of the busiest database, and of all:
machines of their own would work at the same time, and the busiest one is the limit. Then what postgres_fdw makes of the
same, and whether it keeps what the server promises. Needs `vectorizer-mock[embedded]`.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import psycopg
from vectorizer_mock.http.server import new_event_loop
from vectorizer_mock.stores import Collection, Record, StoreError
from vectorizer_mock.stores.postgres import DistributedStore, embedded, moving
from vectorizer_mock.stores.postgres.codec import Packed, PackedDumper, packed_vectors

COUNT, DIMENSION, COLLECTIONS, ROUNDS = 1000, 384, 6, 5
IDS = [f"v{number:04}" for number in range(COUNT)]
FOREIGN = """
CREATE EXTENSION IF NOT EXISTS postgres_fdw;
CREATE SERVER {name} FOREIGN DATA WRAPPER postgres_fdw
  OPTIONS (host '{folder}', dbname 'postgres', extensions 'vector', batch_size '1000');
CREATE USER MAPPING FOR CURRENT_USER SERVER {name} OPTIONS (user 'vectorizer');
CREATE FOREIGN TABLE {name}_bare (id text, embedding public.vector(384), n integer) SERVER {name} OPTIONS (table_name 'bare');
"""
BARE = """
CREATE TABLE bare (id text PRIMARY KEY, embedding public.vector(384), n integer UNIQUE DEFERRABLE INITIALLY DEFERRED);
INSERT INTO bare SELECT 'v' || lpad(i::text, 4, '0'), array_fill(1, ARRAY[384])::public.vector, i FROM generate_series(0, 999) AS i
"""
UPDATE = """
UPDATE {} AS bare SET embedding = given.embedding FROM unnest(%s::text[], %s::public.vector[]) AS given (id, embedding)
WHERE bare.id = given.id
"""


class Node:
    """A PostgreSQL, and the CPU that it took."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = embedded.start(folder)
        self.url = self.database.url
        self._first = psutil.Process(
            int((folder / "postgres" / "postmaster.pid").read_text("utf-8").split("\n")[0])
        )

    def ran(self) -> dict[int, float]:
        """Milliseconds of each of its processes."""
        found = {}
        for process in self._first.children():
            try:
                found[process.pid] = int(Path(f"/proc/{process.pid}/schedstat").read_text().split()[0]) / 1e6
            except OSError:
                continue
        return found

    def connect(self) -> psycopg.Connection[Any]:
        return psycopg.connect(self.url, autocommit=True)


def vectors(seed: int) -> Any:
    return np.random.default_rng(seed).normal(size=(COUNT, DIMENSION)).astype(np.float32)


class Spread:
    """A store over nodes, with collections that are all written to at once."""

    def __init__(self, nodes: list[Node]) -> None:
        self.nodes = nodes
        self.loop = new_event_loop()
        self.store = DistributedStore.prepared(nodes[0].url)
        self.round = 0
        for other in nodes[1:]:
            moving.add(nodes[0].url, other.url)
        for name in self.names():
            made = Collection(name, DIMENSION, "cosine", "hashing", 1, 1)
            self.loop.run_until_complete(self.store.create(made))
        self.write()

    def names(self) -> list[str]:
        return [f"c{number}" for number in range(COLLECTIONS)]

    def place(self, count: int) -> None:
        """Put the collections on so many of the nodes."""
        for number, name in enumerate(self.names()):
            try:
                moving.move(self.nodes[0].url, name, number % count)
            except StoreError as error:
                if "already" not in str(error):
                    raise

    def write(self) -> None:
        self.round += 1

        async def replace(name: str, number: int) -> None:
            rows = vectors(10 * self.round + number)
            records = [
                Record(key, row, None, {"n": 1}, self.round, 1, self.round)
                for key, row in zip(IDS, rows, strict=True)
            ]
            async with self.store.transaction(name) as transaction:
                await transaction.get(IDS, {one.id: one.vector for one in records})
                await transaction.put(records)

        async def everywhere() -> None:
            await asyncio.gather(*(replace(name, number) for number, name in enumerate(self.names())))

        self.loop.run_until_complete(everywhere())

    def bytes_of_a_vector(self) -> float:
        tables = ("records", "vectors")
        sizes = " + ".join(f"pg_total_relation_size('vectorizer.{table}')" for table in tables)
        size = count = 0
        for node in self.nodes:
            with node.connect() as connection:
                row = connection.execute(f"SELECT {sizes}, count(*) FROM vectorizer.records").fetchone()
                assert row is not None
                size, count = size + int(row[0]), count + int(row[1])
        return size / count

    def close(self) -> None:
        self.loop.run_until_complete(self.store.close())
        self.loop.close()


def took(before: dict[int, float], after: dict[int, float]) -> float:
    return sum(spent - before.get(pid, 0.0) for pid, spent in after.items())


def measure(spread: Spread, count: int) -> None:
    spread.place(count)
    spread.write()
    rounds = []
    for _ in range(ROUNDS):
        before, own = [node.ran() for node in spread.nodes], time.process_time()
        spread.write()
        each = [took(was, node.ran()) / COLLECTIONS for was, node in zip(before, spread.nodes, strict=True)]
        rounds.append((1000 * (time.process_time() - own) / COLLECTIONS, max(each), sum(each)))
    server, busiest, together = (statistics.median(column) for column in zip(*rounds, strict=True))
    print(f"  {count}       {server:8.1f} ms {busiest:10.1f} ms {together:10.1f} ms")


def foreign(nodes: list[Node]) -> None:
    """Measure and ask postgres_fdw."""
    first = nodes[0].connect()
    first.adapters.register_dumper(Packed, PackedDumper)
    element = first.execute("SELECT 'public.vector'::regtype::oid::bigint").fetchone()
    assert element is not None
    for node, name in zip(nodes, ("here", "there", "elsewhere"), strict=True):
        with node.connect() as connection:
            connection.execute(BARE)
        first.execute(FOREIGN.format(name=name, folder=node.folder))
    for table, what in (("bare", "one UPDATE of 1,000"), ("there_bare", "the same by postgres_fdw")):
        taken = []
        for number in range(ROUNDS):
            values = (IDS, packed_vectors(list(vectors(number)), element[0]))
            before = [node.ran() for node in nodes]
            began = time.perf_counter()
            first.execute(UPDATE.format(table), values)
            spent = sum(took(was, node.ran()) for was, node in zip(before, nodes, strict=True))
            taken.append((spent, 1000 * (time.perf_counter() - began)))
        cpu, wall = (statistics.median(column) for column in zip(*taken, strict=True))
        print(f"  {what:26} {cpu:8.1f} ms of the databases' CPU {wall:8.1f} ms")
    print(f"  INSERT … ON CONFLICT DO UPDATE: {refused(first, upsert)}")
    print(f"  a row read before the lock on it was had: {refused(nodes[0].connect(), late, nodes[1])}")
    print(f"  a transaction on two nodes, of which one refuses: {halves(first, nodes[1:])}")


def refused(connection: psycopg.Connection[Any], work: Any, *given: Any) -> str:
    try:
        work(connection, *given)
    except psycopg.Error as error:
        return f"refused, {error.sqlstate} {type(error).__name__}"
    return "done"


def upsert(connection: psycopg.Connection[Any]) -> None:
    connection.execute(
        "INSERT INTO there_bare (id) VALUES ('v0001') ON CONFLICT (id) DO UPDATE SET n = excluded.n"
    )


def late(connection: psycopg.Connection[Any], node: Node) -> None:
    """What a writer does who waits for another one: it has looked before."""
    with connection.transaction():
        connection.execute("SELECT n FROM there_bare WHERE id = 'v0001'")
        with node.connect() as other:
            other.execute("UPDATE bare SET n = n + 10000 WHERE id = 'v0001'")
        connection.execute("UPDATE there_bare SET n = n + 1 WHERE id = 'v0001'")


def halves(connection: psycopg.Connection[Any], nodes: list[Node]) -> str:
    try:
        with connection.transaction():
            connection.execute("UPDATE there_bare SET n = -1 WHERE id = 'v0002'")
            connection.execute("UPDATE elsewhere_bare SET n = -1 WHERE id IN ('v0002', 'v0003')")
    except psycopg.Error:
        pass
    done = []
    for node in nodes:
        with node.connect() as other:
            row = other.execute("SELECT n FROM bare WHERE id = 'v0002'").fetchone()
            done.append(row == (-1,))
    return {(False, False): "neither has it"}.get((done[0], done[1]), "one has its half")


def main() -> int:
    with ExitStack() as stack:
        nodes = []
        for _ in range(3):
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="vectorizer-"))
            nodes.append(Node(Path(folder)))
            stack.callback(nodes[-1].database.stop)
        spread = Spread(nodes)
        print(f"{COUNT:,} × {DIMENSION} replaced, {COLLECTIONS} collections at once, CPU for each batch")
        print("  nodes       server  busiest node    all nodes")
        size = spread.bytes_of_a_vector()
        for count in (1, 2, 3):
            measure(spread, count)
        spread.close()
        print(f"  a vector with its record takes {size:,.0f} bytes in tables and their indexes, as inserted")
        print("postgres_fdw, which the server does not use:")
        foreign(nodes)
    return 0


if __name__ == "__main__":
    sys.exit(main())
