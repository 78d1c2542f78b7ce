# Generated from openapi.yaml by vectorizer-codegen. Do not edit: change the contract and run codegen.
"""Models of answers."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, TypeVar, overload

from .._types.models import (
    BatchAnswer,
    Count,
    ListAnswer,
    Model,
    NotNull,
    Positive,
    Timestamp,
    VectorData,
    WholeNumber,
)
from .errors import ProblemCode

_D = TypeVar("_D")


class Health(Model):
    """
    The server's state.
    """

    status: Literal["ok"] | str
    """`ok` when the server serves."""

    if TYPE_CHECKING:

        @overload
        def __getitem__(self, name: Literal["status"]) -> Literal["ok"] | str: ...
        @overload
        def __getitem__(self, name: str) -> Any: ...
        def __getitem__(self, name: str) -> Any: ...
        @overload
        def get(self, name: Literal["status"], default: None = None) -> Literal["ok"] | str | None: ...
        @overload
        def get(self, name: Literal["status"], default: Literal["ok"] | str) -> Literal["ok"] | str: ...
        @overload
        def get(self, name: Literal["status"], default: _D) -> Literal["ok"] | str | _D: ...
        @overload
        def get(self, name: str, default: Any = None) -> Any: ...
        def get(self, name: str, default: Any = None) -> Any: ...


class Limits(Model):
    """
    The limits of this contract. A 413 or 422 that comes from one carries its value as `limit`.
    """

    body_bytes: WholeNumber
    """A request body"""
    answer_bytes: WholeNumber
    """An answer before it is compressed, but for an export."""
    batch_items: WholeNumber
    """Items of a batch."""
    text_bytes: WholeNumber
    """A text as UTF-8."""
    metadata_bytes: WholeNumber
    """Metadata as compact UTF-8 JSON."""
    metadata_depth: WholeNumber
    """Nested objects and arrays in metadata; the metadata object itself is 1."""
    metadata_keys: WholeNumber
    """Keys of one object in metadata."""
    json_depth: WholeNumber
    """Nested objects and arrays in a body."""
    id_bytes: WholeNumber
    """An id as UTF-8."""
    dimension: WholeNumber
    """Numbers of a vector."""
    search_limit: WholeNumber
    """Results of a search."""
    search_results: WholeNumber
    """Results that the searches of one request may ask for together."""
    page_limit: WholeNumber
    """Vectors of a page."""
    filter_depth: WholeNumber
    """Nested filters."""
    filter_conditions: WholeNumber
    """Conditions of a filter in all."""
    collections: WholeNumber
    """Collections of a server."""
    work_seconds: WholeNumber
    """Seconds that a server computes for one request."""

    if TYPE_CHECKING:

        @overload
        def __getitem__(
            self,
            name: Literal[
                "body_bytes",
                "answer_bytes",
                "batch_items",
                "text_bytes",
                "metadata_bytes",
                "metadata_depth",
                "metadata_keys",
                "json_depth",
                "id_bytes",
                "dimension",
                "search_limit",
                "search_results",
                "page_limit",
                "filter_depth",
                "filter_conditions",
                "collections",
                "work_seconds",
            ],
        ) -> WholeNumber: ...
        @overload
        def __getitem__(self, name: str) -> Any: ...
        def __getitem__(self, name: str) -> Any: ...
        @overload
        def get(
            self,
            name: Literal[
                "body_bytes",
                "answer_bytes",
                "batch_items",
                "text_bytes",
                "metadata_bytes",
                "metadata_depth",
                "metadata_keys",
                "json_depth",
                "id_bytes",
                "dimension",
                "search_limit",
                "search_results",
                "page_limit",
                "filter_depth",
                "filter_conditions",
                "collections",
                "work_seconds",
            ],
            default: None = None,
        ) -> WholeNumber | None: ...
        @overload
        def get(
            self,
            name: Literal[
                "body_bytes",
                "answer_bytes",
                "batch_items",
                "text_bytes",
                "metadata_bytes",
                "metadata_depth",
                "metadata_keys",
                "json_depth",
                "id_bytes",
                "dimension",
                "search_limit",
                "search_results",
                "page_limit",
                "filter_depth",
                "filter_conditions",
                "collections",
                "work_seconds",
            ],
            default: WholeNumber,
        ) -> WholeNumber: ...
        @overload
        def get(
            self,
            name: Literal[
                "body_bytes",
                "answer_bytes",
                "batch_items",
                "text_bytes",
                "metadata_bytes",
                "metadata_depth",
                "metadata_keys",
                "json_depth",
                "id_bytes",
                "dimension",
                "search_limit",
                "search_results",
                "page_limit",
                "filter_depth",
                "filter_conditions",
                "collections",
                "work_seconds",
            ],
            default: _D,
        ) -> WholeNumber | _D: ...
        @overload
        def get(self, name: str, default: Any = None) -> Any: ...
        def get(self, name: str, default: Any = None) -> Any: ...


class Embedding(Model):
    """
    How text becomes a vector.
    """

    provider: str
    """The provider's name."""

    if TYPE_CHECKING:

        @overload
        def __getitem__(self, name: Literal["provider"]) -> str: ...
        @overload
        def __getitem__(self, name: str) -> Any: ...
        def __getitem__(self, name: str) -> Any: ...
        @overload
        def get(self, name: Literal["provider"], default: None = None) -> str | None: ...
        @overload
        def get(self, name: Literal["provider"], default: str) -> str: ...
        @overload
        def get(self, name: Literal["provider"], default: _D) -> str | _D: ...
        @overload
        def get(self, name: str, default: Any = None) -> Any: ...
        def get(self, name: str, default: Any = None) -> Any: ...


