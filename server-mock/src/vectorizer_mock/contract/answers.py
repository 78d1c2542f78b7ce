# Generated from openapi.yaml by vectorizer-codegen. Do not edit: change the contract and run codegen.

"""The objects of answers. Every member must be given; one that need not be there may be UNSET."""

from __future__ import annotations

from typing import Any

from ..unset import UNSET


def health(
    *,
    status: Any,
) -> dict[str, Any]:
    """The contract's Health."""
    return {
        "status": status,
    }


def problem(
    *,
    type: Any,
    title: Any,
    status: Any,
    detail: Any,
    code: Any,
    request_id: Any,
    errors: Any,
    limit: Any,
    report: Any,
) -> dict[str, Any]:
    """The contract's Problem."""
    made: dict[str, Any] = {}
    made["type"] = type
    made["title"] = title
    made["status"] = status
    made["detail"] = detail
    made["code"] = code
    made["request_id"] = request_id
    if errors is not UNSET:
        made["errors"] = errors
    if limit is not UNSET:
        made["limit"] = limit
    if report is not UNSET:
        made["report"] = report
    return made


def info(
    *,
    name: Any,
    version: Any,
    spec_version: Any,
    limits: Any,
    features: Any,
    vector_formats: Any,
    embedding_providers: Any,
) -> dict[str, Any]:
    """The contract's Info."""
    return {
        "name": name,
        "version": version,
        "spec_version": spec_version,
        "limits": limits,
        "features": features,
        "vector_formats": vector_formats,
        "embedding_providers": embedding_providers,
    }


def collection_list(
    *,
    collections: Any,
) -> dict[str, Any]:
    """The contract's CollectionList."""
    return {
        "collections": collections,
    }


def collection(
    *,
    name: Any,
    dimension: Any,
    metric: Any,
    embedding: Any,
    vector_count: Any,
    created_at: Any,
    updated_at: Any,
) -> dict[str, Any]:
    """The contract's Collection."""
    return {
        "name": name,
        "dimension": dimension,
        "metric": metric,
        "embedding": embedding,
        "vector_count": vector_count,
        "created_at": created_at,
        "updated_at": updated_at,
    }


def write_result(
    *,
    collection: Any,
    id: Any,
    status: Any,
    version: Any,
    created_at: Any,
    updated_at: Any,
) -> dict[str, Any]:
    """The contract's WriteResult."""
    return {
        "collection": collection,
        "id": id,
        "status": status,
        "version": version,
        "created_at": created_at,
        "updated_at": updated_at,
    }


def batch_report(
    *,
    collection: Any,
    count: Any,
    created: Any,
    updated: Any,
    unchanged: Any,
    failed: Any,
    aborted: Any,
    errors: Any,
    atomic: Any,
    results: Any,
) -> dict[str, Any]:
    """The contract's BatchReport."""
    return {
        "collection": collection,
        "count": count,
        "created": created,
        "updated": updated,
        "unchanged": unchanged,
        "failed": failed,
        "aborted": aborted,
        "errors": errors,
        "atomic": atomic,
        "results": results,
    }


def vector_page(
    *,
    vectors: Any,
    next_cursor: Any,
) -> dict[str, Any]:
    """The contract's VectorPage."""
    return {
        "vectors": vectors,
        "next_cursor": next_cursor,
    }


def vector(
    *,
    id: Any,
    vector: Any,
    text: Any,
    metadata: Any,
    version: Any,
    created_at: Any,
    updated_at: Any,
) -> dict[str, Any]:
    """The contract's Vector."""
    made: dict[str, Any] = {}
    made["id"] = id
    if vector is not UNSET:
        made["vector"] = vector
    if text is not UNSET:
        made["text"] = text
    if metadata is not UNSET:
        made["metadata"] = metadata
    made["version"] = version
    made["created_at"] = created_at
    made["updated_at"] = updated_at
    return made


def delete_report(
    *,
    collection: Any,
    count: Any,
    deleted: Any,
    missing: Any,
    results: Any,
) -> dict[str, Any]:
    """The contract's DeleteReport."""
    return {
        "collection": collection,
        "count": count,
        "deleted": deleted,
        "missing": missing,
        "results": results,
    }


def delete_by_filter_report(
    *,
    collection: Any,
    matched: Any,
    deleted: Any,
    dry_run: Any,
) -> dict[str, Any]:
    """The contract's DeleteByFilterReport."""
    return {
        "collection": collection,
        "matched": matched,
        "deleted": deleted,
        "dry_run": dry_run,
    }


