"""Writes of one vector."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vectorizer_conformance.oracle.answers import ExpectedAnswer, Refusal
from vectorizer_conformance.oracle.collection import Collection, StoredRecord
from vectorizer_conformance.oracle.record import Record, holds, made, patched, replaced, unfit

Args = Mapping[str, Any]
# A condition on a vector that does not exist may be told either way.
UNMET = ("vector-not-found", "version-conflict", "precondition-failed")


def insert(collection: Collection, args: Args) -> ExpectedAnswer:
    ident, stored = args["id"], collection.records.get(args["id"])
    record = made(args, collection.embed)
    codes = [*_unfit(collection, record)]
    if stored is not None and not args.get("upsert", False):
        codes.append("vector-exists")
    if codes:
        raise Refusal(*codes)
    if stored is not None:
        return _wrote(collection, ident, stored.write(replaced(stored.record, args, collection.embed)))
    return _create(collection, ident, record)


def replace(collection: Collection, args: Args) -> ExpectedAnswer:
    ident, stored = args["id"], collection.records.get(args["id"])
    codes, etag = _conditions(args, stored)
    if stored is None and not args.get("upsert", False) and not codes:
        codes.append("vector-not-found")
    codes += _unfit(collection, made(args, collection.embed))
    if codes:
        raise Refusal(*codes, etag=etag)
    if stored is None:
        return _create(collection, ident, made(args, collection.embed))
    return _wrote(collection, ident, stored.write(replaced(stored.record, args, collection.embed)))


def update(collection: Collection, args: Args) -> ExpectedAnswer:
    ident, stored = args["id"], collection.records.get(args["id"])
    codes, etag = _conditions(args, stored)
    if stored is None:
        raise Refusal(*(codes or ["vector-not-found"]), *_given(collection, args))
    new = patched(stored.record, args, collection.embed, args.get("metadata_mode", "merge"))
    codes += _unfit(collection, new)
    if codes:
        raise Refusal(*codes, etag=etag)
    return _wrote(collection, ident, stored.write(new))


def delete(collection: Collection, args: Args) -> ExpectedAnswer:
    stored = collection.records.get(args["id"])
    codes, etag = _conditions(args, stored)
    if stored is None and not codes:
        codes.append("vector-not-found")
    if codes:
        raise Refusal(*codes, etag=etag)
    collection.remove(args["id"])
    return ExpectedAnswer(204)


def _conditions(args: Args, stored: StoredRecord | None) -> tuple[list[str], int | None]:
    """The codes of conditions that don't hold, and the version that a 412 must tell."""
    codes: list[str] = []
    version = stored.record.version if stored else None
    if "if_match" in args:
        if version is None:
            codes += UNMET
        elif not holds(args["if_match"], version):
            codes.append("version-conflict")
    if args.get("if_none_match") == "*" and version is not None:
        codes.append("precondition-failed")
    return codes, version


def _given(collection: Collection, args: Args) -> tuple[str, ...]:
    """The fault of the vector of a change to something that is not there."""
    return _unfit(collection, made(args, collection.embed)) if args.get("vector") is not None else ()


def _unfit(collection: Collection, record: Record) -> tuple[str, ...]:
    return unfit(record.vector, collection.dimension, collection.metric)


def _create(collection: Collection, ident: str, record: Record) -> ExpectedAnswer:
    collection.create(ident, record)
    body = collection.written(ident, "created")
    return ExpectedAnswer(201, body, etag=body["version"])


def _wrote(collection: Collection, ident: str, status: str) -> ExpectedAnswer:
    body = collection.written(ident, status)
    return ExpectedAnswer(200, body, etag=body["version"])
