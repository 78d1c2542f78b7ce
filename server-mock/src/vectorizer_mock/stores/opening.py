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
        from .postgres import DistributedStore

        yield DistributedStore.prepared(url, revive=revive, replicas=replicas)


def maintain(given: argparse.Namespace) -> str:
    """Do what a command says to a database; what was done, in words. StoreError."""
    with _database(given.store, given.data) as (url, _):
        return _COMMANDS[given.command](url, given)


def _backup(url: str, given: argparse.Namespace) -> str:
    from .postgres import backups

    backups.backup(url, Path(given.file))
    return ""


def _restore(url: str, given: argparse.Namespace) -> str:
    from .postgres import backups

    backups.restore(url, Path(given.file))
    return ""


def _index(url: str, given: argparse.Namespace) -> str:
    from .postgres import indexes, moving

    url = moving.url_of(url, given.collection)
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


def _nodes(url: str, given: argparse.Namespace) -> str:
    from .postgres import moving

    if given.action == "add":
        return f"node {moving.add(url, given.node)}: new collections may be there"
    if given.action == "move":
        count = moving.move(url, given.collection, given.number)
        return f"{given.collection}, with {moving.count_of(count, 'vector')}, is on node {given.number}"
    return "\n".join(f"{number}  {place}  {state}" for number, place, state in moving.describe(url))


_COMMANDS = {"backup": _backup, "restore": _restore, "index": _index, "nodes": _nodes}


@contextmanager
def _database(store: str, data: str | None) -> Iterator[tuple[str, Callable[[], None] | None]]:
    """The URL of a database that runs, and what starts it again where it ends."""
    # What goes wrong comes as an exception too; a line of psycopg's may quote a request.
    logging.getLogger("psycopg").setLevel(logging.CRITICAL)
    try:
        import psycopg  # noqa: F401
    except ImportError:
        extra = "postgres" if data is None else "embedded"
        raise StoreError(
            f"it needs psycopg: pip install './server-mock[{extra}]' in the repository"
        ) from None
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
