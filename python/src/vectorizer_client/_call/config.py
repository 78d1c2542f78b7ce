"""The settings of a client, checked once."""

from __future__ import annotations

import os
import random
import re
import sys
import time
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

from .._generated.policy import DEFAULT_SCHEME, DEFAULT_URL, SCHEMES, ApiKey
from .._http.environment import is_loopback
from .._types.credentials import Credentials, credentials_of
from .._types.errors import IN_MEMORY, ConfigurationError, brief, type_name
from .._types.secrets import check_header
from .._types.unset import UNSET, Unset
from .._version import __version__
from .retry import RetryPolicy

DEFAULT_TIMEOUT = 60.0
URL_VARIABLE, KEY_VARIABLE = "VECTORIZER_URL", "VECTORIZER_API_KEY"
_NOT_OF_HOSTS = frozenset('%<>^|"`{}[]')
_OF_PATHS = "/%!$&'()*+,;=:@~"
_OURS = {
    **dict.fromkeys(
        (
            "accept",
            "connection",
            "content-length",
            "content-type",
            "host",
            "transfer-encoding",
            "x-retry-count",
        ),
        "",
    ),
    **{
        "cookie" if one.place == "cookie" else one.name: ": pass api_key"
        for one in SCHEMES.values()
        if one.place != "query"
    },
    "authorization": ": pass api_key",
    "idempotency-key": ": pass idempotency_key",
}
"""Headers that are not the caller's, and what to do instead."""


class InsecureTransportWarning(UserWarning):
    """A key would travel over plain http to another machine."""


@dataclass(frozen=True, slots=True)
class BaseUrl:
    """Where the server is: its origin, and a prefix for paths without a trailing slash."""

    origin: str
    prefix: str
    secure: bool
    loopback: bool

    def __str__(self) -> str:
        return self.origin + self.prefix

    def at(self, server: str) -> BaseUrl:
        """The address of an operation that has a server of its own; one in this process answers for all."""
        if not server or self.in_memory:
            return self
        return parse_base_url(self.origin + server if server.startswith("/") else server)

    @property
    def in_memory(self) -> bool:
        """Whether it is a server in this process, which no socket leads to."""
        return self.origin == IN_MEMORY


@dataclass(frozen=True, slots=True)
class Clock:
    """The time and chance that calls depend on; tests bring their own."""

    monotonic: Callable[[], float] = time.monotonic
    wall: Callable[[], float] = time.time
    random: Callable[[], float] = random.random


