# Generated from openapi.yaml by vectorizer-codegen. Do not edit: change the contract and run codegen.

"""The types of requests, and the functions that check them and bring them into these types."""

from __future__ import annotations

import re
from typing import Any, TypedDict

from ..engine.filters import Filter
from ..operation import RawParameters
from ..preconditions import IfMatch
from ..problems import Path, Report
from ..stores import Metadata, Vector
from ..validation import checks, parameters, values

_PATTERN_1 = checks.Pattern("^[A-Za-z0-9_-]{1,128}$", re.compile("^[A-Za-z0-9_-]{1,128}\\Z"))
_PATTERN_2 = checks.Pattern("^[a-z0-9-]{1,64}$", re.compile("^[a-z0-9-]{1,64}\\Z"))
_PATTERN_3 = checks.Pattern(
    "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,9})?Z$",
    re.compile("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,9})?Z\\Z"),
)


class EmbeddingRequest(TypedDict, total=False):
    provider: str


class CreateCollectionRequest(TypedDict, total=False):
    name: str
    dimension: int
    metric: str
    embedding: EmbeddingRequest


class InsertRequest(TypedDict, total=False):
    id: str
    text: str
    vector: Vector
    metadata: Metadata


class BatchInsertRequest(TypedDict, total=False):
    vectors: list[InsertRequest]
    atomic: bool
    upsert: bool


class ReplaceRequest(TypedDict, total=False):
    text: str
    vector: Vector
    metadata: Metadata


class UpdateRequest(TypedDict, total=False):
    text: str | None
    vector: Vector
    metadata: Metadata | None
    metadata_mode: str


class BatchUpdateItem(TypedDict, total=False):
    id: str
    text: str | None
    vector: Vector
    metadata: Metadata | None
    if_version: int


class BatchUpdateRequest(TypedDict, total=False):
    updates: list[BatchUpdateItem]
    metadata_mode: str
    atomic: bool
    upsert: bool


class BatchDeleteRequest(TypedDict, total=False):
    ids: list[str]


class DeleteByFilterRequest(TypedDict, total=False):
    filter: Filter
    dry_run: bool


class UpdateByFilterRequest(TypedDict, total=False):
    filter: Filter
    metadata: Metadata
    metadata_mode: str
    dry_run: bool


class SearchRequest(TypedDict, total=False):
    query: str
    vector: Vector
    limit: int
    filter: Filter
    score_threshold: float
    with_vector: bool
    with_metadata: bool


class BatchSearchRequest(TypedDict, total=False):
    searches: list[SearchRequest]


class ImportRecord(TypedDict, total=False):
    id: str
    text: str
    vector: Vector
    metadata: Metadata
    version: int
    created_at: str
    updated_at: str


class EmbedRequest(TypedDict, total=False):
    texts: list[str]
    provider: str
    dimension: int


class GetHealthParameters(TypedDict, total=False):
    pass


class GetInfoParameters(TypedDict, total=False):
    pass


class ListCollectionsParameters(TypedDict, total=False):
    pass


class CreateCollectionParameters(TypedDict, total=False):
    pass


class GetCollectionParameters(TypedDict, total=False):
    collection: str


class DeleteCollectionParameters(TypedDict, total=False):
    collection: str


class InsertVectorParameters(TypedDict, total=False):
    collection: str
    upsert: bool


class BatchInsertParameters(TypedDict, total=False):
    collection: str


class ListVectorsParameters(TypedDict, total=False):
    collection: str
    limit: int
    cursor: str | None
    ids: list[str] | None
    filter: Filter | None
    with_vector: bool
    with_metadata: bool
    vector_format: str


class GetVectorParameters(TypedDict, total=False):
    collection: str
    id: str
    with_vector: bool
    vector_format: str


class ReplaceVectorParameters(TypedDict, total=False):
    collection: str
    id: str
    upsert: bool
    if_match: IfMatch | None
    if_none_match: str | None


