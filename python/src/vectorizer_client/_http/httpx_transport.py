"""The default transports, on httpx."""

from __future__ import annotations

import functools
import ssl
import threading
import time
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from .inflate import inflater
from .transport import Failure, Headers, Request


@functools.cache
def _trusted() -> ssl.SSLContext:
    """The usual certificates, read once for a process: reading them costs more than a call."""
    return httpx.create_ssl_context()


@functools.cache
def _trusting_nobody() -> ssl.SSLContext:
    """For clients of plain http, which never leave it."""
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _settings(secure: bool, loopback: bool, tls: ssl.SSLContext | None, hook: Any) -> dict[str, Any]:
    return {
        "verify": tls or (_trusted() if secure else _trusting_nobody()),
        "trust_env": not loopback,
        "follow_redirects": False,
        "event_hooks": {"response": [hook]},
        "limits": httpx.Limits(max_connections=100, max_keepalive_connections=20),
    }


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


class _Reply:
    def __init__(self, response: httpx.Response, deadline: float) -> None:
        self._response = response
        self._deadline = deadline
        self.status = response.status_code
        self.headers = _headers_of(response)

    def chunks(self) -> Iterator[bytes]:
        if self._response.is_stream_consumed:
            yield _read_already(self._response)
            return
        decoder = inflater(self.headers.get("content-encoding", ""))
        parts = self._response.iter_raw()
        while True:
            try:
                with _until(self._deadline):
                    chunk = next(parts, None)
            except _CAUGHT as error:
                raise failure(error) from error
            if chunk is None:
                break
            for piece in (chunk,) if decoder is None else decoder.feed(chunk):
                if time.monotonic() > self._deadline:
                    raise Failure("timeout", "the answer took longer than allowed", sent=True)
                yield piece
        if decoder is not None:
            decoder.end()

    def close(self) -> None:
        self._response.close()


class HttpxTransport:
    """Sends over `httpx.Client`; pass one of your own to share its pool, proxies or certificates."""

    def __init__(
        self,
        client: httpx.Client | None = None,
        *,
        secure: bool = True,
        loopback: bool = False,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._owned = client is None
        self._client = client or httpx.Client(**_settings(secure, loopback, tls, _hide_location))
        if self._owned:
            _bound_by_deadlines(self._client)

    def send(self, request: Request) -> _Reply:
        remaining = request.remaining()
        read, pool = _least(request.read_timeout, remaining), _least(None, remaining)
        try:
            with _until(request.deadline):
                response = self._client.send(_built(request, read, pool), stream=True)
        except _CAUGHT as error:
            raise failure(error) from error
        return _Reply(response, request.deadline)

    def close(self) -> None:
        if self._owned:
            self._client.close()


class _AsyncReply:
    def __init__(self, response: httpx.Response) -> None:
        self._response = response
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
        await self._response.aclose()


class AsyncHttpxTransport:
    """Sends over `httpx.AsyncClient`; the total deadline is the caller's cancel scope."""

    def __init__(
        self,
        client: httpx.AsyncClient | None = None,
        *,
        secure: bool = True,
        loopback: bool = False,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._owned = client is None
        self._client = client or httpx.AsyncClient(**_settings(secure, loopback, tls, _hide_location_async))

    async def send(self, request: Request) -> _AsyncReply:
        try:
            response = await self._client.send(_built(request, request.read_timeout, None), stream=True)
        except _CAUGHT as error:
            raise failure(error) from error
        return _AsyncReply(response)

    async def aclose(self) -> None:
        if self._owned:
            await self._client.aclose()


# httpx bounds each read, not all of them together: a server that trickles bytes would outlive a deadline. So the
# sockets of a pool of ours are told, for each operation, how long the call that uses them may still take.

_current = threading.local()


@contextmanager
def _until(deadline: float) -> Iterator[None]:
    _current.deadline = deadline
    try:
        yield
    finally:
        _current.deadline = None


def _least(timeout: float | None, remaining: float | None = None) -> float | None:
    if remaining is None:
        deadline: float | None = getattr(_current, "deadline", None)
        if deadline is None:
            return timeout
        remaining = deadline - time.monotonic()
    # A socket takes 0 for "do not block" and refuses less.
    remaining = max(remaining, 0.001)
    if timeout is None:
        return None if remaining == float("inf") else remaining
    return min(timeout, remaining)


class _BoundStream:
    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, timeout=_least(timeout))  # type: ignore[no-any-return]

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, timeout=_least(timeout))

    def start_tls(self, *args: Any, timeout: float | None = None, **options: Any) -> _BoundStream:
        return _BoundStream(self._inner.start_tls(*args, timeout=_least(timeout), **options))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


class _BoundBackend:
    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def connect_tcp(self, *args: Any, timeout: float | None = None, **options: Any) -> _BoundStream:
        return _BoundStream(self._inner.connect_tcp(*args, timeout=_least(timeout), **options))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


def _bound_by_deadlines(client: httpx.Client) -> None:
    """Wrap the network backend of each pool. Where a release of httpx hides it elsewhere, reads are bounded singly."""
    transports: Iterable[Any] = [client._transport, *client._mounts.values()]
    for transport in transports:
        pool = getattr(transport, "_pool", None)
        if pool is not None and hasattr(pool, "_network_backend"):
            pool._network_backend = _BoundBackend(pool._network_backend)
