"""An in-process client: calls the ASGI application directly, one event loop for each."""

from __future__ import annotations

import asyncio
import gzip
import io
import json
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import quote

from vectorizer_mock.build import build_application
from vectorizer_mock.log import Log
from vectorizer_mock.settings import Settings
from vectorizer_mock.stores import MemoryStore, Store

T = TypeVar("T")
JSON = {"content-type": "application/json"}


@dataclass(frozen=True)
class Reply:
    """An answer."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.text)

    @property
    def text(self) -> str:
        packed = self.headers.get("content-encoding") == "gzip"
        return (gzip.decompress(self.body) if packed else self.body).decode("utf-8")

    @property
    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.text.split("\n") if line]

    @property
    def code(self) -> str | None:
        """The problem's code, if this is one; a 2xx has none."""
        if self.status < 400:
            return None
        problem = self.json
        assert self.headers["content-type"] == "application/problem+json"
        assert problem["status"] == self.status
        assert problem["request_id"] == self.headers["x-request-id"]
        return str(problem["code"])

    @property
    def pointers(self) -> list[str]:
        return [error["pointer"] for error in self.json.get("errors", [])]


class Api:
    """The application, and calls to it."""

    def __init__(
        self,
        settings: Settings | None = None,
        seed: int | None = None,
        log: Log | None = None,
        application: Any = None,
        store: Store | None = None,
    ) -> None:
        self.loop = asyncio.new_event_loop()
        self.store = store or MemoryStore()
        self.app: Any = application or build_application(
            settings or Settings(), seed=seed, log=log or Log("off"), store=store
        )

    def close(self) -> None:
        self.run(self.store.close())
        self.loop.close()

    def run(self, awaitable: Awaitable[T]) -> T:
        return self.loop.run_until_complete(_as_coroutine(awaitable))

    def gather(self, calls: Sequence[Awaitable[T]]) -> list[T]:
        async def all_of_them() -> list[T]:
            return list(await asyncio.gather(*calls))

        return self.run(all_of_them())

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> Reply:
        """Sends JSON (or bytes as they are); header names are written with underscores."""
        return self.run(self.send(method, path, body, **headers))

    async def send(self, method: str, path: str, body: Any = None, **headers: str) -> Reply:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
        if body is not None:
            given = {**JSON, **given}
        pairs = [(name.encode(), value.encode("latin-1")) for name, value in given.items() if value != ""]
        return await self.raw(method, path, pairs, [body or b""])

    async def raw(
        self, method: str, path: str, headers: Sequence[tuple[bytes, bytes]], pieces: Sequence[bytes]
    ) -> Reply:
        target, _, query = path.partition("?")
        waiting = [
            {"type": "http.request", "body": piece, "more_body": index < len(pieces) - 1}
            for index, piece in enumerate(pieces)
        ]
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            await asyncio.sleep(0)
            if not waiting and pieces:
                await asyncio.Event().wait()  # the client stays until the answer is there
            return waiting.pop(0) if waiting else {"type": "http.disconnect"}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        scope = {
            "type": "http",
            "method": method,
            "path": target,
            "raw_path": target.encode("latin-1"),
            "query_string": query.encode("latin-1"),
            "headers": list(headers),
        }
        await self.app(scope, receive, send)
        body = io.BytesIO()
        for message in sent[1:]:
            body.write(message.get("body", b""))
        names = {name.decode(): value.decode("latin-1") for name, value in sent[0]["headers"]}
        return Reply(sent[0]["status"], names, body.getvalue())

    def collection(self, name: str = "c", dimension: int = 2, **settings: Any) -> str:
        reply = self("POST", "/collections", {"name": name, "dimension": dimension, **settings})
        assert reply.status == 201, reply.text
        return name

    def insert(self, key: str, collection: str = "c", **content: Any) -> Reply:
        if "text" not in content and "vector" not in content:
            content["vector"] = [1, 0]
        reply = self("POST", f"/collections/{collection}/insert", {"id": key, **content})
        assert reply.status == 201, reply.text
        return reply

    def get(self, key: str, collection: str = "c") -> Any:
        reply = self("GET", vector_path(key, collection))
        assert reply.status == 200, reply.text
        return reply.json

    def everything(self, collection: str = "c") -> list[Any]:
        return self("GET", f"/collections/{collection}/export").lines


def vector_path(key: str, collection: str = "c") -> str:
    return f"/collections/{collection}/vectors/{quote(key, safe='')}"


async def _as_coroutine(awaitable: Awaitable[T]) -> T:
    return await awaitable
