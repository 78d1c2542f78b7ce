"""Reads: one record, a page, everything, and search."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass

from ..problems import Path, collection_not_found, vector_not_found
from ..stores import Collection, CollectionMissingError, Hit, Query, Record, Vector
from .engine import Engine
from .filters import Filter
from .vectors import check_fits


@dataclass(slots=True)
class Search:
    """One search as a request gives it; `vector` is filled in from `query` where that is given."""

    query: str | None
    vector: Vector | None
    limit: int
    threshold: float | None
    where: Filter | None
    path: Path


async def get(engine: Engine, name: str, key: str) -> Record:
    """One record."""
    try:
        found = (await engine.store.get(name, [key])).get(key)
    except CollectionMissingError:
        raise collection_not_found(name) from None
    if found is None:
        raise vector_not_found(name, key)
    return found


async def page(
    engine: Engine,
    name: str,
    *,
    after: str | None,
    limit: int,
    ids: Iterable[str] | None,
    where: Filter | None,
) -> tuple[list[Record], bool]:
    """Up to `limit` records by id, and whether there are more."""
    try:
        found = await engine.store.page(name, after=after, limit=limit + 1, ids=ids, where=where)
    except CollectionMissingError:
        raise collection_not_found(name) from None
    return found[:limit], len(found) > limit


async def export(engine: Engine, name: str) -> AsyncIterator[list[Record]]:
    """Every record by id, in pieces, as the collection is now."""
    try:
        return await engine.store.snapshot(name)
    except CollectionMissingError:
        raise collection_not_found(name) from None


async def queries(engine: Engine, name: str, searches: Sequence[Search]) -> list[Query]:
    """Each search as the store is asked: its text embedded, and its vector fit for the collection."""
    collection = await engine.collection(name)
    await _embed_queries(engine, searches, collection)
    made = []
    for one in searches:
        if one.vector is None:
            raise ValueError("a search needs a vector, given or embedded")
        check_fits(one.vector, collection, (one.path, "vector"))
        made.append(Query(one.vector, one.limit, one.threshold, one.where))
    return made


async def search(engine: Engine, name: str, queries: Sequence[Query]) -> list[list[Hit]]:
    """The nearest records for each query, best first."""
    try:
        return await engine.store.search(name, queries)
    except CollectionMissingError:
        raise collection_not_found(name) from None


async def _embed_queries(engine: Engine, searches: Sequence[Search], collection: Collection) -> None:
    waiting = [one for one in searches if one.query is not None]
    texts = [one.query for one in waiting if one.query is not None]
    for one, vector in zip(
        waiting, await engine.embed(texts, collection.provider, collection.dimension), strict=True
    ):
        one.vector = vector
