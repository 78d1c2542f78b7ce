"""Filling a server from a document: what is wrong with it is said with its place, and nothing of it is kept then."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path as FilePath
from typing import Any
from urllib.parse import quote

import orjson

from ..problems import Path, Problem, problem_at
from ..settings import UnusableSettingError
from ..validation.strict_json import read_json
from . import read
from .effects import Application

_BODY: Path = (None, "body")
_AT_ONCE = 1000


class SeedError(UnusableSettingError, ValueError):
    """A file that no server can be filled from; the message names the file and the place in it."""


def load(file: str | FilePath) -> Any:
    """The document of a JSON file, not yet checked."""
    try:
        return read_json(FilePath(file).read_bytes(), _BODY)
    except OSError as error:
        raise SeedError(f"{file}: {error.strerror}") from None
    except Problem as problem:
        raise SeedError(f"{file}: {in_words(problem)}") from None


def in_words(problem: Problem) -> str:
    """A problem of something that did not come in a request's body."""
    return problem.detail.removeprefix("/body").removeprefix("/").removeprefix(": ")


def fill_at_start(double: Any, file: str | FilePath) -> None:
    """Fill a server that does not serve yet from a file; its reset comes back to that."""
    document = load(file)
    try:
        asyncio.run(double.seed(document))
    except Problem as problem:
        raise SeedError(f"{file}: {in_words(problem)}") from None
    double.state.keep_as_first()


async def fill(application: Application, document: Any) -> dict[str, int]:
    """Create the document's collections and import their vectors; how many there were of both.

    Document: `{"collections": [{"name": …, "dimension": …, "vectors": [{"id": …, "text": …}, …]}, …]}`: what
    `createCollection` takes, and records as `importVectors` takes them.
    """
    given = read.members(document, ("collections",))
    collections = given.get("collections", [])
    if not isinstance(collections, list):
        raise read.wrong((_BODY, "collections"), f"must be a list, got {read.type_name(collections)}.")
    count = 0
    for index, collection in enumerate(collections):
        path = ((_BODY, "collections"), index)
        if not isinstance(collection, dict):
            raise read.wrong(path, f"must be an object, got {read.type_name(collection)}.")
        settings = {name: value for name, value in collection.items() if name != "vectors"}
        made = await _ask(application, "/collections", "application/json", orjson.dumps(settings))
        if made["status"] != 201:
            raise _moved(made["body"], path, 0)
        vectors = collection.get("vectors", [])
        if not isinstance(vectors, list):
            raise read.wrong((path, "vectors"), f"must be a list, got {read.type_name(vectors)}.")
        target = f"/collections/{quote(made['body']['name'], safe='')}/import"
        for start, lines in _pieces(vectors):
            done = await _ask(application, target, "application/x-ndjson", lines)
            if done["status"] != 200:
                raise _moved(done["body"], (path, "vectors"), start)
            if done["body"]["failed"]:
                raise _failed(done["body"]["errors"][0], (path, "vectors"), start)
        count += len(vectors)
    return {"collections": len(collections), "vectors": count}


def _pieces(vectors: list[Any]) -> Iterator[tuple[int, bytes]]:
    for start in range(0, len(vectors), _AT_ONCE):
        yield start, b"".join(orjson.dumps(vector) + b"\n" for vector in vectors[start : start + _AT_ONCE])


def _moved(problem: dict[str, Any], path: Path, start: int) -> Problem:
    """A problem of one request as one of the document, by the first place that it names."""
    first = (problem.get("errors") or [{"pointer": "/body", "detail": problem["detail"]}])[0]
    tokens = first["pointer"].split("/")[2:]
    for number, token in enumerate(tokens):
        is_line = number == 0 and token.isdecimal()
        path = (path, int(token) + start if is_line else token.replace("~1", "/").replace("~0", "~"))
    return problem_at(path, problem["code"], first["detail"])


def _failed(failure: dict[str, Any], path: Path, start: int) -> Problem:
    """A record that was refused, by its place in the document."""
    pointer, colon, detail = failure["detail"].partition(": ")
    if not (colon and pointer.startswith("/body/")):
        pointer, detail = f"/body/{failure['index']}", failure["detail"]
    return _moved({"code": failure["code"], "errors": [{"pointer": pointer, "detail": detail}]}, path, start)


async def _ask(application: Application, target: str, media_type: str, body: bytes) -> dict[str, Any]:
    """The answer to one POST."""
    waiting = [{"type": "http.request", "body": body, "more_body": False}]
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        if waiting:
            return waiting.pop()
        await asyncio.Event().wait()
        raise AssertionError

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    path = target.encode("ascii")
    headers = [(b"content-type", media_type.encode()), (b"content-length", str(len(body)).encode())]
    scope = {"type": "http", "method": "POST", "path": target, "raw_path": path, "headers": headers}
    await application(scope, receive, send)
    answer = b"".join(message.get("body", b"") for message in sent[1:])
    return {"status": sent[0]["status"], "body": orjson.loads(answer)}
