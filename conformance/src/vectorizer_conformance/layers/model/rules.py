"""The moves of the generator: each gives one step or a few that belong together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from vectorizer_conformance.layers.model.sample_values import DIMENSIONS, TEXTS
from vectorizer_conformance.layers.model.sequence import SequenceStep
from vectorizer_conformance.layers.model.strategies import Draw
from vectorizer_conformance.oracle.meanings import MEANINGS

Move = Callable[[Draw], Iterator[SequenceStep]]


def insert(draw: Draw) -> Iterator[SequenceStep]:
    c = draw.collection()
    yield draw.keyed(
        SequenceStep(
            "insertVector",
            {"collection": c, "id": draw.id(c, existing=0.2), **draw.whole(c), **draw.flags(upsert=0.3)},
        )
    )


def filled(draw: Draw, collection: str) -> SequenceStep:
    """Something to work with: two or three vectors."""
    ids = draw.source.sample(draw.letters.ids, draw.source.choice((2, 3)))
    return SequenceStep(
        "batchInsert",
        {"collection": collection, "vectors": [{"id": i, **draw.whole(collection)} for i in ids]},
    )


def replace(draw: Draw) -> Iterator[SequenceStep]:
    c = draw.collection()
    ident = draw.id(c)
    args: dict[str, Any] = {"collection": c, "id": ident, **draw.flags(upsert=0.5), **draw.whole(c)}
    if draw.chance(0.25):
        args["if_match"] = draw.condition(c, ident)
    elif args.get("upsert") and draw.chance(0.2):
        args["if_none_match"] = "*"
    yield SequenceStep("replaceVector", args)


def update(draw: Draw) -> Iterator[SequenceStep]:
    c = draw.collection()
    ident = draw.id(c, existing=0.9)
    args: dict[str, Any] = {"collection": c, "id": ident, **draw.change(c, ident)}
    if "metadata" in args and draw.chance(0.2):
        args["metadata_mode"] = draw.source.choice(["merge", "replace", "replace"])
    if draw.chance(0.3):
        args["if_match"] = draw.condition(c, ident)
    step = draw.keyed(SequenceStep("updateVector", args))
    yield step
    if draw.chance(0.3):
        yield SequenceStep(step.operation, {k: v for k, v in step.args.items() if k != "if_match"})


def delete(draw: Draw) -> Iterator[SequenceStep]:
    c = draw.collection()
    ident = draw.id(c)
    condition = {"if_match": draw.condition(c, ident)} if draw.chance(0.3) else {}
    yield SequenceStep("deleteVector", {"collection": c, "id": ident, **condition})
    follow = draw.source.random()
    if follow < 0.3:
        yield SequenceStep("updateVector", {"collection": c, "id": ident, "metadata": {"n": 1}})
    elif follow < 0.5:
        yield SequenceStep("insertVector", {"collection": c, "id": ident, **draw.whole(c)})
    elif follow < 0.6:
        yield SequenceStep("deleteVector", {"collection": c, "id": ident})


def batch_insert(draw: Draw) -> Iterator[SequenceStep]:
    c = draw.collection()
    ids = _ids(draw, c, existing=0.25)
    items = [{"id": ident, **draw.whole(c)} for ident in ids]
    yield draw.keyed(
        SequenceStep("batchInsert", {"collection": c, "vectors": items, **draw.flags(atomic=0.4, upsert=0.3)})
    )


def batch_update(draw: Draw) -> Iterator[SequenceStep]:
    c = draw.collection()
    flags = draw.flags(atomic=0.55, upsert=0.25)
    items = []
    for ident in _ids(draw, c, existing=0.4 if flags.get("upsert") else 0.7):
        item = {"id": ident, **draw.change(c, ident, nulls=not flags.get("upsert"))}
        if draw.chance(0.45):
            item["if_version"] = draw.version(c, ident)
        items.append(item)
    mode = {"metadata_mode": "replace"} if draw.chance(0.15) else {}
    yield draw.keyed(SequenceStep("batchUpdate", {"collection": c, "updates": items, **mode, **flags}))


def _ids(draw: Draw, collection: str, existing: float) -> list[str]:
    count = draw.source.choice((1, 2, 3, 3))
    if draw.chance(0.08):
        return [draw.id(collection)] * 2
    ids = list(dict.fromkeys(draw.id(collection, existing=existing) for _ in range(count)))
    draw.source.shuffle(ids)
    return ids


def import_(draw: Draw) -> Iterator[SequenceStep]:
    c = draw.collection()
    records: list[dict[str, Any]] = [{"id": i, **draw.whole(c)} for i in _ids(draw, c, existing=0.4)]
    if draw.chance(0.5):
        records[0]["version"] = 7
        records[0]["created_at"] = "2020-01-01T00:00:00Z"
    yield draw.keyed(
        SequenceStep("importVectors", {"collection": c, "records": records, **draw.flags(upsert=0.6)})
    )


def batch_delete(draw: Draw) -> Iterator[SequenceStep]:
    c = draw.collection()
    yield draw.keyed(SequenceStep("batchDelete", {"collection": c, "ids": _ids(draw, c, existing=0.6)}))


def by_filter(draw: Draw) -> Iterator[SequenceStep]:
    c = draw.collection()
    condition = {} if draw.chance(0.05) else draw.filter(c)
    args: dict[str, Any] = {"collection": c, "filter": condition, **draw.flags(dry_run=0.5)}
    if draw.chance(0.35):
        yield draw.keyed(SequenceStep("deleteByFilter", args))
        return
    mode = {"metadata_mode": draw.source.choice(["merge", "replace"])} if draw.chance(0.3) else {}
    yield draw.keyed(SequenceStep("updateByFilter", {**args, "metadata": draw.metadata(), **mode}))


def get(draw: Draw) -> Iterator[SequenceStep]:
    c = draw.collection()
    yield SequenceStep(
        "getVector", {"collection": c, "id": draw.id(c), **draw.flags(with_vector=0.3), **_format(draw)}
    )


def _format(draw: Draw) -> dict[str, str]:
    return {"vector_format": draw.source.choice(["json", "base64"])} if draw.chance(0.2) else {}


def list_(draw: Draw) -> Iterator[SequenceStep]:
    c = draw.collection()
    args: dict[str, Any] = {
        "collection": c,
        **draw.flags(with_vector=0.4, with_metadata=0.4),
        **_format(draw),
    }
    if draw.chance(0.6):
        args["limit"] = draw.source.choices([1, 2, 1000, 1001], [5, 4, 1, 0.3])[0]
    if draw.chance(0.2):
        args["filter"] = draw.filter(c)
    if draw.chance(0.25):
        args["ids"] = draw.source.sample(draw.letters.ids, draw.source.choice((1, 2, 3)))
    walk = draw.chance(0.65) and args.get("limit", 1) <= 1000
    yield SequenceStep("listVectors", args, {"collect": "all"} if walk else {})


def filters(draw: Draw) -> Iterator[SequenceStep]:
    """Calls that look at what is there, through a few filters."""
    c = draw.collection()
    for _ in range(3):
        yield SequenceStep("listVectors", {"collection": c, "filter": draw.filter(c)})


def search(draw: Draw) -> Iterator[SequenceStep]:
    c = draw.collection()
    step = SequenceStep("search", {"collection": c, **_search(draw, c), **_format(draw)})
    yield draw.keyed(step)


def _search(draw: Draw, collection: str) -> dict[str, Any]:
    args: dict[str, Any] = {"query": draw.text()} if draw.chance(0.3) else {"vector": draw.vector(collection)}
    if draw.chance(0.6):
        args["limit"] = draw.source.choices([1, 2, 3, 1001], [4, 4, 2, 0.2])[0]
    if draw.chance(0.3):
        args["filter"] = draw.filter(collection)
    if draw.chance(0.35):
        args["score_threshold"] = draw.source.choice([-0.75, 0.3, 0.66, 1.7])
    return {**args, **draw.flags(with_vector=0.3, with_metadata=0.3)}


def batch_search(draw: Draw) -> Iterator[SequenceStep]:
    c = draw.collection()
    yield SequenceStep("batchSearch", {"collection": c, "searches": [_search(draw, c) for _ in range(2)]})


def export(draw: Draw) -> Iterator[SequenceStep]:
    yield SequenceStep("exportVectors", {"collection": draw.collection(), **_format(draw)})


def collections(draw: Draw) -> Iterator[SequenceStep]:
    name = draw.source.choice("ab")
    kind = draw.source.random()
    if kind < 0.35:
        yield draw.keyed(draw.create(name))
    elif kind < 0.7:
        yield SequenceStep("getCollection", {"collection": name})
    elif kind < 0.85:
        yield SequenceStep("listCollections")
    else:
        yield SequenceStep("deleteCollection", {"collection": name})
        if draw.chance(0.7):
            yield draw.keyed(draw.create(name))


def embed(draw: Draw) -> Iterator[SequenceStep]:
    yield SequenceStep(
        "embed", {"texts": draw.source.sample(TEXTS, 2), "dimension": draw.source.choice(DIMENSIONS)}
    )


def again(draw: Draw) -> Iterator[SequenceStep]:
    """A write of before, once more, as it was: with its key a replay, without it the state decides."""
    written = [step for step in draw.steps if MEANINGS[step.operation].keyed]
    keyed = [step for step in written if "idempotency_key" in step.call]
    if keyed and draw.chance(0.7):
        yield draw.source.choice(keyed[-3:])
    elif written:
        yield draw.source.choice(written[-3:])


def key_reused(draw: Draw) -> Iterator[SequenceStep]:
    """A key of before with another request."""
    keyed = [step for step in draw.steps if "idempotency_key" in step.call]
    if keyed:
        c = draw.collection()
        ident = draw.id(c)
        yield SequenceStep(
            "updateVector",
            {"collection": c, "id": ident, "metadata": {"reused": len(draw.steps)}},
            keyed[-1].call,
        )
        yield SequenceStep("getVector", {"collection": c, "id": ident})


# Each move with its weight, and the operations that it is there for.
MOVES: tuple[tuple[Move, float, tuple[str, ...]], ...] = (
    (insert, 12, ("insertVector",)),
    (update, 16, ("updateVector",)),
    (replace, 8, ("replaceVector",)),
    (delete, 6, ("deleteVector",)),
    (batch_insert, 6, ("batchInsert",)),
    (batch_update, 15, ("batchUpdate",)),
    (import_, 4, ("importVectors",)),
    (batch_delete, 4, ("batchDelete",)),
    (by_filter, 8, ("deleteByFilter", "updateByFilter")),
    (filters, 3, ("listVectors",)),
    (get, 4, ("getVector",)),
    (list_, 9, ("listVectors",)),
    (search, 13, ("search",)),
    (batch_search, 2, ("batchSearch",)),
    (export, 2, ("exportVectors",)),
    (collections, 4, ("createCollection", "getCollection", "listCollections", "deleteCollection")),
    (embed, 1, ("embed",)),
    (again, 7, ()),
    (key_reused, 2, ()),
)
