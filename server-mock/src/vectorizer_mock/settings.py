"""The settings of a server."""

from __future__ import annotations

from dataclasses import dataclass

from .contract.limits import LIMITS


class UnusableSettingError(Exception):
    """What the settings ask for cannot be had; the message says why."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The limits and options of a server; sizes in bytes, times in seconds."""

    api_keys: tuple[str, ...] = ()
    read_only_keys: tuple[str, ...] = ()
    local: bool = False
    """Whether only this machine can reach the server."""
    allow_hosts: tuple[str, ...] = ()
    """The names that `Host` may have beside this machine; where there is one, it is looked at in any case."""
    rate_limit: float | None = None
    """Requests a second, over all clients; bursts of one second's worth are let through."""
    mock: bool = False
    """Whether `/__mock/` is there, for tests."""
    strict: bool = False
    """Whether an answer that would break the contract is replaced by 500; only with `mock`."""
    metrics: bool = False
    """Whether `/metrics` is there, for Prometheus."""
    ready: bool = False
    """Whether `/ready` is there, for whoever spreads requests over servers."""
    index_above: int | None = None
    """The vectors of a collection in memory above which searches of it are approximate; None for never."""
    cors: tuple[str, ...] = ()
    """Origins whose pages may call the server and read its answers; `*` is any."""
    body_bytes: int = LIMITS["body_bytes"]
    requests_in_flight: int = 256
    """More than these are answered 503 at once."""
    bodies_bytes: int = 8 * LIMITS["body_bytes"]
    """The bytes of all bodies that are being read or worked on, at most; one more is answered 503."""
    header_count: int = 100
    header_bytes: int = 16_384
    target_bytes: int = 1_048_576
    connections: int = 2048
    header_timeout: float = 20.0
    """From the first byte of a connection or request to the end of its headers."""
    body_timeout: float = 60.0
    """From the end of the headers to the end of the body."""
    body_idle_timeout: float = 8.0
    """Between two pieces of a body."""
    answer_bytes_read: int = 1_048_576
    """A client that waits with an answer reads so many bytes of it, or its end, in each `body_timeout`."""
    keep_alive_timeout: float = 75.0
    drain_timeout: float = 8.5
    """For what runs at SIGTERM, so that the server has ended ten seconds after it."""