class UpdateVectorParameters(TypedDict, total=False):
    collection: str
    id: str
    if_match: IfMatch | None


class DeleteVectorParameters(TypedDict, total=False):
    collection: str
    id: str
    if_match: IfMatch | None


class BatchUpdateParameters(TypedDict, total=False):
    collection: str


class BatchDeleteParameters(TypedDict, total=False):
    collection: str


class DeleteByFilterParameters(TypedDict, total=False):
    collection: str


class UpdateByFilterParameters(TypedDict, total=False):
    collection: str


class SearchParameters(TypedDict, total=False):
    collection: str
    vector_format: str


class BatchSearchParameters(TypedDict, total=False):
    collection: str
    vector_format: str


class ExportVectorsParameters(TypedDict, total=False):
    collection: str
    vector_format: str


class ImportVectorsParameters(TypedDict, total=False):
    collection: str
    upsert: bool


class EmbedParameters(TypedDict, total=False):
    vector_format: str


_EMBEDDING_REQUEST = frozenset(["provider"])


def embedding_request(value: Any, path: Path, report: Report) -> EmbeddingRequest:
    made: EmbeddingRequest = {}
    given = checks.members(value, path, report, _EMBEDDING_REQUEST, ())
    if given is None:
        return made
    if "provider" in given:
        made["provider"] = checks.string(
            given["provider"], (path, "provider"), report, shortest=1, longest=64, pattern=_PATTERN_2
        )
    else:
        made["provider"] = "hashing"
    return made


_CREATE_COLLECTION_REQUEST = frozenset(["name", "dimension", "metric", "embedding"])


def create_collection_request(value: Any, path: Path, report: Report) -> CreateCollectionRequest:
    made: CreateCollectionRequest = {}
    given = checks.members(value, path, report, _CREATE_COLLECTION_REQUEST, ("name",))
    if given is None:
        return made
    if "name" in given:
        made["name"] = checks.string(
            given["name"], (path, "name"), report, shortest=1, longest=128, pattern=_PATTERN_1
        )
    if "dimension" in given:
        made["dimension"] = checks.integer(given["dimension"], (path, "dimension"), report, 1, 4096)
    else:
        made["dimension"] = 384
    if "metric" in given:
        made["metric"] = checks.choice(
            given["metric"], (path, "metric"), report, ("cosine", "euclidean", "dot_product")
        )
    else:
        made["metric"] = "cosine"
    if "embedding" in given:
        made["embedding"] = embedding_request(given["embedding"], (path, "embedding"), report)
    return made


_INSERT_REQUEST = frozenset(["id", "text", "vector", "metadata"])


def insert_request(value: Any, path: Path, report: Report) -> InsertRequest:
    made: InsertRequest = {}
    given = checks.members(value, path, report, _INSERT_REQUEST, ())
    if given is None:
        return made
    checks.present(given, path, report, (("text",), ("vector",)), one=False, code="validation-failed")
    if "id" in given:
        made["id"] = values.vector_id(given["id"], (path, "id"), report)
    if "text" in given:
        made["text"] = values.text(given["text"], (path, "text"), report)
    if "vector" in given:
        made["vector"] = values.vector(given["vector"], (path, "vector"), report)
    if "metadata" in given:
        made["metadata"] = values.metadata(given["metadata"], (path, "metadata"), report)
    return made


_BATCH_INSERT_REQUEST = frozenset(["vectors", "atomic", "upsert"])


def batch_insert_request(value: Any, path: Path, report: Report) -> BatchInsertRequest:
    made: BatchInsertRequest = {}
    given = checks.members(value, path, report, _BATCH_INSERT_REQUEST, ("vectors",))
    if given is None:
        return made
    if "vectors" in given:
        made["vectors"] = checks.array(
            given["vectors"], (path, "vectors"), report, insert_request, shortest=1, longest=10000
        )
    if "atomic" in given:
        made["atomic"] = checks.boolean(given["atomic"], (path, "atomic"), report)
    else:
        made["atomic"] = False
    if "upsert" in given:
        made["upsert"] = checks.boolean(given["upsert"], (path, "upsert"), report)
    else:
        made["upsert"] = False
    return made


