"""Records as the contract writes them."""

from __future__ import annotations

import base64
from typing import Any

from ..clock import rfc3339
from ..contract import answers
from ..engine.writes import Outcome
from ..stores import Collection, Hit, Record, Vector
from ..unset import UNSET


def vector(numbers: Vector, vector_format: str) -> Any:
    """The numbers as they travel: an array, which is written shortest-float32, or base64 of its bytes."""
    if vector_format == "base64":
        return base64.b64encode(numbers.astype("<f4").tobytes()).decode("ascii")
    return numbers


def record(
    found: Record, vector_format: str, *, with_vector: bool = True, with_metadata: bool = True
) -> dict[str, Any]:
    """The contract's Vector."""
    return answers.vector(
        id=found.id,
        vector=vector(found.vector, vector_format) if with_vector else UNSET,
        text=UNSET if found.text is None else found.text,
        metadata=found.metadata if with_metadata else UNSET,
        version=found.version,
        created_at=rfc3339(found.created_at),
        updated_at=rfc3339(found.updated_at),
    )


def hit(found: Hit, vector_format: str, *, with_vector: bool, with_metadata: bool) -> dict[str, Any]:
    """The contract's SearchHit."""
    record = found.record
    return answers.search_hit(
        id=record.id,
        score=found.score,
        text=UNSET if record.text is None else record.text,
        vector=vector(record.vector, vector_format) if with_vector else UNSET,
        metadata=record.metadata if with_metadata else UNSET,
    )


def write_result(collection: str, outcome: Outcome) -> dict[str, Any]:
    """The contract's WriteResult."""
    return answers.write_result(
        collection=collection,
        id=outcome.record.id,
        status=outcome.status,
        version=outcome.record.version,
        created_at=rfc3339(outcome.record.created_at),
        updated_at=rfc3339(outcome.record.updated_at),
    )


def collection(found: Collection) -> dict[str, Any]:
    """The contract's Collection."""
    return answers.collection(
        name=found.name,
        dimension=found.dimension,
        metric=found.metric,
        embedding=answers.embedding(provider=found.provider),
        vector_count=found.vector_count,
        created_at=rfc3339(found.created_at),
        updated_at=rfc3339(found.updated_at),
    )
