"""Which transport a client gets: by name, over an HTTP client of the caller's, or one of the caller's own."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, cast

from .._types.errors import ConfigurationError, type_name
from .httpx_async import AsyncHttpxTransport
from .httpx_blocking import HttpxTransport
from .httpx_library import NAMES, library_of
from .transport import AsyncTransport, Transport

if TYPE_CHECKING:
    import aiohttp
    import httpx
    import httpx2

    TransportOption: TypeAlias = Transport | httpx2.Client | httpx.Client | Literal["httpx2", "httpx"]
    AsyncTransportOption: TypeAlias = (
        AsyncTransport
        | httpx2.AsyncClient
        | httpx.AsyncClient
        | aiohttp.ClientSession
        | Literal["httpx2", "httpx", "aiohttp"]
    )
else:
    # The libraries are not imported for their names alone.
    TransportOption = AsyncTransportOption = Any


def transport_of(option: TransportOption | None, url: str, tls: ssl.SSLContext | None) -> Transport:
    """The transport of a blocking client."""
    given = cast(Any, option)
    if given is None or given in NAMES:
        return HttpxTransport(name=given, url=url, tls=tls)
    if library_of(given) is not None and not hasattr(given, "aclose"):
        return HttpxTransport(given)
    if isinstance(given, str) or not _has(given, "send", "close") or hasattr(given, "aclose"):
        raise ConfigurationError(f"transport must be {_WORDS.format('Client')}, got {_got(given)}")
    return given  # type: ignore[no-any-return]


def async_transport_of(
    option: AsyncTransportOption | None, url: str, tls: ssl.SSLContext | None
) -> AsyncTransport:
    """The transport of an async client."""
    given = cast(Any, option)
    if given is None or given in NAMES:
        return AsyncHttpxTransport(name=given, url=url, tls=tls)
    session = given if type(given).__module__.startswith("aiohttp.") else None
    if given == "aiohttp" or session is not None:
        from .aiohttp_async import AiohttpTransport

        return AiohttpTransport(session, url=url, tls=tls)
    if library_of(given) is not None and hasattr(given, "aclose"):
        return AsyncHttpxTransport(given)
    if isinstance(given, str) or not _has(given, "send", "aclose"):
        raise ConfigurationError(
            f"transport must be 'aiohttp', {_WORDS.format('AsyncClient')}, got {_got(given)}"
        )
    return given  # type: ignore[no-any-return]


_WORDS = "'httpx2', 'httpx', a {} of these, or an object that sends"


def _has(given: object, *methods: str) -> bool:
    return not isinstance(given, type) and all(callable(getattr(given, name, None)) for name in methods)


def _got(given: object) -> str:
    return repr(given) if isinstance(given, str) else type_name(given)
