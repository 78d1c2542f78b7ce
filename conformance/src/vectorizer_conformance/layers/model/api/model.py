"""The whole API: `apply` takes one call, changes the state, and says what must be answered."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from vectorizer_conformance.layers.model.api import batches, reads, writes
from vectorizer_conformance.layers.model.api.answer import Answer, Refused
from vectorizer_conformance.layers.model.api.collection import Collection, settings
from vectorizer_conformance.layers.model.api.expected import Among
from vectorizer_conformance.layers.model.api.shape import wrong
from vectorizer_conformance.layers.model.api.values import has_null
from vectorizer_conformance.match.values import Vector

Args = Mapping[str, Any]
# `(text, dimension)` to its vector: opaque to the model, told by the server's own `embed`.
Embedder = Callable[[str, int], Vector]

# Answers with these statuses executed nothing, so no Idempotency-Key is kept for them.
_NOT_KEPT = frozenset({400, 401, 403, 406, 413, 415, 422, 429, 503})


class Ambiguous(Exception):
    """The contract leaves open what this call answers in this state; no sequence should make it."""


class Model:
    """State of a server that holds these collections only."""

    def __init__(self, embedder: Embedder) -> None:
        self.embedder = embedder
        self.collections: dict[str, Collection] = {}
        self._dropped: set[str] = set()
        self._kept: dict[str, tuple[str, Answer]] = {}

    def apply(self, operation: str, args: Args, call: Mapping[str, Any] | None = None) -> Answer:
        """The answer to one call; the state is changed as the call must change it."""
        call = call or {}
        key = call.get("idempotency_key")
        if key is None:
            return self._answer(operation, args, call)
        said = json.dumps([operation, args], sort_keys=True)
        if key in self._kept:
            before, answer = self._kept[key]
            if before == said:
                return answer.again()
            if _without_condition(before) == _without_condition(said):
                raise Ambiguous("whether a condition is part of the request that a key stands for")
            return Answer.of(Refused("idempotency-key-reused", *self._refusals(operation, args)))
        answer = self._answer(operation, args, call)
        kept = answer.statuses - _NOT_KEPT
        if kept and kept != answer.statuses:
            raise Ambiguous(f"a key with one of {answer.codes}")
        if kept:
            self._kept[key] = (said, answer)
        return answer

    def _answer(self, operation: str, args: Args, call: Mapping[str, Any]) -> Answer:
        codes = self._refusals(operation, args)
        if codes:
            return Answer.of(Refused(*codes))
        try:
            return self._do(operation, args, call)
        except Refused as refused:
            return Answer.of(refused)

    def _refusals(self, operation: str, args: Args) -> tuple[str, ...]:
        codes = wrong(operation, args)
        if "collection" in args and args["collection"] not in self.collections:
            codes = (*codes, "collection-not-found")
        return codes

    def _do(self, operation: str, args: Args, call: Mapping[str, Any]) -> Answer:
        if operation == "createCollection":
            return self._create(args)
        if operation == "listCollections":
            shown = {name: c.shown() for name, c in sorted(self.collections.items())}
            return Answer(200, {"collections": Among("name", shown, tuple(sorted(self._dropped)))})
        if operation == "embed":
            vectors = [self.embedder(text, args["dimension"]) for text in args["texts"]]
            return Answer(200, {"dimension": args["dimension"], "vectors": vectors})
        collection = self.collections[args["collection"]]
        if operation == "deleteCollection":
            del self.collections[collection.name]
            self._dropped.add(collection.name)
            return Answer(204)
        self._open(operation, collection, args)
        if operation == "listVectors":
            return reads.page(collection, args, whole=call.get("collect") == "all")
        return _ON_COLLECTION[operation](collection, args)

    def _create(self, args: Args) -> Answer:
        name = args["name"]
        if name in self.collections:
            raise Refused("collection-exists")
        self.collections[name] = settings(args, self.embedder)
        self._dropped.discard(name)
        return Answer(201, self.collections[name].shown())

    def _open(self, operation: str, collection: Collection, args: Args) -> None:
        """`Ambiguous` for what the contract does not decide."""
        if operation == "batchUpdate" and args.get("upsert"):
            for item in args["updates"]:
                if item["id"] not in collection.records and has_null(item.get("metadata")):
                    raise Ambiguous("whether an upsert that creates keeps a null in its metadata")


def _without_condition(said: str) -> Any:
    operation, args = json.loads(said)
    return operation, {name: value for name, value in args.items() if name != "if_match"}


_ON_COLLECTION: dict[str, Callable[[Collection, Args], Answer]] = {
    "getCollection": lambda c, args: Answer(200, c.shown()),
    "insertVector": writes.insert,
    "replaceVector": writes.replace,
    "updateVector": writes.update,
    "deleteVector": writes.delete,
    "getVector": reads.get,
    "exportVectors": lambda c, args: reads.export(c),
    "search": lambda c, args: Answer(200, reads.search(c, args)),
    "batchSearch": reads.batch_search,
    "batchInsert": lambda c, args: batches.batch(c, args["vectors"], args, batches.inserting),
    "batchUpdate": lambda c, args: batches.batch(c, args["updates"], args, batches.updating),
    "importVectors": lambda c, args: batches.import_(c, args["records"], args),
    "batchDelete": batches.delete,
    "deleteByFilter": batches.delete_by_filter,
    "updateByFilter": batches.update_by_filter,
}
