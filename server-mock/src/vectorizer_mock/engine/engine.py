"""The ground of every operation of the engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from ..clock import Clock, IdFactory
from ..embedding import Provider
from ..problems import Path, collection_not_found, problem_at
from ..stores import Collection, CollectionMissingError, Store, Vector
from ..work import in_line
from .changes import Content, Update

_SLOW_TEXT = 50_000
"""Characters of text beyond which embedding leaves the event loop to other requests."""
_SLOW_NUMBERS = 500_000
"""And numbers of its vectors."""


@dataclass(slots=True)
class Engine:
    """A store, a clock, a source of ids, and the providers that embed text."""

    store: Store
    clock: Clock
    ids: IdFactory
    providers: Mapping[str, Provider] = field(default_factory=dict)

    async def collection(self, name: str) -> Collection:
        """The collection of this name, or its problem."""
        try:
            return await self.store.collection(name)
        except CollectionMissingError:
            raise collection_not_found(name) from None

    def provider(self, name: str, dimension: int, path: Path) -> Provider:
        """The provider of this name for this dimension, or the problem with the name or with the dimension beside it."""
        try:
            found = self.providers[name]
        except KeyError:
            detail = f'"{name}" is not an embedding provider of this server.'
            raise problem_at(path, "unknown-provider", detail) from None
        if not found.supports(dimension):
            detail = f'"{name}" does not support dimension {dimension}.'
            raise problem_at(path, "validation-failed", detail)
        return found

    async def embed(self, texts: Sequence[str], provider: str, dimension: int) -> list[Vector]:
        """A vector for each text, float32, shape (dimension,)."""
        if not texts:
            return []
        chosen = self.providers[provider]
        if sum(map(len, texts)) > _SLOW_TEXT or len(texts) * dimension > _SLOW_NUMBERS:
            return list(await in_line(chosen.embed, texts, dimension))
        return list(chosen.embed(texts, dimension))

    async def fill_vectors(self, items: Sequence[Content | Update], name: str) -> Collection | None:
        """Embeds the texts that came without numbers; the collection that this was done for."""
        waiting = [item for item in items if isinstance(item.text, str) and item.vector is None]
        if not waiting:
            return None
        collection = await self.collection(name)
        texts = [item.text for item in waiting if isinstance(item.text, str)]
        for item, vector in zip(
            waiting, await self.embed(texts, collection.provider, collection.dimension), strict=True
        ):
            item.vector = np.ascontiguousarray(vector, dtype=np.float32)
        return collection


def check_same(embedded_for: Collection | None, collection: Collection) -> None:
    """CollectionMissingError where texts were embedded for a collection that is gone, and this one is another."""
    if embedded_for is not None and (embedded_for.dimension, embedded_for.provider) != (
        collection.dimension,
        collection.provider,
    ):
        raise CollectionMissingError(collection.name)
