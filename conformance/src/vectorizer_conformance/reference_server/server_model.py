"""The model where the contract leaves it a choice, and with the limits that no sequence reaches."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from typing import Any

from vectorizer_conformance.oracle import ExpectedAnswer, Model, batches
from vectorizer_conformance.oracle.collection import Collection
from vectorizer_conformance.oracle.expected import Stamp
from vectorizer_conformance.oracle.filters import matches
from vectorizer_conformance.oracle.json_values import merge
from vectorizer_conformance.oracle.record import Record
from vectorizer_conformance.oracle.state import Embedder
from vectorizer_conformance.reference_server.body_validator import BodyValidator
from vectorizer_conformance.reference_server.refusals import FieldProblem, refusal_of

Args = Mapping[str, Any]


class DecidedModel(Model):
    """Idempotency is the front's; an upsert that creates merges its metadata into nothing."""

    def __init__(self, walk: BodyValidator, embedder: Embedder) -> None:
        super().__init__(embedder)
        self._walk = walk
        self._touched: dict[str, str] = {}
        self._held: dict[str, int] = {}

    def apply(self, operation: str, args: Args, call: Mapping[str, Any] | None = None) -> ExpectedAnswer:
        """As the model's, without keys."""
        if operation == "batchUpdate" and args.get("upsert"):
            args = self._created(copy.deepcopy(dict(args)))
        return super().apply(operation, args)

    def _created(self, args: dict[str, Any]) -> dict[str, Any]:
        collection = self.collections.get(args["collection"])
        for item in args["updates"]:
            if collection and item["id"] not in collection.records and item.get("metadata"):
                item["metadata"] = merge({}, item["metadata"])
        return args

    def _do(self, operation: str, args: Args, call: Mapping[str, Any]) -> ExpectedAnswer:
        collection = self.collections.get(args.get("collection", ""))
        if collection is None:
            return super()._do(operation, args, call)
        if operation == "batchUpdate":
            return batches.batch(collection, args["updates"], args, self._updating)
        for old in self._changed(operation, collection, args):
            fault = self._exceeds(merge(dict(old), args["metadata"]))
            if fault is not None:
                raise refusal_of([fault])
        return super()._do(operation, args, call)

    def _changed(self, operation: str, collection: Collection, args: Args) -> Iterable[Mapping[str, Any]]:
        """The metadata that a merge will change."""
        records = collection.records
        if not isinstance(args.get("metadata"), dict) or args.get("metadata_mode") == "replace":
            return []
        if operation == "updateByFilter":
            return [s.record.metadata for s in records.values() if matches(args["filter"], s.record.metadata)]
        return (
            [records[args["id"]].record.metadata]
            if operation == "updateVector" and args["id"] in records
            else []
        )

    def _updating(self, collection: Collection, item: Args, args: Args) -> Record:
        if args.get("upsert") and item.get("if_version") and item["id"] not in collection.records:
            raise batches.BatchFailure(["precondition-failed"])
        record = batches.updating(collection, item, args)
        if self._exceeds(record.metadata):
            raise batches.BatchFailure(["limit-exceeded"])
        return record

    def _exceeds(self, metadata: Mapping[str, Any]) -> FieldProblem | None:
        """The first limit that metadata is beyond."""
        found = self._walk.metadata(dict(metadata), "/body/metadata")
        return next((fault for fault in found if fault.code == "limit-exceeded"), None)

    def stamp(self, name: str, now: str) -> None:
        """Give every time of a collection that is not told yet this one: it was written now, not when it is read.

        Where nothing was written or is gone, the collection was not updated.
        """
        collection = self.collections[name]
        times: list[Stamp] = [collection.created]
        for stored in collection.records.values():
            times += [stored.created, stored.updated]
        fresh = [time for time in times if time.text is None]
        for time in fresh:
            time.text = now
        held = len(collection.records)
        if fresh or held != self._held.get(name):
            self._touched[name], self._held[name] = now, held

    def dated(self, shown: dict[str, Any]) -> dict[str, Any]:
        """A collection as it is shown, with the time of its last write."""
        return {**shown, "updated_at": self._touched[shown["name"]]}
