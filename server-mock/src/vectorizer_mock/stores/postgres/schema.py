"""The tables, and how those of an older version become those of this one."""

from __future__ import annotations

import secrets
from typing import Any

import psycopg

from ..protocol import StoreError
from .connections import OPTIONS
from .errors import reason

TALLIES = 16
"""Rows among which writers spread what they count of a collection, so that they do not wait for each other."""

# Ids are compared by code point ("C"). Times are microseconds since 1970, UTC. What belongs to a collection has its
# number, which no other collection gets again, at the front of its key.
_FIRST = """
CREATE TABLE server (secret bytea NOT NULL, epoch bigint NOT NULL);
CREATE TABLE collections (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text COLLATE "C" NOT NULL UNIQUE,
  dimension integer NOT NULL,
  metric text NOT NULL,
  provider text NOT NULL,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL
);
-- How many vectors a collection has, and when one was written last: sum and maximum over its rows.
CREATE TABLE tallies (
  collection bigint, slot integer, vectors bigint NOT NULL, updated_at bigint NOT NULL,
  PRIMARY KEY (collection, slot)
) WITH (fillfactor = 50);
-- `metadata` and `text` are JSON as it was written. `fields` is the same for filters; NULL where it has U+0000.
CREATE TABLE records (
  collection bigint, id text COLLATE "C",
  text json, metadata json NOT NULL, fields jsonb,
  version bigint NOT NULL, created_at bigint NOT NULL, updated_at bigint NOT NULL,
  PRIMARY KEY (collection, id)
) WITH (fillfactor = 85);
CREATE TABLE vectors (
  collection bigint, id text COLLATE "C",
  embedding vector NOT NULL, norm double precision NOT NULL,
  PRIMARY KEY (collection, id)
) WITH (toast_tuple_target = 8160);
-- The last versions of ids that were deleted.
CREATE TABLE deleted (
  collection bigint, id text COLLATE "C", version bigint NOT NULL,
  PRIMARY KEY (collection, id)
);
-- The last transaction of each connection that wrote, by a count of its own: what became of it can be asked for.
CREATE TABLE connections (
  name bigint PRIMARY KEY, last bigint NOT NULL, at timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 50);
CREATE TABLE keys (
  caller text COLLATE "C", key text COLLATE "C", fingerprint bytea NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  status integer NOT NULL, headers json NOT NULL, body bytea NOT NULL, problem text NOT NULL,
  PRIMARY KEY (caller, key)
);
CREATE INDEX keys_at ON keys (at);
"""
_INDEXES = """
-- The collections whose searches without a filter use an index on vectors, and how far such a search looks.
CREATE TABLE indexes (
  collection bigint PRIMARY KEY, ef_search integer NOT NULL, recall double precision NOT NULL,
  at timestamptz NOT NULL DEFAULT now()
);
"""
_NODES = """
-- Further databases with collections: this one is number 0. And which of them has a name, or is to get it.
CREATE TABLE nodes (number integer PRIMARY KEY CHECK (number > 0), url text NOT NULL UNIQUE);
CREATE TABLE places (name text COLLATE "C" PRIMARY KEY, node integer NOT NULL, moving_to integer);
INSERT INTO places (name, node) SELECT name, 0 FROM collections;
-- The node where a key was used last, so that it is known to be another request's.
CREATE TABLE key_places (
  caller text COLLATE "C", key text COLLATE "C", node integer NOT NULL, at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (caller, key)
);
CREATE INDEX key_places_at ON key_places (at);
-- A key goes where the collection of its request goes.
ALTER TABLE keys ADD COLUMN collection text COLLATE "C";
"""
_MARK = """
-- Of a database that was added to another one, as that one's node: its number there, and where that one is.
ALTER TABLE server ADD COLUMN node integer, ADD COLUMN node_of text;
"""
_ARRIVING = """
-- How often a collection was begun to be moved. Of a copy that may not be used yet, the time by which it was made; and of
-- what only tells that the collection was taken away, that time as a negative number.
ALTER TABLE places ADD COLUMN move bigint NOT NULL DEFAULT 0;
ALTER TABLE collections ADD COLUMN arriving bigint;
CREATE INDEX places_moving ON places (node) WHERE moving_to IS NOT NULL;
"""
MIGRATIONS = [_FIRST, _INDEXES, _NODES, _MARK, _ARRIVING]
"""Statements that make version n of version n - 1, from 1 on; what was released is never changed."""


