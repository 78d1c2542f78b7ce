"""The transports of `:memory:` before a server elsewhere: an application in this process that passes requests on.

The suite prepares a server and looks at it from outside, so the cases reach the in-process transports with this.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from .._call.drive import close_quietly
from .._http.httpx_async import AsyncHttpxTransport
from .._http.transport import Failure, Request

Send = Callable[[dict[str, Any]], Awaitable[None]]
_FRAMES = ("host", "content-length")


class Forward:
    """An ASGI application that sends each request to the host it names, and gives back what comes."""

    def __init__(self) -> None:
        self._transport = AsyncHttpxTransport()

    async def __call__(
        self,
        scope: dict[str, Any],
        receive: Callable[[], Awaitable[dict[str, Any]]],
        send: Send,
    ) -> None:
        body: bytes = (await receive())["body"]
        headers = [(name.decode("ascii"), value.decode("latin-1")) for name, value in scope["headers"]]
        host = dict(headers)["host"]
        query = f"?{scope['query_string'].decode('ascii')}" if scope["query_string"] else ""
        request = Request(
            scope["method"],
            f"{scope['scheme']}://{host}{scope['raw_path'].decode('ascii')}{query}",
            [pair for pair in headers if pair[0] not in _FRAMES],
            body if "content-length" in dict(headers) else None,
            connect_timeout=5.0,
            read_timeout=None,
        )
        forwarding = asyncio.create_task(self._forward(request, send))
        gone = asyncio.ensure_future(receive())
        await asyncio.wait({forwarding, gone}, return_when=asyncio.FIRST_COMPLETED)
        gone.cancel()
        forwarding.cancel()
        with suppress(asyncio.CancelledError):
            await forwarding

    async def _forward(self, request: Request, send: Send) -> None:
        """Pass one request on. Where the connection is lost, this application breaks, as one in this process would: before
        its answer by an error of its own, amid it by saying no more."""
        try:
            reply = await self._transport.send(request)
        except Failure as failure:
            if failure.kind != "reset":
                raise
            raise RuntimeError("the server is gone") from failure
        try:
            pairs = [
                (name.encode("latin-1"), value.encode("latin-1")) for name, value in reply.headers.items()
            ]
            # What the transport has decoded is passed on without the coding.
            pairs = [pair for pair in pairs if pair[0] != b"content-encoding"]
            await send({"type": "http.response.start", "status": reply.status, "headers": pairs})
            async for piece in reply.chunks():
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        except Failure as failure:
            if failure.kind != "reset":
                raise
        finally:
            await close_quietly(reply)
