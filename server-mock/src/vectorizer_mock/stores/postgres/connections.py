"""Connections to PostgreSQL: as many as are needed at once, up to a number; whoever needs one more waits."""

from __future__ import annotations

import asyncio
import select
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from random import getrandbits
from typing import Any

import orjson
import psycopg
from psycopg.pq import TransactionStatus
from psycopg.types.json import set_json_loads

from ...work import wait
from ..protocol import StoreError, StoreUnavailableError
from .codec import Packed, PackedDumper
from .errors import database_errors

Cursor = psycopg.AsyncCursor[tuple[Any, ...]]
Statement = tuple[str, Sequence[Any]]
"""SQL, and what stands for its placeholders."""

OPTIONS = {
    "connect_timeout": "5",
    "application_name": "vectorizer-mock",
    "client_encoding": "UTF8",
    # A machine or a network that is gone is noticed within seconds.
    "keepalives_idle": "10",
    "tcp_user_timeout": "10000",
    # Nobody waits forever for a writer, nor for a server that stands still in the middle of a transaction.
    "options": "-c lock_timeout=30s -c idle_in_transaction_session_timeout=60s -c jit=off -c search_path=vectorizer,public",
}


class Session:
    """One connection, used by one task at a time; StoreUnavailableError where it cannot be used."""

    def __init__(self, connection: psycopg.AsyncConnection[tuple[Any, ...]], vector: int) -> None:
        self._connection = connection
        self._is_whole = True
        self.vector = vector
        """The number of the type `vector`."""
        self.name = getrandbits(63)
        """Nobody else has it."""
        self.writes = 0
        """How many transactions it was to commit."""

    @property
    def is_lost(self) -> bool:
        return self._connection.closed

    @property
    def is_in_transaction(self) -> bool:
        return self._connection.pgconn.transaction_status == TransactionStatus.INTRANS

    @property
    def is_idle(self) -> bool:
        """Whether it can be used again: outside of a transaction, and nothing came that nobody asked for (such as its end)."""
        raw = self._connection.pgconn
        if not self._is_whole or self._connection.closed or raw.transaction_status != TransactionStatus.IDLE:
            return False
        poll = select.poll()
        poll.register(raw.socket, select.POLLIN)
        return not poll.poll(0)

    async def run(self, sql: str, *values: Any) -> Cursor:
        """Execute one statement."""
        with database_errors():
            return await wait(self._connection.execute(sql, values or None, binary=True))

    async def run_all(self, *statements: Statement) -> list[Cursor]:
        """Execute statements that are sent together: where one fails, those after it are not executed."""
        self._is_whole = False  # psycopg takes statements for prepared that came after one that failed

        async def send() -> list[Cursor]:
            async with self._connection.pipeline():
                return [
                    await self._connection.execute(sql, values or None, binary=True)
                    for sql, values in statements
                ]

        with database_errors():
            found = await wait(send())
        self._is_whole = True
        return found

    async def rollback(self) -> None:
        """End the transaction without effects; what cannot be rolled back is closed."""
        if not self._connection.closed:
            status = self._connection.pgconn.transaction_status
            if status in (TransactionStatus.INTRANS, TransactionStatus.INERROR):
                with suppress(psycopg.Error):
                    await self._connection.execute("ROLLBACK")

    def close(self) -> None:
        """End it at once; a transaction that is open has no effect."""
        self._connection.pgconn.finish()


class Connections:
    """Connections to one database.

    Args:
        size: How many at most.
        revive: Starts the database again where it has ended, in a thread.
    """

    def __init__(self, url: str, size: int, revive: Callable[[], None] | None = None) -> None:
        self._url = url
        self._revive = revive
        self._reviving: asyncio.Future[None] | None = None
        self._idle: list[Session] = []
        self._left = asyncio.Semaphore(size)

    @asynccontextmanager
    async def session(self) -> AsyncIterator[Session]:
        """A connection for as long as it is needed; a transaction that is open at the end has no effect."""
        await wait(self._left.acquire())
        try:
            session = self._take() or await self.open()
            try:
                yield session
            finally:
                await session.rollback()
                if session.is_idle:
                    self._idle.append(session)
                else:
                    session.close()
        finally:
            self._left.release()

    def _take(self) -> Session | None:
        while self._idle:
            session = self._idle.pop()
            if session.is_idle:
                return session
            session.close()
        return None

    async def open(self) -> Session:
        """One more connection, which the caller closes."""
        try:
            return await self._open()
        except StoreUnavailableError:
            # Not waited for: the next ones find it there.
            if self._revive is not None and (self._reviving is None or self._reviving.done()):
                self._reviving = asyncio.ensure_future(self._try_to_revive(self._revive))
            raise

    async def _try_to_revive(self, revive: Callable[[], None]) -> None:
        with suppress(StoreError):
            await asyncio.to_thread(revive)

    async def _open(self) -> Session:
        with database_errors():
            connection = await wait(
                psycopg.AsyncConnection.connect(self._url, autocommit=True, **OPTIONS)  # type: ignore[arg-type]
            )
            connection.adapters.register_dumper(Packed, PackedDumper)
            set_json_loads(orjson.loads, connection)
            found = await wait(connection.execute("SELECT 'vector'::regtype::oid::bigint"))
            row = await found.fetchone()
            assert row is not None
        return Session(connection, row[0])

    def close(self) -> None:
        """Close those that nobody uses."""
        while self._idle:
            self._idle.pop().close()
