"""Collections."""

from __future__ import annotations

from .._generated import requests
from ..contract import Answer, Call
from ..engine.engine import Engine
from ..problems import Problem, collection_not_found
from ..stores import Collection, CollectionMissingError
from . import rendering

_DEFAULT_PROVIDER = "hashing"


class CollectionOperations:
    """Create, describe, list and delete."""

    _engine: Engine

    async def list_collections(self, call: Call[requests.ListCollectionsParameters, None]) -> Answer:
        found = await self._engine.store.collections()
        return Answer(value={"collections": [rendering.collection(one) for one in found]})

    async def create_collection(
        self, call: Call[requests.CreateCollectionParameters, requests.CreateCollectionRequest]
    ) -> Answer:
        body = call.body
        name, dimension = body["name"], body["dimension"]
        provider = body["embedding"]["provider"] if "embedding" in body else _DEFAULT_PROVIDER
        self._engine.provider(provider, dimension, (((None, "body"), "embedding"), "provider"))
        now = self._engine.clock.now()
        made = Collection(name, dimension, body["metric"], provider, now, now)
        if not await self._engine.store.create(made):
            raise Problem("collection-exists", f'There is a collection "{name}" already.')
        return Answer(201, rendering.collection(made), location=("collections", name))

    async def get_collection(self, call: Call[requests.GetCollectionParameters, None]) -> Answer:
        found = await self._engine.collection(call.parameters["collection"])
        return Answer(value=rendering.collection(found))

    async def delete_collection(self, call: Call[requests.DeleteCollectionParameters, None]) -> Answer:
        name = call.parameters["collection"]
        try:
            await self._engine.store.drop(name)
        except CollectionMissingError:
            raise collection_not_found(name) from None
        return Answer(204)
