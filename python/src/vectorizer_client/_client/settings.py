"""The settings of both clients, their copies, and how they show themselves."""

from __future__ import annotations

import ssl
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Generic, NoReturn, TypeVar

from typing_extensions import Self

from .._call.config import BaseUrl, Config, check_headers, check_retries, check_seconds, make_config
from .._call.core import Core
from .._call.handshake import Handshake
from .._call.log import set_up_from_environment
from .._call.retry import RetryPolicy, TokenBucket
from .._generated.policy import ATTEMPTS, ApiKey
from .._types.errors import ConfigurationError, type_name
from .._types.unset import UNSET, Unset

TransportT = TypeVar("TransportT")
OptionT = TypeVar("OptionT")
HookT = TypeVar("HookT")

_MAX_RESPONSE = 64 * 1024 * 1024


class Settings(Generic[TransportT, OptionT, HookT]):
    """A client's settings and connections; `with_options` shares the connections with a copy."""

    _core: Core
    _transport: TransportT
    _sender: TransportT
    """The transport without hooks around it."""
    _closed: bool

    def __init__(
        self,
        base_url: str | Unset = UNSET,
        *,
        api_key: ApiKey | Unset | None = UNSET,
        timeout: float | Unset | None = UNSET,
        connect_timeout: float | None = 5.0,
        read_timeout: float | None = 30.0,
        retries: int | RetryPolicy = ATTEMPTS - 1,
        headers: Mapping[str, str] | None = None,
        max_response_bytes: int = _MAX_RESPONSE,
        tls: ssl.SSLContext | None = None,
        transport: OptionT | None = None,
        hooks: Sequence[HookT] = (),
    ) -> None:
        set_up_from_environment()
        if tls is not None and not isinstance(tls, ssl.SSLContext):
            raise ConfigurationError(f"tls must be an ssl.SSLContext, got {type_name(tls)}")
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
        self._sender = self._transport = self._transport_of(transport, config.base_url, tls)
        if hooks:
            self._transport = self._hooked(self._transport, hooks)
        self._closed = False

    @staticmethod
    def _transport_of(option: OptionT | None, url: BaseUrl, tls: ssl.SSLContext | None) -> TransportT:
        raise NotImplementedError

    @staticmethod
    def _hooked(transport: TransportT, hooks: Sequence[HookT]) -> TransportT:
        raise NotImplementedError

    @property
    def base_url(self) -> str:
        """The server's address."""
        return str(self._core.config.base_url)

    def with_options(
        self,
        *,
        timeout: float | Unset | None = UNSET,
        retries: int | RetryPolicy | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> Self:
        """A copy with other defaults, on the same connections; closing either closes both."""
        made = object.__new__(type(self))
        made._core = _with_options(self._core, timeout, retries, headers)
        made._sender, made._transport, made._closed = self._sender, self._transport, self._closed
        return made

    def _check_open(self) -> None:
        """Refuse calls of a closed client, before the time of a call begins."""
        if self._closed:
            raise ConfigurationError("the client is closed")

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.base_url!r})"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a client cannot be pickled: it holds connections and perhaps a key")


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
