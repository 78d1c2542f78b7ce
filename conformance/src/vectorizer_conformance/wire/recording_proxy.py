"""A recording proxy on loopback. It stands between a client and a server, keeps every request as it was
sent, and can answer from a script instead of the server.

Which call a request belongs to is told by one header that the adapter passes on. A request without it
belongs to the only call under way, if there is just one.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Literal, get_args

from vectorizer_conformance.wire.client import WireClient
from vectorizer_conformance.wire.message import (
    HEAD_LIMIT,
    Headers,
    Request,
    Response,
    WireError,
    read_request,
)

CALL_HEADER = "X-Conformance-Call"
_HOP = frozenset({"connection", "keep-alive", "transfer-encoding", "content-length", "host", "expect", "te"})
Door = Literal["base_url", "json_url", "other_origin"]


@dataclass(frozen=True)
class ScriptedReply:
    """One prepared answer. With `forward` the server is asked first."""

    forward: bool = False
    status: int = 200
    headers: Headers = field(default_factory=list)
    body: bytes = b""
    delay: float = 0.0
    stall: float = 0.0
    close: str | None = None


@dataclass
class Attempt:
    """One request that reached the wire, and what it was answered."""

    request: Request
    at: float
    response: Response | None = None
    elsewhere: bool = False
    error: str | None = None


@dataclass
class Exchange:
    """All that one call put on the wire."""

    token: str
    script: Sequence[ScriptedReply] = ()
    operation: str = ""
    attempts: list[Attempt] = field(default_factory=list)

    @property
    def sent(self) -> list[Attempt]:
        return [attempt for attempt in self.attempts if not attempt.elsewhere]

    @property
    def elsewhere(self) -> list[Attempt]:
        return [attempt for attempt in self.attempts if attempt.elsewhere]


def _only_numbers(response: Response) -> Response:
    """An answer of `/info` as a server would give it that knows no base64."""
    try:
        info = {**json.loads(response.content), "vector_formats": ["json"]}
    except (ValueError, TypeError):
        return response
    kept = [(k, v) for k, v in response.headers if k.lower() != "content-encoding"]
    return replace(response, headers=kept, body=json.dumps(info).encode())


class RecordingProxy:
    """Listens on three origins: `base_url` forwards to the server, `json_url` too but its `/info` offers vectors as
    JSON numbers only, `other_origin` only records."""

    def __init__(self, upstream: str) -> None:
        self._upstream = WireClient(upstream)
        self._servers: list[asyncio.Server] = []
        self._exchanges: dict[str, Exchange] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self.base_url = self.json_url = self.other_origin = ""
        self.strays: list[Attempt] = []

    async def __aenter__(self) -> RecordingProxy:
        for door in get_args(Door):
            serve = partial(self._serve, door)
            server = await asyncio.start_server(serve, "127.0.0.1", 0, limit=HEAD_LIMIT)
            self._servers.append(server)
            setattr(self, door, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
        return self

    async def __aexit__(self, *_: object) -> None:
        for server in self._servers:
            server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._upstream.close()

    @contextlib.contextmanager
    def exchange(self, token: str, script: Sequence[ScriptedReply] = (), operation: str = "") -> Any:
        """Attribute what comes with `token` to the exchange this yields."""
        exchange = Exchange(token, script, operation)
        self._exchanges[token] = exchange
        try:
            yield exchange
        finally:
            del self._exchanges[token]

    def _owner(self, request: Request) -> Exchange | None:
        token = request.header(CALL_HEADER)
        if token is not None:
            return self._exchanges.get(token)
        return next(iter(self._exchanges.values())) if len(self._exchanges) == 1 else None

    async def _serve(self, door: Door, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            while True:
                request = await read_request(reader, writer)
                if request is None or not await self._answer(request, writer, door):
                    return
        except (WireError, OSError, ValueError, asyncio.CancelledError):
            return  # cancelled: the proxy closes
        finally:
            self._tasks.discard(task)
            writer.close()

    async def _answer(self, request: Request, writer: asyncio.StreamWriter, door: Door) -> bool:
        """Answer one request; False ends the connection."""
        attempt = Attempt(request, time.monotonic(), elsewhere=door == "other_origin")
        exchange = self._owner(request)
        # A client may read /info by itself, once, before its first call.
        asks_info = request.method == "GET" and request.target.split("?")[0].endswith("/info")
        handshake = asks_info and (exchange is None or exchange.operation != "getInfo")
        if exchange is None:
            if not handshake and request.header(CALL_HEADER) is None:
                self.strays.append(attempt)
            exchange = Exchange("")
        if not handshake:
            exchange.attempts.append(attempt)
        script = exchange.script
        if attempt.elsewhere:
            reply: ScriptedReply | None = ScriptedReply(
                status=200, headers=[("Content-Type", "application/json")], body=b"{}"
            )
        elif script and not handshake:
            reply = script[min(len(exchange.sent), len(script)) - 1]
        else:
            reply = None
        try:
            return await self._reply(attempt, reply, writer, numbers=asks_info and door == "json_url")
        except (WireError, OSError) as error:
            attempt.error = str(error)
            return False

    async def _reply(
        self,
        attempt: Attempt,
        reply: ScriptedReply | None,
        writer: asyncio.StreamWriter,
        *,
        numbers: bool = False,
    ) -> bool:
        if reply and reply.delay:
            await asyncio.sleep(reply.delay)
        if reply is None or reply.forward:
            response = await self._forward(attempt.request)
            response = _only_numbers(response) if numbers else response
        else:
            response = Response(reply.status, "", list(reply.headers), reply.body)
        attempt.response = response
        close = reply.close if reply else None
        if close == "before":
            return False
        named = {name.lower() for name, _ in response.headers}
        lines = [f"HTTP/1.1 {response.status} {response.reason}".rstrip(" ") + " "]
        lines += [
            f"{k}: {v}" for k, v in response.headers if k.lower() not in _HOP or (reply and not reply.forward)
        ]
        empty = response.status in (204, 304) or attempt.request.method == "HEAD"
        if not empty and not (
            reply and not reply.forward and named & {"content-length", "transfer-encoding"}
        ):
            lines.append(f"Content-Length: {len(response.body)}")
        if response.closed:
            # Else a client may send its next request into a connection that is about to end.
            lines.append("Connection: close")
        writer.write(("\r\n".join(lines) + "\r\n\r\n").encode("utf-8", "surrogateescape"))
        if close == "headers":
            await writer.drain()
            return False
        body = b"" if empty else response.body
        half = len(body) // 2
        if close == "body" or (reply and reply.stall):
            writer.write(body[:half])
            await writer.drain()
            if close == "body":
                return False
            await asyncio.sleep(reply.stall if reply else 0)
            body = body[half:]
        writer.write(body)
        await writer.drain()
        return not response.closed

    async def _forward(self, request: Request) -> Response:
        headers = [
            (k, v) for k, v in request.headers if k.lower() not in _HOP and k.lower() != CALL_HEADER.lower()
        ]
        return await self._upstream.send(Request(request.method, request.target, headers, request.body))
