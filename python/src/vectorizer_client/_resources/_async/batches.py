# Generated from openapi.yaml by vectorizer-codegen. Do not edit: change the contract and run codegen.
"""Many vectors in one request. Awaited."""

from __future__ import annotations

from collections.abc import AsyncIterable, Iterable, Mapping
from os import PathLike
from typing import Any, Literal

from ..._call.base import AsyncBase, async_raw, async_raw_stream
from ..._call.stream import AsyncRecordStream
from ..._generated import operations as _ops
from ..._generated.models import (
    BatchReport,
    DeleteByFilterReport,
    DeleteReport,
    ImportReport,
    UpdateByFilterReport,
    Vector,
)
from ..._generated.requests import (
    BatchUpdateItem,
    ImportRecord,
    InsertRequest,
)
from ..._types.models import Model
from ..._types.operation import Arguments, BatchOptions, CallOptions, ProgressOption
from ..._types.unset import UNSET, Unset


class AsyncBatches(AsyncBase):
    """Many vectors in one request."""

    async def batch_insert(
        self,
        collection: str,
        vectors: Iterable[InsertRequest | Mapping[str, object] | Model]
        | AsyncIterable[InsertRequest | Mapping[str, object] | Model],
        *,
        atomic: bool | Unset = UNSET,
        upsert: bool | Unset = UNSET,
        raise_on_partial: bool = True,
        resume: BatchReport | Mapping[str, Any] | None = None,
        keep_results: bool = True,
        progress: ProgressOption = None,
        batch_size: int = 500,
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
        that exists, a dimension that differs, a zero vector under cosine. With `upsert` a vector that
        exists is set whole, as by `replaceVector`. `atomic: true` makes one failure abort all (422 `batch-
        aborted`, with the report).

        Args:
            collection: The collection's name. It matches `^[A-Za-z0-9_-]{1,128}$`.
            vectors: The new vectors.
            atomic: All or nothing. The server's default is False.
            upsert: Whether to replace vectors that exist. The server's default is False.
            raise_on_partial: Whether items that failed raise `BatchPartialError`, which has the report.
            resume: A report of before, or its `compact()`: only what it leaves failed, aborted, unknown or not sent is sent again.
            keep_results: Whether the report has a result for each item; else only for those that were not applied,
                so that its size does not grow with the batch.
            progress: `True` for a bar with rate and time left, or a function of a `Progress`, which may be async.
            batch_size: The most items of one request, up to 10,000.
            concurrency: How many requests may be under way at once, where one is not enough.
            timeout: Seconds for each request with all its attempts; `None` for no limit.
            retries: How often to try again.
            headers: Further headers to send.
            request_id: The `X-Request-Id` to send instead of a fresh one.
            idempotency_key: The `Idempotency-Key` to send instead of a fresh one.

        Returns:
            BatchReport: What became of each item, in request order. One answer for the whole batch, however
            many requests it took; indexes are those of your items.

        Raises:
            ValidationError: an argument cannot be sent; nothing was.
            ForbiddenError: 403 forbidden: Forbidden.
            CollectionNotFoundError: 404 collection-not-found: Collection not found.
            InvalidIdError: 422 invalid-id: Invalid id.
            DuplicateIdError: 422 duplicate-id: Duplicate id.
            NotFiniteError: 422 not-finite: Not finite.
            UnsafeIntegerError: 422 unsafe-integer: Unsafe integer.
            LimitExceededError: 422 limit-exceeded: Limit exceeded.
            BatchAbortedError: 422 batch-aborted: Batch aborted.
            BatchPartialError: some items were not applied.
            VectorizerError: any other failure.

        Spec: openapi.yaml#/paths/~1collections~1{collection}~1batch_insert/post

        Example:
            await client.batch_insert("my_collection", [{"id": "vec_001", "text": "First text", "metadata": {"source": "a.md"}}, {"id": "vec_002", "text": "Second text", "metadata": {"source": "b.md"}}])
        """
        return await self._batch(
            _ops.BATCH_INSERT,
            Arguments(
                path={"collection": collection},
                body={"atomic": atomic, "upsert": upsert},
                options=CallOptions(timeout, retries, headers, request_id, idempotency_key),
            ),
            vectors,
            BatchOptions(raise_on_partial, resume, keep_results, progress, batch_size, concurrency),
        )

    async def batch_update(
        self,
        collection: str,
        updates: Iterable[BatchUpdateItem | Mapping[str, object] | Model]
        | AsyncIterable[BatchUpdateItem | Mapping[str, object] | Model],
        *,
        metadata_mode: Literal["merge", "replace"] | Unset = UNSET,
        atomic: bool | Unset = UNSET,
        upsert: bool | Unset = UNSET,
        raise_on_partial: bool = True,
        resume: BatchReport | Mapping[str, Any] | None = None,
        keep_results: bool = True,
        progress: ProgressOption = None,
        batch_size: int = 500,
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
            collection: The collection's name. It matches `^[A-Za-z0-9_-]{1,128}$`.
            updates: The updates.
            metadata_mode: `merge` is RFC 7396; `replace` swaps the metadata whole. The server's default is 'merge'.
            atomic: All or nothing. The server's default is False.
            upsert: Whether to create vectors that do not exist. The server's default is False.
            raise_on_partial: Whether items that failed raise `BatchPartialError`, which has the report.
            resume: A report of before, or its `compact()`: only what it leaves failed, aborted, unknown or not sent is sent again.
            keep_results: Whether the report has a result for each item; else only for those that were not applied,
                so that its size does not grow with the batch.
            progress: `True` for a bar with rate and time left, or a function of a `Progress`, which may be async.
            batch_size: The most items of one request, up to 10,000.
            concurrency: How many requests may be under way at once, where one is not enough.
            timeout: Seconds for each request with all its attempts; `None` for no limit.
            retries: How often to try again.
            headers: Further headers to send.
            request_id: The `X-Request-Id` to send instead of a fresh one.
            idempotency_key: The `Idempotency-Key` to send instead of a fresh one.

        Returns:
            BatchReport: What became of each item, in request order. One answer for the whole batch, however
            many requests it took; indexes are those of your items.

        Raises:
            ValidationError: an argument cannot be sent; nothing was.
            ForbiddenError: 403 forbidden: Forbidden.
            CollectionNotFoundError: 404 collection-not-found: Collection not found.
            InvalidIdError: 422 invalid-id: Invalid id.
            DuplicateIdError: 422 duplicate-id: Duplicate id.
            EmptyUpdateError: 422 empty-update: Empty update.
            NotFiniteError: 422 not-finite: Not finite.
            UnsafeIntegerError: 422 unsafe-integer: Unsafe integer.
            LimitExceededError: 422 limit-exceeded: Limit exceeded.
            BatchAbortedError: 422 batch-aborted: Batch aborted.
            BatchPartialError: some items were not applied.
            VectorizerError: any other failure.

        Spec: openapi.yaml#/paths/~1collections~1{collection}~1batch_update/post

        Example:
            await client.batch_update("my_collection", [{"id": "vec_001", "text": "Updated content 1"}, {"id": "vec_002", "text": "Updated content 2"}])
        """
        return await self._batch(
            _ops.BATCH_UPDATE,
            Arguments(
                path={"collection": collection},
                body={"metadata_mode": metadata_mode, "atomic": atomic, "upsert": upsert},
                options=CallOptions(timeout, retries, headers, request_id, idempotency_key),
            ),
            updates,
            BatchOptions(raise_on_partial, resume, keep_results, progress, batch_size, concurrency),
        )

    async def upsert_vectors(
        self,
        collection: str,
        updates: Iterable[BatchUpdateItem | Mapping[str, object] | Model]
        | AsyncIterable[BatchUpdateItem | Mapping[str, object] | Model],
        *,
        metadata_mode: Literal["merge", "replace"] | Unset = UNSET,
        atomic: bool | Unset = UNSET,
        raise_on_partial: bool = True,
        resume: BatchReport | Mapping[str, Any] | None = None,
        keep_results: bool = True,
        progress: ProgressOption = None,
        batch_size: int = 500,
        concurrency: int = 4,
        timeout: float | Unset | None = UNSET,
        retries: int | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        request_id: str | None = None,
        idempotency_key: str | None = None,
    ) -> BatchReport:
        """Insert or update many vectors.

        The same as `batch_update` with `upsert=True`. Applies 1 to 10,000 updates, each by the rule of
        `updateVector`, each to another id (`duplicate-id` otherwise). `if_version` makes an item
        conditional; `upsert` creates what does not exist from items that carry text or a vector. What this
        file's schema refuses in any item refuses the whole request; what depends on state is decided item
        by item, and `count = created + updated + unchanged + failed + aborted`. `atomic: true` applies all
        or nothing: a failure is 422 `batch-aborted`, with the report, and no change is ever visible.

        Args:
            collection: The collection's name. It matches `^[A-Za-z0-9_-]{1,128}$`.
            updates: The updates.
            metadata_mode: `merge` is RFC 7396; `replace` swaps the metadata whole. The server's default is 'merge'.
            atomic: All or nothing. The server's default is False.
            raise_on_partial: Whether items that failed raise `BatchPartialError`, which has the report.
            resume: A report of before, or its `compact()`: only what it leaves failed, aborted, unknown or not sent is sent again.
            keep_results: Whether the report has a result for each item; else only for those that were not applied,
                so that its size does not grow with the batch.
            progress: `True` for a bar with rate and time left, or a function of a `Progress`, which may be async.
            batch_size: The most items of one request, up to 10,000.
            concurrency: How many requests may be under way at once, where one is not enough.
            timeout: Seconds for each request with all its attempts; `None` for no limit.
            retries: How often to try again.
            headers: Further headers to send.
            request_id: The `X-Request-Id` to send instead of a fresh one.
            idempotency_key: The `Idempotency-Key` to send instead of a fresh one.

        Returns:
            BatchReport: What became of each item, in request order. One answer for the whole batch, however
            many requests it took; indexes are those of your items.

        Raises:
            ValidationError: an argument cannot be sent; nothing was.
            ForbiddenError: 403 forbidden: Forbidden.
            CollectionNotFoundError: 404 collection-not-found: Collection not found.
            InvalidIdError: 422 invalid-id: Invalid id.
            DuplicateIdError: 422 duplicate-id: Duplicate id.
            EmptyUpdateError: 422 empty-update: Empty update.
            NotFiniteError: 422 not-finite: Not finite.
            UnsafeIntegerError: 422 unsafe-integer: Unsafe integer.
            LimitExceededError: 422 limit-exceeded: Limit exceeded.
            BatchAbortedError: 422 batch-aborted: Batch aborted.
            BatchPartialError: some items were not applied.
            VectorizerError: any other failure.

        Spec: openapi.yaml#/paths/~1collections~1{collection}~1batch_update/post

        Example:
            await client.upsert_vectors("my_collection", [{"id": "vec_001", "text": "Updated content 1"}, {"id": "vec_002", "text": "Updated content 2"}])
        """
        return await self._batch(
            _ops.UPSERT_VECTORS,
            Arguments(
                path={"collection": collection},
                body={"metadata_mode": metadata_mode, "atomic": atomic, "upsert": True},
                options=CallOptions(timeout, retries, headers, request_id, idempotency_key),
            ),
            updates,
            BatchOptions(raise_on_partial, resume, keep_results, progress, batch_size, concurrency),
        )

    async def batch_delete(
        self,
        collection: str,
        ids: Iterable[str] | AsyncIterable[str],
        *,
        raise_on_partial: bool = True,
        resume: DeleteReport | Mapping[str, Any] | None = None,
        keep_results: bool = True,
        progress: ProgressOption = None,
        batch_size: int = 500,
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
            collection: The collection's name. It matches `^[A-Za-z0-9_-]{1,128}$`.
            ids: The ids.
            raise_on_partial: Whether items that failed raise `BatchPartialError`, which has the report.
            resume: A report of before, or its `compact()`: only what it leaves failed, aborted, unknown or not sent is sent again.
            keep_results: Whether the report has a result for each item; else only for those that were not applied,
                so that its size does not grow with the batch.
            progress: `True` for a bar with rate and time left, or a function of a `Progress`, which may be async.
            batch_size: The most items of one request, up to 10,000.
            concurrency: How many requests may be under way at once, where one is not enough.
            timeout: Seconds for each request with all its attempts; `None` for no limit.
            retries: How often to try again.
            headers: Further headers to send.
            request_id: The `X-Request-Id` to send instead of a fresh one.
            idempotency_key: The `Idempotency-Key` to send instead of a fresh one.

        Returns:
            DeleteReport: What became of each id, in request order. One answer for the whole batch, however many
            requests it took; indexes are those of your items.

        Raises:
            ValidationError: an argument cannot be sent; nothing was.
            ForbiddenError: 403 forbidden: Forbidden.
            CollectionNotFoundError: 404 collection-not-found: Collection not found.
            InvalidIdError: 422 invalid-id: Invalid id.
            DuplicateIdError: 422 duplicate-id: Duplicate id.
            LimitExceededError: 422 limit-exceeded: Limit exceeded.
            BatchPartialError: some items were not applied.
            VectorizerError: any other failure.

        Spec: openapi.yaml#/paths/~1collections~1{collection}~1batch_delete/post

        Example:
            await client.batch_delete("my_collection", ["vec_001", "vec_404"])
        """
        return await self._batch(
            _ops.BATCH_DELETE,
            Arguments(
                path={"collection": collection},
                body={},
                options=CallOptions(timeout, retries, headers, request_id, idempotency_key),
            ),
            ids,
            BatchOptions(raise_on_partial, resume, keep_results, progress, batch_size, concurrency),
        )

    async def delete_by_filter(
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
            collection: The collection's name. It matches `^[A-Za-z0-9_-]{1,128}$`.
            filter: A filter with at least one condition.
            dry_run: Whether to count only. The server's default is False.
            timeout: Seconds for the call with all its attempts; `None` for no limit.
            retries: How often to try again.
            headers: Further headers to send.
            request_id: The `X-Request-Id` to send instead of a fresh one.
            idempotency_key: The `Idempotency-Key` to send instead of a fresh one.

        Returns:
            DeleteByFilterReport: How many matched and how many were deleted.

        Raises:
            ValidationError: an argument cannot be sent; nothing was.
            ForbiddenError: 403 forbidden: Forbidden.
            CollectionNotFoundError: 404 collection-not-found: Collection not found.
            InvalidFilterError: 422 invalid-filter: Invalid filter.
            EmptyFilterError: 422 empty-filter: Empty filter.
            UnsafeIntegerError: 422 unsafe-integer: Unsafe integer.
            LimitExceededError: 422 limit-exceeded: Limit exceeded.
            VectorizerError: any other failure.

        Spec: openapi.yaml#/paths/~1collections~1{collection}~1delete_by_filter/post

        Example:
            await client.delete_by_filter("my_collection", {"source": "readme.md"}, dry_run=True)
        """
        return await self._call(
            _ops.DELETE_BY_FILTER,
            Arguments(
                path={"collection": collection},
                body={"filter": filter, "dry_run": dry_run},
                options=CallOptions(timeout, retries, headers, request_id, idempotency_key),
            ),
        )

    async def update_by_filter(
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
            collection: The collection's name. It matches `^[A-Za-z0-9_-]{1,128}$`.
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
            UpdateByFilterReport: How many matched and what became of them.

        Raises:
            ValidationError: an argument cannot be sent; nothing was.
            ForbiddenError: 403 forbidden: Forbidden.
            CollectionNotFoundError: 404 collection-not-found: Collection not found.
            InvalidFilterError: 422 invalid-filter: Invalid filter.
            EmptyFilterError: 422 empty-filter: Empty filter.
            UnsafeIntegerError: 422 unsafe-integer: Unsafe integer.
            LimitExceededError: 422 limit-exceeded: Limit exceeded.
            VectorizerError: any other failure.

        Spec: openapi.yaml#/paths/~1collections~1{collection}~1update_by_filter/post

        Example:
            await client.update_by_filter("my_collection", {"source": "readme.md"}, {"reviewed": True})
        """
        return await self._call(
            _ops.UPDATE_BY_FILTER,
            Arguments(
                path={"collection": collection},
                body={
                    "filter": filter,
                    "metadata": metadata,
                    "metadata_mode": metadata_mode,
                    "dry_run": dry_run,
                },
                options=CallOptions(timeout, retries, headers, request_id, idempotency_key),
            ),
        )

    def export_vectors(
        self,
        collection: str,
        *,
        vector_format: Literal["json", "base64"] | Unset = UNSET,
        timeout: float | Unset | None = UNSET,
        retries: int | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        request_id: str | None = None,
    ) -> AsyncRecordStream[Vector]:
        """Export a collection.

        Every vector as NDJSON, one record a line, by id in code point order, as the collection was when the
        request began.

        Args:
            collection: The collection's name. It matches `^[A-Za-z0-9_-]{1,128}$`.
            vector_format: How vectors are written in the answer. The server's default is 'json'.
            timeout: Seconds for the call with all its attempts; `None` for no limit.
            retries: How often to try again.
            headers: Further headers to send.
            request_id: The `X-Request-Id` to send instead of a fresh one.

        Returns:
            The records one by one, as they arrive.

        Raises:
            ValidationError: an argument cannot be sent; nothing was.
            CollectionNotFoundError: 404 collection-not-found: Collection not found.
            VectorizerError: any other failure.

        Spec: openapi.yaml#/paths/~1collections~1{collection}~1export/get

        Example:
            async for item in client.export_vectors("my_collection"): ...
        """
        return self._stream(
            _ops.EXPORT_VECTORS,
            Arguments(
                path={"collection": collection},
                query={"vector_format": vector_format},
                options=CallOptions(timeout, retries, headers, request_id),
            ),
        )

    async def import_vectors(
        self,
        collection: str,
        records: Iterable[ImportRecord | Mapping[str, object] | Model]
        | AsyncIterable[ImportRecord | Mapping[str, object] | Model]
        | str
        | PathLike[str],
        *,
        upsert: bool | Unset = UNSET,
        raise_on_partial: bool = True,
        resume: ImportReport | Mapping[str, Any] | None = None,
        keep_results: bool = True,
        progress: ProgressOption = None,
        batch_size: int = 500,
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
            collection: The collection's name. It matches `^[A-Za-z0-9_-]{1,128}$`.
            records: A record as `exportVectors` writes it. Or the path of a file that has them, one a line,
                gzip too.
            upsert: Whether to replace vectors that exist. The server's default is False.
            raise_on_partial: Whether items that failed raise `BatchPartialError`, which has the report.
            resume: A report of before, or its `compact()`: only what it leaves failed, aborted, unknown or not sent is sent again.
            keep_results: Whether the report has a result for each item; else only for those that were not applied,
                so that its size does not grow with the batch.
            progress: `True` for a bar with rate and time left, or a function of a `Progress`, which may be async.
            batch_size: The most items of one request, up to 10,000.
            concurrency: How many requests may be under way at once, where one is not enough.
            timeout: Seconds for each request with all its attempts; `None` for no limit.
            retries: How often to try again.
            headers: Further headers to send.
            request_id: The `X-Request-Id` to send instead of a fresh one.
            idempotency_key: The `Idempotency-Key` to send instead of a fresh one.

        Returns:
            ImportReport: How many records were taken, and what failed. One answer for the whole batch, however
            many requests it took; indexes are those of your items.

        Raises:
            ValidationError: an argument cannot be sent; nothing was.
            ForbiddenError: 403 forbidden: Forbidden.
            CollectionNotFoundError: 404 collection-not-found: Collection not found.
            InvalidIdError: 422 invalid-id: Invalid id.
            DuplicateIdError: 422 duplicate-id: Duplicate id.
            NotFiniteError: 422 not-finite: Not finite.
            UnsafeIntegerError: 422 unsafe-integer: Unsafe integer.
            LimitExceededError: 422 limit-exceeded: Limit exceeded.
            BatchPartialError: some items were not applied.
            VectorizerError: any other failure.

        Spec: openapi.yaml#/paths/~1collections~1{collection}~1import/post

        Example:
            await client.import_vectors("my_collection", [{"id": "vec_001", "text": "Vectors hold meaning.", "metadata": {"source": "readme.md"}}])
        """
        return await self._batch(
            _ops.IMPORT_VECTORS,
            Arguments(
                path={"collection": collection},
                query={"upsert": upsert},
                body={},
                options=CallOptions(timeout, retries, headers, request_id, idempotency_key),
            ),
            records,
            BatchOptions(raise_on_partial, resume, keep_results, progress, batch_size, concurrency),
        )


class AsyncRawBatches:
    """The same methods, each giving a `RawResponse`; a list is one page here, and a stream has been asked for."""

    def __init__(self, whole: AsyncBatches) -> None:
        self.batch_insert = async_raw(whole.batch_insert)
        self.batch_update = async_raw(whole.batch_update)
        self.upsert_vectors = async_raw(whole.upsert_vectors)
        self.batch_delete = async_raw(whole.batch_delete)
        self.delete_by_filter = async_raw(whole.delete_by_filter)
        self.update_by_filter = async_raw(whole.update_by_filter)
        self.export_vectors = async_raw_stream(whole.export_vectors)
        self.import_vectors = async_raw(whole.import_vectors)
