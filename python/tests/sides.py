"""The two clients behind one face, and a transport that answers from a script."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from typing import Any

from vectorizer_client import (
    Failure,
    Headers,
    RawResponse,
    Request,
    SyncVectorizerClient,
    VectorizerClient,
)

URL = "http://localhost:15002"
STAMP = "2026-01-01T00:00:00.000000Z"
COLLECTION = {
    "name": "c",
    "dimension": 2,
    "metric": "cosine",
    "embedding": {"provider": "hashing"},
    "vector_count": 3,
    "created_at": STAMP,
    "updated_at": STAMP,
}
WRITTEN = {
    "collection": "c",
    "id": "v",
    "status": "updated",
    "version": 2,
    "created_at": STAMP,
    "updated_at": STAMP,
}
VECTOR = {
    "id": "v",
    "text": "t",
    "metadata": {"a": 1},
    "version": 2,
    "created_at": STAMP,
    "updated_at": STAMP,
}
LIMITS = dict.fromkeys(
    (
        *(
            "body_bytes",
            "answer_bytes",
            "batch_items",
            "text_bytes",
            "metadata_bytes",
            "metadata_depth",
            "metadata_keys",
            "json_depth",
        ),
        *("id_bytes", "dimension", "search_limit", "search_results", "page_limit"),
        *("filter_depth", "filter_conditions", "collections", "work_seconds"),
    ),
    1,
)
INFO = {
    "name": "fake",
    "version": "9.9",
    "spec_version": "0.1.0",
    "limits": LIMITS,
    "features": [],
    "vector_formats": ["json", "base64"],
    "embedding_providers": ["hashing"],
}


def problem(status: int, code: str, **members: Any) -> Answer:
    body = {"type": "about:blank", "title": code, "status": status, "detail": f"it is {code}", "code": code}
    return Answer(
        status, {**body, "request_id": "r", **members}, {"Content-Type": "application/problem+json"}
    )


class Answer:
    """An answer of the script: JSON unless bytes are given."""

    def __init__(self, status: int = 200, body: Any = None, headers: Mapping[str, str] | None = None) -> None:
        self.status = status
        self.body = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        self.headers = {"Content-Type": "application/json", "X-Request-Id": "served", **(headers or {})}


Step = Answer | Failure | Callable[[Request], "Answer | Failure"]


class Script:
    """Answers requests one after another, the last step again and again; keeps what was asked."""

    def __init__(self, *steps: Step, info: Step | None = None) -> None:
        self.steps = list(steps)
        self.info = info if info is not None else Answer(200, INFO)
        self.requests: list[Request] = []
        self.asked_info = 0
        self.open = 0

    def answer(self, request: Request) -> Answer:
        if request.url.endswith("/info") and request.method == "GET":
            self.asked_info += 1
            step = self.info
        else:
            self.requests.append(request)
            step = self.steps.pop(0) if len(self.steps) > 1 else self.steps[0]
        made = step(request) if callable(step) else step
        if isinstance(made, Failure):
            raise made
        return made

    def bodies(self) -> list[Any]:
        return [json.loads(request.content or b"null") for request in self.requests]

    def header(self, name: str, at: int = 0) -> str | None:
        return dict(self.requests[at].headers).get(name)

    @property
    def paths(self) -> list[str]:
        return [request.url.removeprefix(URL) for request in self.requests]


class Reply:
    def __init__(self, script: Script, answer: Answer) -> None:
        self.status, self.headers, self._body = answer.status, Headers(answer.headers.items()), answer.body
        self._script = script
        script.open += 1

    def chunks(self) -> Iterator[bytes]:
        for start in range(0, len(self._body), 7000):
            yield self._body[start : start + 7000]

    def close(self) -> None:
        self._script.open -= 1


class AsyncReply(Reply):
    async def chunks(self) -> AsyncIterator[bytes]:  # type: ignore[override]
        for chunk in super().chunks():
            yield chunk

    async def aclose(self) -> None:
        self.close()


class _SyncTransport:
    def __init__(self, script: Script) -> None:
        self.script = script

    def send(self, request: Request) -> Reply:
        return Reply(self.script, self.script.answer(request))

    def close(self) -> None:
        pass


class _AsyncTransport:
    def __init__(self, script: Script) -> None:
        self.script = script

    async def send(self, request: Request) -> AsyncReply:
        await asyncio.sleep(0)
        return AsyncReply(self.script, self.script.answer(request))

    async def aclose(self) -> None:
        pass


class Side:
    """A client of one kind. `script` plays the server, or `url` names a real one."""

    name: str
    client: Any
    transport: Any = None
    """The name of the transport, where it is not the default one."""

    def open(self, script: Script | None = None, url: str = URL, **options: Any) -> Any:
        raise NotImplementedError

    def call(self, method: str, *args: Any, **kwargs: Any) -> Any:
        """Make a call and give its value; pages and streams become lists."""
        raise NotImplementedError

    def raw(self, method: str, *args: Any, **kwargs: Any) -> RawResponse[Any]:
        raise NotImplementedError

    def pages(self, method: str, *args: Any, **kwargs: Any) -> list[Any]:
        raise NotImplementedError

    def close(self) -> None:
        raise NotImplementedError


class SyncSide(Side):
    name = "sync"

    def __init__(self, transport: str | None = None) -> None:
        self.client: SyncVectorizerClient | None = None
        self.transport = transport

    def open(self, script: Script | None = None, url: str = URL, **options: Any) -> SyncVectorizerClient:
        transport = _SyncTransport(script) if script else self.transport
        self.client = SyncVectorizerClient(url, transport=transport, **options)
        return self.client

    def call(self, method: str, *args: Any, **kwargs: Any) -> Any:
        value = getattr(self.client, method)(*args, **kwargs)
        return list(value) if method in ("list_vectors", "export_vectors") else value

    def raw(self, method: str, *args: Any, **kwargs: Any) -> RawResponse[Any]:
        assert self.client is not None
        made: RawResponse[Any] = getattr(self.client.with_raw_response, method)(*args, **kwargs)
        return made

    def pages(self, method: str, *args: Any, **kwargs: Any) -> list[Any]:
        return list(getattr(self.client, method)(*args, **kwargs).pages())

    def close(self) -> None:
        if self.client is not None:
            self.client.close()


class AsyncSide(Side):
    name = "async"

    def __init__(self, transport: str | None = None) -> None:
        self.transport = transport
        self.loop = asyncio.new_event_loop()
        self.client: VectorizerClient | None = None

    def open(self, script: Script | None = None, url: str = URL, **options: Any) -> VectorizerClient:
        if self.client is not None:
            self.loop.run_until_complete(self.client.aclose())
        transport = _AsyncTransport(script) if script else self.transport
        self.client = VectorizerClient(url, transport=transport, **options)
        return self.client

    def call(self, method: str, *args: Any, **kwargs: Any) -> Any:
        async def run() -> Any:
            made = getattr(self.client, method)(*args, **kwargs)
            return (
                [item async for item in made] if method in ("list_vectors", "export_vectors") else await made
            )

        return self.loop.run_until_complete(run())

    def raw(self, method: str, *args: Any, **kwargs: Any) -> RawResponse[Any]:
        async def run() -> RawResponse[Any]:
            assert self.client is not None
            made: RawResponse[Any] = await getattr(self.client.with_raw_response, method)(*args, **kwargs)
            return made

        return self.loop.run_until_complete(run())

    def pages(self, method: str, *args: Any, **kwargs: Any) -> list[Any]:
        async def run() -> list[Any]:
            return [page async for page in getattr(self.client, method)(*args, **kwargs).pages()]

        return self.loop.run_until_complete(run())

    def close(self) -> None:
        if self.client is not None:
            self.loop.run_until_complete(self.client.aclose())
        self.loop.run_until_complete(self.loop.shutdown_asyncgens())
        self.loop.run_until_complete(self.loop.shutdown_default_executor())
        self.loop.close()


class Took:
    """Measures a block: `with Took() as took: …; took.seconds`."""

    def __enter__(self) -> Took:
        self._began = time.monotonic()
        return self

    def __exit__(self, *_: object) -> None:
        self.seconds = time.monotonic() - self._began


def shown(value: object) -> str:
    """The name of a parameter in a test's: without addresses, as the processes that share the tests must name them alike."""
    return re.sub(r" at 0x[0-9a-f]+", "", repr(value))