class WriteResult(Model):
    """
    What a write did.
    """

    collection: str
    """A collection's name."""
    id: str
    """1–256 UTF-8 bytes, no control characters, no leading or trailing blank, never `.` or `..`."""
    status: Literal["created", "updated", "unchanged"] | str
    """`unchanged` when the write had no effect."""
    version: Positive
    """1 at creation, and 1 more with each change that has an effect. Where the id was deleted before, a new vector begins at 1 more than the last version, so that no entity tag ever names two states of an id while its collection is there."""
    created_at: Timestamp
    """RFC 3339 in UTC, with `Z`."""
    updated_at: Timestamp
    """RFC 3339 in UTC, with `Z`."""

    if TYPE_CHECKING:

        @overload
        def __getitem__(self, name: Literal["collection", "id"]) -> str: ...
        @overload
        def __getitem__(
            self, name: Literal["status"]
        ) -> Literal["created", "updated", "unchanged"] | str: ...
        @overload
        def __getitem__(self, name: Literal["version"]) -> Positive: ...
        @overload
        def __getitem__(self, name: Literal["created_at", "updated_at"]) -> Timestamp: ...
        @overload
        def __getitem__(self, name: str) -> Any: ...
        def __getitem__(self, name: str) -> Any: ...
        @overload
        def get(self, name: Literal["collection", "id"], default: None = None) -> str | None: ...
        @overload
        def get(self, name: Literal["collection", "id"], default: str) -> str: ...
        @overload
        def get(self, name: Literal["collection", "id"], default: _D) -> str | _D: ...
        @overload
        def get(
            self, name: Literal["status"], default: None = None
        ) -> Literal["created", "updated", "unchanged"] | str | None: ...
        @overload
        def get(
            self, name: Literal["status"], default: Literal["created", "updated", "unchanged"] | str
        ) -> Literal["created", "updated", "unchanged"] | str: ...
        @overload
        def get(
            self, name: Literal["status"], default: _D
        ) -> Literal["created", "updated", "unchanged"] | str | _D: ...
        @overload
        def get(self, name: Literal["version"], default: None = None) -> Positive | None: ...
        @overload
        def get(self, name: Literal["version"], default: Positive) -> Positive: ...
        @overload
        def get(self, name: Literal["version"], default: _D) -> Positive | _D: ...
        @overload
        def get(
            self, name: Literal["created_at", "updated_at"], default: None = None
        ) -> Timestamp | None: ...
        @overload
        def get(self, name: Literal["created_at", "updated_at"], default: Timestamp) -> Timestamp: ...
        @overload
        def get(self, name: Literal["created_at", "updated_at"], default: _D) -> Timestamp | _D: ...
        @overload
        def get(self, name: str, default: Any = None) -> Any: ...
        def get(self, name: str, default: Any = None) -> Any: ...


class ItemFailure(Model):
    """
    A failure in short.
    """

    index: Count
    """How many."""
    id: str
    """1–256 UTF-8 bytes, no control characters, no leading or trailing blank, never `.` or `..`."""
    code: ProblemCode
    """What went wrong, as a stable name to act on."""
    detail: str
    """What is wrong with this item."""

    if TYPE_CHECKING:

        @overload
        def __getitem__(self, name: Literal["index"]) -> Count: ...
        @overload
        def __getitem__(self, name: Literal["id", "detail"]) -> str: ...
        @overload
        def __getitem__(self, name: Literal["code"]) -> ProblemCode: ...
        @overload
        def __getitem__(self, name: str) -> Any: ...
        def __getitem__(self, name: str) -> Any: ...
        @overload
        def get(self, name: Literal["index"], default: None = None) -> Count | None: ...
        @overload
        def get(self, name: Literal["index"], default: Count) -> Count: ...
        @overload
        def get(self, name: Literal["index"], default: _D) -> Count | _D: ...
        @overload
        def get(self, name: Literal["id", "detail"], default: None = None) -> str | None: ...
        @overload
        def get(self, name: Literal["id", "detail"], default: str) -> str: ...
        @overload
        def get(self, name: Literal["id", "detail"], default: _D) -> str | _D: ...
        @overload
        def get(self, name: Literal["code"], default: None = None) -> ProblemCode | None: ...
        @overload
        def get(self, name: Literal["code"], default: ProblemCode) -> ProblemCode: ...
        @overload
        def get(self, name: Literal["code"], default: _D) -> ProblemCode | _D: ...
        @overload
        def get(self, name: str, default: Any = None) -> Any: ...
        def get(self, name: str, default: Any = None) -> Any: ...


class FieldError(Model):
    """
    One thing that is wrong.
    """

    pointer: str
    """A JSON Pointer (RFC 6901) into the request, seen as an object of `body`, `query`, `path` and `header`: `/body/updates/3/id`, `/query/limit`, `/header/if-match`."""
    code: ProblemCode
    """What went wrong, as a stable name to act on."""
    detail: str
    """What is wrong there."""

    if TYPE_CHECKING:

        @overload
        def __getitem__(self, name: Literal["pointer", "detail"]) -> str: ...
        @overload
        def __getitem__(self, name: Literal["code"]) -> ProblemCode: ...
        @overload
        def __getitem__(self, name: str) -> Any: ...
        def __getitem__(self, name: str) -> Any: ...
        @overload
        def get(self, name: Literal["pointer", "detail"], default: None = None) -> str | None: ...
        @overload
        def get(self, name: Literal["pointer", "detail"], default: str) -> str: ...
        @overload
        def get(self, name: Literal["pointer", "detail"], default: _D) -> str | _D: ...
        @overload
        def get(self, name: Literal["code"], default: None = None) -> ProblemCode | None: ...
        @overload
        def get(self, name: Literal["code"], default: ProblemCode) -> ProblemCode: ...
        @overload
        def get(self, name: Literal["code"], default: _D) -> ProblemCode | _D: ...
        @overload
        def get(self, name: str, default: Any = None) -> Any: ...
        def get(self, name: str, default: Any = None) -> Any: ...


