"""Batches, import, and writes by filter."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from vectorizer_conformance._generated.policy import STATUS_OF_CODE
from vectorizer_conformance.oracle.answers import ExpectedAnswer, Refusal
from vectorizer_conformance.oracle.collection import Collection
from vectorizer_conformance.oracle.expected import AbsentField, AnyValue, OneOf
from vectorizer_conformance.oracle.filters import matches
from vectorizer_conformance.oracle.record import Record, made, patched, replaced, unfit

Args = Mapping[str, Any]


class BatchFailure(Exception):
    """One item fails with one of these codes."""

    def __init__(self, codes: Sequence[str]) -> None:
        self.codes = tuple(dict.fromkeys(codes))


# What becomes of an item: None creates, else the new record of what exists.
Decide = Callable[[Collection, Args, Args], Record]


def batch(collection: Collection, items: Sequence[Args], args: Args, decide: Decide) -> ExpectedAnswer:
    """Decide each item, then write: ids differ, so no item sees another."""
    decided: list[Record | BatchFailure] = []
    for item in items:
        try:
            decided.append(decide(collection, item, args))
        except BatchFailure as failed:
            decided.append(failed)
    atomic = bool(args.get("atomic", False))
    aborts = atomic and any(isinstance(one, BatchFailure) for one in decided)
    results, errors = [], []
    for index, (item, one) in enumerate(zip(items, decided, strict=True)):
        result: dict[str, Any] = {"index": index, "id": item["id"]}
        if isinstance(one, BatchFailure):
            code = OneOf(one.codes)
            error = {"code": code, "title": AnyValue(), "detail": AnyValue()}
            if len({STATUS_OF_CODE[c] for c in one.codes}) == 1:
                error["status"] = STATUS_OF_CODE[one.codes[0]]
            results.append({**result, "status": "failed", "error": error})
            errors.append({**result, "code": code, "detail": AnyValue()})
        elif aborts:
            results.append({**result, "status": "aborted", "error": AbsentField()})
        else:
            status = _write(collection, item["id"], one)
            version = collection.records[item["id"]].record.version
            results.append({**result, "status": status, "version": version, "error": AbsentField()})
    report = {
        "collection": collection.name,
        "count": len(items),
        **_counts(results, ("created", "updated", "unchanged", "failed", "aborted")),
        "errors": errors,
        "atomic": atomic,
        "results": results,
    }
    if aborts:
        raise Refusal("batch-aborted", report=report)
    return ExpectedAnswer(200, report)


def import_(collection: Collection, records: Sequence[Args], args: Args) -> ExpectedAnswer:
    """Each record as an insert, or with `upsert` as a replacement."""
    answer = batch(collection, records, args, inserting)
    report = dict(answer.body)
    del report["aborted"], report["atomic"], report["results"]
    return ExpectedAnswer(200, report)


def inserting(collection: Collection, item: Args, args: Args) -> Record:
    """An item as a new record, or with `upsert` as a replacement."""
    record, stored = made(item, collection.embed), collection.records.get(item["id"])
    codes = [*unfit(record.vector, collection.dimension, collection.metric)]
    if stored is not None and not args.get("upsert", False):
        codes.append("vector-exists")
    if codes:
        raise BatchFailure(codes)
    return record if stored is None else replaced(stored.record, item, collection.embed)


def updating(collection: Collection, item: Args, args: Args) -> Record:
    stored, wanted = collection.records.get(item["id"]), item.get("if_version")
    if stored is None:
        if args.get("upsert", False) and wanted is None and _creates(item):
            return _fit(collection, made(item, collection.embed))
        raise BatchFailure([*_missing(item, args), *_vector_faults(collection, item)])
    new = patched(stored.record, item, collection.embed, args.get("metadata_mode", "merge"))
    codes = list(unfit(new.vector, collection.dimension, collection.metric))
    if wanted is not None and wanted != stored.record.version:
        codes.append("version-conflict")
    if codes:
        raise BatchFailure(codes)
    return new


def _creates(item: Args) -> bool:
    return item.get("vector") is not None or item.get("text") is not None


def _missing(item: Args, args: Args) -> list[str]:
    codes = ["vector-not-found"]
    if item.get("if_version") is not None:
        codes += ["version-conflict", "precondition-failed"]
    if args.get("upsert", False):
        codes += ["validation-failed", "empty-update"]
    return codes


def _vector_faults(collection: Collection, item: Args) -> tuple[str, ...]:
    if item.get("vector") is None:
        return ()
    return unfit(made(item, collection.embed).vector, collection.dimension, collection.metric)


def _fit(collection: Collection, record: Record) -> Record:
    codes = unfit(record.vector, collection.dimension, collection.metric)
    if codes:
        raise BatchFailure(codes)
    return record


def _write(collection: Collection, ident: str, record: Record) -> str:
    stored = collection.records.get(ident)
    if stored is not None:
        return stored.write(record)
    collection.create(ident, record)
    return "created"


def _counts(results: Sequence[Mapping[str, Any]], names: Sequence[str]) -> dict[str, int]:
    return {name: sum(result["status"] == name for result in results) for name in names}


def delete(collection: Collection, args: Args) -> ExpectedAnswer:
    results = []
    for index, ident in enumerate(args["ids"]):
        is_there = ident in collection.records
        if is_there:
            collection.remove(ident)
        results.append({"index": index, "id": ident, "status": "deleted" if is_there else "missing"})
    counts = _counts(results, ("deleted", "missing"))
    return ExpectedAnswer(
        200, {"collection": collection.name, "count": len(results), **counts, "results": results}
    )


def delete_by_filter(collection: Collection, args: Args) -> ExpectedAnswer:
    found, dry = _matching(collection, args), bool(args.get("dry_run", False))
    for ident in [] if dry else found:
        collection.remove(ident)
    body = {
        "collection": collection.name,
        "matched": len(found),
        "deleted": 0 if dry else len(found),
        "dry_run": dry,
    }
    return ExpectedAnswer(200, body)


def update_by_filter(collection: Collection, args: Args) -> ExpectedAnswer:
    dry = bool(args.get("dry_run", False))
    found = _matching(collection, args)
    change = {"metadata": args["metadata"]}
    counts = {"updated": 0, "unchanged": 0}
    for ident in found:
        stored = collection.records[ident]
        new = patched(stored.record, change, collection.embed, args.get("metadata_mode", "merge"))
        counts["unchanged" if new is stored.record else "updated"] += 1
        if not dry:
            stored.write(new)
    return ExpectedAnswer(
        200, {"collection": collection.name, "matched": len(found), **counts, "dry_run": dry}
    )


def _matching(collection: Collection, args: Args) -> list[str]:
    return [i for i, stored in collection.sorted() if matches(args["filter"], stored.record.metadata)]
