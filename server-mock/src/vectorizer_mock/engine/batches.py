"""Writes to many vectors: item by item, or all or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple

from ..contract import answers
from ..problems import Problem, collection_not_found
from ..stores import Collection, CollectionMissingError, Record
from ..unset import UNSET
from ..work import in_pieces, pause
from . import changes
from .changes import Content, Update
from .engine import Engine, check_same

_AT_ONCE = 64
"""Items between two looks at the clock."""


class ItemOutcome(NamedTuple):
    """The outcome of one item: a record, or a problem."""

    id: str
    status: str
    record: Record | None = None
    problem: Problem | None = None


@dataclass(slots=True)
class BatchOutcome:
    """The outcome of a batch, item by item in request order."""

    collection: str
    items: list[ItemOutcome] = field(default_factory=list)

    def count(self) -> Counter[str]:
        """How many items have each status."""
        return Counter([item.status for item in self.items])

    def to_import_report(self) -> dict[str, Any]:
        """The contract's ImportReport."""
        return answers.import_report(
            collection=self.collection, count=len(self.items), **self._counts(), errors=self._errors()
        )

    async def to_batch_report(self, *, atomic: bool) -> dict[str, Any]:
        """The contract's BatchReport."""
        results = await in_pieces(_result, self.items)
        return answers.batch_report(
            collection=self.collection,
            count=len(self.items),
            **self._counts(),
            aborted=self.count()["aborted"],
            errors=self._errors(),
            atomic=atomic,
            results=results,
        )

    def _counts(self) -> dict[str, int]:
        count = self.count()
        return {status: count[status] for status in ("created", "updated", "unchanged", "failed")}

    def _errors(self) -> list[dict[str, Any]]:
        return [
            answers.item_failure(index=index, id=item.id, code=item.problem.code, detail=item.problem.detail)
            for index, item in enumerate(self.items)
            if item.problem is not None
        ]


def _result(index: int, item: ItemOutcome) -> dict[str, Any]:
    is_written = item.problem is None and item.record is not None and item.status != "aborted"
    return answers.batch_result(
        index=index,
        id=item.id,
        status=item.status,
        version=item.record.version if is_written and item.record else UNSET,
        error=UNSET if item.problem is None else item.problem.to_item(),
    )


async def insert_many(
    engine: Engine, name: str, contents: Sequence[Content], *, atomic: bool, upsert: bool
) -> BatchOutcome:
    """Creates records, or sets them whole where `upsert` allows it."""
    change = partial(changes.insert, upsert=upsert)
    return await _write_many(engine, name, contents, change, atomic=atomic)


async def update_many(
    engine: Engine, name: str, updates: Sequence[Update], *, atomic: bool, upsert: bool
) -> BatchOutcome:
    """Changes what each update names."""
    change = partial(changes.update, upsert=upsert)
    return await _write_many(engine, name, updates, change, atomic=atomic)


async def delete_many(engine: Engine, name: str, ids: Sequence[str]) -> list[bool]:
    """Deletes records; tells for each id whether there was one."""
    try:
        async with engine.store.transaction(name) as transaction:
            there = await transaction.get(ids, {})
            if there:
                await transaction.delete(there, engine.clock.now())
    except CollectionMissingError:
        raise collection_not_found(name) from None
    return [key in there for key in ids]


async def _write_many(
    engine: Engine, name: str, items: Sequence[Any], change: Callable[..., Record], *, atomic: bool
) -> BatchOutcome:
    embedded_for = await engine.fill_vectors(items, name)
    outcome = BatchOutcome(name)
    try:
        async with engine.store.transaction(name) as transaction:
            check_same(embedded_for, transaction.collection)
            ids = [item.id for item in items]
            beside = {item.id: item.vector for item in items if item.vector is not None}
            existing = await transaction.get(ids, beside)
            last_versions = await transaction.last_versions(ids)
            now = engine.clock.now()
            for number, item in enumerate(items):
                if number % _AT_ONCE == 0:
                    await pause()
                attempted = _attempt(change, existing.get(item.id), item, transaction.collection, now)
                if attempted.status == "created" and attempted.record and item.id in last_versions:
                    record = attempted.record.created_after(last_versions[item.id])
                    attempted = attempted._replace(record=record)
                outcome.items.append(attempted)
            if atomic and outcome.count()["failed"]:
                raise await _aborted(outcome)
            await transaction.put(
                item.record
                for item in outcome.items
                if item.record is not None and item.status in ("created", "updated")
            )
    except CollectionMissingError:
        raise collection_not_found(name) from None
    return outcome


def _attempt(
    change: Callable[..., Record], before: Record | None, item: Any, collection: Collection, now: int
) -> ItemOutcome:
    try:
        after = change(before, item, collection, now)
    except Problem as problem:
        return ItemOutcome(item.id, "failed", problem=problem)
    return ItemOutcome(item.id, changes.status(before, after), record=after)


async def _aborted(outcome: BatchOutcome) -> Problem:
    aborted = BatchOutcome(
        outcome.collection,
        [item if item.problem else ItemOutcome(item.id, "aborted") for item in outcome.items],
    )
    failed = aborted.count()["failed"]
    return Problem(
        "batch-aborted",
        f"{failed} of {len(outcome.items)} items failed, and nothing was changed.",
        report=await aborted.to_batch_report(atomic=True),
    )