def update_by_filter_report(
    *,
    collection: Any,
    matched: Any,
    updated: Any,
    unchanged: Any,
    dry_run: Any,
) -> dict[str, Any]:
    """The contract's UpdateByFilterReport."""
    return {
        "collection": collection,
        "matched": matched,
        "updated": updated,
        "unchanged": unchanged,
        "dry_run": dry_run,
    }


def search_response(
    *,
    results: Any,
) -> dict[str, Any]:
    """The contract's SearchResponse."""
    return {
        "results": results,
    }


def batch_search_response(
    *,
    results: Any,
) -> dict[str, Any]:
    """The contract's BatchSearchResponse."""
    return {
        "results": results,
    }


def import_report(
    *,
    collection: Any,
    count: Any,
    created: Any,
    updated: Any,
    unchanged: Any,
    failed: Any,
    errors: Any,
) -> dict[str, Any]:
    """The contract's ImportReport."""
    return {
        "collection": collection,
        "count": count,
        "created": created,
        "updated": updated,
        "unchanged": unchanged,
        "failed": failed,
        "errors": errors,
    }


def embed_response(
    *,
    provider: Any,
    dimension: Any,
    vectors: Any,
) -> dict[str, Any]:
    """The contract's EmbedResponse."""
    return {
        "provider": provider,
        "dimension": dimension,
        "vectors": vectors,
    }


def field_error(
    *,
    pointer: Any,
    code: Any,
    detail: Any,
) -> dict[str, Any]:
    """The contract's FieldError."""
    return {
        "pointer": pointer,
        "code": code,
        "detail": detail,
    }


def limits(
    *,
    body_bytes: Any,
    answer_bytes: Any,
    batch_items: Any,
    text_bytes: Any,
    metadata_bytes: Any,
    metadata_depth: Any,
    metadata_keys: Any,
    json_depth: Any,
    id_bytes: Any,
    dimension: Any,
    search_limit: Any,
    search_results: Any,
    page_limit: Any,
    filter_depth: Any,
    filter_conditions: Any,
    collections: Any,
    work_seconds: Any,
) -> dict[str, Any]:
    """The contract's Limits."""
    return {
        "body_bytes": body_bytes,
        "answer_bytes": answer_bytes,
        "batch_items": batch_items,
        "text_bytes": text_bytes,
        "metadata_bytes": metadata_bytes,
        "metadata_depth": metadata_depth,
        "metadata_keys": metadata_keys,
        "json_depth": json_depth,
        "id_bytes": id_bytes,
        "dimension": dimension,
        "search_limit": search_limit,
        "search_results": search_results,
        "page_limit": page_limit,
        "filter_depth": filter_depth,
        "filter_conditions": filter_conditions,
        "collections": collections,
        "work_seconds": work_seconds,
    }


def embedding(
    *,
    provider: Any,
) -> dict[str, Any]:
    """The contract's Embedding."""
    return {
        "provider": provider,
    }


def item_failure(
    *,
    index: Any,
    id: Any,
    code: Any,
    detail: Any,
) -> dict[str, Any]:
    """The contract's ItemFailure."""
    return {
        "index": index,
        "id": id,
        "code": code,
        "detail": detail,
    }


def batch_result(
    *,
    index: Any,
    id: Any,
    status: Any,
    version: Any,
    error: Any,
) -> dict[str, Any]:
    """The contract's BatchResult."""
    made: dict[str, Any] = {}
    made["index"] = index
    made["id"] = id
    made["status"] = status
    if version is not UNSET:
        made["version"] = version
    if error is not UNSET:
        made["error"] = error
    return made


def delete_result(
    *,
    index: Any,
    id: Any,
    status: Any,
) -> dict[str, Any]:
    """The contract's DeleteResult."""
    return {
        "index": index,
        "id": id,
        "status": status,
    }


def search_hit(
    *,
    id: Any,
    score: Any,
    text: Any,
    vector: Any,
    metadata: Any,
) -> dict[str, Any]:
    """The contract's SearchHit."""
    made: dict[str, Any] = {}
    made["id"] = id
    made["score"] = score
    if text is not UNSET:
        made["text"] = text
    if vector is not UNSET:
        made["vector"] = vector
    if metadata is not UNSET:
        made["metadata"] = metadata
    return made


def item_problem(
    *,
    code: Any,
    status: Any,
    title: Any,
    detail: Any,
    errors: Any,
) -> dict[str, Any]:
    """The contract's ItemProblem."""
    made: dict[str, Any] = {}
    made["code"] = code
    made["status"] = status
    made["title"] = title
    made["detail"] = detail
    if errors is not UNSET:
        made["errors"] = errors
    return made
