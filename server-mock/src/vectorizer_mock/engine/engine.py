"""What every operation of the engine works with."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ..clock import Clock, IdFactory
from ..embedding import Provider
from ..problems import Problem, collection_not_found
from ..stores import Collection, CollectionMissingError, Store, Vector
from .changes import Content, Update

_SLOW_TEXT = 200_000
"""Characters of text beyond which embedding leaves the event loop to other requests."""


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

    def provider(self, name: str) -> Provider:
        """The provider of this name, or its problem."""
        try:
            return self.providers[name]
        except KeyError:
            raise Problem("unknown-provider", f'This server has no embedding provider "{name}".') from None

    async def embed(self, texts: Sequence[str], provider: str, dimension: int) -> list[Vector]:
        """A vector for each text, float32, shape (dimension,)."""
        if not texts:
            return []
        chosen = self.provider(provider)
        if sum(map(len, texts)) > _SLOW_TEXT:
            return list(await asyncio.to_thread(chosen.embed, texts, dimension))
        return list(chosen.embed(texts, dimension))

    async def fill_vectors(self, items: Sequence[Content | Update], collection: Collection) -> None:
        """Embeds the texts that came without numbers."""
        waiting = [item for item in items if isinstance(item.text, str) and item.vector is None]
        texts = [item.text for item in waiting if isinstance(item.text, str)]
        for item, vector in zip(
            waiting, await self.embed(texts, collection.provider, collection.dimension), strict=True
        ):
            item.vector = vector
