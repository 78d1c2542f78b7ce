"""Stores in a database, by what the command says of them."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .protocol import Store, StoreError


@contextmanager
def opened(store: str, data: str | None) -> Iterator[Store]:
    """The store in the database of a URL, or `embedded`: in PostgreSQL in the folder `data`; StoreError."""
    # What goes wrong comes as an exception too; a line of psycopg's may quote a request.
    logging.getLogger("psycopg").setLevel(logging.CRITICAL)
    try:
        from .postgres import PostgresStore
    except ImportError:
        raise StoreError("it needs an extra: pip install 'vectorizer-mock[postgres]'") from None
    if data is None:
        yield PostgresStore.prepared(store)
        return
    try:
        from .postgres import embedded
    except ImportError:
        raise StoreError("PostgreSQL cannot be a part of the server on this system") from None
    database = embedded.start(Path(data))
    try:
        yield PostgresStore.prepared(database.url, revive=database.revive)
    finally:
        database.stop()
