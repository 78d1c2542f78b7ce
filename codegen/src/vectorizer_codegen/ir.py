"""The intermediate representation: an API as plain, frozen data.

It says what an API is and nothing of OpenAPI's spelling (no `$ref`, no `nullable`, no `allOf`) or of
a target language. `build.py` makes it, emitters read it, and nobody changes it.  Schemas are in
`schema.py`, what travels in `messages.py`; all of it is re-exported here, so that an emitter needs `from vectorizer_codegen import ir`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, TypeVar

from .messages import (
    Body,
    BodyField,
    BodyKind,
    Example,
    Header,
    Link,
    Location,
    Parameter,
    PathSegment,
    Response,
    ResponseKind,
)
from .schema import (
    JSON,
    MISSING,
    AnySchema,
    ArraySchema,
    BooleanSchema,
    Discriminator,
    IntegerSchema,
    Missing,
    NullSchema,
    NumberSchema,
    ObjectSchema,
    PresenceRule,
    Property,
    RefSchema,
    Schema,
    StringSchema,
    UnionSchema,
)

__all__ = [
    "JSON",
    "MISSING",
    "Alias",
    "AnySchema",
    "Api",
    "ArraySchema",
    "Batch",
    "Body",
    "BodyField",
    "BodyKind",
    "BooleanSchema",
    "Discriminator",
    "ErrorClass",
    "Example",
    "Header",
    "Idempotency",
    "IdempotencyStore",
    "IntegerSchema",
    "Link",
    "Location",
    "Missing",
    "NamedSchema",
    "Notice",
    "NullSchema",
    "NumberSchema",
    "ObjectSchema",
    "Operation",
    "Pagination",
    "Parameter",
    "PathSegment",
    "PresenceRule",
    "ProblemCode",
    "Property",
    "RefSchema",
    "Response",
    "ResponseKind",
    "Retry",
    "RetryBudget",
    "Schema",
    "SecurityScheme",
    "StringSchema",
    "UnionSchema",
    "VectorReturn",
]

Idempotency = Literal["safe", "idempotent", "key", "none"]
"""How a call may be retried: freely (safe, idempotent), only with its Idempotency-Key (key), or never (none)."""


T = TypeVar("T")


@dataclass(frozen=True)
class Pagination:
    """How pages follow each other: send the reply's `cursor` field as `parameter` until it is null."""

    items: str
    cursor: str
    parameter: str


@dataclass(frozen=True)
class Batch:
    """Which body field holds many items, and how many one request may carry."""

    items: str
    """The wire name of the body field; empty when the NDJSON body itself is the batch."""
    max: int


@dataclass(frozen=True)
class Alias:
    """A further name of an operation in SDKs: the same call with some arguments fixed."""

    name: str
    """As an operation's id."""
    summary: str
    fixed: tuple[tuple[str, JSON], ...]
    """Members of the body by their wire names, each with its value."""


@dataclass(frozen=True)
class ProblemCode:
    """A stable problem code, its status and its title."""

    code: str
    status: int
    title: str


@dataclass(frozen=True)
class ErrorClass:
    """The class that an SDK raises for a status."""

    status: int
    name: str


@dataclass(frozen=True)
class RetryBudget:
    """One client's allowance of retries, in tokens: what it begins with and holds at most, what a retry and a retry
    after a timeout cost, and what a successful call gives back."""

    tokens: int = 0
    retry: int = 0
    timeout: int = 0
    success: int = 0


@dataclass(frozen=True)
class Retry:
    """How an SDK tries again, in milliseconds; by default it does not."""

    attempts: int = 1
    """In all, the first included."""
    statuses: tuple[int, ...] = ()
    codes: tuple[str, ...] = ()
    base_ms: int = 0
    """The wait before attempt n+1 is random, up to min(cap_ms, base_ms * 2**(n-1))."""
    cap_ms: int = 0
    retry_after_cap_ms: int = 0
    """A longer Retry-After ends the call."""
    budget: RetryBudget = RetryBudget()


@dataclass(frozen=True)
class IdempotencyStore:
    """The rules of an Idempotency-Key: what a server keeps of it, and the answers that free it instead."""

    seconds: int
    keys: int
    bytes: int
    free_statuses: tuple[int, ...]
    free_codes: tuple[str, ...]


@dataclass(frozen=True)
class VectorReturn:
    """How an operation gives vectors back."""

    parameter: str
    """The wire name of the query parameter that chooses their form."""
    asked_by: str
    """The argument that asks for vectors, or that member of each item; empty when they always come."""
    by_default: bool
    """Whether they come when nothing is said."""
    in_items: bool = False


@dataclass(frozen=True)
class SecurityScheme:
    """A way to authenticate."""

    name: str
    type: Literal["apiKey", "http", "oauth2", "openIdConnect", "mutualTLS"]
    location: str = ""
    """For apiKey: query, header or cookie."""
    parameter: str = ""
    """For apiKey: the wire name."""
    scheme: str = ""
    """For http: bearer, basic … in lower case."""
    spelling: str = ""
    """For http: the same as the document has it."""
    description: str = ""
    same_key: str = ""
    """The scheme that takes the same credential, and that clients send it by."""