class Vector(Model):
    """
    A stored record. `vector` and `metadata` are absent where the request asked for neither.
    """

    id: str
    """1–256 UTF-8 bytes, no control characters, no leading or trailing blank, never `.` or `..`."""
    vector: Annotated[VectorData | None, NotNull] = None
    """The numbers of a vector, float32: a JSON array, or the base64 (RFC 4648 section 4) of their little-endian bytes. The length equals the collection's dimension; every entry is finite as float32; under cosine not all are 0."""
    text: Annotated[str | None, NotNull] = None
    """At least one character, at most 1 MiB as UTF-8."""
    metadata: Annotated[dict[str, Any] | None, NotNull] = None
    """Open JSON about a vector: at most 40 KiB serialised (compact, UTF-8), 32 deep, 256 keys an object. Values come back as they were sent, whatever the keys are called."""
    version: Positive
    """1 at creation, and 1 more with each change that has an effect. Where the id was deleted before, a new vector begins at 1 more than the last version, so that no entity tag ever names two states of an id while its collection is there."""
    created_at: Timestamp
    """RFC 3339 in UTC, with `Z`."""
    updated_at: Timestamp
    """RFC 3339 in UTC, with `Z`."""

    if TYPE_CHECKING:

        @overload
        def __getitem__(self, name: Literal["id", "text"]) -> str: ...
        @overload
        def __getitem__(self, name: Literal["vector"]) -> VectorData: ...
        @overload
        def __getitem__(self, name: Literal["metadata"]) -> dict[str, Any]: ...
        @overload
        def __getitem__(self, name: Literal["version"]) -> Positive: ...
        @overload
        def __getitem__(self, name: Literal["created_at", "updated_at"]) -> Timestamp: ...
        @overload
        def __getitem__(self, name: str) -> Any: ...
        def __getitem__(self, name: str) -> Any: ...
        @overload
        def get(self, name: Literal["id", "text"], default: None = None) -> str | None: ...
        @overload
        def get(self, name: Literal["id", "text"], default: str) -> str: ...
        @overload
        def get(self, name: Literal["id", "text"], default: _D) -> str | _D: ...
        @overload
        def get(self, name: Literal["vector"], default: None = None) -> VectorData | None: ...
        @overload
        def get(self, name: Literal["vector"], default: VectorData) -> VectorData: ...
        @overload
        def get(self, name: Literal["vector"], default: _D) -> VectorData | _D: ...
        @overload
        def get(self, name: Literal["metadata"], default: None = None) -> dict[str, Any] | None: ...
        @overload
        def get(self, name: Literal["metadata"], default: dict[str, Any]) -> dict[str, Any]: ...
        @overload
        def get(self, name: Literal["metadata"], default: _D) -> dict[str, Any] | _D: ...
        @overload
        def get(self, name: Literal["version"], default: None = None) -> Positive | None: ...
        @overload
        def get(self, name: Literal["version"], default: Positive) -> Positive: ...
        @overload
        def get(self, name: Literal["version"], default: _D) -> Positive | _D: ...
        @overload
        def get(
            self, name: Literal["created_at", "updated_at"], default: None = None
        ) -> Timestamp | None: ...
        @overload
        def get(self, name: Literal["created_at", "updated_at"], default: Timestamp) -> Timestamp: ...
        @overload
        def get(self, name: Literal["created_at", "updated_at"], default: _D) -> Timestamp | _D: ...
        @overload
        def get(self, name: str, default: Any = None) -> Any: ...
        def get(self, name: str, default: Any = None) -> Any: ...


class DeleteResult(Model):
    """
    What became of one id.
    """

    index: Count
    """How many."""
    id: str
    """1–256 UTF-8 bytes, no control characters, no leading or trailing blank, never `.` or `..`."""
    status: Literal["deleted", "missing"] | str
    """`missing` when there was nothing to delete."""

    if TYPE_CHECKING:

        @overload
        def __getitem__(self, name: Literal["index"]) -> Count: ...
        @overload
        def __getitem__(self, name: Literal["id"]) -> str: ...
        @overload
        def __getitem__(self, name: Literal["status"]) -> Literal["deleted", "missing"] | str: ...
        @overload
        def __getitem__(self, name: str) -> Any: ...
        def __getitem__(self, name: str) -> Any: ...
        @overload
        def get(self, name: Literal["index"], default: None = None) -> Count | None: ...
        @overload
        def get(self, name: Literal["index"], default: Count) -> Count: ...
        @overload
        def get(self, name: Literal["index"], default: _D) -> Count | _D: ...
        @overload
        def get(self, name: Literal["id"], default: None = None) -> str | None: ...
        @overload
        def get(self, name: Literal["id"], default: str) -> str: ...
        @overload
        def get(self, name: Literal["id"], default: _D) -> str | _D: ...
        @overload
        def get(
            self, name: Literal["status"], default: None = None
        ) -> Literal["deleted", "missing"] | str | None: ...
        @overload
        def get(
            self, name: Literal["status"], default: Literal["deleted", "missing"] | str
        ) -> Literal["deleted", "missing"] | str: ...
        @overload
        def get(self, name: Literal["status"], default: _D) -> Literal["deleted", "missing"] | str | _D: ...
        @overload
        def get(self, name: str, default: Any = None) -> Any: ...
        def get(self, name: str, default: Any = None) -> Any: ...


class DeleteByFilterReport(Model):
    """
    What a deletion by filter did.
    """

    collection: str
    """A collection's name."""
    matched: Count
    """How many."""
    deleted: Count
    """How many."""
    dry_run: bool
    """Whether it only counted."""

    if TYPE_CHECKING:

        @overload
        def __getitem__(self, name: Literal["collection"]) -> str: ...
        @overload
        def __getitem__(self, name: Literal["matched", "deleted"]) -> Count: ...
        @overload
        def __getitem__(self, name: Literal["dry_run"]) -> bool: ...
        @overload
        def __getitem__(self, name: str) -> Any: ...
        def __getitem__(self, name: str) -> Any: ...
        @overload
        def get(self, name: Literal["collection"], default: None = None) -> str | None: ...
        @overload
        def get(self, name: Literal["collection"], default: str) -> str: ...
        @overload
        def get(self, name: Literal["collection"], default: _D) -> str | _D: ...
        @overload
        def get(self, name: Literal["matched", "deleted"], default: None = None) -> Count | None: ...
        @overload
        def get(self, name: Literal["matched", "deleted"], default: Count) -> Count: ...
        @overload
        def get(self, name: Literal["matched", "deleted"], default: _D) -> Count | _D: ...
        @overload
        def get(self, name: Literal["dry_run"], default: None = None) -> bool | None: ...
        @overload
        def get(self, name: Literal["dry_run"], default: bool) -> bool: ...
        @overload
        def get(self, name: Literal["dry_run"], default: _D) -> bool | _D: ...
        @overload
        def get(self, name: str, default: Any = None) -> Any: ...
        def get(self, name: str, default: Any = None) -> Any: ...


