"""One vector at a time, and pages of them."""

from __future__ import annotations

from ..contract import answers
from ..engine import reads, writes
from ..engine.changes import Content, Update
from ..engine.engine import Engine
from ..engine.filters import Filter
from ..engine.writes import Outcome
from ..operation import Answer
from ..preconditions import ALWAYS, IfMatch, Precondition
from ..stores import Metadata, Vector
from ..unset import UNSET, Unset
from . import cursors, items, rendering
from .pieces import Pieces

_BODY = (None, "body")


class VectorOperations:
    """Insert, read, replace, update, delete and list."""

    _engine: Engine

    async def insert_vector(
        self,
        *,
        collection: str,
        upsert: bool,
        id: str | None = None,
        text: str | None = None,
        vector: Vector | None = None,
        metadata: Metadata | None = None,
    ) -> Answer:
        content = items.insert_request(
            _BODY, self._engine.ids.new, id=id, text=text, vector=vector, metadata=metadata
        )
        return _written(collection, await writes.insert(self._engine, collection, content, upsert=upsert))

    async def get_vector(self, *, collection: str, id: str, with_vector: bool, vector_format: str) -> Answer:
        found = await reads.get(self._engine, collection, id)
        value = rendering.record(found, vector_format, with_vector=with_vector)
        return Answer(value=value, version=found.version)

    async def replace_vector(
        self,
        *,
        collection: str,
        id: str,
        upsert: bool,
        if_match: IfMatch | None,
        if_none_match: str | None,
        text: str | None = None,
        vector: Vector | None = None,
        metadata: Metadata | None = None,
    ) -> Answer:
        outcome = await writes.replace(
            self._engine,
            collection,
            Content(id, text, vector, {} if metadata is None else metadata, _BODY),
            upsert=upsert,
            precondition=Precondition(if_match, if_none=if_none_match is not None),
        )
        return _written(collection, outcome)

    async def update_vector(
        self,
        *,
        collection: str,
        id: str,
        if_match: IfMatch | None,
        metadata_mode: str,
        text: str | Unset | None = UNSET,
        vector: Vector | None = None,
        metadata: Metadata | Unset | None = UNSET,
    ) -> Answer:
        change = Update(id, text, vector, metadata, metadata_mode == "replace", _BODY)
        outcome = await writes.update(self._engine, collection, change, precondition=_condition(if_match))
        return _written(collection, outcome)

    async def delete_vector(self, *, collection: str, id: str, if_match: IfMatch | None) -> Answer:
        await writes.delete(self._engine, collection, id, Precondition(if_match))
        return Answer(204)

    async def list_vectors(
        self,
        *,
        collection: str,
        limit: int,
        cursor: str | None,
        ids: list[str] | None,
        filter: Filter | None,
        with_vector: bool,
        with_metadata: bool,
        vector_format: str,
    ) -> Answer:
        found, more = await reads.page(
            self._engine,
            collection,
            after=None
            if cursor is None
            else cursors.read(await self._engine.store.secret(), collection, cursor),
            limit=limit,
            ids=ids,
            where=filter,
        )
        pieces, vectors = Pieces(), []
        shown = {"with_vector": with_vector, "with_metadata": with_metadata}
        for record in found:
            piece = await pieces.take(rendering.record(record, vector_format, **shown))
            if piece is None:
                more = True
                break
            vectors.append(piece)
        following = None
        if more:
            secret = await self._engine.store.secret()
            following = cursors.write(secret, collection, found[len(vectors) - 1].id)
        return Answer(value=answers.vector_page(vectors=vectors, next_cursor=following))


def _condition(if_match: IfMatch | None) -> Precondition:
    return ALWAYS if if_match is None else Precondition(if_match)


def _written(name: str, outcome: Outcome) -> Answer:
    value = rendering.write_result(name, outcome)
    if outcome.status != "created":
        return Answer(200, value, version=outcome.record.version)
    location = ("collections", name, "vectors", outcome.record.id)
    return Answer(201, value, version=outcome.record.version, location=location)
