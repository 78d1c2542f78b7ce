"""The async transport on aiohttp: less of everything than httpx, so that many small calls at once cost less."""

from __future__ import annotations

import asyncio
import base64
import functools
import io
import math
import ssl
from collections.abc import AsyncIterator
from typing import Any

from .._types.errors import ConfigurationError
from .environment import no_key_log, proxy_for, trusted, trusting_nobody
from .httpx_library import origin_of
from .inflate import inflater
from .local import current_loop
from .pools import GivenClient, LoopPools
from .transport import Failure, FailureKind, Headers, Request

try:
    import aiohttp
    import yarl
except ImportError:
    raise ConfigurationError("the transport aiohttp is not installed: pip install aiohttp") from None
except OSError as error:
    # It makes TLS contexts as it is imported, which open this file.
    raise no_key_log(error.strerror) from None

_LONG_BODY = 2**20
"""Longer bytes are passed on as a file: aiohttp warns of them."""
_LONGEST_HEADER = 2**16
_OWN_HEADERS = ("User-Agent", "Accept", "Accept-Encoding", "Content-Type")
"""Headers that aiohttp would add by itself."""
_CAUGHT = (aiohttp.ClientError, asyncio.TimeoutError, ssl.SSLError, OSError, RuntimeError, ValueError)


class _Reply:
    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self._response = response
        self._loop = current_loop()
        self.status = response.status
        raw = response.raw_headers
        self.headers = Headers((name.decode("latin-1"), value.decode("latin-1")) for name, value in raw)

    async def chunks(self) -> AsyncIterator[bytes]:
        decoder = inflater(self.headers.get("content-encoding", ""))
        try:
            async for chunk in self._response.content.iter_any():
                for piece in (chunk,) if decoder is None else decoder.feed(chunk):
                    yield piece
        except _CAUGHT as error:
            raise _failure(error) from error
        if decoder is not None:
            decoder.end()

    @property
    def is_closed(self) -> bool:
        # Where aiohttp is not installed, a type checker knows nothing of it.
        return bool(self._response.closed)

    async def aclose(self) -> None:
        if self._loop is not current_loop():
            return
        if self._response.content.at_eof():
            self._response.release()
        else:
            self._response.close()


class AiohttpTransport:
    """Sends over `aiohttp.ClientSession`, on asyncio; the total deadline is the caller's cancel scope.

    Each event loop, and each process that is forked from this one, gets a session of its own.

    Args:
        session: A session of your own; closing it is yours as well.
        url: The server's address, if what the environment says of the way to it is to be checked now.
        tls: Certificates to trust instead of the usual ones.

    Raises:
        ConfigurationError: the environment names a proxy or certificates that cannot be used.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession | None = None,
        *,
        url: str | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._tls = tls
        self._closed = False
        self._given: GivenClient | None = None
        if session is not None:
            self._given = GivenClient(session, "aiohttp.ClientSession", bool)
        elif url is not None:
            self._way(origin_of(url))
        self._pools = LoopPools(self._made, lambda made: made[0].close())

    def _way(self, origin: str) -> dict[str, Any]:
        """How requests reach a server: the arguments of each of them."""
        usual = ssl.create_default_context
        context = self._tls or (trusted(usual) if origin.startswith("https:") else trusting_nobody())
        proxy = proxy_for(origin)
        if proxy is None:
            return {"ssl": context}
        url = yarl.URL(proxy.address)
        if url.scheme not in ("http", "https"):
            raise ConfigurationError(f"{proxy.variable} names a SOCKS proxy, which aiohttp does not speak to")
        headers = {}
        if url.user is not None:
            # aiohttp passes it on as Proxy-Authorization, whether or not the way leads through a tunnel.
            user = base64.b64encode(f"{url.user}:{url.password or ''}".encode()).decode()
            headers["Authorization"] = f"Basic {user}"
        return {"ssl": context, "proxy": url.with_user(None), "proxy_headers": headers}

    def _made(self, origin: str) -> tuple[aiohttp.ClientSession, dict[str, Any]]:
        """A session for one origin, and the way there, as the environment says it now."""
        way = self._way(origin)
        session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=100),
            cookie_jar=aiohttp.DummyCookieJar(),
            max_line_size=_LONGEST_HEADER,
            max_field_size=_LONGEST_HEADER,
        )
        # Whether to send again is decided above, where the attempts are counted.
        session._retry_connection = False
        return session, way

    async def send(self, request: Request) -> _Reply:
        if self._closed:
            raise ConfigurationError("the client is closed")
        given = self._given
        session, way = await self._pools.get(origin_of(request.url)) if given is None else (given.get(), {})
        try:
            response = await session.request(
                request.method,
                yarl.URL(request.url, encoded=True),
                headers=_headers(request),
                data=_body(request.content),
                skip_auto_headers=_OWN_HEADERS,
                allow_redirects=False,
                auto_decompress=False,
                raise_for_status=False,
                timeout=_timeout(request.connect_timeout, request.read_timeout),
                **way,
            )
        except _CAUGHT as error:
            raise _failure(error) from error
        return _Reply(response)

    async def aclose(self) -> None:
        self._closed = True
        await self._pools.aclose()


@functools.lru_cache(maxsize=16)
def _timeout(connect: float | None, read: float | None) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(sock_connect=connect, sock_read=read, ceil_threshold=math.inf)


def _headers(request: Request) -> list[tuple[str, str]]:
    if not all(value.isascii() for _, value in request.headers):
        # They would be sent as UTF-8, and read as something else.
        raise Failure("other", "aiohttp cannot send a header that is not ASCII", sent=False)
    return request.headers


def _body(content: bytes | None) -> bytes | io.BytesIO | None:
    return io.BytesIO(content) if content is not None and len(content) > _LONG_BODY else content


def _failure(error: BaseException) -> Failure:
    """The meaning of an exception, without its text where that could show what was sent."""
    match error:
        case aiohttp.ConnectionTimeoutError():
            return Failure("timeout", "no connection within the time allowed", sent=False)
        case asyncio.TimeoutError():
            return Failure("timeout", "the server was silent for longer than allowed", sent=True)
        case aiohttp.ClientConnectorCertificateError() | aiohttp.ServerFingerprintMismatch():
            return Failure("tls", f"the server's certificate is not trusted: {error}", sent=False)
        case aiohttp.ClientSSLError():
            return Failure("tls", f"TLS failed: {error}", sent=False)
        case aiohttp.ClientConnectorError():
            return Failure("connect", f"cannot connect: {error.strerror or error.os_error}", sent=False)
        case aiohttp.ClientHttpProxyError():
            # It will want the same credentials again.
            kind: FailureKind = "other" if error.status == 407 else "connect"
            return Failure(kind, f"the proxy refused: {error.status}", sent=False)
        case aiohttp.ClientResponseError():
            return Failure("reset", f"the connection broke: {error.message}", sent=True)
        case aiohttp.InvalidURL() | ValueError():
            return Failure("other", "the request cannot be sent over HTTP", sent=False)
        case aiohttp.ClientError() | OSError():
            return Failure("reset", f"the connection broke: {error or type(error).__name__}", sent=True)
        case _:
            return Failure("other", f"{type(error).__name__}: {error}", sent=True)
