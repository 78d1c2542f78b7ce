"""Doing to a request what a fault says: wait, answer in the server's place, break the connection, spoil the body."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from http import HTTPStatus
from typing import Any

import orjson

from ..contract.problems import PROBLEMS
from ..http.messages import Receive, Send
from .faults import Effect

Application = Callable[[dict[str, Any], Receive, Send], Awaitable[None]]
Message = dict[str, Any]
_PIECES = 10


class DroppedError(ConnectionError):
    """The connection is broken on purpose, where there is no socket to close."""


class Connection:
    """The connection of one request, as far as there is one: in process there is nothing but an exception to raise."""

    def __init__(self, scope: dict[str, Any], receive: Receive) -> None:
        self._transport = (scope.get("extensions") or {}).get("transport")
        self._receive = receive

    async def drop(self) -> None:
        """Break it: what was sent already may still arrive, a reset follows."""
        if self._transport is None:
            raise DroppedError("a fault dropped the connection")
        self._transport.abort()
        await self.gone()

    async def cut(self) -> None:
        """End it once what was sent has left."""
        if self._transport is None:
            raise DroppedError("a fault cut the answer")
        self._transport.close()
        await self.gone()

    async def gone(self) -> None:
        """Wait until the client has left, whatever it still sends."""
        while (await self._receive())["type"] != "http.disconnect":
            pass


async def perform(
    effect: Effect,
    application: Application,
    scope: dict[str, Any],
    receive: Receive,
    send: Send,
    request_id: str,
    end: asyncio.Event,
) -> None:
    """Answer a request as the effect says. `end` is set when the server stops: nothing waits after that."""
    connection = Connection(scope, receive)
    if effect.body != "slow":
        await _sleep(effect.delay, end)
    if effect.after and (effect.status is not None or effect.connection is not None):
        await application(scope, receive, _nowhere)
    if effect.status is not None:
        if not effect.after:
            await _read(receive)
        for message in _answer(effect, effect.status, request_id):
            await send(message)
    elif effect.connection == "drop":
        await connection.drop()
    elif effect.connection == "stall":
        await _first(connection.gone(), end.wait())
        await connection.drop()
    elif effect.body is not None:
        await _spoil(effect, application, scope, receive, send, connection, end)
    else:
        await application(scope, receive, send)


async def _spoil(
    effect: Effect,
    application: Application,
    scope: dict[str, Any],
    receive: Receive,
    send: Send,
    connection: Connection,
    end: asyncio.Event,
) -> None:
    start: list[Message] = []
    pieces: list[bytes] = []

    async def collect(message: Message) -> None:
        if message["type"] == "http.response.start":
            start.append(message)
        else:
            pieces.append(message.get("body", b""))

    await application(scope, receive, collect)
    if not start:
        return  # the client left before there was an answer
    body = b"".join(pieces)
    half = body[: len(body) // 2]
    if effect.body == "malformed":
        await send({**start[0], "headers": _with_length(start[0]["headers"], len(half))})
        await send({"type": "http.response.body", "body": half})
        return
    await send({**start[0], "headers": _with_length(start[0]["headers"], len(body))})
    if effect.body == "cut":
        await send({"type": "http.response.body", "body": half, "more_body": True})
        await connection.cut()
        return
    size = -(-len(body) // _PIECES) or 1
    for at in range(0, len(body), size):
        await _sleep(effect.delay / _PIECES, end)
        await send({"type": "http.response.body", "body": body[at : at + size], "more_body": True})
    await send({"type": "http.response.body", "body": b""})


def _with_length(headers: list[tuple[bytes, bytes]], length: int) -> list[tuple[bytes, bytes]]:
    kept = [pair for pair in headers if pair[0] != b"content-length"]
    # A 204 has neither a length nor a body to spoil.
    return [*kept, (b"content-length", str(length).encode())] if length else headers


def _answer(effect: Effect, status: int, request_id: str) -> list[Message]:
    code = effect.code or next((code for code, (known, _) in PROBLEMS.items() if known == status), None)
    with suppress(ValueError):
        title = HTTPStatus(status).phrase
    if status not in set(HTTPStatus):
        title = "Unknown status"
    problem: dict[str, Any] = {
        "type": f"urn:vectorizer:problem:{code}" if code else "about:blank",
        "title": PROBLEMS[code][1] if code in PROBLEMS else title,
        "status": status,
        "detail": "A fault that is set at /__mock/faults answers so.",
        **({"code": code} if code else {}),
        "request_id": request_id,
    }
    body = b"" if status in (204, 304) else orjson.dumps(problem)
    headers = [(b"content-type", b"application/problem+json"), (b"x-request-id", request_id.encode("ascii"))]
    if effect.retry_after is not None:
        headers.append((b"retry-after", effect.retry_after.encode("ascii")))
    if body:
        headers.append((b"content-length", str(len(body)).encode("ascii")))
    start = {"type": "http.response.start", "status": status, "headers": headers}
    return [start, {"type": "http.response.body", "body": body}]


async def _nowhere(message: Message) -> None:
    """The answer that the client does not get."""


async def _read(receive: Receive) -> None:
    """Take the body, so that the connection can be used again."""
    while True:
        message = await receive()
        if message["type"] != "http.request" or not message.get("more_body", False):
            return


async def _sleep(seconds: float, end: asyncio.Event) -> None:
    if seconds > 0:
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(end.wait(), seconds)


async def _first(*waits: Any) -> None:
    tasks = [asyncio.ensure_future(wait) for wait in waits]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
