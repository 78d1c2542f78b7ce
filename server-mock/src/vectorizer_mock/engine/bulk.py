"""Writes to whatever a filter matches, all or nothing."""

from __future__ import annotations

from dataclasses import dataclass

from ..problems import Problem, collection_not_found
from ..stores import CollectionMissingError, Metadata
from ..unset import UNSET
from ..work import let_go, pause
from . import changes
from .changes import Update
from .engine import Engine
from .filters import Filter

_AT_ONCE = 64
"""Records between two looks at the clock."""


@dataclass(frozen=True, slots=True)
class BulkOutcome:
    """How many records matched, and how many the write changed (or would change)."""

    matched: int
    changed: int


async def delete_matching(engine: Engine, name: str, where: Filter, *, dry_run: bool) -> BulkOutcome:
    """Deletes every record that matches."""
    try:
        async with engine.store.transaction(name) as transaction:
            matching = await transaction.select_ids(where)
            if matching and not dry_run:
                await transaction.delete(matching, engine.clock.now())
    except CollectionMissingError:
        raise collection_not_found(name) from None
    return BulkOutcome(len(matching), 0 if dry_run else len(matching))


async def update_matching(
    engine: Engine, name: str, where: Filter, metadata: Metadata, *, replace_metadata: bool, dry_run: bool
) -> BulkOutcome:
    """Changes the metadata of every record that matches."""
    try:
        async with engine.store.transaction(name) as transaction:
            written = []
            matching = await transaction.select(where)
            now = engine.clock.now()
            for number, before in enumerate(matching):
                if number % _AT_ONCE == 0:
                    await pause()
                change = Update(before.id, UNSET, None, metadata, replace_metadata, (None, "body"))
                try:
                    after = changes.update(before, change, transaction.collection, now)
                except Problem as problem:
                    raise Problem(
                        problem.code,
                        f'The metadata of "{before.id}" would break a limit: {problem.detail}',
                        errors=problem.errors,
                        limit=problem.limit,
                    ) from None
                if after is not before:
                    written.append(after)
            if not dry_run:
                await transaction.put(written)
            outcome = BulkOutcome(len(matching), len(written))
            let_go(matching, written)
    except CollectionMissingError:
        raise collection_not_found(name) from None
    return outcome