class UpdateByFilterReport(Model):
    """
    What an update by filter did; `matched = updated + unchanged`.
    """

    collection: str
    """A collection's name."""
    matched: Count
    """How many."""
    updated: Count
    """How many."""
    unchanged: Count
    """How many."""
    dry_run: bool
    """Whether it only counted."""

    if TYPE_CHECKING:

        @overload
        def __getitem__(self, name: Literal["collection"]) -> str: ...
        @overload
        def __getitem__(self, name: Literal["matched", "updated", "unchanged"]) -> Count: ...
        @overload
        def __getitem__(self, name: Literal["dry_run"]) -> bool: ...
        @overload
        def __getitem__(self, name: str) -> Any: ...
        def __getitem__(self, name: str) -> Any: ...
        @overload
        def get(self, name: Literal["collection"], default: None = None) -> str | None: ...
        @overload
        def get(self, name: Literal["collection"], default: str) -> str: ...
        @overload
        def get(self, name: Literal["collection"], default: _D) -> str | _D: ...
        @overload
        def get(
            self, name: Literal["matched", "updated", "unchanged"], default: None = None
        ) -> Count | None: ...
        @overload
        def get(self, name: Literal["matched", "updated", "unchanged"], default: Count) -> Count: ...
        @overload
        def get(self, name: Literal["matched", "updated", "unchanged"], default: _D) -> Count | _D: ...
        @overload
        def get(self, name: Literal["dry_run"], default: None = None) -> bool | None: ...
        @overload
        def get(self, name: Literal["dry_run"], default: bool) -> bool: ...
        @overload
        def get(self, name: Literal["dry_run"], default: _D) -> bool | _D: ...
        @overload
        def get(self, name: str, default: Any = None) -> Any: ...
        def get(self, name: str, default: Any = None) -> Any: ...


class SearchHit(Model):
    """
    A vector that was found.
    """

    id: str
    """1–256 UTF-8 bytes, no control characters, no leading or trailing blank, never `.` or `..`."""
    score: float
    """Higher is nearer."""
    text: Annotated[str | None, NotNull] = None
    """At least one character, at most 1 MiB as UTF-8."""
    vector: Annotated[VectorData | None, NotNull] = None
    """The numbers of a vector, float32: a JSON array, or the base64 (RFC 4648 section 4) of their little-endian bytes. The length equals the collection's dimension; every entry is finite as float32; under cosine not all are 0."""
    metadata: Annotated[dict[str, Any] | None, NotNull] = None
    """Open JSON about a vector: at most 40 KiB serialised (compact, UTF-8), 32 deep, 256 keys an object. Values come back as they were sent, whatever the keys are called."""

    if TYPE_CHECKING:

        @overload
        def __getitem__(self, name: Literal["id", "text"]) -> str: ...
        @overload
        def __getitem__(self, name: Literal["score"]) -> float: ...
        @overload
        def __getitem__(self, name: Literal["vector"]) -> VectorData: ...
        @overload
        def __getitem__(self, name: Literal["metadata"]) -> dict[str, Any]: ...
        @overload
        def __getitem__(self, name: str) -> Any: ...
        def __getitem__(self, name: str) -> Any: ...
        @overload
        def get(self, name: Literal["id", "text"], default: None = None) -> str | None: ...
        @overload
        def get(self, name: Literal["id", "text"], default: str) -> str: ...
        @overload
        def get(self, name: Literal["id", "text"], default: _D) -> str | _D: ...
        @overload
        def get(self, name: Literal["score"], default: None = None) -> float | None: ...
        @overload
        def get(self, name: Literal["score"], default: float) -> float: ...
        @overload
        def get(self, name: Literal["score"], default: _D) -> float | _D: ...
        @overload
        def get(self, name: Literal["vector"], default: None = None) -> VectorData | None: ...
        @overload
        def get(self, name: Literal["vector"], default: VectorData) -> VectorData: ...
        @overload
        def get(self, name: Literal["vector"], default: _D) -> VectorData | _D: ...
        @overload
        def get(self, name: Literal["metadata"], default: None = None) -> dict[str, Any] | None: ...
        @overload
        def get(self, name: Literal["metadata"], default: dict[str, Any]) -> dict[str, Any]: ...
        @overload
        def get(self, name: Literal["metadata"], default: _D) -> dict[str, Any] | _D: ...
        @overload
        def get(self, name: str, default: Any = None) -> Any: ...
        def get(self, name: str, default: Any = None) -> Any: ...


