"""Nodes: further databases for collections, which are moved between them while servers go on.

A move copies while nobody writes, and takes the collection away from where it was only when the copy is committed. It may
be broken off anywhere: the collection is used where it is whole, and the same command finishes it. What became of it is
told by one row, where it was: the collection itself, or the number of the move that took it away, or none as it was
deleted. A copy of any other move is never used.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql

from ...contract.limits import IDEMPOTENCY_SECONDS
from ..protocol import StoreError
from . import locks
from .catalogue import TABLES
from .connections import OPTIONS
from .copying import Connection, copy_row, copy_rows
from .errors import reason
from .schema import prepare, unusable

_LAST = "indexes"
"""The table that is not copied: an index is built anew, and measured."""
# Whoever was told of this place before would make another collection of this name here.
_TAKEN_AWAY = """
INSERT INTO collections (name, dimension, metric, provider, created_at, updated_at, arriving) VALUES (%s, 0, '', '', 0, 0, %s)
"""
_TAKEN_BY = "SELECT -arriving FROM collections WHERE name = %s AND arriving < 0"
_FORGET = "DELETE FROM keys WHERE at < now() - make_interval(secs => %s)"
_KEY_MOVED = """
INSERT INTO key_places (caller, key, node) VALUES (%s, %s, %s) ON CONFLICT (caller, key) DO UPDATE SET node = excluded.node
"""


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    """A connection outside of transactions, whose errors are StoreError."""
    try:
        connection = psycopg.connect(url, autocommit=True, **OPTIONS)  # type: ignore[arg-type]
    except psycopg.Error as error:
        raise unusable(error) from None
    try:
        with connection:
            yield connection
    except psycopg.Error as error:
        raise StoreError(f"the database refused: {reason(error)}") from None


def execute(url: str, statement: str) -> None:
    """Execute one statement; StoreError."""
    with connected(url) as connection:
        connection.execute(sql.SQL(statement))


def add(url: str, node: str) -> int:
    """Let new collections be in one more database, too, whose tables are made; its number. StoreError."""
    prepare(url)
    prepare(node, node=True)
    with connected(url) as first, connected(node) as other, first.transaction():
        if _identity(first) == _identity(other):
            raise StoreError("a node must be another database than the first one")
        row = first.execute(
            "INSERT INTO nodes SELECT coalesce(max(number), 0) + 1, %s FROM nodes ON CONFLICT DO NOTHING RETURNING number",
            (node,),
        ).fetchone()
        if row is None:
            raise StoreError("it is a node already")
        _mark(other, int(row[0]), _place(first))
        return int(row[0])


def _mark(node: Connection, number: int, first: str) -> None:
    """Let a database know that it is a node: from then on nobody makes collections in it but by the first one."""
    with node.transaction():
        if node.execute("SELECT 1 FROM collections UNION ALL SELECT 1 FROM nodes").fetchone() is not None:
            raise StoreError("a node must be empty: it has collections or nodes of its own")
        # The same mark is there where this command was broken off.
        marked = node.execute(
            "UPDATE server SET node = %s, node_of = %s WHERE coalesce((node, node_of) = (%s, %s), true) RETURNING 1",
            (number, first, number, first),
        ).fetchone()
        if marked is None:
            raise StoreError("it is a node already")


def _place(connection: Connection) -> str:
    info = connection.info
    return f"{info.host}:{info.port}/{info.dbname}"


def count_of(number: int, what: str) -> str:
    """A number of things, in words."""
    return f"{number} {what if number == 1 else what + 's'}"


def describe(url: str) -> list[tuple[int, str, str]]:
    """Number, address and state of each node, and of the first database as number 0; StoreError."""
    prepare(url)
    with connected(url) as first:
        found = [(0, url), *first.execute("SELECT number, url FROM nodes ORDER BY number").fetchall()]
    described = []
    for number, address in found:
        try:
            with connected(address) as node:
                row = node.execute(
                    "SELECT count(DISTINCT number), coalesce(sum(vectors), 0)::bigint"
                    " FROM collections LEFT JOIN tallies ON number = collection WHERE arriving IS NULL"
                ).fetchone()
                place = _place(node)
            state = f"{count_of(row[0], 'collection')}, {count_of(row[1], 'vector')}" if row else ""
        except StoreError as error:
            parts = psycopg.conninfo.conninfo_to_dict(address)
            place = f"{parts.get('host', '')}:{parts.get('port', 5432)}/{parts.get('dbname', '')}"
            state = str(error)
        described.append((number, place, state))
    return described


def url_of(url: str, name: str) -> str:
    """The database that has a collection; StoreError."""
    prepare(url)
    with connected(url) as first:
        row = first.execute(
            "SELECT nodes.url FROM places JOIN nodes ON number = node WHERE name = %s", (name,)
        ).fetchone()
    return url if row is None else str(row[0])


def move(url: str, name: str, target: int) -> int:
    """Move a collection to another node; how many vectors it has. StoreError, and then it is where it was."""
    prepare(url)
    with connected(url) as first:
        nodes = {0: url, **dict(first.execute("SELECT number, url FROM nodes").fetchall())}
        if target not in nodes:
            raise StoreError(f"there is no node {target}; there are {', '.join(map(str, sorted(nodes)))}")
        lock = locks.number("move", name)
        if first.execute("SELECT pg_try_advisory_lock(%s::bigint)", (lock,)).fetchone() != (True,):
            raise StoreError(f"{name} is being moved by somebody else")
        row = first.execute("SELECT node, moving_to FROM places WHERE name = %s", (name,)).fetchone()
        if row is None:
            raise StoreError(f"there is no collection {name}")
        source, moving_to = row
        if moving_to not in (None, target):
            raise StoreError(f"a move of {name} to node {moving_to} was broken off: finish that one first")
        if source == target:
            raise StoreError(f"{name} is on node {target} already")
        for node in {source, target} - {0}:
            prepare(nodes[node], node=True)
        begun = "UPDATE places SET moving_to = %s, move = move + 1 WHERE name = %s RETURNING move"
        (attempt,) = first.execute(begun, (target, name)).fetchone() or (0,)
        with connected(nodes[source]) as before, connected(nodes[target]) as after:
            _copy(before, after, first, name, attempt, target)
            taken = before.execute(_TAKEN_BY, (name,)).fetchone()
            if taken is None:  # it was deleted before it could be moved
                _delete_rows(after, name, "arriving > 0")
            else:
                _receive(after, name, *taken)
            count = _count(after, name)
        place = source if taken is None else target
        first.execute("UPDATE places SET node = %s, moving_to = NULL WHERE name = %s", (place, name))
        if count is None:
            raise StoreError(f"there is no collection {name}")
        return count


def _identity(connection: Connection) -> Any:
    # Each database has random bytes of its own.
    return connection.execute("SELECT secret FROM server").fetchone()


def _count(connection: Connection, name: str) -> int | None:
    row = connection.execute(
        "SELECT (SELECT coalesce(sum(vectors), 0)::bigint FROM tallies WHERE collection = number)"
        " FROM collections WHERE name = %s AND arriving IS NULL",
        (name,),
    ).fetchone()
    return None if row is None else int(row[0])


def _copy(
    before: Connection, after: Connection, first: Connection, name: str, move: int, target: int
) -> None:
    """Copy a collection, then delete it where it was, unless it is gone there. Nobody uses the copy yet."""
    with before.transaction():
        here = "SELECT number FROM collections WHERE name = %s AND arriving IS NULL"
        row = before.execute(here, (name,)).fetchone()
        if row is None:
            return
        old = row[0]
        statement, values = locks.whole(old)
        before.execute(statement, values)
        if before.execute(here, (name,)).fetchone() != row:
            return
        with after.transaction():
            for connection in (before, after):  # a key that is too old may be another collection's there
                connection.execute(_FORGET, (IDEMPOTENCY_SECONDS,))
            # What an earlier try has left.
            _delete(after, name)
            new = copy_row(before, after, old, move)
            for table in TABLES:
                if table != _LAST:
                    copy_rows(before, after, table, "collection", old, new)
            copy_rows(before, after, "keys", "", name, None)
        # While keys are on both nodes, either place of them is right.
        keys = after.execute("SELECT caller, key FROM keys WHERE collection = %s", (name,)).fetchall()
        with first.transaction():
            first.cursor().executemany(_KEY_MOVED, [(*names, target) for names in keys])
        _delete(before, name)
        before.execute(_TAKEN_AWAY, (name, -move))


def _receive(after: Connection, name: str, move: int) -> None:
    """Let the copy be used, as it is the only one."""
    after.execute("UPDATE collections SET arriving = NULL WHERE name = %s AND arriving = %s", (name, move))


def _delete(connection: Connection, name: str) -> None:
    _delete_rows(connection, name)
    connection.execute("DELETE FROM keys WHERE collection = %s", (name,))


def _delete_rows(connection: Connection, name: str, which: str = "true") -> None:
    with connection.transaction():
        found = connection.execute(
            f"DELETE FROM collections WHERE name = %s AND {which} RETURNING number", (name,)
        )
        for (number,) in found.fetchall():
            for table in TABLES:
                connection.execute(f"DELETE FROM {table} WHERE collection = %s", (number,))