@dataclass(frozen=True)
class Operation:
    """One method on one path: what to send, what comes back, how it may be retried."""

    operation_id: str
    method: str
    """Upper case."""
    path: str
    """As in the document, e.g. `/collections/{collection}/vectors/{id}`."""
    segments: tuple[PathSegment, ...]
    summary: str
    description: str
    tag: str
    parameters: tuple[Parameter, ...]
    """Path parameters in path order, then the others in document order."""
    body: Body | None
    responses: tuple[Response, ...]
    idempotency: Idempotency
    positional: tuple[str, ...]
    """Canonical names of the positional arguments, in order."""
    pointer: str
    pagination: Pagination | None = None
    batch: Batch | None = None
    aliases: tuple[Alias, ...] = ()
    either: tuple[str, ...] = ()
    """Canonical names of two optional arguments; one may be given by position after the others: a text as the first."""
    vectors: VectorReturn | None = None
    problems: tuple[ProblemCode, ...] = ()
    security: tuple[tuple[str, ...], ...] = ()
    """Alternatives, each the names of the schemes that must hold together; `()` inside means anonymous."""
    server: str = ""
    """Where its calls go, where that is not the API's address: an address, or a path in place of the address's own."""
    deprecated: bool = False

    @property
    def headline(self) -> str:
        """What it does, in one sentence without its full stop; where nothing is said, where it goes."""
        return self.summary.strip().rstrip(".") or f"{self.method} {self.path}"

    @property
    def arguments(self) -> tuple[Parameter | BodyField, ...]:
        """Everything the caller gives: positional first, then required keywords, then optional ones."""
        every: dict[str, Parameter | BodyField] = {p.argument: p for p in self.parameters if not p.per_call}
        every.update({f.argument: f for f in (self.body.fields if self.body else ())})
        first = [every.pop(name) for name in self.positional]
        return (
            *first,
            *(a for a in every.values() if a.required),
            *(a for a in every.values() if not a.required),
        )

    @property
    def keywords(self) -> tuple[Parameter | BodyField, ...]:
        """The arguments that are not positional."""
        return self.arguments[len(self.positional) :]

    @property
    def success(self) -> Response:
        """The answer of every success that has none of its own: that of `2XX`, else the first; there always is one."""
        return next((r for r in self.successes if r.code is None), self.successes[0])

    @property
    def successes(self) -> tuple[Response, ...]:
        """Every 2xx answer."""
        return tuple(r for r in self.responses if r.is_success)

    @property
    def others(self) -> tuple[Response, ...]:
        """The 2xx answers that hold something else than `success`."""
        usual = self.success
        return tuple(r for r in self.successes if (r.kind, r.schema) != (usual.kind, usual.schema))

    def in_(self, location: Location) -> tuple[Parameter, ...]:
        """The parameters of one location."""
        return tuple(p for p in self.parameters if p.location == location)

    @property
    def links(self) -> tuple[Link, ...]:
        """Every link of every answer."""
        return tuple(link for response in self.responses for link in response.links)


@dataclass(frozen=True)
class NamedSchema:
    """A schema with a name of its own, which `RefSchema` refers to."""

    name: str
    schema: Schema
    pointer: str


@dataclass(frozen=True)
class Notice:
    """A construct that was left out on purpose, and why: printed, never silent."""

    pointer: str
    reason: str
    is_wrong: bool = False
    """Whether a client can do without it and a server can't: a rule that nothing checks, an example that fits nothing."""


@dataclass(frozen=True)
class Api:
    """A whole API."""

    title: str
    version: str
    description: str
    servers: tuple[str, ...]
    operations: tuple[Operation, ...]
    """In document order."""
    schemas: tuple[NamedSchema, ...]
    """In document order."""
    problem_codes: tuple[ProblemCode, ...] = ()
    error_classes: tuple[ErrorClass, ...] = ()
    """Of every status in x-sdk-errors, or of the usual ones, and in the problem codes, by status."""
    retry: Retry = Retry()
    idempotency_store: IdempotencyStore | None = None
    packed_vectors: str = ""
    """The form of vectors that SDKs ask for, on the parameter `VectorReturn.parameter`; empty without x-vectors."""
    security_schemes: tuple[SecurityScheme, ...] = ()
    tags: tuple[tuple[str, str], ...] = ()
    """Tag names and their descriptions."""
    notices: tuple[Notice, ...] = ()

    def operation(self, operation_id: str) -> Operation:
        """The operation with this id; KeyError when there is none."""
        for operation in self.operations:
            if operation.operation_id == operation_id:
                return operation
        raise KeyError(operation_id)

    def schema(self, name: str) -> Schema:
        """The named schema; KeyError when there is none."""
        return self._by_name[name]

    def once(self, make: Callable[[Api], T]) -> T:
        """The result of a function of this API; it is asked once."""
        if make not in self._found:
            self._found[make] = make(self)
        found: T = self._found[make]
        return found

    @cached_property
    def _found(self) -> dict[Callable[[Api], Any], Any]:
        return {}

    @cached_property
    def _by_name(self) -> dict[str, Schema]:
        return {named.name: named.schema for named in self.schemas}

    def resolve(self, schema: Schema) -> Schema:
        """The schema itself, following references by name."""
        while isinstance(schema, RefSchema):
            schema = self.schema(schema.name)
        return schema

    def by_path(self) -> Iterator[tuple[str, tuple[Operation, ...]]]:
        """Each path with its operations, in document order."""
        paths: dict[str, list[Operation]] = {}
        for operation in self.operations:
            paths.setdefault(operation.path, []).append(operation)
        for path, operations in paths.items():
            yield path, tuple(operations)
