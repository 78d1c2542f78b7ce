"""Rules of writing."""

from __future__ import annotations

from typing import Any

from vectorizer_conformance.layers.model.metamorphic.relations import column, is_uuid7, timeless
from vectorizer_conformance.layers.model.metamorphic.rule_context import (
    IDS,
    Rule,
    RuleContext,
    alike,
    ids,
    need,
)
from vectorizer_conformance.layers.model.sample_values import TEXTS
from vectorizer_conformance.match.atoms import Vector


def _change(lab: RuleContext) -> dict[str, Any]:
    change: dict[str, Any] = {"metadata": lab.metadata()}
    if lab.source.random() < 0.5:
        change["vector"] = lab.vector()
    if lab.source.random() < 0.5:
        change["text"] = lab.source.choice((*TEXTS, None))
    return change


async def batch_of_one(lab: RuleContext) -> None:
    """A batch of one update leaves what the single update leaves."""
    await lab.collection()
    await lab.collection("b", "euclidean")
    records = await lab.fill()
    await lab.body("batchInsert", collection="b", vectors=records)
    for ident in IDS[:4]:
        change = _change(lab)
        single = await lab.body("updateVector", collection="a", id=ident, **change)
        batch = await lab.body("batchUpdate", collection="b", updates=[{"id": ident, **change}])
        alike(len(batch["results"]), 1, "results of a batch of one")
        for member in ("status", "version"):
            alike(
                batch["results"][0][member],
                single[member],
                f"{member} of a batch of one, and of the single update {change}",
            )
    one, other = await lab.export(), await lab.export("b")
    alike(timeless(other), timeless(one), "after batches of one, and after single updates")
    versions = column(other, "version"), column(one, "version")
    alike(*versions, "versions after batches and single updates")


async def atomic_failure_is_nothing(lab: RuleContext) -> None:
    """An atomic batch that fails changes nothing."""
    await lab.collection()
    await lab.fill()
    before = await lab.export()
    updates = [{"id": ident, "metadata": {"atomic": lab.source.random()}} for ident in IDS[:3]]
    updates.insert(lab.source.randrange(4), {"id": "ghost", "metadata": {"n": 1}})
    vectors = [{"id": "new", "vector": lab.vector()}, {"id": IDS[0], "vector": lab.vector()}]
    lab.source.shuffle(vectors)
    for operation, args in (("batchUpdate", {"updates": updates}), ("batchInsert", {"vectors": vectors})):
        got = await lab.do(operation, collection="a", atomic=True, **args)
        words = f"{operation} that must abort: {got.status} {got.code or ''}"
        need(got.code == "batch-aborted", words)
        alike(await lab.export(), before, f"the collection after and before an aborted {operation}")


def numbers(vector: Any) -> list[float]:
    """The numbers of a vector that an answer holds."""
    need(isinstance(vector, Vector), f"no vector: {vector!r:.120}")
    return list(vector.numbers)


async def deleted_is_gone(lab: RuleContext) -> None:
    """A deleted vector is in no result, whichever way it was deleted."""
    await lab.collection()
    records = await lab.fill()
    one, two, three = lab.source.sample(records, 3)
    await lab.body("updateVector", collection="a", id=three["id"], metadata={"doomed": True})
    await lab.body("deleteVector", collection="a", id=one["id"])
    await lab.body("batchDelete", collection="a", ids=[two["id"], "never"])
    report = await lab.body("deleteByFilter", collection="a", filter={"doomed": True})
    need(report["deleted"] == 1, f"delete_by_filter deleted {report['deleted']}, 1 matched")
    gone = sorted([one["id"], two["id"], three["id"]])
    found = {
        "search": ids(await lab.hits(vector=one["vector"], limit=1000)),
        "list": ids((await lab.body("listVectors", collection="a"))["vectors"]),
        "list by ids": ids((await lab.body("listVectors", collection="a", ids=gone))["vectors"]),
        "export": ids(await lab.export()),
    }
    for where, there in found.items():
        need(not {*gone} & {*there}, f"{where} has {sorted({*gone} & {*there})}, which was deleted")
    for ident in gone:
        got = await lab.do("getVector", collection="a", id=ident)
        words = f"get of a deleted vector: {got.status} {got.code or ''}"
        need(got.code == "vector-not-found", words)
    count = (await lab.body("getCollection", collection="a"))["vector_count"]
    need(count == len(IDS) - 3, f"vector_count is {count}, there are {len(IDS) - 3}")


async def patch_twice(lab: RuleContext) -> None:
    """The same PATCH a second time is `unchanged`, and changes nothing."""
    await lab.collection()
    await lab.fill()
    for ident in IDS[:5]:
        change = _change(lab)
        if lab.source.random() < 0.3:
            change["metadata_mode"] = "replace"
        first = await lab.body("updateVector", collection="a", id=ident, **change)
        before = await lab.export()
        second = await lab.body("updateVector", collection="a", id=ident, **change)
        alike(second["status"], "unchanged", f"the second time of {change}")
        alike(second["version"], first["version"], f"the version after the second time of {change}")
        alike(await lab.export(), before, f"the collection after the second time of {change}")


async def put_what_is_there(lab: RuleContext) -> None:
    """Putting back what a get gives is `unchanged`."""
    await lab.collection()
    await lab.fill()
    before = await lab.export()
    for record in before[:4]:
        got = await lab.body("getVector", collection="a", id=record["id"])
        text = {"text": got["text"]} if "text" in got else {}
        args: dict[str, Any] = {"vector": numbers(got["vector"]), "metadata": got["metadata"], **text}
        done = await lab.body("replaceVector", collection="a", id=record["id"], **args)
        alike(done["status"], "unchanged", f"a PUT of what is there ({args})")
    alike(await lab.export(), before, "the collection after putting back what is there")


async def generated_id(lab: RuleContext) -> None:
    """Without an id the server makes a UUIDv7, another each time, and the vector is there under it."""
    await lab.collection()
    given = [{k: v for k, v in lab.record("").items() if k != "id"} for _ in range(4)]
    made = [await lab.body("insertVector", collection="a", **record) for record in given[:2]]
    report = await lab.body("batchInsert", collection="a", vectors=given[2:])
    alike(len(report["results"]), 2, "results of a batch of two")
    idents = [one["id"] for one in (*made, report["results"][0], report["results"][1])]
    for number, ident in enumerate(idents):
        need(idents.count(ident) == 1, f"ids were made twice: {idents[number:]}")
    for ident, record in zip(idents, given, strict=True):
        need(is_uuid7(ident), f"{ident!r} is no UUIDv7")
        got = await lab.body("getVector", collection="a", id=ident)
        alike(numbers(got["vector"]), record["vector"], "the numbers of a vector with a made id")
        alike(got["metadata"], record["metadata"], "the metadata of a vector with a made id")


WRITE_RULES: dict[str, Rule] = {
    "batch-of-one": batch_of_one,
    "atomic-failure-is-nothing": atomic_failure_is_nothing,
    "deleted-is-gone": deleted_is_gone,
    "patch-twice": patch_twice,
    "put-what-is-there": put_what_is_there,
    "generated-id": generated_id,
}
