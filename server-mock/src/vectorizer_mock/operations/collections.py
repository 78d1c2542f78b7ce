"""Collections."""

from __future__ import annotations

from .._generated import requests
from ..contract import answers
from ..contract.limits import LIMITS
from ..engine.engine import Engine
from ..operation import Answer
from ..problems import Problem, collection_not_found
from ..stores import Collection, CollectionMissingError
from . import items, rendering
from .pieces import Pieces

_DEFAULT_PROVIDER = "hashing"


class CollectionOperations:
    """Create, describe, list and delete."""

    _engine: Engine

    async def list_collections(self) -> Answer:
        found = await self._engine.store.collections()
        pieces = Pieces()
        shown = [await pieces.must_take(rendering.collection(one)) for one in found]
        return Answer(value=answers.collection_list(collections=shown))

    async def create_collection(
        self, *, name: str, dimension: int, metric: str, embedding: requests.EmbeddingRequest | None = None
    ) -> Answer:
        provider = items.embedding_request(**embedding) if embedding else _DEFAULT_PROVIDER
        self._engine.provider(provider, dimension, (((None, "body"), "embedding"), "provider"))
        if await self._engine.store.count_collections() >= (most := LIMITS["collections"]):
            raise Problem("limit-exceeded", f"The server must have at most {most} collections.", limit=most)
        now = self._engine.clock.now()
        made = Collection(name, dimension, metric, provider, now, now)
        if not await self._engine.store.create(made):
            raise Problem("collection-exists", f'The collection "{name}" exists already.')
        return Answer(201, rendering.collection(made), location=("collections", name))

    async def get_collection(self, *, collection: str) -> Answer:
        found = await self._engine.collection(collection)
        return Answer(value=rendering.collection(found))

    async def delete_collection(self, *, collection: str) -> Answer:
        try:
            await self._engine.store.drop(collection)
        except CollectionMissingError:
            raise collection_not_found(collection) from None
        return Answer(204)
