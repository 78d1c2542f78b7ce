"""The meaning of each operation to the model: the calls that are refused whatever the state, and the effects of the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from vectorizer_conformance.oracle import batches, reads, shape, writes
from vectorizer_conformance.oracle.answers import ExpectedAnswer, Refusal
from vectorizer_conformance.oracle.collection import Collection, settings
from vectorizer_conformance.oracle.expected import Among
from vectorizer_conformance.oracle.json_values import has_null
from vectorizer_conformance.oracle.state import Ambiguous, State

Args = Mapping[str, Any]
Call = Mapping[str, Any]


@dataclass(frozen=True)
class Meaning:
    """One operation: `apply` changes the state and answers, `refusals` are the codes of a call that is wrong by itself.

    `keyed` operations are called with an Idempotency-Key at times, and again.
    """

    apply: Callable[[State, Args, Call], ExpectedAnswer]
    refusals: Callable[[Args], Iterable[str]] = lambda args: ()
    keyed: bool = False


def _in(act: Callable[[Collection, Args], ExpectedAnswer]) -> Callable[[State, Args, Call], ExpectedAnswer]:
    """The meaning of an operation in one collection that is there."""
    return lambda state, args, call: act(state.collections[args["collection"]], args)


def _create(state: State, args: Args, call: Call) -> ExpectedAnswer:
    name = args["name"]
    if name in state.collections:
        raise Refusal("collection-exists")
    state.collections[name] = settings(args, state.embedder)
    state.dropped.discard(name)
    return ExpectedAnswer(201, state.collections[name].shown())


def _list_collections(state: State, args: Args, call: Call) -> ExpectedAnswer:
    shown = {name: collection.shown() for name, collection in sorted(state.collections.items())}
    return ExpectedAnswer(200, {"collections": Among("name", shown, tuple(sorted(state.dropped)))})


def _drop(state: State, args: Args, call: Call) -> ExpectedAnswer:
    del state.collections[args["collection"]]
    state.dropped.add(args["collection"])
    return ExpectedAnswer(204)


def _embed(state: State, args: Args, call: Call) -> ExpectedAnswer:
    vectors = [state.embedder(text, args["dimension"]) for text in args["texts"]]
    return ExpectedAnswer(200, {"dimension": args["dimension"], "vectors": vectors})


def _page(state: State, args: Args, call: Call) -> ExpectedAnswer:
    return reads.page(state.collections[args["collection"]], args, whole=call.get("collect") == "all")


def _batch_update(collection: Collection, args: Args) -> ExpectedAnswer:
    for item in args["updates"] if args.get("upsert") else ():
        if item["id"] not in collection.records and has_null(item.get("metadata")):
            raise Ambiguous("whether an upsert that creates keeps a null in its metadata")
    return batches.batch(collection, args["updates"], args, batches.updating)


MEANINGS: dict[str, Meaning] = {
    "listCollections": Meaning(_list_collections),
    "createCollection": Meaning(_create, keyed=True),
    "getCollection": Meaning(_in(lambda c, args: ExpectedAnswer(200, c.shown()))),
    "deleteCollection": Meaning(_drop),
    "insertVector": Meaning(_in(writes.insert), shape.whole, keyed=True),
    "replaceVector": Meaning(_in(writes.replace), shape.whole),
    "updateVector": Meaning(_in(writes.update), shape.change, keyed=True),
    "deleteVector": Meaning(_in(writes.delete)),
    "getVector": Meaning(_in(reads.get)),
    "listVectors": Meaning(_page, shape.page),
    "exportVectors": Meaning(_in(lambda c, args: reads.export(c))),
    "search": Meaning(
        _in(lambda c, args: ExpectedAnswer(200, reads.search(c, args))), shape.search, keyed=True
    ),
    "batchSearch": Meaning(_in(reads.batch_search), shape.items("searches", shape.search)),
    "batchInsert": Meaning(
        _in(lambda c, args: batches.batch(c, args["vectors"], args, batches.inserting)),
        shape.items("vectors", shape.whole),
        keyed=True,
    ),
    "batchUpdate": Meaning(_in(_batch_update), shape.items("updates", shape.change), keyed=True),
    "importVectors": Meaning(
        _in(lambda c, args: batches.import_(c, args["records"], args)),
        shape.items("records", shape.whole),
        keyed=True,
    ),
    "batchDelete": Meaning(_in(batches.delete), shape.items("ids", lambda item: ()), keyed=True),
    "deleteByFilter": Meaning(_in(batches.delete_by_filter), shape.needed_filter, keyed=True),
    "updateByFilter": Meaning(_in(batches.update_by_filter), shape.needed_filter, keyed=True),
    "embed": Meaning(_embed),
}
