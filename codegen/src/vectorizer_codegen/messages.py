"""What travels: the parameters and the body of a request, and the answers to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .schema import JSON, MISSING, Missing, Schema

Location = Literal["path", "query", "header", "cookie"]


BodyKind = Literal["json", "ndjson", "form", "multipart", "text", "bytes"]


ResponseKind = Literal["json", "ndjson", "problem", "text", "bytes", "empty"]


@dataclass(frozen=True)
class Example:
    """A named example value, as written in the document."""

    name: str
    value: JSON
    summary: str = ""


@dataclass(frozen=True)
class PathSegment:
    """A segment between two slashes, or a part of one: literal text, or one path parameter.

    `text` is the literal, as a URL has it, or the wire name of the parameter.
    """

    text: str
    is_parameter: bool
    is_joined: bool = False
    """Whether it goes on with the segment of the one before, as `.json` does in `{id}.json`."""


@dataclass(frozen=True)
class Parameter:
    """A value that travels in the path, the query, a header or a cookie."""

    name: str
    """The wire name, e.g. `with_vector` or `If-Match`."""
    argument: str
    """The canonical argument name, snake_case and unique in its operation, e.g. `if_match`."""
    location: Location
    required: bool
    schema: Schema
    pointer: str
    """JSON Pointer of its place in the document, for messages."""
    style: str = "simple"
    """OpenAPI's serialisation style: simple, form, spaceDelimited, pipeDelimited or deepObject."""
    explode: bool = False
    content_type: str | None = None
    """Set when the value travels as a document of this media type (`application/json`): then no style applies."""
    per_call: bool = False
    """True for headers the runtime manages as per-call options (Idempotency-Key, X-Request-Id …): no arguments."""
    description: str = ""
    deprecated: bool = False
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True)
class BodyField:
    """One argument that travels in the body: a field of the body object, or the whole body."""

    name: str
    """The wire name of the field; empty when the argument is the whole body."""
    argument: str
    required: bool
    schema: Schema
    pointer: str
    description: str = ""
    deprecated: bool = False
    content_type: str | None = None
    """Of this part, in a multipart body."""
    location: Literal["body"] = "body"

    @property
    def whole(self) -> bool:
        """Whether the argument is the whole body."""
        return self.name == ""


@dataclass(frozen=True)
class Body:
    """The body of a request."""

    kind: BodyKind
    media_types: tuple[str, ...]
    """Every media type the server reads with this schema; the first is the one to send."""
    required: bool
    schema: Schema
    """Of the whole body; for ndjson, of one line."""
    fields: tuple[BodyField, ...]
    """The arguments it is made of: its fields when `spread`, else one that is the whole body."""
    spread: bool
    pointer: str
    description: str = ""
    examples: tuple[Example, ...] = ()
    styles: tuple[tuple[str, str], ...] = ()
    """Of a form, the members that are written in a way of their own: `json`, `spread` (a form's own parameter for each
    member of an object), or a style."""


@dataclass(frozen=True)
class Header:
    """A response header."""

    name: str
    required: bool
    schema: Schema
    pointer: str
    description: str = ""
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True)
class Link:
    """How a response feeds another operation: parameter names to runtime expressions."""

    name: str
    operation_id: str
    parameters: tuple[tuple[str, JSON], ...]
    pointer: str
    request_body: JSON | Missing = MISSING
    description: str = ""


@dataclass(frozen=True)
class Response:
    """One answer an operation can give."""

    status: str
    """`200`, or a range `4XX`, or `default`."""
    kind: ResponseKind
    media_types: tuple[str, ...]
    schema: Schema | None
    """Of the whole body, or of one line for ndjson; None when the body is empty."""
    pointer: str
    headers: tuple[Header, ...] = ()
    description: str = ""
    examples: tuple[Example, ...] = ()
    links: tuple[Link, ...] = ()
    is_answer: bool = False
    """Of a redirect: whether it is given to the caller, as the only success that there is."""

    @property
    def code(self) -> int | None:
        """The status as a number, or None for a range and for `default`."""
        return int(self.status) if self.status.isdigit() else None

    @property
    def is_success(self) -> bool:
        """Whether this is an answer of the 2xx class, or a redirect where there is no other."""
        return self.status.startswith("2") or self.is_answer
