"""httpx and httpx2, which have one interface: what a request, an answer and a failure are in either."""

from __future__ import annotations

import functools
import ssl
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from .._types.errors import ConfigurationError, type_name
from .environment import Proxy, proxy_for, trusted, trusting_nobody
from .local import importing
from .transport import Failure, FailureKind, Headers, Request

NAMES = ("httpx2", "httpx")
"""The first that is installed is the default."""


class Library:
    """One of them, imported."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._module = made = import_module(name)
        self.caught = (
            made.HTTPError,
            made.InvalidURL,
            made.StreamError,
            ssl.SSLError,
            OSError,
            RuntimeError,
            UnicodeError,
        )
        self._url_without_query = _url_without_query(made)

    def client(self, origin: str, tls: ssl.SSLContext | None, *, blocking: bool) -> Any:
        """A client for one origin, as the environment says it is reached.

        Raises:
            ConfigurationError: the environment names a proxy or certificates that cannot be used.
        """
        made = self._module
        usual = made.create_ssl_context
        proxy = proxy_for(origin)
        # Which imports httpcore.
        with importing:
            return (made.Client if blocking else made.AsyncClient)(
                verify=tls or (trusted(usual) if origin.startswith("https:") else trusting_nobody()),
                proxy=None if proxy is None else self._proxy(proxy),
                trust_env=False,
                follow_redirects=False,
                event_hooks={"response": [_hide_location if blocking else _hide_location_async]},
                limits=made.Limits(max_connections=100, max_keepalive_connections=20),
            )

    def _proxy(self, given: Proxy) -> Any:
        try:
            proxy = self._module.Proxy(given.address)
            # What a proxy of this kind needs is looked for when a transport is made.
            self._module.HTTPTransport(proxy=proxy, verify=trusting_nobody())
        except ImportError:
            raise ConfigurationError(
                f"{given.variable} names a SOCKS proxy, which needs the package socksio: pip install socksio"
            ) from None
        except (self._module.InvalidURL, ValueError):
            raise given.wrong() from None
        return proxy

    def request(self, request: Request, read_timeout: float | None, pool_timeout: float | None) -> Any:
        """A request of the library."""
        # Waiting for a place in the pool is no fault of the server's: the call's deadline alone bounds it.
        timeouts = {
            "connect": request.connect_timeout,
            "pool": pool_timeout,
            "read": read_timeout,
            "write": read_timeout,
        }
        made = self._module.Request(
            request.method,
            request.url,
            headers=[(name.encode("ascii"), value.encode("latin-1")) for name, value in request.headers],
            content=request.content,
            extensions={"timeout": timeouts},
        )
        if made.url.query:
            made.url = self._url_without_query(made.url)
        return made

    def uses_sockets(self, client: Any) -> bool:
        """Whether a client of the caller's has connections; one that answers by itself may be used anywhere."""
        ways: list[Any] = [getattr(client, "_transport", None), *getattr(client, "_mounts", {}).values()]
        sockets = (self._module.HTTPTransport, self._module.AsyncHTTPTransport)
        return any(isinstance(way, sockets) for way in ways)

    def body_read_already(self, response: Any) -> bytes:
        """The body of an answer that a hook of the caller's has read."""
        try:
            return response.content  # type: ignore[no-any-return]
        except self._module.StreamError as error:
            raise self.failure(error) from error

    def failure(self, error: Exception) -> Failure:
        """The meaning of an exception, without its text where that could show what was sent."""
        httpx = self._module
        match error:
            case httpx.ConnectTimeout() | httpx.PoolTimeout():
                return Failure("timeout", "no connection within the time allowed", sent=False)
            case httpx.TimeoutException():
                return Failure("timeout", "the server was silent for longer than allowed", sent=True)
            case httpx.ConnectError() if is_certificate(error):
                return Failure("tls", f"the server's certificate is not trusted: {error}", sent=False)
            case httpx.ProxyError():
                # It will want the same credentials again.
                kind: FailureKind = "other" if str(error).startswith("407") else "connect"
                return Failure(kind, f"the proxy refused: {error}", sent=False)
            case httpx.ConnectError():
                return Failure("connect", f"cannot connect: {error}", sent=False)
            case httpx.LocalProtocolError():
                return Failure("other", "the request cannot be sent over HTTP", sent=False)
            case httpx.TransportError():
                return Failure("reset", f"the connection broke: {error or type(error).__name__}", sent=True)
            case ssl.SSLError():
                return Failure("tls", f"TLS failed: {error}", sent=False)
            case _:
                return Failure("other", f"{type(error).__name__}: {error}", sent=True)


def installed(name: str | None = None) -> str:
    """The name of a library that can be imported, which takes a while: this one, or the default one.

    Raises:
        ConfigurationError: it is not installed.
    """
    for one in NAMES if name is None else (name,):
        if find_spec(one) is not None:
            return one
    missing = name or NAMES[-1]
    raise ConfigurationError(f"the transport {missing} is not installed: pip install {missing}")


@functools.cache
def library(name: str | None = None) -> Library:
    """The library of this name, or the default one.

    Raises:
        ConfigurationError: it is not installed.
    """
    name = installed(name)
    try:
        with importing:
            import encodings.idna  # noqa: F401  # which sockets look for when they first connect

            return Library(name)
    except ImportError:
        raise ConfigurationError(f"the transport {name} is not installed: pip install {name}") from None


def library_of(client: object) -> Library | None:
    """The library that a client of the caller's is of."""
    modules = {cls.__module__.partition(".")[0] for cls in type(client).__mro__}
    return next((library(name) for name in NAMES if name in modules), None)


def check_arguments(client: object, url: object, tls: object, *, blocking: bool) -> Library | None:
    """What a transport is made of, checked; the library that a client of the caller's is of."""
    found = None if client is None else library_of(client)
    if client is not None and (found is None or hasattr(client, "aclose") == blocking):
        names = " or ".join(f"{name}.{'Client' if blocking else 'AsyncClient'}" for name in NAMES)
        raise ConfigurationError(f"client must be an {names}, got {type_name(client)}")
    if url is not None and not isinstance(url, str):
        raise ConfigurationError(f"url must be a string, got {type_name(url)}")
    if tls is not None and not isinstance(tls, ssl.SSLContext):
        raise ConfigurationError(f"tls must be an ssl.SSLContext, got {type_name(tls)}")
    return found


def origin_of(url: str) -> str:
    """Scheme, host and port: a pool is for one, as proxies and certificates are."""
    end = url.find("/", 8)
    return url if end < 0 else url[:end]


def headers_of(response: Any) -> Headers:
    items = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in response.headers.raw]
    if "location" in response.extensions:
        items.append(("location", response.extensions["location"]))
    return Headers(items)


def is_certificate(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False


def _hide_location(response: Any) -> None:
    """httpx parses where a redirect leads even when it does not follow, and fails on what is no URL."""
    if 300 <= response.status_code < 400 and "location" in response.headers:
        response.extensions["location"] = response.headers.pop("location")


async def _hide_location_async(response: Any) -> None:
    _hide_location(response)


def _url_without_query(module: Any) -> Any:
    """httpx logs the address of every request at INFO; a query may hold metadata, which is none of the log's business."""

    def shown(url: Any) -> str:
        return str(url.copy_with(query=None))

    return type("URL", (module.URL,), {"__str__": shown})
