"""Many vectors in one request."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Any

from .._generated import requests
from ..contract import Answer, Call
from ..engine import batches, bulk, reads
from ..engine.changes import Content, Update
from ..engine.engine import Engine
from ..problems import Path, Report
from ..stores import Record
from ..unset import UNSET
from ..validation.checks import distinct
from . import rendering

_BODY = (None, "body")


class BatchOperations:
    """Batches by id, changes by filter, import and export."""

    _engine: Engine

    async def batch_insert(
        self, call: Call[requests.BatchInsertParameters, requests.BatchInsertRequest]
    ) -> Answer:
        name, atomic, place = call.parameters["collection"], call.body["atomic"], (_BODY, "vectors")
        _refuse_duplicates(call.body["vectors"], place)
        contents = [
            _content(item["id"] if "id" in item else self._engine.ids.new(), item, (place, index))
            for index, item in enumerate(call.body["vectors"])
        ]
        outcome = await batches.insert_many(self._engine, name, contents, atomic=atomic)
        return Answer(value=outcome.to_batch_report(atomic=atomic))

    async def batch_update(
        self, call: Call[requests.BatchUpdateParameters, requests.BatchUpdateRequest]
    ) -> Answer:
        name, body, place = call.parameters["collection"], call.body, (_BODY, "updates")
        _refuse_duplicates(body["updates"], place)
        updates = [
            Update(
                item["id"],
                item.get("text", UNSET),
                item.get("vector"),
                item.get("metadata", UNSET),
                body["metadata_mode"] == "replace",
                (place, index),
                item.get("if_version"),
            )
            for index, item in enumerate(body["updates"])
        ]
        outcome = await batches.update_many(
            self._engine, name, updates, atomic=body["atomic"], upsert=body["upsert"]
        )
        return Answer(value=outcome.to_batch_report(atomic=body["atomic"]))

    async def batch_delete(
        self, call: Call[requests.BatchDeleteParameters, requests.BatchDeleteRequest]
    ) -> Answer:
        name, ids = call.parameters["collection"], call.body["ids"]
        deleted = await batches.delete_many(self._engine, name, ids)
        results = [
            {"index": index, "id": key, "status": "deleted" if there else "missing"}
            for index, (key, there) in enumerate(zip(ids, deleted, strict=True))
        ]
        return Answer(
            value={
                "collection": name,
                "count": len(ids),
                "deleted": sum(deleted),
                "missing": len(ids) - sum(deleted),
                "results": results,
            }
        )

    async def delete_by_filter(
        self, call: Call[requests.DeleteByFilterParameters, requests.DeleteByFilterRequest]
    ) -> Answer:
        name, dry_run = call.parameters["collection"], call.body["dry_run"]
        outcome = await bulk.delete_matching(self._engine, name, call.body["filter"], dry_run=dry_run)
        return Answer(
            value={
                "collection": name,
                "matched": outcome.matched,
                "deleted": outcome.changed,
                "dry_run": dry_run,
            }
        )

    async def update_by_filter(
        self, call: Call[requests.UpdateByFilterParameters, requests.UpdateByFilterRequest]
    ) -> Answer:
        name, body = call.parameters["collection"], call.body
        outcome = await bulk.update_matching(
            self._engine,
            name,
            body["filter"],
            body["metadata"],
            replace_metadata=body["metadata_mode"] == "replace",
            dry_run=body["dry_run"],
        )
        return Answer(
            value={
                "collection": name,
                "matched": outcome.matched,
                "updated": outcome.changed,
                "unchanged": outcome.matched - outcome.changed,
                "dry_run": body["dry_run"],
            }
        )

    async def export_vectors(self, call: Call[requests.ExportVectorsParameters, None]) -> Answer:
        pieces = await reads.export(self._engine, call.parameters["collection"])
        return Answer(lines=_lines(pieces, call.parameters["vector_format"]))

    async def import_vectors(
        self, call: Call[requests.ImportVectorsParameters, list[requests.ImportRecord]]
    ) -> Answer:
        name = call.parameters["collection"]
        _refuse_duplicates(call.body, _BODY)
        contents = [_content(item["id"], item, (_BODY, index)) for index, item in enumerate(call.body)]
        outcome = await batches.import_many(self._engine, name, contents, upsert=call.parameters["upsert"])
        return Answer(value=outcome.to_import_report())


async def _lines(
    pieces: AsyncIterator[list[Record]], vector_format: str
) -> AsyncIterator[list[dict[str, Any]]]:
    async for piece in pieces:
        yield [rendering.record(record, vector_format) for record in piece]


def _content(key: str, item: requests.InsertRequest | requests.ImportRecord, path: Path) -> Content:
    return Content(key, item.get("text"), item.get("vector"), item.get("metadata", {}), path)


def _refuse_duplicates(
    items: Sequence[requests.InsertRequest | requests.BatchUpdateItem | requests.ImportRecord], place: Path
) -> None:
    report = Report()
    ids = (item.get("id") for item in items)
    distinct(ids, lambda index: ((place, index), "id"), report, "duplicate-id")
    report.raise_if_any()
