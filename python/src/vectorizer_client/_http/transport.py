"""The seam to the network: one method that sends a request, in a blocking and an async flavour.

A transport knows nothing of retries, deadlines over several attempts, or the API. To use another HTTP library,
write one class with `send` and `close` (or `aclose`) and pass it as `transport=`.
"""

from __future__ import annotations

import math
import time
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from .._types.secrets import redacted

FailureKind = Literal["connect", "reset", "timeout", "tls", "encoding", "too-large", "other"]


class Headers(Mapping[str, str]):
    """Headers of an answer: names in any case, repeated ones joined by a comma."""

    __slots__ = ("_scrub", "_values")

    def __init__(self, items: Iterable[tuple[str, str]] = ()) -> None:
        values: dict[str, str] = {}
        for name, value in items:
            key = name.lower()
            values[key] = f"{values[key]}, {value}" if key in values else value
        self._values = values
        self._scrub: Callable[[str], str] = str

    def __getitem__(self, name: str) -> str:
        return self._values[name.lower()]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def scrubbed(self, scrub: Callable[[str], str]) -> Headers:
        """The same with every value scrubbed."""
        made = Headers()
        made._values = {name: scrub(value) for name, value in self._values.items()}
        return made

    def shown_by(self, scrub: Callable[[str], str]) -> Headers:
        """The same, whose `repr` scrubs the values."""
        made = Headers(self._values.items())
        made._scrub = scrub
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        return (Headers, ([(name, self._scrub(value)) for name, value in self._values.items()],))

    def __repr__(self) -> str:
        return self._scrub(f"Headers({dict(redacted(self._values.items()))!r})")


@dataclass(slots=True)
class Request:
    """One HTTP request, complete: what to send and how long each step of it may take, in seconds."""

    method: str
    url: str
    headers: list[tuple[str, str]]
    content: bytes | None
    connect_timeout: float | None
    read_timeout: float | None
    deadline: float = math.inf
    """On the monotonic clock."""
    operation: str = ""
    """The id of the operation in the contract, such as `updateVector`."""
    attempt: int = 1
    """Which request of its call it is, counted from 1; a redirect that is followed belongs to the same attempt."""
    keyless: Request | None = None
    """The same without credentials, where it has some."""
    with_key: Callable[[Request], Request] | None = None
    """Adds the credentials to a request without any."""

    def remaining(self) -> float:
        return self.deadline - time.monotonic()

    def __repr__(self) -> str:
        return f"Request({self.method} {self.url} {redacted(self.headers)!r})"


class Failure(Exception):
    """No usable answer came. `sent` is false only when the server cannot have seen the request."""

    def __init__(self, kind: FailureKind, message: str, *, sent: bool) -> None:
        super().__init__(message)
        self.kind: FailureKind = kind
        self.message = message
        self.sent = sent


class Reply(Protocol):
    """An answer whose body is still to be read. Reading raises `Failure`."""

    @property
    def status(self) -> int: ...
    @property
    def headers(self) -> Headers: ...
    def chunks(self) -> Iterator[bytes]: ...
    def close(self) -> None: ...


class AsyncReply(Protocol):
    """The same, read asynchronously."""

    @property
    def status(self) -> int: ...
    @property
    def headers(self) -> Headers: ...
    def chunks(self) -> AsyncIterator[bytes]: ...
    async def aclose(self) -> None: ...


class Transport(Protocol):
    """Sends requests for `SyncVectorizerClient`; `send` raises `Failure` and nothing else."""

    def send(self, request: Request, /) -> Reply: ...
    def close(self) -> None: ...


class AsyncTransport(Protocol):
    """Sends requests for `VectorizerClient`; `send` raises `Failure` and nothing else."""

    async def send(self, request: Request, /) -> AsyncReply: ...
    async def aclose(self) -> None: ...
