"""A request as it arrived, and a response as it will be sent."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from ..work import Work

if TYPE_CHECKING:
    from .routing import Router

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Header = tuple[bytes, bytes]
VISIBLE = re.compile("[!-~]+")


class Served(Protocol):
    """An ASGI application that can be served: what stands before it finds routes, and makes ids, as it does."""

    @property
    def router(self) -> Router: ...

    @property
    def new_request_id(self) -> Callable[[], str]: ...

    def stop(self) -> None:
        """End what waits for nothing but more time: the server stops."""

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None: ...


class Headers(list[Header]):
    """Request headers as they came, found by their names in lower case; several of one name are joined by commas."""

    def __init__(self, pairs: Iterable[Header]) -> None:
        super().__init__(pairs)
        # As bytes: most are never asked for.
        self._values = values = {name.lower(): value for name, value in self}
        self._lists: dict[bytes, list[bytes]] = {}
        if len(values) < len(self):
            for name, value in self:
                self._lists.setdefault(name.lower(), []).append(value)
            values.update((name, b", ".join(some)) for name, some in self._lists.items())

    @classmethod
    def of(cls, scope: dict[str, Any]) -> Headers:
        """Those of a scope, which our own HTTP server has made already."""
        pairs = scope["headers"]
        return pairs if type(pairs) is cls else cls(pairs)

    def get(self, name: str) -> str | None:
        value = self._values.get(name.encode("latin-1"))
        return None if value is None else value.decode("latin-1")

    def get_all(self, name: str) -> list[str]:
        key = name.encode("latin-1")
        values = self._lists.get(key) or ([self._values[key]] if key in self._values else [])
        return [value.decode("latin-1") for value in values]

    def measure(self) -> tuple[int, int]:
        """How many there are, and their bytes with what stands between and behind them."""
        sizes = [len(name) + len(value) + 4 for name, value in self]
        return len(sizes), sum(sizes)

    def joined(self) -> dict[str, str]:
        """Every header once."""
        return {name.decode("latin-1"): value.decode("latin-1") for name, value in self._values.items()}


@dataclass(slots=True)
class Request:
    """A request whose body has not been read yet."""

    id: str
    method: str
    raw_path: bytes
    query: bytes
    headers: Headers
    receive: Receive
    work: Work
    operation: str = ""
    """For the log: set when the request has been routed."""
    problem: str = ""
    body_read: bool = False
    """Whether all of it has arrived."""
    body_bytes: int = 0
    transport: Any = None
    """The connection, where there is one."""

    def hang_up(self) -> None:
        """End the connection without an answer."""
        if self.transport is not None:
            self.transport.abort()


@dataclass(slots=True)
class Response:
    """A response to be sent; `stream` instead of `body` for what is too long to hold."""

    status: int
    headers: list[Header] = field(default_factory=list)
    body: bytes = b""
    stream: AsyncIterator[bytes] | None = None
