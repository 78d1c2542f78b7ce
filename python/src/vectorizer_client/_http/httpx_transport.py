"""The default transports, on httpx."""

from __future__ import annotations

import os
import ssl
import threading
import time
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from typing import Any
from weakref import ReferenceType, WeakKeyDictionary, ref

import httpx

from .._types.errors import ConfigurationError
from .deadlines import bound_by_deadlines, drop_sockets, least, until
from .environment import proxy_for, trusted, trusting_nobody
from .inflate import inflater
from .local import current_loop, reset_after_fork
from .transport import Failure, Headers, Request


def _settings(origin: str, tls: ssl.SSLContext | None, hook: Any) -> dict[str, Any]:
    return {
        "verify": tls or (trusted() if origin.startswith("https:") else trusting_nobody()),
        "proxy": proxy_for(origin),
        "trust_env": False,
        "follow_redirects": False,
        "event_hooks": {"response": [hook]},
        "limits": httpx.Limits(max_connections=100, max_keepalive_connections=20),
    }


def _origin(url: str) -> str:
    """Scheme, host and port: a pool is for one, as proxies and certificates are."""
    end = url.find("/", 8)
    return url if end < 0 else url[:end]


def _uses_sockets(client: httpx.Client | httpx.AsyncClient) -> bool:
    """Whether a client of the caller's has connections; one that answers by itself may be used anywhere."""
    ways: list[Any] = [getattr(client, "_transport", None), *getattr(client, "_mounts", {}).values()]
    return any(isinstance(way, (httpx.HTTPTransport, httpx.AsyncHTTPTransport)) for way in ways)


def _hide_location(response: httpx.Response) -> None:
    """httpx parses where a redirect leads even when it does not follow, and fails on what is no URL."""
    if 300 <= response.status_code < 400 and "location" in response.headers:
        response.extensions["location"] = response.headers.pop("location")


async def _hide_location_async(response: httpx.Response) -> None:
    _hide_location(response)


def _headers_of(response: httpx.Response) -> Headers:
    items = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in response.headers.raw]
    if "location" in response.extensions:
        items.append(("location", response.extensions["location"]))
    return Headers(items)


def _built(request: Request, read_timeout: float | None, pool_timeout: float | None) -> httpx.Request:
    # Waiting for a place in the pool is no fault of the server's: the call's deadline alone bounds it.
    timeouts = {
        "connect": request.connect_timeout,
        "pool": pool_timeout,
        "read": read_timeout,
        "write": read_timeout,
    }
    made = httpx.Request(
        request.method,
        request.url,
        headers=[(name.encode("ascii"), value.encode("latin-1")) for name, value in request.headers],
        content=request.content,
        extensions={"timeout": timeouts},
    )
    if made.url.query:
        made.url = _ShownWithoutQuery(made.url)
    return made


class _ShownWithoutQuery(httpx.URL):
    """httpx logs the address of every request at INFO; a query may hold metadata, which is none of the log's business."""

    def __str__(self) -> str:
        return str(self.copy_with(query=None))


def failure(error: Exception) -> Failure:
    """What an exception of httpx means, without its text where that could show what was sent."""
    match error:
        case httpx.ConnectTimeout() | httpx.PoolTimeout():
            return Failure("timeout", "no connection within the time allowed", sent=False)
        case httpx.TimeoutException():
            return Failure("timeout", "the server was silent for longer than allowed", sent=True)
        case httpx.ConnectError() if _is_certificate(error):
            return Failure("tls", f"the server's certificate is not trusted: {error}", sent=False)
        case httpx.ConnectError() | httpx.ProxyError():
            return Failure("connect", f"cannot connect: {error}", sent=False)
        case httpx.LocalProtocolError():
            return Failure("other", "the request cannot be sent over HTTP", sent=False)
        case httpx.TransportError():
            return Failure("reset", f"the connection broke: {error or type(error).__name__}", sent=True)
        case ssl.SSLError():
            return Failure("tls", f"TLS failed: {error}", sent=False)
        case _:
            return Failure("other", f"{type(error).__name__}: {error}", sent=True)