@dataclass(frozen=True, slots=True)
class Config:
    base_url: BaseUrl
    key: Credentials | None = None
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    timeout: float | Unset | None = UNSET
    connect_timeout: float | None = 5.0
    read_timeout: float | None = 30.0
    policy: RetryPolicy = field(default_factory=RetryPolicy)
    max_response_bytes: int = 64 * 1024 * 1024
    max_request_bytes: int = 32 * 1024 * 1024
    clock: Clock = field(default_factory=Clock)

    def with_headers(self, of_call: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """The headers of a call with those of the client, none of them twice."""
        made = {"user-agent": f"vectorizer-client-python/{__version__}"}
        return [*{**made, **dict(self.headers), **dict(of_call)}.items()]


def parse_base_url(text: object, name: str = "base_url") -> BaseUrl:
    """The server's address; what it may hold beside scheme, host, port and path is refused, unseen."""
    if not isinstance(text, str):
        raise ConfigurationError(f"{name} must be a string, got {type_name(text)}")
    if text == IN_MEMORY:
        return BaseUrl(origin=IN_MEMORY, prefix="", secure=False, loopback=True)
    if not text.isprintable() or " " in text or "\\" in text:
        raise ConfigurationError(f"{name} must not hold a space, a backslash or a control character")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise ConfigurationError(f"{name} must be a URL: its host or port cannot be read") from None
    if parts.scheme not in ("http", "https"):
        raise ConfigurationError(f"{name} must begin with http:// or https://, as in http://localhost:15002")
    if "@" in parts.netloc:
        raise ConfigurationError(f"{name} must not hold a user or a password; pass api_key instead")
    if parts.query or parts.fragment or "?" in text or "#" in text:
        raise ConfigurationError(f"{name} must not have a query or a fragment")
    # As it travels, whatever the transport: not all of them escape.
    parts = parts._replace(path=quote(parts.path, safe=_OF_PATHS))
    if not parts.hostname or (":" not in parts.hostname and _NOT_OF_HOSTS & set(parts.netloc)):
        raise ConfigurationError(f"{name} must name a host")
    if any(len(label) > 63 or not label for label in parts.hostname.removesuffix(".").split(".")):
        raise ConfigurationError(f"{name} must name a host whose labels have 1 to 63 characters")
    # Also as parsers of URLs read it.
    segments = re.sub("%2e", ".", parts.path, flags=re.IGNORECASE).split("/")
    if "." in segments or ".." in segments:
        raise ConfigurationError(f"{name} must not have a path segment '.' or '..'")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    suffix = "" if port in (None, 443 if parts.scheme == "https" else 80) else f":{port}"
    return BaseUrl(
        origin=f"{parts.scheme}://{host}{suffix}",
        prefix=parts.path.rstrip("/"),
        secure=parts.scheme == "https",
        loopback=is_loopback(parts.hostname),
    )


def make_config(
    base_url: object,
    *,
    api_key: ApiKey | Unset | None,
    timeout: float | Unset | None,
    connect_timeout: float | None,
    read_timeout: float | None,
    retries: int | RetryPolicy,
    headers: Mapping[str, str] | None,
    max_response_bytes: int,
) -> Config:
    url = _url(base_url)
    key = _key(api_key)
    if key is not None and not url.secure and not url.loopback:
        warnings.warn(
            f"the API key would travel unencrypted to {url.origin}; use https",
            InsecureTransportWarning,
            stacklevel=4,
        )
    return Config(
        base_url=url,
        key=key,
        headers=check_headers(headers),
        timeout=check_seconds(timeout, "timeout"),
        connect_timeout=_bounded(check_seconds(connect_timeout, "connect_timeout")),
        read_timeout=_bounded(check_seconds(read_timeout, "read_timeout")),
        policy=retries if isinstance(retries, RetryPolicy) else RetryPolicy(retries=check_retries(retries)),
        max_response_bytes=check_retries(max_response_bytes, "max_response_bytes"),
    )


def _url(given: object) -> BaseUrl:
    """The address given, else that of the environment; an empty variable counts as not set."""
    if not isinstance(given, Unset):
        return parse_base_url(given)
    if named := os.environ.get(URL_VARIABLE):
        return parse_base_url(named, URL_VARIABLE)
    if not DEFAULT_URL:
        raise ConfigurationError(f"base_url or {URL_VARIABLE} must be given: the API names no address")
    return parse_base_url(DEFAULT_URL)


def _key(given: ApiKey | Unset | None) -> Credentials | None:
    """The key given, else that of the environment; `None` is no key, whatever the environment holds."""
    if not isinstance(given, Unset):
        return None if given is None else credentials_of(given, SCHEMES, DEFAULT_SCHEME, "api_key")
    named = os.environ.get(KEY_VARIABLE)
    return credentials_of(named, SCHEMES, DEFAULT_SCHEME, KEY_VARIABLE) if named else None


def check_headers(headers: Mapping[str, str] | None) -> tuple[tuple[str, str], ...]:
    """Headers of the caller's; those that frame a message or carry the key are not theirs to set."""
    if headers is not None and not isinstance(headers, Mapping):
        raise ConfigurationError(f"headers must be a mapping of names to values, got {type_name(headers)}")
    made = tuple(check_header(name, value) for name, value in (headers or {}).items())
    for name, _ in made:
        if name in _OURS:
            raise ConfigurationError(f"header {name} is set by the client{_OURS[name]}")
    return made


def check_seconds(value: float | Unset | None, name: str) -> float | Unset | None:
    if value is None or isinstance(value, Unset):
        return value
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not value > 0:
        raise ConfigurationError(f"{name} must be a number of seconds above 0, or None, got {brief(value)}")
    # An integer that no float holds is as good as no limit.
    return None if value > sys.float_info.max else float(value)


def check_retries(value: object, name: str = "retries") -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ConfigurationError(f"{name} must be an integer, 0 or more, got {brief(value)}")
    return value


def _bounded(value: float | Unset | None) -> float | None:
    return None if isinstance(value, Unset) else value