class ImportReport(BatchAnswer):
    """
    What became of an import; `count` is the sum of the four counts.
    """

    collection: str
    """A collection's name."""
    count: Count
    """How many."""
    created: Count
    """How many."""
    updated: Count
    """How many."""
    unchanged: Count
    """How many."""
    failed: Count
    """How many."""
    errors: list[ItemFailure]
    """The failures; `index` is the line, from 0."""

    if TYPE_CHECKING:

        @overload
        def __getitem__(self, name: Literal["collection"]) -> str: ...
        @overload
        def __getitem__(
            self, name: Literal["count", "created", "updated", "unchanged", "failed"]
        ) -> Count: ...
        @overload
        def __getitem__(self, name: Literal["errors"]) -> list[ItemFailure]: ...
        @overload
        def __getitem__(self, name: str) -> Any: ...
        def __getitem__(self, name: str) -> Any: ...
        @overload
        def get(self, name: Literal["collection"], default: None = None) -> str | None: ...
        @overload
        def get(self, name: Literal["collection"], default: str) -> str: ...
        @overload
        def get(self, name: Literal["collection"], default: _D) -> str | _D: ...
        @overload
        def get(
            self, name: Literal["count", "created", "updated", "unchanged", "failed"], default: None = None
        ) -> Count | None: ...
        @overload
        def get(
            self, name: Literal["count", "created", "updated", "unchanged", "failed"], default: Count
        ) -> Count: ...
        @overload
        def get(
            self, name: Literal["count", "created", "updated", "unchanged", "failed"], default: _D
        ) -> Count | _D: ...
        @overload
        def get(self, name: Literal["errors"], default: None = None) -> list[ItemFailure] | None: ...
        @overload
        def get(self, name: Literal["errors"], default: list[ItemFailure]) -> list[ItemFailure]: ...
        @overload
        def get(self, name: Literal["errors"], default: _D) -> list[ItemFailure] | _D: ...
        @overload
        def get(self, name: str, default: Any = None) -> Any: ...
        def get(self, name: str, default: Any = None) -> Any: ...


class EmbedResponse(ListAnswer):
    """
    The embeddings.
    """

    _listed: ClassVar[str] = "vectors"

    provider: str
    """The provider that made them."""
    dimension: Positive
    """How many numbers a vector has."""
    vectors: list[VectorData]
    """In request order."""

    if TYPE_CHECKING:

        @overload
        def __getitem__(self, name: Literal["provider"]) -> str: ...
        @overload
        def __getitem__(self, name: Literal["dimension"]) -> Positive: ...
        @overload
        def __getitem__(self, name: Literal["vectors"]) -> list[VectorData]: ...
        @overload
        def __getitem__(self, name: str) -> Any: ...
        @overload
        def __getitem__(self, name: int) -> VectorData: ...
        @overload
        def __getitem__(self, name: slice) -> list[VectorData]: ...
        def __getitem__(self, name: str | int | slice) -> Any: ...
        @overload
        def get(self, name: Literal["provider"], default: None = None) -> str | None: ...
        @overload
        def get(self, name: Literal["provider"], default: str) -> str: ...
        @overload
        def get(self, name: Literal["provider"], default: _D) -> str | _D: ...
        @overload
        def get(self, name: Literal["dimension"], default: None = None) -> Positive | None: ...
        @overload
        def get(self, name: Literal["dimension"], default: Positive) -> Positive: ...
        @overload
        def get(self, name: Literal["dimension"], default: _D) -> Positive | _D: ...
        @overload
        def get(self, name: Literal["vectors"], default: None = None) -> list[VectorData] | None: ...
        @overload
        def get(self, name: Literal["vectors"], default: list[VectorData]) -> list[VectorData]: ...
        @overload
        def get(self, name: Literal["vectors"], default: _D) -> list[VectorData] | _D: ...
        @overload
        def get(self, name: str, default: Any = None) -> Any: ...
        def get(self, name: str, default: Any = None) -> Any: ...
        def __iter__(self) -> Iterator[VectorData]: ...  # type: ignore[override]


class Info(Model):
    """
    What the server is and offers.
    """

    name: str
    """The server's name."""
    version: str
    """The server's version."""
    spec_version: str
    """The version of this contract that it implements."""
    limits: Limits
    """The limits of this contract. A 413 or 422 that comes from one carries its value as `limit`."""
    features: list[str]
    """What it offers: `idempotency-keys`, `conditional-writes`, `import-export`."""
    vector_formats: list[str]
    """How vectors may travel."""
    embedding_providers: list[str]
    """The providers that text may be embedded with."""

    if TYPE_CHECKING:

        @overload
        def __getitem__(self, name: Literal["name", "version", "spec_version"]) -> str: ...
        @overload
        def __getitem__(self, name: Literal["limits"]) -> Limits: ...
        @overload
        def __getitem__(
            self, name: Literal["features", "vector_formats", "embedding_providers"]
        ) -> list[str]: ...
        @overload
        def __getitem__(self, name: str) -> Any: ...
        def __getitem__(self, name: str) -> Any: ...
        @overload
        def get(
            self, name: Literal["name", "version", "spec_version"], default: None = None
        ) -> str | None: ...
        @overload
        def get(self, name: Literal["name", "version", "spec_version"], default: str) -> str: ...
        @overload
        def get(self, name: Literal["name", "version", "spec_version"], default: _D) -> str | _D: ...
        @overload
        def get(self, name: Literal["limits"], default: None = None) -> Limits | None: ...
        @overload
        def get(self, name: Literal["limits"], default: Limits) -> Limits: ...
        @overload
        def get(self, name: Literal["limits"], default: _D) -> Limits | _D: ...
        @overload
        def get(
            self, name: Literal["features", "vector_formats", "embedding_providers"], default: None = None
        ) -> list[str] | None: ...
        @overload
        def get(
            self, name: Literal["features", "vector_formats", "embedding_providers"], default: list[str]
        ) -> list[str]: ...
        @overload
        def get(
            self, name: Literal["features", "vector_formats", "embedding_providers"], default: _D
        ) -> list[str] | _D: ...
        @overload
        def get(self, name: str, default: Any = None) -> Any: ...
        def get(self, name: str, default: Any = None) -> Any: ...


