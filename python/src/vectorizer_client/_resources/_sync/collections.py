# Generated from openapi.yaml by vectorizer-codegen. Do not edit: change the contract and run codegen.
"""Named sets of vectors of one dimension under one metric. Blocking."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from ..._call.base import SyncBase, raw
from ..._generated import operations as _ops
from ..._generated.models import (
    Collection,
    CollectionList,
)
from ..._generated.requests import (
    EmbeddingRequest,
)
from ..._types.operation import Arguments, CallOptions
from ..._types.unset import UNSET, Unset


class SyncCollections(SyncBase):
    """Named sets of vectors of one dimension under one metric."""

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
            CollectionList: The collections.

        Raises:
            ValidationError: an argument cannot be sent; nothing was.
            VectorizerError: any other failure.

        Spec: openapi.yaml#/paths/~1collections/get

        Example:
            client.list_collections()
        """
        return self._call(
            _ops.LIST_COLLECTIONS,
            Arguments(
                options=CallOptions(timeout, retries, headers, request_id),
            ),
        )

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
        an embedding provider that this server does not offer is 422 `unknown-provider`, and a collection
        more than the server may have is 422 `limit-exceeded`.

        Args:
            name: A collection's name. It matches `^[A-Za-z0-9_-]{1,128}$`.
            dimension: How many numbers a vector has. 1 to 4,096. The server's default is 384.
            metric: How vectors are compared. The server's default is 'cosine'.
            embedding: How text becomes a vector.
            timeout: Seconds for the call with all its attempts; `None` for no limit.
            retries: How often to try again.
            headers: Further headers to send.
            request_id: The `X-Request-Id` to send instead of a fresh one.
            idempotency_key: The `Idempotency-Key` to send instead of a fresh one.

        Returns:
            Collection: The new collection.

        Raises:
            ValidationError: an argument cannot be sent; nothing was.
            ForbiddenError: 403 forbidden: Forbidden.
            CollectionExistsError: 409 collection-exists: Collection exists.
            UnknownProviderError: 422 unknown-provider: Unknown embedding provider.
            LimitExceededError: 422 limit-exceeded: Limit exceeded.
            VectorizerError: any other failure.

        Spec: openapi.yaml#/paths/~1collections/post

        Example:
            client.create_collection("my_collection")
        """
        return self._call(
            _ops.CREATE_COLLECTION,
            Arguments(
                body={"name": name, "dimension": dimension, "metric": metric, "embedding": embedding},
                options=CallOptions(timeout, retries, headers, request_id, idempotency_key),
            ),
        )

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
            collection: The collection's name. It matches `^[A-Za-z0-9_-]{1,128}$`.
            timeout: Seconds for the call with all its attempts; `None` for no limit.
            retries: How often to try again.
            headers: Further headers to send.
            request_id: The `X-Request-Id` to send instead of a fresh one.

        Returns:
            Collection: The collection.

        Raises:
            ValidationError: an argument cannot be sent; nothing was.
            CollectionNotFoundError: 404 collection-not-found: Collection not found.
            VectorizerError: any other failure.

        Spec: openapi.yaml#/paths/~1collections~1{collection}/get

        Example:
            client.get_collection("my_collection")
        """
        return self._call(
            _ops.GET_COLLECTION,
            Arguments(
                path={"collection": collection},
                options=CallOptions(timeout, retries, headers, request_id),
            ),
        )

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
            collection: The collection's name. It matches `^[A-Za-z0-9_-]{1,128}$`.
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
            VectorizerError: any other failure.

        Spec: openapi.yaml#/paths/~1collections~1{collection}/delete

        Example:
            client.delete_collection("my_collection")
        """
        return self._call(
            _ops.DELETE_COLLECTION,
            Arguments(
                path={"collection": collection},
                options=CallOptions(timeout, retries, headers, request_id),
            ),
        )


class SyncRawCollections:
    """The same methods, each giving a `RawResponse`; a list is one page here, and a stream has been asked for."""

    def __init__(self, whole: SyncCollections) -> None:
        self.list_collections = raw(whole.list_collections)
        self.create_collection = raw(whole.create_collection)
        self.get_collection = raw(whole.get_collection)
        self.delete_collection = raw(whole.delete_collection)