def prepare(url: str, *, node: bool = False) -> None:
    """Bring a database's tables to this program's version; StoreError where that cannot be.

    A database that is another one's node is refused but as a `node`: who works on it knows nothing of the first one.
    """
    try:
        with psycopg.connect(url, **OPTIONS) as connection:  # type: ignore[arg-type]
            _check(connection)
            _migrate(connection)
            if not node:
                _refuse_node(connection)
    except psycopg.Error as error:
        raise unusable(error) from None


def inspect(url: str) -> str:
    """A database in words, for people; nothing is changed. StoreError where it cannot be used."""
    try:
        with psycopg.connect(url, **OPTIONS) as connection:  # type: ignore[arg-type]
            connection.read_only = True
            _check(connection)
            pgvector = connection.execute(
                "SELECT default_version FROM pg_available_extensions WHERE name = 'vector'"
            ).fetchone()
            if pgvector is None:
                raise StoreError("the database lacks the extension pgvector: install it on its server")
            version = _version(connection)
            if version > len(MIGRATIONS):
                raise _too_new(version)
            if version == len(MIGRATIONS):
                _refuse_node(connection)
            tables = f"tables of version {version}" if version else "no tables yet"
            return f"PostgreSQL {connection.info.server_version // 10000}, pgvector {pgvector[0]}, {tables}"
    except psycopg.Error as error:
        raise unusable(error) from None


def unusable(error: psycopg.Error) -> StoreError:
    """Why a database cannot be connected to, in a line."""
    # The message of a failed connection names host and user, and no password.
    text = " ".join(str(error).split()) if error.sqlstate is None else reason(error)
    return StoreError(f"the database cannot be used: {text}")


def _refuse_node(connection: psycopg.Connection[Any]) -> None:
    row = connection.execute("SELECT node, node_of FROM vectorizer.server").fetchone()
    if row is not None and row[0] is not None:
        raise StoreError(f"this database is node {row[0]} of {row[1]}: serve from that one, the first")


def _version(connection: psycopg.Connection[Any]) -> int:
    known = connection.execute("SELECT to_regclass('vectorizer.schema_version')").fetchone()
    if not known or known[0] is None:
        return 0
    row = connection.execute("SELECT version FROM vectorizer.schema_version").fetchone()
    return int(row[0]) if row else 0


def _too_new(version: int) -> StoreError:
    return StoreError(
        f"the database has tables of version {version}, and this program knows {len(MIGRATIONS)}: "
        "a newer vectorizer-mock made them; run that one"
    )


def _check(connection: psycopg.Connection[Any]) -> None:
    info = connection.info
    if info.server_version < 140000:
        raise StoreError(f"PostgreSQL must be 14 or newer, got {info.server_version // 10000}")
    if (encoding := info.parameter_status("server_encoding")) != "UTF8":
        raise StoreError(f"the database must be in UTF8, got {encoding}")


def _migrate(connection: psycopg.Connection[Any]) -> None:
    # Servers that start at the same time take turns.
    connection.execute("SELECT pg_advisory_xact_lock(hashtextextended('vectorizer schema', 0))")
    version = _version(connection)
    if version > len(MIGRATIONS):
        raise _too_new(version)
    if version == len(MIGRATIONS):
        return
    if version == 0:
        _begin(connection)
    for statements in MIGRATIONS[version:]:
        connection.execute(statements)
    if version == 0:
        connection.execute(
            "INSERT INTO server (secret, epoch) VALUES (%s, 1)", (secrets.token_bytes(32),), binary=True
        )
    connection.execute("UPDATE vectorizer.schema_version SET version = %s", (len(MIGRATIONS),))


def _begin(connection: psycopg.Connection[Any]) -> None:
    try:
        connection.execute("CREATE EXTENSION IF NOT EXISTS vector")
    except (psycopg.errors.FeatureNotSupported, psycopg.errors.UndefinedFile):
        raise StoreError("the database lacks the extension pgvector: install it on its server") from None
    except psycopg.errors.InsufficientPrivilege:
        raise StoreError(
            "the user of the database must not add the extension pgvector: let an administrator execute "
            "CREATE EXTENSION vector"
        ) from None
    connection.execute("CREATE SCHEMA IF NOT EXISTS vectorizer")
    connection.execute("CREATE TABLE vectorizer.schema_version (version integer NOT NULL)")
    connection.execute("INSERT INTO vectorizer.schema_version VALUES (0)")
