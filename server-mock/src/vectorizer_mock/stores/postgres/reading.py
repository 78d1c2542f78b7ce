"""Reads of a collection that see one moment: pages, everything, and searches."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from typing import Any

from ...work import pause
from ..protocol import Where
from ..records import Record
from .catalogue import check_there, is_there
from .codec import COLUMNS, packed_texts, record
from .connections import Cursor, Session, Statement
from .filters import narrowed

_AT_ONCE = 64
"""Rows between two looks at the clock."""
_PIECE = 256
_PIECE_NUMBERS = 65_536
MOMENT = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
"""Begins a transaction whose statements all see the database as it is at the first."""
RECORDS = f"SELECT {COLUMNS} FROM records r JOIN vectors v USING (collection, id) WHERE collection = %s"


@asynccontextmanager
async def moment(session: Session, number: int, name: str) -> AsyncIterator[None]:
    """All statements see the database as it was at the first one, unless they are part of a transaction already; that
    has the collection."""
    is_own = not session.is_in_transaction
    first: list[Statement] = [(MOMENT, [])] if is_own else []
    *_, there = await session.run_all(*first, is_there(number))
    await check_there(there, name)
    yield
    if is_own:
        await session.run("COMMIT")


async def records_of(found: Cursor) -> list[Record]:
    """The records of `RECORDS`, made a few at a time."""
    made: list[Record] = []
    while rows := await found.fetchmany(_AT_ONCE):
        await pause()
        made += map(record, rows)
    return made


async def _read(session: Session, number: int, name: str, sql: str, *values: Any) -> list[Record]:
    found, there = await session.run_all((RECORDS + sql, [number, *values]), is_there(number))
    records = await records_of(found)
    await check_there(there, name)
    return records


async def read_many(session: Session, number: int, name: str, ids: list[str]) -> dict[str, Record]:
    records = await _read(session, number, name, " AND id = ANY(%s::text[])", packed_texts(ids))
    return {one.id: one for one in records}


async def read_page(
    session: Session,
    number: int,
    name: str,
    after: str | None,
    limit: int,
    ids: Iterable[str] | None,
    where: Where | None,
) -> list[Record]:
    """Up to `limit` records in id order, from the first id after `after`."""
    among, values = ("", []) if ids is None else (" AND id = ANY(%s::text[])", [packed_texts(list(ids))])
    start = "" if after is None else after  # no id is empty
    if where is None:
        sql = f"{among} AND id > %s ORDER BY id LIMIT %s"
        return await _read(session, number, name, sql, *values, start, limit)
    condition, operands = narrowed(where)
    sql = (
        f"SELECT r.id, r.metadata FROM records r WHERE collection = %s{among}{condition}"
        " AND id > %s ORDER BY id LIMIT %s"
    )
    matching: list[str] = []
    async with moment(session, number, name):
        while len(matching) < limit:
            step = max(_PIECE, limit)
            found = await session.run(sql, number, *values, *operands, start, step)
            count = 0
            while rows := await found.fetchmany(_AT_ONCE):
                await pause()
                count += len(rows)
                start = rows[-1][0]
                matching += [key for key, metadata in rows if where.matches(metadata)]
            if count < step:
                break
        records = await read_many(session, number, name, matching[:limit])
    return [records[key] for key in matching[:limit]]


class Snapshot:
    """Every record by id as it was at one moment, in pieces, over a connection of its own."""

    def __init__(self, session: Session, on_end: Callable[[], None]) -> None:
        self._session = session
        self._on_end = on_end
        self._is_over = False
        self._step = _PIECE

    async def begin(self, collection: int, dimension: int) -> None:
        """Look for what is there."""
        self._step = max(1, min(_PIECE, _PIECE_NUMBERS // dimension))
        await self._session.run(f"DECLARE everything NO SCROLL CURSOR FOR {RECORDS} ORDER BY id", collection)

    def __aiter__(self) -> Snapshot:
        return self

    async def __anext__(self) -> list[Record]:
        try:
            found = await records_of(await self._session.run(f"FETCH {self._step} FROM everything"))
        except BaseException:
            self.end()
            raise
        if not found:
            self.end()
            raise StopAsyncIteration
        return found

    def end(self) -> None:
        """Give the connection back."""
        if not self._is_over:
            self._is_over = True
            self._session.close()
            self._on_end()

    def __del__(self) -> None:
        # Whoever does not read to the end, such as a client that leaves, drops it.
        with suppress(Exception):
            self.end()