_REPLACE_REQUEST = frozenset(["text", "vector", "metadata"])


def replace_request(value: Any, path: Path, report: Report) -> ReplaceRequest:
    made: ReplaceRequest = {}
    given = checks.members(value, path, report, _REPLACE_REQUEST, ())
    if given is None:
        return made
    checks.present(given, path, report, (("text",), ("vector",)), one=False, code="validation-failed")
    if "text" in given:
        made["text"] = values.text(given["text"], (path, "text"), report)
    if "vector" in given:
        made["vector"] = values.vector(given["vector"], (path, "vector"), report)
    if "metadata" in given:
        made["metadata"] = values.metadata(given["metadata"], (path, "metadata"), report)
    return made


_UPDATE_REQUEST = frozenset(["text", "vector", "metadata", "metadata_mode"])


def update_request(value: Any, path: Path, report: Report) -> UpdateRequest:
    made: UpdateRequest = {}
    given = checks.members(value, path, report, _UPDATE_REQUEST, ())
    if given is None:
        return made
    checks.present(
        given, path, report, (("text",), ("vector",), ("metadata",)), one=False, code="empty-update"
    )
    if "text" in given:
        made["text"] = checks.nullable(given["text"], (path, "text"), report, values.text)
    if "vector" in given:
        made["vector"] = values.vector(given["vector"], (path, "vector"), report)
    if "metadata" in given:
        made["metadata"] = checks.nullable(given["metadata"], (path, "metadata"), report, values.metadata)
    if "metadata_mode" in given:
        made["metadata_mode"] = checks.choice(
            given["metadata_mode"], (path, "metadata_mode"), report, ("merge", "replace")
        )
    else:
        made["metadata_mode"] = "merge"
    return made


_BATCH_UPDATE_ITEM = frozenset(["id", "text", "vector", "metadata", "if_version"])


def batch_update_item(value: Any, path: Path, report: Report) -> BatchUpdateItem:
    made: BatchUpdateItem = {}
    given = checks.members(value, path, report, _BATCH_UPDATE_ITEM, ("id",))
    if given is None:
        return made
    checks.present(
        given, path, report, (("text",), ("vector",), ("metadata",)), one=False, code="empty-update"
    )
    if "id" in given:
        made["id"] = values.vector_id(given["id"], (path, "id"), report)
    if "text" in given:
        made["text"] = checks.nullable(given["text"], (path, "text"), report, values.text)
    if "vector" in given:
        made["vector"] = values.vector(given["vector"], (path, "vector"), report)
    if "metadata" in given:
        made["metadata"] = checks.nullable(given["metadata"], (path, "metadata"), report, values.metadata)
    if "if_version" in given:
        made["if_version"] = checks.integer(
            given["if_version"], (path, "if_version"), report, 1, 9007199254740991
        )
    return made


_BATCH_UPDATE_REQUEST = frozenset(["updates", "metadata_mode", "atomic", "upsert"])


def batch_update_request(value: Any, path: Path, report: Report) -> BatchUpdateRequest:
    made: BatchUpdateRequest = {}
    given = checks.members(value, path, report, _BATCH_UPDATE_REQUEST, ("updates",))
    if given is None:
        return made
    if "updates" in given:
        made["updates"] = checks.array(
            given["updates"], (path, "updates"), report, batch_update_item, shortest=1, longest=10000
        )
    if "metadata_mode" in given:
        made["metadata_mode"] = checks.choice(
            given["metadata_mode"], (path, "metadata_mode"), report, ("merge", "replace")
        )
    else:
        made["metadata_mode"] = "merge"
    if "atomic" in given:
        made["atomic"] = checks.boolean(given["atomic"], (path, "atomic"), report)
    else:
        made["atomic"] = False
    if "upsert" in given:
        made["upsert"] = checks.boolean(given["upsert"], (path, "upsert"), report)
    else:
        made["upsert"] = False
    return made


