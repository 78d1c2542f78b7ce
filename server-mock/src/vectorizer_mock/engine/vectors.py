"""What makes a vector fit its collection."""

from __future__ import annotations

from ..problems import FieldError, Path, Problem
from ..stores import Collection, Vector


def check_fits(vector: Vector, collection: Collection, path: Path) -> None:
    """Raises the problem of a vector that this collection cannot hold or be searched with."""
    if len(vector) != collection.dimension:
        detail = f'"{collection.name}" has dimension {collection.dimension}, and this vector {len(vector)}.'
        raise Problem(
            "dimension-mismatch",
            detail,
            errors=[FieldError(path, "dimension-mismatch", detail)],
            limit=collection.dimension,
        )
    if collection.metric == "cosine" and not vector.any():
        detail = "A vector of zeros has no direction, which cosine compares."
        raise Problem("zero-vector", detail, errors=[FieldError(path, "zero-vector", detail)])


def same_bits(one: Vector, other: Vector) -> bool:
    """Whether two vectors are equal bit by bit, the sign of zero included."""
    return one.tobytes() == other.tobytes()
