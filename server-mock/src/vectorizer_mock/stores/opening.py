"""Stores in a database, by what the command says of them."""

from __future__ import annotations

import argparse
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from .protocol import Store, StoreError


@contextmanager
def opened(store: str, data: str | None, replicas: Sequence[str] = ()) -> Iterator[Store]:
    """The store in the database of a URL, or `embedded`: in PostgreSQL in the folder `data`; StoreError.

    `replicas` are URLs of databases that follow it, for searches.
    """
    with _database(store, data) as (url, revive):
        from .postgres import PostgresStore

        yield PostgresStore.prepared(url, revive=revive, replicas=replicas)


def backup(store: str, data: str | None, file: str) -> None:
    """Write all that a store keeps, as it is at one moment, into a file; StoreError."""
    with _database(store, data) as (url, _):
        from .postgres import backups

        backups.backup(url, Path(file))


def restore(store: str, data: str | None, file: str) -> None:
    """Let a store have what a backup has, and nothing else; StoreError, and then it is as before."""
    with _database(store, data) as (url, _):
        from .postgres import backups

        backups.restore(url, Path(file))


def index(given: argparse.Namespace) -> str:
    """Do what the command `index` says to a collection's index; what was done, in words. StoreError."""
    with _database(given.store, given.data) as (url, _):
        from .postgres import indexes

        if given.drop:
            indexes.drop(url, given.collection)
            return f"searches of {given.collection} are exact"
        made = indexes.build(
            url,
            given.collection,
            least=given.recall,
            links=given.m,
            effort=given.ef_construction,
            again=given.again,
        )
        return (
            f"searches of {given.collection} without a filter use its index: recall@10 {made.recall:.3f} "
            f"with ef_search {made.ef_search}, of {made.count} searches"
        )


@contextmanager
def _database(store: str, data: str | None) -> Iterator[tuple[str, Callable[[], None] | None]]:
    """The URL of a database that runs, and what starts it again where it ends."""
    # What goes wrong comes as an exception too; a line of psycopg's may quote a request.
    logging.getLogger("psycopg").setLevel(logging.CRITICAL)
    try:
        import psycopg  # noqa: F401
    except ImportError:
        raise StoreError("it needs an extra: pip install 'vectorizer-mock[postgres]'") from None
    if data is None:
        yield store, None
        return
    try:
        from .postgres import embedded
    except ImportError:
        raise StoreError("PostgreSQL cannot be a part of the server on this system") from None
    database = embedded.start(Path(data))
    try:
        yield database.url, database.revive
    finally:
        database.stop()
