"""The end of a transaction: it is not broken off, and what became of it is found out where the connection is lost."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from typing import Any, TypeVar

from ..protocol import StoreOutcomeUnknownError, StoreUnavailableError
from .connections import Connections, Session, Statement

T = TypeVar("T")
_SECONDS = 5.0
"""For how long it is asked what became of a transaction; a database that crashed is back by then."""
_PATIENCE = 0.05


_NOTE = """
INSERT INTO connections AS c (name, last) VALUES (%s, %s)
ON CONFLICT (name) DO UPDATE SET last = excluded.last, at = excluded.at
"""
# Whoever still commits is waited for: its row is locked until then.
_ASK = """
INSERT INTO connections AS c (name, last) VALUES (%s, -1)
ON CONFLICT (name) DO UPDATE SET at = excluded.at RETURNING last
"""


async def commit(connections: Connections, session: Session, statements: Sequence[Statement]) -> None:
    """Execute what is left of a transaction, and commit it.

    Raises:
        StoreUnavailableError: nothing of it took effect.
        StoreOutcomeUnknownError: the connection was lost, and the database did not come back in time to tell.
    """
    await unbroken(_commit(connections, session, statements))


async def _commit(connections: Connections, session: Session, statements: Sequence[Statement]) -> None:
    if not statements:
        await session.run("COMMIT")
        return
    session.writes += 1
    # Its number cannot be that of another transaction, as PostgreSQL's own can after a crash.
    await session.run_all(*statements, (_NOTE, [session.name, session.writes]))
    try:
        await session.run("COMMIT")
    except StoreUnavailableError:
        if session.is_lost and await _is_committed(connections, session.name, session.writes):
            return
        raise


async def _is_committed(connections: Connections, name: int, number: int) -> bool:
    loop = asyncio.get_running_loop()
    until = loop.time() + _SECONDS
    while loop.time() < until:
        try:
            session = await connections.open()
        except StoreUnavailableError:
            await asyncio.sleep(_PATIENCE)
            continue
        try:
            row = await (await session.run(_ASK, name)).fetchone()
            return row is not None and row[0] == number
        except StoreUnavailableError:
            await asyncio.sleep(_PATIENCE)
        finally:
            session.close()
    raise StoreOutcomeUnknownError("the connection was lost during COMMIT")


async def unbroken(work: Coroutine[Any, Any, T]) -> T:
    """The result of work that goes on to its end when the task is cancelled, which then goes on too."""
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        if task.cancelled():
            raise
        return await task
