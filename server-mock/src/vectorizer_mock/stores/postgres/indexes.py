"""Approximate indexes (pgvector's HNSW) of single collections: built while servers go on, and measured before they are used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import psycopg

from ..protocol import StoreError
from .connections import OPTIONS
from .errors import reason
from .schema import prepare, unusable

DIMENSION = 2000
"""The most numbers that an index of pgvector's takes."""
EF_SEARCH = (40, 80, 160, 320, 640, 1000)
"""How far a search looks, of which the first that finds enough is kept; the last is pgvector's most."""
_SAMPLE = 100
_NEAREST = 10
_CLASSES = {
    "cosine": ("vector_cosine_ops", "<=>"),
    "dot_product": ("vector_ip_ops", "<#>"),
    "euclidean": ("vector_l2_ops", "<->"),
}
_BUILT = """
SELECT i.indisvalid FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
WHERE c.relname = %s AND c.relnamespace = 'vectorizer'::regnamespace
"""
_GONE = """
SELECT c.relname FROM pg_class c
WHERE c.relnamespace = 'vectorizer'::regnamespace AND c.relkind = 'i' AND c.relname ~ '^nearest_[0-9]+$'
  AND NOT EXISTS (SELECT FROM collections WHERE number = substr(c.relname, 9)::bigint)
"""

Connection = psycopg.Connection[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Measured:
    """How many of the ten nearest a search finds, as a share, and how far it looks."""

    recall: float
    ef_search: int
    count: int
    """The vectors that were searched for."""


def nearest(number: int, dimension: int, metric: str) -> str:
    """The ids of a collection's vectors, nearest first, as an index of its own finds them: placeholders are the vector
    and a limit. A collection's number stands in it, as an index is used where its condition is known to hold."""
    row = f"(embedding::vector({dimension}))"
    return (
        f"SELECT id FROM vectors WHERE collection = {number}"
        f" ORDER BY {row} {_CLASSES[metric][1]} %s::vector({dimension}) LIMIT %s"
    )


def build(url: str, name: str, *, least: float, links: int, effort: int, again: bool) -> Measured:
    """Build a collection's index, unless it has one, and let searches use it if it finds `least` of the ten nearest.

    Args:
        links: pgvector's `m`.
        effort: pgvector's `ef_construction`.
        again: Build it anew where there is one.

    Raises:
        StoreError: it cannot be built, or finds too few; searches stay exact then.
    """
    with _connected(url) as connection:
        number, dimension, metric = _collection(connection, name)
        if dimension > DIMENSION:
            raise StoreError(f"{name} has {dimension} numbers a vector, and an index takes {DIMENSION}")
        _tidy(connection)
        row = connection.execute(_BUILT, (_index(number),)).fetchone()
        if row is not None and (again or not row[0]):
            _remove(connection, number)
            row = None
        if row is None:
            connection.execute(
                f"CREATE INDEX CONCURRENTLY {_index(number)} ON vectors"
                f" USING hnsw ((embedding::vector({dimension})) {_CLASSES[metric][0]})"
                f" WITH (m = {links}, ef_construction = {effort}) WHERE collection = {number}"
            )
            connection.execute("ANALYZE vectors")
        measured = _measure(connection, number, dimension, metric, least)
        if measured.recall < least:
            connection.execute("DELETE FROM indexes WHERE collection = %s", (number,))
            raise StoreError(
                f"recall@10 is {measured.recall:.3f} with ef_search {measured.ef_search}, less than {least:g}: "
                f"{name} stays exact; a higher --m or --ef-construction with --again finds more"
            )
        connection.execute(
            "INSERT INTO indexes (collection, ef_search, recall) SELECT number, %s, %s FROM collections WHERE number = %s"
            " ON CONFLICT (collection) DO UPDATE SET ef_search = excluded.ef_search, recall = excluded.recall, at = now()",
            (measured.ef_search, measured.recall, number),
        )
        return measured


def drop(url: str, name: str) -> None:
    """Let searches of a collection be exact, and remove its index; StoreError."""
    with _connected(url) as connection:
        number, _, _ = _collection(connection, name)
        _remove(connection, number)
        _tidy(connection)


class _connected:
    """A connection outside of transactions, whose errors are StoreError."""

    def __init__(self, url: str) -> None:
        prepare(url, node=True)
        self._url = url

    def __enter__(self) -> Connection:
        try:
            self._connection: Connection = psycopg.connect(self._url, autocommit=True, **OPTIONS)  # type: ignore[arg-type]
            # A build takes as long as it takes; so does what it waits for.
            self._connection.execute("SET lock_timeout = 0")
        except psycopg.Error as error:
            raise unusable(error) from None
        return self._connection

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        self._connection.close()
        if isinstance(error, psycopg.Error):
            raise StoreError(f"the database refused: {reason(error)}") from None


def _index(number: int) -> str:
    return f"nearest_{number}"


def _collection(connection: Connection, name: str) -> tuple[int, int, str]:
    found = connection.execute(
        "SELECT number, dimension, metric FROM collections WHERE name = %s AND arriving IS NULL", (name,)
    )
    row = found.fetchone()
    if row is None:
        raise StoreError(f"there is no collection {name}")
    return row[0], row[1], row[2]


def _remove(connection: Connection, number: int) -> None:
    connection.execute("DELETE FROM indexes WHERE collection = %s", (number,))
    connection.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {_index(number)}")


def _tidy(connection: Connection) -> None:
    """Remove the indexes of collections that are gone, which are empty."""
    for (name,) in connection.execute(_GONE).fetchall():
        connection.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")


def _measure(connection: Connection, number: int, dimension: int, metric: str, least: float) -> Measured:
    """The recall of an index, by some of its vectors, which are not counted among their own nearest."""
    sample = connection.execute(
        "SELECT id, embedding::text FROM vectors WHERE collection = %s ORDER BY random() LIMIT %s",
        (number, _SAMPLE),
    ).fetchall()
    if not sample:
        raise StoreError("there is nothing in it yet that could be searched for")
    sql = nearest(number, dimension, metric)
    with connection.transaction():
        connection.execute("SET LOCAL enable_indexscan = off")
        wanted = [_found(connection, sql, *one) for one in sample]
    for ef_search in EF_SEARCH:
        with connection.transaction():
            connection.execute(f"SET LOCAL hnsw.ef_search = {ef_search}")
            connection.execute("SET LOCAL enable_seqscan = off")
            connection.execute("SET LOCAL enable_bitmapscan = off")
            connection.execute("SET LOCAL enable_sort = off")
            found = [_found(connection, sql, *one) for one in sample]
        right = sum(len(one & other) for one, other in zip(found, wanted, strict=True))
        recall = right / sum(map(len, wanted)) if any(wanted) else 1.0
        if recall >= least:
            break
    return Measured(recall, ef_search, len(sample))


def _found(connection: Connection, sql: str, key: str, vector: str) -> set[str]:
    # One more, as the vector itself is always near.
    rows = connection.execute(sql, (vector, _NEAREST + 1)).fetchall()
    return set([row[0] for row in rows if row[0] != key][:_NEAREST])
