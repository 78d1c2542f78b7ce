"""Records as the contract writes them."""

from __future__ import annotations

import base64
from typing import Any

from ..clock import rfc3339
from ..engine.writes import Outcome
from ..stores import Collection, Hit, Record, Vector


def vector(numbers: Vector, vector_format: str) -> Any:
    """The numbers as they travel: an array, which is written shortest-float32, or base64 of its bytes."""
    if vector_format == "base64":
        return base64.b64encode(numbers.astype("<f4").tobytes()).decode("ascii")
    return numbers


def record(
    found: Record, vector_format: str, *, with_vector: bool = True, with_metadata: bool = True
) -> dict[str, Any]:
    """The contract's Vector."""
    made: dict[str, Any] = {"id": found.id}
    if with_vector:
        made["vector"] = vector(found.vector, vector_format)
    if found.text is not None:
        made["text"] = found.text
    if with_metadata:
        made["metadata"] = found.metadata
    made["version"] = found.version
    made["created_at"] = rfc3339(found.created_at)
    made["updated_at"] = rfc3339(found.updated_at)
    return made


def hit(found: Hit, vector_format: str, *, with_vector: bool, with_metadata: bool) -> dict[str, Any]:
    """The contract's SearchHit."""
    made: dict[str, Any] = {"id": found.record.id, "score": found.score}
    if found.record.text is not None:
        made["text"] = found.record.text
    if with_vector:
        made["vector"] = vector(found.record.vector, vector_format)
    if with_metadata:
        made["metadata"] = found.record.metadata
    return made


def write_result(collection: str, outcome: Outcome) -> dict[str, Any]:
    """The contract's WriteResult."""
    return {
        "collection": collection,
        "id": outcome.record.id,
        "status": outcome.status,
        "version": outcome.record.version,
        "created_at": rfc3339(outcome.record.created_at),
        "updated_at": rfc3339(outcome.record.updated_at),
    }


def collection(found: Collection) -> dict[str, Any]:
    """The contract's Collection."""
    return {
        "name": found.name,
        "dimension": found.dimension,
        "metric": found.metric,
        "embedding": {"provider": found.provider},
        "vector_count": found.vector_count,
        "created_at": rfc3339(found.created_at),
        "updated_at": rfc3339(found.updated_at),
    }
