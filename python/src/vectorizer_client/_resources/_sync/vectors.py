# Generated from openapi.yaml by vectorizer-codegen. Do not edit: change the contract and run codegen.
"""One vector at a time. Blocking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from ..._call.base import SyncBase, raw, raw_page
from ..._call.pages import Pager
from ..._codec.encode import json_parameter as _json_parameter
from ..._codec.paths import many as _many
from ..._generated import operations as _ops
from ..._generated.models import (
    Vector,
    VectorPage,
    WriteResult,
)
from ..._types.operation import Arguments, CallOptions
from ..._types.unset import UNSET, Unset
from ..._types.vectors import VectorInput


class SyncVectors(SyncBase):
    """One vector at a time."""

    def insert_vector(
        self,
        collection: str,
        *,
        id: str | Unset = UNSET,
        text: str | Unset = UNSET,
        vector: VectorInput | Unset = UNSET,
        metadata: Mapping[str, Any] | Unset = UNSET,
        upsert: bool | Unset = UNSET,
        timeout: float | Unset | None = UNSET,
        retries: int | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        request_id: str | None = None,
        idempotency_key: str | None = None,
    ) -> WriteResult:
        """Insert a vector.

        Creates one vector, at version 1 where its id is new. `text` alone is embedded by the server;
        `vector` alone is stored as it is; with both, both are stored and nothing is embedded. Without an
        `id` the server makes a UUIDv7 (RFC 9562). An id that exists is 409 `vector-exists`; with
        `upsert=true` that vector is set whole instead, as by `replaceVector` (200).

        Args:
            collection: The collection's name. It matches `^[A-Za-z0-9_-]{1,128}$`.
            id: 1–256 UTF-8 bytes, no control characters, no leading or trailing blank, never `.` or `..`.
            text: At least one character, at most 1 MiB as UTF-8.
            vector: The numbers of a vector, float32: a JSON array, or the base64 (RFC 4648 section 4) of
                their little-endian bytes. The length equals the collection's dimension; every entry is
                finite as float32; under cosine not all are 0.
            metadata: Open JSON about a vector: at most 40 KiB serialised (compact, UTF-8), 32 deep, 256 keys an
                object. Values come back as they were sent, whatever the keys are called.
            upsert: Whether to replace a vector that exists. The server's default is False.
            timeout: Seconds for the call with all its attempts; `None` for no limit.
            retries: How often to try again.
            headers: Further headers to send.
            request_id: The `X-Request-Id` to send instead of a fresh one.
            idempotency_key: The `Idempotency-Key` to send instead of a fresh one.

        Returns:
            WriteResult: Replaced by `upsert`, or unchanged. Created.

        Raises:
            ValidationError: an argument cannot be sent; nothing was.
            ForbiddenError: 403 forbidden: Forbidden.
            CollectionNotFoundError: 404 collection-not-found: Collection not found.
            VectorExistsError: 409 vector-exists: Vector exists.
            InvalidIdError: 422 invalid-id: Invalid id.
            DimensionMismatchError: 422 dimension-mismatch: Dimension mismatch.
            NotFiniteError: 422 not-finite: Not finite.
            ZeroVectorError: 422 zero-vector: Zero vector.
            UnsafeIntegerError: 422 unsafe-integer: Unsafe integer.
            LimitExceededError: 422 limit-exceeded: Limit exceeded.
            VectorizerError: any other failure.

        Spec: openapi.yaml#/paths/~1collections~1{collection}~1insert/post

        Example:
            client.insert_vector("my_collection", id="vec_001", text="Vectors hold meaning.", metadata={"source": "readme.md"})
        """
        return self._call(
            _ops.INSERT_VECTOR,
            Arguments(
                path={"collection": collection},
                query={"upsert": upsert},
                body={"id": id, "text": text, "vector": vector, "metadata": metadata},
                options=CallOptions(timeout, retries, headers, request_id, idempotency_key),
            ),
        )

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
        vector that exists throughout a walk is seen exactly once, whatever is written meanwhile. A page may
        be shorter than `limit` where it would be too long an answer. `ids` keeps only these ids (repeat the
        parameter), `filter` only what matches; both together keep what satisfies both. A cursor that this
        server did not make is 400 `invalid-cursor`.

        Args:
            collection: The collection's name. It matches `^[A-Za-z0-9_-]{1,128}$`.
            limit: The longest page. 1 to 1,000. The server's default is 100.
            cursor: The `next_cursor` of the page before. Opaque. 1 to 2,048 characters.
            ids: Only these ids; the parameter is repeated. 1 to 1,000 items.
            filter: Only vectors whose metadata matches, as JSON.
            with_vector: Whether to return the numbers. The server's default is False.
            with_metadata: Whether to return the metadata. The server's default is True.
            vector_format: How vectors are written in the answer. The server's default is 'json'.
            timeout: Seconds for each page with all its attempts; `None` for no limit.
            retries: How often to try again.
            headers: Further headers to send.
            request_id: The `X-Request-Id` to send instead of a fresh one.

        Returns:
            The items one by one over all pages; `.pages()` gives the pages.

        Raises:
            ValidationError: an argument cannot be sent; nothing was.
            CollectionNotFoundError: 404 collection-not-found: Collection not found.
            InvalidCursorError: 400 invalid-cursor: Invalid cursor.
            InvalidIdError: 422 invalid-id: Invalid id.
            InvalidFilterError: 422 invalid-filter: Invalid filter.
            UnsafeIntegerError: 422 unsafe-integer: Unsafe integer.
            LimitExceededError: 422 limit-exceeded: Limit exceeded.
            VectorizerError: any other failure.

        Spec: openapi.yaml#/paths/~1collections~1{collection}~1vectors/get

        Example:
            for item in client.list_vectors("my_collection"): ...
        """
        return self._pages(
            _ops.LIST_VECTORS,
            Arguments(
                path={"collection": collection},
                query={
                    "limit": limit,
                    "cursor": cursor,
                    "ids": _many(ids, "ids"),
                    "filter": _json_parameter(filter, "filter"),
                    "with_vector": with_vector,
                    "with_metadata": with_metadata,
                    "vector_format": vector_format,
                },
                options=CallOptions(timeout, retries, headers, request_id),
            ),
        )

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
            collection: The collection's name. It matches `^[A-Za-z0-9_-]{1,128}$`.
            id: The vector's id. 1 to 256 characters.
            with_vector: Whether to return the numbers. The server's default is True.
            vector_format: How vectors are written in the answer. The server's default is 'json'.
            timeout: Seconds for the call with all its attempts; `None` for no limit.
            retries: How often to try again.
            headers: Further headers to send.
            request_id: The `X-Request-Id` to send instead of a fresh one.

        Returns:
            Vector: The vector.

        Raises:
            ValidationError: an argument cannot be sent; nothing was.
            CollectionNotFoundError: 404 collection-not-found: Collection not found.
            VectorNotFoundError: 404 vector-not-found: Vector not found.
            InvalidIdError: 422 invalid-id: Invalid id.
            VectorizerError: any other failure.

        Spec: openapi.yaml#/paths/~1collections~1{collection}~1vectors~1{id}/get

        Example:
            client.get_vector("my_collection", "vec_001")
        """
        return self._call(
            _ops.GET_VECTOR,
            Arguments(
                path={"collection": collection, "id": id},
                query={"with_vector": with_vector, "vector_format": vector_format},
                options=CallOptions(timeout, retries, headers, request_id),
            ),
        )

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
            collection: The collection's name. It matches `^[A-Za-z0-9_-]{1,128}$`.
            id: The vector's id. 1 to 256 characters.
            text: At least one character, at most 1 MiB as UTF-8.
            vector: The numbers of a vector, float32: a JSON array, or the base64 (RFC 4648 section 4) of
                their little-endian bytes. The length equals the collection's dimension; every entry is
                finite as float32; under cosine not all are 0.
            metadata: Open JSON about a vector: at most 40 KiB serialised (compact, UTF-8), 32 deep, 256 keys an
                object. Values come back as they were sent, whatever the keys are called.
            upsert: Whether to create a vector that does not exist. The server's default is False.
            if_match: Only act if the vector's version is one of these. A version as an `int`, or entity tags as
                text: `'"3"'`, several separated by commas, or `'*'` for any version.
            if_none_match: `*`: only act if the vector does not exist.
            timeout: Seconds for the call with all its attempts; `None` for no limit.
            retries: How often to try again.
            headers: Further headers to send.
            request_id: The `X-Request-Id` to send instead of a fresh one.

        Returns:
            WriteResult: Replaced, or unchanged. Created by `upsert`.

        Raises:
            ValidationError: an argument cannot be sent; nothing was.
            ForbiddenError: 403 forbidden: Forbidden.
            CollectionNotFoundError: 404 collection-not-found: Collection not found.
            VectorNotFoundError: 404 vector-not-found: Vector not found.
            VersionConflictError: 412 version-conflict: Version conflict.
            PreconditionFailedError: 412 precondition-failed: Precondition failed.
            InvalidIdError: 422 invalid-id: Invalid id.
            DimensionMismatchError: 422 dimension-mismatch: Dimension mismatch.
            NotFiniteError: 422 not-finite: Not finite.
            ZeroVectorError: 422 zero-vector: Zero vector.
            UnsafeIntegerError: 422 unsafe-integer: Unsafe integer.
            LimitExceededError: 422 limit-exceeded: Limit exceeded.
            VectorizerError: any other failure.

        Spec: openapi.yaml#/paths/~1collections~1{collection}~1vectors~1{id}/put

        Example:
            client.replace_vector("my_collection", "vec_001", text="Updated content", metadata={"source": "updated_readme.md", "updated_at": "2024-01-01"})
        """
        return self._call(
            _ops.REPLACE_VECTOR,
            Arguments(
                path={"collection": collection, "id": id},
                query={"upsert": upsert},
                header={"If-Match": if_match, "If-None-Match": if_none_match},
                body={"text": text, "vector": vector, "metadata": metadata},
                options=CallOptions(timeout, retries, headers, request_id),
            ),
        )

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
            collection: The collection's name. It matches `^[A-Za-z0-9_-]{1,128}$`.
            id: The vector's id. 1 to 256 characters.
            text: A text; null removes the stored one. 1 to 1,048,576 characters.
            vector: The numbers of a vector, float32: a JSON array, or the base64 (RFC 4648 section 4) of
                their little-endian bytes. The length equals the collection's dimension; every entry is
                finite as float32; under cosine not all are 0.
            metadata: A change to the metadata; null clears it.
            metadata_mode: `merge` is RFC 7396; `replace` swaps the metadata whole. The server's default is 'merge'.
            if_match: Only act if the vector's version is one of these. A version as an `int`, or entity tags as
                text: `'"3"'`, several separated by commas, or `'*'` for any version.
            timeout: Seconds for the call with all its attempts; `None` for no limit.
            retries: How often to try again.
            headers: Further headers to send.
            request_id: The `X-Request-Id` to send instead of a fresh one.
            idempotency_key: The `Idempotency-Key` to send instead of a fresh one.

        Returns:
            WriteResult: Updated, or unchanged.

        Raises:
            ValidationError: an argument cannot be sent; nothing was.
            ForbiddenError: 403 forbidden: Forbidden.
            CollectionNotFoundError: 404 collection-not-found: Collection not found.
            VectorNotFoundError: 404 vector-not-found: Vector not found.
            VersionConflictError: 412 version-conflict: Version conflict.
            InvalidIdError: 422 invalid-id: Invalid id.
            EmptyUpdateError: 422 empty-update: Empty update.
            DimensionMismatchError: 422 dimension-mismatch: Dimension mismatch.
            NotFiniteError: 422 not-finite: Not finite.
            ZeroVectorError: 422 zero-vector: Zero vector.
            UnsafeIntegerError: 422 unsafe-integer: Unsafe integer.
            LimitExceededError: 422 limit-exceeded: Limit exceeded.
            VectorizerError: any other failure.

        Spec: openapi.yaml#/paths/~1collections~1{collection}~1vectors~1{id}/patch

        Example:
            client.update_vector("my_collection", "vec_001", metadata={"updated_at": "2024-01-01", "version": 2})
        """
        return self._call(
            _ops.UPDATE_VECTOR,
            Arguments(
                path={"collection": collection, "id": id},
                header={"If-Match": if_match},
                body={"text": text, "vector": vector, "metadata": metadata, "metadata_mode": metadata_mode},
                options=CallOptions(timeout, retries, headers, request_id, idempotency_key),
            ),
        )

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
            collection: The collection's name. It matches `^[A-Za-z0-9_-]{1,128}$`.
            id: The vector's id. 1 to 256 characters.
            if_match: Only act if the vector's version is one of these. A version as an `int`, or entity tags as
                text: `'"3"'`, several separated by commas, or `'*'` for any version.
            timeout: Seconds for the call with all its attempts; `None` for no limit.
            retries: How often to try again.
            headers: Further headers to send.
            request_id: The `X-Request-Id` to send instead of a fresh one.

        Returns:
            Nothing.

        Raises:
            ValidationError: an argument cannot be sent; nothing was.
            ForbiddenError: 403 forbidden: Forbidden.
            CollectionNotFoundError: 404 collection-not-found: Collection not found.
            VectorNotFoundError: 404 vector-not-found: Vector not found.
            VersionConflictError: 412 version-conflict: Version conflict.
            InvalidIdError: 422 invalid-id: Invalid id.
            VectorizerError: any other failure.

        Spec: openapi.yaml#/paths/~1collections~1{collection}~1vectors~1{id}/delete

        Example:
            client.delete_vector("my_collection", "vec_001")
        """
        return self._call(
            _ops.DELETE_VECTOR,
            Arguments(
                path={"collection": collection, "id": id},
                header={"If-Match": if_match},
                options=CallOptions(timeout, retries, headers, request_id),
            ),
        )


class SyncRawVectors:
    """The same methods, each giving a `RawResponse`; a list is one page here, and a stream has been asked for."""

    def __init__(self, whole: SyncVectors) -> None:
        self.insert_vector = raw(whole.insert_vector)
        self.list_vectors = raw_page(whole.list_vectors)
        self.get_vector = raw(whole.get_vector)
        self.replace_vector = raw(whole.replace_vector)
        self.update_vector = raw(whole.update_vector)
        self.delete_vector = raw(whole.delete_vector)