def _is_certificate(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False


_CAUGHT = (
    httpx.HTTPError,
    httpx.InvalidURL,
    httpx.StreamError,
    ssl.SSLError,
    OSError,
    RuntimeError,
    UnicodeError,
)


def _read_already(response: httpx.Response) -> bytes:
    """The body of an answer that a hook of the caller's has read."""
    try:
        return response.content
    except httpx.StreamError as error:
        raise failure(error) from error


_of_other_processes: list[object] = []
"""What the process that this one was forked from still uses: to let go of it would take its locks or wake its loops."""


class _Reply:
    def __init__(self, response: httpx.Response, deadline: float) -> None:
        self._response = response
        self._deadline = deadline
        self._process = os.getpid()
        self.status = response.status_code
        self.headers = _headers_of(response)

    def chunks(self) -> Iterator[bytes]:
        if self._response.is_stream_consumed:
            yield _read_already(self._response)
            return
        decoder = inflater(self.headers.get("content-encoding", ""))
        parts = self._response.iter_raw()
        try:
            while (chunk := self._next(parts)) is not None:
                for piece in (chunk,) if decoder is None else decoder.feed(chunk):
                    if time.monotonic() > self._deadline:
                        raise Failure("timeout", "the answer took longer than allowed", sent=True)
                    yield piece
        finally:
            if self._process != os.getpid():
                _of_other_processes.append(parts)
        if decoder is not None:
            decoder.end()

    def _next(self, parts: Iterator[bytes]) -> bytes | None:
        if self._process != os.getpid():
            raise Failure("other", "the answer belongs to the process that asked for it", sent=True)
        try:
            with until(self._deadline):
                return next(parts, None)
        except _CAUGHT as error:
            raise failure(error) from error

    def close(self) -> None:
        if self._process == os.getpid():
            self._response.close()


class HttpxTransport:
    """Sends over `httpx.Client`; pass one of your own to share its pool, proxies or certificates.

    A process that is forked from this one gets connections of its own. A client of your own cannot be made anew there:
    one with connections that was used before is refused.

    Args:
        client: A client of your own; closing it is yours as well.
        url: The server's address, if what the environment says of the way to it is to be checked now.
        tls: Certificates to trust instead of the usual ones.

    Raises:
        ConfigurationError: the environment names a proxy or certificates that cannot be used.
    """

    def __init__(
        self,
        client: httpx.Client | None = None,
        *,
        url: str | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._given, self._tls = client, tls
        self._used = self._lost = self._closed = False
        self._pools: dict[str, httpx.Client] = {}
        self._lock = threading.Lock()
        reset_after_fork(self)
        if client is None and url is not None:
            self._pool(url)

    def _pool(self, url: str) -> httpx.Client:
        if self._closed:
            raise ConfigurationError("the client is closed")
        if self._given is not None:
            if self._lost:
                raise ConfigurationError(
                    "the httpx.Client that was passed was used before this process was forked: make one in this process"
                )
            self._used = True
            return self._given
        origin = _origin(url)
        pool = self._pools.get(origin)
        if pool is None:
            with self._lock:
                pool = self._pools.get(origin)
                if pool is None:
                    pool = httpx.Client(**_settings(origin, self._tls, _hide_location))
                    bound_by_deadlines(pool)
                    self._pools[origin] = pool
        return pool

    def send(self, request: Request) -> _Reply:
        remaining = request.remaining()
        read, pool = least(request.read_timeout, remaining), least(None, remaining)
        try:
            with until(request.deadline):
                response = self._pool(request.url).send(_built(request, read, pool), stream=True)
        except _CAUGHT as error:
            raise failure(error) from error
        return _Reply(response, request.deadline)

    def close(self) -> None:
        self._closed = True
        for pool in list(self._pools.values()):
            pool.close()

    def after_fork(self) -> None:
        self._lock = threading.Lock()
        pools, self._pools = self._pools, {}
        for pool in pools.values():
            drop_sockets(pool)
        self._lost = self._used and self._given is not None and _uses_sockets(self._given)


class _AsyncReply:
    def __init__(self, response: httpx.Response) -> None:
        self._response = response
        self._loop = current_loop()
        self.status = response.status_code
        self.headers = _headers_of(response)

    async def chunks(self) -> AsyncIterator[bytes]:
        if self._response.is_stream_consumed:
            yield _read_already(self._response)
            return
        decoder = inflater(self.headers.get("content-encoding", ""))
        try:
            async for chunk in self._response.aiter_raw():
                for piece in (chunk,) if decoder is None else decoder.feed(chunk):
                    yield piece
        except _CAUGHT as error:
            raise failure(error) from error
        if decoder is not None:
            decoder.end()

    async def aclose(self) -> None:
        if self._loop is current_loop():
            await self._response.aclose()


class _AsyncPool:
    """A pool of one event loop. It ends with the loop, whether or not somebody closes it."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self._life = _life(client)

    async def begin(self) -> None:
        # Event loops close the asynchronous generators that were begun on them when they end.
        await anext(self._life)

    async def end(self) -> None:
        await self._life.aclose()


async def _life(client: httpx.AsyncClient) -> AsyncGenerator[None, None]:
    try:
        yield
    finally:
        await client.aclose()


class AsyncHttpxTransport:
    """Sends over `httpx.AsyncClient`; the total deadline is the caller's cancel scope.

    Each event loop, and each process that is forked from this one, gets connections of its own. A client of your own
    cannot be made anew there: one with connections that was used before is refused.

    Args:
        client: A client of your own; closing it is yours as well.
        url: The server's address, if what the environment says of the way to it is to be checked now.
        tls: Certificates to trust instead of the usual ones.

    Raises:
        ConfigurationError: the environment names a proxy or certificates that cannot be used.
    """

    def __init__(
        self,
        client: httpx.AsyncClient | None = None,
        *,
        url: str | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._given, self._tls = client, tls
        self._used_by: ReferenceType[object] | None = None
        self._lost = self._closed = False
        self._pools: WeakKeyDictionary[object, dict[str, _AsyncPool]] = WeakKeyDictionary()
        self._lock = threading.Lock()
        reset_after_fork(self)
        self._unused: dict[str, httpx.AsyncClient] = {}
        if client is None and url is not None:
            self._unused[_origin(url)] = self._made(_origin(url))

    def _made(self, origin: str) -> httpx.AsyncClient:
        return httpx.AsyncClient(**_settings(origin, self._tls, _hide_location_async))

    async def _pool(self, url: str) -> httpx.AsyncClient:
        if self._closed:
            raise ConfigurationError("the client is closed")
        loop = current_loop()
        if self._given is not None:
            self._check_given(self._given, loop)
            return self._given
        pools = self._pools.get(loop)
        if pools is None:
            pools = self._begin(loop)
        origin = _origin(url)
        pool = pools.get(origin)
        if pool is None:
            unused = self._unused.pop(origin) if origin in self._unused else self._made(origin)
            pool = pools[origin] = _AsyncPool(unused)
            await pool.begin()
        return pool.client

    def _begin(self, loop: object) -> dict[str, _AsyncPool]:
        """The pools of a loop that is new here; those of loops that were closed are let go, as sockets refer to their loop."""
        with self._lock:
            for other in list(self._pools):
                # The token of a trio run has no such method, and nothing here that refers to it.
                if getattr(other, "is_closed", bool)():
                    del self._pools[other]
            pools: dict[str, _AsyncPool] = {}
            self._pools[loop] = pools
        return pools

    def _check_given(self, client: httpx.AsyncClient, loop: object) -> None:
        before = self._used_by and self._used_by()
        if before is loop and not self._lost:
            return
        if self._used_by is not None and _uses_sockets(client):
            raise ConfigurationError(
                "the httpx.AsyncClient that was passed was used in another event loop: make one in this event loop"
            )
        self._used_by, self._lost = ref(loop), False

    async def send(self, request: Request) -> _AsyncReply:
        try:
            client = await self._pool(request.url)
            response = await client.send(_built(request, request.read_timeout, None), stream=True)
        except _CAUGHT as error:
            raise failure(error) from error
        return _AsyncReply(response)

    async def aclose(self) -> None:
        self._closed = True
        with self._lock:
            pools = self._pools.pop(current_loop(), {})
            # Those of other loops are closed there, when nothing refers to them.
            self._pools.clear()
        for pool in pools.values():
            await pool.end()

    def after_fork(self) -> None:
        _of_other_processes.append(self._pools)
        self._pools, self._lock = WeakKeyDictionary(), threading.Lock()
        self._lost = self._used_by is not None
