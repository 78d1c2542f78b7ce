"""Failures of PostgreSQL at the moment, told apart from what was asked wrongly of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import errors

from ..protocol import StoreUnavailableError

_UNAVAILABLE = (
    # A lost connection, a full disk, too many connections, a shutdown, a deadlock, a lock that nobody gave back …
    psycopg.OperationalError,
    psycopg.InterfaceError,
    errors.ReadOnlySqlTransaction,
    errors.IdleInTransactionSessionTimeout,
)


@contextmanager
def database_errors() -> Iterator[None]:
    """StoreUnavailableError for what may pass; other errors of the database are this program's, and stay."""
    try:
        yield
    except _UNAVAILABLE as error:
        raise StoreUnavailableError(reason(error)) from error


def reason(error: psycopg.Error) -> str:
    """The SQLSTATE of an error and what it is called: its message may quote a request."""
    return f"{error.sqlstate or '08000'} {type(error).__name__}"
