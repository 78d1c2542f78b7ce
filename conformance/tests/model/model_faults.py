"""Bugs that a person could write, as wrong ways to serve one call of the model."""

from __future__ import annotations

import asyncio
import copy
import dataclasses
from collections.abc import Callable
from typing import Any

from vectorizer_conformance.match.atoms import Vector
from vectorizer_conformance.oracle import ExpectedAnswer, Model
from vectorizer_conformance.oracle.expected import Exactly, Page, Ranking, Stamp
from vectorizer_conformance.oracle.json_values import merge

Args = dict[str, Any]
Handler = Callable[[Model, str, Args, Args], Any]
_WRITES = ("updateVector", "replaceVector")


def _stored(model: Model, args: Args) -> Any:
    collection = model.collections.get(args.get("collection", ""))
    return collection.records.get(args.get("id", "")) if collection else None


def _with_args(change: Callable[[Model, str, Args], Args]) -> Handler:
    def handle(model: Model, operation: str, args: Args, call: Args) -> ExpectedAnswer:
        return model.apply(operation, change(model, operation, copy.deepcopy(args)), call)

    return handle


def _with_answer(change: Callable[[Model, str, Args, ExpectedAnswer], ExpectedAnswer]) -> Handler:
    def handle(model: Model, operation: str, args: Args, call: Args) -> ExpectedAnswer:
        answer = copy.copy(model.apply(operation, args, call))
        return answer if answer.refused else change(model, operation, args, answer)

    return handle


def put_merges(model: Model, operation: str, args: Args) -> Args:
    stored = _stored(model, args)
    if operation == "replaceVector" and stored:
        args["metadata"] = merge(stored.record.metadata, args.get("metadata") or {})
    return args


def patch_replaces(model: Model, operation: str, args: Args) -> Args:
    return {**args, "metadata_mode": "replace"} if operation == "updateVector" else args


def null_kept(model: Model, operation: str, args: Args) -> Args:
    stored = _stored(model, args)
    if operation == "updateVector" and stored and args.get("metadata") and "metadata_mode" not in args:
        merged = {**stored.record.metadata, **args["metadata"]}
        return {**args, "metadata": merged, "metadata_mode": "replace"}
    return args


def shallow_merge(model: Model, operation: str, args: Args) -> Args:
    stored = _stored(model, args)
    if operation == "updateVector" and stored and args.get("metadata") and "metadata_mode" not in args:
        merged = {k: v for k, v in {**stored.record.metadata, **args["metadata"]}.items() if v is not None}
        return {**args, "metadata": merged, "metadata_mode": "replace"}
    return args


def not_embedded_again(model: Model, operation: str, args: Args) -> Args:
    stored = _stored(model, args)
    if operation == "updateVector" and stored and args.get("text") and "vector" not in args:
        return {**args, "vector": stored.record.vector.numbers}
    return args


def if_match_ignored(model: Model, operation: str, args: Args) -> Args:
    return {k: v for k, v in args.items() if k != "if_match"}


def if_version_ignored(model: Model, operation: str, args: Args) -> Args:
    for item in args.get("updates", []):
        item.pop("if_version", None)
    return args


def duplicates_accepted(model: Model, operation: str, args: Args) -> Args:
    if operation == "batchUpdate":
        args["updates"] = list({item["id"]: item for item in args["updates"]}.values())
    return args


def dry_run_ignored(model: Model, operation: str, args: Args) -> Args:
    return {k: v for k, v in args.items() if k != "dry_run"}


def filter_inverted(model: Model, operation: str, args: Args) -> Args:
    if isinstance(args.get("filter"), dict) and args["filter"] and operation == "search":
        args["filter"] = {"$not": args["filter"]}
    return args


def upsert_ignored(model: Model, operation: str, args: Args) -> Args:
    return {k: v for k, v in args.items() if k != "upsert"}


def version_stuck(model: Model, operation: str, args: Args, answer: ExpectedAnswer) -> ExpectedAnswer:
    stored = _stored(model, args)
    if operation in _WRITES and answer.status == 200 and answer.body["status"] == "updated":
        stored.record = dataclasses.replace(stored.record, version=stored.record.version - 1)
        version = stored.record.version
        return dataclasses.replace(answer, body={**answer.body, "version": version}, etag=version)
    return answer


def bumped_for_nothing(model: Model, operation: str, args: Args, answer: ExpectedAnswer) -> ExpectedAnswer:
    stored = _stored(model, args)
    if operation in _WRITES and answer.status == 200 and answer.body["status"] == "unchanged":
        stored.record = dataclasses.replace(stored.record, version=stored.record.version + 1)
    return answer


def created_moves(model: Model, operation: str, args: Args, answer: ExpectedAnswer) -> ExpectedAnswer:
    if operation == "updateVector" and answer.status == 200:
        _stored(model, args).created = Stamp()
    return answer


def delete_does_nothing(model: Model, operation: str, args: Args, call: Args) -> ExpectedAnswer:
    stored = _stored(model, args)
    answer = model.apply(operation, args, call)
    if operation == "deleteVector" and answer.status == 204:
        model.collections[args["collection"]].records[args["id"]] = stored
    return answer


def atomic_half_applied(model: Model, operation: str, args: Args, call: Args) -> ExpectedAnswer:
    answer = model.apply(operation, args, call)
    if "batch-aborted" in answer.codes:
        model.apply(operation, {**args, "atomic": False})
    return answer


def replay_executes(model: Model, operation: str, args: Args, call: Args) -> ExpectedAnswer:
    return model.apply(operation, args)


