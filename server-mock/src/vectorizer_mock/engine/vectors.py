"""Checks that a vector fits its collection."""

from __future__ import annotations

from ..problems import Path, problem_at
from ..stores import Collection, Vector


def check_fits(vector: Vector, collection: Collection, path: Path) -> None:
    """Raises the problem of a vector that this collection cannot hold or be searched with."""
    if len(vector) != collection.dimension:
        detail = f'must have {collection.dimension} numbers, the dimension of "{collection.name}", got {len(vector)}.'
        raise problem_at(path, "dimension-mismatch", detail, collection.dimension)
    # Most vectors begin with a number that is not zero: all of it is looked at where one does not.
    if collection.metric == "cosine" and vector[0] == 0 and not vector.any():
        detail = "must not be all zeros: cosine compares directions."
        raise problem_at(path, "zero-vector", detail)


def same_bits(one: Vector, other: Vector) -> bool:
    """Whether two vectors are equal bit by bit, the sign of zero included."""
    return one is other or one.tobytes() == other.tobytes()
