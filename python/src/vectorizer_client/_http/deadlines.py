"""How long a blocking read, write or connection may take: what is left of the call that waits for it.

httpx bounds each read, not all of them together: a server that trickles bytes would outlive a deadline. So the sockets
of a pool of ours are told, for each operation, how long the call that uses them may still take.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any
from weakref import WeakSet

_current = threading.local()


@contextmanager
def until(deadline: float) -> Iterator[None]:
    _current.deadline = deadline
    try:
        yield
    finally:
        _current.deadline = None


def least(timeout: float | None, remaining: float | None = None) -> float | None:
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
    def __init__(self, inner: Any, streams: WeakSet[_BoundStream]) -> None:
        self._inner, self._streams = inner, streams
        streams.add(self)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, timeout=least(timeout))  # type: ignore[no-any-return]

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, timeout=least(timeout))

    def start_tls(self, *args: Any, timeout: float | None = None, **options: Any) -> _BoundStream:
        inner = self._inner.start_tls(*args, timeout=least(timeout), **options)
        return _BoundStream(inner, self._streams)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


class _BoundBackend:
    def __init__(self, inner: Any) -> None:
        self._inner = inner
        self.streams: WeakSet[_BoundStream] = WeakSet()

    def all(self) -> list[_BoundStream]:
        while True:
            with suppress(RuntimeError):  # another thread has just connected
                return list(self.streams)

    def connect_tcp(self, *args: Any, timeout: float | None = None, **options: Any) -> _BoundStream:
        return _BoundStream(self._inner.connect_tcp(*args, timeout=least(timeout), **options), self.streams)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


def bound_by_deadlines(client: Any) -> None:
    """Wrap the network backend of each pool. Where a release of httpx hides it elsewhere, reads are bounded singly."""
    for pool in _pools(client):
        pool._network_backend = _BoundBackend(pool._network_backend)


def end_sockets(client: Any) -> None:
    """End the connections both ways, so that a thread that waits for one goes on at once: closing alone wakes none."""
    for stream in _streams(client):
        connection = stream.get_extra_info("socket")
        if isinstance(connection, socket.socket):
            with suppress(OSError):
                # TLS has a shutdown of its own, which is not for two threads.
                socket.socket.shutdown(connection, socket.SHUT_RDWR)


def drop_sockets(client: Any) -> None:
    """Close this process's copies of the sockets, and nothing else: the process that opened them goes on using them.

    No lock is taken, as the thread that holds it may not exist here, and nothing is sent.
    """
    for stream in _streams(client):
        with suppress(OSError):
            stream.close()


def _streams(client: Any) -> Iterator[_BoundStream]:
    for pool in _pools(client):
        if isinstance(pool._network_backend, _BoundBackend):
            yield from pool._network_backend.all()


def _pools(client: Any) -> Iterator[Any]:
    transports: Iterable[Any] = [client._transport, *client._mounts.values()]
    for transport in transports:
        pool = getattr(transport, "_pool", None)
        if pool is not None and hasattr(pool, "_network_backend"):
            yield pool
