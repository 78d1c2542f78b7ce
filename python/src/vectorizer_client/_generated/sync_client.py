# Generated from openapi.yaml by vectorizer-codegen. Do not edit: change the contract and run codegen.
"""Every operation, blocking."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from .._batch import BatchOptions
from .._encode import json_parameter
from .._models import Model
from .._operation import Arguments, CallOptions
from .._pages import Pager
from .._paths import many
from .._progress import ProgressOption
from .._raw import RawResponse
from .._stream import RecordStream
from .._sync_client import SyncBase
from .._unset import UNSET, Unset
from .._vectors import VectorInput
from . import operations as ops
from .models import (
    BatchReport,
    BatchSearchResponse,
    Collection,
    CollectionList,
    DeleteByFilterReport,
    DeleteReport,
    EmbedResponse,
    Health,
    ImportReport,
    Info,
    SearchResponse,
    UpdateByFilterReport,
    Vector,
    VectorPage,
    WriteResult,
)
from .requests import (
    BatchUpdateItem,
    EmbeddingRequest,
    ImportRecord,
    InsertRequest,
    SearchRequest,
)


class SyncOperations(SyncBase):
    """The operations of the API as methods."""

    def get_health(
        self,
        *,
        timeout: float | Unset | None = UNSET,
        retries: int | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        request_id: str | None = None,
    ) -> Health:
        """Tell whether the server can serve.

        Answers without a key, so that a probe needs none. 503 while the server cannot serve.

        Args:
            timeout: Seconds for the call with all its attempts; `None` for no limit.
            retries: How often to try again.
            headers: Further headers to send.
            request_id: The `X-Request-Id` to send instead of a fresh one.

        Returns:
            A `Health`.

        Raises:
            ValidationError: an argument cannot be sent; nothing was.
            VectorizerError: any other failure.

        Spec: openapi.yaml#/paths/~1health/get

        Example:
            client.get_health()
        """
        arguments = Arguments(
            (),
            {},
            {},
            None,
            CallOptions(timeout, retries, headers, request_id),
        )

        return (self._call(ops.GET_HEALTH, arguments)).value

    def get_info(
        self,
        *,
        timeout: float | Unset | None = UNSET,
        retries: int | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        request_id: str | None = None,
    ) -> Info:
        """Describe the server.

        Names the server, the version of this contract that it implements, its limits, and what it offers.
        An SDK reads it once, to choose how vectors travel and to explain an operation that is missing.

        Args:
            timeout: Seconds for the call with all its attempts; `None` for no limit.
            retries: How often to try again.
            headers: Further headers to send.
            request_id: The `X-Request-Id` to send instead of a fresh one.

        Returns:
            A `Info`.

        Raises:
            ValidationError: an argument cannot be sent; nothing was.
            VectorizerError: any other failure.

        Spec: openapi.yaml#/paths/~1info/get

        Example:
            client.get_info()
        """
        arguments = Arguments(
            (),
            {},
            {},
            None,
            CallOptions(timeout, retries, headers, request_id),
        )

        return (self._call(ops.GET_INFO, arguments)).value

    def list_collections(
        self,
        *,
        timeout: float | Unset | None = UNSET,
        retries: int | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        request_id: str | None = None,
    ) -> CollectionList:
        """List the collections.

        All collections, by name in code point order.

        Args:
            timeout: Seconds for the call with all its attempts; `None` for no limit.
            retries: How often to try again.
            headers: Further headers to send.
            request_id: The `X-Request-Id` to send instead of a fresh one.

        Returns:
            A `CollectionList`.

        Raises:
            ValidationError: an argument cannot be sent; nothing was.
            VectorizerError: any other failure.

        Spec: openapi.yaml#/paths/~1collections/get

        Example:
            client.list_collections()
        """
        arguments = Arguments(
            (),
            {},
            {},
            None,
            CallOptions(timeout, retries, headers, request_id),
        )

        return (self._call(ops.LIST_COLLECTIONS, arguments)).value

    def create_collection(
        self,
        name: str,
        *,
        dimension: int | Unset = UNSET,
        metric: Literal["cosine", "euclidean", "dot_product"] | Unset = UNSET,
        embedding: EmbeddingRequest | Unset = UNSET,
        timeout: float | Unset | None = UNSET,
        retries: int | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        request_id: str | None = None,
        idempotency_key: str | None = None,
    ) -> Collection:
        """Create a collection.

        Creates an empty collection. A name that is taken is 409 `collection-exists`, whatever its settings;
        an embedding provider that this server does not offer is 422 `unknown-provider`.

        Args:
            name: A collection's name.
            dimension: How many numbers a vector has. The server's default is 384.
            metric: How vectors are compared. The server's default is 'cosine'.
            embedding: How text becomes a vector.
            timeout: Seconds for the call with all its attempts; `None` for no limit.
            retries: How often to try again.
            headers: Further headers to send.
            request_id: The `X-Request-Id` to send instead of a fresh one.
            idempotency_key: The `Idempotency-Key` to send instead of a fresh one.

        Returns:
            A `Collection`.

        Raises:
            ValidationError: an argument cannot be sent; nothing was.
            CollectionExistsError: the server answered so.
            UnknownProviderError: the server answered so.
            VectorizerError: any other failure.

        Spec: openapi.yaml#/paths/~1collections/post

        Example:
            client.create_collection("my_collection")
        """
        arguments = Arguments(
            (),
            {},
            {},
            {"name": name, "dimension": dimension, "metric": metric, "embedding": embedding},
            CallOptions(timeout, retries, headers, request_id, idempotency_key),
        )

        return (self._call(ops.CREATE_COLLECTION, arguments)).value

    def get_collection(
        self,
        collection: str,
        *,
        timeout: float | Unset | None = UNSET,
        retries: int | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        request_id: str | None = None,
    ) -> Collection:
        """Describe a collection.

        Its settings and how many vectors it holds now.

        Args:
            collection: The collection's name.
            timeout: Seconds for the call with all its attempts; `None` for no limit.
            retries: How often to try again.
            headers: Further headers to send.
            request_id: The `X-Request-Id` to send instead of a fresh one.

        Returns:
            A `Collection`.

        Raises:
            ValidationError: an argument cannot be sent; nothing was.
            CollectionNotFoundError: the server answered so.
            VectorizerError: any other failure.

        Spec: openapi.yaml#/paths/~1collections~1{collection}/get

        Example:
            client.get_collection("my_collection")
        """
        arguments = Arguments(
            (collection,),
            {},
            {},
            None,
            CallOptions(timeout, retries, headers, request_id),
        )

        return (self._call(ops.GET_COLLECTION, arguments)).value

    def delete_collection(
        self,
        collection: str,
        *,
        timeout: float | Unset | None = UNSET,
        retries: int | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        request_id: str | None = None,
    ) -> None:
        """Delete a collection.

        Deletes the collection and every vector in it.

        Args:
            collection: The collection's name.
            timeout: Seconds for the call with all its attempts; `None` for no limit.
            retries: How often to try again.
            headers: Further headers to send.
            request_id: The `X-Request-Id` to send instead of a fresh one.

        Returns:
            Nothing.

        Raises:
            ValidationError: an argument cannot be sent; nothing was.
            CollectionNotFoundError: the server answered so.
            VectorizerError: any other failure.

        Spec: openapi.yaml#/paths/~1collections~1{collection}/delete

        Example:
            client.delete_collection("my_collection")
        """
        arguments = Arguments(
            (collection,),
            {},
            {},
            None,
            CallOptions(timeout, retries, headers, request_id),
        )

        self._call(ops.DELETE_COLLECTION, arguments)

    def insert_vector(
        self,
        collection: str,
        *,
        id: str | Unset = UNSET,
        text: str | Unset = UNSET,
        vector: VectorInput | Unset = UNSET,
        metadata: Mapping[str, Any] | Unset = UNSET,
        timeout: float | Unset | None = UNSET,
        retries: int | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        request_id: str | None = None,
        idempotency_key: str | None = None,
    ) -> WriteResult:
        """Insert a vector.

        Creates one vector at version 1. `text` alone is embedded by the server; `vector` alone is stored as
        it is; with both, both are stored and nothing is embedded. Without an `id` the server makes a UUIDv7
        (RFC 9562). An id that exists is 409 `vector-exists`.

        Args:
            collection: The collection's name.
            id: 1–256 UTF-8 bytes, no control characters, no leading or trailing blank, never `.` or `..`.
            text: At least one character, at most 1 MiB as UTF-8.
            vector: The numbers of a vector, float32: a JSON array, or the base64 (RFC 4648 section 4) of
                their little-endian bytes. The length equals the collection's dimension; every entry is
                finite as float32; under cosine not all are 0.
            metadata: Open JSON about a vector: at most 40 KiB serialised (compact, UTF-8), 32 deep, 256 keys an
                object. Values come back as they were sent, whatever the keys are called.
            timeout: Seconds for the call with all its attempts; `None` for no limit.
            retries: How often to try again.
            headers: Further headers to send.
            request_id: The `X-Request-Id` to send instead of a fresh one.
            idempotency_key: The `Idempotency-Key` to send instead of a fresh one.

        Returns:
            A `WriteResult`.

        Raises:
            ValidationError: an argument cannot be sent; nothing was.
            CollectionNotFoundError: the server answered so.
            VectorExistsError: the server answered so.
            InvalidIdError: the server answered so.
            DimensionMismatchError: the server answered so.
            NotFiniteError: the server answered so.
            ZeroVectorError: the server answered so.
            UnsafeIntegerError: the server answered so.
            LimitExceededError: the server answered so.
            VectorizerError: any other failure.

        Spec: openapi.yaml#/paths/~1collections~1{collection}~1insert/post

        Example:
            client.insert_vector("my_collection", id="vec_001", text="Vectors hold meaning.", metadata={"source": "readme.md"})
        """
        arguments = Arguments(
            (collection,),
            {},
            {},
            {"id": id, "text": text, "vector": vector, "metadata": metadata},
            CallOptions(timeout, retries, headers, request_id, idempotency_key),
        )

        return (self._call(ops.INSERT_VECTOR, arguments)).value

    def batch_insert(
        self,
        collection: str,
        vectors: Iterable[InsertRequest | Mapping[str, object] | Model],
        *,
        atomic: bool | Unset = UNSET,
        raise_on_partial: bool = True,
        resume: BatchReport | Mapping[str, Any] | None = None,
        progress: ProgressOption = None,
        concurrency: int = 4,
        timeout: float | Unset | None = UNSET,
        retries: int | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        request_id: str | None = None,
        idempotency_key: str | None = None,
    ) -> BatchReport:
        """Insert many vectors.

        Inserts 1 to 10,000 vectors. What this file's schema refuses in any item, and two items with one id
        (`duplicate-id`), refuse the whole request. What depends on state is decided item by item: an id
        that exists, a dimension that differs, a zero vector under cosine. `atomic: true` makes one failure
        abort all (422 `batch-aborted`, with the report).

        Args:
            collection: The collection's name.
            vectors: The new vectors.
            atomic: All or nothing. The server's default is False.
            raise_on_partial: Whether items that failed raise `BatchPartialError`, which has the report.
            resume: A report of before: only what it leaves failed, unknown or not sent is sent again.
            progress: `True` for a bar, or a function of (items done, items in all or `None`).
            concurrency: How many requests may be under way at once, where one is not enough.
            timeout: Seconds for each request with all its attempts; `None` for no limit.
            retries: How often to try again.
            headers: Further headers to send.
            request_id: The `X-Request-Id` to send instead of a fresh one.
            idempotency_key: The `Idempotency-Key` to send instead of a fresh one.

        Returns:
            One answer for the whole batch, however many requests it took, by original indexes.

        Raises:
            ValidationError: an argument cannot be sent; nothing was.
            CollectionNotFoundError: the server answered so.
            InvalidIdError: the server answered so.
            DuplicateIdError: the server answered so.
            NotFiniteError: the server answered so.
            UnsafeIntegerError: the server answered so.
            LimitExceededError: the server answered so.
            BatchAbortedError: the server answered so.
            BatchPartialError: some items were not applied.
            VectorizerError: any other failure.

        Spec: openapi.yaml#/paths/~1collections~1{collection}~1batch_insert/post

        Example:
            client.batch_insert("my_collection", [{"id": "vec_001", "text": "First text", "metadata": {"source": "a.md"}}, {"id": "vec_002", "text": "Second text", "metadata": {"source": "b.md"}}])
        """
        arguments = Arguments(
            (collection,),
            {},
            {},
            {"atomic": atomic},
            CallOptions(timeout, retries, headers, request_id, idempotency_key),
        )
        batch = BatchOptions(raise_on_partial, concurrency, progress, resume)

        return (self._batch(ops.BATCH_INSERT, arguments, vectors, batch)).value

    def list_vectors(
        self,
        collection: str,
        *,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
        ids: Sequence[str] | Unset = UNSET,
        filter: Mapping[str, Any] | Unset = UNSET,
        with_vector: bool | Unset = UNSET,
        with_metadata: bool | Unset = UNSET,
        vector_format: Literal["json", "base64"] | Unset = UNSET,
        timeout: float | Unset | None = UNSET,
        retries: int | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        request_id: str | None = None,
    ) -> Pager[Vector, VectorPage]:
        """List vectors, page by page.

        Vectors by id in code point order. `next_cursor` asks for the next page and is null on the last. A
        vector that exists throughout a walk is seen exactly once, whatever is written meanwhile. `ids`
        keeps only these ids (repeat the parameter), `filter` only what matches; both together keep what
        satisfies both. A cursor that this server did not make is 400 `invalid-cursor`.

        Args:
            collection: The collection's name.
            limit: The longest page. The server's default is 100.
            cursor: The `next_cursor` of the page before. Opaque.
            ids: Only these ids; the parameter is repeated.
            filter: Only vectors whose metadata matches, as JSON.
            with_vector: Whether to return the numbers. The server's default is False.
            with_metadata: Whether to return the metadata. The server's default is True.
            vector_format: How vectors are written in the answer. The server's default is 'json'.
            timeout: Seconds for each page with all its attempts; `None` for no limit.
            retries: How often to try again.
            headers: Further headers to send.
            request_id: The `X-Request-Id` to send instead of a fresh one.

        Returns:
            The vectors one by one over all pages; `.pages()` gives the pages.

        Raises:
            ValidationError: an argument cannot be sent; nothing was.
            CollectionNotFoundError: the server answered so.
            InvalidCursorError: the server answered so.
            InvalidIdError: the server answered so.
            InvalidFilterError: the server answered so.
            UnsafeIntegerError: the server answered so.
            LimitExceededError: the server answered so.
            VectorizerError: any other failure.

        Spec: openapi.yaml#/paths/~1collections~1{collection}~1vectors/get

        Example:
            for item in client.list_vectors("my_collection"): ...
        """
        arguments = Arguments(
            (collection,),
            {
                "limit": limit,
                "cursor": cursor,
                "ids": many(ids, "ids"),
                "filter": json_parameter(filter, "filter"),
                "with_vector": with_vector,
                "with_metadata": with_metadata,
                "vector_format": vector_format,
            },
            {},
            None,
            CallOptions(timeout, retries, headers, request_id),
        )

        return self._pages(ops.LIST_VECTORS, arguments)

    def get_vector(
        self,
        collection: str,
        id: str,
        *,
        with_vector: bool | Unset = UNSET,
        vector_format: Literal["json", "base64"] | Unset = UNSET,
        timeout: float | Unset | None = UNSET,
        retries: int | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        request_id: str | None = None,
    ) -> Vector:
        """Read a vector.

        What was written is what is read; numbers come back equal in every bit as float32.

        Args:
            collection: The collection's name.
            id: The vector's id.
            with_vector: Whether to return the numbers. The server's default is True.
            vector_format: How vectors are written in the answer. The server's default is 'json'.
            timeout: Seconds for the call with all its attempts; `None` for no limit.
            retries: How often to try again.
            headers: Further headers to send.
            request_id: The `X-Request-Id` to send instead of a fresh one.

        Returns:
            A `Vector`.

        Raises:
            ValidationError: an argument cannot be sent; nothing was.
            CollectionNotFoundError: the server answered so.
            VectorNotFoundError: the server answered so.
            InvalidIdError: the server answered so.
            VectorizerError: any other failure.

        Spec: openapi.yaml#/paths/~1collections~1{collection}~1vectors~1{id}/get

        Example:
            client.get_vector("my_collection", "vec_001")
        """
        arguments = Arguments(
            (collection, id),
            {"with_vector": with_vector, "vector_format": vector_format},
            {},
            None,
            CallOptions(timeout, retries, headers, request_id),
        )

        return (self._call(ops.GET_VECTOR, arguments)).value

    def replace_vector(
        self,
        collection: str,
        id: str,
        *,
        text: str | Unset = UNSET,
        vector: VectorInput | Unset = UNSET,
        metadata: Mapping[str, Any] | Unset = UNSET,
        upsert: bool | Unset = UNSET,
        if_match: int | str | Unset = UNSET,
        if_none_match: Literal["*"] | Unset = UNSET,
        timeout: float | Unset | None = UNSET,
        retries: int | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        request_id: str | None = None,
    ) -> WriteResult:
        """Replace a vector.

        Sets the whole record: text and numbers as in an insert, and metadata that is omitted becomes `{}`.
        A vector that does not exist is 404, or is created (201) with `upsert=true`; `If-None-Match: *`
        beside it makes that a create only (412 `precondition-failed` on an existing one). Writing what is
        already there is `unchanged` and keeps the version.

        Args:
            collection: The collection's name.
            id: The vector's id.
            text: At least one character, at most 1 MiB as UTF-8.
            vector: The numbers of a vector, float32: a JSON array, or the base64 (RFC 4648 section 4) of
                their little-endian bytes. The length equals the collection's dimension; every entry is
                finite as float32; under cosine not all are 0.
            metadata: Open JSON about a vector: at most 40 KiB serialised (compact, UTF-8), 32 deep, 256 keys an
                object. Values come back as they were sent, whatever the keys are called.
            upsert: Whether to create a vector that does not exist. The server's default is False.
            if_match: Only act if the vector's version is one of these.
            if_none_match: `*`: only act if the vector does not exist.
            timeout: Seconds for the call with all its attempts; `None` for no limit.
            retries: How often to try again.
            headers: Further headers to send.
            request_id: The `X-Request-Id` to send instead of a fresh one.

        Returns:
            A `WriteResult`.

        Raises:
            ValidationError: an argument cannot be sent; nothing was.
            CollectionNotFoundError: the server answered so.
            VectorNotFoundError: the server answered so.
            VersionConflictError: the server answered so.
            PreconditionFailedError: the server answered so.
            InvalidIdError: the server answered so.
            DimensionMismatchError: the server answered so.
            NotFiniteError: the server answered so.
            ZeroVectorError: the server answered so.
            UnsafeIntegerError: the server answered so.
            LimitExceededError: the server answered so.
            VectorizerError: any other failure.

        Spec: openapi.yaml#/paths/~1collections~1{collection}~1vectors~1{id}/put

        Example:
            client.replace_vector("my_collection", "vec_001", text="Updated content", metadata={"source": "updated_readme.md", "updated_at": "2024-01-01"})
        """
        arguments = Arguments(
            (collection, id),
            {"upsert": upsert},
            {"If-Match": if_match, "If-None-Match": if_none_match},
            {"text": text, "vector": vector, "metadata": metadata},
            CallOptions(timeout, retries, headers, request_id),
        )

        return (self._call(ops.REPLACE_VECTOR, arguments)).value

    def update_vector(
        self,
        collection: str,
        id: str,
        *,
        text: str | Unset | None = UNSET,
        vector: VectorInput | Unset = UNSET,
        metadata: Mapping[str, Any] | Unset | None = UNSET,
        metadata_mode: Literal["merge", "replace"] | Unset = UNSET,
        if_match: int | str | Unset = UNSET,
        timeout: float | Unset | None = UNSET,
        retries: int | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        request_id: str | None = None,
        idempotency_key: str | None = None,
    ) -> WriteResult:
        """Update a vector.

        Changes only what it names. `text` alone is stored and embedded again; `vector` alone keeps text and
        metadata; with both, both are stored and nothing is embedded; `text: null` removes the stored text
        and keeps the numbers. `metadata` is merged by RFC 7396 (a null removes a key, arrays are replaced
        whole), or replaces all with `metadata_mode: replace`; `metadata: null` clears it. An update that
        names nothing is 422 `empty-update`. An update without effect is `unchanged` and keeps the version;
        any other adds 1 to it.

        Args:
            collection: The collection's name.
            id: The vector's id.
            text: A text; null removes the stored one.
            vector: The numbers of a vector, float32: a JSON array, or the base64 (RFC 4648 section 4) of
                their little-endian bytes. The length equals the collection's dimension; every entry is
                finite as float32; under cosine not all are 0.
            metadata: A change to the metadata; null clears it.
            metadata_mode: `merge` is RFC 7396; `replace` swaps the metadata whole. The server's default is 'merge'.
            if_match: Only act if the vector's version is one of these.
            timeout: Seconds for the call with all its attempts; `None` for no limit.
            retries: How often to try again.
            headers: Further headers to send.
            request_id: The `X-Request-Id` to send instead of a fresh one.
            idempotency_key: The `Idempotency-Key` to send instead of a fresh one.

        Returns:
            A `WriteResult`.

        Raises:
            ValidationError: an argument cannot be sent; nothing was.
            CollectionNotFoundError: the server answered so.
            VectorNotFoundError: the server answered so.
            VersionConflictError: the server answered so.
            InvalidIdError: the server answered so.
            EmptyUpdateError: the server answered so.
            DimensionMismatchError: the server answered so.
            NotFiniteError: the server answered so.
            ZeroVectorError: the server answered so.
            UnsafeIntegerError: the server answered so.
            LimitExceededError: the server answered so.
            VectorizerError: any other failure.

        Spec: openapi.yaml#/paths/~1collections~1{collection}~1vectors~1{id}/patch

        Example:
            client.update_vector("my_collection", "vec_001", metadata={"updated_at": "2024-01-01", "version": 2})
        """
        arguments = Arguments(
            (collection, id),
            {},
            {"If-Match": if_match},
            {"text": text, "vector": vector, "metadata": metadata, "metadata_mode": metadata_mode},
            CallOptions(timeout, retries, headers, request_id, idempotency_key),
        )

        return (self._call(ops.UPDATE_VECTOR, arguments)).value

    def delete_vector(
        self,
        collection: str,
        id: str,
        *,
        if_match: int | str | Unset = UNSET,
        timeout: float | Unset | None = UNSET,
        retries: int | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        request_id: str | None = None,
    ) -> None:
        """Delete a vector.

        Deletes one vector. With `If-Match`, only the version named.

        Args:
            collection: The collection's name.
            id: The vector's id.
            if_match: Only act if the vector's version is one of these.
            timeout: Seconds for the call with all its attempts; `None` for no limit.
            retries: How often to try again.
            headers: Further headers to send.
            request_id: The `X-Request-Id` to send instead of a fresh one.

        Returns:
            Nothing.

        Raises:
            ValidationError: an argument cannot be sent; nothing was.
            CollectionNotFoundError: the server answered so.
            VectorNotFoundError: the server answered so.
            VersionConflictError: the server answered so.
            InvalidIdError: the server answered so.
            VectorizerError: any other failure.

        Spec: openapi.yaml#/paths/~1collections~1{collection}~1vectors~1{id}/delete

        Example:
            client.delete_vector("my_collection", "vec_001")
        """
        arguments = Arguments(
            (collection, id),
            {},
            {"If-Match": if_match},
            None,
            CallOptions(timeout, retries, headers, request_id),
        )

        self._call(ops.DELETE_VECTOR, arguments)

    def batch_update(
        self,
        collection: str,
        updates: Iterable[BatchUpdateItem | Mapping[str, object] | Model],
        *,
        metadata_mode: Literal["merge", "replace"] | Unset = UNSET,
        atomic: bool | Unset = UNSET,
        upsert: bool | Unset = UNSET,
        raise_on_partial: bool = True,
        resume: BatchReport | Mapping[str, Any] | None = None,
        progress: ProgressOption = None,
        concurrency: int = 4,
        timeout: float | Unset | None = UNSET,
        retries: int | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        request_id: str | None = None,
        idempotency_key: str | None = None,
    ) -> BatchReport:
        """Update many vectors.

        Applies 1 to 10,000 updates, each by the rule of `updateVector`, each to another id (`duplicate-id`
        otherwise). `if_version` makes an item conditional; `upsert` creates what does not exist from items
        that carry text or a vector. What this file's schema refuses in any item refuses the whole request;
        what depends on state is decided item by item, and `count = created + updated + unchanged + failed +
        aborted`. `atomic: true` applies all or nothing: a failure is 422 `batch-aborted`, with the report,
        and no change is ever visible.

        Args:
            collection: The collection's name.
            updates: The updates.
            metadata_mode: `merge` is RFC 7396; `replace` swaps the metadata whole. The server's default is 'merge'.
            atomic: All or nothing. The server's default is False.
            upsert: Whether to create vectors that do not exist. The server's default is False.
            raise_on_partial: Whether items that failed raise `BatchPartialError`, which has the report.
            resume: A report of before: only what it leaves failed, unknown or not sent is sent again.
            progress: `True` for a bar, or a function of (items done, items in all or `None`).
            concurrency: How many requests may be under way at once, where one is not enough.
            timeout: Seconds for each request with all its attempts; `None` for no limit.
            retries: How often to try again.
            headers: Further headers to send.
            request_id: The `X-Request-Id` to send instead of a fresh one.
            idempotency_key: The `Idempotency-Key` to send instead of a fresh one.

        Returns:
            One answer for the whole batch, however many requests it took, by original indexes.

        Raises:
            ValidationError: an argument cannot be sent; nothing was.
            CollectionNotFoundError: the server answered so.
            InvalidIdError: the server answered so.
            DuplicateIdError: the server answered so.
            EmptyUpdateError: the server answered so.
            NotFiniteError: the server answered so.
            UnsafeIntegerError: the server answered so.
            LimitExceededError: the server answered so.
            BatchAbortedError: the server answered so.
            BatchPartialError: some items were not applied.
            VectorizerError: any other failure.

        Spec: openapi.yaml#/paths/~1collections~1{collection}~1batch_update/post

        Example:
            client.batch_update("my_collection", [{"id": "vec_001", "text": "Updated content 1"}, {"id": "vec_002", "text": "Updated content 2"}])
        """
        arguments = Arguments(
            (collection,),
            {},
            {},
            {"metadata_mode": metadata_mode, "atomic": atomic, "upsert": upsert},
            CallOptions(timeout, retries, headers, request_id, idempotency_key),
        )
        batch = BatchOptions(raise_on_partial, concurrency, progress, resume)

        return (self._batch(ops.BATCH_UPDATE, arguments, updates, batch)).value

    def batch_delete(
        self,
        collection: str,
        ids: Iterable[str],
        *,
        raise_on_partial: bool = True,
        resume: DeleteReport | Mapping[str, Any] | None = None,
        progress: ProgressOption = None,
        concurrency: int = 4,
        timeout: float | Unset | None = UNSET,
        retries: int | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        request_id: str | None = None,
        idempotency_key: str | None = None,
    ) -> DeleteReport:
        """Delete many vectors.

        Deletes 1 to 10,000 vectors by id. An id that does not exist is reported as `missing`; two equal ids
        are 422 `duplicate-id`.

        Args:
            collection: The collection's name.
            ids: The ids.
            raise_on_partial: Whether items that failed raise `BatchPartialError`, which has the report.
            resume: A report of before: only what it leaves failed, unknown or not sent is sent again.
            progress: `True` for a bar, or a function of (items done, items in all or `None`).
            concurrency: How many requests may be under way at once, where one is not enough.
            timeout: Seconds for each request with all its attempts; `None` for no limit.
            retries: How often to try again.
            headers: Further headers to send.
            request_id: The `X-Request-Id` to send instead of a fresh one.
            idempotency_key: The `Idempotency-Key` to send instead of a fresh one.

        Returns:
            One answer for the whole batch, however many requests it took, by original indexes.

        Raises:
            ValidationError: an argument cannot be sent; nothing was.
            CollectionNotFoundError: the server answered so.
            InvalidIdError: the server answered so.
            DuplicateIdError: the server answered so.
            LimitExceededError: the server answered so.
            BatchPartialError: some items were not applied.
            VectorizerError: any other failure.

        Spec: openapi.yaml#/paths/~1collections~1{collection}~1batch_delete/post

        Example:
            client.batch_delete("my_collection", ["vec_001", "vec_404"])
        """
        arguments = Arguments(
            (collection,),
            {},
            {},
            {},
            CallOptions(timeout, retries, headers, request_id, idempotency_key),
        )
        batch = BatchOptions(raise_on_partial, concurrency, progress, resume)

        return (self._batch(ops.BATCH_DELETE, arguments, ids, batch)).value

    def delete_by_filter(
        self,
        collection: str,
        filter: Mapping[str, Any],
        *,
        dry_run: bool | Unset = UNSET,
        timeout: float | Unset | None = UNSET,
        retries: int | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        request_id: str | None = None,
        idempotency_key: str | None = None,
    ) -> DeleteByFilterReport:
        """Delete what a filter matches.

        Deletes every vector whose metadata matches. An empty filter is 422 `empty-filter`. `dry_run` counts
        and deletes nothing.

        Args:
            collection: The collection's name.
            filter: A filter with at least one condition.
            dry_run: Whether to count only. The server's default is False.
            timeout: Seconds for the call with all its attempts; `None` for no limit.
            retries: How often to try again.
            headers: Further headers to send.
            request_id: The `X-Request-Id` to send instead of a fresh one.
            idempotency_key: The `Idempotency-Key` to send instead of a fresh one.

        Returns:
            A `DeleteByFilterReport`.

        Raises:
            ValidationError: an argument cannot be sent; nothing was.
            CollectionNotFoundError: the server answered so.
            InvalidFilterError: the server answered so.
            EmptyFilterError: the server answered so.
            UnsafeIntegerError: the server answered so.
            LimitExceededError: the server answered so.
            VectorizerError: any other failure.

        Spec: openapi.yaml#/paths/~1collections~1{collection}~1delete_by_filter/post

        Example:
            client.delete_by_filter("my_collection", {"source": "readme.md"}, dry_run=True)
        """
        arguments = Arguments(
            (collection,),
            {},
            {},
            {"filter": filter, "dry_run": dry_run},
            CallOptions(timeout, retries, headers, request_id, idempotency_key),
        )

        return (self._call(ops.DELETE_BY_FILTER, arguments)).value

    def update_by_filter(
        self,
        collection: str,
        filter: Mapping[str, Any],
        metadata: Mapping[str, Any],
        *,
        metadata_mode: Literal["merge", "replace"] | Unset = UNSET,
        dry_run: bool | Unset = UNSET,
        timeout: float | Unset | None = UNSET,
        retries: int | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        request_id: str | None = None,
        idempotency_key: str | None = None,
    ) -> UpdateByFilterReport:
        """Update the metadata of what a filter matches.

        Merges `metadata` (RFC 7396, or replaces with `metadata_mode: replace`) into every vector that
        matches, all or nothing: one result beyond the limits on metadata refuses the request (422 `limit-
        exceeded`). An empty filter is 422 `empty-filter`. `dry_run` counts and changes nothing: `updated`
        and `unchanged` say what would happen.

        Args:
            collection: The collection's name.
            filter: A filter with at least one condition.
            metadata: Open JSON about a vector: at most 40 KiB serialised (compact, UTF-8), 32 deep, 256 keys an
                object. Values come back as they were sent, whatever the keys are called.
            metadata_mode: `merge` is RFC 7396; `replace` swaps the metadata whole. The server's default is 'merge'.
            dry_run: Whether to count only. The server's default is False.
            timeout: Seconds for the call with all its attempts; `None` for no limit.
            retries: How often to try again.
            headers: Further headers to send.
            request_id: The `X-Request-Id` to send instead of a fresh one.
            idempotency_key: The `Idempotency-Key` to send instead of a fresh one.

        Returns:
            A `UpdateByFilterReport`.

        Raises:
            ValidationError: an argument cannot be sent; nothing was.
            CollectionNotFoundError: the server answered so.
            InvalidFilterError: the server answered so.
            EmptyFilterError: the server answered so.
            UnsafeIntegerError: the server answered so.
            LimitExceededError: the server answered so.
            VectorizerError: any other failure.

        Spec: openapi.yaml#/paths/~1collections~1{collection}~1update_by_filter/post

        Example:
            client.update_by_filter("my_collection", {"source": "readme.md"}, {"reviewed": True})
        """
        arguments = Arguments(
            (collection,),
            {},
            {},
            {"filter": filter, "metadata": metadata, "metadata_mode": metadata_mode, "dry_run": dry_run},
            CallOptions(timeout, retries, headers, request_id, idempotency_key),
        )

        return (self._call(ops.UPDATE_BY_FILTER, arguments)).value

    def search(
        self,
        collection: str,
        *,
        query: str | Unset = UNSET,
        vector: VectorInput | Unset = UNSET,
        limit: int | Unset = UNSET,
        filter: Mapping[str, Any] | Unset = UNSET,
        score_threshold: float | Unset = UNSET,
        with_vector: bool | Unset = UNSET,
        with_metadata: bool | Unset = UNSET,
        vector_format: Literal["json", "base64"] | Unset = UNSET,
        timeout: float | Unset | None = UNSET,
        retries: int | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        request_id: str | None = None,
        idempotency_key: str | None = None,
    ) -> SearchResponse:
        """Find the nearest vectors.

        The best `limit` vectors for a text (`query`, embedded by the server) or a `vector`; exactly one of
        the two. A higher score is nearer: cosine similarity, the dot product, or `1 / (1 + distance)` under
        euclidean. Order is by score, highest first, then by id in code point order; equal vectors have
        equal scores. `filter` narrows before scoring; `score_threshold` drops lower scores.

        Args:
            collection: The collection's name.
            query: At least one character, at most 1 MiB as UTF-8.
            vector: The numbers of a vector, float32: a JSON array, or the base64 (RFC 4648 section 4) of
                their little-endian bytes. The length equals the collection's dimension; every entry is
                finite as float32; under cosine not all are 0.
            limit: The most results. The server's default is 10.
            filter: A condition on metadata; all its members must hold, and `{}` holds for everything. A key
                is a metadata key, or else a dotted path into objects. A scalar is equality, and an array
                field matches if one of its elements does; an array is equality with the whole array or
                with an element; an object holds operators. `$and`, `$or` and `$not` combine filters. At
                most 32 deep and 1,000 conditions in all (422 `limit-exceeded`). An unknown operator is
                422 `invalid-filter`.
            score_threshold: Drop results that score less.
            with_vector: Whether to return the numbers. The server's default is False.
            with_metadata: Whether to return the metadata. The server's default is True.
            vector_format: How vectors are written in the answer. The server's default is 'json'.
            timeout: Seconds for the call with all its attempts; `None` for no limit.
            retries: How often to try again.
            headers: Further headers to send.
            request_id: The `X-Request-Id` to send instead of a fresh one.
            idempotency_key: The `Idempotency-Key` to send instead of a fresh one.

        Returns:
            A `SearchResponse`.

        Raises:
            ValidationError: an argument cannot be sent; nothing was.
            CollectionNotFoundError: the server answered so.
            DimensionMismatchError: the server answered so.
            NotFiniteError: the server answered so.
            ZeroVectorError: the server answered so.
            InvalidFilterError: the server answered so.
            UnsafeIntegerError: the server answered so.
            LimitExceededError: the server answered so.
            VectorizerError: any other failure.

        Spec: openapi.yaml#/paths/~1collections~1{collection}~1search/post

        Example:
            client.search("my_collection", query="what holds meaning", limit=3)
        """
        arguments = Arguments(
            (collection,),
            {"vector_format": vector_format},
            {},
            {
                "query": query,
                "vector": vector,
                "limit": limit,
                "filter": filter,
                "score_threshold": score_threshold,
                "with_vector": with_vector,
                "with_metadata": with_metadata,
            },
            CallOptions(timeout, retries, headers, request_id, idempotency_key),
        )

        return (self._call(ops.SEARCH, arguments)).value

    def batch_search(
        self,
        collection: str,
        searches: Iterable[SearchRequest | Mapping[str, object] | Model],
        *,
        vector_format: Literal["json", "base64"] | Unset = UNSET,
        progress: ProgressOption = None,
        concurrency: int = 4,
        timeout: float | Unset | None = UNSET,
        retries: int | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        request_id: str | None = None,
        idempotency_key: str | None = None,
    ) -> BatchSearchResponse:
        """Run many searches.

        1 to 1,000 searches on one collection, answered in request order. One that is refused refuses all.

        Args:
            collection: The collection's name.
            searches: The searches.
            vector_format: How vectors are written in the answer. The server's default is 'json'.
            progress: `True` for a bar, or a function of (items done, items in all or `None`).
            concurrency: How many requests may be under way at once, where one is not enough.
            timeout: Seconds for each request with all its attempts; `None` for no limit.
            retries: How often to try again.
            headers: Further headers to send.
            request_id: The `X-Request-Id` to send instead of a fresh one.
            idempotency_key: The `Idempotency-Key` to send instead of a fresh one.

        Returns:
            One answer for the whole batch, however many requests it took, by original indexes.

        Raises:
            ValidationError: an argument cannot be sent; nothing was.
            CollectionNotFoundError: the server answered so.
            DimensionMismatchError: the server answered so.
            NotFiniteError: the server answered so.
            ZeroVectorError: the server answered so.
            InvalidFilterError: the server answered so.
            UnsafeIntegerError: the server answered so.
            LimitExceededError: the server answered so.
            VectorizerError: any other failure.

        Spec: openapi.yaml#/paths/~1collections~1{collection}~1batch_search/post

        Example:
            client.batch_search("my_collection", [{"query": "what holds meaning", "limit": 1}, {"query": "readme", "limit": 1}])
        """
        arguments = Arguments(
            (collection,),
            {"vector_format": vector_format},
            {},
            {},
            CallOptions(timeout, retries, headers, request_id, idempotency_key),
        )
        batch = BatchOptions(True, concurrency, progress, None)

        return (self._batch(ops.BATCH_SEARCH, arguments, searches, batch)).value

    def export_vectors(
        self,
        collection: str,
        *,
        vector_format: Literal["json", "base64"] | Unset = UNSET,
        timeout: float | Unset | None = UNSET,
        retries: int | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        request_id: str | None = None,
    ) -> RecordStream[Vector]:
        """Export a collection.

        Every vector as NDJSON, one record a line, by id in code point order, as the collection was when the
        request began.

        Args:
            collection: The collection's name.
            vector_format: How vectors are written in the answer. The server's default is 'json'.
            timeout: Seconds for the call with all its attempts; `None` for no limit.
            retries: How often to try again.
            headers: Further headers to send.
            request_id: The `X-Request-Id` to send instead of a fresh one.

        Returns:
            The records one by one, as they arrive.

        Raises:
            ValidationError: an argument cannot be sent; nothing was.
            CollectionNotFoundError: the server answered so.
            VectorizerError: any other failure.

        Spec: openapi.yaml#/paths/~1collections~1{collection}~1export/get

        Example:
            for item in client.export_vectors("my_collection"): ...
        """
        arguments = Arguments(
            (collection,),
            {"vector_format": vector_format},
            {},
            None,
            CallOptions(timeout, retries, headers, request_id),
        )

        return self._stream(ops.EXPORT_VECTORS, arguments)

    def import_vectors(
        self,
        collection: str,
        records: Iterable[ImportRecord | Mapping[str, object] | Model],
        *,
        upsert: bool | Unset = UNSET,
        raise_on_partial: bool = True,
        resume: ImportReport | Mapping[str, Any] | None = None,
        progress: ProgressOption = None,
        concurrency: int = 4,
        timeout: float | Unset | None = UNSET,
        retries: int | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        request_id: str | None = None,
        idempotency_key: str | None = None,
    ) -> ImportReport:
        """Import records.

        NDJSON, one record a line, as `exportVectors` writes them. Id, text, numbers and metadata are taken
        over; `version`, `created_at` and `updated_at` are accepted and made afresh. An id that exists fails
        with `vector-exists`, or is replaced with `upsert=true`. A line that this file's schema refuses, and
        a duplicate id, refuse the whole request; its pointer begins with `/body/<line>`, lines counted from
        0. What depends on state is decided record by record.

        Args:
            collection: The collection's name.
            records: A record as `exportVectors` writes it.
            upsert: Whether to replace vectors that exist. The server's default is False.
            raise_on_partial: Whether items that failed raise `BatchPartialError`, which has the report.
            resume: A report of before: only what it leaves failed, unknown or not sent is sent again.
            progress: `True` for a bar, or a function of (items done, items in all or `None`).
            concurrency: How many requests may be under way at once, where one is not enough.
            timeout: Seconds for each request with all its attempts; `None` for no limit.
            retries: How often to try again.
            headers: Further headers to send.
            request_id: The `X-Request-Id` to send instead of a fresh one.
            idempotency_key: The `Idempotency-Key` to send instead of a fresh one.

        Returns:
            One answer for the whole batch, however many requests it took, by original indexes.

        Raises:
            ValidationError: an argument cannot be sent; nothing was.
            CollectionNotFoundError: the server answered so.
            InvalidIdError: the server answered so.
            DuplicateIdError: the server answered so.
            NotFiniteError: the server answered so.
            UnsafeIntegerError: the server answered so.
            LimitExceededError: the server answered so.
            BatchPartialError: some items were not applied.
            VectorizerError: any other failure.

        Spec: openapi.yaml#/paths/~1collections~1{collection}~1import/post

        Example:
            client.import_vectors("my_collection", [{"id": "vec_001", "text": "Vectors hold meaning.", "metadata": {"source": "readme.md"}}])
        """
        arguments = Arguments(
            (collection,),
            {"upsert": upsert},
            {},
            {},
            CallOptions(timeout, retries, headers, request_id, idempotency_key),
        )
        batch = BatchOptions(raise_on_partial, concurrency, progress, resume)

        return (self._batch(ops.IMPORT_VECTORS, arguments, records, batch)).value

    def embed(
        self,
        texts: Sequence[str],
        *,
        provider: str | Unset = UNSET,
        dimension: int | Unset = UNSET,
        vector_format: Literal["json", "base64"] | Unset = UNSET,
        timeout: float | Unset | None = UNSET,
        retries: int | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        request_id: str | None = None,
        idempotency_key: str | None = None,
    ) -> EmbedResponse:
        """Embed texts.

        Turns 1 to 1,000 texts into vectors, in request order, with the provider named. Stores nothing.

        Args:
            texts: The texts.
            provider: An embedding provider that `/info` lists. The server's default is 'hashing'.
            dimension: How many numbers a vector has. The server's default is 384.
            vector_format: How vectors are written in the answer. The server's default is 'json'.
            timeout: Seconds for the call with all its attempts; `None` for no limit.
            retries: How often to try again.
            headers: Further headers to send.
            request_id: The `X-Request-Id` to send instead of a fresh one.
            idempotency_key: The `Idempotency-Key` to send instead of a fresh one.

        Returns:
            A `EmbedResponse`.

        Raises:
            ValidationError: an argument cannot be sent; nothing was.
            UnknownProviderError: the server answered so.
            LimitExceededError: the server answered so.
            VectorizerError: any other failure.

        Spec: openapi.yaml#/paths/~1embed/post

        Example:
            client.embed(["Vectors hold meaning."], dimension=4)
        """
        arguments = Arguments(
            (),
            {"vector_format": vector_format},
            {},
            {"texts": texts, "provider": provider, "dimension": dimension},
            CallOptions(timeout, retries, headers, request_id, idempotency_key),
        )

        return (self._call(ops.EMBED, arguments)).value


class SyncRawOperations:
    """The same operations, each giving a `RawResponse`: the value with status, headers, attempts and timings.

    A list is one page here, and a stream has been asked for when it is returned.
    """

    def __init__(self, client: SyncBase) -> None:
        self._client = client

    def get_health(
        self,
        *,
        timeout: float | Unset | None = UNSET,
        retries: int | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        request_id: str | None = None,
    ) -> RawResponse[Health]:
        """As `get_health`, with the answer it came in."""
        arguments = Arguments(
            (),
            {},
            {},
            None,
            CallOptions(timeout, retries, headers, request_id),
        )

        return self._client._call(ops.GET_HEALTH, arguments)

    def get_info(
        self,
        *,
        timeout: float | Unset | None = UNSET,
        retries: int | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        request_id: str | None = None,
    ) -> RawResponse[Info]:
        """As `get_info`, with the answer it came in."""
        arguments = Arguments(
            (),
            {},
            {},
            None,
            CallOptions(timeout, retries, headers, request_id),
        )

        return self._client._call(ops.GET_INFO, arguments)

    def list_collections(
        self,
        *,
        timeout: float | Unset | None = UNSET,
        retries: int | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        request_id: str | None = None,
    ) -> RawResponse[CollectionList]:
        """As `list_collections`, with the answer it came in."""
        arguments = Arguments(
            (),
            {},
            {},
            None,
            CallOptions(timeout, retries, headers, request_id),
        )

        return self._client._call(ops.LIST_COLLECTIONS, arguments)

    def create_collection(
        self,
        name: str,
        *,
        dimension: int | Unset = UNSET,
        metric: Literal["cosine", "euclidean", "dot_product"] | Unset = UNSET,
        embedding: EmbeddingRequest | Unset = UNSET,
        timeout: float | Unset | None = UNSET,
        retries: int | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        request_id: str | None = None,
        idempotency_key: str | None = None,
    ) -> RawResponse[Collection]:
        """As `create_collection`, with the answer it came in."""
        arguments = Arguments(
            (),
            {},
            {},
            {"name": name, "dimension": dimension, "metric": metric, "embedding": embedding},
            CallOptions(timeout, retries, headers, request_id, idempotency_key),
        )

        return self._client._call(ops.CREATE_COLLECTION, arguments)

    def get_collection(
        self,
        collection: str,
        *,
        timeout: float | Unset | None = UNSET,
        retries: int | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        request_id: str | None = None,
    ) -> RawResponse[Collection]:
        """As `get_collection`, with the answer it came in."""
        arguments = Arguments(
            (collection,),
            {},
            {},
            None,
            CallOptions(timeout, retries, headers, request_id),
        )

        return self._client._call(ops.GET_COLLECTION, arguments)

    def delete_collection(
        self,
        collection: str,
        *,
        timeout: float | Unset | None = UNSET,
        retries: int | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        request_id: str | None = None,
    ) -> RawResponse[None]:
        """As `delete_collection`, with the answer it came in."""
        arguments = Arguments(
            (collection,),
            {},
            {},
            None,
            CallOptions(timeout, retries, headers, request_id),
        )

        return self._client._call(ops.DELETE_COLLECTION, arguments)

    def insert_vector(
        self,
        collection: str,
        *,
        id: str | Unset = UNSET,
        text: str | Unset = UNSET,
        vector: VectorInput | Unset = UNSET,
        metadata: Mapping[str, Any] | Unset = UNSET,
        timeout: float | Unset | None = UNSET,
        retries: int | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        request_id: str | None = None,
        idempotency_key: str | None = None,
    ) -> RawResponse[WriteResult]:
        """As `insert_vector`, with the answer it came in."""
        arguments = Arguments(
            (collection,),
            {},
            {},
            {"id": id, "text": text, "vector": vector, "metadata": metadata},
            CallOptions(timeout, retries, headers, request_id, idempotency_key),
        )

        return self._client._call(ops.INSERT_VECTOR, arguments)

    def batch_insert(
        self,
        collection: str,
        vectors: Iterable[InsertRequest | Mapping[str, object] | Model],
        *,
        atomic: bool | Unset = UNSET,
        raise_on_partial: bool = True,
        resume: BatchReport | Mapping[str, Any] | None = None,
        progress: ProgressOption = None,
        concurrency: int = 4,
        timeout: float | Unset | None = UNSET,
        retries: int | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        request_id: str | None = None,
        idempotency_key: str | None = None,
    ) -> RawResponse[BatchReport]:
        """As `batch_insert`, with the answer it came in."""
        arguments = Arguments(
            (collection,),
            {},
            {},
            {"atomic": atomic},
            CallOptions(timeout, retries, headers, request_id, idempotency_key),
        )
        batch = BatchOptions(raise_on_partial, concurrency, progress, resume)

        return self._client._batch(ops.BATCH_INSERT, arguments, vectors, batch)

    def list_vectors(
        self,
        collection: str,
        *,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
        ids: Sequence[str] | Unset = UNSET,
        filter: Mapping[str, Any] | Unset = UNSET,
        with_vector: bool | Unset = UNSET,
        with_metadata: bool | Unset = UNSET,
        vector_format: Literal["json", "base64"] | Unset = UNSET,
        timeout: float | Unset | None = UNSET,
        retries: int | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        request_id: str | None = None,
    ) -> RawResponse[VectorPage]:
        """As `list_vectors`, with the answer it came in."""
        arguments = Arguments(
            (collection,),
            {
                "limit": limit,
                "cursor": cursor,
                "ids": many(ids, "ids"),
                "filter": json_parameter(filter, "filter"),
                "with_vector": with_vector,
                "with_metadata": with_metadata,
                "vector_format": vector_format,
            },
            {},
            None,
            CallOptions(timeout, retries, headers, request_id),
        )

        return self._client._call(ops.LIST_VECTORS, arguments)

    def get_vector(
        self,
        collection: str,
        id: str,
        *,
        with_vector: bool | Unset = UNSET,
        vector_format: Literal["json", "base64"] | Unset = UNSET,
        timeout: float | Unset | None = UNSET,
        retries: int | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        request_id: str | None = None,
    ) -> RawResponse[Vector]:
        """As `get_vector`, with the answer it came in."""
        arguments = Arguments(
            (collection, id),
            {"with_vector": with_vector, "vector_format": vector_format},
            {},
            None,
            CallOptions(timeout, retries, headers, request_id),
        )

        return self._client._call(ops.GET_VECTOR, arguments)

    def replace_vector(
        self,
        collection: str,
        id: str,
        *,
        text: str | Unset = UNSET,
        vector: VectorInput | Unset = UNSET,
        metadata: Mapping[str, Any] | Unset = UNSET,
        upsert: bool | Unset = UNSET,
        if_match: int | str | Unset = UNSET,
        if_none_match: Literal["*"] | Unset = UNSET,
        timeout: float | Unset | None = UNSET,
        retries: int | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        request_id: str | None = None,
    ) -> RawResponse[WriteResult]:
        """As `replace_vector`, with the answer it came in."""
        arguments = Arguments(
            (collection, id),
            {"upsert": upsert},
            {"If-Match": if_match, "If-None-Match": if_none_match},
            {"text": text, "vector": vector, "metadata": metadata},
            CallOptions(timeout, retries, headers, request_id),
        )

        return self._client._call(ops.REPLACE_VECTOR, arguments)

    def update_vector(
        self,
        collection: str,
        id: str,
        *,
        text: str | Unset | None = UNSET,
        vector: VectorInput | Unset = UNSET,
        metadata: Mapping[str, Any] | Unset | None = UNSET,
        metadata_mode: Literal["merge", "replace"] | Unset = UNSET,
        if_match: int | str | Unset = UNSET,
        timeout: float | Unset | None = UNSET,
        retries: int | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        request_id: str | None = None,
        idempotency_key: str | None = None,
    ) -> RawResponse[WriteResult]:
        """As `update_vector`, with the answer it came in."""
        arguments = Arguments(
            (collection, id),
            {},
            {"If-Match": if_match},
            {"text": text, "vector": vector, "metadata": metadata, "metadata_mode": metadata_mode},
            CallOptions(timeout, retries, headers, request_id, idempotency_key),
        )

        return self._client._call(ops.UPDATE_VECTOR, arguments)

    def delete_vector(
        self,
        collection: str,
        id: str,
        *,
        if_match: int | str | Unset = UNSET,
        timeout: float | Unset | None = UNSET,
        retries: int | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        request_id: str | None = None,
    ) -> RawResponse[None]:
        """As `delete_vector`, with the answer it came in."""
        arguments = Arguments(
            (collection, id),
            {},
            {"If-Match": if_match},
            None,
            CallOptions(timeout, retries, headers, request_id),
        )

        return self._client._call(ops.DELETE_VECTOR, arguments)

    def batch_update(
        self,
        collection: str,
        updates: Iterable[BatchUpdateItem | Mapping[str, object] | Model],
        *,
        metadata_mode: Literal["merge", "replace"] | Unset = UNSET,
        atomic: bool | Unset = UNSET,
        upsert: bool | Unset = UNSET,
        raise_on_partial: bool = True,
        resume: BatchReport | Mapping[str, Any] | None = None,
        progress: ProgressOption = None,
        concurrency: int = 4,
        timeout: float | Unset | None = UNSET,
        retries: int | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        request_id: str | None = None,
        idempotency_key: str | None = None,
    ) -> RawResponse[BatchReport]:
        """As `batch_update`, with the answer it came in."""
        arguments = Arguments(
            (collection,),
            {},
            {},
            {"metadata_mode": metadata_mode, "atomic": atomic, "upsert": upsert},
            CallOptions(timeout, retries, headers, request_id, idempotency_key),
        )
        batch = BatchOptions(raise_on_partial, concurrency, progress, resume)

        return self._client._batch(ops.BATCH_UPDATE, arguments, updates, batch)

    def batch_delete(
        self,
        collection: str,
        ids: Iterable[str],
        *,
        raise_on_partial: bool = True,
        resume: DeleteReport | Mapping[str, Any] | None = None,
        progress: ProgressOption = None,
        concurrency: int = 4,
        timeout: float | Unset | None = UNSET,
        retries: int | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        request_id: str | None = None,
        idempotency_key: str | None = None,
    ) -> RawResponse[DeleteReport]:
        """As `batch_delete`, with the answer it came in."""
        arguments = Arguments(
            (collection,),
            {},
            {},
            {},
            CallOptions(timeout, retries, headers, request_id, idempotency_key),
        )
        batch = BatchOptions(raise_on_partial, concurrency, progress, resume)

        return self._client._batch(ops.BATCH_DELETE, arguments, ids, batch)

    def delete_by_filter(
        self,
        collection: str,
        filter: Mapping[str, Any],
        *,
        dry_run: bool | Unset = UNSET,
        timeout: float | Unset | None = UNSET,
        retries: int | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        request_id: str | None = None,
        idempotency_key: str | None = None,
    ) -> RawResponse[DeleteByFilterReport]:
        """As `delete_by_filter`, with the answer it came in."""
        arguments = Arguments(
            (collection,),
            {},
            {},
            {"filter": filter, "dry_run": dry_run},
            CallOptions(timeout, retries, headers, request_id, idempotency_key),
        )

        return self._client._call(ops.DELETE_BY_FILTER, arguments)

    def update_by_filter(
        self,
        collection: str,
        filter: Mapping[str, Any],
        metadata: Mapping[str, Any],
        *,
        metadata_mode: Literal["merge", "replace"] | Unset = UNSET,
        dry_run: bool | Unset = UNSET,
        timeout: float | Unset | None = UNSET,
        retries: int | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        request_id: str | None = None,
        idempotency_key: str | None = None,
    ) -> RawResponse[UpdateByFilterReport]:
        """As `update_by_filter`, with the answer it came in."""
        arguments = Arguments(
            (collection,),
            {},
            {},
            {"filter": filter, "metadata": metadata, "metadata_mode": metadata_mode, "dry_run": dry_run},
            CallOptions(timeout, retries, headers, request_id, idempotency_key),
        )

        return self._client._call(ops.UPDATE_BY_FILTER, arguments)

    def search(
        self,
        collection: str,
        *,
        query: str | Unset = UNSET,
        vector: VectorInput | Unset = UNSET,
        limit: int | Unset = UNSET,
        filter: Mapping[str, Any] | Unset = UNSET,
        score_threshold: float | Unset = UNSET,
        with_vector: bool | Unset = UNSET,
        with_metadata: bool | Unset = UNSET,
        vector_format: Literal["json", "base64"] | Unset = UNSET,
        timeout: float | Unset | None = UNSET,
        retries: int | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        request_id: str | None = None,
        idempotency_key: str | None = None,
    ) -> RawResponse[SearchResponse]:
        """As `search`, with the answer it came in."""
        arguments = Arguments(
            (collection,),
            {"vector_format": vector_format},
            {},
            {
                "query": query,
                "vector": vector,
                "limit": limit,
                "filter": filter,
                "score_threshold": score_threshold,
                "with_vector": with_vector,
                "with_metadata": with_metadata,
            },
            CallOptions(timeout, retries, headers, request_id, idempotency_key),
        )

        return self._client._call(ops.SEARCH, arguments)

    def batch_search(
        self,
        collection: str,
        searches: Iterable[SearchRequest | Mapping[str, object] | Model],
        *,
        vector_format: Literal["json", "base64"] | Unset = UNSET,
        progress: ProgressOption = None,
        concurrency: int = 4,
        timeout: float | Unset | None = UNSET,
        retries: int | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        request_id: str | None = None,
        idempotency_key: str | None = None,
    ) -> RawResponse[BatchSearchResponse]:
        """As `batch_search`, with the answer it came in."""
        arguments = Arguments(
            (collection,),
            {"vector_format": vector_format},
            {},
            {},
            CallOptions(timeout, retries, headers, request_id, idempotency_key),
        )
        batch = BatchOptions(True, concurrency, progress, None)

        return self._client._batch(ops.BATCH_SEARCH, arguments, searches, batch)

    def export_vectors(
        self,
        collection: str,
        *,
        vector_format: Literal["json", "base64"] | Unset = UNSET,
        timeout: float | Unset | None = UNSET,
        retries: int | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        request_id: str | None = None,
    ) -> RawResponse[RecordStream[Vector]]:
        """As `export_vectors`, with the answer it came in."""
        arguments = Arguments(
            (collection,),
            {"vector_format": vector_format},
            {},
            None,
            CallOptions(timeout, retries, headers, request_id),
        )

        return self._client._raw_stream(ops.EXPORT_VECTORS, arguments)

    def import_vectors(
        self,
        collection: str,
        records: Iterable[ImportRecord | Mapping[str, object] | Model],
        *,
        upsert: bool | Unset = UNSET,
        raise_on_partial: bool = True,
        resume: ImportReport | Mapping[str, Any] | None = None,
        progress: ProgressOption = None,
        concurrency: int = 4,
        timeout: float | Unset | None = UNSET,
        retries: int | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        request_id: str | None = None,
        idempotency_key: str | None = None,
    ) -> RawResponse[ImportReport]:
        """As `import_vectors`, with the answer it came in."""
        arguments = Arguments(
            (collection,),
            {"upsert": upsert},
            {},
            {},
            CallOptions(timeout, retries, headers, request_id, idempotency_key),
        )
        batch = BatchOptions(raise_on_partial, concurrency, progress, resume)

        return self._client._batch(ops.IMPORT_VECTORS, arguments, records, batch)

    def embed(
        self,
        texts: Sequence[str],
        *,
        provider: str | Unset = UNSET,
        dimension: int | Unset = UNSET,
        vector_format: Literal["json", "base64"] | Unset = UNSET,
        timeout: float | Unset | None = UNSET,
        retries: int | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        request_id: str | None = None,
        idempotency_key: str | None = None,
    ) -> RawResponse[EmbedResponse]:
        """As `embed`, with the answer it came in."""
        arguments = Arguments(
            (),
            {"vector_format": vector_format},
            {},
            {"texts": texts, "provider": provider, "dimension": dimension},
            CallOptions(timeout, retries, headers, request_id, idempotency_key),
        )

        return self._client._call(ops.EMBED, arguments)
