"""Writes to one vector."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..preconditions import ALWAYS, Precondition
from ..problems import collection_not_found, vector_not_found
from ..stores import Collection, CollectionMissingError, Record
from . import changes
from .changes import Content, Update
from .engine import Engine, check_same


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of a write, and the record after it."""

    status: str
    record: Record


async def insert(engine: Engine, name: str, content: Content, *, upsert: bool) -> Outcome:
    """Creates a record, or sets it whole where `upsert` allows it."""

    def change(before: Record | None, collection: Collection, now: int) -> Record:
        return changes.insert(before, content, collection, now, upsert=upsert)

    return await _write(engine, name, content, change)


async def replace(
    engine: Engine, name: str, content: Content, *, upsert: bool, precondition: Precondition
) -> Outcome:
    """Sets a whole record."""

    def change(before: Record | None, collection: Collection, now: int) -> Record:
        return changes.replace(before, content, collection, now, upsert=upsert, precondition=precondition)

    return await _write(engine, name, content, change)


async def update(
    engine: Engine, name: str, change: Update, *, precondition: Precondition = ALWAYS
) -> Outcome:
    """Changes what the update names."""

    def apply(before: Record | None, collection: Collection, now: int) -> Record:
        return changes.update(before, change, collection, now, precondition=precondition)

    return await _write(engine, name, change, apply)


async def delete(engine: Engine, name: str, key: str, precondition: Precondition) -> None:
    """Deletes a record."""
    try:
        async with engine.store.transaction(name) as transaction:
            before = (await transaction.get([key], {})).get(key)
            if before is None:
                raise vector_not_found(name, key)
            changes.check_version(before, precondition)
            await transaction.delete([key], engine.clock.now())
    except CollectionMissingError:
        raise collection_not_found(name) from None


async def _write(
    engine: Engine,
    name: str,
    item: Content | Update,
    change: Callable[[Record | None, Collection, int], Record],
) -> Outcome:
    embedded_for = await engine.fill_vectors([item], name)
    try:
        async with engine.store.transaction(name) as transaction:
            check_same(embedded_for, transaction.collection)
            beside = {} if item.vector is None else {item.id: item.vector}
            before = (await transaction.get([item.id], beside)).get(item.id)
            after = change(before, transaction.collection, engine.clock.now())
            if before is None:
                last = (await transaction.last_versions([item.id])).get(item.id, 0)
                after = after.created_after(last)
            if after is not before:
                await transaction.put([after])
    except CollectionMissingError:
        raise collection_not_found(name) from None
    return Outcome(changes.status(before, after), after)
