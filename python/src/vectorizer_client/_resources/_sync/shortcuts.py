# Generated from openapi.yaml by vectorizer-codegen. Do not edit: change the contract and run codegen.
"""Calls on collections that take one request or more. Blocking."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from ..._generated.errors import CollectionExistsError, CollectionNotFoundError
from ..._generated.models import Collection
from ..._generated.requests import EmbeddingRequest
from ..._types.unset import UNSET, Unset
from .collections import SyncCollections
from .vectors import SyncVectors


class SyncShortcuts(SyncCollections, SyncVectors):
    """Calls made of others."""

    def collection_exists(self, collection: str, *, timeout: float | Unset | None = UNSET) -> bool:
        """Whether there is a collection of this name.

        Example:
            client.collection_exists("my_collection")
        """
        try:
            self.get_collection(collection, timeout=timeout)
        except CollectionNotFoundError:
            return False
        return True

    def get_or_create_collection(
        self,
        name: str,
        *,
        dimension: int | Unset = UNSET,
        metric: Literal["cosine", "euclidean", "dot_product"] | Unset = UNSET,
        embedding: EmbeddingRequest | Unset = UNSET,
        timeout: float | Unset | None = UNSET,
    ) -> Collection:
        """The collection of this name, made where there is none; any number of programs may ask at once.

        Args:
            name: The collection's name.
            dimension: How many numbers a vector has; this and the next are as `create_collection` takes them.
            metric: How vectors are compared.
            embedding: How texts are embedded.
            timeout: Seconds for each of up to three requests; `None` for no limit.

        Raises:
            CollectionExistsError: there is one, of another dimension, metric or embedding than what is given.

        Example:
            client.get_or_create_collection("my_collection", dimension=384)
        """
        try:
            found = self.get_collection(name, timeout=timeout)
        except CollectionNotFoundError:
            found = None
        given = {"dimension": dimension, "metric": metric, "embedding": embedding}
        if found is None or _differences(found, given):
            try:
                return self.create_collection(
                    name, dimension=dimension, metric=metric, embedding=embedding, timeout=timeout
                )
            except CollectionExistsError as error:
                # Another program was as quick, or it is one of other settings.
                found = self.get_collection(name, timeout=timeout)
                differences = _differences(found, given)
                if differences:
                    error.explain(", ".join(differences))
                    raise
        return found

    def count_vectors(
        self,
        collection: str,
        *,
        filter: Mapping[str, Any] | None = None,
        timeout: float | Unset | None = UNSET,
    ) -> int:
        """How many vectors there are, or how many a filter matches.

        All are counted by the server. What a filter matches is listed without numbers and metadata: a request for every
        1,000.

        Example:
            client.count_vectors("my_collection", filter={"source": "readme.md"})
        """
        if filter is None:
            return (self.get_collection(collection, timeout=timeout)).vector_count
        found = self.list_vectors(collection, filter=filter, limit=1000, with_metadata=False, timeout=timeout)
        return sum(len(page.vectors) for page in found.pages())


def _differences(found: Collection, given: Mapping[str, Any]) -> list[str]:
    """What of a collection is not as it was asked for, as far as it was said."""
    differences: list[str] = []
    for name, value in given.items():
        if isinstance(value, Unset):
            continue
        parts = (
            {f"{name}.{key}": (found[name].get(key), part) for key, part in value.items()}
            if isinstance(value, Mapping)
            else {name: (found[name], value)}
        )
        differences += [
            f"{part} is {has!r}, wanted {wanted!r}" for part, (has, wanted) in parts.items() if has != wanted
        ]
    return differences
