# Generated from openapi.yaml by vectorizer-codegen. Do not edit: change the contract and run codegen.

"""The route table, and what has to be there to serve it."""

from __future__ import annotations

from typing import Protocol

from ..contract import Answer, Body, Call, Operation
from . import requests


class Handlers(Protocol):
    """One handler for each operation."""

    async def get_health(self, call: Call[requests.GetHealthParameters, None]) -> Answer:
        """Tell whether the server can serve."""
        ...

    async def get_info(self, call: Call[requests.GetInfoParameters, None]) -> Answer:
        """Describe the server."""
        ...

    async def list_collections(self, call: Call[requests.ListCollectionsParameters, None]) -> Answer:
        """List the collections."""
        ...

    async def create_collection(
        self, call: Call[requests.CreateCollectionParameters, requests.CreateCollectionRequest]
    ) -> Answer:
        """Create a collection."""
        ...

    async def get_collection(self, call: Call[requests.GetCollectionParameters, None]) -> Answer:
        """Describe a collection."""
        ...

    async def delete_collection(self, call: Call[requests.DeleteCollectionParameters, None]) -> Answer:
        """Delete a collection."""
        ...

    async def insert_vector(
        self, call: Call[requests.InsertVectorParameters, requests.InsertRequest]
    ) -> Answer:
        """Insert a vector."""
        ...

    async def batch_insert(
        self, call: Call[requests.BatchInsertParameters, requests.BatchInsertRequest]
    ) -> Answer:
        """Insert many vectors."""
        ...

    async def list_vectors(self, call: Call[requests.ListVectorsParameters, None]) -> Answer:
        """List vectors, page by page."""
        ...

    async def get_vector(self, call: Call[requests.GetVectorParameters, None]) -> Answer:
        """Read a vector."""
        ...

    async def replace_vector(
        self, call: Call[requests.ReplaceVectorParameters, requests.ReplaceRequest]
    ) -> Answer:
        """Replace a vector."""
        ...

    async def update_vector(
        self, call: Call[requests.UpdateVectorParameters, requests.UpdateRequest]
    ) -> Answer:
        """Update a vector."""
        ...

    async def delete_vector(self, call: Call[requests.DeleteVectorParameters, None]) -> Answer:
        """Delete a vector."""
        ...

    async def batch_update(
        self, call: Call[requests.BatchUpdateParameters, requests.BatchUpdateRequest]
    ) -> Answer:
        """Update many vectors."""
        ...

    async def batch_delete(
        self, call: Call[requests.BatchDeleteParameters, requests.BatchDeleteRequest]
    ) -> Answer:
        """Delete many vectors."""
        ...

    async def delete_by_filter(
        self, call: Call[requests.DeleteByFilterParameters, requests.DeleteByFilterRequest]
    ) -> Answer:
        """Delete what a filter matches."""
        ...

    async def update_by_filter(
        self, call: Call[requests.UpdateByFilterParameters, requests.UpdateByFilterRequest]
    ) -> Answer:
        """Update the metadata of what a filter matches."""
        ...

    async def search(self, call: Call[requests.SearchParameters, requests.SearchRequest]) -> Answer:
        """Find the nearest vectors."""
        ...

    async def batch_search(
        self, call: Call[requests.BatchSearchParameters, requests.BatchSearchRequest]
    ) -> Answer:
        """Run many searches."""
        ...

    async def export_vectors(self, call: Call[requests.ExportVectorsParameters, None]) -> Answer:
        """Export a collection."""
        ...

    async def import_vectors(
        self, call: Call[requests.ImportVectorsParameters, list[requests.ImportRecord]]
    ) -> Answer:
        """Import records."""
        ...

    async def embed(self, call: Call[requests.EmbedParameters, requests.EmbedRequest]) -> Answer:
        """Embed texts."""
        ...


