"""Sockets: HTTP/1.1 with kept connections, one answer at a time on each."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable

from vectorizer_conformance.reference_server.framing import read
from vectorizer_conformance.reference_server.handler import Handler
from vectorizer_conformance.reference_server.refusals import RefusedError, Reply, problem
from vectorizer_conformance.wire.message import HEAD_LIMIT, Request


async def serve(front: Handler, port: int, tell: Callable[[str], None]) -> None:
    """Serve on loopback until cancelled; `tell` gets the address."""
    writers: set[asyncio.StreamWriter] = set()

    async def connection(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.add(writer)
        try:
            await _connection(front, reader, writer)
        except (OSError, asyncio.LimitOverrunError):
            pass
        finally:
            writers.discard(writer)
            writer.close()

    server = await asyncio.start_server(connection, "127.0.0.1", port, limit=HEAD_LIMIT)
    tell(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
    try:
        await server.serve_forever()
    finally:
        for writer in list(writers):
            writer.close()


async def _connection(front: Handler, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while True:
        try:
            request = await read(reader, writer, front.settings.patience)
        except RefusedError as error:
            ident = front.clock.ident()
            refused = problem(front.spec, error, ident)
            refused.headers["X-Request-Id"] = ident
            _write(writer, refused, "GET", close=True)
            return
        if request is None:
            return
        reply = _answer(front, request)
        close = (request.header("connection") or "").lower() == "close"
        _write(writer, reply, request.method, close=close)
        await writer.drain()
        if close:
            return


def _answer(front: Handler, request: Request) -> Reply:
    try:
        return front.answer(request)
    except Exception as error:  # a bug of the stand-in must not look like a dead server
        with contextlib.suppress(Exception):
            return problem(front.spec, RefusedError("internal-error", repr(error)[:300]), front.clock.ident())
        raise


def _write(writer: asyncio.StreamWriter, reply: Reply, method: str, *, close: bool) -> None:
    lines = [f"HTTP/1.1 {reply.status} -", *(f"{name}: {value}" for name, value in reply.headers.items())]
    if reply.status != 204:
        lines.append(f"Content-Length: {len(reply.body)}")
    if close:
        lines.append("Connection: close")
    head = "\r\n".join(lines).encode("utf-8") + b"\r\n\r\n"
    writer.write(head if method == "HEAD" else head + reply.body)