class Collection(Model):
    """
    A set of vectors of one dimension under one metric.
    """

    name: str
    """A collection's name."""
    dimension: Positive
    """How many numbers a vector has."""
    metric: Literal["cosine", "euclidean", "dot_product"] | str
    """How vectors are compared."""
    embedding: Embedding
    """How text becomes a vector."""
    vector_count: Count
    """How many."""
    created_at: Timestamp
    """RFC 3339 in UTC, with `Z`."""
    updated_at: Timestamp
    """When one of its vectors was last written or deleted, or else when it was created."""

    if TYPE_CHECKING:

        @overload
        def __getitem__(self, name: Literal["name"]) -> str: ...
        @overload
        def __getitem__(self, name: Literal["dimension"]) -> Positive: ...
        @overload
        def __getitem__(
            self, name: Literal["metric"]
        ) -> Literal["cosine", "euclidean", "dot_product"] | str: ...
        @overload
        def __getitem__(self, name: Literal["embedding"]) -> Embedding: ...
        @overload
        def __getitem__(self, name: Literal["vector_count"]) -> Count: ...
        @overload
        def __getitem__(self, name: Literal["created_at", "updated_at"]) -> Timestamp: ...
        @overload
        def __getitem__(self, name: str) -> Any: ...
        def __getitem__(self, name: str) -> Any: ...
        @overload
        def get(self, name: Literal["name"], default: None = None) -> str | None: ...
        @overload
        def get(self, name: Literal["name"], default: str) -> str: ...
        @overload
        def get(self, name: Literal["name"], default: _D) -> str | _D: ...
        @overload
        def get(self, name: Literal["dimension"], default: None = None) -> Positive | None: ...
        @overload
        def get(self, name: Literal["dimension"], default: Positive) -> Positive: ...
        @overload
        def get(self, name: Literal["dimension"], default: _D) -> Positive | _D: ...
        @overload
        def get(
            self, name: Literal["metric"], default: None = None
        ) -> Literal["cosine", "euclidean", "dot_product"] | str | None: ...
        @overload
        def get(
            self, name: Literal["metric"], default: Literal["cosine", "euclidean", "dot_product"] | str
        ) -> Literal["cosine", "euclidean", "dot_product"] | str: ...
        @overload
        def get(
            self, name: Literal["metric"], default: _D
        ) -> Literal["cosine", "euclidean", "dot_product"] | str | _D: ...
        @overload
        def get(self, name: Literal["embedding"], default: None = None) -> Embedding | None: ...
        @overload
        def get(self, name: Literal["embedding"], default: Embedding) -> Embedding: ...
        @overload
        def get(self, name: Literal["embedding"], default: _D) -> Embedding | _D: ...
        @overload
        def get(self, name: Literal["vector_count"], default: None = None) -> Count | None: ...
        @overload
        def get(self, name: Literal["vector_count"], default: Count) -> Count: ...
        @overload
        def get(self, name: Literal["vector_count"], default: _D) -> Count | _D: ...
        @overload
        def get(
            self, name: Literal["created_at", "updated_at"], default: None = None
        ) -> Timestamp | None: ...
        @overload
        def get(self, name: Literal["created_at", "updated_at"], default: Timestamp) -> Timestamp: ...
        @overload
        def get(self, name: Literal["created_at", "updated_at"], default: _D) -> Timestamp | _D: ...
        @overload
        def get(self, name: str, default: Any = None) -> Any: ...
        def get(self, name: str, default: Any = None) -> Any: ...


class ItemProblem(Model):
    """
    Why one item failed.
    """

    code: ProblemCode
    """What went wrong, as a stable name to act on."""
    status: Positive
    """The status that the code has on its own."""
    title: str
    """The kind of failure."""
    detail: str
    """What is wrong with this item."""
    errors: Annotated[list[FieldError] | None, NotNull] = None
    """Where."""

    if TYPE_CHECKING:

        @overload
        def __getitem__(self, name: Literal["code"]) -> ProblemCode: ...
        @overload
        def __getitem__(self, name: Literal["status"]) -> Positive: ...
        @overload
        def __getitem__(self, name: Literal["title", "detail"]) -> str: ...
        @overload
        def __getitem__(self, name: Literal["errors"]) -> list[FieldError]: ...
        @overload
        def __getitem__(self, name: str) -> Any: ...
        def __getitem__(self, name: str) -> Any: ...
        @overload
        def get(self, name: Literal["code"], default: None = None) -> ProblemCode | None: ...
        @overload
        def get(self, name: Literal["code"], default: ProblemCode) -> ProblemCode: ...
        @overload
        def get(self, name: Literal["code"], default: _D) -> ProblemCode | _D: ...
        @overload
        def get(self, name: Literal["status"], default: None = None) -> Positive | None: ...
        @overload
        def get(self, name: Literal["status"], default: Positive) -> Positive: ...
        @overload
        def get(self, name: Literal["status"], default: _D) -> Positive | _D: ...
        @overload
        def get(self, name: Literal["title", "detail"], default: None = None) -> str | None: ...
        @overload
        def get(self, name: Literal["title", "detail"], default: str) -> str: ...
        @overload
        def get(self, name: Literal["title", "detail"], default: _D) -> str | _D: ...
        @overload
        def get(self, name: Literal["errors"], default: None = None) -> list[FieldError] | None: ...
        @overload
        def get(self, name: Literal["errors"], default: list[FieldError]) -> list[FieldError]: ...
        @overload
        def get(self, name: Literal["errors"], default: _D) -> list[FieldError] | _D: ...
        @overload
        def get(self, name: str, default: Any = None) -> Any: ...
        def get(self, name: str, default: Any = None) -> Any: ...


class VectorPage(ListAnswer):
    """
    A page of vectors.
    """

    _listed: ClassVar[str] = "vectors"

    vectors: list[Vector]
    """By id."""
    next_cursor: str | None
    """Asks for the next page; null on the last."""

    if TYPE_CHECKING:

        @overload
        def __getitem__(self, name: Literal["vectors"]) -> list[Vector]: ...
        @overload
        def __getitem__(self, name: Literal["next_cursor"]) -> str: ...
        @overload
        def __getitem__(self, name: str) -> Any: ...
        @overload
        def __getitem__(self, name: int) -> Vector: ...
        @overload
        def __getitem__(self, name: slice) -> list[Vector]: ...
        def __getitem__(self, name: str | int | slice) -> Any: ...
        @overload
        def get(self, name: Literal["vectors"], default: None = None) -> list[Vector] | None: ...
        @overload
        def get(self, name: Literal["vectors"], default: list[Vector]) -> list[Vector]: ...
        @overload
        def get(self, name: Literal["vectors"], default: _D) -> list[Vector] | _D: ...
        @overload
        def get(self, name: Literal["next_cursor"], default: None = None) -> str | None: ...
        @overload
        def get(self, name: Literal["next_cursor"], default: str) -> str: ...
        @overload
        def get(self, name: Literal["next_cursor"], default: _D) -> str | _D: ...
        @overload
        def get(self, name: str, default: Any = None) -> Any: ...
        def get(self, name: str, default: Any = None) -> Any: ...
        def __iter__(self) -> Iterator[Vector]: ...  # type: ignore[override]


