"""Who waits for whom: advisory locks that end with the transaction, for ids and keys that need not be there."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

from .connections import Statement

FEW = 8
"""Ids that are locked one by one; who writes more has the whole collection, as PostgreSQL has room for some thousand."""


def number(*parts: str | bytes | int) -> int:
    """64 bits, signed, that stand for something to be locked."""
    digest = blake2b(digest_size=8)
    for part in parts:
        raw = part if isinstance(part, bytes) else str(part).encode("utf-8")
        digest.update(len(raw).to_bytes(8, "big"))
        digest.update(raw)
    return int.from_bytes(digest.digest(), "big", signed=True)


def whole(collection: int) -> Statement:
    """Keep everybody else from writing to a collection."""
    return "SELECT pg_advisory_xact_lock(%s::bigint)", [number("collection", collection)]


def part(collection: int) -> Statement:
    """Keep those away who want the whole collection."""
    return "SELECT pg_advisory_xact_lock_shared(%s::bigint)", [number("collection", collection)]


def ids(collection: int, keys: Iterable[str]) -> Statement:
    """Keep others from writing to ids; always in the same order, so that no two wait for each other."""
    numbers = sorted(number("id", collection, key) for key in keys)
    return "SELECT pg_advisory_xact_lock(one) FROM unnest(%s::bigint[]) AS one", [numbers]
