"""Nearest vectors, and embeddings."""

from __future__ import annotations

from typing import Any

from .._generated import requests
from ..contract import Answer, Call
from ..engine import reads
from ..engine.engine import Engine
from ..engine.reads import Search
from ..problems import Path
from ..stores import Hit
from . import rendering

_BODY = (None, "body")


class SearchOperations:
    """Search, one or many, and embed."""

    _engine: Engine

    async def search(self, call: Call[requests.SearchParameters, requests.SearchRequest]) -> Answer:
        wanted = _search(call.body, _BODY)
        (found,) = await reads.search(self._engine, call.parameters["collection"], [wanted])
        return Answer(value=_response(found, call.body, call.parameters["vector_format"]))

    async def batch_search(
        self, call: Call[requests.BatchSearchParameters, requests.BatchSearchRequest]
    ) -> Answer:
        bodies = call.body["searches"]
        wanted = [_search(body, ((_BODY, "searches"), index)) for index, body in enumerate(bodies)]
        found = await reads.search(self._engine, call.parameters["collection"], wanted)
        vector_format = call.parameters["vector_format"]
        results = [_response(hits, body, vector_format) for hits, body in zip(found, bodies, strict=True)]
        return Answer(value={"results": results})

    async def embed(self, call: Call[requests.EmbedParameters, requests.EmbedRequest]) -> Answer:
        body = call.body
        provider, dimension = body["provider"], body["dimension"]
        self._engine.provider(provider, dimension, (_BODY, "provider"))
        made = await self._engine.embed(body["texts"], provider, dimension)
        vectors = [rendering.vector(one, call.parameters["vector_format"]) for one in made]
        return Answer(value={"provider": provider, "dimension": dimension, "vectors": vectors})


def _search(body: requests.SearchRequest, path: Path) -> Search:
    return Search(
        body.get("query"),
        body.get("vector"),
        body["limit"],
        body.get("score_threshold"),
        body.get("filter"),
        path,
    )


def _response(found: list[Hit], body: requests.SearchRequest, vector_format: str) -> dict[str, Any]:
    return {
        "results": [
            rendering.hit(
                hit, vector_format, with_vector=body["with_vector"], with_metadata=body["with_metadata"]
            )
            for hit in found
        ]
    }
