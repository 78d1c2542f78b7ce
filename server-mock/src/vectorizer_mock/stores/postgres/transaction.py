"""A transaction: one writer's reads and writes in a collection."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ...work import pause
from ..protocol import CollectionMissingError, Where
from ..records import Collection, Record
from . import locks, writing
from .codec import COLUMNS, packed_texts, record
from .connections import Cursor, Session, Statement
from .filters import narrowed

_AT_ONCE = 64
"""Rows between two looks at the clock."""


class PostgresTransaction:
    """Reads lock what they read; writes are held back until the end, and sent together."""

    def __init__(self, session: Session, number: int, collection: Collection) -> None:
        self._session = session
        self._number = number
        self._collection = collection
        self._puts: dict[str, Record] = {}
        self._deletes: dict[str, int] = {}
        self._known: dict[str, Record | None] = {}
        """The records of ids that are locked."""
        self._last: dict[str, int] = {}
        self._is_part = self._is_whole = False

    @property
    def collection(self) -> Collection:
        return self._collection

    async def get(self, ids: Iterable[str]) -> dict[str, Record]:
        wanted = list(dict.fromkeys(ids))
        await self._learn(wanted)
        return {key: found for key in wanted if (found := self._known[key]) is not None}

    async def last_versions(self, ids: Iterable[str]) -> dict[str, int]:
        wanted = list(dict.fromkeys(ids))
        await self._learn(wanted)
        return {key: self._last[key] for key in wanted if key in self._last}

    async def select(self, where: Where) -> list[Record]:
        return list((await self.get(await self.select_ids(where))).values())

    async def select_ids(self, where: Where) -> list[str]:
        condition, values = narrowed(where)
        *_, there, found = await self._session.run_all(
            *self._lock(None),
            (
                f"SELECT r.id, r.metadata FROM records r WHERE r.collection = %s{condition}",
                [self._number, *values],
            ),
        )
        await self._check(there)
        matching = []
        while rows := await found.fetchmany(_AT_ONCE):
            await pause()
            matching += [key for key, metadata in rows if where.matches(metadata)]
        return matching

    async def put(self, records: Iterable[Record]) -> None:
        self._puts.update((one.id, one) for one in records)

    async def delete(self, ids: Iterable[str], at: int) -> None:
        self._deletes.update((key, at) for key in ids)

    async def _learn(self, wanted: list[str]) -> None:
        """Lock ids, and read what there is of them."""
        unknown = [key for key in wanted if key not in self._known]
        if not unknown:
            return
        values = [self._number, packed_texts(unknown)]
        *_, there, found, last = await self._session.run_all(
            *self._lock(unknown),
            (
                f"SELECT {COLUMNS} FROM records r JOIN vectors v USING (collection, id)"
                " WHERE collection = %s AND id = ANY(%s::text[])",
                values,
            ),
            ("SELECT id, version FROM deleted WHERE collection = %s AND id = ANY(%s::text[])", values),
        )
        await self._check(there)
        self._known.update(dict.fromkeys(unknown))
        while rows := await found.fetchmany(_AT_ONCE):
            await pause()
            self._known.update((row[0], record(row)) for row in rows)
        async for key, version in last:
            self._last[key] = version

    def _lock(self, keys: list[str] | None) -> list[Statement]:
        """Lock ids (None for all), and look whether the collection is still there."""
        statements: list[Statement] = []
        if self._is_whole:
            pass
        elif keys is None or len(keys) > locks.FEW:
            statements.append(locks.whole(self._number))
            self._is_whole = True
        else:
            if not self._is_part:
                statements.append(locks.part(self._number))
                self._is_part = True
            statements.append(locks.ids(self._number, keys))
        return [*statements, ("SELECT 1 FROM collections WHERE number = %s", [self._number])]

    async def _check(self, there: Cursor) -> None:
        if await there.fetchone() is None:
            raise CollectionMissingError(self._collection.name)

    async def flush(self) -> list[Statement]:
        """The statements that are left to be executed, so that all takes effect."""
        if not self._puts and not self._deletes:
            return []
        await self._learn([*self._puts, *self._deletes])
        after: dict[str, Any] = {**self._known, **self._puts, **dict.fromkeys(self._deletes)}
        before = self._known
        changes = [(before[key], self._puts[key]) for key in self._puts if key not in self._deletes]
        gone = [key for key in self._deletes if before[key] is not None]
        statements = [
            *await writing.put(self._session, self._number, changes, self._last),
            *writing.delete(self._number, gone),
        ]
        count = sum((after[key] is not None) - (before[key] is not None) for key in before)
        times = [one.updated_at for _, one in changes] + [self._deletes[key] for key in gone]
        if times:
            statements.append(writing.tally(self._session, self._number, count, max(times)))
        return statements
