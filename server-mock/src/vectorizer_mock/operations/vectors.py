"""One vector at a time, and pages of them."""

from __future__ import annotations

from .._generated import requests
from ..contract import Answer, Call
from ..engine import reads, writes
from ..engine.changes import Content, Update
from ..engine.engine import Engine
from ..engine.writes import Outcome
from ..preconditions import Precondition
from ..unset import UNSET
from . import cursors, rendering

_BODY = (None, "body")


class VectorOperations:
    """Insert, read, replace, update, delete and list."""

    _engine: Engine

    async def insert_vector(
        self, call: Call[requests.InsertVectorParameters, requests.InsertRequest]
    ) -> Answer:
        name, body = call.parameters["collection"], call.body
        key = body["id"] if "id" in body else self._engine.ids.new()
        return _written(name, await writes.insert(self._engine, name, _content(key, body)))

    async def get_vector(self, call: Call[requests.GetVectorParameters, None]) -> Answer:
        given = call.parameters
        found = await reads.get(self._engine, given["collection"], given["id"])
        value = rendering.record(found, given["vector_format"], with_vector=given["with_vector"])
        return Answer(value=value, version=found.version)

    async def replace_vector(
        self, call: Call[requests.ReplaceVectorParameters, requests.ReplaceRequest]
    ) -> Answer:
        given = call.parameters
        precondition = Precondition(given["if_match"], if_none=given["if_none_match"] is not None)
        outcome = await writes.replace(
            self._engine,
            given["collection"],
            _content(given["id"], call.body),
            upsert=given["upsert"],
            precondition=precondition,
        )
        return _written(given["collection"], outcome)

    async def update_vector(
        self, call: Call[requests.UpdateVectorParameters, requests.UpdateRequest]
    ) -> Answer:
        given, body = call.parameters, call.body
        change = Update(
            given["id"],
            body.get("text", UNSET),
            body.get("vector"),
            body.get("metadata", UNSET),
            body["metadata_mode"] == "replace",
            _BODY,
        )
        precondition = Precondition(given["if_match"])
        outcome = await writes.update(self._engine, given["collection"], change, precondition=precondition)
        return _written(given["collection"], outcome)

    async def delete_vector(self, call: Call[requests.DeleteVectorParameters, None]) -> Answer:
        given = call.parameters
        await writes.delete(self._engine, given["collection"], given["id"], Precondition(given["if_match"]))
        return Answer(204)

    async def list_vectors(self, call: Call[requests.ListVectorsParameters, None]) -> Answer:
        given = call.parameters
        name, cursor = given["collection"], given["cursor"]
        found, more = await reads.page(
            self._engine,
            name,
            after=None if cursor is None else cursors.read(name, cursor),
            limit=given["limit"],
            ids=given["ids"],
            where=given["filter"],
        )
        vectors = [
            rendering.record(
                record,
                given["vector_format"],
                with_vector=given["with_vector"],
                with_metadata=given["with_metadata"],
            )
            for record in found
        ]
        following = cursors.write(name, found[-1].id) if more else None
        return Answer(value={"vectors": vectors, "next_cursor": following})


def _content(key: str, body: requests.InsertRequest | requests.ReplaceRequest) -> Content:
    return Content(key, body.get("text"), body.get("vector"), body.get("metadata", {}), _BODY)


def _written(name: str, outcome: Outcome) -> Answer:
    value = rendering.write_result(name, outcome)
    if outcome.status != "created":
        return Answer(200, value, version=outcome.record.version)
    location = ("collections", name, "vectors", outcome.record.id)
    return Answer(201, value, version=outcome.record.version, location=location)
