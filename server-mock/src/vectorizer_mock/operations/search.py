"""Nearest vectors, and embeddings."""

from __future__ import annotations

from typing import Any

from .._generated import requests
from ..contract import answers
from ..contract.limits import LIMITS
from ..engine import reads
from ..engine.engine import Engine
from ..engine.filters import Filter
from ..operation import Answer
from ..problems import problem_at
from ..stores import Hit, Vector
from . import items, rendering
from .pieces import Pieces

_BODY = (None, "body")
_TOGETHER = 64


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
        (queries,) = await reads.queries(self._engine, collection, [item.search])
        (found,) = await reads.search(self._engine, collection, [queries])
        return Answer(value=await _response(found, item, vector_format, Pieces()))

    async def batch_search(
        self, *, collection: str, vector_format: str, searches: list[requests.SearchRequest]
    ) -> Answer:
        wanted = [
            items.search_request(((_BODY, "searches"), index), **one) for index, one in enumerate(searches)
        ]
        _check_results(wanted)
        queries = await reads.queries(self._engine, collection, [item.search for item in wanted])
        pieces, results = Pieces(), []
        # In groups, so that the hits of all searches are never in memory at once.
        for start in range(0, len(queries), _TOGETHER):
            found = await reads.search(self._engine, collection, queries[start : start + _TOGETHER])
            for hits, item in zip(found, wanted[start:], strict=False):
                results.append(await _response(hits, item, vector_format, pieces))
        return Answer(value=answers.batch_search_response(results=results))

    async def embed(self, *, vector_format: str, texts: list[str], provider: str, dimension: int) -> Answer:
        self._engine.provider(provider, dimension, (_BODY, "provider"))
        made = await self._engine.embed(texts, provider, dimension)
        pieces = Pieces()
        vectors = [await pieces.must_take(rendering.vector(one, vector_format)) for one in made]
        return Answer(value=answers.embed_response(provider=provider, dimension=dimension, vectors=vectors))


def _check_results(wanted: list[items.SearchItem]) -> None:
    most = LIMITS["search_results"]
    asked = sum(item.search.limit for item in wanted)
    if asked > most:
        detail = f"must ask for at most {most} results together, got {asked}."
        raise problem_at((_BODY, "searches"), "limit-exceeded", detail, most)


async def _response(
    found: list[Hit], item: items.SearchItem, vector_format: str, pieces: Pieces
) -> dict[str, Any]:
    shown = {"with_vector": item.with_vector, "with_metadata": item.with_metadata}
    results = [rendering.hit(hit, vector_format, **shown) for hit in found]
    return answers.search_response(results=await pieces.must_take_all(results))
