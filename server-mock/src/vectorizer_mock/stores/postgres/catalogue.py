"""Which collections there are."""

from __future__ import annotations

from ..protocol import CollectionMissingError
from ..records import Collection
from . import locks
from .connections import Cursor, Session, Statement

_FOUND = """
SELECT c.number, c.name, c.dimension, c.metric, c.provider, c.created_at,
  greatest(c.updated_at, max(t.updated_at)), coalesce(sum(t.vectors), 0)::bigint
FROM collections c LEFT JOIN tallies t ON t.collection = c.number
"""
_USABLE, _COPY = "c.arriving IS NULL", "c.arriving > 0"
"""A copy that a move has made is not used before its end; who looks for the collection there asks the directory anew."""
_GROUPED = "GROUP BY c.number ORDER BY c.name"
TABLES = ("tallies", "records", "vectors", "deleted", "indexes")
"""The tables with rows of a collection, by its number."""


async def read_all(session: Session) -> list[Collection]:
    """All of them, by name."""
    return [Collection(*row[1:]) async for row in await session.run(f"{_FOUND} WHERE {_USABLE} {_GROUPED}")]


async def count(session: Session) -> int:
    """How many there are."""
    row = await (await session.run(f"SELECT count(*) FROM collections c WHERE {_USABLE}")).fetchone()
    return int(row[0]) if row else 0


async def find(
    session: Session, name: str, *, begin: bool = False, copy: bool = False
) -> tuple[int, Collection]:
    """The number of a collection, and what it is; with `begin` as the first thing in a transaction."""
    first: list[Statement] = [("BEGIN", [])] if begin else []
    kind = _COPY if copy else _USABLE
    *_, found = await session.run_all(*first, (f"{_FOUND} WHERE c.name = %s AND {kind} {_GROUPED}", [name]))
    row = await found.fetchone()
    if row is None:
        raise CollectionMissingError(name)
    return row[0], Collection(*row[1:])


async def find_indexed(session: Session, name: str) -> tuple[int, Collection, int | None]:
    """The same, and how far a search by its index looks; None where it has none."""
    found = await session.run(
        f"SELECT c.*, (SELECT ef_search FROM indexes i WHERE i.collection = c.number)"
        f" FROM ({_FOUND} WHERE c.name = %s AND {_USABLE} {_GROUPED}) AS c",
        name,
    )
    row = await found.fetchone()
    if row is None:
        raise CollectionMissingError(name)
    return row[0], Collection(*row[1:-1]), row[-1]


def is_there(number: int) -> Statement:
    """Whether a collection is there: asked after a read of it in the same round trip, as that could be of none."""
    return "SELECT 1 FROM collections WHERE number = %s", [number]


async def check_there(found: Cursor, name: str) -> None:
    """CollectionMissingError where `is_there` found none."""
    if await found.fetchone() is None:
        raise CollectionMissingError(name)


_CREATE = """
INSERT INTO collections AS c (name, dimension, metric, provider, created_at, updated_at) VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (name) DO UPDATE SET dimension = excluded.dimension, metric = excluded.metric, provider = excluded.provider,
  created_at = excluded.created_at, updated_at = excluded.updated_at, arriving = NULL
WHERE -c.arriving BETWEEN 1 AND %s RETURNING 1
"""


async def create(session: Session, collection: Collection, move: int) -> bool:
    """False, and nothing done, when there is one of that name, or a move after `move` has taken it away."""
    made = await session.run(
        _CREATE,
        collection.name,
        collection.dimension,
        collection.metric,
        collection.provider,
        collection.created_at,
        collection.updated_at,
        move,
    )
    return await made.fetchone() is not None


async def arriving(session: Session, name: str) -> int | None:
    """What a database has of a name: 0 for a collection, its move for a copy, minus the move that took it away; or None."""
    found = await session.run("SELECT coalesce(arriving, 0) FROM collections WHERE name = %s", name)
    row = await found.fetchone()
    return None if row is None else int(row[0])


async def receive(session: Session, name: str, move: int) -> None:
    """Let the copy that this move has made be the collection."""
    await session.run("UPDATE collections SET arriving = NULL WHERE name = %s AND arriving = %s", name, move)


async def drop(session: Session, name: str, *, copy: bool) -> None:
    """Delete a collection, or a copy that is not used yet, with all that belongs to it."""
    number, _ = await find(session, name, copy=copy)
    # Nobody writes to it from here on, so that nothing of it stays behind.
    _, gone = await session.run_all(
        locks.whole(number), ("DELETE FROM collections WHERE number = %s RETURNING 1", [number])
    )
    if await gone.fetchone() is None:
        raise CollectionMissingError(name)
    await session.run_all(*((f"DELETE FROM {table} WHERE collection = %s", [number]) for table in TABLES))


async def empty(session: Session) -> None:
    """Delete all collections, and all keys."""
    numbers = [row[0] async for row in await session.run("SELECT number FROM collections ORDER BY number")]
    await session.run_all(
        *map(locks.whole, numbers),
        *((f"DELETE FROM {table} WHERE collection = ANY(%s)", [numbers]) for table in TABLES),
        ("DELETE FROM collections WHERE number = ANY(%s)", [numbers]),
        ("DELETE FROM keys", []),
    )