_BATCH_DELETE_REQUEST = frozenset(["ids"])


def batch_delete_request(value: Any, path: Path, report: Report) -> BatchDeleteRequest:
    made: BatchDeleteRequest = {}
    given = checks.members(value, path, report, _BATCH_DELETE_REQUEST, ("ids",))
    if given is None:
        return made
    if "ids" in given:
        made["ids"] = checks.array(
            given["ids"],
            (path, "ids"),
            report,
            values.vector_id,
            shortest=1,
            longest=10000,
            unique="duplicate-id",
        )
    return made


_DELETE_BY_FILTER_REQUEST = frozenset(["filter", "dry_run"])


def delete_by_filter_request(value: Any, path: Path, report: Report) -> DeleteByFilterRequest:
    made: DeleteByFilterRequest = {}
    given = checks.members(value, path, report, _DELETE_BY_FILTER_REQUEST, ("filter",))
    if given is None:
        return made
    if "filter" in given:
        made["filter"] = values.non_empty_filter(given["filter"], (path, "filter"), report)
    if "dry_run" in given:
        made["dry_run"] = checks.boolean(given["dry_run"], (path, "dry_run"), report)
    else:
        made["dry_run"] = False
    return made


_UPDATE_BY_FILTER_REQUEST = frozenset(["filter", "metadata", "metadata_mode", "dry_run"])


def update_by_filter_request(value: Any, path: Path, report: Report) -> UpdateByFilterRequest:
    made: UpdateByFilterRequest = {}
    given = checks.members(value, path, report, _UPDATE_BY_FILTER_REQUEST, ("filter", "metadata"))
    if given is None:
        return made
    if "filter" in given:
        made["filter"] = values.non_empty_filter(given["filter"], (path, "filter"), report)
    if "metadata" in given:
        made["metadata"] = values.metadata(given["metadata"], (path, "metadata"), report)
    if "metadata_mode" in given:
        made["metadata_mode"] = checks.choice(
            given["metadata_mode"], (path, "metadata_mode"), report, ("merge", "replace")
        )
    else:
        made["metadata_mode"] = "merge"
    if "dry_run" in given:
        made["dry_run"] = checks.boolean(given["dry_run"], (path, "dry_run"), report)
    else:
        made["dry_run"] = False
    return made


_SEARCH_REQUEST = frozenset(
    ["query", "vector", "limit", "filter", "score_threshold", "with_vector", "with_metadata"]
)


def search_request(value: Any, path: Path, report: Report) -> SearchRequest:
    made: SearchRequest = {}
    given = checks.members(value, path, report, _SEARCH_REQUEST, ())
    if given is None:
        return made
    checks.present(given, path, report, (("query",), ("vector",)), one=True, code="validation-failed")
    if "query" in given:
        made["query"] = values.text(given["query"], (path, "query"), report)
    if "vector" in given:
        made["vector"] = values.vector(given["vector"], (path, "vector"), report)
    if "limit" in given:
        made["limit"] = checks.integer(given["limit"], (path, "limit"), report, 1, 1000)
    else:
        made["limit"] = 10
    if "filter" in given:
        made["filter"] = values.filter(given["filter"], (path, "filter"), report)
    if "score_threshold" in given:
        made["score_threshold"] = checks.number(
            given["score_threshold"], (path, "score_threshold"), report, -9007199254740991, 9007199254740991
        )
    if "with_vector" in given:
        made["with_vector"] = checks.boolean(given["with_vector"], (path, "with_vector"), report)
    else:
        made["with_vector"] = False
    if "with_metadata" in given:
        made["with_metadata"] = checks.boolean(given["with_metadata"], (path, "with_metadata"), report)
    else:
        made["with_metadata"] = True
    return made


_BATCH_SEARCH_REQUEST = frozenset(["searches"])


