"""The async transport, on httpx2 or httpx."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

from .._types.errors import ConfigurationError
from .environment import is_plain
from .httpx_library import Library, check_arguments, headers_of, installed, library, origin_of
from .inflate import inflater
from .local import current_loop
from .pools import GivenClient, LoopPools
from .transport import Request

if TYPE_CHECKING:
    import httpx
    import httpx2


class _AsyncReply:
    def __init__(self, library: Library, response: Any) -> None:
        self._library, self._response = library, response
        self._loop = current_loop()
        self.status = response.status_code
        self.headers = headers_of(response)

    async def chunks(self) -> AsyncIterator[bytes]:
        if self._response.is_stream_consumed:
            yield self._library.body_read_already(self._response)
            return
        decoder = inflater(self.headers.get("content-encoding", ""))
        try:
            async for chunk in self._response.aiter_raw():
                for piece in (chunk,) if decoder is None else decoder.feed(chunk):
                    yield piece
        except self._library.caught as error:
            raise self._library.failure(error) from error
        if decoder is not None:
            decoder.end()

    @property
    def is_closed(self) -> bool:
        return bool(self._response.is_closed)

    async def aclose(self) -> None:
        if self._loop is current_loop():
            await self._response.aclose()


class AsyncHttpxTransport:
    """Sends over a client of httpx2 or httpx; the total deadline is the caller's cancel scope.

    Each event loop, and each process that is forked from this one, gets connections of its own. A client of your own
    cannot be made anew there: one with connections that was used before is refused.

    Args:
        client: A client of your own of either library; closing it is yours as well.
        name: `httpx2` or `httpx`, for clients that are made here; by default the first of them that is installed.
        url: The server's address, if what the environment says of the way to it is to be checked now.
        tls: Certificates to trust instead of the usual ones.

    Raises:
        ConfigurationError: the library is not installed, or the environment names a proxy or certificates that cannot
            be used.
    """

    def __init__(
        self,
        client: httpx2.AsyncClient | httpx.AsyncClient | None = None,
        *,
        name: str | None = None,
        url: str | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        of_client = check_arguments(client, url, tls, blocking=False)
        self._name = installed(name) if of_client is None else of_client.name
        self._tls = tls
        self._closed = self.is_ready = False
        self._unused: dict[str, Any] = {}
        self._given: GivenClient | None = None
        if client is not None:
            self._given = GivenClient(client, f"{self._library.name}.AsyncClient", self._library.uses_sockets)
        self._origin = None if url is None or client is not None else origin_of(url)
        if self._origin is not None and not is_plain(self._origin):
            self.prepare()
        self._pools = LoopPools(self._made, lambda client: client.aclose())

    @property
    def _library(self) -> Library:
        """Imported when it is needed: that takes longer than all else that making a client does."""
        return library(self._name)

    def prepare(self) -> None:
        """Do what the first call would have to do beside sending."""
        if self._origin is not None and self._origin not in self._unused:
            self._unused[self._origin] = self._made(self._origin)
        self.is_ready = True

    def _made(self, origin: str) -> Any:
        if origin in self._unused:
            return self._unused.pop(origin)
        return self._library.client(origin, self._tls, blocking=False)

    async def send(self, request: Request) -> _AsyncReply:
        if self._closed:
            raise ConfigurationError("the client is closed")
        try:
            given = self._given
            client = await self._pools.get(origin_of(request.url)) if given is None else given.get()
            built = self._library.request(request, request.read_timeout, None)
            response = await client.send(built, stream=True)
        except self._library.caught as error:
            raise self._library.failure(error) from error
        return _AsyncReply(self._library, response)

    async def aclose(self) -> None:
        self._closed = True
        await self._pools.aclose()
