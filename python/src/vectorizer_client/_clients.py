"""The two clients: what a program makes, configures, copies and closes."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from types import TracebackType
from typing import Any, NoReturn

from ._config import BaseUrl, Config, check_headers, check_retries, check_seconds, make_config
from ._core import Core
from ._generated.async_client import AsyncOperations, AsyncRawOperations
from ._generated.sync_client import SyncOperations, SyncRawOperations
from ._handshake import Handshake
from ._httpx import AsyncHttpxTransport, HttpxTransport
from ._logging import set_up_from_environment
from ._retry import RetryPolicy, TokenBucket
from ._transport import AsyncTransport, Transport
from ._unset import UNSET, Unset

DEFAULT_URL = "http://localhost:15002"
_MAX_RESPONSE = 64 * 1024 * 1024


class _Common:
    """What both clients show of themselves: where they send, and never with which key."""

    _core: Core

    @property
    def base_url(self) -> str:
        """The server's address."""
        return str(self._core.config.base_url)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.base_url!r})"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a client cannot be pickled: it holds connections and perhaps a key")


class VectorizerClient(_Common, AsyncOperations):
    """An async client of one server.

    Use it as an async context manager, or close it with `aclose()`. It may be used by many tasks of one event loop.

    Args:
        base_url: `http://` or `https://`, host, port and perhaps a path, as in `https://example.org/vectors`.
        api_key: Sent as a bearer token, to this origin only; shown nowhere.
        timeout: Seconds for a call with all its attempts, waits and the body; `None` for no limit. Default 60; a
            stream (`export_vectors`) is bounded as a whole only where a timeout is given.
        connect_timeout: Seconds for a connection to be made.
        read_timeout: Seconds that the server may be silent.
        retries: How often to try again, or a `RetryPolicy`.
        headers: Headers for every request.
        max_response_bytes: The longest answer (or line of a stream) that is read.
        tls: Certificates to trust instead of the usual ones.
        transport: Sends the requests instead of httpx; see `AsyncTransport`.

    Raises:
        ConfigurationError: an argument cannot be used.

    Example:
        async with VectorizerClient("http://localhost:15002") as client:
            await client.update_vector("my_collection", "vec_001", text="Updated content")
    """

    def __init__(
        self,
        base_url: str = DEFAULT_URL,
        *,
        api_key: str | None = None,
        timeout: float | Unset | None = UNSET,
        connect_timeout: float | None = 5.0,
        read_timeout: float | None = 30.0,
        retries: int | RetryPolicy = 2,
        headers: Mapping[str, str] | None = None,
        max_response_bytes: int = _MAX_RESPONSE,
        tls: ssl.SSLContext | None = None,
        transport: AsyncTransport | None = None,
    ) -> None:
        set_up_from_environment()
        config = make_config(
            base_url,
            api_key=api_key,
            timeout=timeout,
            connect_timeout=connect_timeout,
            read_timeout=read_timeout,
            retries=retries,
            headers=headers,
            max_response_bytes=max_response_bytes,
        )
        self._core = Core(config)
        self._transport = transport or _async_transport(config.base_url, tls)
        self._closed = False

    @cached_property
    def with_raw_response(self) -> AsyncRawOperations:
        """The same operations, each giving status, headers, attempts and timings beside the value."""
        return AsyncRawOperations(self)

    def with_options(
        self,
        *,
        timeout: float | Unset | None = UNSET,
        retries: int | RetryPolicy | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> VectorizerClient:
        """A copy with other defaults, on the same connections; closing either closes both."""
        made = object.__new__(type(self))
        made._core = _with_options(self._core, timeout, retries, headers)
        made._transport, made._closed = self._transport, self._closed
        return made

    async def aclose(self) -> None:
        """Close the connections; calls after this are refused."""
        self._closed = True
        await self._transport.aclose()

    async def __aenter__(self) -> VectorizerClient:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        await self.aclose()


class SyncVectorizerClient(_Common, SyncOperations):
    """A blocking client of one server: `VectorizerClient` without `await`, and with the same arguments.

    Use it as a context manager, or close it with `close()`. It may be used by many threads.

    Example:
        with SyncVectorizerClient("http://localhost:15002") as client:
            client.update_vector("my_collection", "vec_001", text="Updated content")
    """

    def __init__(
        self,
        base_url: str = DEFAULT_URL,
        *,
        api_key: str | None = None,
        timeout: float | Unset | None = UNSET,
        connect_timeout: float | None = 5.0,
        read_timeout: float | None = 30.0,
        retries: int | RetryPolicy = 2,
        headers: Mapping[str, str] | None = None,
        max_response_bytes: int = _MAX_RESPONSE,
        tls: ssl.SSLContext | None = None,
        transport: Transport | None = None,
    ) -> None:
        set_up_from_environment()
        config = make_config(
            base_url,
            api_key=api_key,
            timeout=timeout,
            connect_timeout=connect_timeout,
            read_timeout=read_timeout,
            retries=retries,
            headers=headers,
            max_response_bytes=max_response_bytes,
        )
        self._core = Core(config)
        self._transport = transport or _transport(config.base_url, tls)
        self._closed = False

    @cached_property
    def with_raw_response(self) -> SyncRawOperations:
        """The same operations, each giving status, headers, attempts and timings beside the value."""
        return SyncRawOperations(self)

    def with_options(
        self,
        *,
        timeout: float | Unset | None = UNSET,
        retries: int | RetryPolicy | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> SyncVectorizerClient:
        """A copy with other defaults, on the same connections; closing either closes both."""
        made = object.__new__(type(self))
        made._core = _with_options(self._core, timeout, retries, headers)
        made._transport, made._closed = self._transport, self._closed
        return made

    def close(self) -> None:
        """Close the connections; calls after this are refused."""
        self._closed = True
        self._transport.close()

    def __enter__(self) -> SyncVectorizerClient:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self.close()


def _async_transport(url: BaseUrl, tls: ssl.SSLContext | None) -> AsyncTransport:
    return AsyncHttpxTransport(secure=url.secure, loopback=url.loopback, tls=tls)


def _transport(url: BaseUrl, tls: ssl.SSLContext | None) -> Transport:
    return HttpxTransport(secure=url.secure, loopback=url.loopback, tls=tls)


def _with_options(
    core: Core,
    timeout: float | Unset | None,
    retries: int | RetryPolicy | Unset,
    headers: Mapping[str, str] | None,
) -> Core:
    changes: dict[str, Any] = {}
    if not isinstance(timeout, Unset):
        changes["timeout"] = check_seconds(timeout, "timeout")
    if isinstance(retries, RetryPolicy):
        changes["policy"] = retries
    elif not isinstance(retries, Unset):
        changes["policy"] = replace(core.config.policy, retries=check_retries(retries))
    if headers:
        given = check_headers(headers)
        names = {name for name, _ in given}
        changes["headers"] = (*(item for item in core.config.headers if item[0] not in names), *given)
    config: Config = replace(core.config, **changes)
    # That /info was refused to other headers says nothing of these.
    alike = config.headers == core.config.headers
    handshake = core.handshake if alike else Handshake(core.handshake.said)
    # A policy of its own comes with an allowance of its own.
    bucket = TokenBucket() if isinstance(retries, RetryPolicy) else core.bucket
    return replace(core, config=config, bucket=bucket, handshake=handshake)