class DeleteReport(BatchAnswer):
    """
    What became of a batch of deletions.
    """

    collection: str
    """A collection's name."""
    count: Count
    """How many."""
    deleted: Count
    """How many."""
    missing: Count
    """How many."""
    results: list[DeleteResult]
    """In request order."""

    if TYPE_CHECKING:

        @overload
        def __getitem__(self, name: Literal["collection"]) -> str: ...
        @overload
        def __getitem__(self, name: Literal["count", "deleted", "missing"]) -> Count: ...
        @overload
        def __getitem__(self, name: Literal["results"]) -> list[DeleteResult]: ...
        @overload
        def __getitem__(self, name: str) -> Any: ...
        def __getitem__(self, name: str) -> Any: ...
        @overload
        def get(self, name: Literal["collection"], default: None = None) -> str | None: ...
        @overload
        def get(self, name: Literal["collection"], default: str) -> str: ...
        @overload
        def get(self, name: Literal["collection"], default: _D) -> str | _D: ...
        @overload
        def get(self, name: Literal["count", "deleted", "missing"], default: None = None) -> Count | None: ...
        @overload
        def get(self, name: Literal["count", "deleted", "missing"], default: Count) -> Count: ...
        @overload
        def get(self, name: Literal["count", "deleted", "missing"], default: _D) -> Count | _D: ...
        @overload
        def get(self, name: Literal["results"], default: None = None) -> list[DeleteResult] | None: ...
        @overload
        def get(self, name: Literal["results"], default: list[DeleteResult]) -> list[DeleteResult]: ...
        @overload
        def get(self, name: Literal["results"], default: _D) -> list[DeleteResult] | _D: ...
        @overload
        def get(self, name: str, default: Any = None) -> Any: ...
        def get(self, name: str, default: Any = None) -> Any: ...


class SearchResponse(ListAnswer):
    """
    What a search found.
    """

    _listed: ClassVar[str] = "results"

    results: list[SearchHit]
    """Best first."""

    if TYPE_CHECKING:

        @overload
        def __getitem__(self, name: Literal["results"]) -> list[SearchHit]: ...
        @overload
        def __getitem__(self, name: str) -> Any: ...
        @overload
        def __getitem__(self, name: int) -> SearchHit: ...
        @overload
        def __getitem__(self, name: slice) -> list[SearchHit]: ...
        def __getitem__(self, name: str | int | slice) -> Any: ...
        @overload
        def get(self, name: Literal["results"], default: None = None) -> list[SearchHit] | None: ...
        @overload
        def get(self, name: Literal["results"], default: list[SearchHit]) -> list[SearchHit]: ...
        @overload
        def get(self, name: Literal["results"], default: _D) -> list[SearchHit] | _D: ...
        @overload
        def get(self, name: str, default: Any = None) -> Any: ...
        def get(self, name: str, default: Any = None) -> Any: ...
        def __iter__(self) -> Iterator[SearchHit]: ...  # type: ignore[override]


class BatchSearchResponse(ListAnswer):
    """
    What each search found.
    """

    _listed: ClassVar[str] = "results"

    results: list[SearchResponse]
    """In request order."""

    if TYPE_CHECKING:

        @overload
        def __getitem__(self, name: Literal["results"]) -> list[SearchResponse]: ...
        @overload
        def __getitem__(self, name: str) -> Any: ...
        @overload
        def __getitem__(self, name: int) -> SearchResponse: ...
        @overload
        def __getitem__(self, name: slice) -> list[SearchResponse]: ...
        def __getitem__(self, name: str | int | slice) -> Any: ...
        @overload
        def get(self, name: Literal["results"], default: None = None) -> list[SearchResponse] | None: ...
        @overload
        def get(self, name: Literal["results"], default: list[SearchResponse]) -> list[SearchResponse]: ...
        @overload
        def get(self, name: Literal["results"], default: _D) -> list[SearchResponse] | _D: ...
        @overload
        def get(self, name: str, default: Any = None) -> Any: ...
        def get(self, name: str, default: Any = None) -> Any: ...
        def __iter__(self) -> Iterator[SearchResponse]: ...  # type: ignore[override]


class CollectionList(ListAnswer):
    """
    The collections.
    """

    _listed: ClassVar[str] = "collections"

    collections: list[Collection]
    """By name."""

    if TYPE_CHECKING:

        @overload
        def __getitem__(self, name: Literal["collections"]) -> list[Collection]: ...
        @overload
        def __getitem__(self, name: str) -> Any: ...
        @overload
        def __getitem__(self, name: int) -> Collection: ...
        @overload
        def __getitem__(self, name: slice) -> list[Collection]: ...
        def __getitem__(self, name: str | int | slice) -> Any: ...
        @overload
        def get(self, name: Literal["collections"], default: None = None) -> list[Collection] | None: ...
        @overload
        def get(self, name: Literal["collections"], default: list[Collection]) -> list[Collection]: ...
        @overload
        def get(self, name: Literal["collections"], default: _D) -> list[Collection] | _D: ...
        @overload
        def get(self, name: str, default: Any = None) -> Any: ...
        def get(self, name: str, default: Any = None) -> Any: ...
        def __iter__(self) -> Iterator[Collection]: ...  # type: ignore[override]