def replay_unsaid(model: Model, operation: str, args: Args, call: Args) -> ExpectedAnswer:
    return dataclasses.replace(model.apply(operation, args, call), replayed=False)


def results_reordered(model: Model, operation: str, args: Args, answer: ExpectedAnswer) -> ExpectedAnswer:
    if operation in ("batchUpdate", "batchDelete"):
        results = sorted(answer.body["results"], key=lambda result: result["id"])
        return dataclasses.replace(answer, body={**answer.body, "results": results})
    return answer


def count_wrong(model: Model, operation: str, args: Args, answer: ExpectedAnswer) -> ExpectedAnswer:
    if operation in ("batchUpdate", "batchInsert"):
        return dataclasses.replace(
            answer, body={**answer.body, "count": answer.body["created"] + answer.body["updated"]}
        )
    return answer


def floats_cut(model: Model, operation: str, args: Args, answer: ExpectedAnswer) -> ExpectedAnswer:
    if operation == "getVector" and isinstance(answer.body.get("vector"), Vector):
        numbers = [round(x, 1) for x in answer.body["vector"].numbers]
        return dataclasses.replace(
            answer, body={**answer.body, "vector": Vector.of([x + 1e-7 for x in numbers])}
        )
    return answer


def metric_swapped(model: Model, operation: str, args: Args, call: Args) -> ExpectedAnswer:
    if operation == "createCollection":
        answer = model.apply(operation, args, call)
        if answer.status == 201:
            collection = model.collections[args["name"]]
            collection.metric = {
                "cosine": "dot_product",
                "dot_product": "euclidean",
                "euclidean": "dot_product",
            }[collection.metric]
        return answer
    return model.apply(operation, args, call)


def metadata_flag_ignored(model: Model, operation: str, args: Args, answer: ExpectedAnswer) -> ExpectedAnswer:
    if operation == "listVectors" and isinstance(answer.body, Page) and args.get("with_metadata") is False:
        shown = tuple({**record, "metadata": Exactly({})} for record in answer.body.records)
        return dataclasses.replace(answer, body=dataclasses.replace(answer.body, records=shown))
    return answer


def scores_off(model: Model, operation: str, args: Args, answer: ExpectedAnswer) -> ExpectedAnswer:
    if operation == "search" and answer.body and isinstance(answer.body["results"], Ranking):
        ranking = answer.body["results"]
        worse = tuple(dataclasses.replace(c, score=c.score * 0.999) for c in ranking.candidates)
        return dataclasses.replace(answer, body={"results": dataclasses.replace(ranking, candidates=worse)})
    return answer


_WAITING: list[asyncio.Event] = []


async def _meets() -> bool:
    """Whether another change comes while this one waits for it; that one goes on first. On a busy machine calls that
    are made at once can be far apart."""
    if _WAITING:
        _WAITING.pop().set()
        return True
    met = asyncio.Event()
    _WAITING.append(met)
    try:
        await asyncio.wait_for(met.wait(), 0.5)
    except asyncio.TimeoutError:
        if not met.is_set():
            _WAITING.remove(met)
    return met.is_set()


async def lost_update(model: Model, operation: str, args: Args, call: Args) -> ExpectedAnswer:
    """Reads, waits, writes back what it read with its own change: a write in between is lost."""
    if operation != "updateVector":
        return model.apply(operation, args, call)
    stored = _stored(model, args)
    before = copy.deepcopy(stored.record) if stored else None
    await _meets()
    now = _stored(model, args)
    if before is not None and now is not None:
        now.record = before
    return model.apply(operation, args, call)


_OLD: dict[int, list[ExpectedAnswer]] = {}


def stale_read(model: Model, operation: str, args: Args, call: Args) -> ExpectedAnswer:
    """A get gives what the get before would have seen: a cache that is not told of writes."""
    answer = model.apply(operation, args, call)
    if operation != "getVector":
        return answer
    kept = _OLD.setdefault(id(model), [])
    kept.append(answer)
    return kept[-2] if len(kept) > 1 else answer


async def drops_at_once(model: Model, operation: str, args: Args, call: Args) -> ExpectedAnswer:
    """Breaks off when two changes of a vector meet."""
    if operation == "updateVector" and await _meets():
        raise ConnectionResetError
    return model.apply(operation, args, call)


# Faults that live in how an answer is rendered: the server looks for these names itself.
RENDERED = (
    "cursor-repeats", "page-lost", "search-ascending", "ties-by-chance", "limit-off-by-one", "threshold-ignored",
)  # fmt: skip
FAULTS: dict[str, Handler] = {
    **{
        function.__name__.replace("_", "-"): _with_args(function)
        for function in (
            put_merges, patch_replaces, null_kept, shallow_merge, not_embedded_again, if_match_ignored,
            if_version_ignored, duplicates_accepted, dry_run_ignored, filter_inverted, upsert_ignored,
        )
    },
    **{
        function.__name__.replace("_", "-"): _with_answer(function)
        for function in (
            version_stuck, bumped_for_nothing, created_moves, results_reordered, count_wrong, floats_cut,
            metadata_flag_ignored, scores_off,
        )
    },
    "delete-does-nothing": delete_does_nothing,
    "atomic-half-applied": atomic_half_applied,
    "replay-executes": replay_executes,
    "replay-unsaid": replay_unsaid,
    "metric-swapped": metric_swapped,
}  # fmt: skip
CONCURRENT: dict[str, Handler] = {"lost-update": lost_update, "stale-read": stale_read}
FAULTS.update(CONCURRENT)
SEQUENTIAL = sorted(set(FAULTS) - set(CONCURRENT)) + list(RENDERED)
FAULTS["drops-at-once"] = drops_at_once