def batch_search_request(value: Any, path: Path, report: Report) -> BatchSearchRequest:
    made: BatchSearchRequest = {}
    given = checks.members(value, path, report, _BATCH_SEARCH_REQUEST, ("searches",))
    if given is None:
        return made
    if "searches" in given:
        made["searches"] = checks.array(
            given["searches"], (path, "searches"), report, search_request, shortest=1, longest=1000
        )
    return made


_IMPORT_RECORD = frozenset(["id", "text", "vector", "metadata", "version", "created_at", "updated_at"])


def import_record(value: Any, path: Path, report: Report) -> ImportRecord:
    made: ImportRecord = {}
    given = checks.members(value, path, report, _IMPORT_RECORD, ("id",))
    if given is None:
        return made
    checks.present(given, path, report, (("text",), ("vector",)), one=False, code="validation-failed")
    if "id" in given:
        made["id"] = values.vector_id(given["id"], (path, "id"), report)
    if "text" in given:
        made["text"] = values.text(given["text"], (path, "text"), report)
    if "vector" in given:
        made["vector"] = values.vector(given["vector"], (path, "vector"), report)
    if "metadata" in given:
        made["metadata"] = values.metadata(given["metadata"], (path, "metadata"), report)
    if "version" in given:
        made["version"] = checks.integer(given["version"], (path, "version"), report, 1, 9007199254740991)
    if "created_at" in given:
        made["created_at"] = checks.string(
            given["created_at"], (path, "created_at"), report, longest=30, pattern=_PATTERN_3
        )
    if "updated_at" in given:
        made["updated_at"] = checks.string(
            given["updated_at"], (path, "updated_at"), report, longest=30, pattern=_PATTERN_3
        )
    return made


_EMBED_REQUEST = frozenset(["texts", "provider", "dimension"])


def embed_request(value: Any, path: Path, report: Report) -> EmbedRequest:
    made: EmbedRequest = {}
    given = checks.members(value, path, report, _EMBED_REQUEST, ("texts",))
    if given is None:
        return made
    if "texts" in given:
        made["texts"] = checks.array(
            given["texts"], (path, "texts"), report, values.text, shortest=1, longest=1000
        )
    if "provider" in given:
        made["provider"] = checks.string(
            given["provider"], (path, "provider"), report, shortest=1, longest=64, pattern=_PATTERN_2
        )
    else:
        made["provider"] = "hashing"
    if "dimension" in given:
        made["dimension"] = checks.integer(given["dimension"], (path, "dimension"), report, 1, 4096)
    else:
        made["dimension"] = 384
    return made


def get_health_parameters(raw: RawParameters, report: Report) -> GetHealthParameters:
    return {}


def get_info_parameters(raw: RawParameters, report: Report) -> GetInfoParameters:
    return {}


def list_collections_parameters(raw: RawParameters, report: Report) -> ListCollectionsParameters:
    return {}


def create_collection_parameters(raw: RawParameters, report: Report) -> CreateCollectionParameters:
    return {}


def get_collection_parameters(raw: RawParameters, report: Report) -> GetCollectionParameters:
    return {
        "collection": parameters.path(
            raw,
            "collection",
            report,
            lambda value, path, report: checks.string(
                value, path, report, shortest=1, longest=128, pattern=_PATTERN_1
            ),
        ),
    }


def delete_collection_parameters(raw: RawParameters, report: Report) -> DeleteCollectionParameters:
    return {
        "collection": parameters.path(
            raw,
            "collection",
            report,
            lambda value, path, report: checks.string(
                value, path, report, shortest=1, longest=128, pattern=_PATTERN_1
            ),
        ),
    }


def insert_vector_parameters(raw: RawParameters, report: Report) -> InsertVectorParameters:
    return {
        "collection": parameters.path(
            raw,
            "collection",
            report,
            lambda value, path, report: checks.string(
                value, path, report, shortest=1, longest=128, pattern=_PATTERN_1
            ),
        ),
        "upsert": parameters.query(raw, "upsert", report, parameters.as_boolean, False),
    }


