# Generated from openapi.yaml by vectorizer-codegen. Do not edit: change the contract and run codegen.
"""Requests as callers give them: dicts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypedDict

from typing_extensions import NotRequired

from .._types.vectors import VectorInput


class EmbeddingRequest(TypedDict):
    """How text becomes a vector."""

    provider: NotRequired[str]
    """An embedding provider that `/info` lists."""


class InsertRequest(TypedDict):
    """A new vector, from text, from numbers, or from both."""

    id: NotRequired[str]
    """1–256 UTF-8 bytes, no control characters, no leading or trailing blank, never `.` or `..`."""
    text: NotRequired[str]
    """At least one character, at most 1 MiB as UTF-8."""
    vector: NotRequired[VectorInput]
    """The numbers of a vector, float32: a JSON array, or the base64 (RFC 4648 section 4) of their little-endian bytes. The length equals the collection's dimension; every entry is finite as float32; under cosine not all are 0."""
    metadata: NotRequired[Mapping[str, Any]]
    """Open JSON about a vector: at most 40 KiB serialised (compact, UTF-8), 32 deep, 256 keys an object. Values come back as they were sent, whatever the keys are called."""


class BatchUpdateItem(TypedDict):
    """What to change in one vector; at least one of text, vector and metadata."""

    id: str
    """1–256 UTF-8 bytes, no control characters, no leading or trailing blank, never `.` or `..`."""
    text: NotRequired[str | None]
    """A text; null removes the stored one."""
    vector: NotRequired[VectorInput]
    """The numbers of a vector, float32: a JSON array, or the base64 (RFC 4648 section 4) of their little-endian bytes. The length equals the collection's dimension; every entry is finite as float32; under cosine not all are 0."""
    metadata: NotRequired[Mapping[str, Any] | None]
    """A change to the metadata; null clears it."""
    if_version: NotRequired[int]
    """1 at creation, and 1 more with each change that has an effect. Where the id was deleted before, a new vector begins at 1 more than the last version, so that no entity tag ever names two states of an id while its collection is there."""


class SearchRequest(TypedDict):
    """What to look for; exactly one of query and vector."""

    query: NotRequired[str]
    """At least one character, at most 1 MiB as UTF-8."""
    vector: NotRequired[VectorInput]
    """The numbers of a vector, float32: a JSON array, or the base64 (RFC 4648 section 4) of their little-endian bytes. The length equals the collection's dimension; every entry is finite as float32; under cosine not all are 0."""
    limit: NotRequired[int]
    """The most results."""
    filter: NotRequired[Mapping[str, Any]]
    """A condition on metadata; all its members must hold, and `{}` holds for everything. A key is a metadata key, or else a dotted path into objects. A scalar is equality, and an array field matches if one of its elements does; an array is equality with the whole array or with an element; an object holds operators. `$and`, `$or` and `$not` combine filters. At most 32 deep and 1,000 conditions in all (422 `limit-exceeded`). An unknown operator is 422 `invalid-filter`."""
    score_threshold: NotRequired[float]
    """Drop results that score less."""
    with_vector: NotRequired[bool]
    """Whether to return the numbers."""
    with_metadata: NotRequired[bool]
    """Whether to return the metadata."""


class ImportRecord(TypedDict):
    """A record as `exportVectors` writes it."""

    id: str
    """1–256 UTF-8 bytes, no control characters, no leading or trailing blank, never `.` or `..`."""
    text: NotRequired[str]
    """At least one character, at most 1 MiB as UTF-8."""
    vector: NotRequired[VectorInput]
    """The numbers of a vector, float32: a JSON array, or the base64 (RFC 4648 section 4) of their little-endian bytes. The length equals the collection's dimension; every entry is finite as float32; under cosine not all are 0."""
    metadata: NotRequired[Mapping[str, Any]]
    """Open JSON about a vector: at most 40 KiB serialised (compact, UTF-8), 32 deep, 256 keys an object. Values come back as they were sent, whatever the keys are called."""
    version: NotRequired[int]
    """1 at creation, and 1 more with each change that has an effect. Where the id was deleted before, a new vector begins at 1 more than the last version, so that no entity tag ever names two states of an id while its collection is there."""
    created_at: NotRequired[str]
    """RFC 3339 in UTC, with `Z`."""
    updated_at: NotRequired[str]
    """RFC 3339 in UTC, with `Z`."""


__all__ = [
    "BatchUpdateItem",
    "EmbeddingRequest",
    "ImportRecord",
    "InsertRequest",
    "SearchRequest",
]
