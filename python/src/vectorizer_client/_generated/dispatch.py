# Generated from openapi.yaml by vectorizer-codegen. Do not edit: change the contract and run codegen.
"""Operations by their ids, for programs that call them by name, such as the conformance adapter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal


@dataclass(frozen=True, slots=True)
class Target:
    """The method of an operation, what kind of call it is, and its arguments: wire name to Python name."""

    method: str
    kind: Literal["batch", "call", "pages", "stream"]
    arguments: dict[str, str]
    options: frozenset[str]
    either: tuple[str, ...] = ()
    """Two arguments of which one may be given by position: a text as the first, a list as the second."""


_CALL = frozenset({"timeout", "retries", "headers", "request_id"})
_KEY = _CALL | {"idempotency_key"}
_BATCH = _KEY | {"batch_size", "concurrency", "progress"}
_REPORT = _BATCH | {"raise_on_partial", "resume", "keep_results"}

DISPATCH: Final[dict[str, Target]] = {
    "getHealth": Target(
        "get_health",
        "call",
        {},
        _CALL,
    ),
    "getInfo": Target(
        "get_info",
        "call",
        {},
        _CALL,
    ),
    "listCollections": Target(
        "list_collections",
        "call",
        {},
        _CALL,
    ),
    "createCollection": Target(
        "create_collection",
        "call",
        {"name": "name", "dimension": "dimension", "metric": "metric", "embedding": "embedding"},
        _KEY,
    ),
    "getCollection": Target(
        "get_collection",
        "call",
        {"collection": "collection"},
        _CALL,
    ),
    "deleteCollection": Target(
        "delete_collection",
        "call",
        {"collection": "collection"},
        _CALL,
    ),
    "insertVector": Target(
        "insert_vector",
        "call",
        {
            "collection": "collection",
            "id": "id",
            "text": "text",
            "vector": "vector",
            "metadata": "metadata",
            "upsert": "upsert",
        },
        _KEY,
    ),
    "batchInsert": Target(
        "batch_insert",
        "batch",
        {"collection": "collection", "vectors": "vectors", "atomic": "atomic", "upsert": "upsert"},
        _REPORT,
    ),
    "listVectors": Target(
        "list_vectors",
        "pages",
        {
            "collection": "collection",
            "limit": "limit",
            "cursor": "cursor",
            "ids": "ids",
            "filter": "filter",
            "with_vector": "with_vector",
            "with_metadata": "with_metadata",
            "vector_format": "vector_format",
        },
        _CALL,
    ),
    "getVector": Target(
        "get_vector",
        "call",
        {
            "collection": "collection",
            "id": "id",
            "with_vector": "with_vector",
            "vector_format": "vector_format",
        },
        _CALL,
    ),
    "replaceVector": Target(
        "replace_vector",
        "call",
        {
            "collection": "collection",
            "id": "id",
            "text": "text",
            "vector": "vector",
            "metadata": "metadata",
            "upsert": "upsert",
            "if_match": "if_match",
            "if_none_match": "if_none_match",
        },
        _CALL,
    ),
    "updateVector": Target(
        "update_vector",
        "call",
        {
            "collection": "collection",
            "id": "id",
            "text": "text",
            "vector": "vector",
            "metadata": "metadata",
            "metadata_mode": "metadata_mode",
            "if_match": "if_match",
        },
        _KEY,
    ),
    "deleteVector": Target(
        "delete_vector",
        "call",
        {"collection": "collection", "id": "id", "if_match": "if_match"},
        _CALL,
    ),
    "batchUpdate": Target(
        "batch_update",
        "batch",
        {
            "collection": "collection",
            "updates": "updates",
            "metadata_mode": "metadata_mode",
            "atomic": "atomic",
            "upsert": "upsert",
        },
        _REPORT,
    ),
    "upsertVectors": Target(
        "upsert_vectors",
        "batch",
        {
            "collection": "collection",
            "updates": "updates",
            "metadata_mode": "metadata_mode",
            "atomic": "atomic",
        },
        _REPORT,
    ),
    "batchDelete": Target(
        "batch_delete",
        "batch",
        {"collection": "collection", "ids": "ids"},
        _REPORT,
    ),
    "deleteByFilter": Target(
        "delete_by_filter",
        "call",
        {"collection": "collection", "filter": "filter", "dry_run": "dry_run"},
        _KEY,
    ),
    "updateByFilter": Target(
        "update_by_filter",
        "call",
        {
            "collection": "collection",
            "filter": "filter",
            "metadata": "metadata",
            "metadata_mode": "metadata_mode",
            "dry_run": "dry_run",
        },
        _KEY,
    ),
    "search": Target(
        "search",
        "call",
        {
            "collection": "collection",
            "query": "query",
            "vector": "vector",
            "limit": "limit",
            "filter": "filter",
            "score_threshold": "score_threshold",
            "with_vector": "with_vector",
            "with_metadata": "with_metadata",
            "vector_format": "vector_format",
        },
        _KEY,
        ("query", "vector"),
    ),
    "batchSearch": Target(
        "batch_search",
        "batch",
        {"collection": "collection", "searches": "searches", "vector_format": "vector_format"},
        _BATCH,
    ),
    "exportVectors": Target(
        "export_vectors",
        "stream",
        {"collection": "collection", "vector_format": "vector_format"},
        _CALL,
    ),
    "importVectors": Target(
        "import_vectors",
        "batch",
        {"collection": "collection", "records": "records", "upsert": "upsert"},
        _REPORT,
    ),
    "embed": Target(
        "embed",
        "call",
        {
            "texts": "texts",
            "provider": "provider",
            "dimension": "dimension",
            "vector_format": "vector_format",
        },
        _KEY,
    ),
}
