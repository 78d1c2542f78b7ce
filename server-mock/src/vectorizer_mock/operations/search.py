"""Nearest vectors, and embeddings."""

from __future__ import annotations

from typing import Any

from .._generated import requests
from ..contract import answers
from ..engine import reads
from ..engine.engine import Engine
from ..engine.filters import Filter
from ..operation import Answer
from ..stores import Hit, Vector
from . import items, rendering

_BODY = (None, "body")


class SearchOperations:
    """Search, one or many, and embed."""

    _engine: Engine

    async def search(
        self,
        *,
        collection: str,
        vector_format: str,
        limit: int,
        with_vector: bool,
        with_metadata: bool,
        query: str | None = None,
        vector: Vector | None = None,
        score_threshold: float | None = None,
        filter: Filter | None = None,
    ) -> Answer:
        item = items.search_request(
            _BODY,
            limit=limit,
            with_vector=with_vector,
            with_metadata=with_metadata,
            query=query,
            vector=vector,
            score_threshold=score_threshold,
            filter=filter,
        )
        (found,) = await reads.search(self._engine, collection, [item.search])
        return Answer(value=_response(found, item, vector_format))

    async def batch_search(
        self, *, collection: str, vector_format: str, searches: list[requests.SearchRequest]
    ) -> Answer:
        wanted = [
            items.search_request(((_BODY, "searches"), index), **one) for index, one in enumerate(searches)
        ]
        found = await reads.search(self._engine, collection, [item.search for item in wanted])
        results = [_response(hits, item, vector_format) for hits, item in zip(found, wanted, strict=True)]
        return Answer(value=answers.batch_search_response(results=results))

    async def embed(self, *, vector_format: str, texts: list[str], provider: str, dimension: int) -> Answer:
        self._engine.provider(provider, dimension, (_BODY, "provider"))
        made = await self._engine.embed(texts, provider, dimension)
        vectors = [rendering.vector(one, vector_format) for one in made]
        return Answer(value=answers.embed_response(provider=provider, dimension=dimension, vectors=vectors))


def _response(found: list[Hit], item: items.SearchItem, vector_format: str) -> dict[str, Any]:
    shown = {"with_vector": item.with_vector, "with_metadata": item.with_metadata}
    return answers.search_response(results=[rendering.hit(hit, vector_format, **shown) for hit in found])