OPERATIONS: tuple[Operation, ...] = (
    Operation(
        operation_id="getHealth",
        handler="get_health",
        method="GET",
        path="/health",
        segments=(("health", False),),
        read_parameters=requests.get_health_parameters,
        body=None,
        produces=("application/json",),
        statuses=(200, 406, 429, 431, 500, 503),
        anonymous=True,
        writes=False,
        keyed=False,
        queries=False,
    ),
    Operation(
        operation_id="getInfo",
        handler="get_info",
        method="GET",
        path="/info",
        segments=(("info", False),),
        read_parameters=requests.get_info_parameters,
        body=None,
        produces=("application/json",),
        statuses=(200, 401, 406, 429, 431, 500, 503),
        anonymous=False,
        writes=False,
        keyed=False,
        queries=False,
    ),
    Operation(
        operation_id="listCollections",
        handler="list_collections",
        method="GET",
        path="/collections",
        segments=(("collections", False),),
        read_parameters=requests.list_collections_parameters,
        body=None,
        produces=("application/json",),
        statuses=(200, 401, 406, 429, 431, 500, 503),
        anonymous=False,
        writes=False,
        keyed=False,
        queries=False,
    ),
    Operation(
        operation_id="createCollection",
        handler="create_collection",
        method="POST",
        path="/collections",
        segments=(("collections", False),),
        read_parameters=requests.create_collection_parameters,
        body=Body(("application/json",), False, None, requests.create_collection_request),
        produces=("application/json",),
        statuses=(201, 400, 401, 403, 406, 409, 413, 415, 422, 429, 431, 500, 503),
        anonymous=False,
        writes=True,
        keyed=True,
        queries=False,
    ),
    Operation(
        operation_id="getCollection",
        handler="get_collection",
        method="GET",
        path="/collections/{collection}",
        segments=(
            ("collections", False),
            ("collection", True),
        ),
        read_parameters=requests.get_collection_parameters,
        body=None,
        produces=("application/json",),
        statuses=(200, 400, 401, 404, 406, 422, 429, 431, 500, 503),
        anonymous=False,
        writes=False,
        keyed=False,
        queries=False,
    ),
    Operation(
        operation_id="deleteCollection",
        handler="delete_collection",
        method="DELETE",
        path="/collections/{collection}",
        segments=(
            ("collections", False),
            ("collection", True),
        ),
        read_parameters=requests.delete_collection_parameters,
        body=None,
        produces=(),
        statuses=(204, 400, 401, 403, 404, 422, 429, 431, 500, 503),
        anonymous=False,
        writes=True,
        keyed=False,
        queries=False,
    ),
    Operation(
        operation_id="insertVector",
        handler="insert_vector",
        method="POST",
        path="/collections/{collection}/insert",
        segments=(
            ("collections", False),
            ("collection", True),
            ("insert", False),
        ),
        read_parameters=requests.insert_vector_parameters,
        body=Body(("application/json",), False, None, requests.insert_request),
        produces=("application/json",),
        statuses=(201, 400, 401, 403, 404, 406, 409, 413, 415, 422, 429, 431, 500, 503),
        anonymous=False,
        writes=True,
        keyed=True,
        queries=False,
    ),
    Operation(
        operation_id="batchInsert",
        handler="batch_insert",
        method="POST",
        path="/collections/{collection}/batch_insert",
        segments=(
            ("collections", False),
            ("collection", True),
            ("batch_insert", False),
        ),
        read_parameters=requests.batch_insert_parameters,
        body=Body(("application/json",), False, None, requests.batch_insert_request),
        produces=("application/json",),
        statuses=(200, 400, 401, 403, 404, 406, 409, 413, 415, 422, 429, 431, 500, 503),
        anonymous=False,
        writes=True,
        keyed=True,
        queries=False,
    ),
    Operation(
        operation_id="listVectors",
        handler="list_vectors",
        method="GET",
        path="/collections/{collection}/vectors",
        segments=(
            ("collections", False),
            ("collection", True),
            ("vectors", False),
        ),
        read_parameters=requests.list_vectors_parameters,
        body=None,
        produces=("application/json",),
        statuses=(200, 400, 401, 404, 406, 422, 429, 431, 500, 503),
        anonymous=False,
        writes=False,
        keyed=False,
        queries=True,
    ),
    Operation(
        operation_id="getVector",
        handler="get_vector",
        method="GET",
        path="/collections/{collection}/vectors/{id}",
        segments=(
            ("collections", False),
            ("collection", True),
            ("vectors", False),
            ("id", True),
        ),
        read_parameters=requests.get_vector_parameters,
        body=None,
        produces=("application/json",),
        statuses=(200, 400, 401, 404, 406, 422, 429, 431, 500, 503),
        anonymous=False,
        writes=False,
        keyed=False,
        queries=True,
    ),
    Operation(
        operation_id="replaceVector",
        handler="replace_vector",
        method="PUT",
        path="/collections/{collection}/vectors/{id}",
        segments=(
            ("collections", False),
            ("collection", True),
            ("vectors", False),
            ("id", True),
        ),
        read_parameters=requests.replace_vector_parameters,
        body=Body(("application/json",), False, None, requests.replace_request),
        produces=("application/json",),
        statuses=(200, 201, 400, 401, 403, 404, 406, 412, 413, 415, 422, 429, 431, 500, 503),
        anonymous=False,
        writes=True,
        keyed=False,
        queries=True,
    ),
    Operation(
        operation_id="updateVector",
        handler="update_vector",
        method="PATCH",
        path="/collections/{collection}/vectors/{id}",
        segments=(
            ("collections", False),
            ("collection", True),
            ("vectors", False),
            ("id", True),
        ),
        read_parameters=requests.update_vector_parameters,
        body=Body(("application/json",), False, None, requests.update_request),
        produces=("application/json",),
        statuses=(200, 400, 401, 403, 404, 406, 409, 412, 413, 415, 422, 429, 431, 500, 503),
        anonymous=False,
        writes=True,
        keyed=True,
        queries=False,
    ),
    Operation(
        operation_id="deleteVector",
        handler="delete_vector",
        method="DELETE",
        path="/collections/{collection}/vectors/{id}",
        segments=(
            ("collections", False),
            ("collection", True),
            ("vectors", False),
            ("id", True),
        ),
        read_parameters=requests.delete_vector_parameters,
        body=None,
        produces=(),
        statuses=(204, 400, 401, 403, 404, 412, 422, 429, 431, 500, 503),
        anonymous=False,
        writes=True,
        keyed=False,
        queries=False,
    ),
    Operation(
        operation_id="batchUpdate",
        handler="batch_update",
        method="POST",
        path="/collections/{collection}/batch_update",
        segments=(
            ("collections", False),
            ("collection", True),
            ("batch_update", False),
        ),
        read_parameters=requests.batch_update_parameters,
        body=Body(("application/json",), False, None, requests.batch_update_request),
        produces=("application/json",),
        statuses=(200, 400, 401, 403, 404, 406, 409, 413, 415, 422, 429, 431, 500, 503),
        anonymous=False,
        writes=True,
        keyed=True,
        queries=False,
    ),
    Operation(
        operation_id="batchDelete",
        handler="batch_delete",
        method="POST",
        path="/collections/{collection}/batch_delete",
        segments=(
            ("collections", False),
            ("collection", True),
            ("batch_delete", False),
        ),
        read_parameters=requests.batch_delete_parameters,
        body=Body(("application/json",), False, None, requests.batch_delete_request),
        produces=("application/json",),
        statuses=(200, 400, 401, 403, 404, 406, 409, 413, 415, 422, 429, 431, 500, 503),
        anonymous=False,
        writes=True,
        keyed=True,
        queries=False,
    ),
    Operation(
        operation_id="deleteByFilter",
        handler="delete_by_filter",
        method="POST",
        path="/collections/{collection}/delete_by_filter",
        segments=(
            ("collections", False),
            ("collection", True),
            ("delete_by_filter", False),
        ),
        read_parameters=requests.delete_by_filter_parameters,
        body=Body(("application/json",), False, None, requests.delete_by_filter_request),
        produces=("application/json",),
        statuses=(200, 400, 401, 403, 404, 406, 409, 413, 415, 422, 429, 431, 500, 503),
        anonymous=False,
        writes=True,
        keyed=True,
        queries=False,
    ),
    Operation(
        operation_id="updateByFilter",
        handler="update_by_filter",
        method="POST",
        path="/collections/{collection}/update_by_filter",
        segments=(
            ("collections", False),
            ("collection", True),
            ("update_by_filter", False),
        ),
        read_parameters=requests.update_by_filter_parameters,
        body=Body(("application/json",), False, None, requests.update_by_filter_request),
        produces=("application/json",),
        statuses=(200, 400, 401, 403, 404, 406, 409, 413, 415, 422, 429, 431, 500, 503),
        anonymous=False,
        writes=True,
        keyed=True,
        queries=False,
    ),
    Operation(
        operation_id="search",
        handler="search",
        method="POST",
        path="/collections/{collection}/search",
        segments=(
            ("collections", False),
            ("collection", True),
            ("search", False),
        ),
        read_parameters=requests.search_parameters,
        body=Body(("application/json",), False, None, requests.search_request),
        produces=("application/json",),
        statuses=(200, 400, 401, 404, 406, 409, 413, 415, 422, 429, 431, 500, 503),
        anonymous=False,
        writes=False,
        keyed=True,
        queries=True,
    ),
    Operation(
        operation_id="batchSearch",
        handler="batch_search",
        method="POST",
        path="/collections/{collection}/batch_search",
        segments=(
            ("collections", False),
            ("collection", True),
            ("batch_search", False),
        ),
        read_parameters=requests.batch_search_parameters,
        body=Body(("application/json",), False, None, requests.batch_search_request),
        produces=("application/json",),
        statuses=(200, 400, 401, 404, 406, 409, 413, 415, 422, 429, 431, 500, 503),
        anonymous=False,
        writes=False,
        keyed=True,
        queries=True,
    ),
    Operation(
        operation_id="exportVectors",
        handler="export_vectors",
        method="GET",
        path="/collections/{collection}/export",
        segments=(
            ("collections", False),
            ("collection", True),
            ("export", False),
        ),
        read_parameters=requests.export_vectors_parameters,
        body=None,
        produces=("application/x-ndjson",),
        statuses=(200, 400, 401, 404, 406, 422, 429, 431, 500, 503),
        anonymous=False,
        writes=False,
        keyed=False,
        queries=True,
    ),
    Operation(
        operation_id="importVectors",
        handler="import_vectors",
        method="POST",
        path="/collections/{collection}/import",
        segments=(
            ("collections", False),
            ("collection", True),
            ("import", False),
        ),
        read_parameters=requests.import_vectors_parameters,
        body=Body(("application/x-ndjson",), True, 10000, requests.import_record),
        produces=("application/json",),
        statuses=(200, 400, 401, 403, 404, 406, 409, 413, 415, 422, 429, 431, 500, 503),
        anonymous=False,
        writes=True,
        keyed=True,
        queries=True,
    ),
    Operation(
        operation_id="embed",
        handler="embed",
        method="POST",
        path="/embed",
        segments=(("embed", False),),
        read_parameters=requests.embed_parameters,
        body=Body(("application/json",), False, None, requests.embed_request),
        produces=("application/json",),
        statuses=(200, 400, 401, 406, 409, 413, 415, 422, 429, 431, 500, 503),
        anonymous=False,
        writes=False,
        keyed=True,
        queries=True,
    ),
)
