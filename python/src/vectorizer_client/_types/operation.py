"""The description of an operation for the runtime; one value of this class is generated for each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Generic, Literal, NamedTuple, TypeAlias, TypeVar

from .credentials import Security
from .models import Model
from .unset import UNSET, Unset

T = TypeVar("T")

FileInput: TypeAlias = bytes | BinaryIO | tuple[str, bytes | BinaryIO] | tuple[str, bytes | BinaryIO, str]
"""Bytes, a file opened in binary mode, or either with its name, and with its media type."""


class Progress(NamedTuple):
    """How far a batch is."""

    done: int
    """Items that are answered for."""
    failed: int
    """Of these, the ones that failed."""
    total: int | None
    """All items, where the input knows its length."""


ProgressOption: TypeAlias = bool | Callable[[Progress], object] | None
"""`True` for a bar on standard error, or a function of a `Progress`; the async client awaits it."""


class PlainText(str):
    """Marks an answer that is text and no JSON; what is given is a `str`."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Batch:
    """Which body member an operation's many items are (`""`: the body itself, one a line), and how many fit."""

    items: str
    max: int

    @property
    def argument(self) -> str:
        """What the items are called where a method takes them."""
        return self.items or "records"


@dataclass(frozen=True, slots=True)
class Pagination:
    items: str
    cursor: str
    parameter: str


@dataclass(frozen=True, slots=True)
class Operation(Generic[T]):
    """One method on one path. `T` is what a success is decoded to."""

    id: str
    name: str
    method: str
    template: str
    path: tuple[str | tuple[str | None, ...] | None, ...]
    """Segments, or the parts of one; `None` stands for the next path parameter."""
    parameters: tuple[str, ...]
    """The names of the path parameters, in order."""
    idempotency: Literal["safe", "idempotent", "key", "none"]
    success: frozenset[int]
    result: Any
    """What makes a `T`: the type of the answer, of one line where it is a stream; `None` where there is no body."""
    results: Mapping[int, Any] = field(default_factory=dict)
    """The models of the statuses whose answer is another."""
    streamed: bool = False
    accept: str = "application/json"
    """The media type to ask for."""
    optional_body: bool = False
    """Whether no body is sent where no member of it is given."""
    server: str = ""
    """Where its calls go, where that is not the client's address: another, or a path in place of that of the address."""
    security: Security | None = None
    """Which credentials it takes; `None` for the client's own scheme."""
    body_kind: Literal["json", "lines", "form", "multipart", "bytes", "text"] = "json"
    content_type: str = "application/json"
    """The media type of the body, where it is not lines of JSON."""
    part_types: Mapping[str, str] = field(default_factory=dict)
    """The media types that are stated for parts of a multipart body; of a form's, `deepObject` or what stands between items."""
    vectors: frozenset[str] = frozenset()
    """Body members that are vectors."""
    lists: frozenset[str] = frozenset()
    """Body members that are lists."""
    item_vectors: frozenset[str] = frozenset()
    """Members of an item of the batch that are vectors."""
    format_parameter: str | None = None
    """The query parameter that chooses how vectors come back."""
    vectors_asked_by: str | None = None
    """The argument that asks for vectors in the answer; `None` where they always come."""
    vectors_by_default: bool = True
    echoes: tuple[tuple[str, str], ...] = ()
    """(argument, member of the answer) that must be equal."""
    batch: Batch | None = None
    pagination: Pagination | None = None


@dataclass(frozen=True, slots=True)
class CallOptions:
    """The options of one call."""

    timeout: float | Unset | None = UNSET
    retries: int | Unset = UNSET
    headers: Mapping[str, str] | None = field(default=None, repr=False)
    request_id: str | None = None
    idempotency_key: str | None = None


@dataclass(frozen=True, slots=True)
class BatchOptions:
    """How a batch is sent."""

    raise_on_partial: bool = True
    resume: Model | Mapping[str, Any] | None = None
    keep_results: bool = True
    progress: ProgressOption = None
    batch_size: int = 500
    concurrency: int = 4


@dataclass(slots=True)
class Arguments:
    """The arguments of one call: by where they travel, then by wire name."""

    path: Mapping[str, object] = field(default_factory=dict)
    query: Mapping[str, Any] = field(default_factory=dict)
    header: Mapping[str, Any] = field(default_factory=dict)
    body: Mapping[str, Any] | None = None
    options: CallOptions = field(default_factory=CallOptions)