class BatchResult(Model):
    """
    What became of one item; `version` where it was written or unchanged, `error` where it failed.
    """

    index: Count
    """How many."""
    id: str
    """1–256 UTF-8 bytes, no control characters, no leading or trailing blank, never `.` or `..`."""
    status: Literal["created", "updated", "unchanged", "failed", "aborted"] | str
    """`aborted` items would have succeeded, had the atomic batch."""
    version: Annotated[Positive | None, NotNull] = None
    """1 at creation, and 1 more with each change that has an effect. Where the id was deleted before, a new vector begins at 1 more than the last version, so that no entity tag ever names two states of an id while its collection is there."""
    error: Annotated[ItemProblem | None, NotNull] = None
    """Why one item failed."""

    if TYPE_CHECKING:

        @overload
        def __getitem__(self, name: Literal["index"]) -> Count: ...
        @overload
        def __getitem__(self, name: Literal["id"]) -> str: ...
        @overload
        def __getitem__(
            self, name: Literal["status"]
        ) -> Literal["created", "updated", "unchanged", "failed", "aborted"] | str: ...
        @overload
        def __getitem__(self, name: Literal["version"]) -> Positive: ...
        @overload
        def __getitem__(self, name: Literal["error"]) -> ItemProblem: ...
        @overload
        def __getitem__(self, name: str) -> Any: ...
        def __getitem__(self, name: str) -> Any: ...
        @overload
        def get(self, name: Literal["index"], default: None = None) -> Count | None: ...
        @overload
        def get(self, name: Literal["index"], default: Count) -> Count: ...
        @overload
        def get(self, name: Literal["index"], default: _D) -> Count | _D: ...
        @overload
        def get(self, name: Literal["id"], default: None = None) -> str | None: ...
        @overload
        def get(self, name: Literal["id"], default: str) -> str: ...
        @overload
        def get(self, name: Literal["id"], default: _D) -> str | _D: ...
        @overload
        def get(
            self, name: Literal["status"], default: None = None
        ) -> Literal["created", "updated", "unchanged", "failed", "aborted"] | str | None: ...
        @overload
        def get(
            self,
            name: Literal["status"],
            default: Literal["created", "updated", "unchanged", "failed", "aborted"] | str,
        ) -> Literal["created", "updated", "unchanged", "failed", "aborted"] | str: ...
        @overload
        def get(
            self, name: Literal["status"], default: _D
        ) -> Literal["created", "updated", "unchanged", "failed", "aborted"] | str | _D: ...
        @overload
        def get(self, name: Literal["version"], default: None = None) -> Positive | None: ...
        @overload
        def get(self, name: Literal["version"], default: Positive) -> Positive: ...
        @overload
        def get(self, name: Literal["version"], default: _D) -> Positive | _D: ...
        @overload
        def get(self, name: Literal["error"], default: None = None) -> ItemProblem | None: ...
        @overload
        def get(self, name: Literal["error"], default: ItemProblem) -> ItemProblem: ...
        @overload
        def get(self, name: Literal["error"], default: _D) -> ItemProblem | _D: ...
        @overload
        def get(self, name: str, default: Any = None) -> Any: ...
        def get(self, name: str, default: Any = None) -> Any: ...


class BatchReport(BatchAnswer):
    """
    What became of a batch; `count` is the sum of the five counts.
    """

    collection: str
    """A collection's name."""
    count: Count
    """How many."""
    created: Count
    """How many."""
    updated: Count
    """How many."""
    unchanged: Count
    """How many."""
    failed: Count
    """How many."""
    aborted: Count
    """How many."""
    errors: list[ItemFailure]
    """The failures in short."""
    atomic: bool
    """Whether the batch was all or nothing."""
    results: list[BatchResult]
    """In request order."""

    if TYPE_CHECKING:

        @overload
        def __getitem__(self, name: Literal["collection"]) -> str: ...
        @overload
        def __getitem__(
            self, name: Literal["count", "created", "updated", "unchanged", "failed", "aborted"]
        ) -> Count: ...
        @overload
        def __getitem__(self, name: Literal["errors"]) -> list[ItemFailure]: ...
        @overload
        def __getitem__(self, name: Literal["atomic"]) -> bool: ...
        @overload
        def __getitem__(self, name: Literal["results"]) -> list[BatchResult]: ...
        @overload
        def __getitem__(self, name: str) -> Any: ...
        def __getitem__(self, name: str) -> Any: ...
        @overload
        def get(self, name: Literal["collection"], default: None = None) -> str | None: ...
        @overload
        def get(self, name: Literal["collection"], default: str) -> str: ...
        @overload
        def get(self, name: Literal["collection"], default: _D) -> str | _D: ...
        @overload
        def get(
            self,
            name: Literal["count", "created", "updated", "unchanged", "failed", "aborted"],
            default: None = None,
        ) -> Count | None: ...
        @overload
        def get(
            self,
            name: Literal["count", "created", "updated", "unchanged", "failed", "aborted"],
            default: Count,
        ) -> Count: ...
        @overload
        def get(
            self, name: Literal["count", "created", "updated", "unchanged", "failed", "aborted"], default: _D
        ) -> Count | _D: ...
        @overload
        def get(self, name: Literal["errors"], default: None = None) -> list[ItemFailure] | None: ...
        @overload
        def get(self, name: Literal["errors"], default: list[ItemFailure]) -> list[ItemFailure]: ...
        @overload
        def get(self, name: Literal["errors"], default: _D) -> list[ItemFailure] | _D: ...
        @overload
        def get(self, name: Literal["atomic"], default: None = None) -> bool | None: ...
        @overload
        def get(self, name: Literal["atomic"], default: bool) -> bool: ...
        @overload
        def get(self, name: Literal["atomic"], default: _D) -> bool | _D: ...
        @overload
        def get(self, name: Literal["results"], default: None = None) -> list[BatchResult] | None: ...
        @overload
        def get(self, name: Literal["results"], default: list[BatchResult]) -> list[BatchResult]: ...
        @overload
        def get(self, name: Literal["results"], default: _D) -> list[BatchResult] | _D: ...
        @overload
        def get(self, name: str, default: Any = None) -> Any: ...
        def get(self, name: str, default: Any = None) -> Any: ...
