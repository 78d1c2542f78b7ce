# Generated from openapi.yaml by vectorizer-codegen. Do not edit: change the contract and run codegen.
"""Nearest vectors, and embeddings. Blocking."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from ..._call.base import SyncBase, raw
from ..._generated import operations as _ops
from ..._generated.models import (
    BatchSearchResponse,
    EmbedResponse,
    SearchResponse,
)
from ..._generated.requests import (
    SearchRequest,
)
from ..._types.either import either as _either
from ..._types.models import Model
from ..._types.operation import Arguments, BatchOptions, CallOptions, ProgressOption
from ..._types.unset import UNSET, Unset
from ..._types.vectors import VectorInput


class SyncSearch(SyncBase):
    """Nearest vectors, and embeddings."""

    def search(
        self,
        collection: str,
        query: str | VectorInput | Unset = UNSET,
        *,
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
            collection: The collection's name. It matches `^[A-Za-z0-9_-]{1,128}$`.
            query: At least one character, at most 1 MiB as UTF-8. Anything but a text goes as `vector`.
            vector: The numbers of a vector, float32: a JSON array, or the base64 (RFC 4648 section 4) of
                their little-endian bytes. The length equals the collection's dimension; every entry is
                finite as float32; under cosine not all are 0.
            limit: The most results. 1 to 1,000. The server's default is 10.
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
            SearchResponse: The nearest vectors, best first.

        Raises:
            ValidationError: an argument cannot be sent; nothing was.
            CollectionNotFoundError: 404 collection-not-found: Collection not found.
            DimensionMismatchError: 422 dimension-mismatch: Dimension mismatch.
            NotFiniteError: 422 not-finite: Not finite.
            ZeroVectorError: 422 zero-vector: Zero vector.
            InvalidFilterError: 422 invalid-filter: Invalid filter.
            UnsafeIntegerError: 422 unsafe-integer: Unsafe integer.
            LimitExceededError: 422 limit-exceeded: Limit exceeded.
            VectorizerError: any other failure.

        Spec: openapi.yaml#/paths/~1collections~1{collection}~1search/post

        Example:
            client.search("my_collection", "what holds meaning", limit=3)
        """
        query, vector = _either(query, vector, "vector")
        return self._call(
            _ops.SEARCH,
            Arguments(
                path={"collection": collection},
                query={"vector_format": vector_format},
                body={
                    "query": query,
                    "vector": vector,
                    "limit": limit,
                    "filter": filter,
                    "score_threshold": score_threshold,
                    "with_vector": with_vector,
                    "with_metadata": with_metadata,
                },
                options=CallOptions(timeout, retries, headers, request_id, idempotency_key),
            ),
        )

    def batch_search(
        self,
        collection: str,
        searches: Iterable[SearchRequest | Mapping[str, object] | Model],
        *,
        vector_format: Literal["json", "base64"] | Unset = UNSET,
        progress: ProgressOption = None,
        batch_size: int = 500,
        concurrency: int = 4,
        timeout: float | Unset | None = UNSET,
        retries: int | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        request_id: str | None = None,
        idempotency_key: str | None = None,
    ) -> BatchSearchResponse:
        """Run many searches.

        1 to 1,000 searches on one collection, answered in request order. One that is refused refuses all.
        Their `limit`s may come to 10,000 results together (422 `limit-exceeded`).

        Args:
            collection: The collection's name. It matches `^[A-Za-z0-9_-]{1,128}$`.
            searches: The searches.
            vector_format: How vectors are written in the answer. The server's default is 'json'.
            progress: `True` for a bar with rate and time left, or a function of a `Progress`.
            batch_size: The most items of one request, up to 1,000.
            concurrency: How many requests may be under way at once, where one is not enough.
            timeout: Seconds for each request with all its attempts; `None` for no limit.
            retries: How often to try again.
            headers: Further headers to send.
            request_id: The `X-Request-Id` to send instead of a fresh one.
            idempotency_key: The `Idempotency-Key` to send instead of a fresh one.

        Returns:
            BatchSearchResponse: One answer for each search, in order. One answer for the whole batch, however
            many requests it took; indexes are those of your items.

        Raises:
            ValidationError: an argument cannot be sent; nothing was.
            CollectionNotFoundError: 404 collection-not-found: Collection not found.
            DimensionMismatchError: 422 dimension-mismatch: Dimension mismatch.
            NotFiniteError: 422 not-finite: Not finite.
            ZeroVectorError: 422 zero-vector: Zero vector.
            InvalidFilterError: 422 invalid-filter: Invalid filter.
            UnsafeIntegerError: 422 unsafe-integer: Unsafe integer.
            LimitExceededError: 422 limit-exceeded: Limit exceeded.
            VectorizerError: any other failure.

        Spec: openapi.yaml#/paths/~1collections~1{collection}~1batch_search/post

        Example:
            client.batch_search("my_collection", [{"query": "what holds meaning", "limit": 1}, {"query": "readme", "limit": 1}])
        """
        return self._batch(
            _ops.BATCH_SEARCH,
            Arguments(
                path={"collection": collection},
                query={"vector_format": vector_format},
                body={},
                options=CallOptions(timeout, retries, headers, request_id, idempotency_key),
            ),
            searches,
            BatchOptions(True, None, True, progress, batch_size, concurrency),
        )

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
            texts: The texts. 1 to 1,000 items.
            provider: An embedding provider that `/info` lists. It matches `^[a-z0-9-]{1,64}$`. The server's
                default is 'hashing'.
            dimension: How many numbers a vector has. 1 to 4,096. The server's default is 384.
            vector_format: How vectors are written in the answer. The server's default is 'json'.
            timeout: Seconds for the call with all its attempts; `None` for no limit.
            retries: How often to try again.
            headers: Further headers to send.
            request_id: The `X-Request-Id` to send instead of a fresh one.
            idempotency_key: The `Idempotency-Key` to send instead of a fresh one.

        Returns:
            EmbedResponse: The vectors, in order.

        Raises:
            ValidationError: an argument cannot be sent; nothing was.
            UnknownProviderError: 422 unknown-provider: Unknown embedding provider.
            LimitExceededError: 422 limit-exceeded: Limit exceeded.
            VectorizerError: any other failure.

        Spec: openapi.yaml#/paths/~1embed/post

        Example:
            client.embed(["Vectors hold meaning."], dimension=4)
        """
        return self._call(
            _ops.EMBED,
            Arguments(
                query={"vector_format": vector_format},
                body={"texts": texts, "provider": provider, "dimension": dimension},
                options=CallOptions(timeout, retries, headers, request_id, idempotency_key),
            ),
        )


class SyncRawSearch:
    """The same methods, each giving a `RawResponse`; a list is one page here, and a stream has been asked for."""

    def __init__(self, whole: SyncSearch) -> None:
        self.search = raw(whole.search)
        self.batch_search = raw(whole.batch_search)
        self.embed = raw(whole.embed)
