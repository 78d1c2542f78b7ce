"""A transaction: one writer's reads and writes in a collection."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ...work import pause
from ..protocol import Where
from ..records import UNREAD, Collection, Record, Vector
from . import locks, writing
from .catalogue import check_there, is_there
from .codec import META, norms, packed_texts, vector
from .connections import Session, Statement
from .filters import narrowed

_AT_ONCE = 64
"""Rows between two looks at the clock."""
_SAME = 1e-12
"""How much the norms of one vector can differ, as a share, as machines sum in another order."""


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

    async def get(self, ids: Iterable[str], beside: Mapping[str, Vector] | None = None) -> dict[str, Record]:
        wanted = list(dict.fromkeys(ids))
        await self._learn(wanted, beside or {})
        if beside is None:
            await self._read_vectors([key for key in wanted if self._is_unread(key)])
        return {key: found for key in wanted if (found := self._known[key]) is not None}

    async def last_versions(self, ids: Iterable[str]) -> dict[str, int]:
        wanted = list(dict.fromkeys(ids))
        await self._learn(wanted, {})
        return {key: self._last[key] for key in wanted if key in self._last}

    async def select(self, where: Where) -> list[Record]:
        return list((await self.get(await self.select_ids(where), {})).values())

    async def select_ids(self, where: Where) -> list[str]:
        condition, values = narrowed(where)
        *_, there, found = await self._session.run_all(
            *self._lock(None),
            (
                f"SELECT r.id, r.metadata FROM records r WHERE r.collection = %s{condition}",
                [self._number, *values],
            ),
        )
        await check_there(there, self._collection.name)
        matching = []
        while rows := await found.fetchmany(_AT_ONCE):
            await pause()
            matching += [key for key, metadata in rows if where.matches(metadata)]
        return matching

    async def put(self, records: Iterable[Record]) -> None:
        self._puts.update((one.id, one) for one in records)

    async def delete(self, ids: Iterable[str], at: int) -> None:
        self._deletes.update((key, at) for key in ids)

    async def _learn(self, wanted: list[str], beside: Mapping[str, Vector]) -> None:
        """Lock ids, and read what there is of them; of their vectors those that may be the ones beside."""
        unknown = [key for key in wanted if key not in self._known]
        compared = [
            key
            for key in wanted
            if key in beside
            and len(beside[key]) == self._collection.dimension
            and (key not in self._known or self._is_unread(key))
        ]
        if not unknown and not compared:
            return
        values = [self._number, packed_texts(unknown)]
        *_, there, found, last, norms_there = await self._session.run_all(
            *self._lock(unknown),
            (f"SELECT {META} FROM records r WHERE collection = %s AND id = ANY(%s::text[])", values),
            ("SELECT id, version FROM deleted WHERE collection = %s AND id = ANY(%s::text[])", values),
            (
                "SELECT id, norm FROM vectors WHERE collection = %s AND id = ANY(%s::text[])",
                [self._number, packed_texts(compared)],
            ),
        )
        await check_there(there, self._collection.name)
        self._known.update(dict.fromkeys(unknown))
        while rows := await found.fetchmany(_AT_ONCE):
            await pause()
            self._known.update((key, Record(key, UNREAD, *row)) for key, *row in rows)
        async for key, version in last:
            self._last[key] = version
        before: dict[str, float] = dict(await norms_there.fetchall())
        close = [
            key
            for key, norm in zip(compared, norms([beside[key] for key in compared]), strict=True)
            if key in before and abs(before[key] - norm) <= _SAME * norm
        ]
        await self._read_vectors(close)

    def _is_unread(self, key: str) -> bool:
        known = self._known[key]
        return known is not None and known.vector is UNREAD

    async def _read_vectors(self, keys: list[str]) -> None:
        """Read the vectors of records whose others are known."""
        if not keys:
            return
        found = await self._session.run(
            "SELECT id, embedding FROM vectors WHERE collection = %s AND id = ANY(%s::text[])",
            self._number,
            packed_texts(keys),
        )
        while rows := await found.fetchmany(_AT_ONCE):
            await pause()
            for key, data in rows:
                known = self._known[key]
                assert known is not None
                self._known[key] = known._replace(vector=vector(data))

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
        return [*statements, is_there(self._number)]

    async def flush(self) -> list[Statement]:
        """The statements that are left to be executed, so that all takes effect."""
        if not self._puts and not self._deletes:
            return []
        await self._learn([*self._puts, *self._deletes], {})
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