def batch_insert_parameters(raw: RawParameters, report: Report) -> BatchInsertParameters:
    return {
        "collection": parameters.path(
            raw,
            "collection",
            report,
            lambda value, path, report: checks.string(
                value, path, report, shortest=1, longest=128, pattern=_PATTERN_1
            ),
        ),
    }


def list_vectors_parameters(raw: RawParameters, report: Report) -> ListVectorsParameters:
    return {
        "collection": parameters.path(
            raw,
            "collection",
            report,
            lambda value, path, report: checks.string(
                value, path, report, shortest=1, longest=128, pattern=_PATTERN_1
            ),
        ),
        "limit": parameters.query(
            raw,
            "limit",
            report,
            lambda value, path, report: parameters.as_integer(value, path, report, 1, 1000),
            100,
        ),
        "cursor": parameters.query(
            raw,
            "cursor",
            report,
            lambda value, path, report: checks.string(value, path, report, shortest=1, longest=2048),
        ),
        "ids": parameters.query_list(
            raw,
            "ids",
            report,
            lambda value, path, report: checks.array(
                value, path, report, values.vector_id, shortest=1, longest=1000
            ),
        ),
        "filter": parameters.query(
            raw,
            "filter",
            report,
            lambda value, path, report: parameters.as_json(value, path, report, values.filter),
        ),
        "with_vector": parameters.query(raw, "with_vector", report, parameters.as_boolean, False),
        "with_metadata": parameters.query(raw, "with_metadata", report, parameters.as_boolean, True),
        "vector_format": parameters.query(
            raw,
            "vector_format",
            report,
            lambda value, path, report: checks.choice(value, path, report, ("json", "base64")),
            "json",
        ),
    }


def get_vector_parameters(raw: RawParameters, report: Report) -> GetVectorParameters:
    return {
        "collection": parameters.path(
            raw,
            "collection",
            report,
            lambda value, path, report: checks.string(
                value, path, report, shortest=1, longest=128, pattern=_PATTERN_1
            ),
        ),
        "id": parameters.path(raw, "id", report, values.vector_id),
        "with_vector": parameters.query(raw, "with_vector", report, parameters.as_boolean, True),
        "vector_format": parameters.query(
            raw,
            "vector_format",
            report,
            lambda value, path, report: checks.choice(value, path, report, ("json", "base64")),
            "json",
        ),
    }


def replace_vector_parameters(raw: RawParameters, report: Report) -> ReplaceVectorParameters:
    return {
        "collection": parameters.path(
            raw,
            "collection",
            report,
            lambda value, path, report: checks.string(
                value, path, report, shortest=1, longest=128, pattern=_PATTERN_1
            ),
        ),
        "id": parameters.path(raw, "id", report, values.vector_id),
        "upsert": parameters.query(raw, "upsert", report, parameters.as_boolean, False),
        "if_match": parameters.header(raw, "if-match", report, parameters.if_match),
        "if_none_match": parameters.header(
            raw,
            "if-none-match",
            report,
            lambda value, path, report: checks.choice(value, path, report, ("*",)),
        ),
    }


def update_vector_parameters(raw: RawParameters, report: Report) -> UpdateVectorParameters:
    return {
        "collection": parameters.path(
            raw,
            "collection",
            report,
            lambda value, path, report: checks.string(
                value, path, report, shortest=1, longest=128, pattern=_PATTERN_1
            ),
        ),
        "id": parameters.path(raw, "id", report, values.vector_id),
        "if_match": parameters.header(raw, "if-match", report, parameters.if_match),
    }


def delete_vector_parameters(raw: RawParameters, report: Report) -> DeleteVectorParameters:
    return {
        "collection": parameters.path(
            raw,
            "collection",
            report,
            lambda value, path, report: checks.string(
                value, path, report, shortest=1, longest=128, pattern=_PATTERN_1
            ),
        ),
        "id": parameters.path(raw, "id", report, values.vector_id),
        "if_match": parameters.header(raw, "if-match", report, parameters.if_match),
    }


