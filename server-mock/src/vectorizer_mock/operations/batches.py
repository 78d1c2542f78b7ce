"""Many vectors in one request."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Any

from .._generated import requests
from ..contract import answers
from ..engine import batches, bulk, reads
from ..engine.engine import Engine
from ..engine.filters import Filter
from ..operation import Answer
from ..problems import Path, Report
from ..stores import Metadata, Record
from ..validation.checks import distinct
from ..work import in_pieces
from . import items, rendering

_BODY = (None, "body")


class BatchOperations:
    """Batches by id, changes by filter, import and export."""

    _engine: Engine

    async def batch_insert(
        self, *, collection: str, vectors: list[requests.InsertRequest], atomic: bool, upsert: bool
    ) -> Answer:
        place = (_BODY, "vectors")
        _refuse_duplicates(vectors, place)
        new_id = self._engine.ids.new
        contents = await in_pieces(
            lambda index, item: items.insert_request((place, index), new_id, **item), vectors
        )
        outcome = await batches.insert_many(self._engine, collection, contents, atomic=atomic, upsert=upsert)
        return Answer(value=await outcome.to_batch_report(atomic=atomic))

    async def batch_update(
        self,
        *,
        collection: str,
        updates: list[requests.BatchUpdateItem],
        metadata_mode: str,
        atomic: bool,
        upsert: bool,
    ) -> Answer:
        place, replaces = (_BODY, "updates"), metadata_mode == "replace"
        _refuse_duplicates(updates, place)
        changes = await in_pieces(
            lambda index, item: items.batch_update_item((place, index), replaces, **item), updates
        )
        outcome = await batches.update_many(self._engine, collection, changes, atomic=atomic, upsert=upsert)
        return Answer(value=await outcome.to_batch_report(atomic=atomic))

    async def batch_delete(self, *, collection: str, ids: list[str]) -> Answer:
        deleted = await batches.delete_many(self._engine, collection, ids)
        results = await in_pieces(
            lambda index, there: answers.delete_result(
                index=index, id=ids[index], status="deleted" if there else "missing"
            ),
            deleted,
        )
        return Answer(
            value=answers.delete_report(
                collection=collection,
                count=len(ids),
                deleted=sum(deleted),
                missing=len(ids) - sum(deleted),
                results=results,
            )
        )

    async def delete_by_filter(self, *, collection: str, filter: Filter, dry_run: bool) -> Answer:
        outcome = await bulk.delete_matching(self._engine, collection, filter, dry_run=dry_run)
        return Answer(
            value=answers.delete_by_filter_report(
                collection=collection, matched=outcome.matched, deleted=outcome.changed, dry_run=dry_run
            )
        )

    async def update_by_filter(
        self, *, collection: str, filter: Filter, metadata: Metadata, metadata_mode: str, dry_run: bool
    ) -> Answer:
        outcome = await bulk.update_matching(
            self._engine,
            collection,
            filter,
            metadata,
            replace_metadata=metadata_mode == "replace",
            dry_run=dry_run,
        )
        return Answer(
            value=answers.update_by_filter_report(
                collection=collection,
                matched=outcome.matched,
                updated=outcome.changed,
                unchanged=outcome.matched - outcome.changed,
                dry_run=dry_run,
            )
        )

    async def export_vectors(self, *, collection: str, vector_format: str) -> Answer:
        pieces = await reads.export(self._engine, collection)
        return Answer(lines=_lines(pieces, vector_format))

    async def import_vectors(
        self, *, collection: str, upsert: bool, records: list[requests.ImportRecord]
    ) -> Answer:
        _refuse_duplicates(records, _BODY)
        contents = await in_pieces(lambda index, item: items.import_record((_BODY, index), **item), records)
        outcome = await batches.insert_many(self._engine, collection, contents, atomic=False, upsert=upsert)
        return Answer(value=outcome.to_import_report())


async def _lines(
    pieces: AsyncIterator[list[Record]], vector_format: str
) -> AsyncIterator[list[dict[str, Any]]]:
    async for piece in pieces:
        yield [rendering.record(record, vector_format) for record in piece]


def _refuse_duplicates(
    given: Sequence[requests.InsertRequest | requests.BatchUpdateItem | requests.ImportRecord], place: Path
) -> None:
    report = Report()
    ids = (item.get("id") for item in given)
    distinct(ids, lambda index: ((place, index), "id"), report, "duplicate-id")
    report.raise_if_any()
