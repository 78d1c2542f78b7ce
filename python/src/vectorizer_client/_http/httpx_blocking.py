"""The blocking transport, on httpx2 or httpx."""

from __future__ import annotations

import os
import ssl
import threading
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from .._types.errors import ConfigurationError
from .deadlines import bound_by_deadlines, drop_sockets, end_sockets, least, until
from .environment import is_plain
from .httpx_library import Library, check_arguments, headers_of, installed, library, origin_of
from .inflate import inflater
from .local import of_other_processes, reset_after_fork
from .transport import Failure, Request

if TYPE_CHECKING:
    import httpx
    import httpx2

_CLOSED = "the client is closed"


class _Reply:
    def __init__(self, transport: HttpxTransport, library: Library, response: Any, deadline: float) -> None:
        self._transport, self._library, self._response = transport, library, response
        self._deadline = deadline
        self._process = os.getpid()
        self.status = response.status_code
        self.headers = headers_of(response)

    def chunks(self) -> Iterator[bytes]:
        if self._response.is_stream_consumed:
            yield self._library.body_read_already(self._response)
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
                of_other_processes.append(parts)
        if decoder is not None:
            decoder.end()

    def _next(self, parts: Iterator[bytes]) -> bytes | None:
        if self._process != os.getpid():
            raise Failure("other", "the answer belongs to the process that asked for it", sent=True)
        try:
            with until(self._deadline):
                part = next(parts, None)
        except self._library.caught as error:
            raise self._transport.failure(error) from error
        if part is None and self._transport.ended:
            # A body without a length ends with its connection, whoever ended that.
            raise Failure("other", _CLOSED, sent=True)
        return part

    def close(self) -> None:
        if self._process == os.getpid():
            self._response.close()


class HttpxTransport:
    """Sends over a client of httpx2 or httpx; pass one of your own to share its pool, proxies or certificates.

    A process that is forked from this one gets connections of its own. A client of your own cannot be made anew there:
    one with connections that was used before is refused.

    Args:
        client: A client of your own of either library; closing it is yours as well.
        name: `httpx2` or `httpx`, for clients that are made here; by default the first of them that is installed.
        url: The server's address, if what the environment says of the way to it is to be checked now.
        tls: Certificates to trust instead of the usual ones.

    Raises:
        ConfigurationError: the environment names a proxy or certificates that cannot be used.
    """

    def __init__(
        self,
        client: httpx2.Client | httpx.Client | None = None,
        *,
        name: str | None = None,
        url: str | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        of_client = check_arguments(client, url, tls, blocking=True)
        self._name = installed(name) if of_client is None else of_client.name
        self._given, self._tls = client, tls
        self._used = self._lost = self._closed = False
        self._pools: dict[str, Any] = {}
        self._lock = threading.Lock()
        reset_after_fork(self)
        self._url = url if client is None else None
        if self._url is not None and not is_plain(origin_of(self._url)):
            self.prepare()

    @property
    def _library(self) -> Library:
        """Imported when it is needed: that takes longer than all else that making a client does."""
        return library(self._name)

    def prepare(self) -> None:
        """Do what the first call would have to do beside sending."""
        if self._url is not None:
            self._pool(self._url)

    def _pool(self, url: str) -> Any:
        if self._closed:
            raise ConfigurationError(_CLOSED)
        if self._given is not None:
            if self._lost:
                raise ConfigurationError(
                    f"the {self._library.name}.Client that was passed was used before this process was forked:"
                    " make one in this process"
                )
            self._used = True
            return self._given
        origin = origin_of(url)
        pool = self._pools.get(origin)
        if pool is None:
            with self._lock:
                pool = self._pools.get(origin)
                if pool is None:
                    pool = self._library.client(origin, self._tls, blocking=True)
                    bound_by_deadlines(pool)
                    self._pools[origin] = pool
        return pool

    def send(self, request: Request) -> _Reply:
        remaining = request.remaining()
        read, pool = least(request.read_timeout, remaining), least(None, remaining)
        try:
            with until(request.deadline):
                built = self._library.request(request, read, pool)
                response = self._pool(request.url).send(built, stream=True)
        except self._library.caught as error:
            raise self.failure(error) from error
        return _Reply(self, self._library, response, request.deadline)

    @property
    def ended(self) -> bool:
        """Whether the connections were ended here: those of a client of the caller's never are."""
        return self._closed and self._given is None

    def failure(self, error: Exception) -> Failure:
        failure = self._library.failure(error)
        return Failure("other", _CLOSED, sent=failure.sent) if self.ended else failure

    def close(self) -> None:
        self._closed = True
        for pool in list(self._pools.values()):
            end_sockets(pool)
            pool.close()

    def after_fork(self) -> None:
        self._lock = threading.Lock()
        pools, self._pools = self._pools, {}
        for pool in pools.values():
            drop_sockets(pool)
        self._lost = self._used and self._given is not None and self._library.uses_sockets(self._given)