def batch_update_parameters(raw: RawParameters, report: Report) -> BatchUpdateParameters:
    return {
        "collection": parameters.path(
            raw,
            "collection",
            report,
            lambda value, path, report: checks.string(
                value, path, report, shortest=1, longest=128, pattern=_PATTERN_1
            ),
        ),
    }


def batch_delete_parameters(raw: RawParameters, report: Report) -> BatchDeleteParameters:
    return {
        "collection": parameters.path(
            raw,
            "collection",
            report,
            lambda value, path, report: checks.string(
                value, path, report, shortest=1, longest=128, pattern=_PATTERN_1
            ),
        ),
    }


def delete_by_filter_parameters(raw: RawParameters, report: Report) -> DeleteByFilterParameters:
    return {
        "collection": parameters.path(
            raw,
            "collection",
            report,
            lambda value, path, report: checks.string(
                value, path, report, shortest=1, longest=128, pattern=_PATTERN_1
            ),
        ),
    }


def update_by_filter_parameters(raw: RawParameters, report: Report) -> UpdateByFilterParameters:
    return {
        "collection": parameters.path(
            raw,
            "collection",
            report,
            lambda value, path, report: checks.string(
                value, path, report, shortest=1, longest=128, pattern=_PATTERN_1
            ),
        ),
    }


def search_parameters(raw: RawParameters, report: Report) -> SearchParameters:
    return {
        "collection": parameters.path(
            raw,
            "collection",
            report,
            lambda value, path, report: checks.string(
                value, path, report, shortest=1, longest=128, pattern=_PATTERN_1
            ),
        ),
        "vector_format": parameters.query(
            raw,
            "vector_format",
            report,
            lambda value, path, report: checks.choice(value, path, report, ("json", "base64")),
            "json",
        ),
    }


def batch_search_parameters(raw: RawParameters, report: Report) -> BatchSearchParameters:
    return {
        "collection": parameters.path(
            raw,
            "collection",
            report,
            lambda value, path, report: checks.string(
                value, path, report, shortest=1, longest=128, pattern=_PATTERN_1
            ),
        ),
        "vector_format": parameters.query(
            raw,
            "vector_format",
            report,
            lambda value, path, report: checks.choice(value, path, report, ("json", "base64")),
            "json",
        ),
    }


def export_vectors_parameters(raw: RawParameters, report: Report) -> ExportVectorsParameters:
    return {
        "collection": parameters.path(
            raw,
            "collection",
            report,
            lambda value, path, report: checks.string(
                value, path, report, shortest=1, longest=128, pattern=_PATTERN_1
            ),
        ),
        "vector_format": parameters.query(
            raw,
            "vector_format",
            report,
            lambda value, path, report: checks.choice(value, path, report, ("json", "base64")),
            "json",
        ),
    }


def import_vectors_parameters(raw: RawParameters, report: Report) -> ImportVectorsParameters:
    return {
        "collection": parameters.path(
            raw,
            "collection",
            report,
            lambda value, path, report: checks.string(
                value, path, report, shortest=1, longest=128, pattern=_PATTERN_1
            ),
        ),
        "upsert": parameters.query(raw, "upsert", report, parameters.as_boolean, False),
    }


def embed_parameters(raw: RawParameters, report: Report) -> EmbedParameters:
    return {
        "vector_format": parameters.query(
            raw,
            "vector_format",
            report,
            lambda value, path, report: checks.choice(value, path, report, ("json", "base64")),
            "json",
        ),
    }


ITEMS: dict[str, frozenset[str]] = {
    "EmbeddingRequest": _EMBEDDING_REQUEST,
    "InsertRequest": _INSERT_REQUEST,
    "BatchUpdateItem": _BATCH_UPDATE_ITEM,
    "SearchRequest": _SEARCH_REQUEST,
    "ImportRecord": _IMPORT_RECORD,
}
"""The members of each request object that stands inside of another, or on a line of its own."""
