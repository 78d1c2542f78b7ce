"""The recording proxy between a client and a server says what the server said of the connection."""

from __future__ import annotations

import asyncio

import pytest
from vectorizer_conformance.proxy import RecordingProxy


@pytest.mark.parametrize("closes", [True, False])
def test_a_connection_that_ends_is_announced(closes: bool) -> None:
    async def upstream(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        said = b"Connection: close\r\n" if closes else b""
        writer.write(b"HTTP/1.1 431 No\r\n" + said + b"Content-Length: 0\r\n\r\n")
        await writer.drain()
        await reader.read()
        writer.close()

    async def go() -> tuple[bytes, bool]:
        server = await asyncio.start_server(upstream, "127.0.0.1", 0)
        async with server, RecordingProxy(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}") as proxy:
            port = int(proxy.base_url.rsplit(":", 1)[1])
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n")
            head = await reader.readuntil(b"\r\n\r\n")
            try:
                ended = await asyncio.wait_for(reader.read(1), 0.5) == b""
            except asyncio.TimeoutError:
                ended = False
            writer.close()
            return head, ended

    head, ended = asyncio.run(go())
    assert (b"\r\nConnection: close\r\n" in head, ended) == (closes, closes)
