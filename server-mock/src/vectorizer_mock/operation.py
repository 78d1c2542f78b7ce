"""The shapes in which the generated route table is written, and in which an answer travels outward."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from .problems import Path, Report


class RawHeaders(Protocol):
    """The headers of a request, by their names in lower case."""

    def get(self, name: str) -> str | None: ...


class RawParameters(NamedTuple):
    """Decoded texts, not yet checked: one value for each path parameter and header, any number for a query parameter."""

    path: Mapping[str, str]
    query: Mapping[str, list[str]]
    headers: RawHeaders


@dataclass(frozen=True, slots=True)
class Body:
    """The body of an operation: its media types, and the function that checks it (for NDJSON, one line of it)."""

    media_types: tuple[str, ...]
    lines: bool
    max_items: int | None
    read: Callable[[Any, Path, Report], Any]
    whole: str = ""
    """The name of the handler's argument that takes all of it; empty when its members are arguments."""


@dataclass(frozen=True, slots=True)
class Operation:
    """A row of the route table."""

    operation_id: str
    handler: str
    method: str
    path: str
    segments: tuple[tuple[str, bool], ...]
    """(text, is it a parameter) for each segment."""
    read_parameters: Callable[[RawParameters, Report], Any]
    body: Body | None
    members: tuple[str, ...]
    """The keyword arguments of its handler."""
    produces: tuple[str, ...]
    """Media types of the 2xx answer; empty when it has no body."""
    statuses: tuple[int, ...]
    anonymous: bool
    """Answered without a key."""
    writes: bool
    """Refused to read-only keys."""
    keyed: bool
    """Takes an Idempotency-Key."""
    queries: frozenset[str] | None
    """Its query parameters; None where a query is not looked at."""


class Answer(NamedTuple):
    """The answer of an operation; `lines` is a stream of pieces of NDJSON records."""

    status: int = 200
    value: Any = None
    version: int | None = None
    location: tuple[str, ...] = ()
    lines: AsyncIterator[list[dict[str, Any]]] | None = None
